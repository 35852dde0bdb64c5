"""The legend of a chart: a sample, the name and the figure of each line."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.core.text import date_text
from viewer.qt.chart_data import ChartData, ChartLine
from viewer.qt.chart_pens import hatching, line_pen
from viewer.qt.chart_texts import legend_value
from viewer.qt.style import colour, text_font

ROW_PX, SAMPLE_PX, GAP_PX, WIDEST_PX = 20.0, 24.0, 18.0, 220.0
_TEXT_PX = 12
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def legend_columns(data: ChartData, width: float) -> int:
    """How many entries stand beside each other."""
    metrics = QFontMetricsF(text_font(_TEXT_PX))
    names = [metrics.horizontalAdvance(line.name) for line in data.lines]
    widest = SAMPLE_PX + max(names, default=0.0) + metrics.horizontalAdvance("99 999.9") + 26
    return max(1, min(len(data.lines) or 1, int((width + GAP_PX) / (widest + GAP_PX))))


def legend_height(data: ChartData, width: float) -> float:
    """Height that the legend needs: a row for title and date, then the entries."""
    columns = legend_columns(data, width)
    return ROW_PX * (1 + -(-len(data.lines) // columns)) + 2


def paint_legend(
    painter: QPainter, rect: QRectF, data: ChartData, day: date | None, theme: str
) -> None:
    """Paint title and unit, the day that the figures are of, and the entries.

    Parameters
    ----------
    painter : QPainter
        Where to paint.
    rect : QRectF
        Its width decides how many entries stand beside each other.
    data : ChartData
        Lines and title.
    day : date or None
        Whose figures are told.
    theme : str
        ``light`` or ``dark``.
    """
    head = QRectF(rect.left(), rect.top(), rect.width(), ROW_PX)
    title = f"{data.title}, {data.unit}" if data.unit else data.title
    painter.setFont(text_font(_TEXT_PX, bold=True))
    painter.setPen(colour(theme, "ink"))
    painter.drawText(head, _LEFT, title)
    taken = QFontMetricsF(painter.font()).horizontalAdvance(title)
    painter.setFont(text_font(_TEXT_PX))
    told = date_text(day) if day is not None else ""
    if told and taken + QFontMetricsF(painter.font()).horizontalAdvance(told) + 12 < rect.width():
        painter.setPen(colour(theme, "mute"))
        painter.drawText(head, _RIGHT, told)
    columns = legend_columns(data, rect.width())
    width = min(WIDEST_PX, (rect.width() - GAP_PX * (columns - 1)) / columns)
    for number, line in enumerate(data.lines):
        row, column = divmod(number, columns)
        left = rect.left() + column * (width + GAP_PX)
        box = QRectF(left, rect.top() + ROW_PX * (row + 1), width, ROW_PX)
        _paint_entry(painter, box, data, line, day, theme)


def _paint_entry(
    painter: QPainter, box: QRectF, data: ChartData, line: ChartLine, day: date | None, theme: str
) -> None:
    middle = box.center().y()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if line.periods and line.style.hatch_degrees is not None:
        sample = QRectF(box.left(), middle - 5, SAMPLE_PX - 8, 10)
        tint = QColor(line.style.colour(theme))
        painter.setPen(QPen(tint, 1.2))
        painter.drawRect(sample)
        painter.drawLines(hatching(sample, line.style.hatch_degrees, 4))
    elif line.periods:
        sample = QRectF(box.left(), middle - 5, SAMPLE_PX - 8, 10)
        painter.fillRect(sample, QColor(line.style.colour(theme)))
    else:
        painter.setPen(line_pen(line, theme))
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.left() + SAMPLE_PX - 4, middle))
    painter.restore()
    value = legend_value(data, line, day)
    metrics = QFontMetricsF(text_font(_TEXT_PX))
    room = box.width() - SAMPLE_PX - metrics.horizontalAdvance(value) - 6
    name = metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, max(20.0, room))
    painter.setPen(colour(theme, "ink"))
    painter.drawText(box.adjusted(SAMPLE_PX, 0, 0, 0), _LEFT, name)
    painter.setPen(colour(theme, "mute" if value == "–" else "ink"))
    painter.drawText(box, _RIGHT, value)


class ChartLegend(QWidget):
    """Shows the legend above a chart; keeps just the height that it needs."""

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data, self._theme = ChartData("", ""), theme
        self._day: date | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Height for the width that it has."""
        return QSize(260, round(legend_height(self._data, self.width())))

    def show_figures(self, data: ChartData, day: date | None, theme: str) -> None:
        """Show the figures of a day."""
        lines_before = len(self._data.lines)
        self._data, self._theme = data, theme
        self._day = day
        names = ", ".join(f"{x.name} {legend_value(data, x, day)}" for x in data.lines)
        self.setAccessibleName(f"{data.title}, {data.unit}: {names}")
        if lines_before != len(data.lines):
            self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other columns need another height."""
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the legend."""
        painter = QPainter(self)
        paint_legend(painter, QRectF(self.rect()), self._data, self._day, self._theme)

    def _fit(self) -> None:
        height = round(legend_height(self._data, self.width()))
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
