"""What an import changes in one archive: which days are new, and how each one is flagged."""

from __future__ import annotations

import datetime
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from viewer.core.sources import Source
from viewer.loading.archive_writing import Change, ProvenanceRow
from viewer.loading.days import Day, Note
from viewer.loading.report import Action, ImportReport

SMALL_BYTES = 20_000
"""Daily files of the known archives have 38 to 183 kB; below this one is suspect."""
FALL = 0.05
_SURELY_NO_FALL = 0.97
"""Share of square degrees; within Ukraine a square degree varies by a fifth in km2."""
NEAR_EMPTY = "near-empty day (no area); treated as missing"
NEAR_EMPTY_SMALL = "near-empty day (tiny file, less than half the area); treated as missing"
IDENTICAL = "identical to the snapshot before (a day without an update)"
FALLS = "more than 5 % less area than the snapshot before"
_COMPARED = 50
SMALL = "tiny file; check the day"
OUTRANKED = "another file of this day counts: the last version, or the fuller layer"

Key = tuple[str, str]
"""Status and date (ISO) of a snapshot."""


@dataclass
class Existing:
    """What an archive holds already.

    Attributes
    ----------
    digests, flags : dict
        Per (status, date).
    bad_days : set of (sha256, status, date)
        Days that were left out before, so that they are not recorded twice.
    area_of : callable
        Area in km2 of the snapshot of a (status, date).
    """

    digests: dict[Key, str] = field(default_factory=dict)
    flags: dict[Key, str] = field(default_factory=dict)
    bad_days: set[tuple[str, str, str]] = field(default_factory=set)
    area_of: Callable[[Key], float] = lambda key: 0.0


def key_of(day: Day) -> Key:
    """Status and date of a day."""
    return str(day.status), day.date.isoformat()


def row_of(key: Key) -> str:
    """Name a day as the report does."""
    return f"{key[1]} {key[0]}"


def merge(
    source: Source, days: list[Day], existing: Existing, report: ImportReport, replace: bool
) -> Change:
    """Decide about every day and report it.

    A day that the archive has with equal geometry is already there. With other geometry the
    archive's stays unless ``replace``. Of several new ones of a date the first counts, in the order
    of the files.

    Parameters
    ----------
    source : Source
        Whose archive.
    days : list of Day
        In the order of the files.
    existing : Existing
        What the archive holds.
    report : ImportReport
        Gets a line for each decision.
    replace : bool
        Let new content take the place of old.
    """
    change = Change(source)
    usable = _without_bad_days(days, existing, change, report)
    chosen: dict[Key, Day] = {}
    for day in usable:
        key = key_of(day)
        label, row = day.origin.label, row_of(key)
        earlier = chosen.get(key)
        if earlier is not None and day.rank != earlier.rank and day.digest != earlier.digest:
            loser = min(earlier, day, key=lambda one: one.rank)
            chosen[key] = max(earlier, day, key=lambda one: one.rank)
            report.add(loser.origin.label, row, OUTRANKED, Action.NOTED)
        elif earlier is not None:
            _report_double(day, earlier.digest, f"{earlier.origin.label}", report)
        elif key not in existing.digests:
            chosen[key] = day
        elif existing.digests[key] == day.digest:
            report.add(label, row, "already in the archive", Action.ALREADY_THERE)
        elif replace:
            chosen[key] = day
            change.replaced.append(key)
            report.add(label, row, "took the place of the archive's snapshot", Action.WARNED)
        else:
            _report_double(day, existing.digests[key], "the archive", report)
    change.days = sorted(chosen.values(), key=lambda day: (str(day.status), day.date))
    notes = _flag(chosen, existing, change)
    for key, day in chosen.items():
        label, row = day.origin.label, row_of(key)
        report.add(label, row, "new snapshot", Action.IMPORTED)
        problems = (*day.notes, *notes.get(key, ()))
        for action, reason in problems:
            report.add(label, row, reason, action)
        change.provenance.append(ProvenanceRow(day, problems))
    _report_gaps(source, existing, chosen, report)
    return change


