"""The chart with a real session: mouse, wheel and keys both ways, gaps, pictures, words."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import destroy, make_session
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from viewer.core.facts import Event
from viewer.core.session import Session
from viewer.core.theme import TOKENS
from viewer.errors import ViewerError
from viewer.qt.chart import Chart
from viewer.qt.chart_data import (
    STYLES,
    ChartData,
    ChartLine,
    Mark,
    Period,
    Point,
    gaps_of,
    line_style,
)
from viewer.qt.chart_pens import hatching
from viewer.qt.chart_texts import day_lines, legend_value
from viewer.qt.style import apply_theme

DAY = timedelta(days=1)
FIRST = date(2024, 7, 8)
EVENT = Event(date(2024, 10, 2), "Vuhledar <i>falls</i>", 47.78, 37.25, "kurakhove", "x", "BBC")
NOTES = ("DeepState, Russian-held, 8 Jul 2024 to 31 Mar 2025.", "Geodesic area on WGS 84.")
MISSING = {38, 39, 40, 41, 90}


def points(start: float = 1000.0) -> tuple[Point, ...]:
    days = [FIRST + n * DAY for n in range(267) if n not in MISSING]
    return tuple(Point(day, start + 2 * n) for n, day in enumerate(days))


def data_of(*lines: ChartLine) -> ChartData:
    days = [point.day for line in lines for point in line.points]
    return ChartData("Held", "km²", lines, gaps_of(days), (), (EVENT,), NOTES)


@pytest.fixture
def session() -> Session:
    return make_session()


@pytest.fixture
def chart(qtbot: QtBot, session: Session) -> Chart:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    chart = Chart(session)
    qtbot.addWidget(chart)
    chart.resize(600, 340)
    chart.set_data(data_of(ChartLine("a", "Kurakhove", line_style(0), points())))
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


def at(chart: Chart, day: date, share: float = 0.5) -> QPoint:
    """Where a day is in the view, at a share of the plot's height."""
    view = chart.view
    scale = view.scale_now
    place = QPointF(scale.centre_of(day), scale.height * share)
    return view.mapFromScene(view.box.mapToScene(place))


def move(chart: Chart, to: QPoint, buttons: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    where = QPointF(to)
    viewport = chart.view.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        where,
        viewport.mapToGlobal(where),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)


def wheel(chart: Chart, to: QPoint, notches: float, sideways: float = 0) -> None:
    where = QPointF(to)
    viewport = chart.view.viewport()
    event = QWheelEvent(
        where,
        viewport.mapToGlobal(where),
        QPoint(),
        QPoint(round(120 * sideways), round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def test_a_click_shows_that_date(chart: Chart, session: Session) -> None:
    for day in (date(2024, 8, 1), FIRST, date(2025, 3, 31), date(2024, 12, 24)):
        QTest.mouseClick(chart.view.viewport(), Qt.MouseButton.LeftButton, pos=at(chart, day))
        assert session.timeline.current == day


def test_the_date_moves_the_line(chart: Chart, session: Session) -> None:
    view, accent = chart.view, QColor(TOKENS["light"]["accent"])

    def has_line(day: date) -> bool:
        image = view.grab().toImage()
        x, y = at(chart, day, 0.4).toTuple()
        near = [image.pixelColor(x + d, y) for d in (-1, 0, 1)]
        return any(abs(c.red() - accent.red()) + abs(c.blue() - accent.blue()) < 60 for c in near)

    there, elsewhere = date(2024, 9, 20), date(2025, 1, 20)
    session.timeline.seek(there)
    assert has_line(there)
    assert not has_line(elsewhere)
    session.timeline.seek(elsewhere)
    assert has_line(elsewhere)
    assert not has_line(there)


def test_dragging_the_line_scrubs_and_pauses(chart: Chart, session: Session) -> None:
    timeline, viewport = session.timeline, chart.view.viewport()
    before = chart.view.shown_range
    timeline.play()
    assert timeline.current is not None
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at(chart, timeline.current))
    seen = []
    for day in (date(2024, 11, 20), date(2025, 1, 1), date(2024, 9, 9)):
        move(chart, at(chart, day))
        seen.append(timeline.current)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at(chart, date(2024, 9, 9)))
    assert seen == [date(2024, 11, 20), date(2025, 1, 1), date(2024, 9, 9)]
    assert not timeline.playing
    assert chart.view.shown_range == before


