"""What should the map show now? Pure functions from the session to messages for the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

from viewer.core.layers import CONTEXT
from viewer.core.session import SeriesFile, Session, Shown
from viewer.core.sources import Status, series_id, source_of
from viewer.core.text import date_text
from viewer.core.theme import TOKENS, series_style
from viewer.page.document import BASE
from viewer.page.messages import ShowLayers, ShowTheme, ShowTime

BASEMAP_CREDIT = "Map: OpenStreetMap, GSHHG, GeoNames; licences in Help"


def theme_message(session: Session) -> ShowTheme:
    """Colours of the theme in force."""
    return ShowTheme(session.theme, dict(TOKENS[session.theme]))


def layers_message(session: Session, serial: int) -> ShowLayers:
    """Visible series with their styles, sectors, context and legend."""
    layers = session.layers
    rows = {row.key: row for row in layers.rows(CONTEXT)}
    context = {key: row.opacity if row.visible else 0.0 for key, row in rows.items()}
    files = session.visible_series()
    fetched = _only_fetched(session, files)
    return ShowLayers(
        serial=serial,
        series=[_series(session, file) for file in files]
        + [{**_series(session, file), "hidden": True} for file in fetched],
        sectors=[
            {
                "id": sector.id,
                "name": sector.name,
                "bounds": list(sector.bounds_wgs84),
                "visible": layers.get(f"sector:{sector.id}").visible,
                "opacity": layers.get(f"sector:{sector.id}").opacity,
                "outline": [ring for part in sector.outline for ring in part] or None,
            }
            for sector in session.sectors
        ],
        clip=not rows["elsewhere"].visible,
        context=context,
        language=session.language,
        legend=legend_rows(session, files),
        attribution=_attribution([*files, *fetched]),
    )


def time_message(session: Session, serial: int) -> ShowTime:
    """Snapshots to draw on the current date, and the words of the date card."""
    day = session.timeline.current
    shown = session.shown()
    title, lines = date_text(day) if day else "No data", date_lines(shown, day)
    if session.timeline.compare is not None or session.compare.difference is not None:
        from viewer.page.compare_picture import card_words  # not needed to start

        title, lines = card_words(session) or (title, lines)
    return ShowTime(
        serial=serial,
        date=day.isoformat() if day else "",
        title=title,
        indices={one.series.id: one.index for one in shown},
        lines=lines,
    )


def _only_fetched(session: Session, files: list[SeriesFile]) -> list[SeriesFile]:
    """Series that are not ticked, but are held against one another all the same."""
    pair = session.compare.difference
    if pair is None:
        return []
    wanted = {series_id(source, pair.status) for source in (pair.x, pair.y)}
    return [file for file in session.series if file.id in wanted and file not in files]


def _series(session: Session, file: SeriesFile) -> dict[str, Any]:
    header = file.header
    source = source_of(header.source)
    version = quote(header.fingerprint or "0", safe="")
    return {
        "id": file.id,
        "url": f"{BASE}/series/{quote(header.source)}/{quote(header.status)}/{version}",
        "title": f"{Status(header.status).title} · {source.name}",
        "opacity": session.opacity(file),
        "style": series_style(header.source, header.status, session.theme),
    }


def legend_rows(session: Session, files: list[SeriesFile]) -> list[dict[str, Any]]:
    """Rows of the legend: the series given, then sectors, borders and events."""
    tokens = TOKENS[session.theme]
    rows: list[dict[str, Any]] = [
        {
            "kind": "series",
            "title": f"{Status(file.header.status).title} · {source_of(file.header.source).name}",
            "note": "",
            "style": series_style(file.header.source, file.header.status, session.theme),
        }
        for file in files
    ]
    schematic = [row for row, file in zip(rows, files, strict=True) if file.header.schematic]
    if schematic:
        schematic[-1]["note"] = "schematic line, 1-2 km off (Kursk 2-4 km)"
    if session.visible_sectors():
        rows.append(line_row("Sector", tokens["sector"], [5, 4]))
    if session.layers.get("context:borders").visible:
        rows.append(line_row("State border", tokens["border"], []))
    if session.layers.get("context:events").visible:
        row = line_row("Event, last 7 days", tokens["accent"], [])
        rows.append({**row, "kind": "event"})
    return rows


def line_row(title: str, colour: str, dash: list[int]) -> dict[str, Any]:
    """A small row of the legend for a line."""
    style = {"stroke": colour, "width": 1.4, "dash": dash, "fill": "", "hatch": None}
    return {"kind": "line", "title": title, "note": "", "style": style}


def _attribution(files: list[SeriesFile]) -> str:
    names = dict.fromkeys(source_of(file.header.source).attribution for file in files)
    return " · ".join([*names, BASEMAP_CREDIT])


def date_lines(shown: list[Shown], day: date | None) -> list[dict[str, Any]]:
    """Per source, which snapshot stands for a date and how old it is."""
    by_source: dict[str, Shown] = {}
    for one in shown:
        best = by_source.get(one.series.header.source)
        if best is None or _freshness(one) > _freshness(best):
            by_source[one.series.header.source] = one
    return [_date_line(one) for one in by_source.values()] if day else []


_freshness: Callable[[Shown], date] = lambda one: one.snapshot or date.min  # noqa: E731


def _date_line(one: Shown) -> dict[str, Any]:
    name = source_of(one.series.header.source).name
    if one.snapshot is None:
        first = date_text(one.series.header.dates[0])
        return {"text": f"{name}: no snapshot yet, begins {first}", "stale": True}
    age = "0 days old" if not one.age_days else f"{one.age_days} day{'s'[: one.age_days > 1]} old"
    same = ", same as the day before" if one.flag == "identical" else ""
    return {
        "text": f"{name}: {date_text(one.snapshot)} · {age}{same}",
        "stale": one.age_days > 0,
    }
