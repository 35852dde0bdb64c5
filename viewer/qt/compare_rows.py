"""Rows of the tables of a comparison, each with a tooltip that says whose figures they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.core.directions import direction_of
from viewer.core.text import date_text, number_text, short_date_text, signed_text
from viewer.qt.compare_tables import Column, Row

if TYPE_CHECKING:
    from viewer.core.compare import Comparison
    from viewer.core.compare_places import PlaceChange

DIGITS = 2
WAITING = "\u2026"
_ELSEWHERE, _WHOLE = "elsewhere", "whole"

SECTOR_COLUMNS = (
    Column("km²", "Sectors; all figures of the table are in km². Double click looks at the sector"),
    Column("Gained", "Gained, km²: ground that the later date has and the earlier has not", True),
    Column("Lost", "Lost, km²: ground that the earlier date has and the later has not", True),
    Column("Net", "Net, km²: held at the later less held at the earlier date", True),
)
PLACE_COLUMNS = (
    Column("Settlement", "Double click goes there"),
    Column("Change", "By the source's polygons at the point of the settlement"),
    Column("Day", "First snapshot that has the change"),
)


def sector_rows(comparison: Comparison, provenance: str) -> list[Row]:
    """A row for each sector in which anything is held at either date, sums at the foot.

    Parameters
    ----------
    comparison : Comparison
        From `compare_dates`.
    provenance : str
        Source, status, dates and method, for the tooltips.
    """
    rows = []
    for place, (sector, name) in enumerate(zip(comparison.sectors, comparison.names, strict=True)):
        value = {key: values[place] for key, values in comparison.figures.items()}
        if sector != _WHOLE and not (value["held_from_km2"] or value["held_to_km2"]):
            continue
        title = name.capitalize() if sector in (_ELSEWHERE, _WHOLE) else name
        figures = (value["gained_km2"], value["lost_km2"], value["net_km2"])
        texts = (
            title,
            number_text(figures[0], DIGITS),
            number_text(figures[1], DIGITS),
            signed_text(figures[2], DIGITS),
        )
        tip = f"{title}\n{_held(comparison, value)}\n{provenance}"
        keys = (title.lower(), *figures)
        rows.append(Row(sector, texts, keys, tip, last=sector == _WHOLE))
    return rows


def waiting_rows(rows: list[Row]) -> list[Row]:
    """The same rows without their figures, while others are being computed."""
    return [
        Row(row.item, (row.texts[0], *(WAITING for _ in row.texts[1:])), row.keys,
            "Being computed", row.last)
        for row in rows
    ]  # fmt: skip


def place_rows(comparison: Comparison, provenance: str) -> list[Row]:
    """A row for each settlement that changed hands, by day."""
    rows = []
    for place in comparison.places:
        words = change_words(comparison, place)
        texts = (place.name, words, short_date_text(place.day))
        if comparison.first.asked.year != comparison.last.asked.year:
            texts = (place.name, words, date_text(place.day))
        sector = place.sector
        if sector in comparison.sectors:
            sector = comparison.names[comparison.sectors.index(sector)]
        tip = (
            f"{place.name}{f' ({place.name_uk})' if place.name_uk else ''}, {sector}\n"
            f"{words.capitalize()}: not yet so on {date_text(place.before)}, "
            f"so on {date_text(place.day)}\n"
            f"{_times(place.times)}By the point of the gazetteer\n{provenance}"
        )
        rows.append(Row(place, texts, (place.name.lower(), words, place.day), tip))
    return rows


def change_words(comparison: Comparison, place: PlaceChange) -> str:
    """Where a settlement went: to whom, or there and back."""
    words = direction_of(comparison.status)
    if place.change == "back":
        return "there and back"
    way = words.gained_way if place.change == "gained" else words.lost_way
    says = words.gained if place.change == "gained" else words.lost
    return f"to {way.rpartition(' to ')[2]}" if way else says


def _held(comparison: Comparison, value: dict[str, float]) -> str:
    first, last = (short_date_text(used.asked) for used in (comparison.first, comparison.last))
    held = [number_text(value[name], DIGITS) for name in ("held_from_km2", "held_to_km2")]
    front = [number_text(value[name], 1) for name in ("front_from_km", "front_to_km")]
    slivers = [number_text(value[f"{kind}_slivers_km2"], DIGITS) for kind in ("gained", "lost")]
    return (
        f"Held {held[0]} km² on {first}, {held[1]} km² on {last}\n"
        f"Front {front[0]} km on {first}, {front[1]} km on {last}\n"
        f"Slivers in these figures: {slivers[0]} km² gained, {slivers[1]} km² lost"
    )


def _times(times: int) -> str:
    return "" if times == 1 else f"Changed hands {times} times between the two dates\n"
