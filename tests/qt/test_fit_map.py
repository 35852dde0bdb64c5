"""Looking at a box in the real window: no card lies over it, and it stays in view."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from map_driver import MapDriver
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from viewer.core.sectors import Sector

EARLIER = date(2024, 9, 1)
CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton
BOX = """(() => {{
  const root = salient.map.getContainer().getBoundingClientRect();
  const [w, s, e, n] = {bounds};
  const [a, b] = [[n, w], [s, e]].map((at) => salient.map.latLngToContainerPoint(at));
  const cards = [...salient.cards.covering(), ...(salient.compare?.rectangles() ?? [])];
  return {{
    inside: a.x >= 0 && a.y >= 0 && b.x <= root.width && b.y <= root.height,
    covered: cards.filter((card) => a.x + root.x < card.right && b.x + root.x > card.left
      && a.y + root.y < card.bottom && b.y + root.y > card.top).length,
    cards: cards.length, share: (b.x - a.x) * (b.y - a.y) / (root.width * root.height),
  }};
}})()"""


def place_of(driver: MapDriver, sector: Sector) -> dict[str, Any]:
    """Whether a sector is in view, how many cards lie over it, and its share of the map."""
    place: dict[str, Any] = driver.js(BOX.format(bounds=list(sector.bounds_wgs84)))
    return place


def sector_of(driver: MapDriver, name: str) -> Sector:
    return next(sector for sector in driver.session.sectors if sector.id == name)


def look_at(driver: MapDriver, name: str) -> Sector:
    """Zoom to a sector by its key, and wait for it."""
    number = [sector.id for sector in driver.session.sectors].index(name)
    before = driver.session.view
    QTest.keyClick(
        driver.window, getattr(Qt.Key, f"Key_{number + 1}"), Qt.KeyboardModifier.AltModifier
    )
    driver.until(lambda: driver.session.view != before)
    driver.settle()
    return sector_of(driver, name)


@pytest.mark.parametrize("name", ["kupiansk", "kurakhove", "pokrovsk", "kursk"])
def test_no_card_lies_over_the_sector_looked_at(driver: MapDriver, name: str) -> None:
    place = place_of(driver, look_at(driver, name))
    assert place["cards"] == 2
    assert place["inside"]
    assert place["covered"] == 0
    assert place["share"] > 0.15


def test_a_legend_that_grows_with_the_same_request_is_known(driver: MapDriver) -> None:
    layers = driver.session.layers
    for sector in driver.session.sectors:
        layers.set_visible(f"sector:{sector.id}", sector.id == "kursk")
    driver.session.timeline.set_compare(EARLIER)  # brings other cards, at first a moment later
    kursk = sector_of(driver, "kursk")
    driver.controller.fit(kursk.bounds_wgs84)
    driver.settle()
    driver.until(lambda: "Front, earlier" in driver.js("document.body.textContent"))
    driver.until(lambda: place_of(driver, kursk)["covered"] == 0)
    assert place_of(driver, kursk)["inside"]


@pytest.mark.parametrize("mode", ["swipe", "side"])
def test_a_sector_stays_in_view_when_panels_and_maps_take_room(
    driver: MapDriver, mode: str
) -> None:
    kursk = look_at(driver, "kursk")
    QTest.keyClick(driver.window, Qt.Key.Key_1, CTRL)
    driver.until(driver.window.details_dock.isVisible)
    driver.until(lambda: place_of(driver, kursk)["inside"])
    driver.session.compare.set_mode(mode)
    driver.session.timeline.set_compare(EARLIER)
    ready = {"swipe": "document.querySelector('.swipe')", "side": "salient.compare.twin"}[mode]
    driver.until(lambda: driver.js(f"!!({ready})"))
    driver.until(lambda: place_of(driver, kursk)["inside"])


def test_a_map_that_was_moved_is_left_where_it_is(driver: MapDriver) -> None:
    look_at(driver, "kursk")
    view = driver.session.view
    area = driver.window.map_view.focusProxy()
    start = QPoint(560, 300)
    QTest.mousePress(area, LEFT, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(area, start + QPoint(0, 20 * step))
    QTest.mouseRelease(area, LEFT, pos=start + QPoint(0, 100))
    driver.until(lambda: driver.session.view != view)
    driver.until(lambda: not driver.js("!!salient.map._panAnim?._inProgress"))
    moved = driver.js("[salient.map.getCenter().lat, salient.map.getZoom()]")
    QTest.keyClick(driver.window, Qt.Key.Key_1, CTRL)
    wide = driver.js("salient.map.getSize().x")
    driver.until(lambda: driver.js("salient.map.getSize().x") < wide or wide < 700)
    now = driver.js("[salient.map.getCenter().lat, salient.map.getZoom()]")
    assert now[1] == moved[1]
    assert now[0] == pytest.approx(moved[0], abs=0.02)
