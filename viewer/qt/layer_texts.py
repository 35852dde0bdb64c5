"""What the layer tree says: figures at the right, and tooltips that say where they come from."""

from __future__ import annotations

from datetime import date

from viewer.core.layers import CONTEXT, SECTORS, SOURCES, Layer
from viewer.core.sectors import Sector
from viewer.core.session import SeriesFile, Session
from viewer.core.sources import Status, source_of
from viewer.core.text import (
    THIN_SPACE,
    age_text,
    date_text,
    number_text,
    short_date_text,
)

GROUP_TITLES = {SECTORS: "Sectors · held km²", SOURCES: "Sources", CONTEXT: "Context"}
NO_FIGURE = "–"
METHOD = "Area: geodesic, WGS 84, on land within the sector"
_FLAGS = {
    "identical": "identical to the one before",
    "fall": "much smaller than the one before",
}


def sector_of(session: Session, layer: Layer) -> Sector:
    """Return the sector of a row of the tree."""
    return next(sector for sector in session.sectors if sector.id == layer.key)


def files_of(session: Session, layer: Layer) -> list[SeriesFile]:
    """Return the series of a source row or of a series row, in the order of the tree."""
    rows = [layer] if layer.parent else session.layers.children(layer.id)
    by_id = {file.id: file for file in session.series}
    return [by_id[row.key] for row in rows if row.key in by_id]


def figure_text(session: Session, layer: Layer) -> str:
    """Return what stands at the right of a row; empty when nothing does."""
    if layer.group == SECTORS:
        held = session.held(sector_of(session, layer))
        return NO_FIGURE if held is None else number_text(held.km2)
    if layer.group == SOURCES:
        return _age_figure(session, layer)
    return ""


def short_figure(figure: str) -> str:
    """Return the part of a figure that must not go: the age alone, where the row is narrow."""
    return figure.rpartition(" · ")[2]


def tooltip_text(session: Session, layer: Layer) -> str:
    """Return the tooltip of a row as plain text of several lines."""
    if layer.group == SECTORS:
        return _sector_tooltip(session, layer)
    if layer.group == SOURCES:
        return _source_tooltip(session, layer)
    return f"{layer.title}\n{layer.note}" if layer.note else layer.title


def _age_figure(session: Session, layer: Layer) -> str:
    texts = [_age_short(file, session.timeline.current) for file in files_of(session, layer)]
    if layer.parent:
        source = _age_figure(session, session.layers.get(layer.parent))
        return "" if texts == [source] else "".join(texts)
    return texts[0] if texts else ""


def _age_short(file: SeriesFile, day: date | None) -> str:
    header = file.header
    if day is None or not header.dates:
        return NO_FIGURE
    index = header.as_of(day)
    if index < 0:
        return f"from {short_date_text(header.dates[0])}"
    snapshot = header.dates[index]
    age = number_text((day - snapshot).days)
    return f"{short_date_text(snapshot)} · {age}{THIN_SPACE}d"


def _sector_tooltip(session: Session, layer: Layer) -> str:
    sector = sector_of(session, layer)
    held = session.held(sector)
    day = session.timeline.current
    if held is not None:
        told = [
            f"{layer.title}: {number_text(held.km2, 1)} km² {held.status.title}",
            f"{source_of(held.source).name}, snapshot of {date_text(held.snapshot)}, "
            f"{age_text(held.age_days)}",
            METHOD,
        ]
    elif day is None:
        told = [layer.title, "No figure: no source is loaded."]
    elif sector.own and not _prepared(session, sector):
        told = [
            layer.title,
            "No figure yet: it is being prepared, or only the schematic line is ticked, which "
            "says nothing of your own sectors.",
        ]
    else:
        told = [
            layer.title,
            f"No figure: no ticked source has “{sector.status.title}” "
            f"on or before {date_text(day)}.",
        ]
    return "\n".join([*told, layer.note])


def _prepared(session: Session, sector: Sector) -> bool:
    """Whether a ticked source has figures of the sector."""
    return any(
        file.header.status == sector.status and file.header.speaks_of(sector)
        for file in session.visible_series()
    )


def _source_tooltip(session: Session, layer: Layer) -> str:
    files = files_of(session, layer)
    lines = [layer.title if not layer.parent else _full_title(session, layer)]
    lines += [_series_line(file, session.timeline.current) for file in files]
    if not layer.parent and files:
        lines += [layer.note, source_of(files[0].header.source).licence]
    return "\n".join(line for line in lines if line)


def _full_title(session: Session, layer: Layer) -> str:
    return f"{session.layers.get(layer.parent).title}: {layer.title}"


def _series_line(file: SeriesFile, day: date | None) -> str:
    header = file.header
    title = Status(header.status).title
    if not header.dates:
        return f"{title}: no snapshot"
    first, last = header.dates[0], header.dates[-1]
    span = f"{number_text(len(header.dates))} snapshots, {date_text(first)} to {date_text(last)}"
    index = -1 if day is None else header.as_of(day)
    if day is None or index < 0:
        return f"{title}: begins on {date_text(first)}; {span}"
    snapshot, flag = header.dates[index], header.flags[index]
    noted = f", {_FLAGS.get(flag, flag)}" if flag else ""
    age = age_text((day - snapshot).days)
    return f"{title}: snapshot of {date_text(snapshot)}, {age}{noted}; {span}"
