"""Annotations tied to a settlement or a sector: whether what they were tied to has changed.

A settlement changes hands, by the bundled facts and by the polygons of loaded sources; in a sector
the front moves past the place of the annotation itself. Each source speaks for itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from viewer.core.annotations import PLACED, Annotation, Position
from viewer.core.facts import Settlement
from viewer.core.facts_table import Changes
from viewer.core.sectors import Sector
from viewer.core.sources import Status, source_of
from viewer.core.text import date_text

if TYPE_CHECKING:
    from viewer.core.session import SeriesFile

SECTOR, PLACE = "sector:", "place:"
_SIDES = {"ru": "Russian", "ua": "Ukrainian"}


@dataclass(frozen=True)
class Turn:
    """A day from which ground counts for the other side, as one source has it.

    Attributes
    ----------
    day : date
        The first day of the new holder.
    holder : str
        ``ru`` or ``ua``.
    source : str
        Name of the source.
    """

    day: date
    holder: str
    source: str


@dataclass(frozen=True)
class Anchor:
    """What an annotation is tied to, and all that happened there.

    Attributes
    ----------
    name : str
        Of the settlement or sector; "" when neither is known.
    is_place : bool
        Whether it is a settlement.
    turns : tuple of Turn
        By source, then day.
    """

    name: str
    is_place: bool
    turns: tuple[Turn, ...] = ()


def middle_of(annotation: Annotation) -> Position:
    """Middle of the box around an annotation, or the position of one with a single position."""
    if annotation.kind in PLACED:
        return annotation.point
    lons, lats = zip(*annotation.positions(), strict=True)
    return ((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)


def place_of(annotation: Annotation, settlements: Iterable[Settlement]) -> Settlement | None:
    """The settlement it is tied to; of several with that name the nearest."""
    name = annotation.anchor.removeprefix(PLACE).casefold()
    if not annotation.anchor.startswith(PLACE) or not name:
        return None
    lon, lat = middle_of(annotation)
    narrow = math.cos(math.radians(lat))
    named = [one for one in settlements if name in (one.name.casefold(), one.name_uk.casefold())]
    return min(
        named, key=lambda one: math.hypot((one.lon - lon) * narrow, one.lat - lat), default=None
    )


def anchor_of(
    annotation: Annotation,
    settlements: Sequence[Settlement],
    sectors: Sequence[Sector],
    series: Sequence[SeriesFile],
) -> Anchor:
    """Find out what an annotation is tied to and what happened there.

    Parameters
    ----------
    annotation : Annotation
        With an anchor.
    settlements : sequence of Settlement
        Of the bundled facts.
    sectors : sequence of Sector
        Those that are followed.
    series : sequence of SeriesFile
        Packed series to ask, of any source and status.

    Raises
    ------
    ViewerError
        When a packed series cannot be read.
    """
    place = place_of(annotation, settlements)
    if place is not None:
        sector = next((one for one in sectors if one.id == place.sector), None)
        status = sector.status if sector else Status.RU_HELD
        asked = [one for one in series if not one.header.schematic]
        turns = _drawn((place.lon, place.lat), status, asked)
        told = {turn.source for turn in turns} | _names(asked, status)
        return Anchor(place.name, True, tuple(turns + _known(place, told)))
    at = middle_of(annotation)
    for sector in sectors:
        if annotation.anchor == SECTOR + sector.id:
            speaking = [one for one in series if one.header.speaks_of(sector)]
            return Anchor(sector.name, False, tuple(_drawn(at, sector.status, speaking)))
    return Anchor("", annotation.anchor.startswith(PLACE))


def reason(annotation: Annotation, anchor: Anchor, day: date) -> str:
    """Say why an anchored annotation is to be looked at on a day; "" when it is not.

    It counts what happened after the annotation begins to hold and up to that day. Without a
    beginning it counts what happened after the day on which it was made, if that is past, else
    everything.

    Parameters
    ----------
    annotation : Annotation
        With an anchor.
    anchor : Anchor
        From `anchor_of`.
    day : date
        The date shown.
    """
    if not annotation.anchor or not annotation.holds(day):
        return ""
    if not anchor.name:
        what = "settlement" if anchor.is_place else "sector"
        return f"It is tied to a {what} that is not known here: {annotation.anchor}."
    begin = annotation.valid_from or _made_before(annotation, day)
    sentences = []
    for source in dict.fromkeys(turn.source for turn in anchor.turns):
        new = [
            turn
            for turn in anchor.turns
            if turn.source == source and turn.day <= day and (begin is None or turn.day > begin)
        ]
        if new:
            sentences.append(_sentence(anchor, new))
    return " ".join(sentences)


def _sentence(anchor: Anchor, turns: Sequence[Turn]) -> str:
    last, source = turns[-1], turns[-1].source
    side, when = _SIDES[last.holder], date_text(last.day)
    if anchor.is_place:
        first = f"{anchor.name} passed to {side} control on {when} ({source})"
    else:
        first = f"The front moved past it on {when}: now on the {side} side ({source})"
    return f"{first}, the last of {len(turns)} changes." if len(turns) > 1 else f"{first}."


def _made_before(annotation: Annotation, day: date) -> date | None:
    try:
        made = date.fromisoformat(annotation.created[:10])
    except ValueError:
        return None
    return made if made < day else None


def _known(place: Settlement, told: set[str]) -> list[Turn]:
    """What the facts say, of sources whose polygons do not say it themselves."""
    first = place.source.rpartition("control: ")[2] or "bundled facts"
    if len(first) > 24:  # a description, not the name of a map
        first = "bundled facts"
    parts: list[tuple[str, Changes]] = [(first, place.changes)]
    if place.second is not None:
        parts.append((place.second.source, place.second.changes))
    return [
        Turn(day, holder, name)
        for name, changes in parts
        if name not in told
        for day, holder in changes
    ]


def _names(series: Sequence[SeriesFile], status: Status) -> set[str]:
    return {source_of(one.header.source).name for one in series if one.header.status == status}


def _drawn(at: Position, status: Status, series: Sequence[SeriesFile]) -> list[Turn]:
    from viewer.core.held_at import held_at  # numpy: only where something is anchored

    turns = []
    holders = ("ru", "ua") if status == Status.UA_HELD_IN_RU else ("ua", "ru")
    for one in series:
        if one.header.status == status:
            held = held_at(one.path, [at])[0].tolist()
            name = source_of(one.header.source).name
            states = zip(one.header.dates, held, strict=True)
            turns += [
                Turn(day, holders[now], name)
                for (_, before), (day, now) in pairwise(states)
                if now != before
            ]
    return turns