def test_dragging_elsewhere_pans_and_changes_no_date(chart: Chart, session: Session) -> None:
    view, current = chart.view, session.timeline.current
    low = date(2024, 9, 1).toordinal()
    view.show_range(low, low + 60)
    start, end = at(chart, date(2024, 10, 1)), at(chart, date(2024, 9, 21))
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    move(chart, end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert session.timeline.current == current
    assert view.shown_range[0] == pytest.approx(low + 10, abs=0.2)
    assert view.shown_range[1] - view.shown_range[0] == pytest.approx(60)


def test_the_wheel_zooms_around_the_pointer_and_no_further_than_the_days(chart: Chart) -> None:
    view, day = chart.view, date(2024, 10, 10)
    whole = view.shown_range
    assert whole == (FIRST.toordinal(), date(2025, 3, 31).toordinal() + 1)
    place = at(chart, day)
    wheel(chart, place, 3)
    low, high = view.shown_range
    assert high - low < (whole[1] - whole[0]) / 1.8
    assert abs(at(chart, day).x() - place.x()) <= 1
    wheel(chart, place, 40)
    assert view.shown_range[1] - view.shown_range[0] == pytest.approx(14)
    before = view.shown_range
    wheel(chart, place, 0, sideways=-2)
    assert view.shown_range[0] > before[0]
    wheel(chart, place, -60)
    assert view.shown_range == pytest.approx(whole)


def test_zoomed_in_the_figures_fill_the_height(chart: Chart) -> None:
    view = chart.view
    all_values = view.box.viewRange()[1]
    low = date(2024, 9, 1).toordinal()
    view.show_range(low, low + 14)
    some = view.box.viewRange()[1]
    assert some[1] - some[0] < (all_values[1] - all_values[0]) / 8


def test_a_double_click_shows_all_and_keeps_the_date(chart: Chart, session: Session) -> None:
    view, current = chart.view, session.timeline.current
    whole = view.shown_range
    view.show_range(whole[0] + 20, whole[0] + 50)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at(chart, date(2024, 8, 10)))
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at(chart, date(2024, 8, 10)))
    assert view.shown_range == whole
    assert session.timeline.current == current


def test_keys_step_and_zoom(chart: Chart, session: Session) -> None:
    view = chart.view
    session.timeline.seek(FIRST + 37 * DAY)
    QTest.keyClick(view, Qt.Key.Key_Right)
    # of the visible sources UAControlMap has a snapshot on the day that DeepState misses
    assert session.timeline.current == FIRST + 38 * DAY
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert session.timeline.current == FIRST + 37 * DAY
    span = view.shown_range[1] - view.shown_range[0]
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.shown_range[1] - view.shown_range[0] < span


def test_a_line_never_runs_through_a_gap(chart: Chart) -> None:
    """In pixels: the line's colour is on both sides of the gap and nowhere within."""
    view = chart.view
    first, last = FIRST + 38 * DAY, FIRST + 41 * DAY
    assert (first, last) in view.data.gaps
    low = first.toordinal() - 6
    view.show_range(low, low + 16)
    image = view.grab().toImage()
    blue = QColor(STYLES[0].light)

    def is_line(x: int) -> bool:
        return any(
            abs(c.red() - blue.red()) + abs(c.green() - blue.green()) < 40 and c.blue() > 140
            for y in range(at(chart, first, 0.1).y(), at(chart, first, 0.9).y())
            for c in [image.pixelColor(x, y)]
        )

    assert is_line(at(chart, first - 3 * DAY).x())
    assert is_line(at(chart, last + 3 * DAY).x())
    day = first
    while day <= last:
        assert not is_line(at(chart, day).x()), day
        day += DAY


