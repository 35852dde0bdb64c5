"""The real window with the real map: ticks, keys, time, memory, losses."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from map_driver import MapDriver, close_views, redness
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from viewer.core.session import View
from viewer.qt.web_view import MAX_RELOADS

VUHLEDAR = (37.2489, 47.7811)
"""Changed hands on 1 Oct 2024; far from the sector's edges."""
DONETSK_SIDE = (37.55, 47.85)
"""Russian-held on all dates, in the Kurakhove sector."""
BACK_WITHIN_MS = 2000
OpenWindow = Callable[..., MapDriver]


def test_a_first_start_shows_the_bundled_front_and_says_schematic(driver: MapDriver) -> None:
    assert driver.session.timeline.current == date(2024, 11, 13)
    assert driver.window.windowTitle().startswith("13 Nov 2024")
    text = driver.js("document.body.textContent")
    assert "13 Nov 2024" in text
    assert "chematic" in text
    assert driver.js("document.fonts.status") == "loaded"
    assert driver.window.map_view.blocker.blocked == []
    assert not driver.window.notices.isVisible()


def test_unticking_a_sector_takes_its_front_off_the_map(driver: MapDriver) -> None:
    driver.go_to(*DONETSK_SIDE, 10)
    driver.js("void document.querySelectorAll('.card').forEach((c) => c.remove())")
    shown = driver.colour_at(*DONETSK_SIDE)
    driver.click_tick("sector:kurakhove")
    hidden = driver.colour_at(*DONETSK_SIDE)
    assert redness(shown) > redness(hidden) + 10
    assert "Kurakhove" not in driver.js(
        "[...document.querySelectorAll('.sector-name')].map((n) => n.textContent)"
    )
    driver.click_tick("sector:kurakhove")
    assert driver.colour_at(*DONETSK_SIDE) == pytest.approx(shown, abs=2)


def test_a_place_turns_red_on_the_day_it_changed_hands(driver: MapDriver) -> None:
    driver.go_to(*VUHLEDAR, 11)
    driver.show_date("2024-08-01")
    before = driver.colour_at(*VUHLEDAR)
    driver.show_date("2024-11-13")
    after = driver.colour_at(*VUHLEDAR)
    assert redness(after) > redness(before) + 10


@pytest.mark.parametrize("where", ["map", "tree", "strip", "window"])
def test_keys_step_wherever_the_focus_is(driver: MapDriver, where: str) -> None:
    window = driver.window
    widget = {
        "map": window.map_view.focusProxy() or window.map_view,
        "tree": window.layer_panel.tree,
        "strip": window.timeline_bar.strip,
        "window": None,
    }[where]
    steps = (
        (".", date(2024, 11, 14)),
        (",", date(2024, 11, 13)),
        ("]", date(2024, 11, 13)),
        ("\\", date(2024, 11, 13)),
    )
    for key, day in steps:
        driver.press(key, widget)
        assert driver.session.timeline.current == day
    driver.settle()
    driver.press(".", widget)
    driver.settle()
    assert "14 Nov 2024" in driver.js("document.querySelector('.date-card').textContent")


def test_keys_do_not_step_while_typing_a_date(driver: MapDriver) -> None:
    field = driver.window.timeline_bar.date_field
    driver.press("t", driver.window.map_view.focusProxy())
    driver.until(lambda: QApplication.focusWidget() is field)
    QTest.keyClicks(field, "14.11.2024")
    assert field.text() == "14.11.2024"
    assert driver.session.timeline.current == date(2024, 11, 13)
    QTest.keyClicks(field, "kl,")
    assert not driver.session.timeline.playing
    assert not driver.session.timeline.loop
    field.setText("14.11.2024")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert driver.session.timeline.current == date(2024, 11, 14)


def test_keys_do_not_step_while_typing_a_speed(driver: MapDriver) -> None:
    speed = driver.window.timeline_bar.speed
    line = speed.findChild(QLineEdit)
    speed.setFocus()
    speed.selectAll()
    QTest.keyClicks(speed, "30")
    QTest.keyClick(speed, Qt.Key.Key_Return)
    assert line.text().startswith("30")
    assert driver.session.timeline.speed == 30
    assert driver.session.timeline.current == date(2024, 11, 13)


def test_space_plays_in_the_map_and_ticks_in_the_tree(driver: MapDriver) -> None:
    driver.press(" ", driver.window.map_view.focusProxy())
    assert driver.session.timeline.playing
    driver.press(" ")
    assert not driver.session.timeline.playing
    tree = driver.window.layer_panel.tree
    tree.setCurrentIndex(tree.layer_model.index_of("sector:kursk"))
    driver.press(" ", tree)
    assert not driver.session.timeline.playing
    assert not driver.session.layers.get("sector:kursk").visible


