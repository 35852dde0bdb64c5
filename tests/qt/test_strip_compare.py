"""Date B on the time strip: set, dragged, labelled, and taken back."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from builders import make_session
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from viewer.core.compare_steps import set_compare
from viewer.core.session import Session
from viewer.core.theme import TOKENS
from viewer.core.undo import UndoStack
from viewer.qt.strip_compare import label_places
from viewer.qt.strip_paint import StripLayout
from viewer.qt.style import apply_theme
from viewer.qt.time_strip import TimeStrip

B = date(2024, 9, 1)


@pytest.fixture
def session() -> Session:
    return make_session()


@pytest.fixture
def undo() -> UndoStack:
    return UndoStack()


@pytest.fixture
def strip(qtbot: QtBot, session: Session, undo: UndoStack) -> TimeStrip:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    strip = TimeStrip(session)
    strip.compare_asked.connect(partial(set_compare, undo, session.timeline))
    qtbot.addWidget(strip)
    strip.resize(900, 104)
    with qtbot.waitExposed(strip):
        strip.show()
    return strip


def at(strip: TimeStrip, day: date, y: int = 30) -> QPoint:
    assert strip.axis is not None
    return QPoint(round(strip.axis.centre_of(day)), y)


def foot(strip: TimeStrip) -> int:
    return round(StripLayout.of_height(strip.height()).foot)


LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(("button", "modifier"), [(RIGHT, NONE), (LEFT, ALT)])
def test_a_right_click_or_alt_click_sets_date_b(
    qtbot: QtBot,
    strip: TimeStrip,
    session: Session,
    undo: UndoStack,
    button: Qt.MouseButton,
    modifier: Qt.KeyboardModifier,
) -> None:
    shown = session.timeline.current
    qtbot.mouseClick(strip, button, modifier, at(strip, B))
    assert (session.timeline.compare, session.timeline.current) == (B, shown)
    undo.undo()
    assert session.timeline.compare is None


def test_the_hollow_handle_is_dragged_as_one_step(
    qtbot: QtBot, strip: TimeStrip, session: Session, undo: UndoStack
) -> None:
    session.timeline.set_compare(B)
    shown = session.timeline.current
    begin = at(strip, B, foot(strip))
    qtbot.mouseMove(strip, begin)
    assert strip.cursor().shape() == Qt.CursorShape.SizeHorCursor
    qtbot.mousePress(strip, LEFT, NONE, begin)
    assert session.timeline.compare == B  # a press alone moves nothing
    for day in (date(2024, 9, 10), date(2024, 10, 1)):
        qtbot.mouseMove(strip, at(strip, day, foot(strip)))
        assert session.timeline.compare == day
    qtbot.mouseRelease(strip, LEFT, NONE, at(strip, date(2024, 10, 1), foot(strip)))
    assert session.timeline.current == shown
    undo.undo()
    assert session.timeline.compare == B


def test_the_full_handle_wins_where_both_are(
    qtbot: QtBot, strip: TimeStrip, session: Session
) -> None:
    shown = session.timeline.current
    assert shown is not None
    session.timeline.set_compare(shown)
    qtbot.mousePress(strip, LEFT, NONE, at(strip, shown, foot(strip)))
    qtbot.mouseMove(strip, at(strip, B, foot(strip)))
    qtbot.mouseRelease(strip, LEFT, NONE, at(strip, B, foot(strip)))
    assert (session.timeline.current, session.timeline.compare) == (B, shown)


def test_the_handle_of_b_is_hollow_and_that_of_a_full(strip: TimeStrip, session: Session) -> None:
    session.timeline.set_compare(B)
    picture = strip.grab().toImage()
    ratio = picture.devicePixelRatio()

    def colour(day: date) -> str:
        point = at(strip, day, foot(strip) - 6)
        return picture.pixelColor(round(point.x() * ratio), round(point.y() * ratio)).name()

    shown = session.timeline.current
    assert shown is not None
    assert colour(shown) == TOKENS["light"]["accent"]
    assert colour(B) != TOKENS["light"]["accent"]


def test_a_screen_reader_hears_of_both_dates(strip: TimeStrip, session: Session) -> None:
    session.timeline.set_compare(B)
    assert "compared with 1 Sep 2024" in strip.accessibleDescription()
    session.timeline.clear_compare()
    assert "compared" not in strip.accessibleDescription()


@pytest.mark.parametrize("x", [100.0, 199.0, 200.0, 260.0, 400.0])
def test_labels_of_near_dates_stand_side_by_side(x: float) -> None:
    other, width = QRectF(160, 0, 80, 15), 70.0
    for number, middle in enumerate(label_places(x, width, other)):
        clear = not QRectF(middle - width / 2, 0, width, 15).intersects(other)
        assert clear or number == 0
        if clear:
            assert (middle > other.center().x()) == (x >= other.center().x())
            break
