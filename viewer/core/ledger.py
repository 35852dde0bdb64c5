"""The ledger as tables: per day and sector held, gained, lost, net, cumulative, rates and front.

Works in a notebook::

    table = Archive(path).table("ru_held")
    frame = ledger_frame(ledger_figures(table, load_sectors(), read_border()))

Every table carries in ``attrs`` whose figures they are and how they were made; no figure mixes two
sources or two statuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from viewer.core.geodesy_edges import FloatArray
from viewer.core.ledger_figures import DIGITS, SLIVER_KM2, LedgerFigures, method_text, own_text
from viewer.core.sources import Status, source_of
from viewer.errors import ViewerError

COLUMNS = (
    "date", "source", "status", "sector", "held_km2", "gained_km2", "lost_km2", "net_km2",
    "cumulative_km2", "rate_7d_km2", "rate_30d_km2", "front_km", "snapshot_date", "age_days",
    "span_days",
)  # fmt: skip
"""Columns of every export, in this order."""
SLIVER_COLUMNS = ("gained_slivers_km2", "lost_slivers_km2")
"""Further columns of the tables: the part of gained and lost that is slivers."""
FLAG_COLUMN = "flag"
"""Last column of the tables: "identical" to the snapshot before, "fall" (over 5 % less), or ""."""
RATE_DAYS = (7, 30)


def ledger_frame(
    figures: LedgerFigures,
    first: date | None = None,
    last: date | None = None,
    sectors: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Rows of a window of time, one for each snapshot and sector.

    Parameters
    ----------
    figures : LedgerFigures
        Figures of one source and status.
    first, last : date, optional
        Window, both days included; all snapshots by default.
    sectors : sequence of str, optional
        Sector ids wanted, ``elsewhere`` and ``whole`` among them; all by default.

    Returns
    -------
    DataFrame
        `COLUMNS`, `SLIVER_COLUMNS` and `FLAG_COLUMN`, sorted by date, then sector.
        ``net_km2`` is the difference of held to the snapshot before, ``cumulative_km2`` that to
        the snapshot valid on ``first`` (``attrs["since"]``), or to the first of all.
        Rates are the net of the last 7 or 30 days divided by the days between the two snapshots
        compared, nan where the source does not reach back so far. ``span_days`` is missing, and
        gained, lost and net are nan, for the source's first snapshot. ``attrs`` holds source,
        status, method, own_sectors (ids that the user added), attribution, since and sliver_km2.
    """
    days = figures.dates.astype("datetime64[D]")
    low = 0 if first is None else int(np.searchsorted(days, np.datetime64(first), side="left"))
    high = (
        len(days) if last is None else int(np.searchsorted(days, np.datetime64(last), side="right"))
    )
    high = max(low, high)
    base = (
        low if first is None else int(np.searchsorted(days, np.datetime64(first), side="right") - 1)
    )
    base = max(base, 0)
    names = [name for name in figures.sectors if sectors is None or name in sectors]
    frames = [_sector_frame(figures, name, days, base).iloc[low:high] for name in names]
    frame = pd.concat(frames) if frames else _empty()
    order = {name: number for number, name in enumerate(figures.sectors)}
    frame = frame.sort_values(
        ["date", "sector"],
        key=lambda column: column.map(order) if column.name == "sector" else column,
    ).reset_index(drop=True)
    own = [name for name in names if name in figures.own]
    frame.attrs = {
        "source": figures.source,
        "status": figures.status,
        "attribution": source_of(figures.source).attribution,
        "method": method_text(Status(figures.status)) + own_text(own),
        "own_sectors": own,
        "since": str(days[base]) if len(days) else "",
        "sliver_km2": SLIVER_KM2,
    }
    return frame


