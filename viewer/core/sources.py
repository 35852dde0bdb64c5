"""Sources and statuses: who drew a polygon, and what it asserts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What a polygon asserts."""

    RU_HELD = "ru_held"
    UA_HELD_IN_RU = "ua_held_in_ru"
    CONTESTED = "contested"
    CLAIMED = "claimed"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The status in words."""
        return _STATUS_TITLES[self]


_STATUS_TITLES = {
    Status.RU_HELD: "Russian-held",
    Status.UA_HELD_IN_RU: "Ukrainian-held in Russia",
    Status.CONTESTED: "Contested",
    Status.CLAIMED: "Claimed",
}


@dataclass(frozen=True)
class Source:
    """Who drew the polygons, with what must be said whenever they are shown.

    Attributes
    ----------
    id : str
        Fixed id, used on the command line and in files.
    name : str
        Name for people.
    attribution : str
        The line that the map carries.
    licence : str
        What is known about the licence.
    note : str
        What the dates mean (the source's own cut-off) and what the polygons leave out.
    statuses : tuple of Status
        What the source can hold.
    schematic : bool
        True when the line is rebuilt from facts and is no survey.
    """

    id: str
    name: str
    attribution: str
    licence: str
    note: str
    statuses: tuple[Status, ...]
    schematic: bool = False


SOURCES: dict[str, Source] = {
    source.id: source
    for source in (
        Source(
            id="deepstate",
            name="DeepState",
            attribution="DeepState, daily archive",
            licence="No licence is published for the map content.",
            note="The file of a day shows the map as of the evening before. Ukraine only; "
            "contested ground and the Kursk salient are not in it.",
            statuses=(Status.RU_HELD,),
        ),
        Source(
            id="uacontrolmap",
            name="UAControlMap",
            attribution="UAControlMap, daily archive",
            licence="No licence file is published.",
            note="The file of a day is made from the backup taken on the next day. Holes are "
            "lost, and the Crimea part holds sea.",
            statuses=(Status.RU_HELD, Status.UA_HELD_IN_RU),
        ),
        Source(
            id="schematic",
            name="Schematic",
            attribution="Salient schematic, rebuilt from dated settlements",
            licence="Facts: GeoNames (CC BY 4.0) and dates of change of control; line: MIT.",
            note="Schematic: rebuilt from the dates on which places changed hands; about 1-2 km "
            "off (Kursk 2-4 km). No survey and nobody's map.",
            statuses=(Status.RU_HELD, Status.UA_HELD_IN_RU),
            schematic=True,
        ),
    )
}


def source_of(source_id: str, name: str = "") -> Source:
    """Return the known source of that id, or describe one that a user named.

    Parameters
    ----------
    source_id : str
        Fixed id or one given with ``--source``.
    name : str
        Name for people; the id when empty.
    """
    known = SOURCES.get(source_id)
    if known is not None:
        return known
    title = name or source_id
    return Source(
        id=source_id,
        name=title,
        attribution=f"{title}, imported by the user",
        licence="Not stated in the imported files.",
        note="Imported by the user; the cut-off of its days is not known.",
        statuses=tuple(Status),
    )


def series_id(source: str, status: str) -> str:
    """Id of the series of one source and status, such as ``deepstate/ru_held``."""
    return f"{source}/{status}"
