"""Edges of many polygons as flat arrays, and areas computed from them without clipping.

A polygon with its outer rings anticlockwise and its holes clockwise is the sum of its directed
edges: the part of it between two meridians and two parallels is the sum, over the edges, of the
area between the edge (held between the parallels) and the southern parallel. No overlay is needed,
nothing can fail on awkward shapes, and all days of an archive are one numpy expression.

Areas are those of the authalic plane: the Lambert cylindrical equal-area projection of the WGS 84
ellipsoid. An edge is straight in longitude and latitude, which is what a GeoJSON edge and the side
of a sector are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
GeometryArray = NDArray[np.object_]
Bounds = tuple[float, float, float, float]

_SEMI_MAJOR_M = 6378137.0
_FLATTENING = 1 / 298.257223563
_ECCENTRICITY = np.sqrt(_FLATTENING * (2 - _FLATTENING))
SQUARE_KM = _SEMI_MAJOR_M**2 / 2 * 1e-6
_LONGEST_PIECE_DEG = 1.0


def authalic_ordinate(lat: FloatArray) -> FloatArray:
    """Ordinate q of the equal-area plane: area = (a**2 / 2) * integral of q over longitude.

    Parameters
    ----------
    lat : array of float
        Geodetic latitude on WGS 84, degrees.
    """
    sine = np.sin(np.radians(lat))
    eccentric = _ECCENTRICITY * sine
    ordinate: FloatArray = (1 - _ECCENTRICITY**2) * (
        sine / (1 - eccentric**2) + np.arctanh(eccentric) / _ECCENTRICITY
    )
    return ordinate


@dataclass(frozen=True)
class EdgeTable:
    """Directed edges of n geometries, the inside on the left.

    Attributes
    ----------
    count : int
        Number of geometries, n.
    owner : array of int, shape (m,)
        Index of the geometry of each edge, ascending.
    start, end : array of float, shape (m, 2)
        lon, lat of the ends in degrees.
    """

    count: int
    owner: IntArray
    start: FloatArray
    end: FloatArray

    @classmethod
    def of(cls, geometries: GeometryArray) -> EdgeTable:
        """Take the edges of polygons, multipolygons and collections of them.

        Parameters
        ----------
        geometries : array of geometry, shape (n,)
            lon, lat in EPSG:4326; valid. ``None``, empty, points and lines have no edges.
        """
        geometries = np.asarray(geometries, dtype=object)
        parts, part_owner = shapely.get_parts(geometries, return_index=True)
        polygonal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        parts, part_owner = parts[polygonal], part_owner[polygonal]
        rings, ring_part = shapely.get_rings(parts, return_index=True)
        xy, ring_of = shapely.get_coordinates(rings, return_index=True)
        is_hole = np.concatenate(([False], ring_part[1:] == ring_part[:-1]))[: len(rings)]
        turned = shapely.is_ccw(rings) == is_hole
        first = np.flatnonzero(ring_of[1:] == ring_of[:-1])
        ring_of = ring_of[first]
        backward = turned[ring_of]
        return cls(
            count=len(geometries),
            owner=part_owner[ring_part].astype(np.int64)[ring_of],
            start=xy[first + backward],
            end=xy[first + ~backward],
        )

    def between_meridians(self, west: float, east: float) -> EdgeTable:
        """Edges that reach into the strip; those along a meridian bound nothing."""
        low = np.minimum(self.start[:, 0], self.end[:, 0])
        high = np.maximum(self.start[:, 0], self.end[:, 0])
        return self.take((high > west) & (low < east) & (low < high))

    def take(self, chosen: NDArray[np.bool_]) -> EdgeTable:
        """Return the chosen edges; the number of geometries stays."""
        return EdgeTable(self.count, self.owner[chosen], self.start[chosen], self.end[chosen])

    def area_km2(self, bounds: Bounds) -> FloatArray:
        """Area of each geometry inside the box, shape (n,)."""
        west, south, east, north = bounds
        edges = self.between_meridians(west, east)
        # An edge south of the box has nothing between itself and the southern parallel.
        edges = edges.take(np.maximum(edges.start[:, 1], edges.end[:, 1]) > south)
        lon_1, lat_1 = edges.start.T
        lon_2, lat_2 = edges.end.T
        slope = (lat_2 - lat_1) / (lon_2 - lon_1)
        from_lon, to_lon = np.clip(lon_1, west, east), np.clip(lon_2, west, east)
        # Clipping an end that lies inside the strip must not disturb its latitude.
        from_lat = np.where(from_lon == lon_1, lat_1, lat_1 + (from_lon - lon_1) * slope)
        to_lat = np.where(to_lon == lon_2, lat_2, lat_1 + (to_lon - lon_1) * slope)
        height = _mean_height(from_lat, to_lat, south, north)
        sums = np.bincount(edges.owner, (to_lon - from_lon) * height, self.count)
        # A ring runs anticlockwise: its southern side eastward, so the sum is minus the area.
        area: FloatArray = -sums * np.radians(1.0) * SQUARE_KM + 0.0
        return area


def _mean_height(lat_1: FloatArray, lat_2: FloatArray, south: float, north: float) -> FloatArray:
    """Mean over an edge, held between two parallels, of the ordinate above the southern one."""
    low, high = np.minimum(lat_1, lat_2), np.maximum(lat_1, lat_2)
    base, top = authalic_ordinate(np.array([south, north]))
    height = np.where(low >= north, top - base, 0.0)
    inside = np.flatnonzero((low >= south) & (high <= north))
    height[inside] = mean_ordinate(lat_1[inside], lat_2[inside]) - base
    cut = np.flatnonzero(((low < south) & (high > south)) | ((low < north) & (high > north)))
    held_low, held_high = np.clip(low[cut], south, north), np.clip(high[cut], south, north)
    rise = high[cut] - low[cut]
    within = (held_high - held_low) / rise * (mean_ordinate(held_low, held_high) - base)
    height[cut] = within + (high[cut] - held_high) / rise * (top - base)
    return height


def mean_ordinate(lat_1: FloatArray, lat_2: FloatArray) -> FloatArray:
    """Mean of the ordinate along a straight edge, by Simpson's rule (exact to the third power)."""
    longest = np.max(np.abs(lat_2 - lat_1), initial=0.0)
    pieces = max(1, int(np.ceil(longest / _LONGEST_PIECE_DEG)))
    total = np.zeros(len(lat_1))
    step = (lat_2 - lat_1) / pieces
    for piece in range(pieces):
        low, high = lat_1 + piece * step, lat_1 + (piece + 1) * step
        total += authalic_ordinate(low) + authalic_ordinate(high)
        total += 4 * authalic_ordinate((low + high) / 2)
    return total / (6 * pieces)
