"""The time strip with the real model: scrubbing, window, wheel, zoom, keys, what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import FIRST, destroy, make_file, make_header, make_session
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from viewer.core.facts import Event
from viewer.core.sectors import load_sectors
from viewer.core.session import Session
from viewer.core.theme import TOKENS
from viewer.qt.strip_data import IDENTICAL, MISSING, DayBar, collect
from viewer.qt.strip_paint import StripBars, StripLayout
from viewer.qt.style import apply_theme
from viewer.qt.time_axis import TimeAxis
from viewer.qt.time_strip import TimeStrip

EVENT = Event(date(2024, 10, 2), "Vuhledar <i>falls</i>", 47.78, 37.25, "kurakhove", "x", "BBC")
DAY = timedelta(days=1)


@pytest.fixture
def session() -> Session:
    return make_session()


@pytest.fixture
def strip(qtbot: QtBot, session: Session) -> TimeStrip:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    strip = TimeStrip(session, [EVENT])
    qtbot.addWidget(strip)
    strip.resize(900, 104)
    with qtbot.waitExposed(strip):
        strip.show()
    return strip


def axis_of(strip: TimeStrip) -> TimeAxis:
    axis = strip.axis
    assert axis is not None
    return axis


def at(strip: TimeStrip, day: date, y: int = 30) -> QPoint:
    return QPoint(round(axis_of(strip).centre_of(day)), y)


def foot(strip: TimeStrip) -> int:
    return round(StripLayout.of_height(strip.height()).foot)


def press(qtbot: QtBot, strip: TimeStrip, where: QPoint, shift: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, modifier, where)


def release(qtbot: QtBot, strip: TimeStrip, where: QPoint) -> None:
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=where)


def wheel(
    strip: TimeStrip,
    notches: float,
    *,
    sideways: float = 0.0,
    ctrl: bool = False,
    x: float = 450.0,
) -> None:
    modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(x, 40),
        QPointF(strip.mapToGlobal(QPoint(round(x), 40))),
        QPoint(),
        QPoint(round(sideways * 120), round(notches * 120)),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(strip, event)


def picture(strip: TimeStrip) -> QImage:
    return strip.grab().toImage()


def test_a_click_shows_that_day(qtbot: QtBot, strip: TimeStrip, session: Session) -> None:
    day = date(2024, 9, 1)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=at(strip, day))
    assert session.timeline.current == day


def test_dragging_scrubs_and_pauses(qtbot: QtBot, strip: TimeStrip, session: Session) -> None:
    session.timeline.play()
    seen: list[date | None] = []
    session.timeline.changed.connect(lambda _: seen.append(session.timeline.current))
    press(qtbot, strip, at(strip, date(2024, 8, 1)))
    for day in (date(2024, 9, 1), date(2024, 10, 1), date(2025, 1, 1)):
        qtbot.mouseMove(strip, at(strip, day))
        assert session.timeline.current == day
    release(qtbot, strip, at(strip, date(2025, 1, 1)))
    assert not session.timeline.playing
    qtbot.mouseMove(strip, at(strip, date(2024, 8, 1)))
    assert session.timeline.current == date(2025, 1, 1)
    assert date(2024, 9, 1) in seen


def test_dragging_beyond_the_edge_shows_the_end(
    qtbot: QtBot, strip: TimeStrip, session: Session
) -> None:
    press(qtbot, strip, at(strip, date(2024, 8, 1)))
    qtbot.mouseMove(strip, QPoint(2000, 30))
    release(qtbot, strip, QPoint(2000, 30))
    assert session.timeline.extent is not None
    assert session.timeline.current == session.timeline.extent[1]


def test_shift_drag_sets_the_window(qtbot: QtBot, strip: TimeStrip, session: Session) -> None:
    before = session.timeline.current
    press(qtbot, strip, at(strip, date(2024, 12, 1)), shift=True)
    qtbot.mouseMove(strip, at(strip, date(2024, 9, 1)))
    release(qtbot, strip, at(strip, date(2024, 9, 1)))
    assert session.timeline.window == (date(2024, 9, 1), date(2024, 12, 1))
    assert session.timeline.current == before


def test_the_handles_move_the_window(qtbot: QtBot, strip: TimeStrip, session: Session) -> None:
    session.timeline.set_window(date(2024, 9, 1), date(2024, 12, 1))
    axis = axis_of(strip)
    start = QPoint(round(axis.x_of(date(2024, 9, 1))), foot(strip))
    press(qtbot, strip, start)
    qtbot.mouseMove(strip, at(strip, date(2024, 10, 1)))
    release(qtbot, strip, at(strip, date(2024, 10, 1)))
    assert session.timeline.window == (date(2024, 10, 1), date(2024, 12, 1))
    end = QPoint(round(axis.x_of(date(2024, 12, 2))), foot(strip))
    press(qtbot, strip, end)
    qtbot.mouseMove(strip, at(strip, date(2025, 2, 1)))
    release(qtbot, strip, at(strip, date(2025, 2, 1)))
    assert session.timeline.window == (date(2024, 10, 1), date(2025, 2, 1))
    assert session.timeline.current == date(2024, 11, 13)


def test_above_the_handles_a_click_shows_the_day(
    qtbot: QtBot, strip: TimeStrip, session: Session
) -> None:
    session.timeline.set_window(date(2024, 9, 1), date(2024, 12, 1))
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=at(strip, date(2024, 9, 1), 25))
    assert session.timeline.current == date(2024, 9, 1)
    assert session.timeline.window == (date(2024, 9, 1), date(2024, 12, 1))


def test_a_double_click_in_the_window_clears_it(
    qtbot: QtBot, strip: TimeStrip, session: Session
) -> None:
    session.timeline.set_window(date(2024, 9, 1), date(2024, 12, 1))
    where = at(strip, date(2025, 2, 1))
    qtbot.mouseDClick(strip, Qt.MouseButton.LeftButton, pos=where)
    assert session.timeline.window is not None
    qtbot.mouseDClick(strip, Qt.MouseButton.LeftButton, pos=at(strip, date(2024, 10, 1)))
    assert session.timeline.window is None


def test_the_cross_clears_the_window(qtbot: QtBot, strip: TimeStrip, session: Session) -> None:
    session.timeline.set_window(date(2024, 9, 1), date(2024, 12, 1))
    strip.repaint()
    cross = strip._clear_rect
    assert cross.width() >= 28
    assert cross.height() >= 28
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=cross.center().toPoint())
    assert session.timeline.window is None
    assert session.timeline.current == date(2024, 11, 13)


def test_the_wheel_steps_through_snapshots(strip: TimeStrip, session: Session) -> None:
    wheel(strip, 1)
    assert session.timeline.current == date(2024, 11, 14)
    wheel(strip, -2)
    assert session.timeline.current == date(2024, 11, 12)
    wheel(strip, 0.5)
    assert session.timeline.current == date(2024, 11, 12)
    wheel(strip, 0.5)
    assert session.timeline.current == date(2024, 11, 13)


def test_ctrl_wheel_zooms_and_the_date_stays_in_sight(strip: TimeStrip, session: Session) -> None:
    for _ in range(6):
        wheel(strip, 1, ctrl=True, x=100)
    axis = axis_of(strip)
    assert axis.span < 100
    assert session.timeline.current == date(2024, 11, 13)
    session.timeline.seek(date(2025, 3, 1))
    axis = axis_of(strip)
    assert axis.left <= axis.centre_of(date(2025, 3, 1)) <= axis.left + axis.width
    wheel(strip, 0, sideways=5)
    assert axis_of(strip).start < axis.start
    for _ in range(12):
        wheel(strip, -1, ctrl=True)
    assert not axis_of(strip).zoomed


def test_middle_drag_pans_when_zoomed(qtbot: QtBot, strip: TimeStrip) -> None:
    wheel(strip, 5, ctrl=True)
    before = axis_of(strip)
    qtbot.mousePress(strip, Qt.MouseButton.MiddleButton, pos=QPoint(400, 30))
    qtbot.mouseMove(strip, QPoint(300, 30))
    qtbot.mouseRelease(strip, Qt.MouseButton.MiddleButton, pos=QPoint(300, 30))
    assert axis_of(strip).start == pytest.approx(before.start + 100 / before.cell_px)


def test_keys_step_jump_and_play(qtbot: QtBot, strip: TimeStrip, session: Session) -> None:
    timeline = session.timeline
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert timeline.current == date(2024, 11, 14)
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert timeline.current == date(2024, 11, 13)
    qtbot.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert timeline.current == date(2024, 11, 20)
    qtbot.keyClick(strip, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert timeline.current == date(2024, 11, 13)
    qtbot.keyClick(strip, Qt.Key.Key_End)
    assert timeline.extent is not None
    assert timeline.current == timeline.extent[1]
    qtbot.keyClick(strip, Qt.Key.Key_Home)
    assert timeline.current == FIRST
    qtbot.keyClick(strip, Qt.Key.Key_Space)
    assert timeline.playing
    qtbot.keyClick(strip, Qt.Key.Key_Space)
    assert not timeline.playing


def test_its_keys_are_kept_from_the_windows_shortcuts(strip: TimeStrip) -> None:
    kinds = QEvent.Type.ShortcutOverride
    none, control = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
    own = QKeyEvent(kinds, Qt.Key.Key_Left, none)
    own.ignore()
    QApplication.sendEvent(strip, own)
    assert own.isAccepted()
    other = QKeyEvent(kinds, Qt.Key.Key_O, control)
    other.ignore()
    QApplication.sendEvent(strip, other)
    assert not other.isAccepted()


def test_the_day_is_described_with_figures_source_and_span(
    strip: TimeStrip, session: Session
) -> None:
    told = strip.tooltip_lines(axis_of(strip).centre_of(date(2024, 8, 19)))
    assert told[0] == "19 Aug 2024"
    ru = next(line for line in told if "Russian-held" in line)
    assert "DeepState, 14 Aug to 19 Aug (5 days)" in ru
    assert "DeepState: fresh snapshot" in told
    told = strip.tooltip_lines(axis_of(strip).centre_of(date(2024, 8, 16)))
    assert "DeepState: no snapshot on this day" in told
    told = strip.tooltip_lines(axis_of(strip).centre_of(date(2024, 9, 6)))
    assert "DeepState: identical to the snapshot before" in told


def test_events_are_named_until_their_sector_or_layer_is_hidden(
    strip: TimeStrip, session: Session
) -> None:
    x = axis_of(strip).centre_of(EVENT.day)
    assert any("Vuhledar" in line and "BBC" in line for line in strip.tooltip_lines(x))
    session.layers.set_visible("sector:kurakhove", False)
    assert not any("Vuhledar" in line for line in strip.tooltip_lines(x))
    session.layers.set_visible("sector:kurakhove", True)
    assert any("Vuhledar" in line for line in strip.tooltip_lines(x))
    session.layers.set_visible("context:events", False)
    assert not any("Vuhledar" in line for line in strip.tooltip_lines(x))


def test_a_gap_spreads_its_change_over_its_days() -> None:
    header = make_header("deepstate", "ru_held", 10, missing=[4, 5, 6])
    gained = {key: [None, *[3.0] * 6] for key in header.sectors}
    lost = {key: [None, *[1.0] * 6] for key in header.sectors}
    header = replace(header, gained_km2=gained, lost_km2=lost)  # type: ignore[arg-type]
    session = Session(load_sectors())
    session.set_series([make_file(header)])
    data = collect(session, [])
    assert data.bars[FIRST + 3 * DAY].ru_gained == pytest.approx(9.0)
    for offset in (4, 5, 6, 7):
        assert data.bars[FIRST + offset * DAY].ru_gained == pytest.approx(9.0 / 4)
    total = sum(bar.gained for bar in data.bars.values())
    assert total == pytest.approx(6 * 9.0)
    assert [data.states.get(FIRST + offset * DAY) for offset in (3, 4, 7)] == [
        None,
        MISSING,
        None,
    ]
    assert data.runs == [(FIRST + 4 * DAY, FIRST + 6 * DAY, MISSING)]


def test_states_are_those_of_the_topmost_visible_source(session: Session) -> None:
    data = collect(session, [])
    assert data.source_name == "DeepState"
    assert data.states[date(2024, 8, 16)] == MISSING
    assert data.states[date(2024, 9, 6)] == IDENTICAL
    session.layers.set_visible("source:deepstate", False)
    data = collect(session, [])
    assert data.source_name == "UAControlMap"
    assert date(2024, 8, 16) not in data.states


def test_a_few_huge_days_do_not_flatten_the_rest(session: Session) -> None:
    data, extent = collect(session, []), session.timeline.extent
    assert extent is not None
    axis = TimeAxis.whole(*extent, 0, 900)
    usual = StripBars.fitting(axis, data)
    for offset in range(12):
        data.bars[FIRST + (30 + offset) * DAY] = DayBar(ua_gained=300.0)
    huge = StripBars.fitting(axis, data)
    assert huge.cut
    assert huge.top_km2 < 2 * usual.top_km2


def test_a_long_archive_shares_bars_and_says_so(qtbot: QtBot) -> None:
    session = make_session(1400)
    strip = TimeStrip(session)
    qtbot.addWidget(strip)
    strip.resize(900, 104)
    axis = axis_of(strip)
    bars = StripBars.fitting(axis, strip.data)
    assert bars.size == 5
    assert bars.size * axis.cell_px >= 3
    each = sum(bar.gained for bar in strip.data.bars.values())
    assert sum(bar.gained for bar in bars.bars.values()) == pytest.approx(each)
    assert any("Bar of 5 days" in line for line in strip.tooltip_lines(400))


def test_bars_before_the_date_are_coloured_and_after_it_grey(
    strip: TimeStrip, session: Session
) -> None:
    session.layers.set_group_visible("context", False)
    strip.repaint()
    layout = StripLayout.of_height(strip.height(), strip._bars.share_below)
    axis = axis_of(strip)
    highest = max(strip.data.bars, key=lambda day: strip.data.bars[day].ru_gained)
    spot = QPoint(round(axis.centre_of(highest)), round(layout.base) - 3)
    session.timeline.seek(highest + 10 * DAY)
    before = picture(strip).pixelColor(spot)
    session.timeline.seek(highest - 10 * DAY)
    after = picture(strip).pixelColor(spot)
    assert before.red() - before.blue() > 80
    assert abs(after.red() - after.blue()) < 30


def test_a_step_moves_only_what_moves(strip: TimeStrip, session: Session) -> None:
    strip.repaint()
    still, data = strip._still, strip.data
    for _ in range(5):
        session.timeline.next()
        strip.repaint()
    assert strip._still is still
    assert strip.data is data
    session.timeline.set_window(date(2024, 9, 1), date(2024, 12, 1))
    strip.repaint()
    assert strip._still is still
    session.layers.set_opacity("source:deepstate", 0.5)
    strip.repaint()
    assert strip._still is still
    session.layers.set_visible("sector:kursk", False)
    strip.repaint()
    assert strip._still is not still


def test_the_window_is_tinted(strip: TimeStrip, session: Session) -> None:
    spot = at(strip, date(2024, 8, 17), 18)
    before = picture(strip).pixelColor(spot)
    session.timeline.set_window(date(2024, 8, 1), date(2024, 9, 1))
    assert picture(strip).pixelColor(spot).red() < before.red()


def test_without_data_it_says_what_to_do(qtbot: QtBot) -> None:
    session = Session(load_sectors())
    strip = TimeStrip(session)
    qtbot.addWidget(strip)
    strip.resize(600, 104)
    assert strip.axis is None
    assert strip.tooltip_lines(100) == []
    empty = picture(strip)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(100, 40))
    wheel(strip, 1)
    session.set_series([make_file(make_header("deepstate", "ru_held", 30))])
    assert axis_of(strip).days == 30
    assert picture(strip) != empty


def test_one_day_alone_is_no_problem(qtbot: QtBot) -> None:
    session = Session(load_sectors())
    session.set_series([make_file(make_header("deepstate", "ru_held", 1))])
    strip = TimeStrip(session)
    qtbot.addWidget(strip)
    picture(strip)
    wheel(strip, 1, ctrl=True)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(100, 40))
    assert session.timeline.current == FIRST


def test_the_theme_is_followed(strip: TimeStrip, session: Session) -> None:
    session.set_theme("dark")
    assert strip._still is None
    cursor = QPoint(round(axis_of(strip).centre_of(date(2024, 11, 13))), foot(strip))
    assert picture(strip).pixelColor(cursor).name() == TOKENS["dark"]["accent"]


def test_resizing_keeps_the_zoom(strip: TimeStrip) -> None:
    wheel(strip, 5, ctrl=True)
    before = axis_of(strip)
    strip.resize(1200, 104)
    assert axis_of(strip).span == before.span
    assert axis_of(strip).width == 1200 - 24


def test_it_tells_screen_readers_date_and_age(strip: TimeStrip, session: Session) -> None:
    session.timeline.seek(date(2024, 8, 17))
    assert strip.accessibleName()
    assert strip.accessibleDescription() == "17 Aug 2024, data 3 days old"


def test_a_destroyed_strip_hears_nothing(qtbot: QtBot, session: Session) -> None:
    destroy(qtbot, TimeStrip(session))
    session.timeline.next()
    session.layers.set_visible("sector:kursk", False)
