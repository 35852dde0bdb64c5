"""Sectors as shapes, for figures: what lies in them, and how much of a line does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from viewer.core.geodesy_edges import FloatArray
from viewer.core.sectors import Sector


def shape_of(sector: Sector) -> shapely.Polygon | shapely.MultiPolygon:
    """Return the ground of a sector, lon, lat in EPSG:4326."""
    if not sector.own:
        return shapely.box(*sector.bounds_wgs84)
    return shapely.MultiPolygon([(part[0], list(part[1:])) for part in sector.outline])


def overlap(one: Sector, other: Sector) -> bool:
    """Whether two sectors have ground in common; a common edge is none."""
    return bool(shapely.relate_pattern(shape_of(one), shape_of(other), "T********"))


def overlapping(sectors: Sequence[Sector]) -> tuple[Sector, Sector] | None:
    """Two of the sectors that have ground in common; None when no two have."""
    for number, one in enumerate(sectors):
        for other in sectors[:number]:
            if overlap(other, one):
                return other, one
    return None


def share_in(start: FloatArray, end: FloatArray, sector: Sector) -> FloatArray:
    """Which part of each edge lies in a sector.

    Parameters
    ----------
    start, end : array of float, shape (n, 2)
        lon, lat in EPSG:4326; edges are straight in them.
    sector : Sector
        An edge along the side of two fixed sectors counts in one of them; one along the side of a
        sector of the user's own counts in it.

    Returns
    -------
    array of float, shape (n,)
        0 to 1.
    """
    return _share_in_shape(start, end, sector) if sector.own else _share_in_box(start, end, sector)


def _share_in_shape(start: FloatArray, end: FloatArray, sector: Sector) -> FloatArray:
    shape = shape_of(sector)
    west, south, east, north = shape.bounds
    low, high = np.minimum(start, end), np.maximum(start, end)
    near = (low <= (east, north)).all(axis=1) & (high >= (west, south)).all(axis=1)
    todo = np.flatnonzero(near & (start != end).any(axis=1))
    share = np.zeros(len(start))
    if not len(todo):
        return share
    lines = np.asarray(shapely.linestrings(np.stack((start[todo], end[todo]), axis=1)))
    shapely.prepare(shape)
    inside = shapely.covers(shape, lines)
    share[todo[inside]] = 1.0
    cut = np.flatnonzero(~inside & shapely.intersects(shape, lines))
    within = shapely.length(shapely.intersection(shape, lines[cut])) / shapely.length(lines[cut])
    share[todo[cut]] = np.clip(within, 0.0, 1.0)
    return share


def _share_in_box(start: FloatArray, end: FloatArray, sector: Sector) -> FloatArray:
    bounds = sector.bounds_wgs84
    enter, leave = np.zeros(len(start)), np.ones(len(start))
    for axis in (0, 1):
        way = end[:, axis] - start[:, axis]
        level = way == 0
        with np.errstate(divide="ignore", invalid="ignore"):
            one = (bounds[axis] - start[:, axis]) / way
            other = (bounds[axis + 2] - start[:, axis]) / way
        # half open, so that an edge along the side of two boxes counts in one
        inside = (start[:, axis] >= bounds[axis]) & (start[:, axis] < bounds[axis + 2])
        enter = np.maximum(
            enter, np.where(level, np.where(inside, 0.0, 1.0), np.minimum(one, other))
        )
        leave = np.minimum(
            leave, np.where(level, np.where(inside, 1.0, 0.0), np.maximum(one, other))
        )
    share: FloatArray = np.clip(leave - enter, 0.0, 1.0)
    return share
