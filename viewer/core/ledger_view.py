"""The ledger of one source and status as it is looked at: a window of time, sectors, a date.

view = LedgerView(read_ledger(data, "deepstate", "ru_held"), ["pokrovsk"], window)
view.rows()            # every snapshot of the window: what ``main.py ledger`` writes
view.as_of(day)        # what was valid on a day
view.periods("week")   # net per week
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from viewer.core.ledger import ledger_as_of, ledger_frame
from viewer.core.ledger_figures import DIGITS, LedgerFigures

DAY, WEEK, MONTH = "day", "week", "month"
UNITS = (DAY, WEEK, MONTH)
PERIOD_COLUMNS = (
    "sector", "first", "last", "from_snapshot", "to_snapshot", "days", "net_km2", "whole",
)  # fmt: skip


class LedgerView:
    """A window on the figures of one source and status.

    Parameters
    ----------
    figures : LedgerFigures
        All of them; not changed.
    sectors : sequence of str, optional
        Ids wanted, ``elsewhere`` and ``whole`` among them; all by default.
    window : (date, date), optional
        First and last day, both included; everything by default.
    """

    def __init__(
        self,
        figures: LedgerFigures,
        sectors: Sequence[str] | None = None,
        window: tuple[date, date] | None = None,
    ) -> None:
        self.figures = figures
        self.sectors = [x for x in figures.sectors if sectors is None or x in sectors]
        self.window = window

    @cached_property
    def days(self) -> list[date]:
        """Days with a snapshot, rising."""
        days: list[date] = self.figures.dates.astype("datetime64[D]").tolist()
        return days

    @cached_property
    def since(self) -> date | None:
        """Snapshot from which the cumulative figures count; None without snapshots."""
        if not self.days:
            return None
        start = self.window[0] if self.window else self.days[0]
        return max((day for day in self.days if day <= start), default=self.days[0])

    @cached_property
    def all_rows(self) -> pd.DataFrame:
        """All snapshots, also those before the window; cumulative since it begins."""
        base = ledger_frame(self.figures, first=self.since, sectors=self.sectors)
        if not self.days or self.since == self.days[0]:
            return base
        frame = ledger_frame(self.figures, sectors=self.sectors)
        early = len(frame) - len(base)
        frame["cumulative_km2"] = np.concatenate(
            [np.full(early, np.nan), base["cumulative_km2"].to_numpy(np.float64)]
        )
        frame.attrs = dict(base.attrs)
        return frame

    def rows(self) -> pd.DataFrame:
        """Snapshots of the window: exactly the rows that the command ``ledger`` writes."""
        first, last = self.window or (None, None)
        return ledger_frame(self.figures, first, last, self.sectors)

    def as_of(self, day: date) -> pd.DataFrame:
        """Rows valid on a day, with the age of their snapshot; none before the first snapshot.

        Cumulative figures are nan on days before the window.
        """
        frame = ledger_as_of(self.all_rows, day)
        if self.window is not None and day < self.window[0]:
            frame["cumulative_km2"] = np.nan
        return frame

    def periods(self, unit: str) -> pd.DataFrame:
        """Net per day, calendar week (from Monday) or month, over all snapshots.

        Parameters
        ----------
        unit : str
            One of `UNITS`.

        Returns
        -------
        DataFrame
            `PERIOD_COLUMNS`. ``net_km2`` is held at the last snapshot of the period
            (``to_snapshot``) less held at the last one before it (``from_snapshot``), ``days``
            the days between the two. ``first`` and ``last`` are the days of the period; for days,
            those since the snapshot before. ``whole`` is false where one of the two snapshots is
            not of the period's end, so that the figure is of more or fewer days. A period without
            a snapshot has no row.
        """
        rows, pairs = [], self._pairs(unit)
        for place, sector in enumerate(self.figures.sectors):
            if sector not in self.sectors:
                continue
            held = self.figures.values["held_km2"][place]
            for first, last, begin, end in pairs:
                rows.append(
                    (
                        sector,
                        first,
                        last,
                        self.days[begin],
                        self.days[end],
                        (self.days[end] - self.days[begin]).days,
                        round(float(held[end] - held[begin]), DIGITS) + 0.0,
                        self._whole(unit, first, last, begin, end),
                    )
                )
        frame = pd.DataFrame(rows, columns=list(PERIOD_COLUMNS))
        frame.attrs = {**self.all_rows.attrs, "unit": unit}
        return frame

    def _whole(self, unit: str, first: date, last: date, begin: int, end: int) -> bool:
        """Whether the two snapshots are of the ends of the period."""
        if unit == DAY:
            return first == last
        return self.days[end] == last and self.days[begin] == first - timedelta(days=1)

    def _pairs(self, unit: str) -> list[tuple[date, date, int, int]]:
        """First and last day of each period, and the numbers of its two snapshots."""
        if unit not in UNITS:
            raise ValueError(f"unit must be one of {', '.join(UNITS)}, not {unit!r}")
        ends: dict[date, int] = {}
        for number, day in enumerate(self.days):
            ends[day if unit == DAY else _first_of(day, unit)] = number
        found, begin = [], 0
        for first, end in ends.items():
            if end > begin:
                if unit == DAY:
                    span = (self.days[begin] + timedelta(days=1), self.days[end])
                else:
                    span = (first, _last_of(first, unit))
                found.append((*span, begin, end))
            begin = end
        return found


def _first_of(day: date, unit: str) -> date:
    return day.replace(day=1) if unit == MONTH else day - timedelta(days=day.weekday())


def _last_of(first: date, unit: str) -> date:
    if unit == WEEK:
        return first + timedelta(days=6)
    return _first_of(first + timedelta(days=31), MONTH) - timedelta(days=1)
