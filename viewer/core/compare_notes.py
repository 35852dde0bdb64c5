"""Which snapshot stands for a date, and what must be told with figures made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Source
from viewer.core.text import age_text, date_text

_SKIPPED, _REPAIRED, _WARNED = "skipped", "repaired", "warned"
_FLAGS = {
    "identical": "is identical to the one before it: a day without an update",
    "fall": "has over 5 % less area than the one before it; look at it before you rely on it",
}


@dataclass(frozen=True)
class UsedSnapshot:
    """The snapshot that stands for a date (as-of: the last one on or before it).

    Attributes
    ----------
    asked : date
        The date asked for.
    snapshot : date
        The snapshot's.
    age_days : int
        Days between the two.
    flag : str
        "", "identical" or "fall", as in the archive.
    """

    asked: date
    snapshot: date
    age_days: int
    flag: str


def used_snapshot(table: SnapshotTable, index: int, asked: date) -> UsedSnapshot:
    """The snapshot of a table as what stands for a date."""
    snapshot: date = table.dates[index].astype("datetime64[D]").item()
    return UsedSnapshot(asked, snapshot, (asked - snapshot).days, table.flags[index])


def notes_of(
    source: Source,
    table: SnapshotTable,
    first: UsedSnapshot,
    last: UsedSnapshot,
    problems: Mapping[date, Sequence[tuple[str, str]]],
) -> tuple[str, ...]:
    """Sentences to be told with a comparison.

    Parameters
    ----------
    source : Source
        Who drew the snapshots.
    table : SnapshotTable
        All snapshots of it, of one status.
    first, last : UsedSnapshot
        What was compared.
    problems : mapping of date to (action, reason)
        What the archive's provenance says of each day.
    """
    notes = []
    end: date = table.dates[-1].astype("datetime64[D]").item()
    for used in (first, last):
        notes += _notes_of_snapshot(source, used, end, problems)
    missing = _missing(table, first.snapshot, last.snapshot)
    if missing:
        empty = sum(_reason(problems, day, _SKIPPED) != "" for day in missing)
        days = "1 day has" if len(missing) == 1 else f"{len(missing)} days have"
        share = "" if empty == len(missing) else f"{empty} of them "
        left_out = f" ({share}near-empty and left out at import)" if empty else ""
        notes.append(
            f"Between the two snapshots {days} none{left_out}: the day on which a settlement "
            "changed hands may be as much earlier."
        )
    return tuple(notes)


def _notes_of_snapshot(
    source: Source,
    used: UsedSnapshot,
    end: date,
    problems: Mapping[date, Sequence[tuple[str, str]]],
) -> list[str]:
    notes = []
    own = f"The snapshot of {date_text(used.snapshot)}"
    if used.age_days:
        reason = _reason(problems, used.asked, _SKIPPED).partition(";")[0].partition(" (")[0]
        because = f" ({reason})" if reason else ""
        ends = f"; {source.name} ends with it" if used.snapshot == end else ""
        notes.append(
            f"{date_text(used.asked)} has no snapshot{because}: that of "
            f"{date_text(used.snapshot)}, {age_text(used.age_days)}, stands for it{ends}."
        )
    if used.flag in _FLAGS:
        notes.append(f"{own} {_FLAGS[used.flag]}.")
    repaired = _reason(problems, used.snapshot, _REPAIRED)
    if repaired:
        notes.append(f"{own} was repaired at import: {repaired}.")
    warned = _reason(problems, used.snapshot, _WARNED)
    if warned and used.flag != "fall":  # a fall is told above
        notes.append(f"{own} was imported with a warning: {warned}.")
    return notes


def _reason(problems: Mapping[date, Sequence[tuple[str, str]]], day: date, action: str) -> str:
    return "; ".join(reason for done, reason in problems.get(day, ()) if done == action)


def _missing(table: SnapshotTable, first: date, last: date) -> list[date]:
    there = set(table.dates.astype("datetime64[D]").tolist())
    days = (first + timedelta(days=n) for n in range(1, (last - first).days))
    return [day for day in days if day not in there]
