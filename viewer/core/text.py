"""Numbers, dates and coordinates as people read them, and typed dates read back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from viewer.errors import ViewerError

THIN_SPACE = "\u2009"
MINUS = "\u2212"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
COORDINATE_FORMATS = ("decimal", "dms", "utm", "mgrs")
"""What a click on the coordinate walks through."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_NAMED = re.compile(r"(\d{1,2})\.?\s+([A-Za-z]+)\.?,?\s+(\d{4})")
_MGRS = re.compile(r"(\d{1,2})([A-Z])([A-Z]{2})(\d{5})(\d{5})")
_MGRS_LIMITS_DEGREES = (-80.0, 84.0)
_EQUATOR_DEGREES = 1e-7
"""A centimetre; the grid's library gives a false square for what rounds to the equator."""
_converter: Any = None


def number_text(value: float, digits: int = 0) -> str:
    """Write a number with thin spaces between thousands and a real minus sign.

    Parameters
    ----------
    value : float
        What to write; a value that rounds to zero has no sign.
    digits : int
        Digits after the decimal point.
    """
    text = f"{abs(value):,.{digits}f}".replace(",", THIN_SPACE)
    negative = value < 0 and any(digit in "123456789" for digit in text)
    return f"{MINUS}{text}" if negative else text


def signed_text(value: float, digits: int = 0) -> str:
    """Write a number with its sign, plus or minus; nothing before a zero."""
    text = number_text(value, digits)
    positive = value > 0 and any(digit in "123456789" for digit in text)
    return f"+{text}" if positive else text


def date_text(day: date) -> str:
    """Write a date as ``13 Nov 2024``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def time_text(moment: str) -> str:
    """Write a moment of ISO 8601 as ``13 Nov 2024 10:05 UTC``; what is no moment stays as it is."""
    try:
        at = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    except ValueError:
        return moment
    if at.tzinfo is None:
        return f"{date_text(at.date())} {at:%H:%M}"
    at = at.astimezone(UTC)
    return f"{date_text(at.date())} {at:%H:%M} UTC"


def long_date_text(day: date) -> str:
    """Write a date in full, as ``13 November 2024``, for sentences."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1].capitalize()} {day.year}"


def short_date_text(day: date) -> str:
    """Write a date without its year, as ``13 Nov``."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def age_text(days: int) -> str:
    """Write how old a snapshot is: ``0 days old``, ``1 day old``."""
    return f"{number_text(days)} {'day' if days == 1 else 'days'} old"


def parse_date(text: str) -> date:
    """Read a typed date: ``2024-11-13``, ``13.11.2024``, ``13 Nov 2024``, ``13 November 2024``.

    Raises
    ------
    ViewerError
        When it is none of these, or no day of the calendar.
    """
    typed = " ".join(text.split())
    if match := _ISO.fullmatch(typed):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DOTTED.fullmatch(typed):
        day, month, year = (int(part) for part in match.groups())
    elif match := _NAMED.fullmatch(typed):
        day, month, year = int(match[1]), _month(match[2], typed), int(match[3])
    else:
        raise ViewerError(
            f"“{typed}” is not a date." if typed else "No date was typed.",
            "Write it as 13 Nov 2024, 13.11.2024 or 2024-11-13.",
        )
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ViewerError(
            f"“{typed}” is no day of the calendar.", "Check the day and the month.", repr(error)
        ) from error


def scale_text(denominator: float) -> str:
    """Write a map scale as ``1 : 750 000``, to two or three leading digits."""
    if denominator >= 1000:
        step = 10 ** (len(str(int(denominator))) - 3)
        denominator = round(denominator / step) * step
    return f"1 : {number_text(denominator)}"


def coordinate_text(lon: float, lat: float, coordinate_format: str = "decimal") -> str:
    """Write a position.

    Parameters
    ----------
    lon, lat : float
        Degrees, EPSG:4326.
    coordinate_format : str
        One of `COORDINATE_FORMATS`.

    Returns
    -------
    str
        Plain text that can be pasted elsewhere. UTM and MGRS are to one metre; near the poles,
        where they do not exist, the text says so.
    """
    lon = (lon + 180.0) % 360.0 - 180.0
    if coordinate_format == "decimal":
        return f"{_decimal(lat, 'N', 'S')} {_decimal(lon, 'E', 'W')}"
    if coordinate_format == "dms":
        return f"{_dms(lat, 'N', 'S')} {_dms(lon, 'E', 'W')}"
    if coordinate_format not in COORDINATE_FORMATS:
        raise KeyError(coordinate_format)
    if not _MGRS_LIMITS_DEGREES[0] <= lat < _MGRS_LIMITS_DEGREES[1]:
        return "outside 80° S to 84° N"
    if abs(lat) < _EQUATOR_DEGREES:
        lat = 0.0
    match = _MGRS.fullmatch(_grid().toMGRS(lat, lon, MGRSPrecision=5))
    assert match is not None
    zone, band, square, east, north = match.groups()
    if coordinate_format == "mgrs":
        return f"{zone}{band} {square} {east} {north}"
    _, _, easting, northing = _grid().MGRSToUTM(match[0])
    return f"{zone}{band} {int(easting)} E {int(northing)} N"


def _decimal(degrees: float, positive: str, negative: str) -> str:
    return f"{abs(degrees):.4f}° {negative if degrees < 0 else positive}"


def _dms(degrees: float, positive: str, negative: str) -> str:
    tenths = round(abs(degrees) * 36000)
    minutes, seconds = divmod(tenths, 600)
    whole, minutes = divmod(minutes, 60)
    side = negative if degrees < 0 else positive
    return f"{whole}° {minutes:02d}′ {seconds / 10:04.1f}″ {side}"


def _month(name: str, typed: str) -> int:
    written = "sep" if name.lower() == "sept" else name.lower()
    for number, month in enumerate(_MONTH_NAMES, start=1):
        if len(written) >= 3 and month.startswith(written):
            return number
    raise ViewerError(f"“{name}” in “{typed}” is no month.", "Write it as 13 Nov 2024.")


def _grid() -> Any:
    """Return the MGRS converter, loaded when first asked for: it is not needed to start."""
    global _converter
    if _converter is None:
        import mgrs

        _converter = mgrs.MGRS()
    return _converter
