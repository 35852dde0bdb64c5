"""Areas, lengths and changes of area on the WGS 84 ellipsoid.

Everything goes in as lon, lat in EPSG:4326 and comes out in km2 or metres; degrees are never taken
for lengths. Areas are authalic (see ``geodesy_edges``) and whole columns are worked on at once.
"""

from __future__ import annotations

import numpy as np
import pyproj
import shapely

from viewer.core.geodesy_changes import changes_between
from viewer.core.geodesy_edges import Bounds, EdgeTable, FloatArray, GeometryArray

_EVERYWHERE: Bounds = (-180.0, -90.0, 180.0, 90.0)


def authalic_area_km2(geometries: GeometryArray) -> FloatArray:
    """Area of each geometry, in km2.

    Parameters
    ----------
    geometries : array of geometry, shape (n,)
        Polygons or multipolygons, lon, lat in EPSG:4326, edges straight in lon and lat. Empty
        ones give 0.0, ``None`` gives nan, points and lines 0.0.

    Returns
    -------
    array of float, shape (n,)
    """
    geometries = np.asarray(geometries, dtype=object)
    area = EdgeTable.of(geometries).area_km2(_EVERYWHERE)
    area[shapely.is_missing(geometries)] = np.nan
    return area


def held_km2(geometries: GeometryArray | EdgeTable, bounds: Bounds) -> FloatArray:
    """Area of each geometry inside a box of meridians and parallels, in km2.

    Parameters
    ----------
    geometries : array of geometry, shape (n,), or EdgeTable
        As for `authalic_area_km2`, and valid. Pass ``EdgeTable.of(geometries)`` when several boxes
        are asked for: it is the slower half. ``None`` and empty give 0.0.
    bounds : tuple of float
        west, south, east, north in degrees.

    Returns
    -------
    array of float, shape (n,)
    """
    return _edges(geometries).area_km2(bounds)


def changes_km2(
    geometries: GeometryArray | EdgeTable, bounds: Bounds
) -> tuple[FloatArray, FloatArray]:
    """Area gained and lost from each geometry to the next inside a box, in km2.

    Gained is the area of ``geometries[i + 1] - geometries[i]``, lost that of the reverse, so that
    gained - lost = held[i + 1] - held[i]. Only edges that one of the two has are looked at.

    Parameters
    ----------
    geometries, bounds
        As for `held_km2`.

    Returns
    -------
    tuple of two arrays of float, shape (n - 1,)
        Gained and lost; empty for fewer than two geometries.
    """
    return changes_between(_edges(geometries), bounds)


def clip_to_bounds(geometries: GeometryArray, bounds: Bounds) -> GeometryArray:
    """Part of each geometry inside a box of meridians and parallels.

    Parameters
    ----------
    geometries : array of geometry, shape (n,)
        Valid polygons or multipolygons, lon, lat in EPSG:4326; ``None`` counts as empty.
    bounds : tuple of float
        west, south, east, north in degrees.

    Returns
    -------
    array of MultiPolygon, shape (n,)
        Valid; empty where nothing lies inside. Points and lines of contact are dropped.
    """
    geometries = np.asarray(geometries, dtype=object)
    clipped = shapely.clip_by_rect(geometries, *bounds)
    broken = ~shapely.is_valid(clipped)
    clipped[broken & shapely.is_missing(geometries)] = None
    broken &= ~shapely.is_missing(geometries)
    # clip_by_rect is fast but may leave touching parts; the slow way is right.
    clipped[broken] = shapely.intersection(geometries[broken], shapely.box(*bounds))
    return as_multipolygons(clipped)


def as_multipolygons(geometries: GeometryArray) -> GeometryArray:
    """Polygonal part of each geometry as a MultiPolygon; ``None`` becomes an empty one.

    Parameters
    ----------
    geometries : array of geometry, shape (n,)
        Any geometries; parts without area are dropped.
    """
    geometries = np.asarray(geometries, dtype=object)
    parts, owner = shapely.get_parts(geometries, return_index=True)
    keep = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    result = np.empty(len(geometries), dtype=object)
    result[:] = shapely.MultiPolygon()
    if keep.any():
        shapely.multipolygons(parts[keep], indices=owner[keep], out=result)
    return result


def length_m(lines: GeometryArray) -> FloatArray:
    """Geodesic length of each line, in metres.

    Parameters
    ----------
    lines : array of geometry, shape (n,)
        Vertices as lon, lat in EPSG:4326; each edge is taken as a geodesic. Polygons count with
        all their rings. Empty ones give 0.0, ``None`` gives nan.

    Returns
    -------
    array of float, shape (n,)
    """
    lines = np.asarray(lines, dtype=object)
    polygonal = np.isin(shapely.get_type_id(lines), (3, 6))
    outlines = np.where(polygonal, shapely.boundary(lines), lines)
    parts, owner = shapely.get_parts(outlines, return_index=True)
    xy, part_of = shapely.get_coordinates(parts, return_index=True)
    same = part_of[1:] == part_of[:-1]
    start, end = xy[:-1][same], xy[1:][same]
    geod = pyproj.Geod(ellps="WGS84")
    metres = geod.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[2]
    sums = np.bincount(owner[part_of[1:][same]], metres, len(lines))
    lengths: FloatArray = sums.astype(np.float64)
    lengths[shapely.is_missing(lines)] = np.nan
    return lengths


def _edges(geometries: GeometryArray | EdgeTable) -> EdgeTable:
    return geometries if isinstance(geometries, EdgeTable) else EdgeTable.of(geometries)
