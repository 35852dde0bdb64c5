"""Find (Ctrl+K): by real keys to places, positions, scales, dates and commands."""

from __future__ import annotations

from datetime import date

import pytest
from map_driver import MapDriver
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from viewer.core.session import ZOOMS
from viewer.qt.finder import Finder


def open_finder(driver: MapDriver) -> Finder:
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)
    QTest.keyClick(driver.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    return shown(driver)


def shown(driver: MapDriver) -> Finder:
    driver.until(lambda: driver.window.findChildren(Finder))
    return driver.window.findChildren(Finder)[0]


def find(driver: MapDriver, typed: str, down: int = 0) -> None:
    finder = open_finder(driver)
    QTest.keyClicks(finder.line, typed)
    for _ in range(down):
        QTest.keyClick(finder.line, Qt.Key.Key_Down)
    QTest.keyClick(finder.line, Qt.Key.Key_Return)
    driver.until(lambda: not driver.window.findChildren(Finder))


def test_what_is_typed_is_gone_to(driver: MapDriver) -> None:
    session = driver.session

    def at(lon: float, lat: float) -> bool:
        view = session.view
        return view is not None and abs(view.lon - lon) < 1e-3 and abs(view.lat - lat) < 1e-3

    find(driver, "kurakhove")
    driver.until(lambda: at(37.2791, 47.9844))
    driver.until(lambda: driver.js("document.querySelectorAll('.found').length") == 1)
    assert session.view is not None
    assert session.view.zoom >= 11
    find(driver, "49 42 36 N 37 36 57 E")
    driver.until(lambda: at(37.6158, 49.71))
    find(driver, "2024-10-02")
    driver.until(lambda: session.timeline.current == date(2024, 10, 2))
    find(driver, "switch theme")
    driver.until(lambda: session.theme == "dark")
    button = next(
        b for b in driver.window.status.findChildren(QPushButton) if b.accessibleName() == "Scale"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    finder = shown(driver)
    QTest.keyClicks(finder.line, "1:200000")
    QTest.keyClick(finder.line, Qt.Key.Key_Return)
    driver.until(lambda: session.view and round(session.view.scale_denominator) == 200_000)
    assert button.text() == "1 : 200\u2009000"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("zzzz", "Nothing is called “zzzz”."),
        ("<b>zz</b>", "Nothing is called “<b>zz</b>”."),
        ("1:7", "has no scale"),
        ("1:20000", "Here the map has scales from"),
        ("2031-01-01", "The data runs from"),
    ],
)
def test_what_is_not_found_is_a_sentence(driver: MapDriver, typed: str, words: str) -> None:
    finder = open_finder(driver)
    QTest.keyClicks(finder.line, typed)
    assert finder.found == []
    assert words in finder.rows.topLevelItem(0).text(0)
    QTest.keyClick(finder.line, Qt.Key.Key_Return)
    assert finder.isVisible()
    QTest.keyClick(finder.line, Qt.Key.Key_Escape)
    driver.until(lambda: not driver.window.findChildren(Finder))


def test_the_page_has_the_zooms_that_are_said(driver: MapDriver) -> None:
    assert driver.js("[theMap.getMinZoom(), theMap.getMaxZoom()]") == list(ZOOMS)
