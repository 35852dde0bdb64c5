"""Edges of all days of an archive, each once, with the days on which they come and go.

From day to day nearly all edges of a map stay. Whatever is a sum over directed edges, an area or a
length, is therefore had for all days by valuing each distinct edge once and adding up what came
and what went.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from viewer.core.geodesy_edges import FloatArray, GeometryArray, IntArray

_DAYS_AT_ONCE = 50
_MIX_1 = np.uint64(0x9E3779B97F4A7C15)
_MIX_2 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_3 = np.uint64(0x94D049BB133111EB)

KeyArray = NDArray[np.uint64]


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
    """

    count: int
    start: FloatArray
    end: FloatArray
    day: IntArray
    sign: IntArray
    edge: IntArray

    @classmethod
    def of(cls, geometries: GeometryArray) -> EdgeHistory:
        """Compare the edges of neighbouring geometries.

        Parameters
        ----------
        geometries : array of Polygon or MultiPolygon, shape (n,)
            lon, lat in EPSG:4326, valid; may be empty, never ``None``.
        """
        geometries = np.asarray(geometries, dtype=object)
        keys, starts, ends, days, signs = [], [], [], [], []
        for first in range(0, len(geometries), _DAYS_AT_ONCE):
            # row 0 is the day before these, empty before the first
            some = _Edges.of(geometries[max(first - 1, 0) : first + _DAYS_AT_ONCE])
            if not len(some.key):
                continue
            owner = some.owner + (first == 0)
            distinct, number = np.unique(some.key, return_inverse=True)
            rows = min(len(geometries), first + _DAYS_AT_ONCE) - first + 1
            times = np.bincount(owner * len(distinct) + number, minlength=rows * len(distinct))
            change = np.diff(times.reshape(rows, len(distinct)), axis=0)
            day, edge = np.nonzero(change)
            # as they follow each other in the ring that has them first, or had them last
            place = np.empty((2, len(distinct)), dtype=np.int64)
            place[0, number] = np.arange(len(number))
            place[1, number[::-1]] = np.arange(len(number))[::-1]
            sign = change[day, edge]
            along = place[(sign > 0).astype(np.int64), edge]
            order = np.lexsort((some.rank(along), sign, day))
            along = along[order]
            start, end = some.ends(along)
            keys.append(distinct[edge[order]])
            starts.append(start)
            ends.append(end)
            days.append(day[order] + first)
            signs.append(sign[order])
        if not keys:
            none = np.empty(0, dtype=np.int64)
            return cls(len(geometries), np.empty((0, 2)), np.empty((0, 2)), none, none, none)
        _, place, edge = np.unique(np.concatenate(keys), return_index=True, return_inverse=True)
        return cls(
            count=len(geometries),
            start=np.concatenate(starts)[place],
            end=np.concatenate(ends)[place],
            day=np.concatenate(days).astype(np.int64),
            sign=np.concatenate(signs).astype(np.int64),
            edge=edge.astype(np.int64),
        )

    def total(self, values: FloatArray) -> FloatArray:
        """Sum over the edges of each geometry, shape (n,), of a value per distinct edge."""
        change = np.bincount(self.day, self.sign * values[self.edge], self.count)
        sums: FloatArray = np.cumsum(change.astype(np.float64))
        return sums

    def between(self, first: int, last: int) -> tuple[IntArray, IntArray, IntArray]:
        """Changes with the geometries ``first .. last - 1``: day, sign, edge."""
        low, high = np.searchsorted(self.day, (first, last))
        return self.day[low:high], self.sign[low:high], self.edge[low:high]


@dataclass(frozen=True)
class _Edges:
    """Directed edges of some geometries that have a length, with what names each by its place."""

    key: KeyArray
    owner: IntArray
    vertex: IntArray
    backward: NDArray[np.bool_]
    xy: FloatArray

    @classmethod
    def of(cls, geometries: GeometryArray) -> _Edges:
        parts, part_owner = shapely.get_parts(geometries, return_index=True)
        rings, ring_part = shapely.get_rings(parts, return_index=True)
        xy = shapely.get_coordinates(rings)
        size = shapely.get_num_coordinates(rings)
        is_hole = np.concatenate(([False], ring_part[1:] == ring_part[:-1]))[: len(rings)]
        turned = np.repeat(shapely.is_ccw(rings) == is_hole, size)[:-1]
        mark = _vertex_keys(xy)
        low, high = mark[:-1], mark[1:]
        real = low != high
        real[np.cumsum(size)[:-1] - 1] = False
        key = _join(np.where(turned, high, low), np.where(turned, low, high))
        vertex = np.flatnonzero(real)
        owner = np.repeat(part_owner[ring_part], size)[vertex]
        return cls(key[vertex], owner.astype(np.int64), vertex, turned[vertex], xy)

    def ends(self, edge: IntArray) -> tuple[FloatArray, FloatArray]:
        """Start and end of some edges, the inside on the left."""
        vertex, backward = self.vertex[edge], self.backward[edge]
        return self.xy[vertex + backward], self.xy[vertex + ~backward]

    def rank(self, edge: IntArray) -> IntArray:
        """Order of some edges along their rings."""
        vertex = self.vertex[edge]
        order: IntArray = np.where(self.backward[edge], -vertex, vertex)
        return order


def _vertex_keys(xy: FloatArray) -> KeyArray:
    lon, lat = (np.ascontiguousarray(column).view(np.uint64) for column in xy.T)
    return _join(lon, lat)


def _join(first: KeyArray, second: KeyArray) -> KeyArray:
    """One 64-bit number for two; the order counts."""
    mixed = first * _MIX_1
    mixed ^= mixed >> np.uint64(29)
    mixed += second
    mixed *= _MIX_2
    mixed ^= mixed >> np.uint64(32)
    mixed *= _MIX_3
    mixed ^= mixed >> np.uint64(29)
    return mixed
