"""What a chart says in words: its legend and its tooltips."""

from __future__ import annotations

from datetime import date

from viewer.core.text import age_text, date_text, number_text, signed_text
from viewer.qt.chart_data import ChartData, ChartLine


def figure_text(data: ChartData, value: float, digits: int | None = None) -> str:
    """A figure as the chart writes it, without its unit."""
    digits = data.digits if digits is None else digits
    return signed_text(value, digits) if data.signed else number_text(value, digits)


def legend_value(data: ChartData, line: ChartLine, day: date | None) -> str:
    """Figure of a line on a day for the legend; a dash where there is none.

    A figure of an earlier snapshot carries its age, one of a period that lacks a snapshot a tilde.
    """
    if day is None:
        return ""
    if line.periods:
        period = line.period_at(day)
        if period is None:
            return "–"
        return ("" if period.whole else "~ ") + figure_text(data, period.value)
    point = line.at(day)
    if point is None:
        return "–"
    age = (day - point.day).days
    return figure_text(data, point.value) + (f" ({number_text(age)} d old)" if age else "")


def day_lines(data: ChartData, day: date) -> list[str]:
    """All that is known of a day, as lines of plain text."""
    lines = [date_text(day)]
    for line in data.lines:
        if line.periods:
            period = line.period_at(day)
            if period is not None:
                figure = figure_text(data, period.value, data.digits + 1)
                lines.append(f"{line.name}: {figure} {data.unit}, {period.note}".rstrip(", "))
            continue
        point = line.at(day)
        if point is None:
            lines.append(f"{line.name}: no snapshot yet")
            continue
        age = (day - point.day).days
        told = f", {age_text(age)} (snapshot of {date_text(point.day)})" if age else ""
        figure = figure_text(data, point.value, data.digits + 1)
        lines.append(f"{line.name}: {figure} {data.unit}{told}")
    if any(first <= day <= last for first, last in data.gaps):
        lines.append("No snapshot on this day")
    lines += [mark.text for mark in data.marks if mark.first <= day <= mark.last]
    lines += [f"▲ {event.title} ({event.source})" for event in data.events if event.day == day]
    return [*lines, *data.notes]
