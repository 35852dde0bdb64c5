"""The plot of a chart: lines over days, the dates of a timeline, and the days it shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QGraphicsItem

from viewer.core.timeline import Timeline
from viewer.qt.chart_axes import DateAxis, ValueAxis
from viewer.qt.chart_data import ChartData, ChartLine
from viewer.qt.chart_items import EVENT_PX, HEAD_PX, DatesItem, GroundItem, PeriodsItem, Scale
from viewer.qt.chart_pens import line_pen

FEWEST_DAYS = 14
_Cache = QGraphicsItem.CacheMode
_REACH_PX, _MOVE_PX, _NOTCH = 6.0, 4.0, 120
_ZOOM = 1.25


class ChartPlot(pg.PlotWidget):  # type: ignore[misc]
    """Draws figures over time and the dates of a timeline; keeps no date of its own.

    Parameters
    ----------
    timeline : Timeline
        Whose dates are drawn.
    theme : str
        ``light`` or ``dark``.
    for_picture : bool
        Whether it is drawn only once, into a picture: nothing is kept as pixels then.
    """

    def __init__(self, timeline: Timeline, theme: str, *, for_picture: bool = False) -> None:
        self._days, self._figures = DateAxis(), ValueAxis()
        plot = pg.PlotItem(
            axisItems={"bottom": self._days, "left": self._figures}, enableMenu=False
        )
        super().__init__(background=None, plotItem=plot)
        self.timeline, self.theme = timeline, theme
        self._cache = _Cache.NoCache if for_picture else _Cache.DeviceCoordinateCache
        self._data = ChartData("", "")
        self._curves: list[Any] = []
        self._fitted = False
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
        self.setMinimumSize(180, 96)
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
        ends = [end for end in (self._data.extent, self.timeline.extent) if end is not None]
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
        if before == self.full_range and self._fitted:
            self.show_range(*shown)
        else:
            self.show_all()
        self._fitted = data.extent is not None

    def set_theme(self, theme: str) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.setBackground(None)
        self._days.set_theme(theme)
        self._figures.set_theme(theme)
        for item in (self.ground, self.bars, self.dates):
            item.theme = theme
        self._make_curves()
        self._refresh()

    def follow_timeline(self) -> None:
        """Show the dates of the timeline."""
        timeline = self.timeline
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
                self._curves += _curves_of(line, self.theme)
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
