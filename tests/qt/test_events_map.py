"""Titles of events on the map of the real window: nothing runs over them, and the pointer tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from map_driver import MapDriver
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

DAY, EARLIER = "2024-11-02", date(2024, 9, 1)
"""Five places near Kurakhove had passed to Russian control in the week before DAY."""
STATE = """(() => {
  const map = salient.map.getContainer().getBoundingClientRect();
  const box = (one) => [one.left, one.top, one.right, one.bottom];
  return {
    titles: salient.events.rectangles().map(box),
    cards: [...salient.cards.rectangles(), ...(salient.compare?.rectangles() ?? [])].map(box),
    names: salient.labels.shown().map(({ name, box }) => [
      box[0] + map.left, box[1] + map.top, box[2] + map.left, box[3] + map.top, name]),
    seen: [...document.querySelectorAll(".event span")]
      .filter((text) => getComputedStyle(text).visibility === "visible")
      .map((text) => box(text.getBoundingClientRect())),
  };
})()"""
Box = list[float]


@pytest.fixture
def driver(open_window: Callable[..., MapDriver], sample_data: Path, tmp_path: Path) -> MapDriver:
    """A window that looks at Kurakhove on a day of many events."""
    import shutil

    shutil.copytree(sample_data, tmp_path / "data", dirs_exist_ok=True)
    driver = open_window(tmp_path / "data")
    driver.show_date(DAY)
    kurakhove = next(one for one in driver.session.sectors if one.id == "kurakhove")
    driver.controller.fit(kurakhove.bounds_wgs84)
    driver.until(lambda: driver.session.view and driver.session.view.zoom > 8.5)
    driver.until(lambda: driver.js("salient.events?.rectangles().length"))
    return driver


def meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def test_no_title_meets_another_or_a_card_or_a_name(driver: MapDriver) -> None:
    state: dict[str, Any] = driver.js(STATE)
    titles = state["titles"]
    assert len(titles) >= 3
    assert len(state["names"]) >= 5
    for at, title in enumerate(titles):
        assert not any(meet(title, other) for other in titles[at + 1 :])
        assert not any(meet(title, card) for card in state["cards"])
        assert [name[4] for name in state["names"] if meet(title, name)] == []


def test_titles_are_where_the_page_thinks_they_are(driver: MapDriver) -> None:
    state: dict[str, Any] = driver.js(STATE)
    assert len(state["seen"]) == len(state["titles"])
    for shown, thought in zip(sorted(state["seen"]), sorted(state["titles"]), strict=True):
        assert shown == pytest.approx(thought, abs=2.0)


def test_the_swipe_handle_cuts_no_title(driver: MapDriver) -> None:
    driver.session.compare.set_mode("swipe")
    driver.session.timeline.set_compare(EARLIER)
    driver.until(lambda: driver.js("!!document.querySelector('.swipe')"))
    for place in (0.45, 0.6, 0.75):
        driver.session.compare.set_swipe(place)
        driver.settle()
        assert driver.js("salient.state.compare.swipe") == pytest.approx(place)
        span = driver.js("salient.compare.eventSpan()")
        titles = driver.js(STATE)["titles"]
        assert all(span[0] <= title[0] and title[2] <= span[1] for title in titles)
    driver.session.compare.set_swipe(0.1)
    driver.until(lambda: len(driver.js(STATE)["titles"]) >= 3)


def test_the_pointer_tells_of_an_event_without_its_title(driver: MapDriver) -> None:
    place = driver.js(
        "(() => { const box = document.querySelector('.event i').getBoundingClientRect();"
        "return [box.left + 6, box.top + 5]; })()"
    )
    area = driver.window.map_view.focusProxy()
    QTest.mouseMove(area, QPoint(round(place[0]), round(place[1])))
    driver.until(lambda: driver.js("document.querySelector('.hover-card .dated')?.textContent"))
    told = driver.js("document.querySelector('.hover-card .dated').textContent")
    assert "2024: " in told
    assert "passes to Russian control" in told


def test_the_second_map_tells_what_is_under_the_pointer_too(driver: MapDriver) -> None:
    driver.session.compare.set_mode("side")
    driver.session.timeline.set_compare(EARLIER)
    driver.until(lambda: driver.js("!!salient.compare?.twin"))
    card = "document.querySelector('.twin .hover-card')"
    place = driver.js(
        "(() => { const { map } = salient.compare.twin;"
        "const box = map.getContainer().getBoundingClientRect();"
        "const at = map.latLngToContainerPoint([47.72, 37.6]);"
        "return [box.left + at.x, box.top + at.y]; })()"
    )
    area = driver.window.map_view.focusProxy()
    QTest.mouseMove(area, QPoint(round(place[0]), round(place[1])))
    driver.until(lambda: driver.js(f"{card} && !{card}.hidden && {card}.textContent"))
    told = driver.js(f"{card}.textContent")
    assert "Kurakhove sector" in told
    assert "Russian-held · DeepState · 20 Aug 2024, 12 days old" in told
    driver.session.timeline.clear_compare()
    driver.until(lambda: driver.js("!salient.compare.twin"))
    assert driver.js("document.querySelectorAll('.hover-card').length") == 1
