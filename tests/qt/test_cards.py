"""Cards of the map are dragged by hand, and are found where they were put."""

from __future__ import annotations

from typing import Any

from map_driver import MapDriver, OpenWindow
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from viewer.core.sectors import load_sectors
from viewer.core.session import Session
from viewer.core.session_state import restore_look, state_of


def box(driver: MapDriver, card: str) -> list[float]:
    found = driver.js(
        f"((r) => [r.left, r.top, r.right, r.bottom])"
        f"(document.querySelector('.{card}-card').getBoundingClientRect())"
    )
    assert isinstance(found, list)
    return found


def drag(driver: MapDriver, card: str, dx: int, dy: int) -> None:
    left, top, right, bottom = box(driver, card)
    begin = QPoint(round((left + right) / 2), round((top + bottom) / 2))
    target = driver.window.map_view.focusProxy()
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=begin)
    for share in (0.5, 1.0):
        QTest.mouseMove(target, begin + QPoint(round(dx * share), round(dy * share)))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=begin + QPoint(dx, dy))


def test_a_card_stays_where_it_was_put(open_window: OpenWindow) -> None:
    driver = open_window()
    at_first = box(driver, "legend")
    drag(driver, "legend", 500, -90)
    driver.until(lambda: "legend" in driver.session.card_places)
    across, down, *_ = driver.session.card_places["legend"]
    assert (across, down) == ("right", "bottom")
    moved = box(driver, "legend")
    assert moved[0] > at_first[0] + 300
    assert abs(moved[1] - (at_first[1] - 90)) <= 1
    driver.window.map_view.reload_now()
    driver.settle()
    assert box(driver, "legend") == moved
    data = driver.window.data
    driver.close()
    again = open_window(data)
    driver.until(lambda: box(again, "legend") == moved)
    again.window.actions_by_id["reset_layout"].trigger()
    again.until(lambda: box(again, "legend")[0] == at_first[0])


def test_places_that_make_no_sense_are_left_out() -> None:
    bad: list[Any] = [
        ["left", "middle", 1, 1],
        ["left", "top", 1e9, 1],
        ["left", "top", 1],
        7,
        None,
    ]
    session = Session(load_sectors())
    for place in bad:
        restore_look(session, {"cards": {"legend": place, "other": ["left", "top", 1, 1]}})
        assert session.card_places == {}
    restore_look(session, {"cards": {"date": ["right", "top", 5, 6.5]}})
    assert state_of(session)["cards"] == {"date": ["right", "top", 5.0, 6.5]}
