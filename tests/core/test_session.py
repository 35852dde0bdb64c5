"""The session: what the parts mean together."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from viewer.core.sectors import load_sectors
from viewer.core.series import SeriesHeader
from viewer.core.session import SeriesFile, Session, View
from viewer.core.sources import Status

FIRST = date(2024, 8, 1)
SECTORS = {sector.id: sector for sector in load_sectors()}


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def series(
    source: str,
    status: str = "ru_held",
    days: Iterable[int] = range(10),
    sectors: tuple[str, ...] = ("kupiansk", "kurakhove", "pokrovsk"),
) -> SeriesFile:
    """A series whose held area is 100 km2 plus the day's number, gaining 2 and losing 1."""
    offsets = list(days)
    gained: list[float | None] = [None, *[2.0] * (len(offsets) - 1)]
    lost: list[float | None] = [None, *[1.0] * (len(offsets) - 1)]
    header = SeriesHeader(
        source=source,
        status=status,
        dates=[day(offset) for offset in offsets],
        flags=["identical" if offset == 3 else "" for offset in offsets],
        sectors=list(sectors),
        held_km2={sector: [100.0 + offset for offset in offsets] for sector in sectors},
        gained_km2=dict.fromkeys(sectors, gained),
        lost_km2=dict.fromkeys(sectors, lost),
        bounds_wgs84=(33.0, 46.5, 40.0, 52.0),
        fingerprint=source,
        schematic=source == "schematic",
    )
    return SeriesFile(header, Path(f"{source}__{status}.series"))


def session_of(*files: SeriesFile) -> Session:
    session = Session(SECTORS.values())
    session.set_series(files)
    return session


def test_dates_are_the_union_over_visible_sources() -> None:
    session = session_of(series("deepstate", days=(0, 2)), series("uacontrolmap", days=(1, 5)))
    assert session.timeline.dates == (day(0), day(1), day(2), day(5))
    session.layers.set_visible("source:uacontrolmap", False)
    assert session.timeline.dates == (day(0), day(2))
    session.layers.set_visible("series:deepstate/ru_held", False)
    assert session.timeline.dates == (day(0), day(1), day(2), day(5))


def test_a_date_without_a_snapshot_shows_the_last_one_before_it_and_its_age() -> None:
    session = session_of(series("deepstate", days=(0, 1, 3, 7)))
    session.timeline.seek(day(5))
    (shown,) = session.shown()
    assert (shown.index, shown.snapshot, shown.age_days) == (2, day(3), 2)
    assert shown.flag == "identical"


def test_a_series_that_begins_later_shows_nothing_yet() -> None:
    session = session_of(series("deepstate"), series("uacontrolmap", days=(5, 6)))
    session.timeline.seek(day(2))
    later = session.shown()[1]
    assert (later.index, later.snapshot, later.age_days) == (-1, None, 0)


def test_held_names_the_topmost_source_that_speaks_of_the_sector() -> None:
    session = session_of(
        series("deepstate", days=range(5)),
        series("uacontrolmap", "ua_held_in_ru", sectors=("kursk",)),
        series("uacontrolmap"),
    )
    session.timeline.seek(day(4))
    held = session.held(SECTORS["pokrovsk"])
    assert held is not None
    assert (held.source, held.status, held.km2) == ("deepstate", Status.RU_HELD, 104.0)
    kursk = session.held(SECTORS["kursk"])
    assert kursk is not None
    assert (kursk.source, kursk.status) == ("uacontrolmap", Status.UA_HELD_IN_RU)
    session.layers.move("source:uacontrolmap", 0)
    held = session.held(SECTORS["pokrovsk"])
    assert held is not None
    assert held.source == "uacontrolmap"


def test_held_says_the_age_of_its_snapshot_and_nothing_before_the_first() -> None:
    session = session_of(series("deepstate", days=(2, 3)), series("schematic", days=(0, 9)))
    session.layers.set_visible("source:schematic", False)
    session.timeline.set_dates([day(0), day(9)])
    session.timeline.seek(day(8))
    held = session.held(SECTORS["kupiansk"])
    assert held is not None
    assert (held.snapshot, held.age_days) == (day(3), 5)
    assert session.held(SECTORS["kupiansk"], day(1)) is None
    assert session.held(SECTORS["kursk"]) is None


