"""The time bar with the real timeline: buttons, speed, typed date, calendar."""

from __future__ import annotations

from datetime import date

import pytest
from builders import FIRST, destroy, make_session
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from viewer.core.sectors import load_sectors
from viewer.core.session import Session
from viewer.core.theme import TOKENS
from viewer.qt.style import apply_theme
from viewer.qt.timeline_bar import TimelineBar


@pytest.fixture
def session() -> Session:
    return make_session()


@pytest.fixture
def bar(qtbot: QtBot, session: Session) -> TimelineBar:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    bar = TimelineBar(session)
    qtbot.addWidget(bar)
    bar.resize(1280, 112)
    with qtbot.waitExposed(bar):
        bar.show()
    return bar


def click(qtbot: QtBot, button: QToolButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def type_date(qtbot: QtBot, bar: TimelineBar, text: str) -> None:
    bar.focus_date()
    bar.date_field.selectAll()
    qtbot.keyClicks(bar.date_field, text)


def test_the_buttons_ask_the_timeline(qtbot: QtBot, bar: TimelineBar, session: Session) -> None:
    timeline = session.timeline
    click(qtbot, bar.next)
    assert timeline.current == date(2024, 11, 14)
    click(qtbot, bar.previous)
    assert timeline.current == date(2024, 11, 13)
    click(qtbot, bar.last)
    assert timeline.extent is not None
    assert timeline.current == timeline.extent[1]
    click(qtbot, bar.first)
    assert timeline.current == FIRST
    click(qtbot, bar.play)
    assert timeline.playing
    assert bar.play.toolTip() == "Pause (Space)"
    click(qtbot, bar.play)
    assert not timeline.playing
    assert bar.play.toolTip() == "Play (Space)"


def test_loop_follows_the_timeline_both_ways(
    qtbot: QtBot, bar: TimelineBar, session: Session
) -> None:
    click(qtbot, bar.loop)
    assert session.timeline.loop
    assert bar.loop.isChecked()
    session.timeline.set_loop(False)
    assert not bar.loop.isChecked()


def test_the_speed_is_typed_or_stepped(qtbot: QtBot, bar: TimelineBar, session: Session) -> None:
    qtbot.keyClick(bar.speed, Qt.Key.Key_Up)
    assert session.timeline.speed == 10
    qtbot.keyClick(bar.speed, Qt.Key.Key_Down)
    qtbot.keyClick(bar.speed, Qt.Key.Key_Down)
    assert session.timeline.speed == 4
    bar.speed.lineEdit().selectAll()
    qtbot.keyClicks(bar.speed, "25")
    qtbot.keyClick(bar.speed, Qt.Key.Key_Return)
    assert session.timeline.speed == 25
    session.timeline.set_speed(60)
    assert bar.speed.value() == 60
    assert bar.speed.text() == "60 d/s"
    qtbot.keyClick(bar.speed, Qt.Key.Key_Up)
    assert session.timeline.speed == 60


@pytest.mark.parametrize("typed", ["2024-09-05", "05.09.2024", "5 Sep 2024"])
def test_a_typed_date_is_shown(
    qtbot: QtBot, bar: TimelineBar, session: Session, typed: str
) -> None:
    type_date(qtbot, bar, typed)
    assert session.timeline.current == date(2024, 11, 13)
    qtbot.keyClick(bar.date_field, Qt.Key.Key_Return)
    assert session.timeline.current == date(2024, 9, 5)
    assert bar.date_field.text() == "5 Sep 2024"
    assert bar.date_field.hint == ""


@pytest.mark.parametrize(
    ("typed", "part"),
    [("13 Foo 2024", "no month"), ("31 Feb 2024", "calendar"), ("1 Jan 1999", "8 Jul 2024")],
)
def test_bad_dates_get_a_red_hint_and_change_nothing(
    qtbot: QtBot, bar: TimelineBar, session: Session, typed: str, part: str
) -> None:
    type_date(qtbot, bar, typed)
    qtbot.keyClick(bar.date_field, Qt.Key.Key_Return)
    assert session.timeline.current == date(2024, 11, 13)
    assert part in bar.date_field.hint
    assert bar.date_field.text() == typed
    reds = TOKENS["light"]["ru"]
    image = bar.date_field.grab().toImage()
    assert image.pixelColor(image.width() // 2, 0).name() == reds
    qtbot.keyClick(bar.date_field, Qt.Key.Key_Backspace)
    assert bar.date_field.hint == ""
    qtbot.keyClick(bar.date_field, Qt.Key.Key_Escape)
    assert bar.date_field.text() == "13 Nov 2024"


def test_playing_does_not_write_over_what_is_typed(
    qtbot: QtBot, bar: TimelineBar, session: Session
) -> None:
    type_date(qtbot, bar, "5 Se")
    session.timeline.next()
    assert bar.date_field.text() == "5 Se"
    bar.strip.setFocus()
    assert bar.date_field.text() == "14 Nov 2024"
    session.timeline.next()
    assert bar.date_field.text() == "15 Nov 2024"


def test_the_calendar_greys_days_without_a_snapshot(
    qtbot: QtBot, bar: TimelineBar, session: Session
) -> None:
    session.layers.set_visible("source:uacontrolmap", False)
    session.layers.set_visible("source:schematic", False)
    session.timeline.seek(date(2024, 8, 14))
    click(qtbot, bar.calendar_button)
    popup = bar._calendar
    assert popup is not None
    calendar = popup.calendar
    assert calendar.selectedDate() == QDate(2024, 8, 14)
    ink = calendar.dateTextFormat(QDate(2024, 8, 14)).foreground().color().alpha()
    grey = calendar.dateTextFormat(QDate(2024, 8, 16)).foreground().color().alpha()
    assert grey < ink
    with qtbot.waitSignal(popup.day_chosen):
        qtbot.keyClick(calendar.findChild(QToolButton, "qt_calendar_nextmonth"), Qt.Key.Key_Space)
        calendar.setSelectedDate(QDate(2024, 9, 20))
        calendar.activated.emit(calendar.selectedDate())
    assert session.timeline.current == date(2024, 9, 20)
    assert not popup.isVisible()


def test_escape_closes_the_calendar(qtbot: QtBot, bar: TimelineBar, session: Session) -> None:
    bar.open_calendar()
    popup = bar._calendar
    assert popup is not None
    assert popup.isVisible()
    qtbot.keyClick(popup.calendar, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert session.timeline.current == date(2024, 11, 13)


def test_every_control_has_a_name_and_a_tooltip(bar: TimelineBar) -> None:
    for button in bar.findChildren(QToolButton):
        if button.objectName() in ("first", "previous", "play", "next", "last", "loop", "calendar"):
            assert button.toolTip()
            assert button.accessibleName()
            assert min(button.width(), button.height()) >= 28
    assert bar.next.toolTip() == "Next date (.)"


def test_without_data_nothing_can_be_pressed(qtbot: QtBot) -> None:
    bar = TimelineBar(Session(load_sectors()))
    qtbot.addWidget(bar)
    assert not bar.play.isEnabled()
    assert not bar.date_field.isEnabled()
    assert bar.date_field.text() == ""


def test_it_fits_a_narrow_window(bar: TimelineBar) -> None:
    assert bar.minimumSizeHint().width() <= 600
    assert bar.minimumSizeHint().height() <= 112


def test_a_destroyed_bar_hears_nothing(qtbot: QtBot, session: Session) -> None:
    destroy(qtbot, TimelineBar(session))
    session.timeline.next()
    session.timeline.set_speed(30)
    session.set_theme("dark")
