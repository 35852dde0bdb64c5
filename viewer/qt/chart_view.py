"""The plot of a chart: lines over days, tied to the timeline both ways by mouse and keys."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QToolTip

from viewer.core.timeline import Timeline
from viewer.qt.chart_axes import DateAxis, ValueAxis
from viewer.qt.chart_data import ChartData, ChartLine
from viewer.qt.chart_items import EVENT_PX, HEAD_PX, DatesItem, GroundItem, PeriodsItem, Scale
from viewer.qt.chart_pens import line_pen
from viewer.qt.chart_texts import day_lines
from viewer.qt.style import colour, tooltip

FEWEST_DAYS = 14
_Cache = QGraphicsItem.CacheMode
_REACH_PX, _MOVE_PX, _NOTCH = 6.0, 4.0, 120
_ZOOM = 1.25


class ChartView(pg.PlotWidget):  # type: ignore[misc]
    """Draws figures over time and asks the timeline to change; it keeps no date of its own.

    A click shows a date, as does dragging the line of the current one; dragging elsewhere moves
    the chart, the wheel zooms, a double click shows all days. Left and Right step.

    Parameters
    ----------
    timeline : Timeline
        Whose dates are drawn and changed.
    theme : str
        ``light`` or ``dark``.
    for_picture : bool
        Whether it is drawn only once, into a picture: nothing is kept as pixels then.

    Attributes
    ----------
    hovered : Signal
        The date under the pointer; None when it leaves.
    menu_requested : Signal
        Global position of a right click.
    """

    hovered = Signal(object)
    menu_requested = Signal(object)

    def __init__(self, timeline: Timeline, theme: str, *, for_picture: bool = False) -> None:
        self._days, self._figures = DateAxis(), ValueAxis()
        plot = pg.PlotItem(
            axisItems={"bottom": self._days, "left": self._figures}, enableMenu=False
        )
        super().__init__(background=None, plotItem=plot)
        self._timeline, self._theme = timeline, theme
        self._cache = _Cache.NoCache if for_picture else _Cache.DeviceCoordinateCache
        self._data = ChartData("", "")
        self._curves: list[Any] = []
        self._press: QPointF | None = None
        self._press_range = (0.0, 1.0)
        self._drag = ""
        self._before_click: date | None = None
        self.box = plot.getViewBox()
        plot.hideButtons()
        plot.setMenuEnabled(False)
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0)
        self.ground, self.bars = GroundItem(self.box), PeriodsItem(self.box)
        self.dates = DatesItem(self.box)
        for item in (self.ground, self.bars, self._days, self._figures):
            item.setCacheMode(self._cache)  # a step through the dates paints little anew
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(180, 96)
        self.setAccessibleName("Chart over time")
        self.box.sigResized.connect(self._on_resized)
        self.set_theme(theme)
        self.follow_timeline()

    def sizeHint(self) -> QSize:
        """Size at first."""
        return QSize(360, 220)

    @property
    def scale_now(self) -> Scale:
        """Where days and figures are, in the pixels of the plot."""
        return self.ground.scale_now

    @property
    def data(self) -> ChartData:
        """What is drawn."""
        return self._data

    @property
    def full_range(self) -> tuple[date, date] | None:
        """First and last day that the chart can show: of the lines and of the timeline."""
        ends = [end for end in (self._data.extent, self._timeline.extent) if end is not None]
        return (min(e[0] for e in ends), max(e[1] for e in ends)) if ends else None

    @property
    def shown_range(self) -> tuple[float, float]:
        """Left and right edge as ordinals of days."""
        low, high = self.box.viewRange()[0]
        return float(low), float(high)

    def set_data(self, data: ChartData) -> None:
        """Draw something else; the zoom stays while the days are the same."""
        before, shown = self.full_range, self.shown_range
        self._data = data
        for item in (self.ground, self.bars, self.dates):
            item.data = data
        self._make_curves()
        if before == self.full_range and self._curves_known:
            self.show_range(*shown)
        else:
            self.show_all()
        self._curves_known = data.extent is not None

    _curves_known = False

    def set_theme(self, theme: str) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setBackground(None)
        self._days.set_theme(theme)
        self._figures.set_theme(theme)
        for item in (self.ground, self.bars, self.dates):
            item.theme = theme
        self._make_curves()
        self._refresh()

    def follow_timeline(self) -> None:
        """Show the dates of the timeline."""
        timeline = self._timeline
        self.dates.current, self.dates.compare = timeline.current, timeline.compare
        self.dates.refresh()
        if self.ground.window != timeline.window:
            self.ground.window = timeline.window
            self.ground.refresh()

    def show_all(self) -> None:
        """Show all days."""
        whole = self.full_range
        if whole is not None:
            self.show_range(whole[0].toordinal(), whole[1].toordinal() + 1)

    def show_range(self, low: float, high: float) -> None:
        """Show the days between two ordinals, as near as there are days; fits the figures."""
        whole = self.full_range
        if whole is None:
            return
        first, last = whole[0].toordinal(), whole[1].toordinal() + 1
        span = min(float(last - first), max(float(FEWEST_DAYS), high - low))
        low = max(float(first), min(last - span, low))
        self.box.setXRange(low, low + span, padding=0)
        figures = self._fitting(low, low + span)
        self._figures.fit(*figures)
        self.box.setYRange(*figures, padding=0)
        self._refresh()

    # -- drawing ---------------------------------------------------------------------------

    def _make_curves(self) -> None:
        for curve in self._curves:
            self.removeItem(curve)
        self._curves = []
        for line in reversed(self._data.lines):
            if line.points:
                self._curves += _curves_of(line, self._theme)
        for curve in self._curves:
            curve.setCacheMode(self._cache)
            self.addItem(curve, ignoreBounds=True)

    def _fitting(self, low: float, high: float) -> tuple[float, float]:
        """Lowest and highest figure between two ordinals, with some room around."""
        values = [
            point.value
            for line in self._data.lines
            for point in line.points
            if low - 1 <= point.day.toordinal() <= high
        ]
        bars = [
            period.value
            for line in self._data.lines
            for period in line.periods
            if period.last.toordinal() >= low and period.first.toordinal() < high
        ]
        values += [*bars, 0.0] if bars else []
        if not values:
            return 0.0, 1.0
        least, most = min(values), max(values)
        span = (most - least) or max(1.0, abs(most) * 0.01)
        # the labels of dates lie at the top, the triangles of events and the marks at the foot
        foot_px = EVENT_PX + 12 if self._data.events else 10.0
        height_px = max(2.5 * (HEAD_PX + foot_px), self.box.rect().height())
        per_px = span / (height_px - HEAD_PX - 8 - foot_px)
        return least - foot_px * per_px, most + (HEAD_PX + 8) * per_px

    def _on_resized(self) -> None:
        self.show_range(*self.shown_range)

    def _refresh(self) -> None:
        for item in (self.ground, self.bars, self.dates):
            item.refresh()

    # -- mouse and keys --------------------------------------------------------------------

    def place_of(self, at: QPointF) -> QPointF:
        """A place of the widget in the pixels of the plot."""
        return QPointF(self.box.mapFromScene(self.mapToScene(at.toPoint())))

    def day_at(self, at: QPointF) -> date | None:
        """Day under a place of the widget; None without days."""
        whole = self.full_range
        if whole is None:
            return None
        scale = self.scale_now
        ordinal = int(scale.start + self.place_of(at).x() / scale.cell_px // 1)
        return date.fromordinal(max(whole[0].toordinal(), min(whole[1].toordinal(), ordinal)))

    def _near_cursor(self, at: QPointF) -> bool:
        current = self._timeline.current
        if current is None:
            return False
        return abs(self.place_of(at).x() - self.scale_now.centre_of(current)) <= _REACH_PX

    def _seek(self, at: QPointF) -> None:
        day = self.day_at(at)
        if day is not None:
            self._timeline.pause()
            self._timeline.seek(day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the current date, or of the chart."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            left = event.button() == Qt.MouseButton.LeftButton
            self._press = event.position()
            self._press_range = self.shown_range
            self._drag = "date" if left and self._near_cursor(event.position()) else "maybe"
            if not left:
                self._drag = "chart"
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held, or say what is under the pointer."""
        at = event.position()
        if self._press is not None:
            moved = at.x() - self._press.x()
            if self._drag == "maybe" and abs(moved) >= _MOVE_PX:
                self._drag = "chart"
            if self._drag == "date":
                self._seek(at)
            elif self._drag == "chart":
                low, high = self._press_range
                days = moved / self.scale_now.width * (high - low)
                self.show_range(low - days, high - days)
        else:
            self.setCursor(
                Qt.CursorShape.SizeHorCursor
                if self._near_cursor(at)
                else Qt.CursorShape.CrossCursor
            )
        self._hover(self.day_at(at))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that did not move is a click: show that date."""
        if self._drag == "maybe":
            self._before_click = self._timeline.current
            self._seek(event.position())
        self._press, self._drag = None, ""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all days, at the date that was shown before the first click."""
        if event.button() == Qt.MouseButton.LeftButton:
            if self._before_click is not None:
                self._timeline.seek(self._before_click)
            self.show_all()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom the days around the pointer; sideways moves them."""
        low, high = self.shown_range
        sideways, notches = event.angleDelta().x() / _NOTCH, event.angleDelta().y() / _NOTCH
        if abs(sideways) > abs(notches):
            days = sideways * (high - low) / 12
            self.show_range(low - days, high - days)
        else:
            scale = self.scale_now
            middle = scale.start + self.place_of(event.position()).x() / scale.cell_px
            factor = max(_ZOOM**-notches, FEWEST_DAYS / (high - low))
            self.show_range(middle - (middle - low) * factor, middle + (high - middle) * factor)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right step through the dates; + and - zoom around the date shown."""
        key, plain = (
            event.key(),
            event.modifiers()
            in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            ),
        )
        if plain and key == Qt.Key.Key_Left:
            self._timeline.previous()
        elif plain and key == Qt.Key.Key_Right:
            self._timeline.next()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom_around_current(1 / _ZOOM if key != Qt.Key.Key_Minus else _ZOOM)
        else:
            event.ignore()

    def _zoom_around_current(self, factor: float) -> None:
        low, high = self.shown_range
        current = self._timeline.current
        middle = current.toordinal() + 0.5 if current is not None else (low + high) / 2
        self.show_range(middle - (middle - low) * factor, middle + (high - middle) * factor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the chart."""
        self.menu_requested.emit(event.globalPos())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover(None)
        super().leaveEvent(event)

    def _hover(self, day: date | None) -> None:
        if day != self.dates.hovered:
            self.dates.hovered = day
            self.dates.refresh()
            self.hovered.emit(day)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say all that is known of the day under the pointer."""
        if isinstance(event, QHelpEvent):
            lines = self.tooltip_lines(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tooltip("\n".join(lines)), self)
            return True
        return bool(super().viewportEvent(event))

    def tooltip_lines(self, at: QPointF) -> list[str]:
        """What is said of a place of the widget, as plain text."""
        day = self.day_at(at)
        if day is None:
            return []
        place = self.place_of(at)
        near = [
            self._data.events[number]
            for box, number in self.dates.event_places()
            if box.adjusted(-3, -3, 3, 3).contains(place)
        ]
        return day_lines(self._data, near[0].day if near else day)

    def mark_focus(self) -> None:
        """Show whether the keys go here."""
        pen = pg.mkPen(colour(self._theme, "accent", 0.8)) if self.hasFocus() else None
        self.box.setBorder(pen)

    def focusInEvent(self, event: Any) -> None:
        """Show that the keys go here."""
        super().focusInEvent(event)
        self.mark_focus()

    def focusOutEvent(self, event: Any) -> None:
        """Show that the keys go elsewhere."""
        super().focusOutEvent(event)
        self.mark_focus()


def _curves_of(line: ChartLine, theme: str) -> list[Any]:
    """The line in pieces of neighbouring days, and dots for days alone."""
    pieces = line.runs()
    points = [point for piece in pieces for point in piece]
    x = np.array([point.day.toordinal() + 0.5 for point in points])
    y = np.array([point.value for point in points])
    joined = np.concatenate([np.arange(len(piece)) < len(piece) - 1 for piece in pieces]).astype(
        np.int32
    )
    curve = pg.PlotCurveItem(x, y, connect=joined, pen=line_pen(line, theme), antialias=True)
    alone = [piece[0] for piece in pieces if len(piece) == 1]
    dots = pg.ScatterPlotItem(
        [point.day.toordinal() + 0.5 for point in alone],
        [point.value for point in alone],
        size=5,
        pen=None,
        brush=QColor(line.style.colour(theme)),
    )
    return [curve, dots] if alone else [curve]
