"""What a chart over time shows, as plain data; knows nothing of how it is drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from viewer.core.facts import Event

IDENTICAL, FALL = "identical", "fall"
_DAY = timedelta(days=1)


class Point(NamedTuple):
    """A figure of one day."""

    day: date
    value: float


class Period(NamedTuple):
    """A figure of several days.

    Attributes
    ----------
    first, last : date
        Days that the bar covers, both included.
    value : float
        In the unit of the chart.
    whole : bool
        False where a snapshot is missing at an end, so that the bar is drawn pale.
    note : str
        What the figure is the difference of, in one line.
    """

    first: date
    last: date
    value: float
    whole: bool = True
    note: str = ""


class Mark(NamedTuple):
    """Days of one kind, marked at the foot of the chart.

    Attributes
    ----------
    first, last : date
        Both included.
    kind : str
        ``identical`` or any other word; ``fall`` stands out.
    text : str
        What the tooltip says.
    """

    first: date
    last: date
    kind: str
    text: str


@dataclass(frozen=True)
class LineStyle:
    """How a line is told from the others: by colour and by its dashes, bars by their hatching.

    Attributes
    ----------
    light, dark : str
        Colour on either theme, ``#rrggbb``.
    dash : tuple of float
        Lengths on and off, in pixels; empty for a solid line.
    hatch_degrees : float or None
        Slant of the hatching of bars; None for plain ones.
    width : float
        In pixels.
    """

    light: str
    dark: str
    dash: tuple[float, ...] = ()
    hatch_degrees: float | None = None
    width: float = 1.8

    def colour(self, theme: str) -> str:
        """Colour on a theme, ``light`` or ``dark``."""
        return self.dark if theme == "dark" else self.light


STYLES = (
    LineStyle("#0069ab", "#5cb8f2"),
    LineStyle("#b35900", "#f0a04b", (7.0, 3.0), 45.0),
    LineStyle("#007a5e", "#45cfa4", (2.0, 2.5), -45.0),
    LineStyle("#9b3f86", "#e795d3", (8.0, 3.0, 2.0, 3.0), 0.0),
    LineStyle("#5f6b76", "#a9b4bf", (12.0, 4.0), 90.0),
)
"""Colours that differ for the colour-blind too, each with dashes of its own."""


def line_style(place: int) -> LineStyle:
    """Style of the n-th line, from 0; after the last colour they come again with other dashes."""
    again, at = divmod(place, len(STYLES))
    dashes = STYLES[(at + again) % len(STYLES)]
    return replace(STYLES[at], dash=dashes.dash, hatch_degrees=dashes.hatch_degrees)


@dataclass(frozen=True)
class ChartLine:
    """One line, or one row of bars.

    Attributes
    ----------
    id, name : str
        Id, and what the legend says.
    style : LineStyle
        How it is drawn.
    points : tuple of Point
        Rising by day; the line breaks where a day is missing.
    periods : tuple of Period
        Bars instead of points.
    """

    id: str
    name: str
    style: LineStyle
    points: tuple[Point, ...] = ()
    periods: tuple[Period, ...] = ()

    def at(self, day: date) -> Point | None:
        """The last point on or before a day; None before the first."""
        place = bisect_right(self.points, day, key=lambda point: point.day) - 1
        return self.points[place] if place >= 0 else None

    def period_at(self, day: date) -> Period | None:
        """The bar that covers a day."""
        place = bisect_right(self.periods, day, key=lambda period: period.first) - 1
        if place < 0 or self.periods[place].last < day:
            return None
        return self.periods[place]

    def runs(self) -> list[list[Point]]:
        """Points in pieces of neighbouring days: what may be joined by a line."""
        pieces: list[list[Point]] = []
        for point in self.points:
            if pieces and point.day - pieces[-1][-1].day == _DAY:
                pieces[-1].append(point)
            else:
                pieces.append([point])
        return pieces

    def ends(self) -> list[date]:
        """First and last day; empty without figures."""
        if self.points:
            return [self.points[0].day, self.points[-1].day]
        return [self.periods[0].first, self.periods[-1].last] if self.periods else []


@dataclass(frozen=True)
class ChartData:
    """All that a chart shows beside the dates of the timeline.

    Attributes
    ----------
    title : str
        What is shown, such as ``Held``.
    unit : str
        Told once beside the title.
    lines : tuple of ChartLine
        In the order of the legend.
    gaps : tuple of (date, date)
        Days without a snapshot, hatched; both included.
    marks : tuple of Mark
        Days that are stale in some way.
    events : tuple of Event
        Marked with triangles.
    notes : tuple of str
        Source, status, dates and method: in every picture and in the tooltip.
    digits : int
        Digits after the point in the legend.
    signed : bool
        Whether figures carry a plus sign.
    """

    title: str
    unit: str
    lines: tuple[ChartLine, ...] = ()
    gaps: tuple[tuple[date, date], ...] = ()
    marks: tuple[Mark, ...] = ()
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()
    digits: int = 1
    signed: bool = False

    @property
    def extent(self) -> tuple[date, date] | None:
        """First and last day of all lines."""
        ends = [day for line in self.lines for day in line.ends()]
        return (min(ends), max(ends)) if ends else None


def gaps_of(
    days: Iterable[date], extent: tuple[date, date] | None = None
) -> tuple[tuple[date, date], ...]:
    """Runs of calendar days without a snapshot.

    Parameters
    ----------
    days : iterable of date
        Days with a snapshot.
    extent : (date, date), optional
        Looked at, both included; from the first to the last snapshot by default.

    Returns
    -------
    tuple of (date, date)
        First and last day of each run, both included.
    """
    present = sorted(set(days))
    if extent is not None:
        present = [day for day in present if extent[0] <= day <= extent[1]]
        present = [extent[0] - _DAY, *present, extent[1] + _DAY]
    return tuple(
        (before + _DAY, after - _DAY)
        for before, after in pairwise(present)
        if (after - before).days > 1
    )