def test_playing_moves_the_map_and_stops_at_the_end(driver: MapDriver) -> None:
    timeline = driver.session.timeline
    timeline.set_window(date(2024, 11, 13), date(2024, 11, 16))
    timeline.set_speed(60)
    shown: list[int] = []
    driver.controller.time_shown.connect(shown.append)
    driver.window.actions_by_id["play"].trigger()
    driver.until(lambda: not timeline.playing)
    assert timeline.current == date(2024, 11, 16)
    driver.settle()
    assert shown
    assert "16 Nov 2024" in driver.js("document.querySelector('.date-card').textContent")


def test_a_hidden_date_card_comes_back_with_the_date_of_now(driver: MapDriver) -> None:
    card = "document.querySelector('.date-card')"
    driver.controller.show_cards(date=False, legend=True)
    driver.session.timeline.seek(date(2024, 11, 14))
    driver.settle()
    assert driver.js(f"{card}.hidden") is True
    driver.controller.show_cards(date=True, legend=True)
    driver.until(lambda: driver.js(f"{card}.hidden") is False)
    assert "14 Nov 2024" in driver.js(f"{card}.textContent")


def test_keys_zoom_to_sectors_and_back_through_the_history(driver: MapDriver) -> None:
    start = driver.session.view
    assert start is not None
    driver.window.actions_by_id["sector_4"].trigger()
    driver.until(lambda: driver.session.view != start)
    sudzha = driver.session.view
    assert sudzha is not None
    assert driver.session.sectors[3].holds(sudzha.lon, sudzha.lat)
    driver.window.actions_by_id["view_back"].trigger()
    driver.until(lambda: close_views(driver.session.view, start))
    driver.window.actions_by_id["view_forward"].trigger()
    driver.until(lambda: close_views(driver.session.view, sudzha))
    driver.window.actions_by_id["zoom_all"].trigger()
    driver.until(lambda: close_views(driver.session.view, start))


def test_the_theme_reaches_window_and_page(driver: MapDriver) -> None:
    driver.window.actions_by_id["theme_toggle"].trigger()
    driver.settle()
    assert driver.js("document.documentElement.dataset.theme") == "dark"
    assert driver.window.actions_by_id["theme_dark"].isChecked()
    land = driver.js("getComputedStyle(document.documentElement).getPropertyValue('--panel')")
    assert land == "#1c2026"
    assert driver.window.palette().window().color().lightness() < 100


def test_map_only_hides_all_else_and_escape_brings_it_back(driver: MapDriver) -> None:
    window = driver.window
    window.actions_by_id["map_only"].trigger()
    driver.until(lambda: window.map_view.width() == window.width())
    assert not any(dock.isVisible() for dock in window.docks)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    shown = [dock for dock in window.docks if dock.isVisible()]
    assert shown == [window.layers_dock, window.time_dock]
    assert window.menuBar().height() > 0
    driver.settle()


def test_pointing_at_the_map_names_what_is_there(driver: MapDriver) -> None:
    driver.go_to(*VUHLEDAR, 11)
    driver.settle()
    x, y = driver.pixel_of(*VUHLEDAR)
    driver.js(
        f"void document.elementFromPoint({x}, {y}).dispatchEvent(new MouseEvent('mousemove',"
        f"{{clientX: {x}, clientY: {y}, bubbles: true}}))"
    )
    driver.until(lambda: "47.7" in driver.window.status._place.text())
    text = driver.js(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>"
        "done(document.querySelector('.hover-card').textContent))))"
    )
    for word in (
        "Vuhledar",
        "Kurakhove sector",
        "Russian-held",
        "13 Nov 2024, 0 days old",
        "1 Oct",
    ):
        assert word in text, text


# -- what is remembered ------------------------------------------------------------------------


def test_the_next_start_shows_the_same(tmp_path: Path, open_window: OpenWindow) -> None:
    first = open_window(tmp_path / "data", (1400, 800))
    first.show_date("2024-09-01")
    first.go_to(*VUHLEDAR, 9.5)
    session = first.session
    session.layers.set_visible("sector:kupiansk", False)
    session.layers.set_visible("context:graticule", True)
    session.layers.set_opacity("sector:kursk", 0.5)
    session.layers.move("sector:kursk", 0)
    session.timeline.set_window(date(2024, 8, 20), date(2024, 9, 20))
    session.timeline.set_speed(30)
    session.timeline.set_loop(True)
    session.set_theme("dark")
    session.set_language("both")
    first.window.layers_dock.setFloating(True)
    first.window.time_dock.hide()
    first.settle()
    first.close()
    second = open_window(tmp_path / "data")
    again = second.session
    assert again.timeline.current == date(2024, 9, 1)
    assert again.timeline.window == (date(2024, 8, 20), date(2024, 9, 20))
    assert (again.timeline.speed, again.timeline.loop) == (30, True)
    assert close_views(again.view, View(*VUHLEDAR, 9.5))
    assert (again.theme, again.language) == ("dark", "both")
    assert [s.id for s in again.visible_sectors()] == ["kursk", "kurakhove", "pokrovsk"]
    assert again.layers.get("sector:kursk").opacity == 0.5
    assert again.layers.get("context:graticule").visible
    assert second.window.layers_dock.isFloating()
    assert not second.window.time_dock.isVisible()
    for name in ("theme_dark", "names_both", "loop"):
        assert second.window.actions_by_id[name].isChecked()
    second.window.actions_by_id["reset_layout"].trigger()
    assert not second.window.layers_dock.isFloating()
    assert second.window.time_dock.isVisible()
    second.until(lambda: not close_views(again.view, View(*VUHLEDAR, 9.5)))


