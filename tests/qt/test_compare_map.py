"""Two dates on the map of the real window: keys, mouse, pixels, and what a killed page shows."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from map_driver import MapDriver, patch_colour, redness
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from viewer.core.compare_state import Pair

EARLIER, LATER = date(2024, 8, 17), date(2024, 11, 13)
VUHLEDAR = (37.249, 47.779)  # Ukraine's on the earlier day, Russia's on the later one
MARINKA = (37.5, 47.94)  # Russia's on both
VELYKA = (36.84, 47.84)  # Ukraine's on both


@pytest.fixture
def driver(open_window: Callable[..., MapDriver], sample_data: Path, tmp_path: Path) -> MapDriver:
    """A window on real days of DeepState, looking at Vuhledar."""
    import shutil

    shutil.copytree(sample_data, tmp_path / "data", dirs_exist_ok=True)
    driver = open_window(tmp_path / "data")
    layers = driver.session.layers
    for source in ("uacontrolmap", "schematic"):
        layers.set_visible(f"source:{source}", False)
    layers.set_visible("context:events", False)
    driver.show_date(LATER.isoformat())
    driver.go_to(37.2, 47.85, 10)
    return Driven(driver)  # type: ignore[return-value]


class Driven:
    """A driver that also waits for the comparison."""

    def __init__(self, driver: MapDriver) -> None:
        self._driver = driver
        self.shown = 0
        driver.controller.compare.shown.connect(self._on_shown)

    def _on_shown(self, serial: int) -> None:
        self.shown = serial

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)

    def settle(self) -> None:
        """Wait until page and session agree, also on the comparison."""
        self._driver.settle()
        self._driver.until(lambda: self.shown == self._driver.controller.compare.serial)

    def picture(self) -> QImage:
        self.settle()
        return self._driver.picture()

    def key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key with the focus on the map."""
        QTest.keyClick(self.map_widget, key, modifier)

    @property
    def map_widget(self) -> QWidget:
        view = self.window.map_view
        return view.focusProxy() or view

    def colours(self) -> list[tuple[float, float, float]]:
        """Mean colours round Vuhledar, Marinka and Velyka Novosilka."""
        image = self.picture()
        return [
            patch_colour(image, *self.pixel_of(lon, lat - 0.02), radius=8)
            for lon, lat in (VUHLEDAR, MARINKA, VELYKA)
        ]


def distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def test_keys_set_and_leave_the_comparison_and_undo_brings_it_back(driver: Any) -> None:
    timeline = driver.session.timeline
    driver.key(Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    driver.until(lambda: timeline.compare == date(2024, 11, 6))
    assert driver.window.timeline_bar.compare.isChecked()
    driver.key(Qt.Key.Key_X)
    driver.until(lambda: timeline.current == date(2024, 11, 6))
    assert timeline.compare == LATER
    driver.key(Qt.Key.Key_Escape)
    driver.until(lambda: timeline.compare is None)
    assert not driver.window.timeline_bar.compare.isChecked()
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: timeline.compare == LATER)
    driver.settle()


def test_date_b_is_chosen_in_a_calendar(driver: Any) -> None:
    from viewer.qt.calendar_popup import CalendarPopup

    driver.key(Qt.Key.Key_C)
    driver.until(lambda: driver.window.findChild(CalendarPopup) is not None)
    popup = driver.window.findChild(CalendarPopup)
    assert popup.isVisible()
    QTest.keyClick(popup.calendar.focusProxy() or popup.calendar, Qt.Key.Key_Up)
    QTest.keyClick(popup.calendar.focusProxy() or popup.calendar, Qt.Key.Key_Return)
    driver.until(lambda: driver.session.timeline.compare == date(2024, 11, 6))
    driver.settle()


def test_gained_ground_is_hatched_and_the_rest_is_not(driver: Any) -> None:
    before = driver.colours()
    driver.session.timeline.set_compare(EARLIER)
    gained, kept, free = driver.colours()
    assert redness(gained) > redness(kept) + 40
    assert redness(kept) > redness(free) + 10
    assert distance(free, before[2]) < 3
    card = driver.js("document.querySelector('.date-card').textContent")
    assert "17 Aug → 13 Nov 2024" in card
    assert "from Ukraine to Russia" in card
    legend = driver.js("document.querySelector('.legend-card').textContent")
    assert "From Ukraine to Russia" in legend
    driver.session.timeline.clear_compare()
    assert max(distance(a, b) for a, b in zip(driver.colours(), before, strict=True)) < 2
    assert "→" not in driver.js("document.querySelector('.date-card').textContent")


