"""The quick reader of coordinates agrees with a plain one, whatever comes."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from loading_builders import deepstate, star

from viewer.loading.collections import (
    FeatureStream,
    JsonError,
    cut_coordinates,
    load_json,
    shape_of_feature,
)
from viewer.loading.rings import (
    CoordinateError,
    check_corners,
    cut_block,
    multipolygons,
    rings_of_block,
    rings_of_object,
)
from viewer.loading.wkb import wkb_of_rings

NUMBERS = st.one_of(
    st.floats(-180, 180, allow_nan=False),
    st.integers(-180, 180),
    st.sampled_from([1e-7, -0.0, 1.5e2]),
)


def rings(dimensions: int) -> Any:
    position = st.lists(NUMBERS, min_size=dimensions, max_size=dimensions)
    return st.lists(st.lists(position, min_size=1, max_size=6), min_size=1, max_size=4)


MULTIPOLYGONS = st.sampled_from([2, 3]).flatmap(
    lambda dimensions: st.lists(rings(dimensions), min_size=1, max_size=4)
)


@given(MULTIPOLYGONS, st.sampled_from([None, 0, 3]))
@settings(max_examples=60, deadline=None)
def test_quick_way_equals_slow_way(polygons: Any, indent: int | None) -> None:
    text = json.dumps({"a": 1, "coordinates": polygons, "type": "x"}, indent=indent).encode()
    rest, block = cut_coordinates(text)
    assert block is not None
    assert load_json(rest) == {"a": 1, "coordinates": None, "type": "x"}
    quick = rings_of_block(block, 4)
    assert quick is not None
    slow = rings_of_object(polygons)
    np.testing.assert_array_equal(quick.xy, slow.xy)
    np.testing.assert_array_equal(quick.ring_ends, slow.ring_ends)
    np.testing.assert_array_equal(quick.polygon_ends, slow.polygon_ends)
    assert quick.had_z == slow.had_z


@given(st.recursive(NUMBERS, lambda inner: st.lists(inner, max_size=4), max_leaves=30))
@settings(max_examples=60, deadline=None)
def test_odd_nesting_is_never_misread(value: Any) -> None:
    text = json.dumps({"coordinates": value}).encode()
    _, block = cut_coordinates(text)
    quick = rings_of_block(block, 4) if block is not None else None
    try:
        slow = rings_of_object(value)
    except CoordinateError:
        slow = None
    if quick is not None:
        assert slow is not None
        np.testing.assert_array_equal(quick.xy, slow.xy)
        np.testing.assert_array_equal(quick.polygon_ends, slow.polygon_ends)


@given(st.binary(max_size=60) | st.text('[],0123 .eE-+"{}:', max_size=60).map(str.encode))
@settings(max_examples=60, deadline=None)
def test_garbage_never_crashes_and_never_passes(garbage: bytes) -> None:
    text = b'{"coordinates": ' + garbage + b"}"
    block = cut_block(text, text.find(b"[")) if b"[" in text else None
    quick = rings_of_block(block, 4) if block is not None else None
    if quick is not None:
        assert block is not None
        assert isinstance(json.loads(block.text), list)


@given(MULTIPOLYGONS)
@settings(max_examples=60, deadline=None)
def test_many_at_once_equal_one_by_one(polygons: Any) -> None:
    columns = []
    for polygon in polygons:
        candidate = rings_of_object([polygon])
        try:
            check_corners(candidate)
        except CoordinateError:
            continue
        columns.append(candidate)
    together = multipolygons(columns)
    for one, column in zip(together, columns, strict=True):
        assert shapely.equals_exact(one, multipolygons([column])[0], 0.0)


@pytest.mark.parametrize("chunk", [1, 7, 100, 10_000])
def test_stream_gives_the_features_whatever_the_pieces(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.loading.collections.CHUNK", chunk)
    document = deepstate()
    feature = document["features"][0]
    tricky = {**feature, "properties": {"text": 'a "quote\\" }]{[ \\', "й": {"deep": [{}]}}}
    document["features"] = [feature, tricky, feature]
    document["bbox"] = [1, 2, 3, 4]
    stream = FeatureStream(io.BytesIO(json.dumps(document).encode()))
    texts = list(stream)
    assert [json.loads(text) for text in texts] == document["features"]
    assert not stream.truncated
    assert stream.header()["name"] == "deepstatemap_data_20240801"


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_stream_survives_any_bytes(data: bytes) -> None:
    for text in FeatureStream(io.BytesIO(b'{"features": [' + data)):
        assert text.startswith(b"{")


def test_stream_stops_at_a_day_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    from viewer.loading.limits import TooLargeError

    monkeypatch.setattr("viewer.loading.collections.MAX_DAY_BYTES", 10_000)
    monkeypatch.setattr("viewer.loading.collections.CHUNK", 1_000)
    endless = io.BytesIO(b'{"features": [{"a": "' + b"x" * 1_000_000)
    with pytest.raises(TooLargeError):
        list(FeatureStream(endless))
    assert endless.tell() < 20_000


def test_feature_of_each_geometry_type() -> None:
    def shape(geometry: Any) -> Any:
        feature = {"type": "Feature", "properties": None, "geometry": geometry}
        return shape_of_feature(json.dumps(feature).encode())

    polygon = {"type": "Polygon", "coordinates": [star()]}
    point = {"type": "Point", "coordinates": [37, 48]}
    collection = {"type": "GeometryCollection", "geometries": [polygon, point, polygon]}
    assert len(shape(polygon).rings.polygon_ends) == 1
    assert shape(point).rings is None
    assert len(shape(collection).rings.polygon_ends) == 2
    assert shape(collection).dropped == 1
    assert shape(None).rings is None
    with pytest.raises(CoordinateError, match="no known type"):
        shape({"type": "Sphere", "coordinates": []})
    with pytest.raises(JsonError, match="no feature"):
        shape_of_feature(b'{"type": "Nothing"}')


@given(MULTIPOLYGONS)
@settings(max_examples=60, deadline=None)
def test_own_wkb_is_that_of_geos(polygons: Any) -> None:
    closed = [[[position[:2] for position in [*ring, ring[0]]] for ring in p] for p in polygons]
    rings = rings_of_object([[ring * (5 - min(len(ring), 4)) for ring in p] for p in closed])
    assert wkb_of_rings(rings) == shapely.to_wkb(multipolygons([rings])[0], byte_order=1)


def test_runs_read_before_give_the_same_numbers() -> None:
    days = []
    for day in range(3):
        xy = np.round(np.random.default_rng(5).uniform(30, 50, (400, 2)), 6)
        xy[200 + day] += 0.000001 * day
        days.append(xy.tolist())
    for separators in ((", ", ": "), (",", ":")):
        for positions in days:
            ring = [*positions, positions[0]]
            text = json.dumps([[ring, ring[:5]], [ring]], separators=separators).encode()
            block = cut_block(text, 0)
            assert block is not None
            found = rings_of_block(block, 4)
            assert found is not None
            assert found.xy.tolist() == ring + ring[:5] + ring
            assert found.ring_ends.tolist() == [401, 406, 807]


@pytest.mark.parametrize(
    "text", ["[[[[1.7],[2,37],[3,4]]]]", "[[[[1,27],[2,37],,[3,4]]]]", "[[[[1,27],[2 37],[3,4]]]]"]
)
def test_a_broken_run_is_not_plain(text: str) -> None:
    block = cut_block(text.encode(), 0)
    assert block is not None
    assert rings_of_block(block, 4) is None
