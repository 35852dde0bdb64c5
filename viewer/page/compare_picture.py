"""What does the map show of a comparison? Pure functions from the session to `ShowCompare`."""

from __future__ import annotations

from datetime import date
from typing import Any

from viewer.core.compare_state import OVERLAY, SWIPE
from viewer.core.compare_theme import (
    TO_RUSSIA,
    TO_UKRAINE,
    front_style,
    kept_style,
    line_style,
    way_style,
    ways_of,
)
from viewer.core.directions import direction_of
from viewer.core.session import SeriesFile, Session, Shown
from viewer.core.sources import Status, source_of
from viewer.core.text import date_text, short_date_text
from viewer.page.age_picture import age_legend, age_parts
from viewer.page.difference_picture import difference_files, difference_lines, difference_part
from viewer.page.messages import ShowCompare
from viewer.page.picture import date_lines, legend_rows, line_row

Row = dict[str, Any]
Words = tuple[str, list[Row]]

_NAMES = {TO_RUSSIA: "orange", TO_UKRAINE: "green"}
"""How the card names the colours of `way_style`."""


def compare_message(session: Session, serial: int) -> ShowCompare:
    """Everything that the map shows of the comparison; an empty message when there is none."""
    day, other = session.timeline.current, session.timeline.compare
    if day is None:
        return ShowCompare(serial)
    mode = session.compare.mode if other is not None else ""
    parts, legend = _ground(session, day, other if mode == OVERLAY else None)
    parts_b: list[Row] = []
    if other is not None and mode != OVERLAY:
        parts_b, legend_b = _ground(session, other, None)
        legend = legend or legend_b
    second = session.shown(other) if other is not None else []
    return ShowCompare(
        serial=serial,
        mode=mode,
        swipe=session.compare.swipe,
        b_first=other is not None and other < day,
        series=[
            {"id": a.series.id, "index_a": a.index, "index_b": b.index}
            for a, b in zip(session.shown(), second, strict=True)
        ]
        if second
        else [],
        parts=parts,
        parts_b=parts_b,
        replaced=list(dict.fromkeys(key for part in [*parts, *parts_b] for key, _ in part["days"])),
        a=_words(session, day) if mode == SWIPE else {},
        b=_words(session, other) if other is not None and mode != OVERLAY else {},
        legend=legend,
    )


def card_words(session: Session) -> Words | None:
    """Title and lines of the date card; None where it speaks of the date shown alone."""
    day, other = session.timeline.current, session.timeline.compare
    if day is None:
        return None
    lines = difference_lines(session, day)
    if lines:
        return date_text(day), lines
    if other is None or session.compare.mode != OVERLAY:
        return None
    first, last = sorted((day, other))
    if session.compare.age:
        told = "Fronts of both dates; ground by the day it changed hands"
        return span_text(first, last), [
            {"text": told, "stale": False},
            *_snapshots(session, first, last),
        ]
    return span_text(first, last), _overlay_lines(session, first, last)


def span_text(first: date, last: date) -> str:
    """Two dates as ``1 Sep → 3 Nov 2024``; the year stands once where it is one."""
    begin = short_date_text(first) if first.year == last.year else date_text(first)
    return f"{begin} → {date_text(last)}"


def compared(session: Session) -> list[SeriesFile]:
    """The topmost visible series of each status; others of that status keep their line only."""
    top: dict[str, SeriesFile] = {}
    for file in session.visible_series():
        top.setdefault(file.header.status, file)
    return list(top.values())


def _ground(session: Session, day: date, other: date | None) -> tuple[list[Row], list[Row]]:
    """Parts, topmost first, and the legend that goes with them."""
    part, rows = difference_part(session, day)
    pair = difference_files(session)
    if part is not None and pair is not None:
        files = list(pair)
        return [*_lines(session, files, day), part], [*rows, *_rest(session, files, "")]
    files = compared(session)
    dated = ", date A" if other is not None else ""
    if session.compare.age and session.timeline.range is not None:
        parts = age_parts(session, files, day)
        if parts:
            lines = _fronts(session, files, day, other) if other is not None else []
            rows = [*age_legend(session), *(_front_rows(session, files) if lines else [])]
            return [*lines, *_lines(session, files, day), *parts], [
                *rows,
                *_rest(session, files, dated),
            ]
    if other is None:
        return [], []
    files = [file for file in files if _indices(file, day, other)[0] >= 0]
    parts = [_change(session, file, day, other) for file in files]
    if not parts:
        return [], []
    return (
        [*_lines(session, files, day), *parts],
        [*_change_legend(session, files), *_rest(session, files, dated)],
    )


def _indices(file: SeriesFile, day: date, other: date) -> tuple[int, int]:
    first, last = sorted((day, other))
    return file.header.as_of(first), file.header.as_of(last)


def _change(session: Session, file: SeriesFile, day: date, other: date) -> Row:
    source, status, theme = file.header.source, file.header.status, session.theme
    gained, lost = ways_of(Status(status))
    before, after = _indices(file, day, other)
    words = direction_of(Status(status))
    name = source_of(source).name
    return {
        "kind": "change",
        "days": [[file.id, before], [file.id, after]],
        "opacity": session.opacity(file),
        "styles": {
            "kept": kept_style(source, status, theme),
            "gained": way_style(gained, theme),
            "lost": way_style(lost, theme),
            "before": front_style(source, status, theme, later=False),
            "after": front_style(source, status, theme, later=True),
        },
        "words": {
            "gained": _sentence(f"{words.gained}: {name}"),
            "lost": _sentence(f"{words.lost}: {name}"),
        },
    }


