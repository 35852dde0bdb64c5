"""Axes of the charts: calendar days along the foot, figures with thin spaces at the left."""

from __future__ import annotations

from datetime import date
from math import ceil, floor, log10
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from viewer.core.text import number_text
from viewer.qt.style import colour, text_font
from viewer.qt.time_axis import TimeAxis

TEXT_PX = 12
_FOOT_PX = 22
_FEWEST_FIGURES = 20
_Spec = tuple[Any, list[Any], list[Any]]


class DateAxis(pg.AxisItem):  # type: ignore[misc]
    """Days as in the time strip; a day's number is its ordinal, its cell ends at the next."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self._theme = "light"
        self.setHeight(_FOOT_PX)
        self.setStyle(showValues=True, tickLength=0)

    def set_theme(self, theme: str) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setTextPen(colour(theme, "mute"))
        self.setStyle(tickFont=text_font(TEXT_PX))
        self.picture = None
        self.update()

    def generateDrawSpecs(self, painter: QPainter) -> _Spec:
        """Lay out line, ticks and labels; labels stand at the right of their tick."""
        bounds = self.mapRectFromParent(self.geometry())
        top = bounds.top()
        pen = QPen(colour(self._theme, "line"), 1)
        axis = (pen, QPointF(bounds.left(), top), QPointF(bounds.right(), top))
        low, high = self.range
        if high - low <= 0 or bounds.width() <= 0 or low < 1:
            return axis, [], []
        first, days = floor(low), ceil(high) - floor(low)
        time_axis = TimeAxis(
            date.fromordinal(first), days, bounds.left(), bounds.width(), low - first, high - low
        )
        metrics = QFontMetricsF(text_font(TEXT_PX))
        ticks, texts = [], []
        major_pen = QPen(colour(self._theme, "mute", 0.7), 1)
        for tick in time_axis.ticks(metrics.horizontalAdvance):
            if tick.x < bounds.left() - 0.5:
                continue
            length = 6 if tick.major else 3
            ticks.append((major_pen, QPointF(tick.x, top), QPointF(tick.x, top + length)))
            if tick.label:
                box = QRectF(tick.x + 2, top + 5, metrics.horizontalAdvance(tick.label) + 4, 16)
                texts.append((box, Qt.AlignmentFlag.AlignLeft.value, tick.label))
        return axis, ticks, texts


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """Round figures at the left, just as wide as they need; their lines are the ground's."""

    def __init__(self) -> None:
        super().__init__("left")
        self._theme = "light"
        self.enableAutoSIPrefix(False)

    def set_theme(self, theme: str) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.setTextPen(colour(theme, "mute"))
        self.setStyle(tickFont=text_font(TEXT_PX))
        self.picture = None
        self.update()

    def fit(self, low: float, high: float) -> None:
        """Take the width that the figures of a range need."""
        metrics = QFontMetricsF(text_font(TEXT_PX))
        step = round_step((high - low) / _FEWEST_FIGURES)
        texts = [tick_text(value, step) for value in round_values(low, high, step)]
        self.setWidth(ceil(max(map(metrics.horizontalAdvance, texts), default=10.0)) + 8)

    def generateDrawSpecs(self, painter: QPainter) -> _Spec:
        """Lay out the labels."""
        bounds = self.mapRectFromParent(self.geometry())
        low, high = self.range
        nothing = (QPen(Qt.PenStyle.NoPen), bounds.topRight(), bounds.bottomRight())
        if high - low <= 0 or bounds.height() <= 0:
            return nothing, [], []
        step = axis_step(low, high, bounds.height())
        texts = []
        for value in round_values(low, high, step):
            y = bounds.bottom() - (value - low) / (high - low) * bounds.height()
            box = QRectF(bounds.left(), y - 9, bounds.width() - 6, 18)
            if box.top() >= bounds.top() - 2 and box.bottom() <= bounds.bottom() + 2:
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                texts.append((box, flags.value, tick_text(value, step)))
        return nothing, [], texts


def axis_step(low: float, high: float, height_px: float) -> float:
    """Round step between two figures of an axis, some 40 pixels apart."""
    return round_step((high - low) / max(1.0, height_px / 40))


def round_values(low: float, high: float, step: float) -> list[float]:
    """Multiples of a step from low to high."""
    return [number * step for number in range(ceil(low / step), floor(high / step) + 1)]


def tick_text(value: float, step: float) -> str:
    """A figure with as many digits as its step needs."""
    digits = max(0, -floor(log10(step))) if step < 1 else 0
    return number_text(value, digits)


def round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20 ... that is not less."""
    if least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * 0.999)
