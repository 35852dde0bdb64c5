"""What the map should show now: from the session to messages."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from viewer.core.sectors import load_sectors
from viewer.core.series import SeriesHeader
from viewer.core.session import SeriesFile, Session
from viewer.core.sources import SOURCES
from viewer.page.document import BASE
from viewer.page.messages import encode
from viewer.page.picture import BASEMAP_CREDIT, layers_message, theme_message, time_message


def series(source: str, status: str, dates: list[date], flags: list[str]) -> SeriesFile:
    none: list[float | None] = [None, *[0.0] * (len(dates) - 1)]
    header = SeriesHeader(
        source=source,
        status=status,
        dates=dates,
        flags=flags,
        sectors=["kursk"],
        held_km2={"kursk": [1.0] * len(dates)},
        gained_km2={"kursk": none},
        lost_km2={"kursk": none},
        bounds_wgs84=None,
        fingerprint="1.2/3?",
        schematic=source == "schematic",
    )
    return SeriesFile(header, Path("none.series"))


SCHEMATIC = SOURCES["schematic"].name
NOV = [date(2024, 11, day) for day in (10, 11, 13)]


def session_of() -> Session:
    session = Session(load_sectors())
    session.set_series(
        [
            series("deepstate", "ru_held", NOV, ["", "", "identical"]),
            series("uacontrolmap", "ru_held", NOV[:2], ["", ""]),
            series("uacontrolmap", "ua_held_in_ru", NOV[:1], [""]),
            series("schematic", "ru_held", [date(2024, 11, 14)], [""]),
        ]
    )
    session.timeline.seek(date(2024, 11, 13))
    return session


def test_the_date_card_tells_each_source_its_snapshot_and_age() -> None:
    message = time_message(session_of(), 5)
    assert (message.serial, message.date, message.title) == (5, "2024-11-13", "13 Nov 2024")
    assert message.indices == {
        "deepstate/ru_held": 2,
        "uacontrolmap/ru_held": 1,
        "uacontrolmap/ua_held_in_ru": 0,
        "schematic/ru_held": -1,
    }
    assert message.lines == [
        {"text": "DeepState: 13 Nov 2024 · 0 days old, same as the day before", "stale": False},
        {"text": "UAControlMap: 11 Nov 2024 · 2 days old", "stale": True},
        {
            "text": f"{SCHEMATIC}: no snapshot yet, begins 14 Nov 2024",
            "stale": True,
        },
    ]
    session = session_of()
    session.timeline.seek(date(2024, 11, 12))
    assert time_message(session, 1).lines[1]["text"].endswith("· 1 day old")


def test_hidden_sources_are_not_spoken_of() -> None:
    session = session_of()
    for source in ("uacontrolmap", "schematic"):
        session.layers.set_visible(f"source:{source}", False)
    message = layers_message(session, 1)
    assert [one["id"] for one in message.series] == ["deepstate/ru_held"]
    assert message.attribution == f"{SOURCES['deepstate'].attribution} · {BASEMAP_CREDIT}"
    assert [line["text"][:9] for line in time_message(session, 1).lines] == ["DeepState"]


def test_series_come_topmost_first_with_a_url_of_our_own() -> None:
    session = session_of()
    session.layers.move("source:schematic", 0)
    message = layers_message(session, 1)
    assert message.series[0]["id"] == "schematic/ru_held"
    for one in message.series:
        url = urlsplit(one["url"])
        assert one["url"].startswith(f"{BASE}/series/{one['id']}/")
        assert (url.query, url.fragment) == ("", "")
        assert len(url.path.split("/")) == 5


def test_legend_follows_the_tree_and_says_schematic() -> None:
    session = session_of()
    titles = [row["title"] for row in layers_message(session, 1).legend]
    assert titles == [
        "Russian-held · DeepState",
        "Russian-held · UAControlMap",
        "Ukrainian-held in Russia · UAControlMap",
        f"Russian-held · {SCHEMATIC}",
        "Sector",
        "State border",
        "Event, last 7 days",
    ]
    notes = [row["note"] for row in layers_message(session, 1).legend]
    assert "schematic" in notes[3]
    assert not any(notes[:3])
    session.layers.set_group_visible("context", False)
    session.layers.set_group_visible("sectors", False)
    session.layers.show_only("source:deepstate")
    assert [row["title"] for row in layers_message(session, 1).legend] == [
        "Russian-held · DeepState"
    ]


def test_sectors_clip_unless_what_lies_outside_is_wanted() -> None:
    session = session_of()
    session.layers.set_visible("sector:kursk", False)
    message = layers_message(session, 1)
    assert {one["id"]: one["visible"] for one in message.sectors} == {
        "kupiansk": True,
        "kurakhove": True,
        "pokrovsk": True,
        "kursk": False,
    }
    assert message.clip
    session.layers.set_visible("context:elsewhere", True)
    assert not layers_message(session, 1).clip


def test_context_is_told_as_opacity() -> None:
    session = session_of()
    session.layers.set_opacity("context:rivers", 0.5)
    context = layers_message(session, 1).context
    assert context["rivers"] == 0.5
    assert context["graticule"] == 0.0
    assert context["places"] == 1.0


def test_styles_and_tokens_follow_the_theme() -> None:
    session = session_of()
    light = layers_message(session, 1).series[0]["style"]
    session.set_theme("dark")
    assert layers_message(session, 1).series[0]["style"] != light
    assert theme_message(session).name == "dark"


def test_without_data_the_card_says_so_and_everything_can_be_sent() -> None:
    session = Session(load_sectors())
    message = time_message(session, 1)
    assert (message.date, message.title, message.indices, message.lines) == ("", "No data", {}, [])
    for one in (message, layers_message(session, 1), theme_message(session)):
        assert json.loads(encode(one))["type"] == one.type
