"""The difference of two sources over time as a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from viewer.core.facts import Event
from viewer.core.sectors import Sector
from viewer.core.text import age_text
from viewer.qt.chart_data import ChartData, ChartLine, Mark, Point, gaps_of, line_style

if TYPE_CHECKING:
    from viewer.core.difference import DifferenceFigures

APART, ONLY_X, ONLY_Y, AGREED = "apart", "only_x", "only_y", "agreed"
KINDS = (APART, ONLY_X, ONLY_Y, AGREED)
KIND_TEXTS = {APART: "Only one", ONLY_X: "Only X", ONLY_Y: "Only Y", AGREED: "In both"}


def kind_title(kind: str, x: str, y: str) -> str:
    """What a kind of line shows, for sources with these names."""
    return {
        APART: "In one source only",
        ONLY_X: f"Only in {x}",
        ONLY_Y: f"Only in {y}",
        AGREED: "In both",
    }[kind]


def difference_chart(
    figures: DifferenceFigures,
    kind: str,
    names: tuple[str, str],
    sectors: Sequence[Sector],
    order: Sequence[Sector],
    events: Iterable[Event],
    notes: Sequence[str],
) -> ChartData:
    """Make what the chart shows: a line for each sector.

    Parameters
    ----------
    figures : DifferenceFigures
        Of two sources and one status.
    kind : str
        One of `KINDS`.
    names : two str
        Names of X and Y.
    sectors : sequence of Sector
        A line for each of which the figures speak.
    order : sequence of Sector
        All sectors: a sector keeps its colour whichever others are shown.
    events : iterable of Event
        Marked.
    notes : sequence of str
        Both sources, status, dates and method.
    """
    styles = {sector.id: line_style(place) for place, sector in enumerate(order)}
    days: list[date] = figures.days.dates.astype("datetime64[D]").tolist()
    value = figures.values
    rows = value["only_x_km2"] + value["only_y_km2"] if kind == APART else value[f"{kind}_km2"]
    lines = [
        ChartLine(
            sector.id, sector.name, styles[sector.id],
            tuple(map(Point, days, rows[figures.sectors.index(sector.id)].tolist())),
        )
        for sector in sectors
        if sector.id in figures.sectors
    ]  # fmt: skip
    title = kind_title(kind, *names)
    return ChartData(
        title, "km²", tuple(lines), gaps_of(days), _stale(figures, names), tuple(events),
        tuple(notes),
    )  # fmt: skip


def _stale(figures: DifferenceFigures, names: tuple[str, str]) -> tuple[Mark, ...]:
    """Days on which one of the two is older, neighbouring ones of the same source together."""
    days: list[date] = figures.days.dates.astype("datetime64[D]").tolist()
    ages = zip(days, figures.days.x_ages.tolist(), figures.days.y_ages.tolist(), strict=True)
    late = [(day, x, y) for day, x, y in ages if x or y]
    runs = [
        ((day.toordinal() - number, bool(x), bool(y)), day, x, y)
        for number, (day, x, y) in enumerate(late)
    ]
    marks = []
    for _, group in groupby(runs, key=lambda run: run[0]):
        found = list(group)
        oldest = (max(run[2] for run in found), max(run[3] for run in found))
        text = ", ".join(
            f"{name} up to {age_text(age)}" for name, age in zip(names, oldest, strict=True) if age
        )
        marks.append(Mark(found[0][1], found[-1][1], "stale", text))
    return tuple(marks)
