"""Ground that changes hands between neighbouring days, as polygons, from the edges that differ.

The edges that only one of two days has bound exactly the difference of the two. Cut at their
crossings they enclose faces; a face is gained, lost or neither according to the signed count of
changed edges south of it. No two faces of one kind share an edge, so a face is a whole piece of
gained or lost ground.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from viewer.core.geodesy_changes import face_heights
from viewer.core.geodesy_edges import FloatArray, GeometryArray, IntArray
from viewer.core.geodesy_history import EdgeHistory

Progress = Callable[[int, int, str], None]
"""Told (done, total, what); it may raise to stop the work."""

_PAIRS_AT_ONCE = 64


@dataclass(frozen=True)
class ChangedGround:
    """Pieces of ground that changed hands, of all days.

    Attributes
    ----------
    faces : array of Polygon, shape (k,)
        lon, lat in EPSG:4326.
    day : array of int, shape (k,)
        Index of the day that has the change against the day before it; never 0.
    sign : array of int, shape (k,)
        1 where ground was gained, -1 where it was lost.
    """

    faces: GeometryArray
    day: IntArray
    sign: IntArray


def changed_ground(
    history: EdgeHistory, wanted: IntArray | None = None, progress: Progress | None = None
) -> ChangedGround:
    """Find what each day gained and lost since the day before it.

    Parameters
    ----------
    history : EdgeHistory
        Edges of the days.
    wanted : array of int, optional
        Indices of the days asked for; all but the first by default.
    progress : callable, optional
        Told how many days are done.
    """
    days = np.arange(1, history.count) if wanted is None else wanted[wanted > 0]
    found = []
    for first in range(0, len(days), _PAIRS_AT_ONCE):
        if progress is not None:
            progress(first, len(days), "Gained and lost")
        found.append(_some_days(history, days[first : first + _PAIRS_AT_ONCE]))
    if not found:
        none = np.empty(0, dtype=np.int64)
        return ChangedGround(np.empty(0, dtype=object), none, none)
    faces, day, sign = (np.concatenate(column) for column in zip(*found, strict=True))
    return ChangedGround(faces, day, sign)


def _some_days(history: EdgeHistory, days: IntArray) -> tuple[GeometryArray, IntArray, IntArray]:
    day, sign, edge = history.between(int(days[0]), int(days[-1]) + 1)
    asked = np.isin(day, days)
    day, sign, edge = day[asked], sign[asked], edge[asked]
    start, end = history.start[edge], history.end[edge]
    present, row = np.unique(day, return_inverse=True)
    if not len(present):
        return np.empty(0, dtype=object), day, sign
    noded = np.asarray(shapely.node(_chains(row, start, end)), dtype=object)
    cells = np.asarray(shapely.polygonize(noded[:, np.newaxis]), dtype=object)
    faces, face_row = shapely.get_parts(cells, return_index=True)
    face_day = present[face_row]
    height = face_heights(faces, face_row, row, sign, start, end)
    changed = height != 0
    return faces[changed], face_day[changed], np.sign(height[changed])


def _chains(row: IntArray, start: FloatArray, end: FloatArray) -> GeometryArray:
    """Edges of each row as a MultiLineString of few long lines, which are noded sooner."""
    joined = (row[1:] == row[:-1]) & (start[1:] == end[:-1]).all(axis=1)
    first = np.flatnonzero(np.concatenate(([True], ~joined)))
    last = np.append(first[1:], len(row)) - 1
    # the points of a chain are the starts of its edges and the end of the last
    points = np.insert(start, last + 1, end[last], axis=0)
    lines = np.concatenate((first, [len(row)])) + np.arange(len(first) + 1)
    bundles = np.concatenate(([0], np.cumsum(np.bincount(row[first]))))
    collected = shapely.from_ragged_array(
        shapely.GeometryType.MULTILINESTRING, points, (lines, bundles)
    )
    return np.asarray(collected, dtype=object)
