"""Geometry of annotations: measures on the ellipsoid, outlines, and edits of shapes.

Measures are geodesic on WGS 84. Moving, turning, cutting and merging happen in the plane of the
map (Web Mercator), so that a shape keeps its look while it is dragged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.ops import linemerge, split

from viewer.core.annotations import AREAS, DRAWN, PLACED, Annotation, Line, Polygons, Position
from viewer.core.mercator import to_lonlat, to_world
from viewer.errors import ViewerError

FloatArray = npt.NDArray[np.float64]
CIRCLE_STEPS = 128
CURVE_STEPS = 24
TAIL_SHARE, NECK_SHARE, HEAD_SHARE, HEAD_LENGTH_SHARE = 0.05, 0.03, 0.09, 0.2
"""Half widths of an arrow's tail, neck and head, and the head's length, as parts of its length."""
_NORTH_UP = np.array([1.0, -1.0])


@cache
def _geod() -> pyproj.Geod:
    return pyproj.Geod(ellps="WGS84")


def length_km(line: Line) -> float:
    """Geodesic length of a line, km."""
    lons, lats = zip(*line, strict=True)
    return float(_geod().line_length(lons, lats)) / 1000.0


def area_km2(polygons: Polygons) -> float:
    """Geodesic area of polygons with their holes, km2; edges are geodesics."""
    total = 0.0
    for outer, *holes in polygons:
        total += _ring_km2(outer) - sum(_ring_km2(hole) for hole in holes)
    return total


def bearing_deg(start: Position, end: Position) -> float:
    """Direction from one position to another, degrees clockwise from north, 0 to 360."""
    return float(_geod().inv(*start, *end)[0]) % 360.0


def distance_m(start: Position, end: Position) -> float:
    """Geodesic distance, metres."""
    return float(_geod().inv(*start, *end)[2])


def circle_ring(centre: Position, radius_m: float, steps: int = CIRCLE_STEPS) -> Line:
    """Closed ring of positions at a geodesic distance from a centre, counterclockwise."""
    angles = np.linspace(0.0, -360.0, steps, endpoint=False)
    lons = np.full(steps, centre[0])
    lats = np.full(steps, centre[1])
    lon, lat, _back = _geod().fwd(lons, lats, angles, np.full(steps, radius_m))
    ring = tuple(zip(map(float, lon), map(float, lat), strict=True))
    return (*ring, ring[0])


def arrow_path(line: Line, bend: float) -> Line:
    """Middle line of an arrow: a curve through its positions.

    Two positions give a parabola whose middle lies ``bend / 2`` of the distance to the left; more
    give a Catmull-Rom spline through all of them, and the bend is not used.

    Parameters
    ----------
    line : line
        Tail first.
    bend : float
        -1 to 1.
    """
    at = _to_plane(line)
    shares = np.linspace(0.0, 1.0, CURVE_STEPS + 1)[:, np.newaxis]
    if len(at) == 2:
        way = at[1] - at[0]
        control = at.mean(axis=0) + bend * np.array([-way[1], way[0]])
        curve = (1 - shares) ** 2 * at[0] + 2 * shares * (1 - shares) * control + shares**2 * at[1]
        return _from_plane(curve)
    padded = np.vstack((2 * at[0] - at[1], at, 2 * at[-1] - at[-2]))
    parts = [_spline(padded[i : i + 4], shares[:-1]) for i in range(len(at) - 1)]
    return _from_plane(np.vstack((*parts, at[-1:])))


def arrow_outline(line: Line, bend: float) -> Line:
    """Closed outline of a tapered arrow, an axis of advance, around `arrow_path`.

    Widths are parts of the path's length (`TAIL_SHARE` and its neighbours), so that an arrow
    scales with the map.
    """
    path = _to_plane(arrow_path(line, bend))
    steps = np.hypot(*np.diff(path, axis=0).T)
    along = np.concatenate(([0.0], np.cumsum(steps)))
    total = along[-1]
    neck = total * (1.0 - HEAD_LENGTH_SHARE)
    keep = along < neck
    neck_at = np.array([np.interp(neck, along, path[:, axis]) for axis in (0, 1)])
    body = np.vstack((path[keep], neck_at))
    share = np.concatenate((along[keep], [neck])) / neck
    half = total * (TAIL_SHARE + (NECK_SHARE - TAIL_SHARE) * share)
    left = _left_of(np.vstack((body, path[-1:])))[:-1]
    side = half[:, np.newaxis] * left
    barb = total * HEAD_SHARE * left[-1]
    outline = np.vstack(
        (
            body + side,
            neck_at + barb,
            path[-1],
            neck_at - barb,
            (body - side)[::-1],
            body[:1] + side[:1],
        )
    )
    return _from_plane(outline)


def bounds_of(annotation: Annotation) -> tuple[float, float, float, float]:
    """West, south, east, north of an annotation in degrees, circles with their radius."""
    at = annotation.positions()
    if annotation.radius_m:
        at = circle_ring(annotation.point, annotation.radius_m, 32)
    lons, lats = zip(*at, strict=True)
    return (min(lons), min(lats), max(lons), max(lats))


def moved(annotation: Annotation, start: Position, end: Position) -> Annotation:
    """The annotation shifted as if grabbed at one position and let go at another."""
    way = _to_plane((end,)) - _to_plane((start,))
    return _mapped(annotation, lambda at: at + way)


def turned(annotation: Annotation, degrees: float, around: Position) -> Annotation:
    """The annotation turned clockwise around a position."""
    centre, angle = _to_plane((around,)), -math.radians(degrees)
    matrix = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return _mapped(annotation, lambda at: (at - centre) @ matrix + centre)


def cut(annotation: Annotation, blade: Line) -> list[Line] | list[Polygons]:
    """Cut a line or an area along a line.

    Parameters
    ----------
    annotation : Annotation
        Of a kind in `DRAWN` or `AREAS`.
    blade : line
        Where to cut; it must cross all of it.

    Returns
    -------
    list of lines, or of polygons
        Shapes of the pieces, two or more.

    Raises
    ------
    ViewerError
        When the blade does not cut it in two.
    """
    pieces = split(_plane_geometry(annotation), shapely.LineString(_to_plane(blade)))
    if len(pieces.geoms) < 2:
        raise ViewerError(
            f"The cut does not go through “{annotation.name}”.",
            "Draw it from one side of the annotation to the other.",
        )
    if annotation.kind in DRAWN:
        return [_from_plane(shapely.get_coordinates(piece)) for piece in pieces.geoms]
    return [_polygons(piece) for piece in pieces.geoms]


def merged(annotations: Sequence[Annotation]) -> Line | Polygons:
    """Join areas into one area, or lines that meet into one line.

    Raises
    ------
    ViewerError
        When lines and areas are mixed, or lines do not meet end to end.
    """
    plane = [_plane_geometry(one) for one in annotations]
    if all(one.kind in AREAS for one in annotations):
        return _polygons(shapely.union_all(plane))
    if not all(one.kind in DRAWN for one in annotations):
        raise ViewerError(
            "Lines and areas cannot be merged with each other, nor can points.",
            "Select areas only, or lines only.",
        )
    line = linemerge([part for part in plane if isinstance(part, shapely.LineString)])
    if line.geom_type != "LineString":
        raise ViewerError(
            "The lines do not meet end to end.", "Snap the end of one to the end of the other."
        )
    return _from_plane(shapely.get_coordinates(line))


def _ring_km2(ring: Line) -> float:
    lons, lats = zip(*ring, strict=True)
    return abs(float(_geod().polygon_area_perimeter(lons, lats)[0])) / 1e6


def _spline(four: FloatArray, t: FloatArray) -> FloatArray:
    """Catmull-Rom curve between the middle two of four positions."""
    p0, p1, p2, p3 = four
    curve: FloatArray = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return curve


def _left_of(path: FloatArray) -> FloatArray:
    """Unit vectors to the left of a path at its positions."""
    way = np.gradient(path, axis=0)
    left: FloatArray = np.stack((-way[:, 1], way[:, 0]), axis=1)
    left /= np.maximum(np.hypot(*left.T), 1e-12)[:, np.newaxis]
    return left


def _to_plane(line: Sequence[Position]) -> FloatArray:
    """World units of the map, with y to the north."""
    plane: FloatArray = to_world(np.array(line, dtype=np.float64)) * _NORTH_UP
    return plane


def _from_plane(at: FloatArray) -> Line:
    lonlat = to_lonlat(at * _NORTH_UP)
    lon = np.clip(lonlat[:, 0], -180.0, 180.0)
    return tuple(zip(map(float, lon), map(float, lonlat[:, 1]), strict=True))


def _mapped(annotation: Annotation, change: Callable[[FloatArray], FloatArray]) -> Annotation:
    def each(line: Line) -> Line:
        return _from_plane(change(_to_plane(line)))

    if annotation.kind in PLACED:
        return replace(annotation, shape=each((annotation.point,))[0])
    if annotation.kind in DRAWN:
        return replace(annotation, shape=each(annotation.line))
    shape = tuple(tuple(each(ring) for ring in polygon) for polygon in annotation.polygons)
    return replace(annotation, shape=shape)


def _plane_geometry(annotation: Annotation) -> shapely.Geometry:
    if annotation.kind in DRAWN:
        return shapely.LineString(_to_plane(annotation.line))
    if annotation.kind in AREAS:
        parts = [
            shapely.Polygon(_to_plane(outer), [_to_plane(hole) for hole in holes])
            for outer, *holes in annotation.polygons
        ]
        return shapely.make_valid(shapely.union_all(shapely.make_valid(parts)))
    return shapely.Point(_to_plane((annotation.point,))[0])


def _polygons(geometry: shapely.Geometry) -> Polygons:
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return tuple(
        tuple(
            _from_plane(shapely.get_coordinates(ring)) for ring in (part.exterior, *part.interiors)
        )
        for part in parts
    )
