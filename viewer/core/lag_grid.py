"""Nodes of a regular grid that lie in any of many small polygons."""

from __future__ import annotations

import numpy as np
import shapely

from viewer.core.geodesy_edges import SQUARE_KM, FloatArray, GeometryArray, authalic_ordinate

LON_STEP_DEG, LAT_STEP_DEG = 0.007, 0.0045
"""About 500 m each at 49 degrees north."""


def grid_over(faces: GeometryArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Nodes near some polygons, each node once.

    Parameters
    ----------
    faces : array of Polygon, shape (n,)
        lon, lat in EPSG:4326.

    Returns
    -------
    tuple of three arrays of float, shape (m,)
        lon, lat of the nodes within the polygons' boxes, and the area that each stands for, km2.
    """
    if not len(faces):
        return np.empty(0), np.empty(0), np.empty(0)
    west, south, east, north = shapely.bounds(faces).T
    step = np.array([LON_STEP_DEG, LAT_STEP_DEG])
    low = np.ceil(np.column_stack((west, south)) / step).astype(np.int64)
    high = np.floor(np.column_stack((east, north)) / step).astype(np.int64)
    size = np.maximum(high - low + 1, 0)
    count = size[:, 0] * size[:, 1]
    face = np.repeat(np.arange(len(faces)), count)
    number = np.arange(len(face)) - np.repeat(np.cumsum(count) - count, count)
    column = low[face, 0] + number % np.maximum(size[face, 0], 1)
    row = low[face, 1] + number // np.maximum(size[face, 0], 1)
    node = np.unique(np.column_stack((column, row)), axis=0)
    lon, lat = (node * step).T
    bands = authalic_ordinate(lat + LAT_STEP_DEG / 2) - authalic_ordinate(lat - LAT_STEP_DEG / 2)
    return lon, lat, bands * np.radians(LON_STEP_DEG) * SQUARE_KM
