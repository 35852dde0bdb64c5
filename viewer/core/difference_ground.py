"""Agreed, only in X, only in Y as polygons, cut to sectors and counted land."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from viewer.core.compare_ground import ground_parts
from viewer.core.geodesy_history import EdgeHistory
from viewer.core.ledger_changes import ChangedGround, changed_ground
from viewer.core.sectors import Sector
from viewer.core.sources import Status

AGREED, ONLY_X, ONLY_Y = "agreed", "only_x", "only_y"
KINDS = (AGREED, ONLY_X, ONLY_Y)
_POLYGON = shapely.GeometryType.POLYGON


@dataclass(frozen=True)
class DifferencePart:
    """Ground of one kind in one sector.

    Attributes
    ----------
    sector : str
        Id, or ``elsewhere``.
    kind : str
        One of `KINDS`.
    geometry : MultiPolygon
        lon, lat in EPSG:4326, valid, outer rings anticlockwise; never empty.
    """

    sector: str
    kind: str
    geometry: shapely.MultiPolygon


def difference_parts(
    x: shapely.Geometry,
    y: shapely.Geometry,
    sectors: Sequence[Sector],
    status: Status,
    ukraine: shapely.MultiPolygon | None,
    *,
    with_rest: bool = True,
) -> tuple[DifferencePart, ...]:
    """Cut two snapshots into what both have and what one has alone.

    Parameters
    ----------
    x, y : MultiPolygon
        One snapshot of each source, lon, lat in EPSG:4326, valid.
    sectors : sequence of Sector
        Fixed ones, which do not overlap, and the user's own.
    status, ukraine
        As for ``ledger_figures.ledger_figures``.
    with_rest : bool
        Whether ground outside the sectors is wanted, as ``elsewhere``.

    Returns
    -------
    tuple of DifferencePart
        By sector, in the order of `KINDS`; what has no ground is left out. Their areas are those
        of the figures.
    """
    pair = np.empty(2, dtype=object)
    pair[:] = (x, y)
    alone = changed_ground(EdgeHistory.of(pair))
    faces = shapely.get_parts(shapely.intersection(x, y))
    faces = faces[shapely.get_type_id(faces) == _POLYGON]
    both = ChangedGround(
        faces, np.zeros(len(faces), dtype=np.int64), np.ones(len(faces), dtype=np.int64)
    )
    names = {"gained": ONLY_Y, "lost": ONLY_X}
    found = [
        DifferencePart(part.sector, names[part.change], part.geometry)
        for part in ground_parts(alone, sectors, status, ukraine, with_rest=with_rest)
    ]
    found += [
        DifferencePart(part.sector, AGREED, part.geometry)
        for part in ground_parts(both, sectors, status, ukraine, with_rest=with_rest)
    ]
    order = {sector.id: number for number, sector in enumerate(sectors)}
    return tuple(
        sorted(
            found,
            key=lambda part: (order.get(part.sector, len(order)), KINDS.index(part.kind)),
        )
    )
