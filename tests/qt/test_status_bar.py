"""The status bar: position in all formats, copying, messages, progress, OFFLINE."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QStatusTipEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from viewer.qt.status_bar import StatusBar
from viewer.qt.style import apply_theme

LON, LAT = 37.6159, 49.7102


@pytest.fixture
def bar(qtbot: QtBot) -> StatusBar:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(1280, 36)
    with qtbot.waitExposed(bar):
        bar.show()
    return bar


def test_a_click_walks_through_the_formats(qtbot: QtBot, bar: StatusBar) -> None:
    bar.set_cursor(LON, LAT)
    told = []
    for _ in range(4):
        told.append(bar._place.text())
        with qtbot.waitSignal(bar.coordinate_format_changed):
            qtbot.mouseClick(bar._place, Qt.MouseButton.LeftButton)
    assert told == [
        "49.7102° N 37.6159° E",
        "49° 42′ 36.7″ N 37° 36′ 57.2″ E",
        "37U 400212 E 5507329 N",
        "37U DR 00212 07329",
    ]
    assert bar.coordinate_format == "decimal"


def test_the_button_copies_what_is_written(qtbot: QtBot, bar: StatusBar) -> None:
    QGuiApplication.clipboard().setText("before")
    qtbot.mouseClick(bar._copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "before"
    bar.set_cursor(LON, LAT)
    bar.set_coordinate_format("mgrs")
    qtbot.mouseClick(bar._copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "37U DR 00212 07329"
    assert "Copied" in bar._message.whole_text


def test_off_the_map_there_is_no_position(bar: StatusBar) -> None:
    bar.set_cursor(LON, LAT)
    bar.set_cursor(None)
    assert bar._place.text() == "no position"


def test_an_unknown_remembered_format_counts_as_decimal(bar: StatusBar) -> None:
    bar.set_coordinate_format("furlongs")
    assert bar.coordinate_format == "decimal"


def test_moving_the_cursor_moves_nothing_else(bar: StatusBar) -> None:
    bar.set_cursor(LON, LAT)
    bar.layout().activate()
    width = bar._place.width()
    bar.set_cursor(-1.5, -2.25)
    bar.layout().activate()
    assert bar._place.width() == width


def test_the_scale_is_written(bar: StatusBar) -> None:
    bar.set_scale(251_234)
    assert bar._scale.text() == "1 : 251\u2009000"
    bar.set_scale(None)
    assert bar._scale.text() == ""


def test_what_does_not_fit_is_shortened_and_told_whole(qtbot: QtBot, bar: StatusBar) -> None:
    age = "DeepState: 13 Nov 2024, 0 days old · UAControlMap: 12 Nov 2024, 1 day old"
    bar.set_data_age(age)
    bar.resize(700, 36)
    qtbot.waitUntil(lambda: bar._age.text() != age)
    assert bar._age.text().endswith("…")
    assert age in bar._age.toolTip()
    bar.resize(1400, 36)
    qtbot.waitUntil(lambda: bar._age.text() == age)


def test_messages_are_plain_text_and_go(qtbot: QtBot, bar: StatusBar) -> None:
    bar.show_message("<b>3 of 412 skipped</b>", 1)
    assert bar._message.textFormat() == Qt.TextFormat.PlainText
    qtbot.waitUntil(lambda: bar._message.whole_text == "")
    bar.show_message("stays", 0)
    assert not bar._message_timer.isActive()


def test_status_tips_use_the_same_place(bar: StatusBar) -> None:
    QApplication.sendEvent(bar, QStatusTipEvent("Opens an archive"))
    assert bar._message.whole_text == "Opens an archive"
    assert bar.currentMessage() == ""


def test_progress_can_be_cancelled_once(qtbot: QtBot, bar: StatusBar) -> None:
    asked: list[str] = []
    assert not bar._progress.isVisible()
    bar.progress("Importing", 3, 769, lambda: asked.append("cancel"))
    assert bar._progress.isVisible()
    assert "3 of 769" in bar._title.text()
    qtbot.mouseClick(bar._cancel_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar._cancel_button, Qt.MouseButton.LeftButton)
    assert asked == ["cancel"]
    bar.clear_progress()
    assert not bar._progress.isVisible()
    assert not bar._cancel_button.isVisible()


def test_a_cancelled_task_stays_so_while_it_still_reports(qtbot: QtBot, bar: StatusBar) -> None:
    asked: list[str] = []

    def cancel() -> None:
        asked.append("cancel")

    bar.progress("Importing", 3, 9, cancel)
    qtbot.mouseClick(bar._cancel_button, Qt.MouseButton.LeftButton)
    bar.progress("Importing", 4, 9, cancel)
    assert not bar._cancel_button.isEnabled()
    bar.clear_progress()
    bar.progress("Importing", 1, 9, cancel)
    assert bar._cancel_button.isEnabled()


def test_progress_without_a_total_or_cancel(bar: StatusBar) -> None:
    bar.progress("Packing", 0, 0)
    assert bar._title.text() == "Packing"
    assert bar._progress.maximum() == 0
    assert not bar._cancel_button.isVisible()


def test_offline_is_said_with_the_blocked_requests(bar: StatusBar) -> None:
    assert bar._pill.text() == "● OFFLINE"
    assert "0 requests blocked" in bar._pill.toolTip()
    bar.set_blocked(1)
    assert "1 request blocked" in bar._pill.toolTip()
    assert "1" in bar._pill.text()


def test_targets_are_large_enough(bar: StatusBar) -> None:
    bar.progress("Importing", 3, 769, lambda: None)
    bar.layout().activate()
    for button in (bar._place, bar._copy, bar._cancel_button):
        assert button.sizeHint().height() >= 28
        assert button.sizeHint().width() >= 28