def test_a_snapshot_alone_is_a_dot(chart: Chart) -> None:
    alone = tuple(Point(FIRST + n * DAY, 1000.0 + n) for n in (0, 1, 5, 9, 10))
    chart.set_data(data_of(ChartLine("a", "Alone", line_style(0), alone)))
    runs = chart.data.lines[0].runs()
    assert [len(run) for run in runs] == [2, 1, 2]
    chart.view.show_range(FIRST.toordinal(), FIRST.toordinal() + 14)
    image = chart.view.grab().toImage()
    scale = chart.view.scale_now
    place = QPointF(scale.centre_of(FIRST + 5 * DAY), scale.y_of(1005.0))
    x, y = chart.view.mapFromScene(chart.view.box.mapToScene(place)).toTuple()
    assert image.pixelColor(x, y).name() == STYLES[0].light


def test_gaps_are_runs_of_days_without_a_snapshot() -> None:
    days = [FIRST + n * DAY for n in (0, 1, 5, 6, 8)]
    inner = ((FIRST + 2 * DAY, FIRST + 4 * DAY), (FIRST + 7 * DAY, FIRST + 7 * DAY))
    assert gaps_of(days) == inner
    extent = (FIRST - 3 * DAY, FIRST + 8 * DAY)
    assert gaps_of(days, extent) == ((FIRST - 3 * DAY, FIRST - DAY), *inner)
    assert gaps_of([], extent) == (extent,)
    assert gaps_of([]) == ()


def test_the_legend_tells_figures_with_their_age() -> None:
    line = ChartLine("a", "Kurakhove", line_style(0), points())
    data = data_of(line)
    assert legend_value(data, line, FIRST) == "1\u2009000.0"
    assert legend_value(data, line, FIRST + 40 * DAY) == "1\u2009074.0 (3 d old)"
    assert legend_value(data, line, FIRST - DAY) == "–"
    week = Period(FIRST, FIRST + 6 * DAY, -3.25, False, "from 7 Jul 2024 to 12 Jul 2024 (5 days)")
    bars = ChartLine("b", "Pokrovsk", line_style(1), periods=(week,))
    net = ChartData("Net", "km² per week", (bars,), signed=True)
    assert legend_value(net, bars, FIRST + 3 * DAY) == "~ \u22123.2"
    assert legend_value(net, bars, FIRST + 9 * DAY) == "–"
    assert "(5 days)" in day_lines(net, FIRST)[1]


def test_the_pointer_is_told_the_day_with_source_and_method(chart: Chart) -> None:
    gap = FIRST + 39 * DAY
    lines = chart.view.tooltip_lines(QPointF(at(chart, gap)))
    assert lines[0] == "16 Aug 2024"
    assert "2 days old (snapshot of 14 Aug 2024)" in lines[1]
    assert "No snapshot on this day" in lines
    assert lines[-2:] == list(NOTES)
    told = chart.view.tooltip_lines(QPointF(at(chart, EVENT.day, 0.96)))
    assert "▲ Vuhledar <i>falls</i> (BBC)" in told


def test_hovering_tells_the_figures_of_that_day(chart: Chart, session: Session) -> None:
    before = session.timeline.current
    move(chart, at(chart, date(2024, 8, 1)), Qt.MouseButton.NoButton)
    assert "1\u2009048.0" in chart.legend.accessibleName()
    assert session.timeline.current == before
    QApplication.sendEvent(chart.view, QEvent(QEvent.Type.Leave))
    assert "1\u2009048.0" not in chart.legend.accessibleName()


def test_window_date_b_and_theme_are_followed(chart: Chart, session: Session) -> None:
    inside = at(chart, date(2024, 10, 20), 0.15)

    def ground() -> str:
        return chart.view.grab().toImage().pixelColor(inside).name()

    plain = ground()
    session.timeline.set_window(date(2024, 10, 1), date(2024, 10, 31))
    assert ground() != plain
    session.timeline.set_compare(date(2024, 12, 1))
    assert chart.view.dates.compare == date(2024, 12, 1)
    tinted = ground()
    session.set_theme("dark")
    assert QColor(tinted).lightness() > 128 > QColor(ground()).lightness()


