"""Two sources on one date: which day of each is meant, with or without their cut-offs aligned.

A DeepState file of day D shows the evening of D-1, a UAControlMap file of day D that of D. Aligned,
the later file waits for the other: DeepState D is held against UAControlMap D-1. Light, because the
map asks too.
"""

from __future__ import annotations

from datetime import date, timedelta

from viewer.core.sources import Status, cutoff_of, source_of
from viewer.core.text import age_text, date_text


def day_shifts(x: str, y: str, status: Status, align: bool) -> tuple[int, int]:
    """Days to go back from the date asked for to the day of source X and of source Y.

    Parameters
    ----------
    x, y : str
        Ids of the sources.
    status : Status
        What both assert.
    align : bool
        Whether to align their cut-offs; without it both are 0.

    Returns
    -------
    tuple of int
        0 for one of the two at least. A cut-off that is not known counts as none.
    """
    if not align:
        return 0, 0
    cut_x, cut_y = (cutoff_of(source, status) or 0 for source in (x, y))
    last = max(cut_x, cut_y)
    return last - cut_x, last - cut_y


def aligned_days(x: str, y: str, status: Status, day: date, align: bool) -> tuple[date, date]:
    """Day of source X and day of source Y that stand for a date; see `day_shifts`."""
    shift_x, shift_y = day_shifts(x, y, status, align)
    return day - timedelta(days=shift_x), day - timedelta(days=shift_y)


def alignment_text(x: str, y: str, status: Status, align: bool) -> str:
    """Say in one sentence how the dates of two sources are held against each other."""
    name_x, name_y = source_of(x).name, source_of(y).name
    cutoffs = {name_x: cutoff_of(x, status), name_y: cutoff_of(y, status)}
    unknown = [name for name, days in cutoffs.items() if days is None]
    if not align:
        known = "" if unknown or cutoffs[name_x] == cutoffs[name_y] else _cutoff_text(cutoffs)
        return f"Cut-offs are not aligned: both are taken on the same date.{known}"
    shift_x, shift_y = day_shifts(x, y, status, align)
    guess = "".join(
        f" The cut-off of {name} is not known and is taken as none." for name in unknown
    )
    if shift_x == shift_y:
        return f"Cut-offs are aligned: both sources have the same.{guess}"
    early, late, shift = (name_x, name_y, shift_x) if shift_x else (name_y, name_x, shift_y)
    before = "the day before" if shift == 1 else f"{shift} days before"
    return (
        f"Cut-offs are aligned: {late} of a date is held against {early} of {before}."
        f"{_cutoff_text(cutoffs)}{guess}"
    )


def snapshot_text(source: str, snapshot: date, age_days: int) -> str:
    """Name a snapshot with its age, as ``DeepState 13 Nov 2024, 0 days old``."""
    return f"{source_of(source).name} {date_text(snapshot)}, {age_text(age_days)}"


def _cutoff_text(cutoffs: dict[str, int | None]) -> str:
    evenings = {0: "the evening of that day", 1: "the evening before"}
    words = [
        f"a file of {name} shows {evenings.get(days, f'the evening {days} days before')}"
        for name, days in cutoffs.items()
        if days is not None
    ]
    text = ", ".join(words)
    return f" {text[0].upper()}{text[1:]}." if text else ""
