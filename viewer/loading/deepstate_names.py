"""Names and fills of DeepState's service, and what an area of that name asserts."""

from __future__ import annotations

import re
from enum import Enum

_KEY = re.compile(r"geoJSON\.(\w+)\.(\w+)")
_TAG = re.compile(r"<[^<>]{0,200}>")
_TAIL = re.compile(r"\{\{?[^{}]{0,100}\}?\}")
_COLOUR = re.compile(r"#?(?:poly-|line-)?([0-9a-fA-F]{6})\b")
_MAX = 40


class Meaning(Enum):
    """What an area of a version says."""

    HELD = "held by Russia"
    HELD_BEFORE = "held by Russia since before 2022"
    CONTESTED = "contested"
    LIBERATED = "liberated"
    HELD_IN_RUSSIA = "held by Ukraine in Russia"
    TERRITORY = "outside Ukraine"
    UNKNOWN = "unknown"


_STATUS = {
    "occupied": Meaning.HELD,
    "unknown": Meaning.CONTESTED,
    "dismissed": Meaning.LIBERATED,
    "dismissed_at": Meaning.LIBERATED,
    "liberated": Meaning.LIBERATED,
}
_HELD_BEFORE = ("crimea", "ordlo", "tuzla")
_FILLS = {
    "a52714": Meaning.HELD,
    "880e4f": Meaning.HELD,
    "bcaaa4": Meaning.CONTESTED,
    "bdbdbd": Meaning.CONTESTED,
    "0f9d58": Meaning.LIBERATED,
    "0288d1": Meaning.LIBERATED,
    "01579b": Meaning.LIBERATED,
    "ff5252": Meaning.TERRITORY,
}
_BLUE = ("0288d1", "01579b")


def meaning_of(properties: dict[str, object]) -> tuple[Meaning, bool]:
    """Tell what an area asserts: by its key, and by its fill when there is no known key.

    Parameters
    ----------
    properties : dict
        ``name`` of three parts (``Окуповано /// Occupied /// geoJSON.status.occupied``), ``fill``
        or ``styleUrl``.

    Returns
    -------
    tuple of Meaning and bool
        The meaning, and whether the fill is one of the blues of what was taken back lately.
    """
    fill = _fill_of(properties)
    blue = fill in _BLUE
    key = _KEY.search(_plain(properties.get("name")))
    if key is not None:
        group, name = key.group(1).lower(), key.group(2).lower()
        if group == "territories":
            return (Meaning.HELD_BEFORE if name in _HELD_BEFORE else Meaning.TERRITORY), blue
        if group == "status" and name in _STATUS:
            return _STATUS[name], blue
    return _FILLS.get(fill, Meaning.UNKNOWN), blue


def label_of(properties: dict[str, object]) -> str:
    """Name an area in English if its name has that part; else by key, first part or fill."""
    text = _TAIL.sub(" ", _TAG.sub(" ", _plain(properties.get("name"))))
    parts = [" ".join(part.split()) for part in text.split("///")]
    names = [part for part in parts if part and not _KEY.search(part)]
    fill = _fill_of(properties)
    fallback = f"fill #{fill}" if fill else "without a name"
    return (names[1] if len(names) > 1 else names[0] if names else fallback)[:_MAX]


def _plain(value: object) -> str:
    return value.replace("\u00a0", " ") if isinstance(value, str) else ""


def _fill_of(properties: dict[str, object]) -> str:
    for field in ("fill", "styleUrl"):
        value = properties.get(field)
        found = _COLOUR.match(value) if isinstance(value, str) else None
        if found:
            return found.group(1).lower()
    return ""
