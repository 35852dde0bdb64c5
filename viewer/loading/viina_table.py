"""VIINA's control tables, one row per place and day, read in pieces; only changes are kept."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

import numpy as np
import pandas as pd

from viewer.loading.dates import date_of_value
from viewer.loading.days import Found, Origin, Piece, Skip
from viewer.loading.items import DAMAGE, Item
from viewer.loading.limits import TooLargeError, check_ratio, readable_size
from viewer.loading.viina_days import CODES, DayGrid
from viewer.loading.viina_header import DATE, ID, STATUS, WIDE, header_of, table_kind

CHUNK_ROWS = 500_000
_MAX_WIDE_BYTES = 512 * 1024 * 1024
_CUT = "is cut off in the middle; download it again"


def read_table(item: Item, advance: Callable[[int], None]) -> Iterator[Found]:
    """Read a control table.

    Parameters
    ----------
    item : Item
        A CSV file of which `table_kind` said what it is.
    advance : callable
        Called with the number of bytes read.

    Yields
    ------
    Piece or Skip
        The table waits for the cells of its places.
    """
    try:
        with item.open() as stream:
            head = stream.readline(1024 * 1024)
        kind, names = table_kind(head), header_of(head)
        if kind == "register":
            yield Skip(
                "is VIINA's table by the Ukrainian register (KATOTTG), for which there are no "
                "cells here; import control_latest_YYYY.zip, the same by GeoNames"
            )
            return
        if ID not in names or (kind == "rows" and STATUS not in names):
            missing = ID if ID not in names else STATUS
            yield Skip(f"is a control table of VIINA without the column {missing}")
            return
        grid = DayGrid()
        with item.open() as stream:
            counted = cast(BinaryIO, _Counted(stream, item, advance))
            if kind == "rows":
                _read_rows(counted, grid)
            else:
                _read_columns(counted, names, grid)
    except EOFError:
        yield Skip(_CUT)
        return
    except DAMAGE as error:
        yield Skip(f"is damaged ({type(error).__name__}); download it again")
        return
    except pd.errors.ParserError as error:
        yield Skip(f"is no proper table ({_words(error)})")
        return
    except (ValueError, OverflowError):
        yield Skip("holds a geonameid that is no number; download it again")
        return
    if not grid.dates:
        yield Skip("is a control table without rows")
        return
    for reason, count in grid.problems():
        yield Skip(reason, row=f"{count:,} rows")
    yield Piece(item.label, (grid.table(), _origin(item)))


def _origin(item: Item) -> Origin:
    return Origin(item.name, item.container, item.sha256, item.size)


def _read_rows(stream: BinaryIO, grid: DayGrid) -> None:
    with pd.read_csv(
        stream,
        usecols=[ID, DATE, STATUS],
        dtype={ID: "int64", DATE: "category", STATUS: "category"},
        chunksize=CHUNK_ROWS,
        encoding="utf-8",
        encoding_errors="replace",
        index_col=False,
        skipinitialspace=True,
    ) as chunks:
        for chunk in chunks:
            days = [date_of_value(str(value)) for value in chunk[DATE].cat.categories]
            grid.add(
                chunk[ID].to_numpy(),
                days,
                chunk[DATE].cat.codes.to_numpy(),
                _codes(chunk[STATUS]),
            )


def _read_columns(stream: BinaryIO, names: list[str], grid: DayGrid) -> None:
    """Read the old table: the last column of a day counts."""
    columns: dict[datetime.date, str] = {}
    for name in sorted(name for name in names if WIDE.fullmatch(name)):
        found = WIDE.fullmatch(name)
        day = date_of_value(found.group(1)) if found else None
        if day is not None:
            columns[day] = name
    with pd.read_csv(
        stream,
        usecols=[ID, *columns.values()],
        dtype={ID: "int64", **dict.fromkeys(columns.values(), "category")},
        chunksize=5_000,
        encoding="utf-8",
        encoding_errors="replace",
        index_col=False,
    ) as chunks:
        for chunk in chunks:
            ids = chunk[ID].to_numpy()
            for day, name in columns.items():
                here = np.zeros(len(chunk), dtype=np.int8)
                grid.add(ids, [day], here, _codes(chunk[name]))


def _codes(column: pd.Series[str]) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """Codes of the statuses of a column; one that is empty or not known gets the last code."""
    words = [str(word).strip().strip('"').upper() for word in column.cat.categories]
    table = np.array([*(CODES.get(word, CODES[""]) for word in words), CODES[""]], dtype=np.int8)
    return table[column.cat.codes.to_numpy()]


def _words(error: Exception) -> str:
    found = re.search(r"line (\d+)", str(error))
    return (
        f"line {found.group(1)} has another number of columns"
        if found
        else "its quotes do not match"
    )


class _Counted:
    """A stream that tells how much was read of it and stops at what swells beyond reason."""

    def __init__(self, stream: BinaryIO, item: Item, advance: Callable[[int], None]) -> None:
        self._stream, self._item, self._advance = stream, item, advance
        self._total = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._total += len(data)
        if self._item.packing:
            check_ratio(self._item.size, self._total)
        if self._total > _MAX_WIDE_BYTES * 4:
            raise TooLargeError(f"is larger than {readable_size(_MAX_WIDE_BYTES * 4)}")
        self._advance(len(data))
        return data

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)
