"""The two daily archives: DeepState GeoJSON and UAControlMap JSON, recognised by content."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from viewer.core.sources import Status
from viewer.loading.collections import Shape, crs_name, load_json
from viewer.loading.dates import date_in_name, date_of_value
from viewer.loading.days import Note, Origin, RawDay
from viewer.loading.report import Action
from viewer.loading.rings import (
    Block,
    Rings,
    cut_block,
    rings_as_polygons,
    rings_of_block,
    rings_of_object,
)

OLD_CRS = "the old crs member was read as lon, lat"
LATLON = "positions are lat, lon in this format; turned into lon, lat"
NO_DATE = "holds no date, neither in its name nor inside; rename it to ...YYYYMMDD..."
_DAILY_NAME = re.compile(r"deepstatemap_data_(\d{8})")
_UNIFIED_PROPERTIES = {"date", "id", "index", "fid"}
_AREA_KEYS = ("areas", "areas_ua", "frontline")
_AREA_KEY = {key: re.compile(rb'"%s"\s*:\s*' % key.encode()) for key in _AREA_KEYS}
_EMPTY = Rings(np.empty((0, 2)), np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True)
class Recognised:
    """What a feature collection was recognised as.

    Attributes
    ----------
    unified : bool
        True for the file with one feature a day, False for a daily file.
    sure : bool
        False when only the shape of the data speaks for it.
    """

    unified: bool
    sure: bool


def recognise(header: dict[str, object], first: Shape, names: tuple[str, ...]) -> Recognised | None:
    """Tell whether a feature collection is DeepState's.

    Parameters
    ----------
    header : dict
        Members of the collection.
    first : Shape
        Its first feature.
    names : tuple of str
        Names of the file and of its container.
    """
    name = header.get("name")
    if any(_DAILY_NAME.search(text) for text in (str(name), *names[:1])):
        return Recognised(unified="date" in first.properties, sure=True)
    named = any("deepstate" in text.lower() for text in (str(name), *names))
    keys = set(first.properties)
    if "date" in keys and keys <= _UNIFIED_PROPERTIES:
        if named or _spans_the_occupied_area(first):
            return Recognised(unified=True, sure=named)
    elif not keys and (named or _spans_the_occupied_area(first)):
        return Recognised(unified=False, sure=named)
    return None


def _spans_the_occupied_area(shape: Shape) -> bool:
    """Whether one outline reaches from Crimea to the east of Luhansk, as only DeepState's does."""
    if shape.rings is None or len(shape.rings.xy) < 500:
        return False
    west, south = shape.rings.xy.min(axis=0)
    east, north = shape.rings.xy.max(axis=0)
    return bool(30 < west < 34.5 and 44 < south < 45.2 and 39 < east < 42 and 49 < north < 53)


def deepstate_day(
    shape: Shape,
    header: dict[str, object],
    found: Recognised,
    origin: Origin,
    names: tuple[str, ...],
) -> RawDay | str:
    """One feature of a DeepState file as a day.

    Returns
    -------
    RawDay or str
        The reason when the feature has no date.
    """
    notes: list[Note] = []
    date = (
        date_of_value(shape.properties.get("date"))
        if found.unified
        else _daily_date(header, shape, names, notes)
    )
    if date is None:
        return NO_DATE
    crs = crs_name(header)
    if crs == "OGC:CRS84":
        notes.append((Action.NOTED, OLD_CRS))
    if not found.sure:
        notes.append(
            (Action.WARNED, "taken for DeepState by its content; use --source if it is not")
        )
    if shape.dropped:
        notes.append((Action.REPAIRED, "points and lines among the polygons were left out"))
    return RawDay(
        source="deepstate",
        status=Status.RU_HELD,
        date=date,
        origin=origin,
        importer="deepstate-unified" if found.unified else "deepstate-daily",
        shapes=_EMPTY if shape.rings is None else shape.rings,
        crs=crs,
        daily=not found.unified,
        known_place=True,
        notes=notes,
    )


def _daily_date(
    header: dict[str, object], shape: Shape, names: tuple[str, ...], notes: list[Note]
) -> datetime.date | None:
    """Date from the file name, ``name``, ``date`` and ``id``, in that order."""
    inside = date_in_name(str(header.get("name") or ""))
    own = _DAILY_NAME.search(names[0])
    in_name = date_in_name(names[0])
    if own is None and inside is not None:
        return inside
    date = in_name or inside
    if date and inside and date != inside:
        notes.append(
            (Action.WARNED, f"its name says {date}, its content {inside}; the name counts")
        )
    if date is None:
        date = date_of_value(shape.properties.get("date") or header.get("date"))
    if date is None:
        date = date_of_value(header.get("id"))
    return date


def uacontrolmap_document(text: bytes) -> dict[str, object] | None:
    """Parse UAControlMap JSON, with `Rings` (or None) in place of ``areas`` and ``areas_ua``.

    Returns
    -------
    dict or None
        None when it is no such document.

    Raises
    ------
    JsonError
        When the text is no JSON.
    CoordinateError
        When ``areas`` holds anything but rings.
    """
    if b'"FeatureCollection"' in text[:200] or b'"areas"' not in text:
        return None
    blocks: dict[str, Block] = {}
    rest = text
    for key in _AREA_KEYS:
        match = _AREA_KEY[key].search(rest)
        cut = cut_block(rest, match.end()) if match else None
        if match and cut:
            blocks[key] = cut
            rest = rest[: match.end()] + b"null" + rest[cut.end :]
    document = load_json(rest)
    if isinstance(document, dict) and any(document.get(key) is not None for key in blocks):
        document, blocks = load_json(text), {}
    if not isinstance(document, dict) or "areas" not in document or "type" in document:
        return None
    for key in ("areas", "areas_ua"):
        if key in document:
            document[key] = _areas(blocks.get(key), document[key])
    return document


def _areas(block: Block | None, value: object) -> Rings:
    if block is not None:
        rings = rings_of_block(block, 3)
        if rings is not None:
            return rings_as_polygons(rings)
        value = load_json(block.text)
    if value is None:
        value = []
    return rings_of_object([[ring] for ring in value] if isinstance(value, list) else value)


def uacontrolmap_days(
    document: dict[str, object], origin: Origin, names: tuple[str, ...]
) -> Iterator[RawDay | str]:
    """Give the days of one UAControlMap file: Russian-held, and Ukrainian-held if covered.

    An empty ``areas_ua`` on a good day says "none held" and gives an empty snapshot; a missing key
    says nothing and gives none.
    """
    date = date_in_name(names[0]) or date_of_value(document.get("date"))
    if date is None:
        yield NO_DATE
        return
    areas = document["areas"]
    areas_ua = document.get("areas_ua")
    assert isinstance(areas, Rings)
    yield RawDay(
        source="uacontrolmap",
        status=Status.RU_HELD,
        date=date,
        origin=origin,
        importer="uacontrolmap-daily",
        shapes=areas.swapped(),
        unite=True,
        daily=True,
        known_place=True,
        notes=[(Action.NOTED, LATLON)],
    )
    if isinstance(areas_ua, Rings) and (len(areas_ua.ring_ends) or len(areas.ring_ends)):
        yield RawDay(
            source="uacontrolmap",
            status=Status.UA_HELD_IN_RU,
            date=date,
            origin=origin,
            importer="uacontrolmap-daily",
            shapes=areas_ua.swapped(),
            unite=True,
            open_corridors=True,
            may_be_empty=True,
            known_place=True,
        )
