"""Rows of the tables of a difference, each with a tooltip that says whose figures they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from viewer.core.text import date_text, number_text, short_date_text, signed_text
from viewer.qt.compare_tables import Column, Row

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 2
REST = ("elsewhere", "whole")
_NONE = "\u2013"
_LATE = 1e9
"""What a figure that is missing is sorted by."""
Names = Mapping[str, str]


def figure_columns(x: str, y: str) -> tuple[Column, ...]:
    """Columns of the figures of one date, for sources with these names."""
    return (
        Column("Sector, km²", "Double click looks at the sector"),
        Column("In both", f"Ground in the snapshots of both {x} and {y}, km²", True),
        Column("Only X", f"Only in {x}, km²: ground that {y} has not", True),
        Column("Only Y", f"Only in {y}, km²: ground that {x} has not", True),
    )


def figure_rows(frame: pd.DataFrame, names: Names, provenance: str) -> list[Row]:
    """A row for each sector in which one of the two holds anything, sums at the foot.

    Parameters
    ----------
    frame : DataFrame
        From ``difference_on``.
    names : mapping of str to str
        Names of sectors for people.
    provenance : str
        Both sources, status, dates, ages and method, for the tooltips.
    """
    from viewer.core.difference_table import records

    rows = []
    x, y = frame.attrs["x_name"], frame.attrs["y_name"]
    for value in records(frame):
        sector = str(value["sector"])
        if sector not in REST and not (value["x_held_km2"] or value["y_held_km2"]):
            continue
        figures = tuple(value[name] for name in ("agreed_km2", "only_x_km2", "only_y_km2"))
        title = names[sector]
        tip = (
            f"{title}\n{x} holds {number_text(value['x_held_km2'], DIGITS)} km², "
            f"{y} {number_text(value['y_held_km2'], DIGITS)} km²\n{provenance}"
        )
        texts = (title, *(number_text(figure, DIGITS) for figure in figures))
        rows.append(Row(sector, texts, (title.lower(), *figures), tip, last=sector == "whole"))
    return rows


def median_columns() -> tuple[Column, ...]:
    """Columns of the medians by sector."""
    return (
        Column("Sector, median", "Which source shows it first; double click looks at the sector"),
        Column("Settlements", "Median over the settlements that both show changing hands", True),
        Column("Ground, km²", "Median by area over the ground that both show so", True),
    )


def median_rows(summary: pd.DataFrame, names: Names, words: str, provenance: str) -> list[Row]:
    """A row for each sector that has a lag."""
    from viewer.core.difference_table import records

    rows = []
    for value in records(summary):
        sector, count, area = str(value["sector"]), int(value["places"]), value["ground_km2"]
        if not count and not area:
            continue
        title = names[sector]
        medians = (value["places_median_days"], value["ground_median_days"])
        spread = (value["ground_lower_days"], value["ground_upper_days"])
        settlements = f"{count} settlement{'s' * (count != 1)}"
        tip = f"{title}\n{settlements}; {number_text(area)} km² of ground"
        if area:
            tip += f", half of it between {_days(spread[0])} and {_days(spread[1])} days"
        tip += f"\n{words}\n{provenance}"
        texts = (
            title,
            f"{first_text(medians[0])} ({count})" if count else _NONE,
            f"{first_text(medians[1])} ({number_text(area)})" if area else _NONE,
        )
        keys = (title.lower(), *(_LATE if math.isnan(days) else days for days in medians))
        rows.append(Row(sector, texts, keys, tip, last=sector == "whole"))
    return rows


def place_columns(x: str, y: str) -> tuple[Column, ...]:
    """Columns of the settlements, for sources with these names."""
    return (
        Column("Settlement", "Double click goes there"),
        Column("X day", f"Snapshot of {x} from which on it stays so"),
        Column("Y day", f"Snapshot of {y} from which on it stays so"),
        Column("First", f"Which of {x} (X) and {y} (Y) shows it first, and by how many days", True),
    )


def place_rows(places: pd.DataFrame, names: Names, provenance: str) -> list[Row]:
    """A row for each settlement that one of the two shows changing hands."""
    from viewer.core.difference_table import records

    rows = []
    several = len({day.year for day in places["x_date"].dropna()}) > 1
    for value in records(places):
        days = [_date(value[name], several) for name in ("x_date", "y_date")]
        lag = _number(value["lag_days"])
        tip = (
            f"{value['name']}, {names[str(value['sector'])]}\n"
            f"Becomes {value['change']}. {value['words']}\n"
            f"{_spans(value, places.attrs)}{provenance}"
        )
        keys = (
            str(value["name"]).lower(),
            *(_ordinal(value[name]) for name in ("x_date", "y_date")),
            _LATE if lag is None else lag,
        )
        texts = (str(value["name"]), *days, _NONE if lag is None else first_text(lag))
        place = (float(value["lon"]), float(value["lat"]))
        rows.append(Row(place, texts, keys, tip))
    return rows


def first_text(lag: float) -> str:
    """Which of X and Y comes first, and by how many days."""
    if lag == 0:
        return "same"
    digits = 0 if float(lag).is_integer() else 1
    days = "1 day" if abs(lag) == 1 else f"{number_text(abs(lag), digits)} days"
    return f"{'X' if lag < 0 else 'Y'} by {days}"


def _spans(value: Mapping[Any, Any], attrs: Mapping[Any, Any]) -> str:
    """Say where the day is less sure because of days without a snapshot."""
    text = ""
    for which in ("x", "y"):
        span = _number(value[f"{which}_span_days"])
        if span is not None and span > 1:
            days = number_text(span)
            text += f"{attrs[f'{which}_name']} had no snapshot in the {days} days before\n"
    return text


def _days(days: float) -> str:
    return signed_text(days, 0 if float(days).is_integer() else 1)


def _number(value: Any) -> float | None:
    """A number; None for what is missing."""
    try:
        number = float(value)
    except TypeError:
        return None
    return None if math.isnan(number) else number


def _date(value: Any, year: bool) -> str:
    if value is None or value != value:
        return _NONE
    return date_text(value.date()) if year else short_date_text(value.date())


def _ordinal(value: Any) -> float:
    return _LATE if value is None or value != value else float(value.toordinal())
