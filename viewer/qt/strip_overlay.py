"""Paints what moves on the time strip: the window, its handles, the current date, the labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from viewer.core.text import date_text, number_text, short_date_text
from viewer.qt.strip_compare import label_places, paint_handle
from viewer.qt.strip_paint import StripBars, StripLayout
from viewer.qt.style import CAPTION_PX, colour, text_font
from viewer.qt.time_axis import TimeAxis

HANDLE_PX, GRIP_PX = 7.0, 5.0
_TEXT = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine


def window_edges(axis: TimeAxis, window: tuple[date, date] | None) -> tuple[float, float] | None:
    """Return the left edge of the window's first day and the right edge of its last."""
    if window is None:
        return None
    return axis.x_of(window[0]), axis.x_of(window[1]) + axis.cell_px


@dataclass(frozen=True)
class StripOverlay:
    """What moves, for one picture.

    Attributes
    ----------
    axis, layout : TimeAxis, StripLayout
        Where days and parts are.
    width : float
        Of the strip.
    theme : str
        ``light`` or ``dark``.
    current : date
        The date shown.
    window : tuple of date, or None
        First and last day of the window.
    compare : date or None
        Date B.
    """

    axis: TimeAxis
    layout: StripLayout
    width: float
    theme: str
    current: date
    window: tuple[date, date] | None
    compare: date | None = None

    @property
    def x(self) -> float:
        """Middle of the current day."""
        return self.axis.centre_of(self.current)

    def paint_below(self, painter: QPainter) -> None:
        """Paint the ground of the strip and the window, below the bars."""
        axis, layout = self.axis, self.layout
        top, height = layout.top, layout.foot - layout.top
        ground = QRectF(axis.left, top, axis.width, height)
        painter.fillRect(ground, self._colour("raised", 0.7))
        edges = window_edges(axis, self.window)
        if edges is not None:
            tint = QRectF(edges[0], top, edges[1] - edges[0], height).intersected(ground)
            painter.fillRect(tint, self._colour("accent", 0.13))

    def paint_above(self, painter: QPainter, bars: StripBars) -> QRectF:
        """Paint handles and labels above the bars.

        Parameters
        ----------
        painter : QPainter
            Where to paint.
        bars : StripBars
            Whose scale is told in a label.

        Returns
        -------
        QRectF
            Where a click clears the window; empty without one.
        """
        for x in window_edges(self.axis, self.window) or ():
            if self._is_inside(x):
                painter.setPen(QPen(self._colour("accent"), 1.5))
                painter.drawLine(QPointF(x, self.layout.top), QPointF(x, self.layout.foot))
                painter.setPen(QPen(self._colour("accent"), 2))
                painter.setBrush(self._colour("raised"))
                painter.drawEllipse(QPointF(x, self.layout.foot), GRIP_PX, GRIP_PX)
        if self.compare is not None:
            self._paint_both(painter, self.axis.centre_of(self.compare))
        elif self._is_inside(self.x):
            painter.setPen(QPen(self._colour("accent"), 2))
            painter.drawLine(
                QPointF(self.x, self.layout.top - 8), QPointF(self.x, self.layout.foot)
            )
            painter.setPen(QPen(self._colour("panel"), 1.5))
            painter.setBrush(self._colour("accent"))
            painter.drawEllipse(QPointF(self.x, self.layout.foot), HANDLE_PX, HANDLE_PX)
        return self._paint_labels(painter, bars)

    def _paint_both(self, painter: QPainter, x: float) -> None:
        """Paint the handles of both dates; that of the date shown lies on top."""
        for place, letter, full in ((x, "B", False), (self.x, "A", True)):
            if self._is_inside(place):
                paint_handle(painter, self.theme, self.layout, place, letter, full=full)

    def _paint_labels(self, painter: QPainter, bars: StripBars) -> QRectF:
        font = text_font(CAPTION_PX, bold=True)
        title = self._title(self.current, self.x)
        current = self._rect(self.x, _text_width(font, title) + 8)
        painter.setFont(font)
        painter.setPen(self._colour("accent"))
        painter.drawText(current, _TEXT, title)
        other = self._paint_compare_label(painter, font, current)
        pill = self._paint_pill(painter, font, [current, other])
        self._paint_scale(painter, [current, other, pill], bars)
        return pill.adjusted(pill.width() - 30, -8, 4, 6) if pill.isValid() else pill

    def _title(self, day: date, x: float) -> str:
        """Name a date, with an arrow where it is beyond an edge."""
        if x < self.axis.left:
            return f"‹ {date_text(day)}"
        return f"{date_text(day)} ›" if x > self.axis.left + self.axis.width else date_text(day)

    def _paint_compare_label(self, painter: QPainter, font: QFont, current: QRectF) -> QRectF:
        """Name date B, at its handle or as near as the label of the date shown lets it."""
        if self.compare is None:
            return QRectF()
        x = self.axis.centre_of(self.compare)
        title = self._title(self.compare, x)
        width = _text_width(font, title) + 8
        for middle in label_places(x, width, current):
            rect = self._rect(middle, width)
            if not rect.intersects(current):
                painter.setPen(self._colour("ink"))
                painter.drawText(rect, _TEXT, title)
                return rect
        return QRectF()

    def _paint_pill(self, painter: QPainter, font: QFont, taken: list[QRectF]) -> QRectF:
        """Name the window where there is room, and give it a cross to clear it."""
        edges = window_edges(self.axis, self.window)
        if self.window is None or edges is None:
            return QRectF()
        text = f"{short_date_text(self.window[0])} – {date_text(self.window[1])}  ×"
        width = _text_width(font, text) + 16
        current = taken[0]
        for middle in (
            (edges[0] + edges[1]) / 2,
            edges[0] + width / 2,
            edges[1] - width / 2,
            current.right() + 6 + width / 2,
            current.left() - 6 - width / 2,
        ):
            rect = self._rect(middle, width)
            if not any(rect.intersects(other) for other in taken):
                painter.setPen(QPen(self._colour("accent", 0.5), 1))
                painter.setBrush(self._colour("accent", 0.10))
                painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
                painter.setPen(self._colour("accent"))
                painter.drawText(rect, _TEXT, text)
                return rect
        return QRectF()

    def _paint_scale(self, painter: QPainter, taken: list[QRectF], bars: StripBars) -> None:
        """Say what the bars are, at the right end of the row of labels or at its left."""
        top = number_text(bars.top_km2, 0 if bars.top_km2 >= 10 else 1)
        text = f"km² gained a day, {'cut at' if bars.cut else 'up to'} {top}"
        font = text_font(CAPTION_PX)
        width = _text_width(font, text) + 4
        right = self.axis.left + self.axis.width - width / 2 + 2
        for middle in (right, self.axis.left + width / 2 - 2):
            rect = self._rect(middle, width)
            if not any(rect.adjusted(-8, 0, 8, 0).intersects(other) for other in taken):
                painter.setFont(font)
                painter.setPen(self._colour("mute"))
                painter.drawText(rect, _TEXT, text)
                return

    def _is_inside(self, x: float) -> bool:
        return self.axis.left - 1 <= x <= self.axis.left + self.axis.width + 1

    def _rect(self, middle: float, width: float) -> QRectF:
        left = max(2.0, min(self.width - width - 2, middle - width / 2))
        return QRectF(left, self.layout.labels, width, 15)

    def _colour(self, token: str, alpha: float = 1.0) -> QColor:
        return colour(self.theme, token, alpha)


def _text_width(font: QFont, text: str) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)
