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
    cutoff_days : int or None
        How many days before the date of a file the evening lies whose state it shows; None when
        that is not known. See `cutoff_of`.
    """

    id: str
    name: str
    attribution: str
    licence: str
    note: str
    statuses: tuple[Status, ...]
    schematic: bool = False
    cutoff_days: int | None = None


SOURCES: dict[str, Source] = {
    source.id: source
    for source in (
        Source(
            id="deepstate",
            name="DeepState",
            attribution="DeepState, daily archive",
            licence="No licence is published for the map content.",
            note="The daily file of a day shows the map as of the evening before; it holds Ukraine "
            "only, without contested ground and the Kursk salient. A version of DeepState's own "
            "service gets the day of the daily file that would show it: published up to 03:00 UTC "
            "that day, later the next; the last version of a day counts.",
            statuses=(Status.RU_HELD, Status.CONTESTED, Status.UA_HELD_IN_RU),
            cutoff_days=1,
        ),
        Source(
            id="uacontrolmap",
            name="UAControlMap",
            attribution="UAControlMap, daily archive",
            licence="No licence file is published.",
            note="The file of a day is made from the backup taken on the next day. Holes are "
            "lost in daily files, and the Crimea part holds sea.",
            statuses=(Status.RU_HELD, Status.UA_HELD_IN_RU),
            cutoff_days=0,
        ),
        Source(
            id="isw",
            name="ISW / Critical Threats",
            attribution="Institute for the Study of War and AEI's Critical Threats Project",
            licence="Exclusive property of ISW; any use needs its written consent.",
            note="Import by the user only, with ISW's written consent. A file shows one state of a "
            "layer, on the day in its name, else of its last edit. Control of terrain and assessed "
            "advances count as Russian-held, claimed territory as claimed.",
            statuses=(Status.RU_HELD, Status.CONTESTED, Status.CLAIMED),
        ),
        Source(
            id="viina",
            name="VIINA",
            attribution="VIINA (Zhukov), control tables, ODbL",
            licence="Open Database License (ODbL) 1.0; Violent Incident Information from News "
            "Articles, Yuri Zhukov and others.",
            note="Status of populated places by day, drawn as the cells round them: outlines are "
            "those of cells, not of a front. Ukraine only, nothing for Kursk.",
            statuses=(Status.RU_HELD, Status.CONTESTED),
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
            cutoff_days=1,
        ),
    )
}

_CUTOFFS = {("schematic", Status.UA_HELD_IN_RU): 0}
"""The schematic is dated as the map its dates are from: DeepState, and UAControlMap in Russia."""


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


def cutoff_of(source_id: str, status: Status) -> int | None:
    """Days from the evening whose state a file of a source shows to the date of the file.

    A DeepState file of day D shows the evening of D-1, so 1; a UAControlMap file of day D is the
    backup taken on D+1 and shows the evening of D, so 0. None when it is not known.
    """
    return _CUTOFFS.get((source_id, status), source_of(source_id).cutoff_days)


def series_id(source: str, status: str) -> str:
    """Id of the series of one source and status, such as ``deepstate/ru_held``."""
    return f"{source}/{status}"