def test_a_damaged_memory_starts_afresh(
    tmp_path: Path, open_window: OpenWindow, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    text = '[General]\nsession="{broken"\nlayout=@ByteArray(rubbish)\ngeometry=7\n'
    (data / "settings.ini").write_text(text, encoding="utf-8")
    driver = open_window(data)
    assert driver.session.timeline.current == date(2024, 11, 13)
    assert "damaged" in caplog.text
    caplog.clear()


# -- losses ------------------------------------------------------------------------------------


def kill(driver: MapDriver) -> None:
    """End the page's process the hard way."""
    pid = driver.page.renderProcessPid()
    assert pid > 0
    with driver.qtbot.waitSignal(driver.window.map_view.page_lost, timeout=10_000):
        os.kill(pid, signal.SIGKILL)


def reload(driver: MapDriver) -> None:
    """Load the page again as the user does."""
    driver.window.actions_by_id["reload_map"].trigger()
    driver.until(lambda: driver.window.map_view.bridge.ready)
    driver.settle()


def test_a_killed_page_comes_back_as_it_was(
    driver: MapDriver, caplog: pytest.LogCaptureFixture
) -> None:
    driver.show_date("2024-10-20")
    driver.click_tick("sector:kupiansk")
    driver.window.actions_by_id["card_legend"].trigger()
    driver.go_to(*VUHLEDAR, 10)
    view = driver.session.view
    reload(driver)
    before = driver.picture()
    shown = driver.layers_shown
    kill(driver)
    driver.until(
        lambda: driver.controller.layers_serial == driver.layers_shown > shown, BACK_WITHIN_MS
    )
    driver.settle()
    assert driver.session.view == view
    assert driver.session.timeline.current == date(2024, 10, 20)
    assert not driver.session.layers.get("sector:kupiansk").visible
    centre = driver.js("[salient.map.getCenter().lng, salient.map.getCenter().lat]")
    zoom = driver.js("salient.map.getZoom()")
    assert close_views(View(*centre, zoom), View(*VUHLEDAR, 10))
    assert driver.js("document.querySelector('.legend-card').hidden") is True
    names = driver.js("[...document.querySelectorAll('.sector-name')].map((n) => n.textContent)")
    assert "Kurakhove" in names
    assert "Kupiansk" not in names
    assert "20 Oct 2024" in driver.js("document.querySelector('.date-card').textContent")
    after = driver.picture()
    assert after.size() == before.size()
    assert after == before
    assert [r.levelname for r in caplog.records if r.name.startswith("viewer")] == ["WARNING"]
    caplog.clear()


def test_a_page_that_dies_again_and_again_is_left_and_told_of(
    driver: MapDriver, caplog: pytest.LogCaptureFixture
) -> None:
    lost: list[bool] = []
    driver.window.map_view.page_lost.connect(lost.append)
    for _ in range(MAX_RELOADS):
        kill(driver)
        driver.until(lambda: driver.window.map_view.bridge.ready)
        driver.settle()
    kill(driver)
    assert lost == [True] * MAX_RELOADS + [False]
    assert driver.window.notices.isVisible()
    assert "Ctrl+R" in driver.window.notices.text
    assert not driver.window.map_view.bridge.ready
    driver.session.timeline.next()
    driver.window.actions_by_id["reload_map"].trigger()
    driver.until(lambda: driver.window.map_view.bridge.ready)
    driver.settle()
    assert "14 Nov 2024" in driver.js("document.querySelector('.date-card').textContent")
    caplog.clear()


def test_reloading_by_hand_keeps_the_picture(driver: MapDriver) -> None:
    driver.show_date("2024-08-20")
    driver.go_to(*VUHLEDAR, 10)
    reload(driver)
    before = driver.picture()
    reload(driver)
    assert driver.picture() == before
    driver.show_date("2024-11-13")
    assert driver.picture() != before


def test_closing_twice_does_no_harm(driver: MapDriver) -> None:
    driver.window.close()
    driver.window.close()


@pytest.mark.parametrize("fault", ["cut short", "gone"])
def test_a_lost_series_is_told_of_and_the_rest_is_shown(
    tmp_path: Path,
    open_window: OpenWindow,
    sample_data: Path,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)
    driver = open_window(data)
    path = next(f.path for f in driver.session.series if f.id == "deepstate/ru_held")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    if fault == "gone":
        path.unlink()
    driver.window.actions_by_id["reload_map"].trigger()
    driver.until(lambda: driver.window.notices.isVisible())
    driver.until(lambda: driver.window.map_view.bridge.ready)
    assert "DeepState" in driver.window.notices.text
    driver.settle()
    assert driver.js("salient.fronts.hasSeries('uacontrolmap/ru_held')")
    caplog.clear()
