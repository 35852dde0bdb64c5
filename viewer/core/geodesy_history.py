"""Edges of all days of an archive, each once, with the days on which they come and go.

From day to day nearly all edges of a map stay. Whatever is a sum over directed edges, an area or a
length, is therefore had for all days by valuing each distinct edge once and adding up what came
and what went.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.core.distinct import distinct
from viewer.core.geodesy_edges import FloatArray, GeometryArray, IntArray
from viewer.core.outlines import Outlines

_DAYS_AT_ONCE = 50


@dataclass(frozen=True)
class EdgeHistory:
    """Distinct directed edges of n geometries, the inside on the left, and their changes.

    Attributes
    ----------
    count : int
        Number of geometries, n.
    start, end : array of float, shape (k, 2)
        lon, lat in EPSG:4326 of the ends of each distinct edge.
    day : array of int, shape (m,)
        Index of the geometry with which a change happens, rising. All edges of the first
        geometry are new with it. Within a day what goes comes before what is new, each in the
        order of the rings, so that most follow each other.
    sign : array of int, shape (m,)
        How often more the geometry has the edge than the one before it: 1 new, -1 gone.
    edge : array of int, shape (m,)
        Which edge changes.
    slit_day, slit_edge : array of int, shape (s,)
        Geometry and edge of everything that bounds a slit, see `Outlines`.
    """

    count: int
    start: FloatArray
    end: FloatArray
    day: IntArray
    sign: IntArray
    edge: IntArray
    slit_day: IntArray
    slit_edge: IntArray

    @classmethod
    def of(cls, geometries: GeometryArray) -> EdgeHistory:
        """Compare the edges of neighbouring geometries.

        Parameters
        ----------
        geometries : array of Polygon or MultiPolygon, shape (n,)
            lon, lat in EPSG:4326, valid; may be empty, never ``None``.
        """
        return cls.of_outlines(Outlines.of(geometries))

    @classmethod
    def of_outlines(cls, outlines: Outlines) -> EdgeHistory:
        """Compare the edges of neighbouring geometries whose rings are known."""
        froms, tos, days, signs = [], [], [], []
        for first in range(0, outlines.count, _DAYS_AT_ONCE):
            # row 0 is the day before these, empty before the first
            last = min(first + _DAYS_AT_ONCE, outlines.count)
            some = _Edges.of(outlines, max(first - 1, 0), last)
            place, number = distinct(some.start.astype(np.uint64), some.end.astype(np.uint64))
            rows = last - first + 1
            row = some.day - (first - 1)
            times = np.bincount(row * len(place) + number, minlength=rows * len(place))
            change = np.diff(times.reshape(rows, len(place)), axis=0)
            day, edge = np.nonzero(change)
            # as they follow each other in the ring that has them first, or had them last
            final = np.empty(len(place), dtype=np.int64)
            final[number] = np.arange(len(number))
            sign = change[day, edge]
            along = np.where(sign > 0, place[edge], final[edge])
            order = np.lexsort((some.rank[along], sign, day))
            froms.append(some.start[along[order]])
            tos.append(some.end[along[order]])
            days.append(day[order] + first)
            signs.append(sign[order])
        none: list[NDArray[Any]] = [np.empty(0, dtype=np.int64)]
        start, end = np.concatenate(none + froms), np.concatenate(none + tos)
        where, number = distinct(start.astype(np.uint64), end.astype(np.uint64))
        slit_day = slit_edge = np.empty(0, dtype=np.int64)
        if outlines.is_slit.any():
            slits = _Edges.of(outlines, 0, outlines.count, only_slits=True)
            key = _keys(start[where], end[where])
            order, slit_day = np.argsort(key), slits.day
            slit_edge = order[np.searchsorted(key, _keys(slits.start, slits.end), sorter=order)]
        return cls(
            count=outlines.count,
            start=outlines.lonlat[start[where]],
            end=outlines.lonlat[end[where]],
            day=np.concatenate(none + days).astype(np.int64),
            sign=np.concatenate(none + signs).astype(np.int64),
            edge=number.astype(np.int64),
            slit_day=slit_day,
            slit_edge=slit_edge,
        )

    def total(self, values: FloatArray) -> FloatArray:
        """Sum over the edges of each geometry, shape (n,), of a value per distinct edge."""
        change = np.bincount(self.day, self.sign * values[self.edge], self.count)
        sums: FloatArray = np.cumsum(change.astype(np.float64))
        return sums

    def total_of_front(self, values: FloatArray) -> FloatArray:
        """Sum as `total` does, but leave out what bounds a slit."""
        slits = np.bincount(self.slit_day, values[self.slit_edge], self.count)
        sums: FloatArray = self.total(values) - slits
        return sums

    def between(self, first: int, last: int) -> tuple[IntArray, IntArray, IntArray]:
        """Changes with the geometries ``first .. last - 1``: day, sign, edge."""
        low, high = np.searchsorted(self.day, (first, last))
        return self.day[low:high], self.sign[low:high], self.edge[low:high]


@dataclass(frozen=True)
class _Edges:
    """Directed edges of some days that have a length: day, ends, and order along the rings."""

    day: IntArray
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    rank: IntArray

    @classmethod
    def of(cls, outlines: Outlines, first: int, last: int, *, only_slits: bool = False) -> _Edges:
        """Take the edges of the days ``first .. last - 1``."""
        low, high = np.searchsorted(outlines.ring_day, (first, last))
        bounds = outlines.ring_start[low : high + 1]
        vertex = outlines.vertex[bounds[0] : bounds[-1]]
        bounds = bounds - bounds[0]
        before, after = vertex[:-1], vertex[1:]
        real = before != after
        real[bounds[1:-1] - 1] = False
        size = np.diff(bounds)
        if only_slits:
            real &= np.repeat(outlines.is_slit[low:high], size)[:-1]
        backward = np.repeat(outlines.is_turned[low:high], size)[:-1]
        day = np.repeat(outlines.ring_day[low:high], size)[:-1]
        place = np.arange(len(real))
        return cls(
            day=day[real],
            start=np.where(backward, after, before)[real],
            end=np.where(backward, before, after)[real],
            rank=np.where(backward, -place, place)[real],
        )


def _keys(start: NDArray[np.int32], end: NDArray[np.int32]) -> NDArray[np.uint64]:
    """One number for each directed edge."""
    return (start.astype(np.uint64) << np.uint64(32)) | end.astype(np.uint64)
