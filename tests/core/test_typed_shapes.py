"""Positions written down and read back: nothing moves that was not touched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from annotation_makers import annotations
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.annotations import Annotation, Kind
from viewer.core.coordinates import parse_position
from viewer.core.text import COORDINATE_FORMATS
from viewer.core.typed_shapes import new_shape, shape_text, typed_shape
from viewer.errors import ViewerError

RING = ((37.0, 48.0), (38.0, 48.0), (38.0, 49.0), (37.0, 48.0))
HOLE = ((37.5, 48.2), (37.8, 48.2), (37.8, 48.5), (37.5, 48.2))


def made(kind: Kind, shape: object) -> Annotation:
    return Annotation("0" * 32, kind, shape)  # type: ignore[arg-type]


@given(one=annotations(), words=st.sampled_from(COORDINATE_FORMATS))
def test_what_is_not_touched_stays_to_the_last_digit(one: Annotation, words: str) -> None:
    again = typed_shape(one, shape_text(one, words), words)
    assert replace(one, shape=again).positions() == one.positions()


def test_one_vertex_of_an_area_is_typed() -> None:
    one = made(Kind.POLYGON, ((RING, HOLE),))
    text = shape_text(one, "decimal")
    assert text.count("\n\n") == 1
    first = text.split("\n")[0]
    again = typed_shape(one, text.replace(first, "37U DP 12345 67890"), "decimal")
    assert isinstance(again, tuple)
    outer, hole = again[0]  # type: ignore[misc]
    assert outer[1:3] == RING[1:3]
    assert outer[0] == outer[-1] != RING[0]
    assert hole == HOLE


@pytest.mark.parametrize(
    ("one", "typed", "sentence"),
    [
        (made(Kind.POINT, (37.0, 48.0)), "48 N 37 E\n49 N 37 E", "A point has one position"),
        (made(Kind.POINT, (37.0, 48.0)), "here", "Line 1:"),
        (made(Kind.POINT, (37.0, 48.0)), " \n", "No coordinate was typed"),
        (made(Kind.LINE, RING[:2]), "48 N 37 E", "needs two different positions"),
        (made(Kind.LINE, RING[:2]), "48 N 37 E\nthere", "Line 2:"),
        (made(Kind.POLYGON, ((RING,),)), "48 N 37 E\n48 N 38 E", "three different positions"),
        (made(Kind.POLYGON, ((RING,),)), "48, 37\n48, 38\n\n49, 38", "has 1 rings, and 2"),
    ],
)
def test_what_does_not_fit_is_told(one: Annotation, typed: str, sentence: str) -> None:
    with pytest.raises(ViewerError, match=sentence):
        typed_shape(one, typed, "decimal")


def test_a_new_shape_is_made_from_positions_in_any_format() -> None:
    at = new_shape(Kind.CIRCLE, "37U DP 12345 67890\n")
    assert at == parse_position("37U DP 12345 67890")
    assert new_shape(Kind.ARROW, "48 N 37 E\n48.5, 37.5") == ((37.0, 48.0), (37.5, 48.5))
    assert new_shape(Kind.POLYGON, "48 N 37 E\n48 N 38 E\n\n49 N 38 E") == ((RING,),)
    ((ring,),) = new_shape(Kind.RECTANGLE, "49 N 38 E\n48 N 37 E")  # type: ignore[misc]
    assert (len(ring), ring[0], ring[2]) == (5, (38.0, 49.0), (37.0, 48.0))


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        (Kind.POINT, "48 N 37 E\n48 N 38 E", "one position, and 2 were typed"),
        (Kind.LINE, "48 N 37 E\n48 N 37 E", "2 or more different positions"),
        (Kind.RECTANGLE, "48 N 37 E\n48 N 38 E", "one line"),
        (Kind.POLYGON, "", "No coordinate"),
    ],
)
def test_what_makes_no_shape_is_told_in_a_sentence(kind: Kind, typed: str, words: str) -> None:
    with pytest.raises(ViewerError, match=words):
        new_shape(kind, typed)


def test_the_cure_of_a_wrong_line_is_told_once() -> None:
    with pytest.raises(ViewerError) as caught:
        typed_shape(made(Kind.POINT, (37.0, 48.0)), "47 N", "decimal")
    assert str(caught.value).count("MGRS") == 1
