"""Rows of the ledger as plain values, quick to find for a date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from viewer.qt.ledger_columns import COLUMNS, Value

if TYPE_CHECKING:
    import pandas as pd

    from viewer.core.ledger_view import LedgerView


@dataclass(frozen=True)
class LedgerRow:
    """A row, and which row of the data frame it is."""

    number: int
    values: Mapping[str, Value]


def rows_of(frame: pd.DataFrame) -> list[LedgerRow]:
    """Rows of a ledger's data frame as plain values; what is missing is None."""
    names = [column.id for column in COLUMNS] + [
        "gained_slivers_km2",
        "lost_slivers_km2",
        "flag",
    ]
    columns = [_plain(frame[name]) for name in names]
    return [
        LedgerRow(number, dict(zip(names, row, strict=True)))
        for number, row in enumerate(zip(*columns, strict=True))
    ]


def _plain(column: pd.Series[Any]) -> list[Value]:
    """A column as dates, texts, whole numbers or floats; what is missing is None."""
    if column.dtype.kind == "M":
        return [stamp.date() for stamp in column]
    missing = column.isna().tolist()
    values = column.tolist()
    return [None if lacks else value for lacks, value in zip(missing, values, strict=True)]


class RowsByDay:
    """The rows of `LedgerView.as_of`, without a data frame for each date while it plays.

    Parameters
    ----------
    view : LedgerView
        Figures of one source and status.
    """

    def __init__(self, view: LedgerView) -> None:
        self._window, self._days = view.window, view.days
        self._rows: dict[Value, list[LedgerRow]] = {}
        for row in rows_of(view.all_rows):
            self._rows.setdefault(row.values["date"], []).append(row)

    def as_of(self, day: date) -> list[LedgerRow]:
        """Rows valid on a day; none before the first snapshot."""
        place = bisect_right(self._days, day) - 1
        if place < 0:
            return []
        snapshot = self._days[place]
        later: dict[str, Value] = {"date": day, "age_days": (day - snapshot).days}
        if self._window is not None and day < self._window[0]:
            later["cumulative_km2"] = None
        return [
            LedgerRow(number, {**row.values, **later})
            for number, row in enumerate(self._rows[snapshot])
        ]
