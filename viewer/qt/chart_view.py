"""The plot of a chart under the user's hands: mouse, wheel, keys and tooltips."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip

from viewer.core.timeline import Timeline
from viewer.qt.chart_plot import FEWEST_DAYS, ChartPlot
from viewer.qt.chart_texts import day_lines
from viewer.qt.style import colour, tooltip

_REACH_PX, _MOVE_PX, _NOTCH = 6.0, 4.0, 120
_ZOOM = 1.25


class ChartView(ChartPlot):
    """A plot that asks the timeline to change.

    A click shows a date, as does dragging the line of the current one; dragging elsewhere moves
    the chart, the wheel zooms, a double click shows all days. Left and Right step.

    Parameters
    ----------
    timeline : Timeline
        Whose dates are drawn and changed.
    theme : str
        ``light`` or ``dark``.

    Attributes
    ----------
    hovered : Signal
        The date under the pointer; None when it leaves.
    menu_requested : Signal
        Global position of a right click.
    """

    hovered = Signal(object)
    menu_requested = Signal(object)

    def __init__(self, timeline: Timeline, theme: str) -> None:
        super().__init__(timeline, theme)
        self._press: QPointF | None = None
        self._press_range = (0.0, 1.0)
        self._drag = ""
        self._before_click: date | None = None
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Chart over time")

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
        current = self.timeline.current
        if current is None:
            return False
        return abs(self.place_of(at).x() - self.scale_now.centre_of(current)) <= _REACH_PX

    def _seek(self, at: QPointF) -> None:
        day = self.day_at(at)
        if day is not None:
            self.timeline.pause()
            self.timeline.seek(day)

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
            self._before_click = self.timeline.current
            self._seek(event.position())
        self._press, self._drag = None, ""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all days, at the date that was shown before the first click."""
        if event.button() == Qt.MouseButton.LeftButton:
            if self._before_click is not None:
                self.timeline.seek(self._before_click)
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
            self.timeline.previous()
        elif plain and key == Qt.Key.Key_Right:
            self.timeline.next()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom_around_current(1 / _ZOOM if key != Qt.Key.Key_Minus else _ZOOM)
        else:
            event.ignore()

    def _zoom_around_current(self, factor: float) -> None:
        low, high = self.shown_range
        current = self.timeline.current
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
            self.data.events[number]
            for box, number in self.dates.event_places()
            if box.adjusted(-3, -3, 3, 3).contains(place)
        ]
        return day_lines(self.data, near[0].day if near else day)

    def mark_focus(self) -> None:
        """Show whether the keys go here."""
        pen = pg.mkPen(colour(self.theme, "accent", 0.8)) if self.hasFocus() else None
        self.box.setBorder(pen)

    def focusInEvent(self, event: Any) -> None:
        """Show that the keys go here."""
        super().focusInEvent(event)
        self.mark_focus()

    def focusOutEvent(self, event: Any) -> None:
        """Show that the keys go elsewhere."""
        super().focusOutEvent(event)
        self.mark_focus()
