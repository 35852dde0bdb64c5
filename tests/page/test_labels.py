"""Labels in the real engine: which are written, in what language, and what they stay clear of."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from basemap_fixture import basemap_page_fixture  # noqa: F401

VIEWS = [(37.62, 49.71, 9), (37.2, 48.2, 11), (35.27, 51.19, 10), (33.5, 48.5, 6), (34.2, 45.6, 7)]


def shown(page: Any) -> list[dict[str, Any]]:
    names = page.js("under.labels.shown()")
    assert isinstance(names, list)
    return names


def names(page: Any) -> set[str]:
    return {one["name"] for one in shown(page)}


def overlap(a: list[float], b: list[float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize("language", ["en", "uk", "both"])
@pytest.mark.parametrize(("lon", "lat", "zoom"), VIEWS)
def test_no_two_labels_touch(
    basemap_page: Any, language: str, lon: float, lat: float, zoom: float
) -> None:
    basemap_page.js(f"under.labels.setLanguage({language!r})")
    basemap_page.look(lon, lat, zoom)
    boxes = [one["box"] for one in shown(basemap_page)]
    assert len(boxes) > 8
    assert not [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)]


def test_towns_by_zoom(basemap_page: Any) -> None:
    basemap_page.look(36.5, 49.0, 6)
    assert {"Kyiv", "Kharkiv", "Donetsk", "Dnipro"} <= names(basemap_page)
    assert "Kupiansk" not in names(basemap_page)
    basemap_page.look(37.62, 49.71, 9)
    assert {"Kupiansk", "Izium", "Svatove", "Borova"} <= names(basemap_page)
    basemap_page.look(37.18, 48.28, 11)
    assert {"Pokrovsk", "Myrnohrad", "Novohrodivka"} <= names(basemap_page)


def test_a_place_of_both_lists_is_written_once(basemap_page: Any) -> None:
    for lon, lat in ((37.62, 49.71), (37.28, 47.98), (37.18, 48.28), (35.27, 51.19)):
        basemap_page.look(lon, lat, 10)
        written = sorted(one["name"] for one in shown(basemap_page))
        for town in ("Kupiansk", "Kurakhove", "Pokrovsk", "Sudzha"):
            assert written.count(town) <= 1
        assert "Kupyansk" not in written


def test_spelling_of_the_facts_wins(basemap_page: Any) -> None:
    merged = basemap_page.js(
        """under.mergePlaces([
            {name: "Kupyansk", name_uk: "Куп'янськ", lon: 37.616, lat: 49.71, population: 27000},
            {name: "Kupiansk", lon: 37.615, lat: 49.711, id: "kup-kupiansk", population: null},
            {name: "Lyman", lon: 37.62, lat: 49.72, population: 10},
            {name: "Kupiansk", lon: 38.5, lat: 49.7, population: 5},
        ]).map(({name, name_uk, population}) => [name, name_uk, population])"""
    )
    assert merged == [["Kupiansk", "Куп'янськ", 27000], ["Lyman", "", 10], ["Kupiansk", "", 5]]


def test_labels_keep_clear_of_cards(basemap_page: Any) -> None:
    basemap_page.look(37.3, 48.2, 9)
    before = names(basemap_page)
    card = [300.0, 150.0, 800.0, 550.0]
    rectangle = {"left": card[0], "top": card[1], "width": 500, "height": 400}
    basemap_page.js(f"under.labels.setObstacles(() => [{json.dumps(rectangle)}])")
    after = shown(basemap_page)
    assert len(after) < len(before)
    assert not [one for one in after if overlap(one["box"], card)]


def test_hit_names_the_place_under_the_pointer(basemap_page: Any) -> None:
    basemap_page.look(37.62, 49.71, 10)
    one = next(one for one in shown(basemap_page) if one["name"] == "Kupiansk")
    middle = {"x": (one["box"][0] + one["box"][2]) / 2, "y": (one["box"][1] + one["box"][3]) / 2}
    found = basemap_page.js(f"under.labels.hit({json.dumps(middle)})")
    assert found["name"] == "Kupiansk"
    assert found["name_uk"] == "Куп'янськ"
    assert basemap_page.js("under.labels.hit({x: -500, y: -500})") is None


def test_letters_of_a_river_do_not_run_into_each_other(basemap_page: Any) -> None:
    gaps: list[float] = []
    for step in range(24):
        basemap_page.look(
            35.0 + 0.5 * (step % 6), 49.0 + 0.6 * (step // 6), 8.5 + 0.25 * (step % 5)
        )
        gaps += basemap_page.js("under.riverGaps()")
    assert len(gaps) > 20
    assert min(gaps) > 0.79


def test_hidden_labels_leave_nothing(basemap_page: Any) -> None:
    basemap_page.look(37.62, 49.71, 9)
    all_names = basemap_page.js("under.painted('labels')")
    basemap_page.js("under.labels.setVisible(0)")
    rivers_only = basemap_page.js("under.painted('labels')")
    assert all_names > rivers_only > 200
    assert basemap_page.js("under.labels.hit({x: 600, y: 380})") is None
    basemap_page.js("under.labels.setWaters(under.basemap.namedRivers, 0)")
    assert basemap_page.js("under.painted('labels')") == 0
