"""Dates in names and values, ids of sources, kinds of files, and the report."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.loading.dates import date_in_name, date_of_value
from viewer.loading.items import names_of
from viewer.loading.names import slug_of
from viewer.loading.report import Action, ImportReport, NeedsAnswer
from viewer.loading.sniff import Kind, kind_of

DAY = datetime.date(2024, 8, 1)


@pytest.mark.parametrize(
    "name",
    [
        "deepstatemap_data_20240801.geojson",
        "20240801.json",
        "front-2024-08-01.gpkg",
        "2024_08_01 front.shp",
        "UkraineControlMapAO01AUG2024.zip",
        "1 August 2024.kml",
        "01.08.2024.kmz",
        "240801_0351.kmz",
        "20240801_20240801.json",
    ],
)
def test_date_in_name(name: str) -> None:
    assert date_in_name(name) == DAY


@pytest.mark.parametrize(
    "name",
    ["map.geojson", "20241301.json", "20240230.json", "20240801-20240901.json", "1234567890.json"],
)
def test_no_date_in_name(name: str) -> None:
    assert date_in_name(name) is None


@pytest.mark.parametrize(
    "value",
    [
        *["2024-08-01", "2024-08-01T21:00:00Z", "2024-08-01 00:00:00", "2024/08/01", "20240801"],
        *["01.08.2024", "2024-08-01\u00a012:00", " 2024-08-01 ", "1722470400", 1722470400],
        *[1722470400000, 20240801, 20240801.0, DAY, datetime.datetime(2024, 8, 1, 23)],
    ],
)
def test_date_of_value(value: object) -> None:
    assert date_of_value(value) == DAY


@pytest.mark.parametrize("value", [None, "", "soon", 3.5, True, float("nan"), "2024", 12, [1]])
def test_no_date_of_value(value: object) -> None:
    assert date_of_value(value) is None


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)))
def test_dates_come_back(day: datetime.date) -> None:
    assert date_of_value(day.isoformat()) == day
    assert date_of_value(int(f"{day:%Y%m%d}")) == day
    assert date_in_name(f"x_{day:%Y%m%d}.json") == day


@given(st.text())
def test_slugs_are_safe_file_names(name: str) -> None:
    slug = slug_of(name)
    assert len(slug) <= 40
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug_of(slug) == slug


def test_slug_of_known_names() -> None:
    assert slug_of("deepstate") == "deepstate"
    assert slug_of("Щоденна карта №5") == "shchodenna-karta-no5"
    assert slug_of("../../etc") == "etc"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", Kind.EMPTY),
        (b"\x00" * 50, Kind.EMPTY),
        (b"\x1f\x8b\x08", Kind.GZIP),
        (b"PK\x03\x04", Kind.ZIP),
        (b"\xef\xbb\xbf\n {", Kind.JSON),
        (b"<?xml version='1.0'?><!-- x --><kml>", Kind.OTHER),
        (b"<gml:FeatureCollection>", Kind.OTHER),
        (b"<html>", Kind.HTML),
        (b"<svg>", Kind.XML),
        (b"SQLite format 3\x00", Kind.OTHER),
    ],
)
def test_kinds(head: bytes, kind: Kind) -> None:
    assert kind_of(head) is kind


def test_names_of_members() -> None:
    assert names_of("a/b.json", "/x/y.zip") == ("b.json", "y.zip")
    assert names_of("b.json", "") == ("b.json",)


def test_report_for_people_groups_equal_reasons() -> None:
    report = ImportReport(files=12)
    for n in range(10):
        report.add(f"{n}.json", f"2024-08-{n + 1:02d} ru_held", "new snapshot", Action.IMPORTED)
        report.add(f"{n}.json", f"2024-08-{n + 1:02d} ru_held", "closed", Action.REPAIRED)
    report.add("x.json", "", "is empty", Action.SKIPPED)
    text = report.to_text()
    assert "10 snapshots imported, 0 already there, 1 skipped, 10 repaired" in text
    assert "skipped: is empty: x.json" in text
    assert "repaired: closed: 10 days, 2024-08-01 .. 2024-08-10, ru_held" in text


def test_report_for_machines() -> None:
    report = ImportReport(files=1)
    report.add("Київ <b>.json", "", "is empty", Action.SKIPPED)
    report.questions.append(NeedsAnswer("a.gpkg", ("/a.gpkg",), True, True, True, ("d", "e")))
    document = json.loads(report.to_json())
    assert document["counts"] == {
        **{"imported": 0, "already_there": 0, "skipped": 1, "repaired": 0},
        **{"warned": 0, "noted": 0},
    }
    assert document["problems"][0]["file"] == "Київ <b>.json"
    assert "--date-field d|e" in document["questions"][0]["sentence"]