def test_stale_days_are_marked_at_the_foot(chart: Chart) -> None:
    mark = Mark(date(2025, 2, 1), date(2025, 2, 10), "fall", "Much smaller")
    base = chart.data
    chart.set_data(ChartData("Held", "km²", base.lines, marks=(mark,)))
    place = at(chart, date(2025, 2, 5), 1.0) - QPoint(0, 2)
    seen = chart.view.grab().toImage().pixelColor(place)
    assert seen.red() > 200 > seen.blue() + 40
    assert "Much smaller" in chart.view.tooltip_lines(QPointF(place))


def test_the_menu_is_ours_alone(chart: Chart) -> None:
    texts = [action.text().replace("&", "") for action in chart.menu().actions() if action.text()]
    assert texts == ["Copy chart", "Save chart...", "Show all days"]


def test_pictures_carry_title_source_and_method(
    chart: Chart, session: Session, tmp_path: Path
) -> None:
    chart.copy_picture()
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (2080, 1200)
    told: list[str] = []
    chart.told.connect(told.append)
    chart.save_picture_as(tmp_path / "held")
    chart.save_picture_as(tmp_path / "held.svg")
    assert told == ["Saved held.png", "Saved held.svg"]
    assert not QImage(str(tmp_path / "held.png")).isNull()
    tree = ElementTree.fromstring((tmp_path / "held.svg").read_text(encoding="utf-8"))
    text = " ".join(" ".join(tree.itertext()).split())
    for part in ("Held, km²", "Kurakhove", "13 Nov 2024", "DeepState, Russian-held", "WGS 84"):
        assert part in text
    assert "<image" not in (tmp_path / "held.svg").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["held.png", "held.svg"]


def test_a_picture_that_cannot_be_written_says_why(chart: Chart, tmp_path: Path) -> None:
    failed: list[object] = []
    chart.failed.connect(failed.append)
    chart.save_picture_as(tmp_path / "held.jpg")
    chart.save_picture_as(tmp_path / "no folder" / "held.png")
    assert all(isinstance(error, ViewerError) for error in failed)
    assert ["PNG or SVG" in str(failed[0]), "cannot be written" in str(failed[1])] == [True, True]


def test_bars_stand_beside_each_other_where_there_is_room(chart: Chart) -> None:
    weeks = [FIRST + 7 * n * DAY for n in range(38)]
    lines = [
        ChartLine(
            str(n),
            f"Line {n}",
            line_style(n),
            periods=tuple(Period(day, day + 6 * DAY, 10.0 + n) for day in weeks),
        )
        for n in range(2)
    ]
    chart.set_data(ChartData("Net", "km² per week", tuple(lines), signed=True))
    low = FIRST.toordinal()
    chart.view.show_range(low, low + 28)
    image = chart.view.grab().toImage()
    row = at(chart, FIRST, 0.6).y()
    colours = [image.pixelColor(x, row).name() for x in range(image.width())]
    assert colours.index(STYLES[0].light) < colours.index(STYLES[1].light)
    assert chart.view.box.viewRange()[1][0] < 0


def test_hatching_stays_within_its_rectangle() -> None:
    box = QRectF(10, 20, 30, 50)
    for angle in (45, -45, 0, 90):
        lines = hatching(box, angle, 4)
        assert lines
        for line in lines:
            assert box.adjusted(-0.01, -0.01, 0.01, 0.01).contains(line.p1())
            assert box.adjusted(-0.01, -0.01, 0.01, 0.01).contains(line.p2())


def test_an_empty_chart_says_nothing_and_does_nothing(qtbot: QtBot) -> None:
    chart = Chart(Session([]))
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    with qtbot.waitExposed(chart):
        chart.show()
    QTest.mouseClick(chart.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    wheel(chart, QPoint(200, 100), 2)
    assert chart.view.tooltip_lines(QPointF(200, 100)) == []


def test_a_chart_that_is_gone_is_told_nothing(qtbot: QtBot, session: Session) -> None:
    chart = Chart(session)
    destroy(qtbot, chart)
    session.timeline.seek(date(2024, 12, 1))
    session.set_theme("dark")
