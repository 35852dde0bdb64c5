"""Rings of many days as numbers of vertices that the days share.

From day to day nearly all vertices of a map stay where they are: two million of them may be forty
thousand places. Each place is kept once, and a ring is a list of numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from viewer.core.distinct import distinct

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_DAYS_AT_ONCE = 64

SLIT_M = 100.0
"""A hole of less mean width, its area by half its perimeter, is a slit: two polygons of the source
that were meant to touch. Sources are good to about that much."""
_METRES_PER_DEGREE = 111_200.0


@dataclass(frozen=True)
class Outlines:
    """Rings of n geometries.

    Attributes
    ----------
    count : int
        Number of geometries, n.
    lonlat : array of float, shape (k, 2)
        Distinct vertices, degrees, EPSG:4326, in the order in which they appear first.
    vertex : array of int, shape (m,)
        Vertices of all rings one after another; each ring ends with the vertex it begins with.
    ring_start : array of int, shape (rings + 1,)
        Vertices of ring r are ``vertex[ring_start[r] : ring_start[r + 1]]``.
    ring_day : array of int, shape (rings,)
        Geometry of each ring, rising.
    is_turned : array of bool, shape (rings,)
        True where the inside is on the right: outer rings clockwise, holes anticlockwise.
    is_slit : array of bool, shape (rings,)
        Holes of less mean width than `SLIT_M`: what bounds them is no front.
    """

    count: int
    lonlat: npt.NDArray[np.float64]
    vertex: IntArray
    ring_start: LongArray
    ring_day: LongArray
    is_turned: BoolArray
    is_slit: BoolArray

    @classmethod
    def of(cls, geometries: npt.NDArray[np.object_]) -> Outlines:
        """Take the rings of polygons and multipolygons.

        Parameters
        ----------
        geometries : array of Polygon or MultiPolygon, shape (n,)
            lon, lat in EPSG:4326; may be empty, never ``None``.
        """
        geometries = np.asarray(geometries, dtype=object)
        places = [np.empty((0, 2))]
        numbers: list[IntArray] = []
        sizes: list[npt.NDArray[Any]] = [np.empty(0, dtype=np.int64)]
        days, turned, slits = sizes.copy(), sizes.copy(), sizes.copy()
        for first in range(0, len(geometries), _DAYS_AT_ONCE):
            some = geometries[first : first + _DAYS_AT_ONCE]
            parts, day_of_part = shapely.get_parts(some, return_index=True)
            rings, part_of_ring = shapely.get_rings(parts, return_index=True)
            xy = shapely.get_coordinates(rings)
            place, number = _distinct_places(xy)
            places.append(xy[place])
            numbers.append(number)
            sizes.append(shapely.get_num_coordinates(rings))
            days.append(day_of_part[part_of_ring] + first)
            is_hole = np.zeros(len(rings), dtype=bool)
            is_hole[1:] = part_of_ring[1:] == part_of_ring[:-1]
            turned.append(shapely.is_ccw(rings) == is_hole)
            slits.append(_is_slit(rings, is_hole))
        before = np.cumsum([len(some) for some in places])
        lonlat = np.concatenate(places)
        place, number = _distinct_places(lonlat)
        vertex = [number[some + start] for some, start in zip(numbers, before, strict=False)]
        return cls(
            count=len(geometries),
            lonlat=lonlat[place],
            vertex=np.concatenate(vertex) if vertex else np.empty(0, dtype=np.int32),
            ring_start=np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.int64),
            ring_day=np.concatenate(days).astype(np.int64),
            is_turned=np.concatenate(turned).astype(bool),
            is_slit=np.concatenate(slits).astype(bool),
        )


def _distinct_places(xy: npt.NDArray[np.float64]) -> tuple[IntArray, IntArray]:
    lon, lat = (np.ascontiguousarray(column).view(np.uint64) for column in xy.T)
    return distinct(lon, lat)


def _is_slit(rings: npt.NDArray[np.object_], is_hole: BoolArray) -> BoolArray:
    """Tell which rings are holes narrower than `SLIT_M`, measured on the spot."""
    slit = is_hole.copy()
    holes = rings[is_hole]
    if len(holes):
        cosine = np.cos(np.radians(shapely.bounds(holes)[:, [1, 3]].mean(axis=1)))
        owner = np.repeat(np.arange(len(holes)), shapely.get_num_coordinates(holes))
        at = shapely.get_coordinates(holes) * _METRES_PER_DEGREE
        at[:, 0] *= cosine[owner]
        flat = shapely.linearrings(at, indices=owner)
        area, length = shapely.area(shapely.polygons(flat)), shapely.length(flat)
        slit[is_hole] = 2 * area < SLIT_M * length
    return slit
