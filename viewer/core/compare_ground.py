"""Ground gained and lost between two dates as polygons, cut to sectors and counted land."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from viewer.core.geodesy import as_multipolygons
from viewer.core.geodesy_edges import GeometryArray
from viewer.core.ledger_changes import ChangedGround
from viewer.core.ledger_ground import ELSEWHERE, counted_part
from viewer.core.sector_shapes import shape_of
from viewer.core.sectors import Sector, fixed_sectors
from viewer.core.sources import Status

_WORLD = shapely.box(-180.0, -90.0, 180.0, 90.0)
_GRID_DEG = 1e-8
"""Vertices are put on a grid of about a millimetre, and the outlines kept valid."""


@dataclass(frozen=True)
class GroundPart:
    """Ground that changed hands in one sector.

    Attributes
    ----------
    sector : str
        Id, or ``elsewhere``.
    change : str
        ``gained`` or ``lost``.
    geometry : MultiPolygon
        lon, lat in EPSG:4326, valid, outer rings anticlockwise; never empty.
    """

    sector: str
    change: str
    geometry: shapely.MultiPolygon


def ground_parts(
    pieces: ChangedGround,
    sectors: Sequence[Sector],
    status: Status,
    ukraine: shapely.MultiPolygon | None,
    *,
    with_rest: bool = True,
) -> tuple[GroundPart, ...]:
    """Cut pieces of changed ground to what the figures count.

    Parameters
    ----------
    pieces : ChangedGround
        Of one pair of snapshots.
    sectors : sequence of Sector
        Fixed ones, which do not overlap, and the user's own, whose ground comes again for them.
    status, ukraine
        As for ``ledger_figures.change_between``.
    with_rest : bool
        Whether ground outside the sectors is wanted, as ``elsewhere``.

    Returns
    -------
    tuple of GroundPart
        By sector, gained before lost, those without ground left out. Their areas are the gained
        and lost of the figures.
    """
    faces = _within(counted_part(_WORLD, status, ukraine), pieces.faces)
    cuts = [(sector.id, shapely.intersection(faces, shape_of(sector))) for sector in sectors]
    if with_rest:
        outside = faces
        for box in map(shape_of, fixed_sectors(sectors)):
            near = shapely.intersects(outside, box)
            outside = np.where(near, shapely.difference(outside, box), outside)
        cuts.append((ELSEWHERE, outside))
    parts = []
    for name, geometries in cuts:
        for change, sign in (("gained", 1), ("lost", -1)):
            whole = _joined(geometries[pieces.sign == sign])
            if not whole.is_empty:
                parts.append(GroundPart(name, change, whole))
    return tuple(parts)


def _within(land: shapely.Geometry, faces: GeometryArray) -> GeometryArray:
    """Part of each face that lies on land."""
    shapely.prepare(land)
    cut = ~shapely.covers(land, faces)
    faces = faces.copy()
    faces[cut] = shapely.intersection(land, faces[cut])
    return faces


def _joined(geometries: GeometryArray) -> shapely.MultiPolygon:
    parts = shapely.get_parts(as_multipolygons(geometries))
    whole = np.empty(1, dtype=object)
    whole[0] = shapely.set_precision(shapely.MultiPolygon(list(parts)), _GRID_DEG)
    joined: shapely.MultiPolygon = shapely.orient_polygons(as_multipolygons(whole)[0])
    return joined