def _fronts(session: Session, files: list[SeriesFile], day: date, other: date) -> list[Row]:
    """The front of the other date alone, over something else that is drawn."""
    return [
        {
            "kind": "line",
            "days": [[file.id, file.header.as_of(other)]],
            "opacity": session.opacity(file),
            "styles": {
                "line": front_style(
                    file.header.source, file.header.status, session.theme, later=other > day
                )
            },
        }
        for file in files
    ]


def _lines(session: Session, files: list[SeriesFile], day: date) -> list[Row]:
    """Other visible sources that speak of the same statuses, on the date shown, as lines."""
    statuses = {file.header.status for file in files}
    return [
        {
            "kind": "line",
            "days": [[file.id, file.header.as_of(day)]],
            "opacity": session.opacity(file),
            "styles": {"line": line_style(file.header.source, file.header.status, session.theme)},
        }
        for file in _others(session, files)
        if file.header.status in statuses
    ]


def _others(session: Session, files: list[SeriesFile]) -> list[SeriesFile]:
    own = {file.id for file in files}
    return [file for file in session.visible_series() if file.id not in own]


def _change_legend(session: Session, files: list[SeriesFile]) -> list[Row]:
    """A row for each way that ground went, with what the polygons say of it."""
    told: dict[tuple[str, str], list[str]] = {}
    for file in files:
        words, ways = direction_of(Status(file.header.status)), ways_of(Status(file.header.status))
        for way, title, said in zip(
            ways, (words.gained_way, words.lost_way), (words.gained, words.lost), strict=True
        ):
            told.setdefault((way, title or said), []).extend([said] if title else [])
    source = f" · {source_of(files[0].header.source).name}" if len(files) == 1 else ""
    rows = [
        {
            "kind": "series",
            "title": _sentence(title),
            "note": (" or ".join(said) + source).removeprefix(" · "),
            "style": way_style(way, session.theme),
        }
        for (way, title), said in sorted(told.items())
    ]
    return [*rows, *_front_rows(session, files)]


def _front_rows(session: Session, files: list[SeriesFile]) -> list[Row]:
    told = {sector.status for sector in session.visible_sectors()}
    header = next((file for file in files if file.header.status in told), files[0]).header
    rows = (("Front, earlier date", False), ("Front, later date", True))
    return [
        {
            **line_row(title, "", []),
            "style": front_style(header.source, header.status, session.theme, later=later),
        }
        for title, later in rows
    ]


def _rest(session: Session, files: list[SeriesFile], dated: str) -> list[Row]:
    """Rows of what is drawn as a line only, and of what is drawn as ever.

    `dated` says of which date a line is, where two are drawn in one map.
    """
    statuses = {file.header.status for file in files}
    others = _others(session, files)
    rows: list[Row] = [
        {
            **line_row(f"{source_of(file.header.source).name}{dated}", "", []),
            "style": line_style(file.header.source, file.header.status, session.theme),
        }
        for file in others
        if file.header.status in statuses
    ]
    return [*rows, *legend_rows(session, [f for f in others if f.header.status not in statuses])]


def _overlay_lines(session: Session, first: date, last: date) -> list[Row]:
    """Which way ground went, in words, and the snapshots of both dates."""
    if first == last:
        return [{"text": "Both dates are the same: nothing changes", "stale": False}]
    begun = [file for file in compared(session) if _shown(session, file, first).snapshot]
    ways: dict[str, str] = {}
    for file in begun:
        status = Status(file.header.status)
        words, (gained, lost) = direction_of(status), ways_of(status)
        if words.gained_way:
            ways |= {gained: words.gained_way, lost: words.lost_way}
    said = [f"{name}: {ways[way]}" for way, name in _NAMES.items() if way in ways]
    told = [{"text": _sentence(" · ".join(said)), "stale": False}] if said else []
    return [*told, *_snapshots(session, first, last)]


def _snapshots(session: Session, first: date, last: date) -> list[Row]:
    """Which snapshots of each source stand for the two dates."""
    lines: list[Row] = []
    for file in compared(session):
        name = source_of(file.header.source).name
        before, after = _shown(session, file, first), _shown(session, file, last)
        if before.snapshot is None:
            begin = date_text(file.header.dates[0])
            what = Status(file.header.status).title
            text, stale = f"{name}, {what}: nothing to compare, begins {begin}", True
        else:
            text = f"{name}: snapshots {_age(before, first)} and {_age(after, last)}"
            stale = bool(before.age_days or after.age_days)
        if text not in (line["text"] for line in lines):
            lines.append({"text": text, "stale": stale})
    return lines


def _age(one: Shown, day: date) -> str:
    assert one.snapshot is not None
    text = (
        short_date_text(one.snapshot) if one.snapshot.year == day.year else date_text(one.snapshot)
    )
    old = f" ({one.age_days} day{'s'[: one.age_days > 1]} old)" if one.age_days else ""
    return text + old


def _shown(session: Session, file: SeriesFile, day: date) -> Shown:
    return next(one for one in session.shown(day) if one.series.id == file.id)


def _words(session: Session, day: date) -> Row:
    return {
        "title": date_text(day),
        "lines": difference_lines(session, day) or date_lines(session.shown(day), day),
        "date": day.isoformat(),
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
