"""Which snapshots of two sources stand for the same date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from viewer.core.geodesy_edges import IntArray
from viewer.core.snapshots import DateArray
from viewer.core.sources import source_of
from viewer.core.text import date_text
from viewer.errors import ViewerError

_DAY = "datetime64[D]"


@dataclass(frozen=True)
class DayPairs:
    """Dates on which at least one of two sources has a snapshot, within the time both cover.

    Attributes
    ----------
    dates : array of datetime64[D], shape (n,)
        Dates asked for, rising.
    x_index, y_index : array of int, shape (n,)
        Number of the snapshot of X and of Y that stands for it: the last one on or before.
    x_dates, y_dates : array of datetime64[D], shape (n,)
        Dates of these snapshots.
    x_shift, y_shift : int
        Days that the day of X and of Y lies before the date asked for.
    x_flags, y_flags : tuple of str, length n
        "", "identical" or "fall", as in the archive.
    """

    dates: DateArray
    x_index: IntArray
    y_index: IntArray
    x_dates: DateArray
    y_dates: DateArray
    x_shift: int
    y_shift: int
    x_flags: tuple[str, ...]
    y_flags: tuple[str, ...]

    @property
    def x_ages(self) -> IntArray:
        """Days between the day of X that is meant and its snapshot."""
        return ages(self.dates, self.x_dates, self.x_shift)

    @property
    def y_ages(self) -> IntArray:
        """Days between the day of Y that is meant and its snapshot."""
        return ages(self.dates, self.y_dates, self.y_shift)

    @property
    def stale(self) -> NDArray[np.bool_]:
        """Dates for which one of the two, or both, has an older snapshot only."""
        late: NDArray[np.bool_] = (self.x_ages > 0) | (self.y_ages > 0)
        return late

    def swapped(self) -> DayPairs:
        """Return the same with X and Y in each other's place."""
        return DayPairs(
            self.dates, self.y_index, self.x_index, self.y_dates, self.x_dates,
            self.y_shift, self.x_shift, self.y_flags, self.x_flags,
        )  # fmt: skip


def ages(dates: DateArray, snapshots: DateArray, shift: int) -> IntArray:
    """Days between the days meant and their snapshots."""
    days: IntArray = (dates.astype(_DAY) - snapshots.astype(_DAY)).astype(np.int64) - shift
    return days


class Dated(Protocol):
    """Snapshots of one source, rising by date: a SnapshotTable or its ledger."""

    @property
    def source(self) -> str:
        """Id of the source."""
        ...

    @property
    def dates(self) -> DateArray:
        """Dates of its snapshots."""
        ...

    @property
    def flags(self) -> tuple[str, ...]:
        """What was noticed of each at import."""
        ...


def day_pairs(tables: tuple[Dated, Dated], shifts: tuple[int, int]) -> DayPairs:
    """Pair the snapshots of two sources.

    Parameters
    ----------
    tables : two of SnapshotTable or LedgerFigures
        X and Y.
    shifts : two int
        From ``alignment.day_shifts``.

    Raises
    ------
    ViewerError
        When one has no snapshot, or ends before the other begins.
    """
    for table in tables:
        if not len(table.dates):
            raise ViewerError(
                f"{source_of(table.source).name} has no snapshots of that status.",
                "Choose another source, or import files of it first.",
            )
    own = [
        table.dates.astype(_DAY) + np.timedelta64(shift, "D")
        for table, shift in zip(tables, shifts, strict=True)
    ]
    begin, end = max(days[0] for days in own), min(days[-1] for days in own)
    if begin > end:
        raise ViewerError(_apart_text(tables), _apart_hint(tables))
    every = np.union1d(*own)
    dates = every[(every >= begin) & (every <= end)]
    index = [(np.searchsorted(days, dates, side="right") - 1).astype(np.int64) for days in own]
    (x, y), (i, j) = tables, index
    return DayPairs(
        dates=dates,
        x_index=i,
        y_index=j,
        x_dates=x.dates.astype(_DAY)[i],
        y_dates=y.dates.astype(_DAY)[j],
        x_shift=shifts[0],
        y_shift=shifts[1],
        x_flags=tuple(x.flags[at] for at in i),
        y_flags=tuple(y.flags[at] for at in j),
    )


def _apart_text(tables: tuple[Dated, Dated]) -> str:
    spans = [
        f"{source_of(table.source).name} from {_day_text(table, 0)} to {_day_text(table, -1)}"
        for table in tables
    ]
    return f"The two sources have no time in common: {' and '.join(spans)}."


def _apart_hint(tables: tuple[Dated, Dated]) -> str:
    names = [source_of(table.source).name for table in tables]
    return f"Import files of {names[0]} or {names[1]} that cover the same days, or choose others."


def _day_text(table: Dated, at: int) -> str:
    return date_text(table.dates[at].astype(_DAY).item())
