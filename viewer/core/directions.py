"""Who gains from whom, in words: the same on the map, in the panel, in files and in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from viewer.core.sources import Status


@dataclass(frozen=True)
class Direction:
    """What gained and lost mean for polygons of one status, from the earlier to the later date.

    Attributes
    ----------
    held : str
        What a polygon asserts, as in "more ... held by Russia in Ukraine".
    gained, lost : str
        Of a piece of ground: what the later date says of it and the earlier did not.
    gained_way, lost_way : str
        From whom to whom; "" where a polygon names no holder.
    """

    held: str
    gained: str
    lost: str
    gained_way: str
    lost_way: str


_DIRECTIONS = {
    Status.RU_HELD: Direction(
        held="held by Russia in Ukraine",
        gained="newly held by Russia",
        lost="no longer held by Russia",
        gained_way="from Ukraine to Russia",
        lost_way="from Russia to Ukraine",
    ),
    Status.UA_HELD_IN_RU: Direction(
        held="held by Ukraine in Russia",
        gained="newly held by Ukraine",
        lost="no longer held by Ukraine",
        gained_way="from Russia to Ukraine",
        lost_way="from Ukraine to Russia",
    ),
    Status.CONTESTED: Direction(
        held="contested", gained="newly contested", lost="no longer contested",
        gained_way="", lost_way="",
    ),
    Status.CLAIMED: Direction(
        held="claimed", gained="newly claimed", lost="no longer claimed",
        gained_way="", lost_way="",
    ),
}  # fmt: skip


def direction_of(status: Status) -> Direction:
    """Words for polygons of a status.

    Ground that leaves a status may lie between the sides for a while, so "no longer held" is what
    the polygons say, and the way is the direction in which it went.
    """
    return _DIRECTIONS[status]
