"""Columns of a vector file: which hold dates, which the status."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

import numpy.typing as npt

from viewer.core.sources import Status
from viewer.loading.dates import date_of_value

_DATE_NAME = re.compile(r"date|day|time|datum|дата|stamp|when", re.IGNORECASE)
_EDIT_NAME = re.compile(r"edit|creat|modif|updat|last|global", re.IGNORECASE)
_MOSTLY = 0.9
NO_DATE = (
    "holds no date, neither in a column nor in its name; put it into the name, as in "
    "front_20240801, or say --date"
)


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    name : str
        As in the file; text, whatever it holds.
    values : list of object
        One per row.
    days : list of (datetime.date or None)
        The values as dates; empty when the column holds no dates.
    """

    name: str
    values: list[object]
    days: list[datetime.date | None] = field(default_factory=list)

    @property
    def holds_dates(self) -> bool:
        """Whether nearly all its values are dates."""
        return bool(self.days)


@dataclass(frozen=True)
class DateChoice:
    """How the rows of a layer get their dates.

    Attributes
    ----------
    column : Column or None
        The column; None when the file name counts, or when nothing does.
    ask : bool
        True when the user has to say which column.
    reason : str
        Why there is no date at all; empty otherwise.
    """

    column: Column | None = None
    ask: bool = False
    reason: str = ""

    def dates(self, count: int, in_name: datetime.date | None) -> list[datetime.date | None]:
        """One date per row."""
        if self.reason:
            return [None] * count
        return self.column.days if self.column is not None else [in_name] * count


def columns_of(names: list[str], arrays: list[npt.NDArray[Any]]) -> list[Column]:
    """Make columns, with their dates read where they hold dates."""
    columns = []
    for name, array in zip(names, arrays, strict=True):
        values = array.tolist()
        columns.append(Column(name, values, _days(name, array, values)))
    return columns


def _days(name: str, array: npt.NDArray[Any], values: list[object]) -> list[datetime.date | None]:
    """Dates of a column, or nothing when it holds none.

    Numbers count only under a name that speaks of dates: identifiers look like Unix seconds.
    """
    if array.dtype.kind in "iuf" and not _DATE_NAME.search(name):
        return []
    if array.dtype.kind == "M":
        values = array.astype("datetime64[D]").astype(object).tolist()
    days = [date_of_value(value) for value in values]
    filled = sum(value is not None and value == value and value != "" for value in values)
    dated = sum(day is not None for day in days)
    return days if dated and dated >= _MOSTLY * filled else []


def choose_dates(
    columns: list[Column], in_name: datetime.date | None, asked: str | None
) -> DateChoice:
    """Choose where the dates of a layer come from.

    What the user named counts. Else a column called ``date``; else the only column with dates that
    is no time of editing; with a date in the file name a column counts only if its days differ.

    Parameters
    ----------
    columns : list of Column
        All columns of the layer.
    in_name : datetime.date or None
        Date in the name of the file.
    asked : str or None
        Column that the user named.
    """
    if asked is not None:
        named = [c for c in columns if c.name.casefold() == asked.casefold()]
        if not named:
            there = ", ".join(column.name for column in columns) or "none"
            return DateChoice(reason=f"has no column {asked}; its columns: {there}")
        if not named[0].holds_dates:
            return _forced(named[0], asked)
        return DateChoice(named[0])
    dated = [column for column in columns if column.holds_dates]
    if not dated:
        return DateChoice() if in_name else DateChoice(reason=NO_DATE)
    plain = [column for column in dated if column.name.casefold() == "date"]
    if plain:
        return DateChoice(plain[0])
    real = [column for column in dated if not _EDIT_NAME.search(column.name)]
    if in_name is not None:
        varied = [column for column in real if len(set(column.days)) > 1]
        return DateChoice(ask=True) if varied else DateChoice()
    return DateChoice(real[0]) if len(real) == 1 else DateChoice(ask=True)


def _forced(column: Column, asked: str) -> DateChoice:
    days = [date_of_value(value) for value in column.values]
    if not any(days):
        return DateChoice(reason=f"has no dates in its column {asked}")
    return DateChoice(Column(column.name, column.values, days))


def statuses_of(columns: list[Column], count: int, asked: str | None) -> list[Status | None]:
    """Status of each row: what the user said, else a column that holds our ids."""
    if asked is not None:
        return [Status(asked)] * count
    known = {str(status) for status in Status}
    for column in columns:
        if column.name.casefold() == "status":
            values = [str(value) for value in column.values]
            if any(value in known for value in values):
                return [Status(value) if value in known else None for value in values]
    return [None] * count
