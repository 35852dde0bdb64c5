"""The ground that the ledger counts: sectors and the whole, on the land that a status speaks of.

Raw archives hold sea round Crimea and reach over the border here and there, each at its own scale.
What is held in Ukraine is counted on Ukraine's land, what is held in Russia outside Ukraine, and
what is contested or claimed wherever it is drawn.

The fixed sectors and ``elsewhere`` make up the ``whole``. A sector of the user's own may overlap
any of them; it is counted for itself and is no part of that sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from viewer.core.geodesy_ground import Ground
from viewer.core.sector_shapes import overlapping, shape_of
from viewer.core.sectors import Sector, fixed_sectors
from viewer.core.sources import Status

ELSEWHERE = "elsewhere"
"""All ground outside the fixed sectors."""
WHOLE = "whole"
"""All ground: the fixed sectors and elsewhere together."""

_POLYGON = shapely.GeometryType.POLYGON
_WORLD = shapely.box(-180.0, -90.0, 180.0, 90.0)

# Lagoons behind a spit are inland waters and count as land, as lakes do; the basemap takes them
# for sea. Only the side along the spit matters, the others run on land.
_LAGOONS = (
    # Sivash, from Henichesk along the Arabat Spit to its root
    ((34.82, 46.19), (34.83, 46.10), (34.85, 46.01), (34.88, 45.93), (34.94, 45.82),
     (35.02, 45.71), (35.12, 45.60), (35.24, 45.48), (35.36, 45.37), (35.47, 45.30),
     (35.45, 45.20), (34.95, 45.30), (34.60, 45.70), (34.00, 45.90), (33.71, 45.98),
     (33.71, 46.30), (34.20, 46.34), (34.75, 46.30)),
    # Molochnyi
    ((35.36, 46.38), (35.42, 46.40), (35.55, 46.55), (35.45, 46.72), (35.22, 46.72),
     (35.22, 46.50)),
)  # fmt: skip


def land_of(ukraine: shapely.Geometry) -> shapely.MultiPolygon:
    """Ukraine's land with its inland waters, the lagoons behind spits among them.

    Parameters
    ----------
    ukraine : Polygon or MultiPolygon
        Ukraine within its internationally recognised borders, or a part of it, lon, lat in
        EPSG:4326.
    """
    lagoons = [shapely.Polygon(outline) for outline in _LAGOONS]
    near = [lagoon for lagoon in lagoons if shapely.intersects(ukraine, lagoon)]
    land = shapely.union_all([ukraine, *near]) if near else ukraine
    parts = shapely.get_parts(land)
    return shapely.MultiPolygon(list(parts[shapely.get_type_id(parts) == _POLYGON]))


def counted_part(
    box: shapely.Polygon | shapely.MultiPolygon,
    status: Status,
    ukraine: shapely.MultiPolygon | None,
) -> shapely.Geometry:
    """Part of a piece of ground on which polygons of a status are counted.

    Parameters
    ----------
    box : Polygon or MultiPolygon
        lon, lat in EPSG:4326.
    status, ukraine
        As for `LedgerGround`.
    """
    if ukraine is None or status not in (Status.RU_HELD, Status.UA_HELD_IN_RU):
        return box
    inside = shapely.intersection(ukraine, box)
    if status is Status.UA_HELD_IN_RU:
        return shapely.difference(box, inside)
    return shapely.intersection(land_of(inside), box)


class LedgerGround:
    """Ground of each sector and of the whole, for one status.

    Parameters
    ----------
    sectors : sequence of Sector
        Fixed ones, which do not overlap, so that they and the rest add up to the whole, and the
        user's own, which may.
    status : Status
        What the polygons assert; it says which land counts.
    ukraine : MultiPolygon or None
        Ukraine within its internationally recognised borders, lon, lat in EPSG:4326. Without it
        nothing is cut at borders and coasts.

    Raises
    ------
    ValueError
        When two fixed sectors overlap.

    Attributes
    ----------
    sectors : dict of str to Ground
        By sector id.
    fixed : array of bool
        Which of them make up the whole, together with elsewhere.
    """

    def __init__(
        self, sectors: Sequence[Sector], status: Status, ukraine: shapely.MultiPolygon | None
    ) -> None:
        if overlapping(fixed_sectors(sectors)) is not None:
            raise ValueError("sectors overlap")
        self._status, self._ukraine = status, ukraine
        self.sectors = {sector.id: Ground(self._part(shape_of(sector))) for sector in sectors}
        self.fixed: npt.NDArray[np.bool_] = np.array([not s.own for s in sectors], dtype=bool)

    @cached_property
    def whole(self) -> Ground:
        """All that counts, in the sectors and elsewhere."""
        return Ground(self._part(_WORLD))

    def _part(self, box: shapely.Polygon | shapely.MultiPolygon) -> shapely.Geometry:
        """Part of a piece of ground that counts."""
        return counted_part(box, self._status, self._ukraine)