def test_pointing_tells_what_changed_and_when(driver: Any) -> None:
    driver.session.timeline.set_compare(EARLIER)
    driver.settle()
    x, y = driver.pixel_of(*VUHLEDAR)
    driver.js(
        f"void document.elementFromPoint({x}, {y}).dispatchEvent(new MouseEvent('mousemove',"
        f"{{clientX: {x}, clientY: {y}, bubbles: true}}))"
    )
    driver.until(
        lambda: (
            "Newly held by Russia: DeepState (snapshot of 12 Nov 2024)"
            in driver.js("document.querySelector('.hover-card').textContent")
        )
    )


def drag(widget: QWidget, begin: QPoint, end: QPoint) -> None:
    """Drag with the left button, in steps as a hand does."""
    QTest.mouseMove(widget, begin)
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin)
    for step in range(1, 11):
        QTest.mouseMove(widget, begin + (end - begin) * step / 10)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def handle(driver: Any) -> tuple[int, int]:
    """Middle of the handle's knob, in pixels of the view."""
    box = driver.js(
        "(() => { const b = document.querySelector('.swipe > i').getBoundingClientRect();"
        "return [b.x + b.width / 2, b.y + b.height / 2, b.width, b.height]; })()"
    )
    assert min(box[2:]) >= 28
    return round(box[0]), round(box[1])


def test_the_handle_is_dragged_with_the_mouse(driver: Any) -> None:
    driver.session.timeline.set_compare(EARLIER)
    driver.key(Qt.Key.Key_S)
    driver.until(lambda: driver.session.compare.mode == "swipe")
    driver.settle()
    x, y = handle(driver)
    width = driver.window.map_view.width()
    assert abs(x - width / 2) <= 2
    there = driver.pixel_of(*VUHLEDAR)[0]
    drag(driver.map_widget, QPoint(x, y), QPoint(there + 120, y))
    driver.until(lambda: driver.session.compare.swipe != 0.5)
    left_of_handle = driver.colours()[0]
    assert abs(driver.session.compare.swipe * width - (there + 120)) < 2
    drag(driver.map_widget, QPoint(*handle(driver)), QPoint(there - 120, y))
    driver.until(lambda: driver.session.compare.swipe * width < there)
    right_of_handle = driver.colours()[0]
    assert redness(right_of_handle) > redness(left_of_handle) + 15  # the later date is at the right
    titles = driver.js(
        "Array.from(document.querySelectorAll('.swipe h1'), (one) => one.textContent)"
    )
    assert titles == ["17 Aug 2024", "13 Nov 2024"]


def test_arrow_keys_move_the_handle_and_escape_leaves(driver: Any) -> None:
    driver.session.timeline.set_compare(EARLIER)
    driver.session.compare.set_mode("swipe")
    driver.settle()
    driver.js("void document.querySelector('.swipe').focus()")
    view = driver.session.view
    driver.key(Qt.Key.Key_Right)
    driver.until(lambda: driver.session.compare.swipe > 0.5)
    driver.key(Qt.Key.Key_Left)
    driver.until(lambda: driver.session.compare.swipe == 0.5)
    assert driver.session.view == view
    driver.key(Qt.Key.Key_Escape)
    driver.until(lambda: driver.session.timeline.compare is None)
    driver.settle()
    assert driver.js("document.querySelector('.swipe')") is None
    assert driver.js("salient.map.getPane('fronts').style.clip") == ""


def test_two_maps_move_together(driver: Any) -> None:
    driver.session.timeline.set_compare(EARLIER)
    driver.key(Qt.Key.Key_D)
    driver.until(lambda: driver.session.compare.mode == "side")
    driver.settle()
    apart = (
        "(() => { const a = salient.map, b = salient.compare.twin.map;"
        "const off = b.project(a.getCenter()).subtract(b.project(b.getCenter()));"
        "return [Math.abs(off.x), Math.abs(off.y), Math.abs(a.getZoom() - b.getZoom()),"
        "Math.abs(a.getSize().x - b.getSize().x)]; })()"
    )
    moved = "new Promise((done) => { salient.map.once('moveend', () => setTimeout(done)); "
    for act in (
        "salient.map.panBy([61, -33], {animate: false})",
        "salient.compare.twin.map.panBy([-17, 45], {animate: false})",
        "salient.map.setView([48.1, 37.0], 9, {animate: false})",
        "salient.compare.twin.map.setView([47.9, 37.2], 10.5, {animate: false})",
    ):
        driver.js(f"{moved} {act}; }}).then(() => 1)")
        distances = driver.js(apart)
        assert max(distances) <= 1, (act, distances)
    left = driver.js("document.querySelector('.twin').getBoundingClientRect().x")
    assert left == 0  # the earlier date is at the left
    assert driver.js("document.querySelector('.twin h1').textContent") == "17 Aug 2024"
    driver.session.timeline.swap_compare()
    driver.settle()
    assert driver.js("document.querySelector('.twin').getBoundingClientRect().x") > 100
    driver.key(Qt.Key.Key_O)
    driver.until(lambda: driver.session.compare.mode == "overlay")
    driver.settle()
    assert driver.js("document.querySelector('.twin')") is None
    assert driver.js("salient.map.getSize().x") == driver.window.map_view.width()


