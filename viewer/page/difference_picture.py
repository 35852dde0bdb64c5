"""Two sources held against each other on one date: in both, only in one, only in the other."""

from __future__ import annotations

from datetime import date
from typing import Any

from viewer.core.alignment import aligned_days
from viewer.core.compare_theme import agreed_style, line_style, only_style
from viewer.core.session import SeriesFile, Session
from viewer.core.sources import Status, source_of
from viewer.core.text import age_text, date_text
from viewer.page.picture import line_row

Row = dict[str, Any]


def difference_part(session: Session, day: date) -> tuple[Row | None, list[Row]]:
    """The part that is drawn for a date, and its rows of the legend.

    None when nothing can be held together.
    """
    pair = difference_files(session)
    if pair is None:
        return None, []
    theme, (x, y) = session.theme, pair
    names = [source_of(file.header.source).name for file in pair]
    styles = {
        "agreed": agreed_style(theme),
        "only_x": only_style(x.header.source, x.header.status, theme, first=True),
        "only_y": only_style(y.header.source, y.header.status, theme, first=False),
        "line_x": line_style(x.header.source, x.header.status, theme),
        "line_y": line_style(y.header.source, y.header.status, theme),
    }
    titles = {
        "only_x": f"Only in {names[0]}",
        "only_y": f"Only in {names[1]}",
        "agreed": f"In both, {Status(x.header.status).title}",
    }
    rows: list[Row] = [
        {"kind": "series", "title": title, "note": "", "style": styles[name]}
        for name, title in titles.items()
    ]
    rows += [
        {**line_row(f"Front, {name}", "", []), "style": styles[f"line_{key}"]}
        for key, name in zip("xy", names, strict=True)
    ]
    part = {
        "kind": "difference",
        "status": x.header.status,
        "days": [[file.id, file.header.as_of(day)] for file, day in _days(session, pair, day)],
        "opacity": 1.0,
        "styles": styles,
        "words": {
            "both": f"In {names[0]} and in {names[1]}",
            "only_x": titles["only_x"],
            "only_y": titles["only_y"],
        },
    }
    return part, rows


def difference_lines(session: Session, shown: date) -> list[Row]:
    """Per source, which snapshot is held against the other for a date; empty when nothing is."""
    pair = difference_files(session)
    if pair is None:
        return []
    lines: list[Row] = []
    for file, day in _days(session, pair, shown):
        name, index = source_of(file.header.source).name, file.header.as_of(day)
        if index < 0:
            text = f"{name}: no snapshot yet, begins {date_text(file.header.dates[0])}"
            lines.append({"text": text, "stale": True})
            continue
        age = (day - file.header.dates[index]).days
        text = f"{name}: {date_text(file.header.dates[index])} · {age_text(age)}"
        lines.append({"text": text, "stale": age > 0})
    how = "cut-offs aligned: both show the same evening" if session.compare.align else ""
    return [*lines, {"text": _sentence(how), "stale": False}] if how else lines


def difference_files(session: Session) -> tuple[SeriesFile, SeriesFile] | None:
    """The two series of the status that is held against each other, when both are loaded."""
    pair = session.compare.difference
    if pair is None:
        return None
    by_key = {(file.header.source, file.header.status): file for file in session.series}
    x, y = (by_key.get((source, pair.status)) for source in (pair.x, pair.y))
    return None if x is None or y is None else (x, y)


def _days(
    session: Session, pair: tuple[SeriesFile, SeriesFile], day: date
) -> list[tuple[SeriesFile, date]]:
    """The day of each source that stands for a date."""
    x, y = (file.header for file in pair)
    days = aligned_days(x.source, y.source, Status(x.status), day, session.compare.align)
    return list(zip(pair, days, strict=True))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
