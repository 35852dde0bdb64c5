"""Age of control: ground by the day on which it changed hands within the window."""

from __future__ import annotations

from datetime import date
from typing import Any

from viewer.core.compare_theme import (
    age_colours,
    front_style,
    kept_style,
    lost_style,
)
from viewer.core.directions import direction_of
from viewer.core.session import SeriesFile, Session
from viewer.core.sources import Status, source_of
from viewer.core.text import date_text

Row = dict[str, Any]


def age_parts(session: Session, files: list[SeriesFile], day: date) -> list[Row]:
    """Parts that paint what changed hands from the first day of the window up to a day.

    Parameters
    ----------
    session : Session
        Whose window, or all of whose dates, count.
    files : list of SeriesFile
        One series of each status.
    day : date
        The date shown.
    """
    span = session.timeline.range
    if span is None:
        return []
    return [_part(session, file, day, span) for file in files if file.header.as_of(day) >= 0]


def age_legend(session: Session) -> list[Row]:
    """The bar of colours, and what stripes over them mean."""
    span = session.timeline.range
    assert span is not None
    return [
        {
            "kind": "scale",
            "title": "Ground by the day it changed hands",
            "note": "striped: changed hands and is no longer held",
            "colours": age_colours(session.theme),
            "from": date_text(span[0]),
            "to": date_text(span[1]),
        }
    ]


def _part(session: Session, file: SeriesFile, day: date, span: tuple[date, date]) -> Row:
    header, theme = file.header, session.theme
    words, name = direction_of(Status(header.status)), source_of(header.source).name
    now = header.as_of(day)
    first = max(0, header.as_of(span[0]))
    return {
        "kind": "age",
        "days": [[file.id, now]],
        "first": first,
        "last": max(first, min(now, header.as_of(span[1]))),
        "opacity": 0.9 * session.opacity(file),
        "scale": {
            "start": span[0].isoformat(),
            "end": span[1].isoformat(),
            "colours": age_colours(theme),
        },
        "styles": {
            "plain": kept_style(header.source, header.status, theme),
            "lost": lost_style(theme),
            "line": front_style(header.source, header.status, theme, later=True),
        },
        "words": {
            "gained": f"{words.gained[:1].upper()}{words.gained[1:]}: {name}",
            "lost": f"{words.lost[:1].upper()}{words.lost[1:]}: {name}",
        },
    }
