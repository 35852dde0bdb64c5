"""Drawing by typed coordinates, with keys only; and what the form says of what was drawn."""

from __future__ import annotations

import pytest
from annotation_driver import CTRL, PLAIN, Artist
from map_driver import MapDriver
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from viewer.core.annotations import Annotation, Kind
from viewer.core.coordinates import parse_position
from viewer.qt.annotation_panel import AnnotationPanel
from viewer.qt.typed_drawing import TypedDrawing

PIXEL_DEG = 360 / (256 * 2**10)  # of longitude, at zoom 10
SHIFT = Qt.KeyboardModifier.ShiftModifier


def ask(artist: Artist) -> TypedDrawing:
    artist.window.activateWindow()
    artist.until(lambda: QApplication.activeWindow() is artist.window)
    QTest.keyClick(artist.window, Qt.Key.Key_A, CTRL | SHIFT)
    artist.until(lambda: isinstance(QApplication.activeWindow(), TypedDrawing))
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, TypedDrawing)
    artist.until(dialog.positions.hasFocus)
    return dialog


def test_all_is_drawn_by_keys(driver: MapDriver) -> None:
    artist = Artist(driver)
    try:
        dialog = ask(artist)
        QTest.keyClick(dialog.kind, Qt.Key.Key_R)  # Rectangle
        assert dialog.kind.currentData() == Kind.RECTANGLE
        assert not dialog.radius.isVisible()
        QTest.keyClicks(dialog.positions, "48 N 37")
        QTest.keyClick(dialog.positions, Qt.Key.Key_Return, CTRL)
        assert dialog.complaint.isVisible()
        dialog.positions.clear()
        assert not dialog.complaint.isVisible()
        QTest.keyClicks(dialog.positions, "48 N 37 E")
        QTest.keyClick(dialog.positions, Qt.Key.Key_Return)
        QTest.keyClicks(dialog.positions, "37U DQ 12345 23456")
        QTest.keyClicks(dialog.title, "<b>Box</b>")
        QTest.keyClick(dialog.positions, Qt.Key.Key_Return, CTRL)
        drawn = artist.only()
        assert (drawn.kind, drawn.title) == (Kind.RECTANGLE, "<b>Box</b>")
        east, north = parse_position("37U DQ 12345 23456")
        assert drawn.positions()[0] == (37.0, 48.0)
        assert drawn.positions()[2] == (east, north)
        assert artist.session.undo.undo_name == "draw rectangle"

        driver.go_to(37.2, 48.1, 10)
        artist.settle()
        for shift in (PLAIN, SHIFT):
            artist.key(Qt.Key.Key_Right, CTRL | shift)
        artist.until(lambda: artist.only().positions()[0][0] > 37.0 + 10.5 * PIXEL_DEG)
        moved = artist.only().positions()
        assert moved[0] == pytest.approx((37.0 + 11 * PIXEL_DEG, 48.0), abs=1e-9)
        assert artist.session.undo.undo_name == "move rectangle"

        before = artist.session.view
        dialog = ask(artist)
        dialog.kind.setCurrentIndex(dialog.kind.findData("circle"))
        assert dialog.radius.isVisible()
        QTest.keyClicks(dialog.positions, "51.2 N 35.2 E")
        QTest.keyClick(dialog.positions, Qt.Key.Key_Return, CTRL)
        artist.until(lambda: artist.session.view != before)  # it lay out of sight
        circle = artist.store.get(artist.store.selection[0])
        assert isinstance(circle, Annotation)
        assert circle.radius_m == 10_000.0

        panel = artist.window.details.open("annotations")
        assert isinstance(panel, AnnotationPanel)
        facts = panel.inspector.facts
        artist.until(facts.isVisible)
        assert facts.text().startswith("Radius 10.00 km, 314.2 km²\nMade ")

        names = "[...document.querySelectorAll('.sector-name span')].map((one) => one.hidden)"
        driver.go_to(37.2, 48.1, 10)
        assert not any(artist.js(names))
        west, _south, _east, north = artist.session.sectors[1].bounds_wgs84
        words = Annotation("0" * 32, Kind.TEXT, (west + 0.1, north - 0.02), title="Over a name")
        driver.go_to(west, north, 10)
        artist.store.edit("add", {words.id: words})
        artist.settle()
        artist.until(lambda: sum(artist.js(names)) == 1)
    finally:
        artist.discard()
