"""Areas inside a piece of ground with any outline, as a sum over directed edges.

The part of a polygon that lies in a ground (a sector, a country, a sector within a country) is the
sum, over all pairs of an edge of the one and an edge of the other, of the signed area south of
both. So each edge of a polygon has a value of its own for a ground, and the area of the polygon
within it is the sum of the values of its edges: exact, without overlay, for all days at once.
"""

from __future__ import annotations

import numpy as np
import shapely

from viewer.core.geodesy_edges import (
    SQUARE_KM,
    EdgeTable,
    FloatArray,
    GeometryArray,
    IntArray,
    mean_ordinate,
)

_STRIP_DEG = 0.03
_EDGES_AT_ONCE = 30_000


class Ground:
    """A piece of ground in which areas are asked for.

    Parameters
    ----------
    shape : Polygon or MultiPolygon
        lon, lat in EPSG:4326, valid, edges straight in lon and lat; may be empty.
    """

    def __init__(self, shape: shapely.Geometry) -> None:
        column = np.empty(1, dtype=object)
        column[0] = shape
        edges = EdgeTable.of(column)
        line = _Lines.of(edges.start, edges.end)
        self._line = line
        edge, strip, west, east = _strips(line.west, line.east)
        order = np.argsort(strip, kind="stable")
        self._edge, self._west, self._east = edge[order], west[order], east[order]
        self._first = int(strip[order[0]]) if len(order) else 0
        strips = strip[order] - self._first
        self._offset = np.concatenate(([0], np.cumsum(np.bincount(strips, minlength=1))))

    def edge_km2(self, start: FloatArray, end: FloatArray) -> FloatArray:
        """Value of each directed edge: its share of the area within the ground, km2.

        Parameters
        ----------
        start, end : array of float, shape (n, 2)
            lon, lat in EPSG:4326; the inside of the polygon is on the left.

        Returns
        -------
        array of float, shape (n,)
            Summed over all edges of a polygon this is its area within the ground. One value
            alone means nothing.
        """
        values = np.zeros(len(start))
        for first in range(0, len(start), _EDGES_AT_ONCE):
            some = slice(first, first + _EDGES_AT_ONCE)
            values[some] = self._values(_Lines.of(start[some], end[some]), len(start[some]))
        values *= np.radians(1.0) * SQUARE_KM
        return values

    def area_km2(self, geometries: GeometryArray) -> FloatArray:
        """Area of each geometry within the ground, km2, shape (n,)."""
        edges = EdgeTable.of(geometries)
        values = self.edge_km2(edges.start, edges.end)
        area: FloatArray = np.bincount(edges.owner, values, edges.count).astype(np.float64)
        return area

    def _values(self, line: _Lines, count: int) -> FloatArray:
        edge, strip, west, east = _strips(line.west, line.east)
        strip = strip - self._first
        known = (strip >= 0) & (strip < len(self._offset) - 1)
        edge, strip, west, east = edge[known], strip[known], west[known], east[known]
        times = self._offset[strip + 1] - self._offset[strip]
        piece = np.repeat(np.arange(len(edge)), times)
        before = np.cumsum(times) - times
        other = np.arange(len(piece)) - np.repeat(before - self._offset[strip], times)
        west = np.maximum(west[piece], self._west[other])
        east = np.minimum(east[piece], self._east[other])
        meet = np.flatnonzero(west < east)
        west, east = west[meet], east[meet]
        own, its = edge[piece[meet]], self._edge[other[meet]]
        height = _mean_lower(
            line.lat(own, west), line.lat(own, east),
            self._line.lat(its, west), self._line.lat(its, east),
        )  # fmt: skip
        area = line.sign[own] * self._line.sign[its] * (east - west) * height
        sums: FloatArray = np.bincount(line.index[own], area, count).astype(np.float64)
        return sums


class _Lines:
    """Edges as lines from west to east; those along a meridian bound nothing and are left out."""

    def __init__(self, start: FloatArray, end: FloatArray, index: IntArray) -> None:
        self.index = index
        eastward = end[:, 0] > start[:, 0]
        self.sign = np.where(eastward, 1.0, -1.0)
        self.west, self._west_lat = np.where(eastward[:, np.newaxis], start, end).T
        self.east, self._east_lat = np.where(eastward[:, np.newaxis], end, start).T
        self._slope = (self._east_lat - self._west_lat) / (self.east - self.west)

    @classmethod
    def of(cls, start: FloatArray, end: FloatArray) -> _Lines:
        index = np.flatnonzero(start[:, 0] != end[:, 0])
        return cls(start[index], end[index], index)

    def lat(self, line: IntArray, lon: FloatArray) -> FloatArray:
        at = self._west_lat[line] + (lon - self.west[line]) * self._slope[line]
        latitude: FloatArray = np.where(lon == self.east[line], self._east_lat[line], at)
        return latitude


def _strips(
    west: FloatArray, east: FloatArray
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Cut lines at the meridians between strips: line, strip, west and east of each piece."""
    first = np.floor(west / _STRIP_DEG).astype(np.int64)
    last = np.maximum(np.ceil(east / _STRIP_DEG).astype(np.int64) - 1, first)
    times = last - first + 1
    line = np.repeat(np.arange(len(west)), times)
    inner = np.arange(len(line)) - np.repeat(np.cumsum(times) - times, times)
    strip = first[line] + inner
    low = np.where(inner == 0, west[line], strip * _STRIP_DEG)
    high = np.where(strip == last[line], east[line], (strip + 1) * _STRIP_DEG)
    return line, strip, low, high


def _mean_lower(
    own_west: FloatArray, own_east: FloatArray, its_west: FloatArray, its_east: FloatArray
) -> FloatArray:
    """Mean ordinate of the lower of two straight lines over the same meridians."""
    at_west, at_east = own_west - its_west, own_east - its_east
    own_lower = at_west + at_east < 0
    height = mean_ordinate(
        np.where(own_lower, own_west, its_west), np.where(own_lower, own_east, its_east)
    )
    cross = np.flatnonzero(((at_west < 0) & (at_east > 0)) | ((at_west > 0) & (at_east < 0)))
    share = at_west[cross] / (at_west[cross] - at_east[cross])
    meeting = own_west[cross] + share * (own_east[cross] - own_west[cross])
    first = np.minimum(own_west[cross], its_west[cross])
    last = np.minimum(own_east[cross], its_east[cross])
    height[cross] = share * mean_ordinate(first, meeting)
    height[cross] += (1.0 - share) * mean_ordinate(meeting, last)
    return height
