"""The ledger as charts: held, net per day, week or month, and cumulative."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from viewer.core.facts import Event
from viewer.core.sectors import Sector
from viewer.core.text import date_text, number_text
from viewer.qt.chart_data import ChartData, ChartLine, Mark, Period, Point, gaps_of, line_style
from viewer.qt.ledger_columns import FLAG_WORDS

if TYPE_CHECKING:
    from viewer.core.ledger_view import LedgerView

HELD, NET, CUMULATIVE = "held", "net", "cumulative"
KINDS = (HELD, NET, CUMULATIVE)


def ledger_chart(
    view: LedgerView,
    kind: str,
    unit: str,
    sectors: Sequence[Sector],
    order: Sequence[Sector],
    extent: tuple[date, date] | None,
    events: Iterable[Event],
    notes: Sequence[str],
) -> ChartData:
    """Make what the chart shows.

    Parameters
    ----------
    view : LedgerView
        Figures of one source and status.
    kind : str
        One of `KINDS`.
    unit : str
        ``day``, ``week`` or ``month`` for net.
    sectors : sequence of Sector
        A line for each.
    order : sequence of Sector
        All sectors: a sector keeps its colour whichever others are shown.
    extent : (date, date) or None
        Days of the timeline; those without a snapshot are hatched.
    events : iterable of Event
        Marked.
    notes : sequence of str
        Source, status, dates and method.
    """
    styles = {sector.id: line_style(place) for place, sector in enumerate(order)}
    shown = [sector for sector in sectors if sector.id in view.sectors]
    if kind == NET:
        periods = _periods(view, unit)
        lines = [
            ChartLine(s.id, s.name, styles[s.id], periods=periods.get(s.id, ())) for s in shown
        ]
    else:
        points = _points(view, "held_km2" if kind == HELD else "cumulative_km2")
        lines = [ChartLine(s.id, s.name, styles[s.id], points.get(s.id, ())) for s in shown]
    title = {HELD: "Held", NET: "Net", CUMULATIVE: "Cumulative"}[kind]
    if kind == CUMULATIVE and view.since is not None:
        title += f" since {date_text(view.since)}"
    return ChartData(
        title,
        f"km² per {unit}" if kind == NET else "km²",
        tuple(lines),
        gaps_of(view.days, extent),
        marks_of(view.days, view.figures.flags),
        tuple(events),
        tuple(notes),
        signed=kind != HELD,
    )


def marks_of(days: Sequence[date], flags: Sequence[str]) -> tuple[Mark, ...]:
    """Snapshots with a flag, neighbouring ones of one kind together.

    Parameters
    ----------
    days : sequence of date
        Days with a snapshot, rising.
    flags : sequence of str
        "", ``identical`` or ``fall`` for each.
    """
    flagged = [(day, flag) for day, flag in zip(days, flags, strict=True) if flag]
    runs = [(day.toordinal() - n, flag, day) for n, (day, flag) in enumerate(flagged)]
    marks = []
    for (_, flag), group in groupby(runs, key=lambda item: item[:2]):
        found = [day for *_, day in group]
        marks.append(Mark(found[0], found[-1], flag, f"Snapshot {FLAG_WORDS.get(flag, flag)}"))
    return tuple(marks)


def _points(view: LedgerView, column: str) -> dict[str, tuple[Point, ...]]:
    frame = view.all_rows
    found: dict[str, list[Point]] = {}
    days = [stamp.date() for stamp in frame["date"]]
    for day, sector, value in zip(days, frame["sector"], frame[column].tolist(), strict=True):
        if not math.isnan(value):
            found.setdefault(sector, []).append(Point(day, value))
    return {sector: tuple(points) for sector, points in found.items()}


def _periods(view: LedgerView, unit: str) -> dict[str, tuple[Period, ...]]:
    found: dict[str, list[Period]] = {}
    for row in view.periods(unit).to_dict("records"):
        days = int(row["days"])
        value = float(row["net_km2"])
        told = f"from {date_text(row['from_snapshot'])} to {date_text(row['to_snapshot'])}"
        told += " (1 day)" if days == 1 else f" ({number_text(days)} days)"
        if unit == "day" and days > 1:
            value /= days
            told += ", mean per day"
        found.setdefault(row["sector"], []).append(
            Period(row["first"], row["last"], value, bool(row["whole"]), told)
        )
    return {sector: tuple(periods) for sector, periods in found.items()}
