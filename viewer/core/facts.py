"""Bundled facts: places with the dates on which control changed, points in open terrain, events.

Plain CSV files in ``data/``, read with the standard library alone because the program reads them
while it starts. They hold facts and who says so, never anyone's polygons.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from viewer.core.facts_table import (
    Changes,
    holder_of,
    read_changes,
    read_position,
    read_records,
    read_rows,
)
from viewer.paths import facts_dir

_PLACE_COLUMNS = ("id", "lat", "lon", "sector", "control_start", "changes", "source")
_SECOND_COLUMNS = (
    "id",
    "name_local",
    "deepstate_start",
    "deepstate_changes",
    "uacontrolmap_start",
    "uacontrolmap_changes",
)
_EVENT_COLUMNS = ("date", "title", "lat", "lon", "sector", "kind", "source")


@dataclass(frozen=True)
class SecondOpinion:
    """What the other public map says of the same place.

    Attributes
    ----------
    source : str
        Name of the map, ``UAControlMap`` or ``DeepState``.
    start : str
        Holder on 2024-07-08, ``ru`` or ``ua``.
    changes : tuple of (date, str)
        First day of each new holder, ascending.
    """

    source: str
    start: str
    changes: Changes


@dataclass(frozen=True)
class Settlement:
    """A place and who held it when.

    Attributes
    ----------
    id, name, name_uk : str
        Fixed id, romanised name, and the Ukrainian name (empty when not known).
    lat, lon : float
        Degrees, EPSG:4326.
    sector : str
        Id of the sector, or ``margin`` for places just outside.
    population : int or None
        None when the gazetteer has none.
    start : str
        Holder on 2024-07-08, ``ru`` or ``ua``.
    changes : tuple of (date, str)
        First day of each new holder, ascending.
    source : str
        Where position and dates come from.
    second : SecondOpinion or None
        What the other map says, when it covers the place.
    """

    id: str
    name: str
    name_uk: str
    lat: float
    lon: float
    sector: str
    population: int | None
    start: str
    changes: Changes
    source: str
    second: SecondOpinion | None

    def holder(self, day: date) -> str:
        """Who held the place on that day, ``ru`` or ``ua``."""
        return holder_on(day, self.start, self.changes)


@dataclass(frozen=True)
class ControlPoint:
    """A point in open terrain; the lower the rank, the more it mends.

    Attributes as in `Settlement`.
    """

    id: str
    rank: int
    lat: float
    lon: float
    sector: str
    start: str
    changes: Changes
    source: str


@dataclass(frozen=True)
class Event:
    """Something that happened on one day at one place.

    Attributes
    ----------
    day : date
        The day.
    title, kind, source : str
        One sentence, a short word such as ``settlement_captured``, and who says so.
    lat, lon : float
        Degrees, EPSG:4326.
    sector : str
        Id of the sector.
    """

    day: date
    title: str
    lat: float
    lon: float
    sector: str
    kind: str
    source: str


def holder_on(day: date, start: str, changes: Changes) -> str:
    """Holder on a day: the last change on or before it, else the holder at the start."""
    holder = start
    for since, new_holder in changes:
        if since > day:
            break
        holder = new_holder
    return holder


def load_settlements(folder: Path | None = None) -> tuple[Settlement, ...]:
    """Read the places of the four sectors, the second opinion merged in.

    Parameters
    ----------
    folder : Path, optional
        Folder of the CSV files; the bundled one by default.

    Raises
    ------
    ViewerError
        When a file cannot be read or a row is broken; it names file, row and cure.
    """
    folder = folder or facts_dir()
    others = {
        row["id"]: row
        for _, row in read_rows(folder / "settlements_second_opinion.csv", _SECOND_COLUMNS)
    }
    return read_records(
        folder / "settlements.csv",
        (*_PLACE_COLUMNS, "name", "population"),
        lambda row: _settlement(row, others.get(row["id"])),
    )


def load_margin_settlements(folder: Path | None = None) -> tuple[Settlement, ...]:
    """Read the places just outside the sectors, which steady the schematic line at their edges.

    Parameters and errors as for `load_settlements`.
    """
    return read_records(
        (folder or facts_dir()) / "settlements_margin.csv",
        (*_PLACE_COLUMNS, "name", "population"),
        lambda row: _settlement(row, None),
    )


def load_control_points(folder: Path | None = None) -> tuple[ControlPoint, ...]:
    """Read the points in open terrain, by sector and rank.

    Parameters and errors as for `load_settlements`.
    """
    return read_records(
        (folder or facts_dir()) / "control_points.csv",
        (*_PLACE_COLUMNS, "rank"),
        _control_point,
    )


def load_events(folder: Path | None = None) -> tuple[Event, ...]:
    """Read the events, ascending by date.

    Parameters and errors as for `load_settlements`.
    """
    events = read_records((folder or facts_dir()) / "events.csv", _EVENT_COLUMNS, _event)
    return tuple(sorted(events, key=lambda event: event.day))


def facts_json(folder: Path | None = None) -> bytes:
    """Settlements and events as the JSON document that the page fetches.

    Returns
    -------
    bytes
        UTF-8 JSON: ``{"settlements": [...], "events": [...]}``, dates as ``YYYY-MM-DD``.

    Raises
    ------
    ViewerError
        As for `load_settlements`.
    """
    document = {
        "settlements": [_settlement_json(place) for place in load_settlements(folder)],
        "events": [_event_json(event) for event in load_events(folder)],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _settlement_json(place: Settlement) -> dict[str, object]:
    second = place.second
    return {
        "id": place.id,
        "name": place.name,
        "name_uk": place.name_uk,
        "lat": place.lat,
        "lon": place.lon,
        "sector": place.sector,
        "population": place.population,
        "start": place.start,
        "changes": _changes_json(place.changes),
        "source": place.source,
        "second": second
        and {
            "source": second.source,
            "start": second.start,
            "changes": _changes_json(second.changes),
        },
    }


def _event_json(event: Event) -> dict[str, object]:
    return {
        "date": event.day.isoformat(),
        "title": event.title,
        "lat": event.lat,
        "lon": event.lon,
        "sector": event.sector,
        "kind": event.kind,
        "source": event.source,
    }


def _changes_json(changes: Changes) -> list[list[str]]:
    return [[since.isoformat(), holder] for since, holder in changes]


def _settlement(row: dict[str, str], other: dict[str, str] | None) -> Settlement:
    lat, lon = read_position(row)
    start = holder_of(row["control_start"])
    return Settlement(
        id=row["id"],
        name=row["name"],
        name_uk=other["name_local"] if other else "",
        lat=lat,
        lon=lon,
        sector=row["sector"],
        population=int(row["population"]) if row["population"] else None,
        start=start,
        changes=read_changes(row["changes"], start),
        source=row["source"],
        second=_second_opinion(row["source"], other) if other else None,
    )


def _second_opinion(first_source: str, other: dict[str, str]) -> SecondOpinion | None:
    name = "UAControlMap" if first_source.endswith("control: DeepState") else "DeepState"
    start = other[f"{name.lower()}_start"]
    if not start:
        return None
    start = holder_of(start)
    return SecondOpinion(name, start, read_changes(other[f"{name.lower()}_changes"], start))


def _control_point(row: dict[str, str]) -> ControlPoint:
    lat, lon = read_position(row)
    start = holder_of(row["control_start"])
    return ControlPoint(
        id=row["id"],
        rank=int(row["rank"]),
        lat=lat,
        lon=lon,
        sector=row["sector"],
        start=start,
        changes=read_changes(row["changes"], start),
        source=row["source"],
    )


def _event(row: dict[str, str]) -> Event:
    lat, lon = read_position(row)
    day = date.fromisoformat(row["date"])
    return Event(day, row["title"], lat, lon, row["sector"], row["kind"], row["source"])
