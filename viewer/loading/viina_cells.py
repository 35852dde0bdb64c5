"""Cells round places, and their union for any choice of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
_TILE_DEGREES = 0.5


@dataclass
class Cells:
    """Polygons that fill the country, one per place.

    Attributes
    ----------
    places : array of int64, shape (n,)
        Ids of the places, sorted, each once.
    polygons : array of Polygon or MultiPolygon, shape (n,)
        Valid.
    crs : str
        As `RawDay` wants it.
    fits : bool
        True when neighbours share their edges exactly, so that the quick union is right.
    repaired : bool
        True when some were made valid.
    tiles : list of array of int64
        Positions of the cells of each tile of half a degree.
    """

    places: IntArray
    polygons: npt.NDArray[Any]
    crs: str
    fits: bool
    repaired: bool
    tiles: list[IntArray] = field(default_factory=list)

    @staticmethod
    def of(places: IntArray, polygons: npt.NDArray[Any], crs: str) -> Cells:
        """Sort and check cells; of several with one id all count together.

        Parameters
        ----------
        places : array of int64, shape (n,)
        polygons : array of Polygon or MultiPolygon, shape (n,)
        crs : str
            What the file says.
        """
        polygons = shapely.force_2d(polygons)
        wrong = ~shapely.is_valid(polygons)
        if wrong.any():
            polygons[wrong] = shapely.make_valid(
                polygons[wrong], method="structure", keep_collapsed=False
            )
        ids, first, inverse = np.unique(places, return_index=True, return_inverse=True)
        merged = polygons[first]
        for k in np.flatnonzero(np.bincount(inverse) > 1).tolist():
            merged[k] = shapely.union_all(polygons[inverse == k])
        corner = np.floor(shapely.bounds(merged)[:, :2] / _TILE_DEGREES).astype(np.int64)
        tile = corner[:, 0] * 100_000 + corner[:, 1]
        order = np.argsort(tile, kind="stable")
        tiles = np.split(order, np.flatnonzero(np.diff(tile[order])) + 1)
        name = "OGC:CRS84" if crs.upper() in ("EPSG:4326", "OGC:CRS84") else crs
        fits = bool(shapely.coverage_is_valid(merged))
        return Cells(ids, merged, name, fits, bool(wrong.any()), tiles)

    def positions(self, places: IntArray) -> IntArray:
        """Where the cells of some places are; -1 for a place without one."""
        at = np.searchsorted(self.places, places)
        at[at == len(self.places)] = 0
        return np.where(self.places[at] == places, at, -1) if len(self.places) else at - 1

    def known(self, places: IntArray) -> int:
        """How many of some places have a cell."""
        return int((self.positions(places) >= 0).sum())


Kept = dict[int, tuple[bytes, Any]]
"""Unions of tiles from the call before."""


def union_of(cells: Cells, chosen: BoolArray, kept: Kept) -> npt.NDArray[Any]:
    """Unite the chosen cells.

    Parameters
    ----------
    cells : Cells
    chosen : array of bool, shape (n,)
    kept : dict
        The same for all calls about one status; used where the quick way is not right.

    Returns
    -------
    array of Polygon, shape (m,)
    """
    if not chosen.any():
        return np.empty(0, dtype=object)
    if cells.fits:
        whole = shapely.coverage_union_all(cells.polygons[chosen])
    else:
        whole = shapely.union_all(_tile_unions(cells, chosen, kept))
    parts = shapely.get_parts(shapely.get_parts(whole))
    area: npt.NDArray[Any] = parts[shapely.get_type_id(parts) == 3]
    return area


def _tile_unions(cells: Cells, chosen: BoolArray, kept: Kept) -> list[Any]:
    """Unions of the chosen cells per tile; only tiles with a change are done again."""
    unions = []
    for number, rows in enumerate(cells.tiles):
        here = chosen[rows]
        if not here.any():
            continue
        key = here.tobytes()
        if number not in kept or kept[number][0] != key:
            kept[number] = (key, shapely.union_all(cells.polygons[rows[here]]))
        unions.append(kept[number][1])
    return unions
