"""Dates of snapshots, from file names, columns and numbers."""

from __future__ import annotations

import datetime
import re

_EARLIEST = datetime.date(1990, 1, 1)
_LATEST = datetime.date(2100, 1, 1)
_EPOCH = datetime.datetime(1970, 1, 1)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-_./]?(\d{2})[-_./]?(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-_./](\d{1,2})[-_./](\d{4})(?!\d)")
_MONTH_NAME = re.compile(r"(?<!\d)(\d{1,2})[-_ ]?([A-Za-z]{3})[A-Za-z]*[-_ ]?(\d{4})(?!\d)")
_BACKUP = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})_\d{4}(?!\d)")
_TEXT = re.compile(r"\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T\s].*|Z)?\s*$", re.DOTALL)
_TEXT_DAY_FIRST = re.compile(r"\s*(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[T\s].*)?\s*$", re.DOTALL)


def make_date(year: int, month: int, day: int) -> datetime.date | None:
    """Make a date between 1990 and 2100, or None."""
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    return date if _EARLIEST <= date < _LATEST else None


def date_in_name(name: str) -> datetime.date | None:
    """Find the one date that a file name holds.

    Parameters
    ----------
    name : str
        File name without folder, such as ``deepstatemap_data_20240801.geojson``,
        ``front-2024-08-01.gpkg`` or ``ControlMapAO20NOV2024.zip``.

    Returns
    -------
    datetime.date or None
        None when there is no date, or when there are several different ones.
    """
    found: set[datetime.date | None] = set()
    found.update(make_date(int(y), int(m), int(d)) for y, m, d in _YEAR_FIRST.findall(name))
    found.update(make_date(int(y), int(m), int(d)) for d, m, y in _DAY_FIRST.findall(name))
    found.update(
        make_date(int(y), _MONTHS.get(month.lower(), 0), int(d))
        for d, month, y in _MONTH_NAME.findall(name)
    )
    found.discard(None)
    if not found:
        found.update(make_date(2000 + int(y), int(m), int(d)) for y, m, d in _BACKUP.findall(name))
        found.discard(None)
    return found.pop() if len(found) == 1 else None


def date_of_value(value: object) -> datetime.date | None:
    """Find the date that a value of a column stands for.

    Parameters
    ----------
    value : object
        Text (``2024-08-01``, with or without a clock; ``20240801``; ``01.08.2024``), a date, or a
        number: ``20240801``, Unix seconds or milliseconds.

    Returns
    -------
    datetime.date or None
        The day as written (a zone is not applied), or None when it is no date.
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _date_of_number(float(value))
    if isinstance(value, str):
        return _date_of_text(value.replace("\u00a0", " "))
    return None


def _date_of_text(text: str) -> datetime.date | None:
    match = _TEXT.match(text)
    if match:
        year, month, day = match.groups()
        return make_date(int(year), int(month), int(day))
    match = _TEXT_DAY_FIRST.match(text)
    if match:
        day, month, year = match.groups()
        return make_date(int(year), int(month), int(day))
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit() and len(stripped) in (10, 13):
        return _date_of_number(float(stripped))
    return None


def _date_of_number(number: float) -> datetime.date | None:
    if not number.is_integer():
        return None
    if 19900101 <= number < 21000101:
        whole = int(number)
        return make_date(whole // 10000, whole // 100 % 100, whole % 100)
    if 6.3e8 <= number < 4.2e9:
        return (_EPOCH + datetime.timedelta(seconds=number)).date()
    if 6.3e11 <= number < 4.2e12:
        return (_EPOCH + datetime.timedelta(milliseconds=number)).date()
    return None
