"""Triangles over dated places and the line where the value between them crosses zero.

Each place carries +1 when the side in question holds it and -1 when not; around a change the value
climbs over a few days, so that the line moves daily and passes through the place between the day
before the change and the day of the change. Inside a triangle the value is linear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from viewer.core.facts import ControlPoint, Settlement
from viewer.core.geodesy import as_multipolygons
from viewer.core.geodesy_edges import FloatArray, GeometryArray, IntArray

Place = Settlement | ControlPoint
_OFF_ZERO = 1e-9
_SLIVER_SQUARE_DEG = 1e-10


@dataclass(frozen=True)
class Tin:
    """Delaunay triangles over n points.

    Attributes
    ----------
    lonlat : array of float, shape (n, 2)
        Degrees, EPSG:4326.
    triangles : array of int, shape (t, 3)
        Indices of the corners, ascending in each row.
    """

    lonlat: FloatArray
    triangles: IntArray

    @classmethod
    def over(cls, lonlat: FloatArray) -> Tin:
        """Triangulate distinct points, in a plane where a degree is as long east as north.

        Triangles without area, which points in a row along the hull give, are left out.
        """
        scale = np.array([np.cos(np.radians(lonlat[:, 1].mean())), 1.0])
        plane = lonlat * scale
        cells = shapely.delaunay_triangles(shapely.multipoints(plane))
        corners = shapely.get_coordinates(shapely.get_parts(cells)).reshape(-1, 4, 2)[:, :3]
        number = {point: index for index, point in enumerate(map(tuple, plane.tolist()))}
        flat = [number[corner] for corner in map(tuple, corners.reshape(-1, 2).tolist())]
        triangles = np.sort(np.array(flat, dtype=np.int64).reshape(-1, 3), axis=1)
        areas = shapely.area(shapely.polygons(lonlat[triangles]))
        return cls(lonlat, triangles[areas > _SLIVER_SQUARE_DEG])

    def positive_area(self, values: FloatArray) -> GeometryArray:
        """Where the value is above zero, for each day.

        Parameters
        ----------
        values : array of float, shape (days, n)
            Value of each point on each day.

        Returns
        -------
        array of MultiPolygon, shape (days,)
        """
        values = np.where(values == 0, _OFF_ZERO, values)
        corner_values = values[:, self.triangles]
        above = (corner_values > 0).sum(axis=2)
        result = np.empty(len(values), dtype=object)
        for day, (count, value) in enumerate(zip(above, corner_values, strict=True)):
            pieces = [
                self._cut(self.triangles[count == 3], value[count == 3], 3),
                self._cut(self.triangles[count == 2], value[count == 2], 2),
                self._cut(self.triangles[count == 1], value[count == 1], 1),
            ]
            result[day] = shapely.coverage_union_all(np.concatenate(pieces))
        return as_multipolygons(result)

    def _cut(self, triangles: IntArray, values: FloatArray, above: int) -> GeometryArray:
        """Positive part of triangles that have so many corners above zero."""
        if not len(triangles):
            return np.empty(0, dtype=object)
        if above == 3:
            return np.asarray(shapely.polygons(self.lonlat[triangles]), dtype=object)
        # Turn each triangle so that its lone corner (the one of the other sign) comes first.
        lone = np.argmax((values > 0) == (above == 1), axis=1)
        turn = (lone[:, np.newaxis] + np.arange(3)) % 3
        triangles = np.take_along_axis(triangles, turn, axis=1)
        values = np.take_along_axis(values, turn, axis=1)
        left = self._crossing(triangles[:, 0], triangles[:, 1], values[:, 0], values[:, 1])
        right = self._crossing(triangles[:, 0], triangles[:, 2], values[:, 0], values[:, 2])
        first, second, third = (self.lonlat[triangles[:, corner]] for corner in range(3))
        ring = (first, left, right) if above == 1 else (left, second, third, right)
        return np.asarray(shapely.polygons(np.stack(ring, axis=1)), dtype=object)

    def _crossing(self, a: IntArray, b: IntArray, at_a: FloatArray, at_b: FloatArray) -> FloatArray:
        """Where the value is zero on the edges; the same to the bit for both triangles of one."""
        swap = a > b
        a, b = np.where(swap, b, a), np.where(swap, a, b)
        at_a, at_b = np.where(swap, at_b, at_a), np.where(swap, at_a, at_b)
        share = (at_a / (at_a - at_b))[:, np.newaxis]
        crossing: FloatArray = self.lonlat[a] + share * (self.lonlat[b] - self.lonlat[a])
        return crossing


def place_values(
    places: Sequence[Place], side: str, days: NDArray[np.datetime64], ramp_days: float
) -> FloatArray:
    """Value of each place on each day: +1 held by the side, -1 not, a ramp around each change.

    Parameters
    ----------
    places : sequence of Settlement or ControlPoint
        n places.
    side : str
        ``ru`` or ``ua``.
    days : array of datetime64[D]
        The days asked for.
    ramp_days : float
        Days on each side of a change over which the value climbs.

    Returns
    -------
    array of float, shape (days, n)
        Never zero: above on the first day of a new holder, below on the day before.
    """
    values = np.empty((len(days), len(places)))
    for index, place in enumerate(places):
        value = np.full(len(days), 1.0 if place.start == side else -1.0)
        for since, _ in place.changes:
            age = (days - np.datetime64(since, "D")).astype(np.float64) + 0.5
            value *= -np.clip(age / ramp_days, -1.0, 1.0)
        values[:, index] = value
    return values
