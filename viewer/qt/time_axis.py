"""Calendar days laid out along a strip: where a day is, which day is where, what to label."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, floor

from viewer.core.text import MONTHS, short_date_text

FEWEST_DAYS = 14
_LABEL_GAP_PX = 10


@dataclass(frozen=True)
class Tick:
    """A mark of the axis; ``label`` is empty where there is no room for one."""

    x: float
    label: str
    major: bool


@dataclass(frozen=True)
class TimeAxis:
    """A linear axis of days, a cell for each.

    Attributes
    ----------
    first : date
        The first day there is.
    days : int
        How many days there are, 1 or more.
    left, width : float
        Where the axis is, in pixels.
    start : float
        Days between ``first`` and the left edge; not 0 when zoomed in.
    span : float
        Days between the edges.
    """

    first: date
    days: int
    left: float
    width: float
    start: float
    span: float

    @classmethod
    def whole(cls, first: date, last: date, left: float, width: float) -> TimeAxis:
        """Return an axis that shows all days from first to last, both inclusive."""
        days = (last - first).days + 1
        return cls(first, days, left, max(1.0, width), 0.0, float(days))

    @property
    def last(self) -> date:
        """The last day there is."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def cell_px(self) -> float:
        """Width of a day."""
        return self.width / self.span

    @property
    def zoomed(self) -> bool:
        """Whether some days lie outside the edges."""
        return self.span < self.days

    def x_of(self, day: date) -> float:
        """Left edge of a day's cell."""
        return self.left + ((day - self.first).days - self.start) * self.cell_px

    def centre_of(self, day: date) -> float:
        """Middle of a day's cell."""
        return self.x_of(day) + self.cell_px / 2

    def day_at(self, x: float) -> date:
        """Day whose cell holds x; the first or last one outside."""
        offset = floor(self.start + (x - self.left) / self.cell_px)
        return self.first + timedelta(days=max(0, min(self.days - 1, offset)))

    def visible(self) -> Iterator[date]:
        """Days whose cells are at least partly between the edges."""
        end = min(self.days, ceil(self.start + self.span))
        for offset in range(max(0, floor(self.start)), end):
            yield self.first + timedelta(days=offset)

    def zoom(self, factor: float, x: float) -> TimeAxis:
        """Show fewer (factor above 1) or more days; the day under x stays where it is."""
        fewest = min(float(self.days), float(FEWEST_DAYS))
        span = max(fewest, min(float(self.days), self.span / factor))
        share = (x - self.left) / self.width
        return replace(self, span=span)._at(self.start + share * (self.span - span))

    def pan(self, days: float) -> TimeAxis:
        """Show later (positive) or earlier days."""
        return self._at(self.start + days)

    def showing(self, day: date) -> TimeAxis:
        """Move just so far that the day is between the edges."""
        offset = (day - self.first).days
        if offset < self.start:
            return self._at(float(offset))
        if offset + 1 > self.start + self.span:
            return self._at(offset + 1 - self.span)
        return self

    def ticks(self, text_width: Callable[[str], float]) -> list[Tick]:
        """Marks from left to right; labels never overlap and stay between the edges.

        Parameters
        ----------
        text_width : callable
            Width of a text in pixels.
        """
        weeks = self.cell_px * 7 >= text_width("30 Sep") + 2 * _LABEL_GAP_PX
        found = [
            (day, day.day == 1) for day in self.visible() if day.day == 1 or day.weekday() == 0
        ]
        majors = [day for day, major in found if major]
        step = self._month_step(text_width("Sep") + 2 * _LABEL_GAP_PX)
        wanted: list[tuple[date, bool, str]] = []
        for day, major in found:
            if major:
                labelled = (day.month - 1) % step == 0
                wanted.append((day, True, self._month_label(day, majors, step) if labelled else ""))
            elif weeks:
                wanted.append((day, False, short_date_text(day)))
        return self._placed(wanted, text_width, weeks=weeks)

    def _placed(
        self,
        wanted: list[tuple[date, bool, str]],
        text_width: Callable[[str], float],
        *,
        weeks: bool,
    ) -> list[Tick]:
        """Give room to months first, then to weeks between them."""
        taken: list[tuple[float, float]] = []
        labels: dict[date, str] = {}

        def place(day: date, x: float, label: str) -> bool:
            begin, end = x, x + text_width(label)
            free = all(end + _LABEL_GAP_PX <= a or begin >= b + _LABEL_GAP_PX for a, b in taken)
            if label and free and begin >= self.left and end <= self.left + self.width:
                taken.append((begin, end))
                labels[day] = label
                return True
            return False

        edge = self.day_at(self.left)
        edge_label = f"{MONTHS[edge.month - 1]} {edge.year}"
        for major in (True, False):
            for day, is_major, label in wanted:
                if is_major != major or not label:
                    continue
                x, year = self.x_of(day), f" {day.year}"
                # The year is named once at the left: at the edge, or by the first month.
                alone = weeks or x < self.left + text_width(edge_label) + _LABEL_GAP_PX
                if taken or not alone or year[1:] in label or not place(day, x, label + year):
                    place(day, x, label)
        ticks = [Tick(self.x_of(d), labels.get(d, ""), m) for d, m, _ in wanted]
        if edge not in labels and place(edge, self.left, edge_label):
            ticks.insert(0, Tick(self.left, edge_label, False))
        return ticks

    def _month_step(self, label_px: float) -> int:
        month_px = self.cell_px * 30.4
        return next((step for step in (1, 2, 3, 6, 12) if step * month_px >= label_px), 12)

    @staticmethod
    def _month_label(day: date, majors: list[date], step: int) -> str:
        if day.month == 1:
            return str(day.year) if step > 1 else f"Jan {day.year}"
        return MONTHS[day.month - 1]

    def _at(self, start: float) -> TimeAxis:
        return replace(self, start=max(0.0, min(self.days - self.span, start)))
