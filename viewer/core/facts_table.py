"""Rows of the facts files: read, checked, and named with file and line when broken."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from viewer.errors import ViewerError

Changes = tuple[tuple[date, str], ...]

HOLDERS = frozenset({"ru", "ua"})
HINT = "Install Salient again, or correct this row."
Record = TypeVar("Record")


def read_position(row: dict[str, str]) -> tuple[float, float]:
    """Latitude and longitude of a row in degrees; ValueError when they are off the earth."""
    lat, lon = float(row["lat"]), float(row["lon"])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"lat {lat}, lon {lon} is not a place on earth")
    return lat, lon


def holder_of(text: str) -> str:
    """Return the holder, ``ru`` or ``ua``; ValueError for anything else."""
    if text not in HOLDERS:
        raise ValueError(f"holder {text!r} is neither ru nor ua")
    return text


def read_changes(text: str, start: str) -> Changes:
    """Read ``2024-08-21:ua;2024-09-04:ru``; ValueError when it does not make sense."""
    changes: list[tuple[date, str]] = []
    for part in filter(None, text.split(";")):
        day, _, holder = part.partition(":")
        changes.append((date.fromisoformat(day), holder_of(holder)))
    holders = [start, *(holder for _, holder in changes)]
    if any(before == after for before, after in pairwise(holders)):
        raise ValueError(f"changes {text!r}: a change to the same holder")
    days = [day for day, _ in changes]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ValueError(f"changes {text!r}: the dates do not ascend")
    return tuple(changes)


def read_records(
    path: Path, columns: tuple[str, ...], make: Callable[[dict[str, str]], Record]
) -> tuple[Record, ...]:
    """Turn every row into a record.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 with a header line.
    columns : tuple of str
        Columns that must be there.
    make : callable
        Makes the record from a row; a ValueError from it names what is wrong.

    Raises
    ------
    ViewerError
        When the file or a row is broken; it names file and line.
    """
    records: list[Record] = []
    for line, row in read_rows(path, columns):
        try:
            records.append(make(row))
        except ValueError as error:
            raise ViewerError(
                f"{path.name}, line {line} ({_label(row)}): {error}.", HINT, f"{path}: {row}"
            ) from error
    return tuple(records)


def _label(row: dict[str, str]) -> str:
    return row.get("id") or row.get("title") or "no id"


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and row; columns and the number of cells are checked."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise ViewerError(
                    f"{path.name} lacks the column {', '.join(missing)}.",
                    "Install Salient again, or restore the file.",
                    str(path),
                )
            for row in reader:
                if None in row or None in row.values():
                    raise ViewerError(
                        f"{path.name}, line {reader.line_num}: "
                        f"the row does not have {len(reader.fieldnames or ())} cells.",
                        HINT,
                        f"{path}: {row}",
                    )
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ViewerError(
            f"The facts file {path} cannot be read.",
            "Install Salient again, or restore the file.",
            repr(error),
        ) from error
