"""Typed coordinates: every way that people write them, and what none of them is."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from viewer.core.coordinates import parse_position, parse_positions
from viewer.core.text import COORDINATE_FORMATS, coordinate_text
from viewer.errors import ViewerError

KUPIANSK = (37.6159, 49.7102)


@pytest.mark.parametrize(
    "typed",
    [
        "49.7102 37.6159", "49.7102, 37.6159", "49.7102;37.6159", "49,7102 37,6159",
        "49.7102 N 37.6159 E", "49.7102N, 37.6159E", "N49.7102 E37.6159", "E 37.6159 N 49.7102",
        "37.6159° E, 49.7102° N", "49° 42.612′ N 37° 36.954′ E", "49 42 36.72 N 37 36 57.24 E",
        "49°42'36.72\"N 37°36'57.24\"E", "49:42:36.72, 37:36:57.24", "+49.7102 +37.6159",
        "49 42 36.72 37 36 57.24", "37U 400212 5507329", "37U 400212 E 5507329 N",
        "37UDR 00212 07329", "37U DR 0021207329", " 49.7102\u00a0n 37.6159\u2009e ",
    ],
)  # fmt: skip
def test_the_usual_ways_to_write_a_position(typed: str) -> None:
    lon, lat = parse_position(typed)
    assert math.hypot(lon - KUPIANSK[0], lat - KUPIANSK[1]) < 3e-5


def test_south_and_west_and_a_real_minus_sign() -> None:
    assert parse_position("33.5 S 70.25 W") == (-70.25, -33.5)
    assert parse_position("\u221233.5, -70.25") == (-70.25, -33.5)
    assert parse_position("-0 30, 1 15") == (1.25, -0.5)


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "Kupiansk", "49.7", "49.7 N 37.6 N", "49.7 37.6 12.0", "49.5 30 N 37 E",
        "49 61 N 37 E", "-49.7 N 37.6 E", "99U 400212 5507329", "37U DR 001 0720", "49.7 N E 37.6",
        "95 37", "49 200", "37U ZZ 00212 07329", "1e3 5", "nan nan", "49.7 N 37.6 E 3 S",
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so_and_how_to_write_it(typed: str) -> None:
    with pytest.raises(ViewerError) as caught:
        parse_position(typed)
    assert "49.7102" in caught.value.hint


@given(st.floats(-179.99, 179.99), st.floats(-79.9, 83.9), st.sampled_from(COORDINATE_FORMATS))
@example(0.0, -1.3e-10, "utm")  # a hair south of the equator
@example(0.0, -1.3e-10, "mgrs")
@example(0.0, -1.1e-7, "mgrs")
def test_what_the_status_bar_writes_is_read_back(lon: float, lat: float, form: str) -> None:
    far = parse_position(coordinate_text(lon, lat, form))
    east = math.remainder(far[0] - lon, 360.0) * math.cos(math.radians(lat))
    assert math.hypot(east, far[1] - lat) < 1e-4


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_words(text: str) -> None:
    try:
        lon, lat = parse_position(text)
    except ViewerError:
        return
    assert -180 <= lon <= 180
    assert -90 <= lat <= 90


def test_several_lines_and_the_number_of_the_wrong_one() -> None:
    assert parse_positions("49 37\n\n 50, 38\n") == [(37.0, 49.0), (38.0, 50.0)]
    with pytest.raises(ViewerError, match=r"^Line 3: “HERE”"):
        parse_positions("49 37\n\nhere")
    with pytest.raises(ViewerError, match="No coordinate"):
        parse_positions("\n  \n")
