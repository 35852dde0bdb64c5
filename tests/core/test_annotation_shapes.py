"""Shapes of annotations: measures against pyproj, and edits that keep what they should keep."""

from __future__ import annotations

import math
from dataclasses import replace

import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from viewer.core import annotation_shapes as shapes
from viewer.core.annotations import Annotation, Kind, Polygons, problem_of
from viewer.errors import ViewerError

ID = "0" * 32
GEOD = pyproj.Geod(ellps="WGS84")
SQUARE = ((36.0, 48.0), (37.0, 48.0), (37.0, 49.0), (36.0, 49.0), (36.0, 48.0))
HOLE = ((36.4, 48.4), (36.6, 48.4), (36.6, 48.6), (36.4, 48.6), (36.4, 48.4))
AREA = Annotation(ID, Kind.POLYGON, ((SQUARE, HOLE),))
WAY = Annotation(ID, Kind.LINE, ((36.0, 48.5), (37.0, 48.5)))
near = st.tuples(st.floats(33, 40), st.floats(45, 52))


def test_length_bearing_and_area_are_those_of_the_ellipsoid() -> None:
    start, end = (36.0, 48.0), (37.0, 48.0)
    assert shapes.length_km((start, end)) == pytest.approx(GEOD.inv(*start, *end)[2] / 1000)
    assert shapes.bearing_deg((36.0, 48.0), (36.0, 49.0)) == 0
    assert shapes.bearing_deg((36.0, 48.0), (35.0, 48.0)) == pytest.approx(270.37, abs=0.01)
    square = shapely.Polygon(SQUARE, [HOLE[::-1]])
    hollow = abs(GEOD.geometry_area_perimeter(square)[0]) / 1e6
    assert shapes.area_km2(((SQUARE, HOLE),)) == pytest.approx(hollow)


@given(near, st.floats(10, 500_000))
def test_a_circle_is_equally_far_everywhere(centre: tuple[float, float], radius_m: float) -> None:
    ring = shapes.circle_ring(centre, radius_m)
    assert ring[0] == ring[-1]
    for position in ring[::16]:
        assert shapes.distance_m(centre, position) == pytest.approx(radius_m, rel=1e-6)
    assert shapely.LinearRing(ring).is_ccw


@given(st.lists(near, min_size=2, max_size=6, unique=True), st.floats(-1, 1))
def test_an_arrow_goes_through_its_positions(line: list[tuple[float, float]], bend: float) -> None:
    path = shapely.LineString(shapes.arrow_path(tuple(line), bend))
    ends = (line[0], line[-1])
    for position in line if len(line) > 2 else ends:
        assert path.distance(shapely.Point(position)) < 1e-9
    outline = shapes.arrow_outline(tuple(line), bend)
    assert outline[0] == outline[-1]
    assert min(math.dist(line[-1], position) for position in outline) < 1e-9


def test_an_arrow_bends_to_its_left_and_tapers() -> None:
    line = ((36.0, 48.0), (36.0, 49.0))
    west = min(lon for lon, _lat in shapes.arrow_path(line, 0.5))
    assert west < 36.0 - 0.2
    outline = shapely.Polygon(shapes.arrow_outline(line, 0.0))
    assert outline.is_valid
    widths = [
        outline.intersection(shapely.LineString(((35, lat), (37, lat)))).length
        for lat in (48.05, 48.7, 48.84)
    ]
    assert widths[1] < widths[0] < widths[2]


@given(near, near)
def test_a_move_and_its_way_back_give_the_same_shape(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    there = shapes.moved(AREA, start, end)
    back = shapes.moved(there, end, start)
    for before, after in zip(AREA.positions(), back.positions(), strict=True):
        assert math.dist(before, after) < 1e-9
    assert problem_of(there) == ""


def test_turning_is_clockwise_and_keeps_the_look() -> None:
    turned = shapes.turned(WAY, 90, (36.0, 48.5))
    start, end = turned.line
    assert start == pytest.approx((36.0, 48.5))
    assert end[0] == pytest.approx(36.0)
    assert end[1] < 48.0
    again = shapes.turned(turned, 270, (36.0, 48.5))
    assert again.line[1] == pytest.approx(WAY.line[1])


def test_a_cut_gives_pieces_that_add_up() -> None:
    pieces = shapes.cut(AREA, ((35.9, 48.3), (37.1, 48.3)))
    polygons: list[Polygons] = [piece for piece in pieces if isinstance(piece[0][0], tuple)]  # type: ignore[misc]
    assert len(polygons) == 2
    total = sum(shapes.area_km2(piece) for piece in polygons)
    assert total == pytest.approx(shapes.area_km2(AREA.polygons), rel=1e-4)
    assert len(shapes.cut(WAY, ((36.5, 48.0), (36.5, 49.0)))) == 2
    with pytest.raises(ViewerError, match="does not go through"):
        shapes.cut(AREA, ((10.0, 10.0), (11.0, 11.0)))


def test_merging_joins_areas_and_lines_that_meet() -> None:
    beside = shapes.moved(replace(AREA, shape=((SQUARE,),)), (36.0, 48.0), (37.0, 48.0))
    joined = shapes.merged([replace(AREA, shape=((SQUARE,),)), beside])
    assert len(joined) == 1
    on = Annotation(ID, Kind.ARROW, ((37.0, 48.5), (38.0, 48.9)))
    assert len(shapes.merged([WAY, on])) == 3
    with pytest.raises(ViewerError, match="do not meet"):
        shapes.merged([WAY, shapes.moved(on, (37.0, 48.5), (39.0, 48.5))])
    with pytest.raises(ViewerError, match="cannot be merged"):
        shapes.merged([WAY, AREA])


def test_bounds_take_the_radius_in() -> None:
    ring = Annotation(ID, Kind.RANGE_RING, (36.0, 48.0), radius_m=10_000)
    west, south, east, north = shapes.bounds_of(ring)
    assert west < 35.87 < 36.13 < east
    assert south < 47.92 < 48.08 < north
    assert shapes.bounds_of(AREA) == (36.0, 48.0, 37.0, 49.0)
