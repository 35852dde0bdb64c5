"""A session filled with made-up series, for tests of widgets with the real model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from viewer.core.sectors import load_sectors
from viewer.core.series import SeriesHeader
from viewer.core.session import SeriesFile, Session
from viewer.core.sources import series_id

FIRST = date(2024, 7, 8)
HELD_AT_FIRST = {"kupiansk": 1880.0, "kurakhove": 1029.0, "pokrovsk": 566.0, "kursk": 0.0}


def make_header(
    source: str,
    status: str,
    days: int = 267,
    missing: Iterable[int] = (),
    identical: Iterable[int] = (),
    first: date = FIRST,
    sectors: tuple[str, ...] = ("kupiansk", "kurakhove", "pokrovsk"),
    most_km2: float = 12.0,
) -> SeriesHeader:
    """Make the head of a series; ``missing`` and ``identical`` count days from the first."""
    random = Random(f"{source}{status}")
    left_out, same = set(missing), set(identical)
    offsets = [day for day in range(days) if day not in left_out]
    held: dict[str, list[float]] = {}
    gained: dict[str, list[float | None]] = {}
    lost: dict[str, list[float | None]] = {}
    for sector in sectors:
        area = HELD_AT_FIRST[sector]
        held[sector], gained[sector], lost[sector] = [area], [None], [None]
        for offset in offsets[1:]:
            more = 0.0 if offset in same else most_km2 * random.random() ** 4
            less = 0.0 if offset in same else 0.3 * most_km2 * random.random() ** 6
            area += more - less
            held[sector].append(area)
            gained[sector].append(more)
            lost[sector].append(less)
    return SeriesHeader(
        source=source,
        status=status,
        dates=[first + timedelta(days=offset) for offset in offsets],
        flags=["identical" if offset in same else "" for offset in offsets],
        sectors=list(sectors),
        held_km2=held,
        gained_km2=gained,
        lost_km2=lost,
        bounds_wgs84=(33.0, 46.5, 40.0, 52.0),
        fingerprint=f"{source}{status}{days}",
        schematic=source == "schematic",
    )


def make_file(header: SeriesHeader) -> SeriesFile:
    """Make a series of a head; there is no file behind it."""
    name = series_id(header.source, header.status).replace("/", "__")
    return SeriesFile(header, Path(f"{name}.series"))


def make_session(days: int = 267) -> Session:
    """Make a session with three sources, gaps, identical days and both sides."""
    session = Session(load_sectors())
    kursk = {"sectors": ("kursk",), "first": FIRST + timedelta(days=29), "days": days - 29}
    session.set_series(
        make_file(header)
        for header in (
            make_header("deepstate", "ru_held", days, [38, 39, 40, 41, 90], [60, 61, 120]),
            make_header("uacontrolmap", "ru_held", days, [50]),
            make_header("uacontrolmap", "ua_held_in_ru", **kursk),  # type: ignore[arg-type]
            make_header("schematic", "ru_held", days),
            make_header("schematic", "ua_held_in_ru", **kursk),  # type: ignore[arg-type]
        )
    )
    session.timeline.seek(date(2024, 11, 13))
    return session


def destroy(qtbot: QtBot, what: QObject) -> None:
    """Destroy a widget as Qt does, and wait until it is gone."""
    gone: list[str] = []
    what.destroyed.connect(lambda *_: gone.append("gone"))
    what.deleteLater()
    qtbot.waitUntil(lambda: bool(gone))
