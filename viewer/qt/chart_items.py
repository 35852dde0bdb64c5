"""What a chart paints beside its lines: gaps, window, bars, marks, events, dates.

All items lie on the view box and paint in its pixels; `Scale` turns days and figures into them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from viewer.core.text import date_text
from viewer.qt.chart_axes import axis_step, round_values
from viewer.qt.chart_data import FALL, ChartData, ChartLine, Period
from viewer.qt.chart_pens import hatching, line_pen
from viewer.qt.style import CAPTION_PX, colour, text_font

HEAD_PX, EVENT_PX = 16.0, 8.0
NARROWEST_BAR_PX, WIDEST_BAR_PX = 3.0, 14.0


@dataclass(frozen=True)
class Scale:
    """Where days and figures are, in the pixels of the view box.

    Attributes
    ----------
    width, height : float
        Of the view box; the topmost `HEAD_PX` are for the labels of dates.
    start, span : float
        Ordinal of the left edge, and days between the edges.
    low, high : float
        Figures at the foot and at the top edge.
    """

    width: float
    height: float
    start: float
    span: float
    low: float
    high: float

    @property
    def cell_px(self) -> float:
        """Width of a day."""
        return self.width / self.span

    def left_of(self, day: date) -> float:
        """Left edge of a day's cell."""
        return (day.toordinal() - self.start) * self.cell_px

    def centre_of(self, day: date) -> float:
        """Middle of a day's cell."""
        return self.left_of(day) + self.cell_px / 2

    def y_of(self, value: float) -> float:
        """Height of a figure."""
        return self.height * (1 - (value - self.low) / (self.high - self.low))

    def rect_of(self, first: date, last: date) -> QRectF:
        """Cells of several days, over the whole height, cut at the edges."""
        left = max(0.0, self.left_of(first))
        right = min(self.width, self.left_of(last) + self.cell_px)
        return QRectF(left, 0, max(0.0, right - left), self.height)


class _Item(pg.GraphicsObject):  # type: ignore[misc]
    """An item over the whole view box, in its pixels."""

    def __init__(self, box: Any, height: int) -> None:
        super().__init__(box)
        self._box = box
        self.theme = "light"
        self.data = ChartData("", "")
        self.setZValue(height)

    def boundingRect(self) -> QRectF:
        return QRectF(self._box.rect())

    def refresh(self) -> None:
        """Paint again, also when the box has another size."""
        self.prepareGeometryChange()
        self.update()

    @property
    def scale_now(self) -> Scale:
        """Where things are now."""
        (start, end), (low, high) = self._box.viewRange()
        rect = self._box.rect()
        return Scale(rect.width(), rect.height(), start, end - start, low, high)

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        """A token of the theme."""
        return colour(self.theme, token, alpha)


class GroundItem(_Item):
    """Below the lines: the window, days without a snapshot, stale days."""

    def __init__(self, box: Any) -> None:
        super().__init__(box, -10)
        self.window: tuple[date, date] | None = None

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint from below upwards."""
        scale = self.scale_now
        painter.fillRect(self.boundingRect(), self.colour("panel"))
        painter.fillRect(self.boundingRect(), self.colour("raised", 0.6))
        if self.window is not None:
            painter.fillRect(scale.rect_of(*self.window), self.colour("accent", 0.11))
        painter.setPen(QPen(self.colour("line", 0.8), 1))
        for value in round_values(
            scale.low, scale.high, axis_step(scale.low, scale.high, scale.height)
        ):
            y = round(scale.y_of(value)) + 0.5
            painter.drawLine(QPointF(0, y), QPointF(scale.width, y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for first, last in self.data.gaps:
            whole = scale.rect_of(first, last)
            if whole.width() > 0:
                painter.fillRect(whole, self.colour("mute", 0.06))
                painter.setPen(QPen(self.colour("mute", 0.35), 1))
                painter.drawLines(hatching(whole, 45, 6))
        for mark in self.data.marks:
            box = scale.rect_of(mark.first, mark.last)
            if box.width() > 0:
                foot = QRectF(box.left(), scale.height - 3, max(2.0, box.width() - 1), 3)
                token = "changed" if mark.kind == FALL else "mute"
                painter.fillRect(foot, self.colour(token, 0.75))
        if scale.low < 0 < scale.high:
            painter.setPen(QPen(self.colour("mute", 0.8), 1))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.drawLine(QPointF(0, scale.y_of(0)), QPointF(scale.width, scale.y_of(0)))


class PeriodsItem(_Item):
    """Bars side by side where there is room for them, and stepped lines where there is not."""

    def __init__(self, box: Any) -> None:
        super().__init__(box, 5)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint all lines that have periods."""
        lines = [line for line in self.data.lines if line.periods]
        if not lines:
            return
        scale = self.scale_now
        painter.setClipRect(self.boundingRect())
        for place, line in enumerate(lines):
            step: list[QPointF] = []
            for period in line.periods:
                box = scale.rect_of(period.first, period.last)
                if box.width() <= 0:
                    continue
                room = (box.width() - 2) / len(lines)
                if room >= NARROWEST_BAR_PX:
                    self._paint_bar(painter, scale, box, place, len(lines), line, period)
                    continue
                y = scale.y_of(period.value)
                left = QPointF(box.left(), y)
                if step and abs(step[-1].x() - box.left()) > 0.6:
                    self._paint_step(painter, line, step)
                    step = []
                step += [left, QPointF(box.right(), y)]
            self._paint_step(painter, line, step)

    def _paint_bar(
        self,
        painter: QPainter,
        scale: Scale,
        box: QRectF,
        place: int,
        count: int,
        line: ChartLine,
        period: Period,
    ) -> None:
        width = min((box.width() - 2) / count, WIDEST_BAR_PX)
        left = box.center().x() + (place - count / 2) * width
        zero, y = scale.y_of(0.0), scale.y_of(period.value)
        bar = QRectF(left, min(zero, y), max(1.5, width - 1), max(1.0, abs(zero - y)))
        tint = QColor(line.style.colour(self.theme))
        painter.save()
        painter.setOpacity(1.0 if period.whole else 0.45)
        pale = QColor(tint)
        pale.setAlphaF(1.0 if line.style.hatch_degrees is None else 0.35)
        painter.fillRect(bar, pale)
        if line.style.hatch_degrees is not None:
            painter.setPen(QPen(tint, 1))
            painter.drawLines(hatching(bar, line.style.hatch_degrees, 4))
            painter.setPen(QPen(tint, 1.5))
            painter.drawRect(bar)
        painter.restore()

    def _paint_step(self, painter: QPainter, line: ChartLine, step: list[QPointF]) -> None:
        if step:
            painter.setPen(line_pen(line, self.theme))
            painter.drawPolyline(QPolygonF(step))


