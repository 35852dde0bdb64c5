"""The difference of two sources as tables: over time, and on one date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from viewer.core.alignment import alignment_text
from viewer.core.difference import DifferenceFigures
from viewer.core.difference_days import DayPairs, ages
from viewer.core.ledger_figures import method_text, own_text
from viewer.core.sources import Status, source_of
from viewer.core.text import date_text
from viewer.errors import ViewerError

FIGURES = ("agreed_km2", "only_x_km2", "only_y_km2", "x_held_km2", "y_held_km2")
COLUMNS = (
    "date", "x", "y", "status", "sector", "aligned", *FIGURES, "x_snapshot_date", "x_age_days",
    "y_snapshot_date", "y_age_days", "stale",
)  # fmt: skip
"""Columns of every export, in this order."""
FLAG_COLUMNS = ("x_flag", "y_flag")
"""Last columns of the tables: "identical" to the snapshot before, "fall" (over 5 % less), or ""."""


def difference_frame(
    figures: DifferenceFigures,
    first: date | None = None,
    last: date | None = None,
    sectors: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Rows of a window of time, one for each date and sector.

    Parameters
    ----------
    figures : DifferenceFigures
        Of two sources and one status.
    first, last : date, optional
        Window, both days included; all by default.
    sectors : sequence of str, optional
        Ids wanted, ``elsewhere`` and ``whole`` among them; all by default.

    Returns
    -------
    DataFrame
        `COLUMNS` and `FLAG_COLUMNS`, by date, then sector. A row stands for each date on which one
        of the two has a snapshot; the other may be older, which its age and ``stale`` say.
        ``attrs`` holds both sources, status, aligned, alignment, method and attribution.
    """
    dates = figures.days.dates
    low = 0 if first is None else int(np.searchsorted(dates, np.datetime64(first, "D"), "left"))
    high = len(dates)
    if last is not None:
        high = int(np.searchsorted(dates, np.datetime64(last, "D"), "right"))
    return _frame(figures, np.arange(low, max(low, high)), None, sectors)


def difference_on(
    figures: DifferenceFigures, day: date, sectors: Sequence[str] | None = None
) -> pd.DataFrame:
    """Rows of one date, with the snapshots that stand for it and their ages.

    Parameters
    ----------
    figures, sectors
        As for `difference_frame`.
    day : date
        Date asked for.

    Raises
    ------
    ViewerError
        When one of the sources begins later or has ended; says when both are there.
    """
    at = row_on(figures.days, (figures.x, figures.y), day)
    return _frame(figures, np.array([at]), np.datetime64(day, "D"), sectors)


def row_on(days: DayPairs, sources: tuple[str, str], day: date) -> int:
    """Row of the pair of snapshots that stands for a date.

    Raises
    ------
    ViewerError
        When one of the sources begins later or has ended; says when both are there.
    """
    asked = np.datetime64(day, "D")
    if not days.dates[0] <= asked <= days.dates[-1]:
        begin, end = (date_text(days.dates[at].item()) for at in (0, -1))
        names = " and ".join(source_of(source).name for source in sources)
        raise ViewerError(
            f"{names} cannot be held against each other on {date_text(day)}: "
            f"both are there from {begin} to {end}.",
            f"Choose a date from {begin} to {end}, or import files of other days.",
        )
    return int(np.searchsorted(days.dates, asked, "right")) - 1


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table by the names of its columns; quick, also where ``attrs`` are long."""
    bare = frame.copy(deep=False)
    bare.attrs = {}  # pandas copies them with every cell
    names = [str(name) for name in bare.columns]
    columns = [bare[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def difference_method(status: Status) -> str:
    """Say how the figures are made, in one line for exports and notes."""
    areas = method_text(status).partition(";")[0]
    return (
        f"{areas}. Agreed is ground in the snapshots of both sources, only X or only Y ground in "
        "that of one; agreed and only X add up to what X holds in the ledger. A date without a "
        "snapshot takes the last one before it. A difference is no error of either source: they "
        "use different definitions."
    )


def _frame(
    figures: DifferenceFigures,
    at: np.ndarray[tuple[int], np.dtype[np.int64]],
    asked: np.datetime64 | None,
    sectors: Sequence[str] | None,
) -> pd.DataFrame:
    days = figures.days
    names = [name for name in figures.sectors if sectors is None or name in sectors]
    rows = [figures.sectors.index(name) for name in names]
    dates = days.dates[at] if asked is None else np.full(len(at), asked)
    x_ages = ages(dates, days.x_dates[at], days.x_shift)
    y_ages = ages(dates, days.y_dates[at], days.y_shift)
    repeat = len(names)
    content: dict[str, Any] = {
        "date": np.repeat(dates.astype("datetime64[s]"), repeat),
        "x": figures.x,
        "y": figures.y,
        "status": figures.status,
        "sector": names * len(at),
        "aligned": figures.align,
    }
    content |= {name: figures.values[name][rows][:, at].T.ravel() for name in FIGURES}
    content |= {
        "x_snapshot_date": np.repeat(days.x_dates[at].astype("datetime64[s]"), repeat),
        "x_age_days": np.repeat(x_ages, repeat),
        "y_snapshot_date": np.repeat(days.y_dates[at].astype("datetime64[s]"), repeat),
        "y_age_days": np.repeat(y_ages, repeat),
        "stale": np.repeat((x_ages > 0) | (y_ages > 0), repeat),
        "x_flag": np.repeat([days.x_flags[n] for n in at], repeat),
        "y_flag": np.repeat([days.y_flags[n] for n in at], repeat),
    }
    frame = pd.DataFrame(content, columns=[*COLUMNS, *FLAG_COLUMNS])
    frame.attrs.update(provenance_of(figures.x, figures.y, Status(figures.status), figures.align))
    frame.attrs["method"] += own_text([name for name in names if name in figures.own])
    return frame


def provenance_of(x: str, y: str, status: Status, align: bool) -> dict[str, Any]:
    """Whose figures they are and how they were made: what goes with every table and export."""
    return {
        "x": x,
        "y": y,
        "x_name": source_of(x).name,
        "y_name": source_of(y).name,
        "status": str(status),
        "aligned": align,
        "alignment": alignment_text(x, y, status, align),
        "notes": [_schematic_note(one) for one in (x, y) if source_of(one).schematic],
        "method": difference_method(status),
        "attribution": f"{source_of(x).attribution}; {source_of(y).attribution}",
    }


def _schematic_note(source: str) -> str:
    return (
        f"{source_of(source).name} is rebuilt from days on which the other maps show places "
        "changing hands; that it agrees with one of them is no evidence."
    )
