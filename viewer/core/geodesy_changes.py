"""Area gained and lost between neighbouring polygons, from the edges that only one of them has.

From day to day nearly all edges stay. Those that do not bound exactly the difference: cut at their
crossings they enclose faces, and a face is gained, lost or neither according to the signed count
of changed edges south of it.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from viewer.core.geodesy_edges import Bounds, EdgeTable, FloatArray, GeometryArray, IntArray

_FULL_TURN_DEG = 360.0
_SLACK_DEG = 1e-6


def changes_between(edges: EdgeTable, bounds: Bounds) -> tuple[FloatArray, FloatArray]:
    """Gained and lost km2 inside the box, each of shape (n - 1,); see ``geodesy.changes_km2``."""
    pairs = max(edges.count - 1, 0)
    gained, lost = np.zeros(pairs), np.zeros(pairs)
    pair, sign, start, end = _changed_edges(edges, bounds)
    if not len(pair):
        return gained, lost
    faces, face_pair = _faces(pair, start, end, bounds)
    height = face_heights(faces, face_pair, pair, sign, start, end)
    areas = EdgeTable.of(faces).area_km2(bounds)
    gained += np.bincount(face_pair[height > 0], areas[height > 0], pairs)
    lost += np.bincount(face_pair[height < 0], areas[height < 0], pairs)
    return gained, lost


def _changed_edges(
    edges: EdgeTable, bounds: Bounds
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Edges that one of two neighbours has: pair, +1 new or -1 gone, start, end; by pair."""
    west, _, east, north = bounds
    low = np.minimum(edges.start, edges.end)
    high = np.maximum(edges.start, edges.end)
    # Edges north of the box have no part in it, those south of it tell what the box lies in.
    near = (high[:, 0] >= west) & (low[:, 0] <= east) & (low[:, 1] <= north)
    edges = edges.take(near)
    key = _hash(np.hstack((edges.start, edges.end)))
    order = np.argsort(key, kind="stable")
    key, owner = key[order], edges.owner[order]
    follows = (key[1:] == key[:-1]) & (owner[1:] == owner[:-1] + 1)
    gone = order[~np.append(follows, False) & (owner < edges.count - 1)]
    new = order[~np.insert(follows, 0, False) & (owner > 0)]
    pair = np.concatenate((edges.owner[gone], edges.owner[new] - 1))
    sign = np.repeat(np.array([-1, 1]), (len(gone), len(new)))
    chosen = np.concatenate((gone, new))
    by_pair = np.argsort(pair, kind="stable")
    chosen = chosen[by_pair]
    return pair[by_pair], sign[by_pair], edges.start[chosen], edges.end[chosen]


def _hash(numbers: FloatArray) -> NDArray[np.uint64]:
    """One 64-bit number for each row; equal rows give equal numbers."""
    bits = np.ascontiguousarray(numbers + 0.0).view(np.uint64)
    mixed = np.zeros(len(bits), dtype=np.uint64)
    for column in bits.T:
        mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(32)
    return mixed


def _faces(
    pair: IntArray, start: FloatArray, end: FloatArray, bounds: Bounds
) -> tuple[GeometryArray, IntArray]:
    """Cut the box of each pair along its changed edges; polygons inside it and their pair."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    inside = (high[:, 1] >= bounds[1]) & (low[:, 1] <= bounds[3])
    pairs, row = np.unique(pair, return_inverse=True)
    changed = np.asarray(shapely.linestrings(np.stack((start[inside], end[inside]), axis=1)))
    frame = np.full(len(pairs), shapely.boundary(shapely.box(*bounds)), dtype=object)
    lines: GeometryArray = np.concatenate((changed, frame))
    line_row = np.concatenate((row[inside], np.arange(len(pairs))))
    order = np.argsort(line_row, kind="stable")
    bundles = shapely.multilinestrings(lines[order], indices=line_row[order])
    noded = np.asarray(shapely.node(bundles), dtype=object)
    cells = np.asarray(shapely.polygonize(noded[:, np.newaxis]), dtype=object)
    faces, face_row = shapely.get_parts(cells, return_index=True)
    points = shapely.get_coordinates(shapely.point_on_surface(faces))
    west, south, east, north = bounds
    within = (points[:, 0] > west) & (points[:, 0] < east)
    within &= (points[:, 1] > south) & (points[:, 1] < north)
    return faces[within], pairs[face_row[within]]


def face_heights(
    faces: GeometryArray,
    face_pair: IntArray,
    pair: IntArray,
    sign: IntArray,
    start: FloatArray,
    end: FloatArray,
) -> IntArray:
    """+1 for faces that only the later geometry covers, -1 only the earlier, else 0."""
    points = shapely.get_coordinates(shapely.point_on_surface(faces))
    face, edge = _south_of(points, face_pair, pair, start, end)
    lon, lat = points[face].T
    lon_1, lat_1 = start[edge].T
    lon_2, lat_2 = end[edge].T
    eastward = (lon_1 <= lon) & (lon < lon_2)
    westward = (lon_2 <= lon) & (lon < lon_1)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = lat_1 + (lon - lon_1) / (lon_2 - lon_1) * (lat_2 - lat_1)
    south = (eastward | westward) & (crossing < lat)
    step = np.where(eastward, 1, -1) * sign[edge]
    total = np.bincount(face[south], step[south], len(faces))
    height: IntArray = np.rint(total).astype(np.int64)
    return height


def _south_of(
    points: FloatArray, point_pair: IntArray, pair: IntArray, start: FloatArray, end: FloatArray
) -> tuple[IntArray, IntArray]:
    """Candidates: point and edge of the same pair, the edge reaching south of the point.

    One tree serves all pairs: each pair is moved east by its own distance.
    """
    shift = 2 * _FULL_TURN_DEG
    offset = np.column_stack((pair * shift, np.zeros(len(pair))))
    lines = np.asarray(
        shapely.linestrings(np.stack((start + offset, end + offset), axis=1)), dtype=object
    )
    lon, lat = points[:, 0] + point_pair * shift, points[:, 1]
    floor = np.full(len(lon), -_FULL_TURN_DEG)
    rays = shapely.box(lon - _SLACK_DEG, floor, lon + _SLACK_DEG, lat)
    found = shapely.STRtree(lines).query(rays)
    return found[0], found[1]