def _report_double(day: Day, digest: str, where: str, report: ImportReport) -> None:
    row = row_of(key_of(day))
    if day.digest == digest:
        report.add(day.origin.label, row, f"the same content is in {where}", Action.ALREADY_THERE)
        return
    reason = f"{where} has other content for this date, which stays"
    report.add(day.origin.label, row, reason, Action.SKIPPED)


def _without_bad_days(
    days: list[Day], existing: Existing, change: Change, report: ImportReport
) -> list[Day]:
    usable = []
    for day in days:
        note = _badness(day, days, existing)
        if note is None:
            usable.append(day)
            continue
        action, reason = note
        key = key_of(day)
        if action is Action.WARNED:
            day.notes.append(note)
            usable.append(day)
            continue
        report.add(day.origin.label, row_of(key), reason, action)
        if (day.origin.sha256, *key) not in existing.bad_days:
            existing.bad_days.add((day.origin.sha256, *key))
            change.provenance.append(ProvenanceRow(day, (*day.notes, note)))
    if not usable and not existing.digests:
        change.provenance.clear()
    return usable


def _badness(day: Day, days: list[Day], existing: Existing) -> Note | None:
    if day.bounds is None:
        return None if day.may_be_empty else (Action.SKIPPED, NEAR_EMPTY)
    if not day.daily or day.origin.size >= SMALL_BYTES:
        return None
    others = [
        other.area_km2
        for other in days
        if other.status is day.status and other.bounds and other is not day
    ][:_COMPARED]
    if not others:
        keys = [key for key in existing.digests if key[0] == str(day.status)]
        others = [existing.area_of(min(keys, key=lambda key: _distance(key, day)))] if keys else []
    if others and day.area_km2 < statistics.median(others) / 2:
        return Action.SKIPPED, NEAR_EMPTY_SMALL
    return Action.WARNED, SMALL


def _distance(key: Key, day: Day) -> int:
    return abs((datetime.date.fromisoformat(key[1]) - day.date).days)


def _flag(chosen: dict[Key, Day], existing: Existing, change: Change) -> dict[Key, list[Note]]:
    """Compare each new snapshot with the one before, and each old one that follows a new one."""
    notes: dict[Key, list[Note]] = {}
    keys = sorted(existing.digests.keys() | chosen.keys())

    def digest(key: Key) -> str:
        return chosen[key].digest if key in chosen else existing.digests[key]

    def area(key: Key) -> float:
        return chosen[key].area_km2 if key in chosen else existing.area_of(key)

    for index, key in enumerate(keys):
        before = keys[index - 1] if index and keys[index - 1][0] == key[0] else None
        if key not in chosen and before not in chosen:
            continue
        flag = ""
        if before is not None and digest(before) == digest(key):
            flag = "identical"
        elif before is not None and not (
            key in chosen
            and before in chosen
            and chosen[key].area_deg2 > _SURELY_NO_FALL * chosen[before].area_deg2
        ):
            flag = "fall" if area(key) < (1 - FALL) * area(before) else ""
        old = "" if key in chosen else existing.flags.get(key, "")
        if flag != old:
            change.flags[key] = flag
        if key in chosen and flag:
            note = (Action.NOTED, IDENTICAL) if flag == "identical" else (Action.WARNED, FALLS)
            notes.setdefault(key, []).append(note)
    return notes


def _report_gaps(
    source: Source, existing: Existing, chosen: dict[Key, Day], report: ImportReport
) -> None:
    for status in sorted({key[0] for key in chosen}):
        keys = existing.digests.keys() | chosen.keys()
        dates = sorted(datetime.date.fromisoformat(key[1]) for key in keys if key[0] == status)
        there = set(dates)
        for number in range((dates[-1] - dates[0]).days):
            date = dates[0] + datetime.timedelta(days=number)
            if date not in there:
                report.add(
                    f"{source.id}/{status}",
                    row_of((status, date.isoformat())),
                    "day without a snapshot; the one before stays valid, with its age",
                    Action.NOTED,
                )