class DatesItem(_Item):
    """Above the lines: events, the date compared with, the pointer, and the current date."""

    def __init__(self, box: Any) -> None:
        super().__init__(box, 20)
        self.current: date | None = None
        self.compare: date | None = None
        self.hovered: date | None = None

    def event_places(self) -> list[tuple[QRectF, int]]:
        """Where the triangles are, and which event each is."""
        scale = self.scale_now
        places = []
        for number, event in enumerate(self.data.events):
            x = scale.centre_of(event.day)
            if -1 <= x <= scale.width + 1:
                box = QRectF(x - EVENT_PX / 2, scale.height - 5 - EVENT_PX, EVENT_PX, EVENT_PX)
                places.append((box, number))
        return places

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint from below upwards."""
        scale = self.scale_now
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.boundingRect().adjusted(-1, 0, 1, 0))
        painter.setPen(QPen(self.colour("panel"), 1))
        painter.setBrush(self.colour("ink", 0.75))
        for box, _number in self.event_places():
            painter.drawPolygon(
                QPolygonF(
                    [box.bottomLeft(), QPointF(box.center().x(), box.top()), box.bottomRight()]
                )
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hovered is not None and self.hovered != self.current:
            pen = QPen(self.colour("mute", 0.8), 1, Qt.PenStyle.DotLine)
            self._paint_line(painter, scale, self.hovered, pen, HEAD_PX)
        taken = QRectF()
        if self.current is not None:
            taken = self._label_box(scale, self.current)
        if self.compare is not None:
            pen = QPen(self.colour("accent"), 1.5, Qt.PenStyle.DashLine)
            self._paint_line(painter, scale, self.compare, pen, HEAD_PX)
            self._paint_dot(painter, scale, self.compare, hollow=True)
            box = self._label_box(scale, self.compare)
            if not box.intersects(taken.adjusted(-4, 0, 4, 0)):
                self._paint_label(painter, box, self.compare, hollow=True)
        if self.current is not None:
            self._paint_line(
                painter, scale, self.current, QPen(self.colour("accent"), 2), HEAD_PX - 2
            )
            self._paint_dot(painter, scale, self.current, hollow=False)
            if taken.isValid():
                self._paint_label(painter, taken, self.current, hollow=False)

    def _paint_line(
        self, painter: QPainter, scale: Scale, day: date, pen: QPen, top: float
    ) -> None:
        x = scale.centre_of(day)
        painter.setPen(pen)
        painter.drawLine(QPointF(x, top), QPointF(x, scale.height))

    def _paint_dot(self, painter: QPainter, scale: Scale, day: date, *, hollow: bool) -> None:
        painter.setPen(QPen(self.colour("accent"), 1.5))
        painter.setBrush(self.colour("raised" if hollow else "accent"))
        painter.drawEllipse(QPointF(scale.centre_of(day), HEAD_PX + 2), 4.0, 4.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _label_box(self, scale: Scale, day: date) -> QRectF:
        """Place of a date's label; empty when the day is outside the edges."""
        x = scale.centre_of(day)
        if not -1 <= x <= scale.width + 1:
            return QRectF()
        width = QFontMetricsF(_label_font()).horizontalAdvance(date_text(day)) + 8
        left = max(0.0, min(scale.width - width, x - width / 2))
        return QRectF(left, 0, width, HEAD_PX - 2)

    def _paint_label(self, painter: QPainter, box: QRectF, day: date, *, hollow: bool) -> None:
        painter.setFont(_label_font())
        painter.fillRect(box, self.colour("raised", 0.85))
        painter.setPen(self.colour("mute" if hollow else "accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, date_text(day))


def _label_font() -> Any:
    return text_font(CAPTION_PX, bold=True)
