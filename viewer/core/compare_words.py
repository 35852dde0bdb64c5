"""A comparison as one sentence to paste, with its source, dates and method."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from viewer.core.compare import Comparison
from viewer.core.compare_notes import UsedSnapshot
from viewer.core.directions import direction_of
from viewer.core.ledger_ground import ELSEWHERE, WHOLE
from viewer.core.sources import Status
from viewer.core.text import (
    age_text,
    date_text,
    long_date_text,
    number_text,
    short_date_text,
    signed_text,
)

_WHERE = {
    Status.RU_HELD: " on Ukraine's land and inland waters",
    Status.UA_HELD_IN_RU: " outside Ukraine",
}


def sentence_of(comparison: Comparison, sectors: Sequence[str] | None = None) -> str:
    """Tell what changed, who says so, by which snapshots and how it was reckoned.

    Parameters
    ----------
    comparison : Comparison
        From `compare_dates`.
    sectors : sequence of str, optional
        Ids of the sectors meant; all by default, and then the whole is told.
    """
    first, last = comparison.first, comparison.last
    where = _WHERE.get(comparison.status, "")
    return " ".join(
        (
            f"Between {long_date_text(first.asked)} and {long_date_text(last.asked)}, "
            f"{comparison.source.name} ({_snapshots(comparison)}) "
            f"shows {_change(comparison, sectors)}.",
            *comparison.notes,
            f"Geodesic areas on WGS 84 of the source's polygons{where}.",
            *(("The schematic line is no survey.",) if comparison.source.schematic else ()),
        )
    )


def heading_of(comparison: Comparison) -> str:
    """Source, status and dates in one line."""
    first, last = comparison.first, comparison.last
    return (
        f"{comparison.source.name}, {comparison.status.title}, "
        f"{date_text(first.asked)} to {date_text(last.asked)} "
        f"({_snapshots(comparison)})"
    )


def meaning_of(comparison: Comparison) -> str:
    """What gained and lost mean here, from whom to whom; and which date is the earlier one."""
    words, first, last = direction_of(comparison.status), comparison.first, comparison.last
    turned = "; the later date was given first" if comparison.turned else ""
    return (
        f"From {date_text(first.asked)} to {date_text(last.asked)}{turned}. "
        f"Gained: {words.gained}{_way(words.gained_way)}. Lost: {words.lost}{_way(words.lost_way)}."
    )


def ways_of(comparison: Comparison) -> str:
    """From whom to whom gained and lost ground went, in one short line."""
    words = direction_of(comparison.status)
    turned = " · A is the later date" if comparison.turned else ""
    return (
        f"Gained: {words.gained_way or words.gained} · Lost: {words.lost_way or words.lost}{turned}"
    )


def digits_for(largest_km2: float) -> int:
    """Digits after the point with which figures up to a size are told."""
    return 0 if largest_km2 >= 100 else 1 if largest_km2 >= 1 else 2


def _change(comparison: Comparison, sectors: Sequence[str] | None) -> str:
    rows = [row for row in comparison.sectors if sectors is None or row in sectors]
    own = [row for row in rows if row in comparison.own]  # may overlap: never summed
    parts = [row for row in rows if row != WHOLE and row not in own]
    if own and not parts and WHOLE not in rows:
        if len(own) > 1:
            return "; ".join(_change(comparison, [row]) for row in own)
        parts, own = own, []
    total = [WHOLE] if WHOLE in rows else parts
    gained, lost, net = (
        sum(comparison.value(name, row) for row in total)
        for name in ("gained_km2", "lost_km2", "net_km2")
    )
    words = direction_of(comparison.status)
    where = "" if WHOLE in rows else _in_sectors([_name(comparison, row) for row in parts])
    digits = digits_for(max(gained, lost))
    if round(max(gained, lost), digits) == 0:
        return f"no change of what is {words.held}{where}"
    more = "more" if net >= 0 else "less"
    size = f"{number_text(abs(net), digits)} km² {more}"
    if round(abs(net), digits) == 0:
        size = "as much as before"
    text = (
        f"{size} {words.held}{where}: {number_text(gained, digits)} gained"
        f"{_way(words.gained_way)}, {number_text(lost, digits)} lost{_way(words.lost_way)}"
    )
    split = _split(comparison, parts, digits) if len(parts) > 1 else ""
    beside = _split(comparison, own, digits)
    if beside:
        split = "; ".join((*([split] if split else []), f"counted for itself: {beside}"))
    return f"{text}; {split}" if split else text


def _split(comparison: Comparison, rows: Sequence[str], digits: int) -> str:
    """Net of each sector with a change, the largest first, elsewhere last."""
    nets = {row: comparison.value("net_km2", row) for row in rows}
    told = [row for row in rows if round(abs(nets[row]), digits)]
    told.sort(key=lambda row: (row == ELSEWHERE, -abs(nets[row])))
    return ", ".join(f"{_name(comparison, row)} {signed_text(nets[row], digits)}" for row in told)


def _name(comparison: Comparison, sector: str) -> str:
    return comparison.names[comparison.sectors.index(sector)]


def _in_sectors(names: Sequence[str]) -> str:
    if len(names) == 1:
        return ", elsewhere" if names[0] == ELSEWHERE else f", in the sector {names[0]}"
    return f", in {', '.join(names[:-1])} and {names[-1]}"


def _way(way: str) -> str:
    return f" ({way})" if way else ""


def _snapshots(comparison: Comparison) -> str:
    first, last = _snapshot(comparison.first), _snapshot(comparison.last)
    return f"snapshots of {first}{',' * (',' in first)} and {last}"


def _snapshot(used: UsedSnapshot) -> str:
    day = _near(used.snapshot, used.asked)
    return f"{day}, {age_text(used.age_days)}" if used.age_days else day


def _near(day: date, other: date) -> str:
    """Without its year when that was just said."""
    return short_date_text(day) if day.year == other.year else date_text(day)
