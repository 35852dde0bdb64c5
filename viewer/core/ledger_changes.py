"""Ground that changes hands between neighbouring days, as polygons, from the edges that differ.

The edges that only one of two days has bound exactly the difference of the two. Cut at their
crossings they enclose faces; a face is gained, lost or neither according to the signed count of
changed edges south of it. No two faces of one kind share an edge, so a face is a whole piece of
gained or lost ground.

Where an end of one edge lies within a rounding of another edge, cutting may fail, or miss it, so
that a face stays open and what is found of the day does not balance. Such a day is cut on a fine
grid, which takes longer and misses none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from viewer.core.geodesy_changes import face_heights
from viewer.core.geodesy_edges import FloatArray, GeometryArray, IntArray
from viewer.core.geodesy_history import EdgeHistory

Progress = Callable[[int, int, str], None]
"""Told (done, total, what); it may raise to stop the work."""

_PAIRS_AT_ONCE = 64
_GRID_DEG = 1e-10
"""A hundredth of a millimetre: the grid of days that do not balance without it."""
_BALANCE_DEG2 = 1e-10
"""About a square metre: faces of a day that differ less from its changed edges balance."""


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
    edges = _Changed(len(present), row, sign, start, end)
    lines, every = _chains(row, start, end), np.arange(len(present))
    cut = edges.cut(_noded(lines), every)
    off = edges.imbalance(cut)
    if (off > _BALANCE_DEG2).any():
        open_rows = np.flatnonzero(off > _BALANCE_DEG2)
        again = edges.cut(_noded_on_grid(lines[open_rows]), open_rows)
        better = np.isin(every, open_rows) & (edges.imbalance(again) < off)
        cut = cut.only(~better) + again.only(better)
    cut = cut.take(cut.height != 0)
    return cut.faces, present[cut.row], np.sign(cut.height)


def _noded(lines: GeometryArray) -> GeometryArray:
    """Cut each bundle of lines at its crossings."""
    try:
        return np.asarray(shapely.node(lines), dtype=object)
    except shapely.GEOSException:  # edges a rounding apart, for which it finds no end
        if len(lines) == 1:
            return _noded_on_grid(lines)
        return np.concatenate([_noded(lines[one : one + 1]) for one in range(len(lines))])


def _noded_on_grid(lines: GeometryArray) -> GeometryArray:
    noded = np.empty(len(lines), dtype=object)
    noded[:] = [shapely.union_all(bundle, grid_size=_GRID_DEG) for bundle in lines]
    return noded


@dataclass(frozen=True)
class _Cut:
    """Faces, their rows, and whether only the later day covers them (1), the earlier (-1)."""

    faces: GeometryArray
    row: IntArray
    height: IntArray

    def take(self, which: npt.NDArray[np.bool_]) -> _Cut:
        return _Cut(self.faces[which], self.row[which], self.height[which])

    def only(self, rows: npt.NDArray[np.bool_]) -> _Cut:
        return self.take(rows[self.row])

    def __add__(self, other: _Cut) -> _Cut:
        return _Cut(
            np.concatenate((self.faces, other.faces)),
            np.concatenate((self.row, other.row)),
            np.concatenate((self.height, other.height)),
        )


@dataclass(frozen=True)
class _Changed:
    """Changed edges of some days, each a row."""

    count: int
    row: IntArray
    sign: IntArray
    start: FloatArray
    end: FloatArray

    def cut(self, noded: GeometryArray, rows: IntArray) -> _Cut:
        """Faces that the noded lines of some rows enclose."""
        cells = np.asarray(shapely.polygonize(noded[:, np.newaxis]), dtype=object)
        faces, place = shapely.get_parts(cells, return_index=True)
        row = rows[place]
        height = face_heights(faces, row, self.row, self.sign, self.start, self.end)
        return _Cut(faces, row, height)

    def imbalance(self, cut: _Cut) -> FloatArray:
        """How far faces are from gained less lost by the edges alone, in square degrees."""
        (x_1, y_1), (x_2, y_2) = (self.start - self.start[0]).T, (self.end - self.start[0]).T
        whole = np.bincount(self.row, self.sign * (x_1 * y_2 - x_2 * y_1) / 2, self.count)
        found = np.bincount(cut.row, np.sign(cut.height) * shapely.area(cut.faces), self.count)
        off: FloatArray = np.abs(found - whole)
        return off


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
