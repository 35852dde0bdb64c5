"""Settlements by name, and what a typed line can mean: a place, a position, a scale or a date."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from viewer.core.coordinates import parse_position
from viewer.core.facts import Settlement
from viewer.core.text import parse_date
from viewer.errors import ViewerError

_SCALE = re.compile(r"1\s*[:/]\s*(\d[\d\s.,\u2009\u00a0]*)")
_LARGEST_SCALE, _SMALLEST_SCALE = 1_000.0, 100_000_000.0
_SAME_PLACE_DEG = 0.05
_NO_APOSTROPHE = dict.fromkeys(map(ord, "'’ʼ`´"))
_NO_LETTER = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class NamedPlace:
    """A settlement that can be found by its name.

    Attributes
    ----------
    name, name_uk : str
        Romanised and Ukrainian name; the latter may be empty.
    lon, lat : float
        Degrees, EPSG:4326.
    sector : str
        Id of its sector, ``margin`` just outside one, or "".
    population : int
        0 when it is not known.
    """

    name: str
    name_uk: str
    lon: float
    lat: float
    sector: str = ""
    population: int = 0


class Gazetteer:
    """Finds settlements by the beginning of their names or of a word in them.

    Parameters
    ----------
    settlements : iterable of Settlement
        Those with known dates; they come first.
    basemap : Path
        ``places.json`` of the basemap; where it is missing, only the settlements are found.
    """

    def __init__(self, settlements: Iterable[Settlement], basemap: Path) -> None:
        own = [
            NamedPlace(s.name, s.name_uk, s.lon, s.lat, s.sector, s.population or 0)
            for s in settlements
        ]
        rows = json.loads(basemap.read_text(encoding="utf-8")) if basemap.is_file() else []
        known: dict[str, list[NamedPlace]] = {}
        for place in own:
            known.setdefault(_plain(place.name), []).append(place)
        others = [
            NamedPlace(r["name"], r["name_uk"], r["lon"], r["lat"], "", int(r["population"] or 0))
            for r in rows
        ]
        new: list[NamedPlace] = []
        ukrainian: dict[NamedPlace, str] = {}
        for place in others:
            twins = [p for p in known.get(_plain(place.name), ()) if _near(place, p)]
            ukrainian.update((twin, place.name_uk) for twin in twins if not twin.name_uk)
            if not twins:
                new.append(place)
        own = [replace(p, name_uk=ukrainian.get(p, p.name_uk)) for p in own]
        self._places = [(_plain(p.name), _plain(p.name_uk), p) for p in (*own, *new)]

    def find(self, typed: str, most: int = 8) -> list[NamedPlace]:
        """Find places, the best first.

        Parameters
        ----------
        typed : str
            A name or its beginning, in either script; case and accents do not count.
        most : int
            How many at most.
        """
        wanted = _plain(typed)
        if not wanted:
            return []
        found = [
            (rank, not place.sector, -place.population, place.name, place)
            for english, ukrainian, place in self._places
            if (rank := min(_rank(wanted, english), _rank(wanted, ukrainian))) < _NO_RANK
        ]
        return [row[-1] for row in sorted(found, key=lambda row: row[:-1])[:most]]


def parse_scale(typed: str) -> float | None:
    """Read N of a typed scale such as ``1:250 000``; None when it is none.

    Raises
    ------
    ViewerError
        When it is a scale that no map here has.
    """
    match = _SCALE.fullmatch(typed.strip())
    if match is None:
        return None
    number = float(re.sub(r"\D", "", match[1]))
    if not _LARGEST_SCALE <= number <= _SMALLEST_SCALE:
        raise ViewerError(f"The map has no scale of 1:{number:.0f}.", "Type one such as 1:250 000.")
    return number


def parse_day_or_none(typed: str) -> date | None:
    """Read a typed date with a year; None when it is none."""
    if not re.search(r"\d{4}", typed):
        return None
    try:
        return parse_date(typed)
    except ViewerError:
        return None


def parse_position_or_none(typed: str) -> tuple[float, float] | None:
    """Read a typed position, lon, lat in degrees; None when it is none."""
    if not re.search(r"\d", typed):
        return None
    try:
        return parse_position(typed)
    except ViewerError:
        return None


def matches_words(typed: str, texts: Sequence[str]) -> bool:
    """Whether every typed word begins a word of the texts."""
    words = [word for text in texts for word in _plain(text).split()]
    wanted = _plain(typed).split()
    return bool(wanted) and all(any(w.startswith(one) for w in words) for one in wanted)


_NO_RANK = 9


def _rank(wanted: str, name: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in f" {name}" else _NO_RANK


def _plain(text: str) -> str:
    """Small letters without accents; whatever is no letter or digit is one blank."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_NO_APOSTROPHE))
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return _NO_LETTER.sub(" ", letters).strip()


def _near(one: NamedPlace, other: NamedPlace) -> bool:
    return (
        abs(one.lat - other.lat) < _SAME_PLACE_DEG
        and abs(one.lon - other.lon) < 2 * _SAME_PLACE_DEG
    )