def test_a_drag_in_the_second_map_moves_the_first(driver: Any) -> None:
    driver.session.timeline.set_compare(EARLIER)
    driver.session.compare.set_mode("side")
    driver.settle()
    before = driver.session.view
    width, height = driver.window.map_view.width(), driver.window.map_view.height()
    at = QPoint(width // 4, height // 2)
    drag(driver.map_widget, at, at + QPoint(60, 20))
    driver.until(lambda: driver.session.view != before)
    assert driver.session.view.lon < before.lon
    assert driver.session.view.zoom == before.zoom


def test_each_of_two_maps_shows_its_own_date(driver: Any) -> None:
    driver.session.timeline.set_compare(EARLIER)
    driver.session.compare.set_mode("side")
    driver.go_to(*VUHLEDAR, 10)
    image = driver.picture()
    half = driver.window.map_view.width() / 2
    middle = driver.window.map_view.height() // 2 + 14
    earlier, later = (
        patch_colour(image, round(x), middle, radius=8) for x in (half / 2, half * 1.5)
    )
    assert redness(later) > redness(earlier) + 15


def test_age_is_coloured_while_playing_and_says_its_scale(driver: Any) -> None:
    plain = driver.colours()
    driver.key(Qt.Key.Key_A)
    driver.until(lambda: driver.session.compare.age)
    coloured = driver.colours()
    assert distance(coloured[0], plain[0]) > 60
    assert distance(coloured[2], plain[2]) < 3
    legend = driver.js("document.querySelector('.legend-card').textContent")
    assert "17 Aug 2024" in legend
    assert "14 Nov 2024" in legend
    driver.show_date("2024-08-17")
    assert distance(driver.colours()[0], coloured[0]) > 60
    driver.show_date("2024-11-13")
    assert max(distance(a, b) for a, b in zip(driver.colours(), coloured, strict=True)) < 2
    driver.key(Qt.Key.Key_Escape)
    driver.until(lambda: not driver.session.compare.age)


def point_at(driver: Any, x: float, y: float, event: str = "mousemove") -> None:
    """Let the page see the pointer at a pixel of the view, at the left of its handle."""
    driver.js(
        f"void document.elementFromPoint({x}, {y}).dispatchEvent(new MouseEvent({event!r},"
        f"{{clientX: {x}, clientY: {y}, button: 2, bubbles: true, cancelable: true}}))"
    )


@pytest.mark.parametrize("mode", ["side", "swipe"])
def test_age_is_coloured_on_both_dates_and_pointing_tells_of_each(driver: Any, mode: str) -> None:
    driver.key(Qt.Key.Key_A)
    timeline = driver.session.timeline
    timeline.seek(EARLIER)
    timeline.set_compare(LATER)
    driver.session.compare.set_mode(mode)
    driver.session.compare.set_swipe(0.15)
    driver.settle()
    driver.go_to(*VUHLEDAR, 10)
    width, height = driver.window.map_view.width(), driver.window.map_view.height()
    there = {"side": (0.75, 0.25), "swipe": (0.5, 0.05)}[mode]  # of date B, then of date A
    later, earlier = (
        patch_colour(driver.picture(), round(width * x), height // 2 + 14, radius=8) for x in there
    )
    assert later[1] < 100 < earlier[1]  # viridis, where ground changed hands
    card = f"document.querySelector('{'.twin ' * (mode == 'side')}.hover-card').textContent"
    point_at(driver, width * there[0], height // 2 + 4)
    driver.until(lambda: "13 Nov 2024, 0 days old" in driver.js(card))
    assert "Newly held by Russia: DeepState (snapshot of 12 Nov 2024)" in driver.js(card)
    driver.session.compare.set_mode("side" if mode == "swipe" else "swipe")
    driver.settle()
    assert driver.js("salient.compare.groundB !== null")
    driver.session.compare.set_mode("overlay")
    driver.settle()
    assert driver.js("salient.compare.groundB === null")


def test_each_side_of_the_handle_has_the_events_of_its_date(driver: Any) -> None:
    driver.session.layers.set_visible("context:events", True)
    timeline = driver.session.timeline
    timeline.seek(date(2024, 11, 3))
    timeline.set_compare(date(2024, 10, 3))
    driver.session.compare.set_mode("swipe")
    driver.settle()
    marks = (
        "[...salient.map.getPane('{}').querySelectorAll('.event')].map((one) => one.textContent)"
    )
    a, b = (driver.js(marks.format(pane)) for pane in ("events", "events-b"))
    assert "Vuhledar passes to Russian control" in b
    assert a
    assert not set(a) & set(b)
    driver.session.compare.set_mode("overlay")
    driver.settle()
    assert driver.js(marks.format("events-b")) == []


def test_the_second_map_has_the_menu_of_the_first(driver: Any) -> None:
    driver.session.timeline.set_compare(EARLIER)
    driver.session.compare.set_mode("side")
    driver.settle()
    driver.go_to(*VUHLEDAR, 10)
    asked: list[tuple[float, float, int, int]] = []
    driver.controller.menu_requested.disconnect()
    driver.controller.menu_requested.connect(lambda *told: asked.append(told))
    width, height = driver.window.map_view.width(), driver.window.map_view.height()
    for share in (0.25, 0.75):  # date B is at the left
        point_at(driver, width * share, height // 2, "contextmenu")
        driver.until(lambda: asked)
        lon, lat, x, y = asked.pop()
        assert (lon, lat) == pytest.approx(VUHLEDAR, abs=0.01)
        assert (x, y) == pytest.approx((width * share, height // 2), abs=1)


def test_no_card_lies_over_another(driver: Any) -> None:
    driver.key(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    driver.session.layers.set_visible("source:uacontrolmap", True)
    driver.session.timeline.set_compare(EARLIER)
    for width, mode in product((1280, 1440), ("overlay", "side")):
        driver.window.resize(width, 720)
        driver.session.compare.set_mode(mode)
        driver.settle()
        driver.until(lambda: driver.js("innerWidth") == driver.window.map_view.width())
        boxes = driver.js(
            "[...document.querySelectorAll('.folium-map > .card, .folium-map > .credit,"
            ".folium-map .leaflet-control')].filter((box) => box.offsetParent).map((box) => {"
            "const { left, top, right, bottom } = box.getBoundingClientRect();"
            "return [box.className, left, top, right, bottom]; })"
        )
        assert len(boxes) >= 5
        for (a, *one), (b, *other) in combinations(boxes, 2):
            apart = min(one[2], other[2]) <= max(one[0], other[0]) or (
                min(one[3], other[3]) <= max(one[1], other[1])
            )
            assert apart, (width, mode, a, one, b, other)


def test_the_difference_of_two_sources_needs_no_tick(driver: Any) -> None:
    plain = driver.colours()
    driver.session.compare.set_difference(Pair("deepstate", "uacontrolmap", "ru_held"))
    agreed = driver.colours()
    assert redness(agreed[1]) < redness(plain[1]) - 10  # grey where both agree
    legend = driver.js("document.querySelector('.legend-card').textContent")
    for words in ("Only in DeepState", "Only in UAControlMap", "In both"):
        assert words in legend
    driver.session.timeline.set_compare(EARLIER)  # what was asked for last is shown
    assert driver.session.compare.difference is None
    driver.settle()
    assert "From Ukraine to Russia" in driver.js(
        "document.querySelector('.legend-card').textContent"
    )


@pytest.mark.parametrize("mode", ["overlay", "swipe", "side"])
def test_a_killed_page_shows_the_same_again(
    driver: Any, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    driver.session.timeline.set_compare(EARLIER)
    driver.session.compare.set_mode(mode)
    driver.session.compare.set_swipe(0.4)
    driver.window.actions_by_id["reload_map"].trigger()
    driver.until(lambda: driver.window.map_view.bridge.ready)
    before = driver.picture()
    serial = driver.controller.compare.serial
    with driver.qtbot.waitSignal(driver.window.map_view.page_lost, timeout=10_000):
        os.kill(driver.page.renderProcessPid(), signal.SIGKILL)
    driver.until(lambda: driver.controller.compare.serial > serial)
    after = driver.picture()
    assert after.size() == before.size()
    assert after == before
    caplog.clear()


def test_nothing_is_fetched_or_sent_before_a_comparison(driver: Any) -> None:
    assert driver.controller.compare.serial == 0
    assert driver.js("salient.compare") is None
    driver.session.timeline.set_compare(EARLIER)
    driver.settle()
    assert driver.controller.compare.serial > 0
    assert driver.js("salient.compare !== null")


def test_a_picture_of_two_maps_has_no_world_file(driver: Any, tmp_path: Path) -> None:
    from viewer.qt.handlers import save_picture_as

    driver.session.timeline.set_compare(EARLIER)
    for mode, suffixes in (("side", {".png"}), ("overlay", {".png", ".pgw", ".prj"})):
        driver.session.compare.set_mode(mode)
        driver.settle()
        save_picture_as(driver.window, tmp_path / f"{mode}.png")
        driver.until(lambda wanted=suffixes, name=mode: written(tmp_path, name) == wanted)
    QApplication.processEvents()


def written(folder: Path, name: str) -> set[str]:
    return {path.suffix for path in folder.glob(f"{name}.*") if path.stat().st_size}
