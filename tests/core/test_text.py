"""Numbers, dates and coordinates as people read them."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.text import (
    age_text,
    coordinate_text,
    date_text,
    number_text,
    parse_date,
    scale_text,
    short_date_text,
    signed_text,
)
from viewer.errors import ViewerError

LON, LAT = 37.6159, 49.7102


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 0, "0"),
        (1986.4, 0, "1\u2009986"),
        (1234567, 0, "1\u2009234\u2009567"),
        (-493, 0, "\u2212493"),
        (-0.04, 1, "0.0"),
        (-0.06, 1, "\u22120.1"),
    ],
)
def test_numbers_have_thin_spaces_and_a_real_minus(value: float, digits: int, text: str) -> None:
    assert number_text(value, digits) == text


@pytest.mark.parametrize(("value", "text"), [(106, "+106"), (0.2, "0"), (-3, "\u22123")])
def test_signs_stand_before_what_is_not_zero(value: float, text: str) -> None:
    assert signed_text(value) == text


def test_dates_are_unambiguous() -> None:
    assert date_text(date(2024, 11, 3)) == "3 Nov 2024"
    assert short_date_text(date(2024, 11, 13)) == "13 Nov"
    assert [age_text(n) for n in (0, 1, 2)] == ["0 days old", "1 day old", "2 days old"]


@pytest.mark.parametrize(
    "typed",
    [
        "2024-11-03",
        "2024-11-3",
        " 3.11.2024 ",
        "03.11.2024",
        "3 Nov 2024",
        "3 november 2024",
        "3. Nov. 2024",
        "3  Nov,  2024",
    ],
)
def test_typed_dates_are_read(typed: str) -> None:
    assert parse_date(typed) == date(2024, 11, 3)


@pytest.mark.parametrize(
    "typed", ["", "13", "2024", "31 Feb 2024", "13 Foo 2024", "13 Novel 2024", "11/13/2024"]
)
def test_what_is_no_date_gets_a_sentence(typed: str) -> None:
    with pytest.raises(ViewerError) as caught:
        parse_date(typed)
    assert caught.value.message.endswith(".")
    assert caught.value.hint


def test_september_may_be_written_with_four_letters() -> None:
    assert parse_date("5 Sept 2024") == date(2024, 9, 5)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_written_is_read_back(day: date) -> None:
    assert parse_date(date_text(day)) == day
    assert parse_date(day.isoformat()) == day


def test_one_place_in_all_formats() -> None:
    assert coordinate_text(LON, LAT) == "49.7102° N 37.6159° E"
    assert coordinate_text(LON, LAT, "dms") == "49° 42′ 36.7″ N 37° 36′ 57.2″ E"
    assert coordinate_text(LON, LAT, "utm") == "37U 400212 E 5507329 N"
    assert coordinate_text(LON, LAT, "mgrs") == "37U DR 00212 07329"


def test_south_and_west_and_beyond_the_antimeridian() -> None:
    assert coordinate_text(-70.5, -33.25) == "33.2500° S 70.5000° W"
    assert coordinate_text(190.0, 0.0) == "0.0000° N 170.0000° W"


def test_seconds_never_read_sixty() -> None:
    assert coordinate_text(36.0, 49.99999, "dms").startswith("50° 00′ 00.0″ N")


def test_near_the_poles_there_is_no_grid() -> None:
    assert "84° N" in coordinate_text(10.0, 85.0, "mgrs")
    assert "84° N" in coordinate_text(10.0, -85.0, "utm")


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(KeyError):
        coordinate_text(LON, LAT, "furlongs")


@given(st.floats(-179.9, 179.9), st.floats(-89.9, 89.9))
def test_degrees_minutes_seconds_come_back(lon: float, lat: float) -> None:
    numbers = re.findall(r"(\d+)° (\d\d)′ ([\d.]+)″ ([NSEW])", coordinate_text(lon, lat, "dms"))
    back = [
        (int(d) + int(m) / 60 + float(s) / 3600) * (-1 if side in "SW" else 1)
        for d, m, s, side in numbers
    ]
    assert back == pytest.approx([lat, lon], abs=0.06 / 3600)


@settings(deadline=None, max_examples=60)
@given(st.floats(22.0, 41.0), st.floats(44.0, 53.0))
def test_utm_agrees_with_proj_and_mgrs_comes_back(lon: float, lat: float) -> None:
    import mgrs
    import pyproj

    zone, east, north = re.fullmatch(  # type: ignore[union-attr]
        r"(\d+)[A-Z] (\d+) E (\d+) N", coordinate_text(lon, lat, "utm")
    ).groups()
    project = pyproj.Proj(proj="utm", zone=int(zone), ellps="WGS84")
    assert (int(east), int(north)) == pytest.approx(project(lon, lat), abs=1.1)
    back = mgrs.MGRS().toLatLon(coordinate_text(lon, lat, "mgrs").replace(" ", ""))
    _, _, metres = pyproj.Geod(ellps="WGS84").inv(lon, lat, back[1], back[0])
    assert metres < 1.6


@pytest.mark.parametrize(
    ("denominator", "text"),
    [
        (251_234, "1 : 251\u2009000"),
        (1_500_000.2, "1 : 1\u2009500\u2009000"),
        (812.7, "1 : 813"),
    ],
)
def test_scales_are_rounded(denominator: float, text: str) -> None:
    assert scale_text(denominator) == text


def test_nothing_heavy_is_loaded_to_start() -> None:
    code = (
        "import sys, viewer.core.text;print(sorted({'mgrs', 'pyproj', 'numpy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
