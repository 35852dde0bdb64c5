"""Paints what stands still on the time strip: bars, gaps, events and the axis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
_USUAL_SHARE, _OVER = 0.75, 1.6
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
    def of_height(cls, height: float, share_below: float = 0.22) -> StripLayout:
        """Return the layout for a strip of that height; a share of the bars is below the line."""
        top, foot = 14.0, height - 38.0
        base = round(top + (foot - top) * (1 - share_below))
        return cls(top, base, foot, foot + 7, foot + 22)


@dataclass(frozen=True)
class StripBars:
    """The bars of a strip as they fit its axis.

    Attributes
    ----------
    size : int
        Days that share one bar, so that bars are not too thin to be seen.
    bars : dict of date to DayBar
        Sums by the first day of each bar.
    top_km2 : float
        What fills the strip above the line, km2 a day.
    cut : bool
        Whether some bars are higher than that; they are cut, and marked so.
    share_below : float
        Share of the strip that losses get, at the same scale.
    """

    size: int
    bars: dict[date, DayBar]
    top_km2: float
    cut: bool = False
    share_below: float = 0.22

    @classmethod
    def fitting(cls, axis: TimeAxis, data: StripData) -> StripBars:
        """Return the bars for an axis."""
        size = max(1, ceil(NARROWEST_BAR_PX / axis.cell_px))
        before = axis.day_at(axis.left) - timedelta(days=size)
        after = axis.day_at(axis.left + axis.width)
        bars = {day: bar for day, bar in data.bars_by(size).items() if before < day <= after}
        gains = sorted(bar.gained / size for bar in bars.values() if bar.gained > 0)
        losses = sorted(bar.lost / size for bar in bars.values() if bar.lost > 0)
        if not gains:
            return cls(size, bars, 1.0)
        usual = _OVER * _quantile(gains)
        cut = gains[-1] > _OVER * usual
        top = max(0.1, usual if cut else gains[-1])
        below = min(_OVER * _quantile(losses), losses[-1]) if losses else 0.0
        share = max(0.15, min(0.4, below / (below + top)))
        return cls(size, bars, top, cut, share)


def _quantile(values: list[float]) -> float:
    """Return the value that three of four sorted values do not exceed."""
    return values[min(len(values) - 1, int(len(values) * _USUAL_SHARE))]


def paint_still(
    axis: TimeAxis, data: StripData, bars: StripBars, theme: str, size: QSizeF, ratio: float
) -> tuple[QPixmap, QPixmap]:
    """Return two pictures of everything but window, handles and cursor.

    Parameters
    ----------
    axis : TimeAxis
        Where the days are.
    data : StripData
        What is said of them.
    bars : StripBars
        Their bars.
    theme : str
        ``light`` or ``dark``.
    size : QSizeF
        Of the strip, in pixels of the widget.
    ratio : float
        Pixels of the screen per pixel of the widget.

    Returns
    -------
    tuple of QPixmap
        In full colour, for the days up to the current date; and with grey bars, for those after.
    """
    picture = QPixmap(ceil(size.width() * ratio), ceil(size.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    layout = StripLayout.of_height(size.height(), bars.share_below)
    still = _Still(axis, data, bars, theme, layout, ratio)
    live = QPixmap(picture)
    with _painting(live) as painter:
        still.paint_bars(painter)
        still.paint_events(painter)
    with _painting(picture) as painter:
        still.paint_states(painter)
        still.paint_axis(painter)
    grey = QPixmap(picture)
    with _painting(picture) as painter:
        painter.drawPixmap(0, 0, live)
    with _painting(live) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(QRectF(QPointF(), size), colour(theme, "mute", 0.5))
    with _painting(grey) as painter:
        painter.drawPixmap(0, 0, live)
    return picture, grey


@contextmanager
def _painting(picture: QPixmap) -> Iterator[QPainter]:
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield painter
    finally:
        painter.end()


class _Still:
    def __init__(
        self,
        axis: TimeAxis,
        data: StripData,
        bars: StripBars,
        theme: str,
        layout: StripLayout,
        ratio: float,
    ) -> None:
        self._axis, self._data, self._bars = axis, data, bars
        self._theme, self._layout, self._ratio = theme, layout, ratio

    def paint_states(self, painter: QPainter) -> None:
        layout, axis = self._layout, self._axis
        for first, last, state in self._data.runs:
            left = max(axis.left, axis.x_of(first))
            right = min(axis.left + axis.width, axis.x_of(last) + axis.cell_px)
            if right <= left:
                continue
            whole = QRectF(left, layout.top, right - left, layout.foot - layout.top)
            if state == MISSING:
                painter.save()
                painter.setClipRect(whole)
                painter.fillRect(whole, self._colour("mute", 0.07))
                painter.setPen(QPen(self._colour("mute", 0.55), 1))
                paint_hatch(painter, whole, 45, 5)
                painter.restore()
            elif state in (IDENTICAL, FALL):
                mark = QRectF(left, layout.foot - 3, max(2.0, right - left - 1), 2)
                token = "changed" if state == FALL else "mute"
                painter.fillRect(mark, self._colour(token, 0.6))

    def paint_bars(self, painter: QPainter) -> None:
        axis, layout, size = self._axis, self._layout, self._bars.size
        painter.save()
        painter.setClipRect(QRectF(axis.left, 0, axis.width, layout.foot + 1))
        up, down = layout.base - layout.top, layout.foot - layout.base - 1
        scale = up / self._bars.top_km2 / size
        ru, ua = self._colour("ru", 0.85), self._colour("ua", 0.85)
        for start, bar in self._bars.bars.items():
            left = axis.x_of(start)
            width = size * axis.cell_px
            gap = 1.0 if width < 7 else max(width * 0.22, width - WIDEST_BAR_PX)
            before = 0.0 if width < 7 else gap / 2
            edges = self._crisp(left + before), self._crisp(left + width + before - gap)
            # What changed over a gap is spread over its days, so their bars are pale.
            painter.setOpacity(0.5 if self._data.states.get(start) == MISSING else 1.0)
            gained = (bar.ru_gained * scale, ru), (bar.ua_gained * scale, ua)
            lost = (bar.ru_lost * scale, ru), (bar.ua_lost * scale, ua)
            self._stack(painter, edges, gained, up, -1)
            self._stack(painter, edges, lost, down, 1)
        painter.restore()

    def _stack(
        self,
        painter: QPainter,
        edges: tuple[float, float],
        parts: tuple[tuple[float, QColor], ...],
        room: float,
        direction: int,
    ) -> None:
        """Paint the parts of a bar away from the base; what has no room is cut, with a notch."""
        whole = sum(length for length, _ in parts)
        if whole <= 0.2:
            return
        base, (left, right), used = self._layout.base, edges, 0.0
        for length, paint in parts:
            part = min(length, room - used)
            if part > 0:
                begin = self._crisp(base + direction * used)
                end = self._crisp(base + direction * max(used + part, 1.0))
                painter.fillRect(
                    QRectF(left, min(begin, end), right - left, abs(end - begin)), paint
                )
                used += part
        if whole > room + 0.5:
            notch = QRectF(left, base + direction * (room - 4) - 1, right - left, 2)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(notch, paint)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def paint_axis(self, painter: QPainter) -> None:
        layout, axis = self._layout, self._axis
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

    def paint_events(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("accent"))
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
