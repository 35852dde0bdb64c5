"""What the ledger's panel says: whose figures, of which dates, and why there are none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from viewer.core.sectors import Sector
from viewer.core.session import SeriesFile, Session
from viewer.core.sources import Status, source_of
from viewer.core.text import age_text, date_text, number_text
from viewer.qt.ledger_columns import FLAG_WORDS

if TYPE_CHECKING:
    from viewer.core.ledger_view import LedgerView

REST_NAMES = {"elsewhere": "Elsewhere", "whole": "Whole"}


def series_name(file: SeriesFile) -> str:
    """Source and status, as ``DeepState, Russian-held``."""
    return f"{source_of(file.header.source).name}, {Status(file.header.status).title}"


def ledger_sectors(visible: list[Sector], every: tuple[Sector, ...], status: str) -> list[Sector]:
    """Visible sectors that a status speaks of: those it tells the story of, if there are any."""
    if any(sector.status == status for sector in every):
        return [sector for sector in visible if sector.status == status]
    return visible


def no_sector_text(session: Session, file: SeriesFile) -> str:
    """Say why there is no row, and what to tick."""
    status = Status(file.header.status)
    own = [s.name for s in session.sectors if s.status == status]
    if not session.visible_sectors() or not own:
        return "No sector is ticked. Tick one under Sectors in the layer panel."
    named = f"{', '.join(own[:-1])} and {own[-1]}" if own[1:] else own[0]
    return (
        f"{status.title} ground is followed in {named}: nothing of that is ticked. "
        "Tick it under Sectors, or choose another source or status above."
    )


def note_text(view: LedgerView, day: date, *, every: bool) -> str:
    """Say what the table shows: the snapshot valid on a day, or every one of the window.

    Parameters
    ----------
    view : LedgerView
        Figures of one source and status.
    day : date
        The date shown.
    every : bool
        Whether the table has all dates.
    """
    name = source_of(view.figures.source).name
    if not view.days:
        return f"{name} holds no snapshot."
    before = [one for one in view.days if one <= day]
    if not before:
        return f"{name} begins on {date_text(view.days[0])}; of {date_text(day)} it says nothing."
    since = f"cumulative since {date_text(view.since)}" if view.since else ""
    if every:
        span = view.window or (view.days[0], view.days[-1])
        count = sum(span[0] <= one <= span[1] for one in view.days)
        noun = "snapshot" if count == 1 else "snapshots"
        text = f"{number_text(count)} {noun}, {date_text(span[0])} to {date_text(span[1])}"
        return text if view.since == span[0] else f"{text} · {since}"
    age = (day - before[-1]).days
    old = f", {age_text(age)}" if age else ""
    flag = view.figures.flags[len(before) - 1]
    said = f", {FLAG_WORDS.get(flag, flag)}" if flag else ""
    return f"Snapshot of {date_text(before[-1])}{old}{said} · {since}"


def notes_of(view: LedgerView) -> tuple[str, ...]:
    """Whose figures, of which dates, and how they are made: for tooltips, copies and pictures."""
    if not view.days or view.since is None:
        return ()
    source = source_of(view.figures.source)
    return (
        f"{source.name}, {Status(view.figures.status).title}; "
        f"{number_text(len(view.days))} snapshots, {date_text(view.days[0])} to "
        f"{date_text(view.days[-1])}; cumulative since {date_text(view.since)}. "
        f"{source.attribution}.",
        str(view.all_rows.attrs["method"]),
    )
