"""The ledger as text: CSV, JSON, and a table to read."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from viewer.core.ledger import COLUMNS, FLAG_COLUMN, SLIVER_COLUMNS
from viewer.core.ledger_figures import DIGITS

_READ_DIGITS = 2


def to_csv(frames: Sequence[pd.DataFrame]) -> str:
    """Rows of several series as CSV with exactly the ledger's columns, missing figures empty."""
    lines = [",".join(COLUMNS)]
    for frame in frames:
        lines += [",".join(_cell(value) for value in row) for row in _rows(frame)]
    return "\n".join(lines) + "\n"


def to_json(frames: Sequence[pd.DataFrame]) -> str:
    """Rows, and for each series its source, status, method, flagged days and slivers."""
    content = {
        "columns": list(COLUMNS),
        "series": [
            {
                **frame.attrs,
                "flagged_days": _flagged(frame),
                "slivers": {
                    str(sector): {name: _number(rows[name].sum()) for name in SLIVER_COLUMNS}
                    for sector, rows in frame.groupby("sector", sort=False)
                },
            }
            for frame in frames
        ],
        "rows": [
            dict(zip(COLUMNS, (_plain(value) for value in row), strict=True))
            for frame in frames
            for row in _rows(frame)
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def to_text(frames: Sequence[pd.DataFrame]) -> str:
    """Table to read, two digits, followed by what every series is and how it was made."""
    cells = [
        [_cell(value, _READ_DIGITS) or "-" for value in row] for f in frames for row in _rows(f)
    ]
    table = [list(COLUMNS), *cells]
    widths = [max(len(row[place]) for row in table) for place in range(len(COLUMNS))]
    lines = [
        "  ".join(
            cell.ljust(width) if place < 4 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
    notes = [note_text(frame) for frame in frames if len(frame)]
    return "\n".join((*lines, "", *notes)) + "\n"


def note_text(frame: pd.DataFrame) -> str:
    """Say whose figures these are, of which dates, and how they were made."""
    attrs = frame.attrs
    days = frame["date"]
    return (
        f"{attrs['source']} {attrs['status']}, {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}, "
        f"cumulative since {attrs['since']}. {attrs['attribution']}. {attrs['method']}"
    )


def _flagged(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Days by flag, such as those identical to the snapshot before."""
    flagged = frame[frame[FLAG_COLUMN] != ""].drop_duplicates("date")
    return {
        str(flag): [f"{day:%Y-%m-%d}" for day in rows["date"]]
        for flag, rows in flagged.groupby(FLAG_COLUMN)
    }


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame[list(COLUMNS)].itertuples(index=False, name=None))


def _plain(value: Any) -> str | float | int | None:
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return value if isinstance(value, (str, float)) else int(value)


def _cell(value: Any, digits: int = DIGITS) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    return f"{plain:.{digits}f}" if isinstance(plain, float) else str(plain)


def _number(value: float) -> float:
    return round(float(value), DIGITS) + 0.0
