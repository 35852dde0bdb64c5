"""Measuring what a claim is about, for the kinds that are areas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from viewer.core.claims import DIGITS, WHOLE, Claim, Figure, SnapshotUsed
from viewer.core.claims_evidence import Evidence, Undecided
from viewer.core.ledger_figures import SLIVER_KM2
from viewer.core.sources import Status
from viewer.core.text import date_text


@dataclass(frozen=True)
class Measured:
    """A figure for a claim.

    Attributes
    ----------
    value : float
        In the unit of the claim's kind.
    snapshots : tuple of SnapshotUsed
        What it was made from.
    others : tuple of Figure
        Figures by other definitions.
    day : date or None
        For kinds that find a day.
    note : str
        What must be said beside the figure.
    """

    value: float
    snapshots: tuple[SnapshotUsed, ...] = ()
    others: tuple[Figure, ...] = ()
    day: date | None = None
    note: str = ""


BoolArray = npt.NDArray[np.bool_]
_WORDS = {"gross": "gained", "lost": "lost", "net": "net"}
Measure = Callable[[Claim, Evidence], Measured]


def span_of(claim: Claim) -> tuple[date, date]:
    """First and last date of a claim that is read and checked."""
    assert claim.first is not None
    assert claim.last is not None
    return claim.first, claim.last


def _change(claim: Claim, evidence: Evidence) -> Measured:
    """Gained, lost or net; the other two beside it."""
    first, last = span_of(claim)
    evidence.rows(claim.sectors)
    evidence.check_limits(first, last)
    try:
        a, used_a = evidence.at(first)
    except Undecided as undecided:
        raise Undecided(undecided.reason, _part(claim, evidence)) from undecided
    b, used_b = evidence.at(last)
    values = _changes(evidence, a, b, claim.sectors)
    others = [
        Figure(_WORDS[name], value, "km2")
        for name, value in values.items()
        if name != claim.kind.id
    ]
    return Measured(values[claim.kind.id], (used_a, used_b), tuple(others))


def _changes(evidence: Evidence, a: int, b: int, sectors: tuple[str, ...]) -> dict[str, float]:
    gained, lost = evidence.change(a, b, sectors)
    held = evidence.held(sectors)
    return {"gross": gained, "lost": lost, "net": round(float(held[b] - held[a]), DIGITS)}


def _part(claim: Claim, evidence: Evidence) -> tuple[Figure, ...]:
    """What a source that begins within the span has to say of the rest of it."""
    first, last = span_of(claim)
    days = evidence.days
    if not days or not first < days[0] < last:
        return ()
    try:
        b, used = evidence.at(last)
    except Undecided:
        return ()
    values = _changes(evidence, 0, b, claim.sectors)
    span = f"from {date_text(days[0])} to {date_text(used.snapshot)} only"
    return tuple(Figure(f"{_WORDS[name]}, {span}", value, "km2") for name, value in values.items())


def _held(claim: Claim, evidence: Evidence) -> Measured:
    _, day = span_of(claim)
    held = evidence.held(claim.sectors)
    index, used = evidence.at(day)
    others: tuple[Figure, ...] = ()
    if claim.sectors == (WHOLE,) and evidence.status is Status.RU_HELD:
        others = (Figure("as drawn, sea included", evidence.drawn_km2(index), "km2"),)
    return Measured(float(held[index]), (used,), others)


def _ever_held(claim: Claim, evidence: Evidence) -> Measured:
    first, last = span_of(claim)
    held = evidence.held(claim.sectors)
    (a, used_a), (b, used_b) = evidence.at(first), evidence.at(last)
    evidence.check_limits(first, last)
    peak = a + int(np.argmax(held[a : b + 1]))
    others = (
        Figure(f"held on {date_text(evidence.days[b])}", float(held[b]), "km2"),
        Figure(f"most held on one day, {date_text(evidence.days[peak])}", float(held[peak]), "km2"),
    )
    return Measured(evidence.union_km2(a, b, claim.sectors), (used_a, used_b), others)


def _share_lost(claim: Claim, evidence: Evidence) -> Measured:
    first, last = span_of(claim)
    held = evidence.held(claim.sectors)
    (a, used_a), (b, used_b) = evidence.at(first), evidence.at(last)
    evidence.check_limits(first, last)
    peak = a + int(np.argmax(held[a : b + 1]))
    if held[peak] <= 0:
        raise Undecided(f"{evidence.source.name} shows nothing held within these dates.")
    used_peak = SnapshotUsed(evidence.days[peak], evidence.days[peak], evidence.table.flags[peak])
    lost = evidence.change(peak, b, claim.sectors)[1]
    others = (
        Figure(f"most held on one day, {date_text(used_peak.day)}", float(held[peak]), "km2"),
        Figure(f"held on {date_text(last)}", float(held[b]), "km2"),
        Figure("net since the peak", round(float(held[b] - held[peak]), DIGITS), "km2"),
        Figure("lost since the peak", lost, "km2"),
    )
    share = round(float((held[peak] - held[b]) / held[peak]) * 100.0, DIGITS)
    return Measured(share, (used_a, used_peak, used_b), others)


def _ratio(claim: Claim, evidence: Evidence) -> Measured:
    first, last = span_of(claim)
    assert claim.base_first is not None
    assert claim.base_last is not None
    evidence.rows(claim.sectors)
    evidence.check_limits(claim.base_first, claim.base_last)
    evidence.check_limits(first, last)
    (a, used_a), (b, used_b) = evidence.at(first), evidence.at(last)
    (c, used_c), (d, used_d) = evidence.at(claim.base_first), evidence.at(claim.base_last)
    gained = evidence.change(a, b, claim.sectors)[0]
    base = evidence.change(c, d, claim.sectors)[0]
    if base <= SLIVER_KM2:
        raise Undecided(f"{evidence.source.name} shows no ground gained between the base dates.")
    others = (
        Figure("gained between the dates", gained, "km2"),
        Figure("gained between the base dates", base, "km2"),
    )
    return Measured(round(gained / base, DIGITS), (used_a, used_b, used_c, used_d), others)


def _order(claim: Claim, evidence: Evidence) -> Measured:
    first, last = span_of(claim)
    evidence.rows(claim.sectors)
    rivals = [
        sector.id
        for sector in evidence.sectors
        if sector.status is evidence.status
        and not sector.own  # the user's own are no rivals of what a claim was made of
        and sector.id not in claim.sectors
        and sector.id in evidence.figures.sectors
    ]
    if not rivals:
        raise Undecided("There is no other sector of this status to hold them against.")
    evidence.check_limits(first, last)
    (a, used_a), (b, used_b) = evidence.at(first), evidence.at(last)

    def net(name: str) -> float:
        held = evidence.held((name,))
        return round(float(held[b] - held[a]), DIGITS)

    nets = {name: net(name) for name in (*claim.sectors, *rivals)}
    least = min(nets[name] for name in claim.sectors)
    most = max(nets[name] for name in rivals)
    names = {sector.id: sector.name for sector in evidence.sectors}
    others = tuple(
        Figure(f"net, {names[name]}", nets[name], "km2")
        for name in sorted(nets, key=lambda name: -nets[name])
    )
    return Measured(round(least - most, DIGITS), (used_a, used_b), others)


def _first_held(claim: Claim, evidence: Evidence) -> Measured:
    held = evidence.held(claim.sectors)
    days = [
        (index, evidence.days[index])
        for index in map(
            int, np.flatnonzero((held[1:] > SLIVER_KM2) & (held[:-1] <= SLIVER_KM2)) + 1
        )
    ]
    index, measured = found_day(claim, evidence, days, held > SLIVER_KM2, "any held ground there")
    later = [Figure("held on that day", float(held[index]), "km2")]
    peak = index + int(np.argmax(held[index:]))
    later.append(Figure(f"most held, {date_text(evidence.days[peak])}", float(held[peak]), "km2"))
    return Measured(measured.value, measured.snapshots, tuple(later), measured.day, measured.note)


def found_day(
    claim: Claim, evidence: Evidence, found: list[tuple[int, date]], state: BoolArray, what: str
) -> tuple[int, Measured]:
    """Pick the day that tells for a claim about when something came about.

    Parameters
    ----------
    claim : Claim
        With the span in which it should have come about.
    evidence : Evidence
        Whose days.
    found : list of (int, date)
        Snapshots in which it came about, rising.
    state : array of bool, shape (n,)
        Whether it was so in each snapshot.
    what : str
        What came about, for the sentence when it did not.

    Returns
    -------
    tuple of int and Measured
        Number of the snapshot; days outside the span, below zero when before it.

    Raises
    ------
    Undecided
        When the source does not cover the span, or it was so from the first snapshot on.
    """
    first, last = span_of(claim)
    name = evidence.source.name
    if not found:
        if len(state) and bool(state[0]):
            raise Undecided(
                f"{name} has {what} from its first snapshot on, {date_text(evidence.days[0])}."
            )
        evidence.at(first)
        evidence.at(last)
        raise Absent(f"{name} does not have {what} up to {date_text(evidence.days[-1])}.")

    def outside(day: date) -> int:
        return min(0, (day - first).days) + max(0, (day - last).days)

    index, day = min(found, key=lambda item: abs(outside(item[1])))
    if outside(day):
        evidence.at(first)
        evidence.at(last)
    before = evidence.days[index - 1]
    evidence.check_limits(before, day)
    gap = (day - before).days
    note = (
        f"The snapshot before is of {date_text(before)}, so it came about in those {gap} days."
        if gap > 1
        else ""
    )
    used = (
        SnapshotUsed(before, before, evidence.table.flags[index - 1]),
        SnapshotUsed(day, day, evidence.table.flags[index]),
    )
    return index, Measured(float(outside(day)), used, (), day, note)


class Absent(Exception):
    """What a claim says came about did not, although the source covers the dates."""


AREA_MEASURES: dict[str, Measure] = {
    "gross": _change,
    "lost": _change,
    "net": _change,
    "held": _held,
    "ever_held": _ever_held,
    "share_lost": _share_lost,
    "ratio": _ratio,
    "order": _order,
    "first_held": _first_held,
}
