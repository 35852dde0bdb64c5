"""Paints what stands still on the time strip: bars, gaps, events and the axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from viewer.qt.strip_data import FALL, IDENTICAL, MISSING, DayBar, StripData
from viewer.qt.style import CAPTION_PX, colour, text_font
from viewer.qt.swatch import paint_hatch
from viewer.qt.time_axis import TimeAxis

NARROWEST_BAR_PX, WIDEST_BAR_PX = 3.0, 16.0
EVENT_PX = 8.0


@dataclass(frozen=True)
class StripLayout:
    """Heights of the parts of the strip, in pixels from its top.

    Attributes
    ----------
    top, base, foot : float
        Of the bars: upper end, line, and lower end of the losses; the axis is at the foot.
    months, labels : float
        Upper ends of the two rows of text.
    """

    top: float
    base: float
    foot: float
    months: float
    labels: float

    @classmethod
    def of_height(cls, height: float) -> StripLayout:
        """Return the layout for a strip of that height."""
        top, foot = 14.0, height - 38.0
        base = round(top + (foot - top) * 0.78)
        return cls(top, base, foot, foot + 7, foot + 22)


def days_per_bar(axis: TimeAxis) -> int:
    """Return how many days share one bar, so that bars are not too thin to be seen."""
    return max(1, ceil(NARROWEST_BAR_PX / axis.cell_px))


def bucket(day: date, size: int) -> list[date]:
    """Return the days that share the bar of a day."""
    first = day.toordinal() // size * size
    return [date.fromordinal(number) for number in range(first, first + size)]


def top_of_scale(axis: TimeAxis, data: StripData) -> float:
    """Return the km2 a day that fill the strip; the few bars beyond are cut and marked so."""
    size = days_per_bar(axis)
    found = (bar.gained / size for _, bar in _bars(axis, data, size))
    heights = sorted(height for height in found if height > 0)
    if not heights:
        return 1.0
    usual = heights[min(len(heights) - 1, int(len(heights) * 0.98))]
    return max(0.1, heights[-1] if heights[-1] <= 1.4 * usual else usual)


def paint_still(
    axis: TimeAxis, data: StripData, theme: str, size: QSizeF, ratio: float, *, faint: bool
) -> QPixmap:
    """Return a picture of everything but window, handles and cursor.

    Parameters
    ----------
    axis : TimeAxis
        Where the days are.
    data : StripData
        What is said of them.
    theme : str
        ``light`` or ``dark``.
    size : QSizeF
        Of the strip, in pixels of the widget.
    ratio : float
        Pixels of the screen per pixel of the widget.
    faint : bool
        Whether bars and events are grey, as for the days after the current date.
    """
    picture = QPixmap(ceil(size.width() * ratio), ceil(size.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    still = _Still(painter, axis, data, theme, StripLayout.of_height(size.height()), ratio)
    still.paint_states()
    still.paint_bars(faint)
    still.paint_axis()
    still.paint_events(faint)
    painter.end()
    return picture


class _Still:
    def __init__(
        self,
        painter: QPainter,
        axis: TimeAxis,
        data: StripData,
        theme: str,
        layout: StripLayout,
        ratio: float,
    ) -> None:
        self._painter, self._axis, self._data = painter, axis, data
        self._theme, self._layout, self._ratio = theme, layout, ratio

    def paint_states(self) -> None:
        layout, axis = self._layout, self._axis
        for first, last, state in _runs(axis, self._data):
            left = max(axis.left, axis.x_of(first))
            right = min(axis.left + axis.width, axis.x_of(last) + axis.cell_px)
            whole = QRectF(left, layout.top, right - left, layout.foot - layout.top)
            if state == MISSING:
                self._painter.save()
                self._painter.setClipRect(whole)
                self._painter.fillRect(whole, self._colour("mute", 0.07))
                self._painter.setPen(QPen(self._colour("mute", 0.55), 1))
                paint_hatch(self._painter, whole, 45, 5)
                self._painter.restore()
            elif state in (IDENTICAL, FALL):
                mark = QRectF(left, layout.foot - 3, max(2.0, right - left - 1), 2)
                token = "changed" if state == FALL else "mute"
                self._painter.fillRect(mark, self._colour(token, 0.6))

    def paint_bars(self, faint: bool) -> None:
        self._painter.save()
        self._painter.setClipRect(
            QRectF(self._axis.left, 0, self._axis.width, self._layout.foot + 1)
        )
        layout, size = self._layout, days_per_bar(self._axis)
        scale = (layout.base - layout.top) / top_of_scale(self._axis, self._data)
        grey = self._colour("mute", 0.45)
        ru, ua = (grey, grey) if faint else (self._colour("ru", 0.85), self._colour("ua", 0.85))
        room_up, room_down = layout.base - layout.top, layout.foot - layout.base - 1
        for start, bar in _bars(self._axis, self._data, size):
            x = self._axis.x_of(start)
            left = self._crisp(x)
            right = self._crisp(x + size * self._axis.cell_px)
            gap = (
                1.0
                if right - left < 7
                else max((right - left) * 0.22, right - left - WIDEST_BAR_PX)
            )
            left = left if gap == 1.0 else self._crisp(left + gap / 2)
            right = self._crisp(right - (gap if gap == 1.0 else gap / 2))
            per_day = scale / size
            self._stack(
                left, right, bar.ru_gained * per_day, bar.ua_gained * per_day, room_up, -1, ru, ua
            )
            self._stack(
                left, right, bar.ru_lost * per_day, bar.ua_lost * per_day, room_down, 1, ru, ua
            )

        self._painter.restore()

    def _stack(
        self,
        left: float,
        right: float,
        first: float,
        second: float,
        room: float,
        direction: int,
        first_colour: QColor,
        second_colour: QColor,
    ) -> None:
        """Paint two parts of a bar away from the base; what has no room is cut, with a notch."""
        if first + second <= 0.2:
            return
        used = 0.0
        for length, paint in ((first, first_colour), (second, second_colour)):
            part = min(length, room - used)
            if part > 0:
                begin = self._crisp(self._layout.base + direction * used)
                end = self._crisp(self._layout.base + direction * max(used + part, 1.0))
                self._painter.fillRect(QRectF(QPointF(left, begin), QPointF(right, end)), paint)
                used += part
        if first + second > room + 0.5:
            y = self._layout.base + direction * (room - 4)
            self._painter.fillRect(QRectF(left, y - 1, right - left, 2), self._colour("panel"))

    def paint_axis(self) -> None:
        painter, layout, axis = self._painter, self._layout, self._axis
        font = text_font(CAPTION_PX)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        line = self._crisp(layout.base)
        painter.fillRect(QRectF(axis.left, line, axis.width, 1), self._colour("mute", 0.55))
        foot = self._crisp(layout.foot)
        painter.fillRect(QRectF(axis.left, foot, axis.width, 1), self._colour("line"))
        for tick in axis.ticks(metrics.horizontalAdvance):
            if tick.x >= axis.left:
                length = 6 if tick.major else 3
                painter.fillRect(
                    QRectF(self._crisp(tick.x), foot, 1, length), self._colour("mute", 0.7)
                )
            if tick.label:
                painter.setPen(self._colour("mute"))
                at = QRectF(tick.x, layout.months, 200, 15)
                painter.drawText(
                    at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tick.label
                )

    def paint_events(self, faint: bool) -> None:
        painter = self._painter
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("mute", 0.6) if faint else self._colour("accent"))
        half = EVENT_PX / 2
        for day in self._data.events:
            x = self._axis.centre_of(day)
            if self._axis.left <= x <= self._axis.left + self._axis.width:
                bottom = self._layout.top - 3
                painter.drawPolygon(
                    QPolygonF(
                        [
                            QPointF(x - half, bottom),
                            QPointF(x + half, bottom),
                            QPointF(x, bottom - EVENT_PX + 1),
                        ]
                    )
                )

    def _crisp(self, value: float) -> float:
        return round(value * self._ratio) / self._ratio

    def _colour(self, token: str, alpha: float = 1.0) -> QColor:
        return colour(self._theme, token, alpha)


def _bars(axis: TimeAxis, data: StripData, size: int) -> Iterator[tuple[date, DayBar]]:
    done = date.min
    for day in axis.visible():
        days = bucket(day, size)
        if days[0] != done:
            done = days[0]
            yield done, data.bar_of(days)


def _runs(axis: TimeAxis, data: StripData) -> Iterator[tuple[date, date, str]]:
    """Neighbouring days of the same state, as one."""
    first, last, state = date.min, date.min, ""
    for day in axis.visible():
        found = data.states.get(day, "")
        if found == state and day - last == timedelta(days=1):
            last = day
            continue
        if state:
            yield first, last, state
        first, last, state = day, day, found
    if state:
        yield first, last, state
