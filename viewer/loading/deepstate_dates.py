"""Which day a version of DeepState's service gets."""

from __future__ import annotations

import datetime
import re
from pathlib import PurePosixPath

from viewer.loading.dates import date_in_name
from viewer.loading.days import Note
from viewer.loading.items import Item
from viewer.loading.report import Action

DAY_RULE = (
    "A version of the service gets the day of the daily file that would show it: published up "
    "to 03:00 UTC it is that day's, later the next day's; the last version of a day counts."
)
_DAILY_FILE_HOUR = 3
_ID = re.compile(r"(?<!\d)(1[4-9]\d{8})(?:\d{3})?(?!\d)")
_UNIX_0 = datetime.datetime(1970, 1, 1)


def day_of_moment(seconds: int) -> datetime.date:
    """Day of the daily file, made at 03:00 UTC, that first shows a version.

    Parameters
    ----------
    seconds : int
        Unix time at which the version was published.

    Examples
    --------
    >>> day_of_moment(1727060400).isoformat(), day_of_moment(1727060401).isoformat()
    ('2024-09-23', '2024-09-24')
    """
    moment = _UNIX_0 + datetime.timedelta(seconds=seconds)
    return (moment + datetime.timedelta(hours=24 - _DAILY_FILE_HOUR, seconds=-1)).date()


def version_day(
    wrapper: dict[str, object], item: Item, notes: list[Note]
) -> tuple[datetime.date | None, int]:
    """Find the day of a version, and its moment to tell versions of one day apart.

    ``id`` counts, then an id in the name of the file or its folder, then a day in the name.

    Parameters
    ----------
    wrapper : dict
        Members of the document.
    item : Item
        The file.
    notes : list
        Gets a warning when name and content disagree.

    Returns
    -------
    tuple of (datetime.date or None) and int
        The day, None when nothing says it, and Unix seconds, 0 when they are not known.
    """
    said = [wrapper.get("id"), item.names[0], _folder(item), *item.names[1:]]
    seconds = next((found for value in said if (found := _id_of(value))), 0)
    named = next((date for name in item.names if (date := date_in_name(name))), None)
    if seconds:
        day = day_of_moment(seconds)
        if named is not None and abs((named - day).days) > 1:
            notes.append(
                (Action.WARNED, f"its name says {named}, its version {day}; the version counts")
            )
        return day, seconds
    return named, 0


def _folder(item: Item) -> str:
    """Name of the file's folder if it is an id, as in ``history/1727073480/geojson``."""
    name = PurePosixPath(item.name.replace("\\", "/")).parent.name
    folder = name or ("" if item.container else item.path.parent.name)
    return folder if folder.isdigit() else ""


def _id_of(value: object) -> int:
    """Unix seconds in a value or a name; 0 when there are none between 2014 and 2033."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return 0
    found = _ID.search(str(value))
    return int(found.group(1)) if found else 0
