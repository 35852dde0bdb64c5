"""Distance between two front lines: the outlines of areas without border and sector edge."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from viewer.core.geodesy_edges import FloatArray, GeometryArray

_KM_PER_DEGREE = 111.195
_STEP_KM = 0.25
_ALONG_EDGE_KM = 0.4


def front_distance_km(
    areas: GeometryArray, reference: GeometryArray, region: BaseGeometry
) -> FloatArray:
    """Mean distance between the two fronts of each day, both ways, in km.

    Parameters
    ----------
    areas, reference : array of MultiPolygon, shape (n,)
        Inside the region, lon, lat in EPSG:4326.
    region : Polygon or MultiPolygon
        Sector and border; outlines within 0.4 km of its edge are no front.

    Returns
    -------
    array of float, shape (n,)
        Good to 0.3 %; nan where one of the two has no front.
    """
    middle = np.radians((region.bounds[1] + region.bounds[3]) / 2)
    scale = np.array([_KM_PER_DEGREE * np.cos(middle), _KM_PER_DEGREE])
    edge = shapely.buffer(
        shapely.boundary(shapely.transform(region, lambda xy: xy * scale)), _ALONG_EDGE_KM
    )
    shapely.prepare(edge)
    distances = np.full(len(areas), np.nan)
    for index, pair in enumerate(zip(areas, reference, strict=True)):
        ours, theirs = (
            _front(shapely.transform(area, lambda xy: xy * scale), edge) for area in pair
        )
        if not (ours.is_empty or theirs.is_empty):
            distances[index] = (_mean(ours, theirs) + _mean(theirs, ours)) / 2
    return distances


def _front(area: BaseGeometry, edge: BaseGeometry) -> BaseGeometry:
    return shapely.difference(shapely.boundary(area), edge)


def _mean(line: BaseGeometry, other: BaseGeometry) -> float:
    """Mean distance to the other line of points set evenly along this one."""
    parts = shapely.get_parts(line)
    counts = np.ceil(shapely.length(parts) / _STEP_KM).astype(np.int64)
    part = np.repeat(np.arange(len(parts)), counts)
    number = np.arange(len(part)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (number + 0.5) / counts[part]
    points = shapely.line_interpolate_point(parts[part], share, normalized=True)
    tree = shapely.STRtree(shapely.get_parts(shapely.segmentize(other, 5.0)))
    _, distance = tree.query_nearest(points, return_distance=True, all_matches=False)
    return float(distance.mean())
