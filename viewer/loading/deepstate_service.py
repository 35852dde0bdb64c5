"""Versions of DeepState's own service: which area holds what, told by key, fill and place.

A version mixes held, contested and liberated areas, units, arrows, and areas far from Ukraine,
partly satire. Only what the keys (or, without a key, the fills) say to be held or contested in
Ukraine is taken, and what Ukraine holds in Russia next to the border; the rest is left out and
named in the report.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from viewer.core.sources import Status
from viewer.loading.abroad import Place, places_of
from viewer.loading.collections import Shape, crs_name, load_json, shape_of_object
from viewer.loading.days import Found, ImportOptions, Note, Origin, RawDay, Skip
from viewer.loading.deepstate_dates import version_day
from viewer.loading.deepstate_names import Meaning, label_of, meaning_of
from viewer.loading.items import Item
from viewer.loading.report import Action, NeedsAnswer
from viewer.loading.rings import CoordinateError, check_corners, multipolygons

IMPORTER = "deepstate-service"
KURSK_BEGINS = datetime.date(2024, 8, 6)
"""From this day on a version without Ukrainian-held ground in Russia says that there is none."""
POINTS = "left out: points and lines (units, headquarters, arrows)"
LIBERATED = "left out: liberated areas, which are held by Ukraine"
UNKNOWN = "left out: areas of an unknown kind"
SEAMS = "parts were joined over seams of up to 2 m"
_SEAM = 9e-6
"""Degrees, about 1 m: parts drawn apart by less are one."""


def is_service(text: bytes) -> bool:
    """Whether JSON text is a version of the service, by its keys or its fills."""
    # One letter is looked for much faster than a word, and daily files have neither of these.
    keys = (b"geoJSON.status.", b"geoJSON.territories.")
    if b"J" in text and any(key in text for key in keys):
        return True
    return b"/" in text and b" ///" in text and b"a52714" in text.lower()


def read_service(text: bytes, item: Item, options: ImportOptions) -> Iterator[Found]:
    """Read one version: ``history/<id>/geojson`` or the wrapper ``history/last``.

    Yields
    ------
    RawDay, Skip or NeedsAnswer

    Raises
    ------
    JsonError, CoordinateError
        When the text is no JSON or no feature collection.
    """
    document = load_json(text)
    wrapper: dict[str, object] = document if isinstance(document, dict) else {}
    inner = wrapper.get("map")
    collection: dict[str, object] = inner if isinstance(inner, dict) else wrapper
    features = collection.get("features")
    if not isinstance(features, list):
        yield Skip("is an answer of DeepState's service, but holds no map; fetch it again")
        return
    notes: list[Note] = []
    own, moment = version_day(wrapper, item, notes)
    date = options.day_of(own, notes)
    if date is None:
        yield NeedsAnswer(item.label, (str(item.path),), False, False, False, wants_date=True)
        return
    areas = _Areas()
    for number, feature in enumerate(features, 1):
        reason = areas.take(feature)
        if reason:
            yield Skip(reason, row=f"feature {number}")
    origin = Origin(item.name, item.container, item.sha256, len(text))
    for status, polygons in areas.by_status(date).items():
        yield RawDay(
            source="deepstate",
            status=status,
            date=date,
            origin=origin,
            importer=IMPORTER,
            shapes=polygons,
            crs=crs_name(collection),
            may_be_empty=status is not Status.RU_HELD,
            known_place=True,
            rank=moment,
            notes=[*notes, *areas.notes()] if status is Status.RU_HELD else [],
        )


class _Areas:
    """Areas of one version, sorted by what they mean."""

    def __init__(self) -> None:
        self._polygons: dict[Meaning, list[Any]] = {}
        self._others: set[str] = set()
        self._abroad: set[str] = set()
        self._points = False
        self._liberated = False
        self._had_z = False

    def take(self, feature: object) -> str:
        """Take one feature; say why not when it is broken."""
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            return "holds something that is no feature"
        try:
            shape = shape_of_object(feature)
            if shape.rings is not None:
                check_corners(shape.rings)
        except CoordinateError as error:
            return str(error)
        self._points = self._points or bool(shape.dropped)
        if shape.rings is not None:
            if not np.isfinite(shape.rings.xy).all():
                return "holds coordinates that are not numbers (NaN or Infinity)"
            self._had_z = self._had_z or shape.rings.had_z
            self._sort(shape)
        return ""

    def _sort(self, shape: Shape) -> None:
        assert shape.rings is not None
        polygon = multipolygons([shape.rings])[0]
        if not shapely.is_valid(polygon):
            polygon = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
        meaning, is_blue = meaning_of(shape.properties)
        name = label_of(shape.properties)
        if meaning is Meaning.TERRITORY:
            self._abroad.add(name)
        elif meaning is Meaning.UNKNOWN:
            self._others.add(name)
        elif meaning is Meaning.HELD_BEFORE:
            self._keep(Meaning.HELD, polygon)
        else:
            (place,) = places_of(np.array([polygon], dtype=object))
            if place is Place.RUSSIA and (is_blue or meaning is Meaning.LIBERATED):
                self._keep(Meaning.HELD_IN_RUSSIA, polygon)
            elif place is not Place.UKRAINE:
                self._abroad.add(name)
            elif meaning is Meaning.LIBERATED:
                self._liberated = True
            else:
                self._keep(meaning, polygon)

    def _keep(self, meaning: Meaning, polygon: Any) -> None:
        self._polygons.setdefault(meaning, []).append(polygon)

    def by_status(self, date: datetime.date) -> dict[Status, npt.NDArray[Any]]:
        """Polygons of each status that the version speaks of; only held ones when none is held."""
        held = {Status.RU_HELD: _united(self._polygons.get(Meaning.HELD, []))}
        if not len(held[Status.RU_HELD]):
            return held
        held[Status.CONTESTED] = _united(self._polygons.get(Meaning.CONTESTED, []))
        kursk = self._polygons.get(Meaning.HELD_IN_RUSSIA, [])
        if kursk or date >= KURSK_BEGINS:
            held[Status.UA_HELD_IN_RU] = _united(kursk)
        return held

    def notes(self) -> list[Note]:
        """What was left out or changed."""
        notes: list[Note] = []
        if self._had_z:
            notes.append((Action.REPAIRED, "positions had a third value (Z); dropped"))
        if len(self._polygons.get(Meaning.HELD, [])) > 1:
            notes.append((Action.NOTED, SEAMS))
        if self._points:
            notes.append((Action.NOTED, POINTS))
        if self._liberated:
            notes.append((Action.NOTED, LIBERATED))
        if self._abroad:
            notes.append((Action.NOTED, f"left out: areas outside Ukraine ({_list(self._abroad)})"))
        if self._others:
            notes.append((Action.WARNED, f"{UNKNOWN} ({_list(self._others)})"))
        return notes


def _list(names: set[str]) -> str:
    some = sorted(names)[:6]
    return ", ".join(some) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def _united(polygons: list[Any]) -> npt.NDArray[Any]:
    """Unite polygons, closing the seams between them; none gives an empty array."""
    if not polygons:
        return np.empty(0, dtype=object)
    grown = shapely.buffer(np.array(polygons, dtype=object), _SEAM, join_style="mitre")
    whole = shapely.buffer(shapely.union_all(grown), -_SEAM, join_style="mitre")
    parts: npt.NDArray[Any] = shapely.get_parts(whole)
    return parts[~shapely.is_empty(parts)]
