"""The time strip: a slider over calendar days with the ground gained per day behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from viewer.core.facts import Event
from viewer.core.session import Session
from viewer.core.text import age_text, date_text, number_text, short_date_text, signed_text
from viewer.qt.follow import follow
from viewer.qt.strip_compare import is_at_handle
from viewer.qt.strip_data import DayBar, StripData, collect, first_of_group
from viewer.qt.strip_overlay import StripOverlay, window_edges
from viewer.qt.strip_paint import StripBars, StripLayout, paint_still
from viewer.qt.style import colour, tooltip
from viewer.qt.time_axis import TimeAxis

_SIDE_PX, _REACH_PX, _NOTCH = 12.0, 9.0, 120
_ZOOM = 1.25
_WEEK = 7


class TimeStrip(QWidget):
    """Draws the timeline and asks it to change; it keeps no time of its own.

    Click or drag shows a date, Shift+drag sets the window, its two handles move it, a double
    click in it clears it; the wheel steps, Ctrl+wheel zooms. Alt+click or a right click asks for
    date B, and its hollow handle can be dragged.

    Parameters
    ----------
    session : Session
        Owner of timeline, layers and series.
    events : iterable of Event
        Marked with triangles while their sector and the events layer are visible.

    Attributes
    ----------
    compare_asked : Signal
        Date B that the user wants, and the name of the drag that it is part of.
    """

    compare_asked = Signal(object, str)

    def __init__(
        self, session: Session, events: Iterable[Event] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._timeline = session, session.timeline
        self._events = tuple(events)
        self._axis: TimeAxis | None = None
        self._data: StripData | None = None
        self._data_key: object = None
        self._bars = StripBars(1, {}, 1.0)
        self._still: tuple[QPixmap, QPixmap] | None = None
        self._drag, self._anchor, self._notches = "", date.min, 0
        self._drags = 0
        self._pan_from: tuple[float, TimeAxis] | None = None
        self._clear_rect = QRectF()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 92)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Time strip")
        follow(self, session.timeline.changed, self._on_timeline_changed)
        follow(self, session.layers.changed, self._on_layers_changed)
        follow(self, session.changed, self._on_session_changed)
        self._describe()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(700, 104)

    @property
    def axis(self) -> TimeAxis | None:
        """Where the days are now; None while there is no data."""
        extent = self._timeline.extent
        if extent is None:
            self._axis = None
        elif self._axis is None or (self._axis.first, self._axis.last) != extent:
            width = self.width() - 2 * _SIDE_PX
            self._axis = TimeAxis.whole(*extent, _SIDE_PX, width)
        return self._axis

    @property
    def data(self) -> StripData:
        """What is drawn; gathered anew only when sources, sectors or events changed."""
        layers = self._session.layers
        key = (
            tuple(id(file) for file in self._session.visible_series()),
            tuple(sector.id for sector in self._session.visible_sectors()),
            layers.has("context:events") and layers.shown("context:events"),
            self._timeline.dates,
        )
        if self._data is None or key != self._data_key:
            self._data, self._data_key = collect(self._session, self._events), key
        return self._data

    def set_events(self, events: Iterable[Event]) -> None:
        """Mark other events."""
        self._events = tuple(events)
        self._data = None
        self._redraw()

    def zoom_out(self) -> None:
        """Show all days."""
        self._axis = None
        self._redraw()

    def tooltip_lines(self, x: float) -> list[str]:
        """Return what is said of the day at x, as plain text."""
        axis = self.axis
        if axis is None:
            return []
        day = axis.day_at(x)
        lines = self.data.describe(day)
        bars = StripBars.fitting(axis, self.data)
        if bars.size > 1:
            first = first_of_group(day, bars.size)
            last = first + timedelta(days=bars.size - 1)
            bar = bars.bars.get(first, DayBar())
            lines.append(
                f"Bar of {bars.size} days, {short_date_text(first)} to {date_text(last)}: "
                f"{signed_text(bar.gained, 1)} / {number_text(-bar.lost, 1)} km² in all"
            )
        return lines

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        axis, current = self.axis, self._timeline.current
        if axis is None or current is None:
            painter.setPen(self._colour("mute"))
            text = "No data: import an archive to see its dates here"
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)
            return
        theme = self._session.theme
        if self._still is None:
            bars, size = StripBars.fitting(axis, self.data), QSizeF(self.size())
            self._bars = bars
            self._still = paint_still(axis, self.data, bars, theme, size, self.devicePixelRatioF())
        layout = StripLayout.of_height(self.height(), self._bars.share_below)
        timeline = self._timeline
        overlay = StripOverlay(
            axis, layout, self.width(), theme, current, timeline.window, timeline.compare
        )
        overlay.paint_below(painter)
        split = round(axis.x_of(current) + axis.cell_px)
        for picture, begin, end in (
            (self._still[0], 0, split),
            (self._still[1], split, self.width()),
        ):
            if end > begin:
                painter.setClipRect(begin, 0, end - begin, self.height())
                painter.drawPixmap(0, 0, picture)
        painter.setClipping(False)
        self._clear_rect = overlay.paint_above(painter, self._bars)
        if self.hasFocus():
            painter.setPen(QPen(self._colour("accent", 0.8), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        axis, at = self.axis, event.position()
        if axis is None:
            return
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = (at.x(), axis)
        elif self._wants_compare(axis, event):
            self._drag, self._drags = "compare", self._drags + 1
            if not self._is_at_compare(axis, at):
                self._ask_compare(axis.day_at(at.x()))
        elif event.button() == Qt.MouseButton.LeftButton:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            grip = self._grip_at(axis, at)
            window = self._timeline.window
            if self._clear_rect.contains(at):
                self._timeline.clear_window()
            elif shift:
                self._drag, self._anchor = "window", axis.day_at(at.x())
            elif grip and window is not None:
                self._drag = "window"
                self._anchor = window[1] if grip == "start" else window[0]
            else:
                self._drag = "current"
                self._timeline.seek(axis.day_at(at.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        axis, at = self.axis, event.position()
        if axis is None:
            return
        if self._pan_from is not None:
            start, before = self._pan_from
            self._show_axis(before.pan((start - at.x()) / before.cell_px))
        elif self._drag == "current":
            self._timeline.pause()
            self._timeline.seek(axis.day_at(at.x()))
        elif self._drag == "compare":
            self._ask_compare(axis.day_at(at.x()))
        elif self._drag == "window":
            self._timeline.set_window(self._anchor, axis.day_at(at.x()))
        else:
            self._show_cursor_shape(axis, at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._drag = ""
        self._pan_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        axis, window = self.axis, self._timeline.window
        if axis is None or event.button() != Qt.MouseButton.LeftButton:
            return
        day = axis.day_at(event.position().x())
        if window is not None and window[0] <= day <= window[1]:
            self._timeline.clear_window()
        elif axis.zoomed:
            self.zoom_out()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        axis = self.axis
        if axis is None:
            return
        event.accept()
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = _ZOOM ** (delta.y() / _NOTCH)
            self._show_axis(axis.zoom(factor, event.position().x()))
            return
        if axis.zoomed and delta.x():
            self._show_axis(axis.pan(-delta.x() / _NOTCH * axis.span / 10))
            return
        self._notches += delta.y() or delta.x()
        steps = int(self._notches / _NOTCH)
        self._notches -= steps * _NOTCH
        if steps > 0:
            self._timeline.next(steps)
        elif steps < 0:
            self._timeline.previous(-steps)

    def _wants_compare(self, axis: TimeAxis, event: QMouseEvent) -> bool:
        left = event.button() == Qt.MouseButton.LeftButton
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        at_handle = self._is_at_compare(axis, event.position())
        return event.button() == Qt.MouseButton.RightButton or (left and (alt or at_handle))

    def _is_at_compare(self, axis: TimeAxis, at: QPointF) -> bool:
        timeline = self._timeline
        return is_at_handle(axis, timeline.compare, timeline.current, at, self.height())

    def _ask_compare(self, day: date) -> None:
        self.compare_asked.emit(day, f"drag of date B {self._drags}")

    def _grip_at(self, axis: TimeAxis, at: QPointF) -> str:
        """Return ``start`` or ``end`` of the window under the mouse, in the foot of the strip."""
        edges, current = window_edges(axis, self._timeline.window), self._timeline.current
        layout = StripLayout.of_height(self.height())
        if edges is None or current is None or not -14 <= at.y() - layout.foot <= 14:
            return ""
        near = min(("start", "end"), key=lambda end: abs(at.x() - edges[end == "end"]))
        distance = abs(at.x() - edges[near == "end"])
        nearer = distance <= abs(at.x() - axis.centre_of(current))
        return near if distance <= _REACH_PX and nearer else ""

    def _show_cursor_shape(self, axis: TimeAxis, at: QPointF) -> None:
        if self._clear_rect.contains(at):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._is_at_compare(axis, at) or self._grip_at(axis, at):
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.unsetCursor()

    # Keyboard and tooltips

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        call = self._key_call(event)
        if call is None:
            super().keyPressEvent(event)
        else:
            call()

    def _key_call(self, event: QKeyEvent) -> Any:
        timeline, shift = self._timeline, Qt.KeyboardModifier.ShiftModifier
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        key = Qt.Key(event.key())
        if modifiers == shift:
            return {
                Qt.Key.Key_Left: lambda: timeline.shift(-_WEEK),
                Qt.Key.Key_Right: lambda: timeline.shift(_WEEK),
            }.get(key)
        return {
            Qt.Key.Key_Left: timeline.previous,
            Qt.Key.Key_Right: timeline.next,
            Qt.Key.Key_Home: timeline.first,
            Qt.Key.Key_End: timeline.last,
            Qt.Key.Key_Space: timeline.toggle,
        }.get(key if plain else Qt.Key.Key_unknown)

    def event(self, event: QEvent) -> bool:
        """Keep the strip's own keys from the window's shortcuts; say what is under the mouse."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._key_call(event) is not None:
                event.accept()
                return True
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if self._clear_rect.contains(QPointF(event.pos())):
                told = "Clear the window (or double-click in it)"
            else:
                told = "\n".join(self.tooltip_lines(event.pos().x()))
            QToolTip.showText(event.globalPos(), tooltip(told), self)
            return True
        return super().event(event)

    # Following the session

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        if self._axis is not None:
            before = self._axis
            self._axis = TimeAxis(
                before.first,
                before.days,
                _SIDE_PX,
                max(1.0, self.width() - 2 * _SIDE_PX),
                before.start,
                before.span,
            )
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._redraw()
        super().changeEvent(event)

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if "dates" in changed:
            self._redraw()
        current = self._timeline.current
        if "current" in changed and current is not None and self.axis is not None:
            moved = self.axis.showing(current)
            if moved != self.axis:
                self._show_axis(moved)
            self._describe()
        if "compare" in changed:
            self._describe()
        self.update()

    def _on_layers_changed(self, changed: frozenset[str]) -> None:
        if not all(name.startswith("context:") and name != "context:events" for name in changed):
            before = self._data
            if self.data is not before:
                self._redraw()

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if changed & {"series", "theme"}:
            self._redraw()

    def _describe(self) -> None:
        """Tell a screen reader where the strip stands."""
        current = self._timeline.current
        oldest = max((shown.age_days for shown in self._session.shown()), default=0)
        told = f"{date_text(current)}, data {age_text(oldest)}" if current else "no data"
        if self._timeline.compare is not None:
            told += f"; compared with {date_text(self._timeline.compare)}"
        self.setAccessibleDescription(told)

    def _show_axis(self, axis: TimeAxis) -> None:
        if axis != self._axis:
            self._axis = axis
            self._redraw()

    def _redraw(self) -> None:
        self._still = None
        self.update()

    def _colour(self, token: str, alpha: float = 1.0) -> Any:
        return colour(self._session.theme, token, alpha)
