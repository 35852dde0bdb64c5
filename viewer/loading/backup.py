"""UAControlMap's backups: KMZ files of the whole map, of which only the held areas are taken."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from viewer.core.sources import Status
from viewer.loading.dates import date_in_name
from viewer.loading.days import Found, ImportOptions, Note, Origin, RawDay
from viewer.loading.items import Item
from viewer.loading.kml import Placemark, placemarks_of
from viewer.loading.report import Action, NeedsAnswer
from viewer.loading.rings import rings_of_object

IMPORTER = "uacontrolmap-backup"
AREAS, KURSK = "important areas", "ukrainian kursk incursion"
KURSK_BEGINS = datetime.date(2024, 8, 1)
"""From this day on the daily files say so when Ukraine holds nothing in Russia."""
DAY_BEFORE = "the backup's date less one day, as in the daily files"
OBSTACLES = "left out: trenches, ditches and obstacles"
OTHERS = "left out: front lines, unit positions, geolocations"
_BACKUP = re.compile(r"\d{6}_\d{4}")
_HELD = re.compile(r"crimea|russian\b.*|.*\baxis(?: \[z\])?")
_OBSTACLE = re.compile(r"(trench|tank ?ditch|dragon'?s? ?teeth)")


def is_backup(text: bytes) -> bool:
    """Whether KML text is such a backup, by the name of its folder."""
    flat = text.replace(b"\xc2\xa0", b" ").replace(b"&#160;", b" ")
    return b"<kml" in text[:4096] and (b"Important Areas" in flat or b"Kursk Incursion" in flat)


def read_backup(text: bytes, item: Item, options: ImportOptions) -> Iterator[Found]:
    """Read one backup.

    The day is the date of the file less one, as in the daily files that are made from backups; for
    a file without a date what the user says counts, as it is.

    Yields
    ------
    RawDay, Skip or NeedsAnswer

    Raises
    ------
    XmlError, CoordinateError
        When the text cannot be used.
    """
    placemarks = placemarks_of(text)
    own = _day(item)
    notes: list[Note] = [(Action.NOTED, DAY_BEFORE)] if own else []
    date = options.day_of(own, notes)
    if date is None:
        yield NeedsAnswer(item.label, (str(item.path),), False, False, False, wants_date=True)
        return
    held: list[object] = []
    kursk: list[object] = []
    unknown: set[str] = set()
    for placemark in placemarks:
        kind = _kind(placemark)
        if kind == "held":
            held += placemark.polygons
        elif kind == "kursk":
            kursk += placemark.polygons
        elif kind == "unknown":
            unknown.add(placemark.name or "without a name")
        elif (Action.NOTED, kind) not in notes:
            notes.append((Action.NOTED, kind))
    if unknown:
        names = ", ".join(sorted(unknown)[:6])
        notes.append((Action.WARNED, f"left out: areas of an unknown name ({names})"))
    origin = Origin(item.name, item.container, item.sha256, len(text))
    yield RawDay(
        source="uacontrolmap",
        status=Status.RU_HELD,
        date=date,
        origin=origin,
        importer=IMPORTER,
        shapes=rings_of_object(held),
        unite=True,
        known_place=True,
        notes=notes,
    )
    if kursk or (held and date >= KURSK_BEGINS):
        yield RawDay(
            source="uacontrolmap",
            status=Status.UA_HELD_IN_RU,
            date=date,
            origin=origin,
            importer=IMPORTER,
            shapes=rings_of_object(kursk),
            unite=True,
            open_corridors=True,
            may_be_empty=True,
            known_place=True,
        )


def _kind(placemark: Placemark) -> str:
    """``held``, ``kursk``, ``unknown``, or why the placemark is left out."""
    name = placemark.name.casefold()
    folders = [folder.casefold() for folder in placemark.folders]
    if not placemark.polygons:
        return OBSTACLES if _OBSTACLE.match(name) else OTHERS
    if KURSK in (name, *folders):
        return "kursk"
    if AREAS not in folders:
        return OTHERS
    if name == "transnistria":
        return "left out: areas outside Ukraine (Transnistria)"
    if _OBSTACLE.match(name):
        return OBSTACLES
    return "held" if _HELD.fullmatch(name) else "unknown"


def _day(item: Item) -> datetime.date | None:
    """Date in the name of the file or its container, less one day; of the folder when unpacked."""
    folder = item.path.parent.name
    unpacked = not item.container and item.name == "doc.kml" and _BACKUP.fullmatch(folder)
    names = (*item.names, folder) if unpacked else item.names
    found = next((date for name in names if (date := date_in_name(name))), None)
    return found - datetime.timedelta(days=1) if found else None
