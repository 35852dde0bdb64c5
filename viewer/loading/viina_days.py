"""Status of many places on many days, as changes from one day to the next."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from viewer.loading.limits import MAX_ROWS, TooLargeError

Codes = npt.NDArray[np.int8]
CODES = {"UA": 1, "RU": 2, "CONTESTED": 3, "": 4}
"""Code of each status; 0 means no row, the code of "" a status that is empty or not known."""
MAX_CELLS = 128_000_000
"""Places times days; one byte each. VIINA has 33,141 places: ten years and more."""


@dataclass(frozen=True)
class ControlTable:
    """Statuses of places over time.

    Attributes
    ----------
    places : array of int64, shape (n,)
        Ids (GeoNames) of the places.
    dates : list of datetime.date
        Days with rows, sorted.
    changes : list of (array of int, array of int8)
        For each day the places (as positions in ``places``) whose status is another than the day
        before, and their new codes; on the first day all.
    """

    places: npt.NDArray[np.int64]
    dates: list[datetime.date]
    changes: list[tuple[npt.NDArray[np.int64], Codes]]

    def days(self) -> Iterator[tuple[datetime.date, Codes]]:
        """Each day with the codes of all places; the array is reused, do not keep it."""
        codes = np.zeros(len(self.places), dtype=np.int8)
        for date, (rows, values) in zip(self.dates, self.changes, strict=True):
            codes[rows] = values
            yield date, codes


class DayGrid:
    """Collects rows in any order; one byte per place and day."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._columns: dict[datetime.date, int] = {}
        self._grid: Codes = np.zeros((0, 0), dtype=np.int8)
        self._undated = 0
        self._unknown = 0
        self._seen = 0

    @property
    def dates(self) -> list[datetime.date]:
        """Days with rows, sorted."""
        return sorted(self._columns)

    def add(
        self,
        ids: npt.NDArray[np.int64],
        days: Sequence[datetime.date | None],
        day_of_row: npt.NDArray[np.integer],
        codes: Codes,
    ) -> None:
        """Add rows; of two for one place and day the later counts.

        Parameters
        ----------
        ids : array of int64, shape (n,)
            Places.
        days : sequence of (datetime.date or None)
            Days that occur; None for text that is no date.
        day_of_row : array of int, shape (n,)
            Position in ``days``; -1 for a row without.
        codes : array of int8, shape (n,)
            Statuses, see `CODES`.

        Raises
        ------
        TooLargeError
            For more places and days than any such table has.
        """
        for day in days:
            if day is not None:
                self._columns.setdefault(day, len(self._columns))
        columns = np.array([self._columns.get(day, -1) if day else -1 for day in days] + [-1])
        column = columns[day_of_row]
        kept = column >= 0
        self._undated += int(len(kept) - kept.sum())
        self._unknown += int((codes[kept] == CODES[""]).sum())
        self._seen += int(kept.sum())
        found, inverse = np.unique(ids[kept], return_inverse=True)
        for place in found.tolist():
            self._rows.setdefault(place, len(self._rows))
        self._grow()
        rows = np.array([self._rows[place] for place in found.tolist()], dtype=np.int64)
        self._grid[rows[inverse], column[kept]] = codes[kept]

    def _grow(self) -> None:
        rows, columns = len(self._rows), len(self._columns)
        if rows > MAX_ROWS:
            raise TooLargeError(f"holds more than {MAX_ROWS:,} places")
        if rows * columns > MAX_CELLS:
            raise TooLargeError(f"holds more than {MAX_CELLS:,} places times days")
        have = self._grid.shape
        if rows <= have[0] and columns <= have[1]:
            return
        wide = max(columns, min(2 * have[1], 400)) if columns > have[1] else have[1]
        tall = max(rows, min(2 * have[0], 40_000)) if rows > have[0] else have[0]
        grown = np.zeros((tall, wide), dtype=np.int8)
        grown[: have[0], : have[1]] = self._grid
        self._grid = grown

    def problems(self) -> list[tuple[str, int]]:
        """What was wrong with rows: reason and how many."""
        filled = int(np.count_nonzero(self._grid))
        found = [
            ("rows without a date", self._undated),
            ("rows whose status is none of UA, RU, CONTESTED; such places are not held", 0),
            ("rows that say a place and day again; the last one counts", self._seen - filled),
        ]
        found[1] = (found[1][0], self._unknown)
        return [(reason, count) for reason, count in found if count]

    def table(self) -> ControlTable:
        """Take the changes out; a place without a row on a day keeps its last status."""
        dates = self.dates
        current = np.zeros(len(self._rows), dtype=np.int8)
        changes = []
        for date in dates:
            said = self._grid[: len(current), self._columns[date]]
            new = np.where(said == 0, current, said)
            rows = np.flatnonzero(new != current)
            changes.append((rows, new[rows]))
            current = new
        places = np.fromiter(self._rows, np.int64, len(self._rows))
        return ControlTable(places, dates, changes)