def test_day_changes_add_up_the_visible_sectors_of_one_source() -> None:
    session = session_of(series("deepstate", days=(0, 1, 4)), series("uacontrolmap"))
    changes = session.day_changes()
    assert [(c.day, c.span_days) for c in changes] == [(day(1), 1), (day(4), 3)]
    assert {c.source for c in changes} == {"deepstate"}
    assert {(c.gained_km2, c.lost_km2) for c in changes} == {(6.0, 3.0)}
    session.layers.show_only("sector:kupiansk")
    assert {(c.gained_km2, c.lost_km2) for c in session.day_changes()} == {(2.0, 1.0)}
    session.layers.show_only("sector:kursk")
    assert session.day_changes() == []


def test_visible_series_follow_the_order_of_the_tree() -> None:
    session = session_of(series("deepstate"), series("uacontrolmap"))
    assert [file.id for file in session.visible_series()] == [
        "deepstate/ru_held",
        "uacontrolmap/ru_held",
    ]
    session.layers.move("source:uacontrolmap", 0)
    assert session.visible_series()[0].id == "uacontrolmap/ru_held"
    session.layers.set_visible("source:uacontrolmap", False)
    assert [file.id for file in session.visible_series()] == ["deepstate/ru_held"]


def test_opacity_of_source_and_series_multiply() -> None:
    file = series("deepstate")
    session = session_of(file)
    session.layers.set_opacity("source:deepstate", 0.5)
    session.layers.set_opacity("series:deepstate/ru_held", 0.5)
    assert session.opacity(file) == pytest.approx(0.25)


def test_loading_again_keeps_date_and_ticks() -> None:
    session = session_of(series("deepstate"))
    session.timeline.seek(day(7))
    session.layers.set_visible("source:deepstate", False)
    session.set_series([series("deepstate"), series("uacontrolmap")])
    assert session.timeline.current == day(7)
    assert not session.layers.get("source:deepstate").visible


def test_signals_come_only_on_a_change() -> None:
    session = session_of(series("deepstate"))
    heard: list[frozenset[str]] = []
    session.changed.connect(heard.append)
    for _ in range(2):
        session.set_view(View(37.0, 48.0, 9.0))
        session.set_theme("dark")
        session.set_language("uk")
    assert heard == [frozenset({"view"}), frozenset({"theme"}), frozenset({"language"})]


def test_scale_is_that_of_web_mercator_at_96_dots_an_inch() -> None:
    assert View(0.0, 0.0, 0.0).scale_denominator == pytest.approx(591_658_710.9, rel=1e-6)
    at_48 = View(37.0, 48.0, 10.0).scale_denominator
    assert at_48 == pytest.approx(591_658_710.9 / 1024 * 0.66913, rel=1e-4)


def test_no_data_shows_nothing_and_breaks_nothing() -> None:
    session = Session(SECTORS.values())
    assert session.shown() == []
    assert session.held(SECTORS["kursk"]) is None
    assert session.day_changes() == []
    assert session.visible_series() == []


def test_a_source_that_is_gone_takes_its_rows_with_it() -> None:
    session = session_of(series("deepstate"), series("uacontrolmap"))
    session.set_series([series("uacontrolmap")])
    assert not session.layers.has("source:deepstate")
    assert [dataclasses.asdict(s)["index"] for s in session.shown()] == [0]


def test_annotations_share_the_undo_of_the_session() -> None:
    from viewer.core.annotations import Annotation, Kind, fresh_id

    session = Session(load_sectors())
    one = Annotation(fresh_id(), Kind.POINT, (37.0, 48.0))
    session.annotations.edit("draw point", {one.id: one})
    assert session.undo.undo_name == "draw point"
    session.undo.undo()
    assert session.annotations.annotations() == []
