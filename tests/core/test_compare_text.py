"""A comparison in words, as table, CSV, JSON and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pyproj
import pytest
import shapely
from compare_builders import SECTORS, compare, place, table_of

from viewer.core.compare import Comparison
from viewer.core.compare_text import (
    COLUMNS,
    PLACE_COLUMNS,
    ground_of,
    places_to_csv,
    to_csv,
    to_geojson,
    to_json,
    to_text,
)
from viewer.core.compare_words import heading_of, sentence_of
from viewer.core.text import MINUS, THIN_SPACE

NARROW = shapely.box(37.2, 48.1, 37.4, 48.4)
MOVED = shapely.box(37.35, 48.1, 37.8, 48.4)
DAYS = {"2024-09-01": NARROW, "2024-09-05": MOVED}
PLACES = (place("Lost, the", 37.25, 48.2), place("Taken", 37.7, 48.2))


@pytest.fixture
def change() -> Comparison:
    return compare(table_of(DAYS), "2024-09-02", "2024-09-05", PLACES)


def test_the_sentence_says_who_when_how_much_and_from_whom(change: Comparison) -> None:
    text = sentence_of(change)
    net, gained, lost = (change.value(f"{n}_km2", "whole") for n in ("net", "gained", "lost"))
    assert text.startswith(
        "Between 2 September 2024 and 5 September 2024, DeepState "
        "(snapshots of 1 Sep, 1 day old, and 5 Sep) shows "
    )
    thousands = f"{gained:,.0f}".replace(",", THIN_SPACE)
    assert (
        f"{net:.0f} km² more held by Russia in Ukraine: "
        f"{thousands} gained (from Ukraine to Russia), {lost:.0f} lost (from Russia to Ukraine); "
    ) in text
    east, west = (change.value("net_km2", name) for name in ("east", "west"))
    assert east > 0 > west
    assert f"East +{east:.0f}, West {MINUS}{-west:.0f}." in text
    assert "2 Sep 2024 has no snapshot" in text
    assert text.endswith("WGS 84 of the source's polygons on Ukraine's land and inland waters.")


def test_the_sentence_of_the_salient_has_the_sides_turned() -> None:
    table = table_of(DAYS, source="uacontrolmap", status="ua_held_in_ru")
    text = sentence_of(compare(table, "2024-09-05", "2024-09-01"))
    assert "more held by Ukraine in Russia" in text
    assert "gained (from Russia to Ukraine)" in text
    assert text.endswith("polygons outside Ukraine.")
    turned = {"2024-09-01": MOVED, "2024-09-05": NARROW}
    text = sentence_of(
        compare(table_of(turned, status="ua_held_in_ru"), "2024-09-01", "2024-09-05")
    )
    assert "km² less held by Ukraine in Russia" in text


def test_the_sentence_of_some_sectors_and_of_no_change(change: Comparison) -> None:
    east = sentence_of(change, ["east"])
    assert "held by Russia in Ukraine, in the sector East: " in east
    assert ";" not in east.partition(".")[0]
    assert "Ukraine, in West and East: " in sentence_of(change, ["east", "west"])
    still = table_of({"2024-09-01": NARROW, "2024-09-05": NARROW}, status="contested")
    text = sentence_of(compare(still, "2024-09-01", "2024-09-05"))
    assert "shows no change of what is contested." in text
    tiny = shapely.union(NARROW, shapely.box(37.6, 48.2, 37.62, 48.21))
    small = table_of({"2024-09-01": NARROW, "2024-09-05": tiny}, status="claimed")
    text = sentence_of(compare(small, "2024-09-01", "2024-09-05"))
    assert "shows 1.7 km² more claimed: 1.7 gained, 0.0 lost; East +1.7." in text


def test_a_schematic_line_is_called_no_survey() -> None:
    change = compare(table_of(DAYS, source="schematic"), "2024-09-01", "2024-09-05", schematic=True)
    text = sentence_of(change)
    assert "in Ukraine, in West and East: " in text
    assert text.endswith("The schematic line is no survey.")


def test_years_are_told_when_they_differ() -> None:
    table = table_of({"2023-12-31": NARROW, "2024-01-09": MOVED})
    change = compare(table, "2024-01-02", "2024-01-09")
    assert "(snapshots of 31 Dec 2023, 2 days old, and 9 Jan)" in heading_of(change)


def test_csv_has_the_documented_columns_and_carries_all(change: Comparison) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv([change, change]))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 2 * len(change.sectors)
    for row, sector in zip(rows, change.sectors, strict=False):
        assert row["sector"] == sector
        assert float(row["gained_km2"]) == change.value("gained_km2", sector)
        assert float(row["net_km2"]) == change.value("net_km2", sector)
        assert (row["from"], row["snapshot_from"]) == ("2024-09-02", "2024-09-01")
        assert (row["age_from_days"], row["age_to_days"]) == ("1", "0")
        assert row["notes"] == " ".join(change.notes) != ""
        assert "WGS 84" in row["method"]
        assert row["attribution"] == "DeepState, daily archive"
    only = list(csv.DictReader(io.StringIO(to_csv([change], ["east"]))))
    assert [row["sector"] for row in only] == ["east"]


def test_settlements_as_csv(change: Comparison) -> None:
    rows = list(csv.DictReader(io.StringIO(places_to_csv([change]))))
    assert tuple(rows[0]) == PLACE_COLUMNS
    assert [(row["name"], row["change"], row["day"], row["before"]) for row in rows] == [
        ("Lost, the", "lost", "2024-09-05", "2024-09-01"),
        ("Taken", "gained", "2024-09-05", "2024-09-01"),
    ]
    only = list(csv.DictReader(io.StringIO(places_to_csv([change], ["east"]))))
    assert [row["name"] for row in only] == ["Taken"]
    every = list(csv.DictReader(io.StringIO(places_to_csv([change], ["whole"]))))
    assert len(every) == 2


def test_json_carries_figures_sentence_and_method(change: Comparison) -> None:
    (one,) = json.loads(to_json([change]))["comparisons"]
    assert one["sentence"] == sentence_of(change)
    assert one["gained_way"] == "from Ukraine to Russia"
    assert [row["sector"] for row in one["sectors"]] == list(change.sectors)
    assert one["sectors"][1]["gained_km2"] == change.value("gained_km2", "east")
    assert one["settlements"][0]["day"] == "2024-09-05"
    assert one["notes"] == list(change.notes)
    assert one["slivers"] == {"gained": 0, "lost": 0}


def test_text_to_read(change: Comparison) -> None:
    lines = to_text([change]).splitlines()
    assert lines[0] == heading_of(change)
    assert "from Ukraine to Russia" in lines[1]
    assert lines[3].split() == [
        "sector", "gained_km2", "lost_km2", "net_km2", "held_from_km2", "held_to_km2",
        "front_from_km", "front_to_km",
    ]  # fmt: skip
    assert f"{change.value('gained_km2', 'west'):.2f}" in lines[4]
    assert sentence_of(change) in lines
    assert "DeepState, daily archive. Slivers, all sectors: 0 gained, 0 lost." in lines
    quiet = compare(table_of(DAYS), "2024-09-01", "2024-09-05")
    assert "No settlement changed hands." in to_text([quiet])


def test_geojson_by_the_standard(change: Comparison) -> None:
    content = json.loads(to_geojson(ground_of([change], SECTORS, None)))
    assert content["type"] == "FeatureCollection"
    assert "crs" not in content
    assert content["bbox"] == [37.2, 48.1, 37.8, 48.4]
    geod = pyproj.Geod(ellps="WGS84")
    kinds = []
    for feature in content["features"]:
        properties = feature["properties"]
        geometry = shapely.geometry.shape(feature["geometry"])
        assert geometry.geom_type == "MultiPolygon"
        assert all(part.exterior.is_ccw for part in geometry.geoms)
        area = geod.geometry_area_perimeter(shapely.segmentize(geometry, 0.01))[0] / 1e6
        assert area == pytest.approx(properties["km2"], rel=1e-5)
        assert (properties["from"], properties["to"]) == ("2024-09-02", "2024-09-05")
        assert properties["source"] == "deepstate"
        assert properties["status"] == "ru_held"
        assert "WGS 84" in properties["method"]
        assert properties["attribution"]
        assert properties["notes"] == list(change.notes)
        kinds.append((properties["sector"], properties["change"], properties["direction"]))
    assert kinds == [
        ("west", "gained", "from Ukraine to Russia"),
        ("west", "lost", "from Russia to Ukraine"),
        ("east", "gained", "from Ukraine to Russia"),
    ]


def test_geojson_of_some_sectors_and_of_none(change: Comparison) -> None:
    east = json.loads(to_geojson(ground_of([change], SECTORS, None, ["east"])))
    assert {feature["properties"]["sector"] for feature in east["features"]} == {"east"}
    every = ground_of([change], SECTORS, None, ["whole"])
    assert len(every[0][1]) == 3
    none = json.loads(to_geojson(ground_of([change], SECTORS, None, ["elsewhere"])))
    assert none == {"type": "FeatureCollection", "features": []}


def test_the_dates_are_the_ones_asked_for(change: Comparison) -> None:
    assert (change.first.asked, change.last.asked) == (date(2024, 9, 2), date(2024, 9, 5))