def ledger_as_of(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    """Row of each sector valid on a day, with the age of its snapshot.

    Parameters
    ----------
    frame : DataFrame
        From `ledger_frame`, of one source and status.
    day : date
        Day asked for.

    Returns
    -------
    DataFrame
        The same columns; ``date`` is the day, ``snapshot_date`` and ``age_days`` say what it
        shows. Empty when the source begins later.
    """
    before = frame[frame["snapshot_date"] <= pd.Timestamp(day)]
    rows: pd.DataFrame = before[before["snapshot_date"] == before["snapshot_date"].max()]
    rows = rows.reset_index(drop=True)
    rows["date"] = pd.Timestamp(day)
    rows["age_days"] = (rows["date"] - rows["snapshot_date"]).dt.days
    rows.attrs = dict(frame.attrs)
    return rows


def check_window(figures: Sequence[LedgerFigures], first: date | None, last: date | None) -> None:
    """Make sure that the window holds a snapshot.

    Raises
    ------
    ViewerError
        When no snapshot of any of the figures lies between the dates; names the nearest.
    """
    every = sorted({day for one in figures for day in one.dates.astype("datetime64[D]").tolist()})
    if any((not first or day >= first) and (not last or day <= last) for day in every):
        return
    if not every:
        raise ViewerError("There are no snapshots.", "Import files of the source first.")
    before = [day for day in every if first and day < first]
    after = [day for day in every if last and day > last]
    near = [
        *([f"the last one before is of {before[-1]}"] if before else []),
        *([f"the next one is of {after[0]}"] if after else []),
    ]
    where = f"between {first} and {last}"
    if first is None or last is None:
        where = f"up to {last}" if first is None else f"from {first} on"
    raise ViewerError(
        f"There is no snapshot {where}.",
        f"Choose other dates: {' and '.join(near)}.",
    )


def _sector_frame(
    figures: LedgerFigures, sector: str, days: np.ndarray[tuple[int], np.dtype[np.datetime64]],
    base: int,
) -> pd.DataFrame:  # fmt: skip
    row = figures.sectors.index(sector)
    value = {name: values[row] for name, values in figures.values.items()}
    held = value["held_km2"]
    span = np.diff(days.astype(np.int64), prepend=0).astype(object)
    span[:1] = None
    dates = pd.Series(days.astype("datetime64[s]"), dtype="datetime64[s]")
    return pd.DataFrame(
        {
            "date": dates,
            "source": figures.source,
            "status": figures.status,
            "sector": sector,
            "held_km2": held,
            "gained_km2": value["gained_km2"],
            "lost_km2": value["lost_km2"],
            "net_km2": _rounded(np.diff(held, prepend=np.nan)),
            "cumulative_km2": _rounded(held - held[base]) if len(held) else held,
            "rate_7d_km2": _rate(days, held, RATE_DAYS[0]),
            "rate_30d_km2": _rate(days, held, RATE_DAYS[1]),
            "front_km": value["front_km"],
            "snapshot_date": dates,
            "age_days": np.zeros(len(days), dtype=np.int64),
            "span_days": pd.array(span, dtype="Int64"),
            **{name: value[name] for name in SLIVER_COLUMNS},
            FLAG_COLUMN: list(figures.flags),
        }
    )


def _rate(
    days: np.ndarray[tuple[int], np.dtype[np.datetime64]], held: FloatArray, back: int
) -> FloatArray:
    """Net per day against the snapshot that was valid so many days before."""
    before = np.searchsorted(days, days - np.timedelta64(back, "D"), side="right") - 1
    known = before >= 0
    between = (days - days[before]).astype(np.float64)
    rate = np.full(len(days), np.nan)
    rate[known] = (held - held[before])[known] / between[known]
    return _rounded(rate)


def _rounded(values: FloatArray) -> FloatArray:
    rounded: FloatArray = np.round(values, DIGITS) + 0.0
    return rounded


def _empty() -> pd.DataFrame:
    return pd.DataFrame(columns=[*COLUMNS, *SLIVER_COLUMNS, FLAG_COLUMN])
