"""What can be measured for a claim."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What is measured for a claim.

    Attributes
    ----------
    id, title, explanation : str
        Id in files, name for people, and what exactly is measured.
    unit : str
        Unit of figure and tolerance; "" when the kind has no figure.
    figure : str
        ``needed``, ``zero`` (0 when left out) or ``none``.
    span : bool
        Whether it is about two dates rather than one.
    place, sectors, base : bool
        Whether it needs a place, is about sectors, and needs a second span to be held against.
    """

    id: str
    title: str
    explanation: str
    unit: str
    figure: str = "needed"
    span: bool = True
    place: bool = False
    sectors: bool = False
    base: bool = False


NOT_MAP = "not_map"
KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind(
            "gross",
            "Ground gained",
            "Ground that the last snapshot has and the first has not (set "
            "difference, not the sum of the days)",
            "km2",
            sectors=True,
        ),
        Kind(
            "lost",
            "Ground lost",
            "Ground that the first snapshot has and the last has not (set "
            "difference, not the sum of the days)",
            "km2",
            sectors=True,
        ),
        Kind(
            "net",
            "Net change",
            "Held at the last date less held at the first",
            "km2",
            sectors=True,
        ),
        Kind(
            "held",
            "Ground held",
            "Held on one date",
            "km2",
            span=False,
            sectors=True,
        ),
        Kind(
            "ever_held",
            "Ground ever held",
            "Ground held in any snapshot from the first date to the last",
            "km2",
            sectors=True,
        ),
        Kind(
            "share_lost",
            "Share of the peak lost",
            "The most held on one day within the dates, less held at the last date,"
            " as a share of the most",
            "%",
            sectors=True,
        ),
        Kind(
            "ratio",
            "Ratio of gains",
            "Ground gained between the dates, divided by ground gained between the base dates",
            "times",
            sectors=True,
            base=True,
        ),
        Kind(
            "order",
            "Order of sectors",
            "Net change of the least of the named sectors, less that of the greatest other sector",
            "km2",
            "zero",
            sectors=True,
        ),
        Kind(
            "distance",
            "Distance to the front",
            "Geodesic distance from a place to the nearest held ground",
            "km",
            span=False,
            place=True,
        ),
        Kind(
            "nearer",
            "Front comes nearer",
            "Distance from a place to the nearest held ground at the first date, "
            "less that at the last",
            "km",
            "zero",
            place=True,
        ),
        Kind(
            "bearing",
            "Direction of the front",
            "Direction from a place to the nearest held ground, clockwise from north",
            "degrees",
            span=False,
            place=True,
        ),
        Kind(
            "flip",
            "Day a place is taken",
            "First snapshot that has the place among held ground, within the dates "
            "or the nearest to them",
            "days",
            "none",
            place=True,
        ),
        Kind(
            "first_held",
            "First ground held",
            "First snapshot that has any held ground in the sectors, within the "
            "dates or the nearest to them",
            "days",
            "none",
            sectors=True,
        ),
        Kind(
            "is_held",
            "Place is held",
            "The place lies in held ground on one date",
            "",
            "none",
            span=False,
            place=True,
        ),
        Kind(
            "not_held",
            "Place is not held",
            "The place does not lie in held ground on one date",
            "",
            "none",
            span=False,
            place=True,
        ),
        Kind(
            NOT_MAP,
            "No map quantity",
            "Nothing that a map of held ground could tell",
            "",
            "none",
        ),
    )
}
