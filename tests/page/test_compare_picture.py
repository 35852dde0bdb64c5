"""What the map shows of a comparison: parts, words and legend, from the session alone."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from viewer.core.compare_state import OVERLAY, SIDE, SWIPE, Pair
from viewer.core.compare_theme import AGE_STEPS, TO_RUSSIA, TO_UKRAINE, age_colours, way_style
from viewer.core.sectors import load_sectors
from viewer.core.series import SeriesHeader
from viewer.core.session import SeriesFile, Session
from viewer.page.compare_picture import card_words, compare_message
from viewer.page.messages import encode
from viewer.page.picture import layers_message, time_message

FIRST = date(2024, 9, 1)
A, B = date(2024, 11, 3), date(2024, 9, 3)


def series(
    source: str, status: str, days: int, first: date = FIRST, missing: int = -1
) -> SeriesFile:
    dates = [first + timedelta(days=day) for day in range(days) if day != missing]
    header = SeriesHeader(
        source=source,
        status=status,
        dates=dates,
        flags=[""] * len(dates),
        sectors=[],
        held_km2={},
        gained_km2={},
        lost_km2={},
        bounds_wgs84=None,
        fingerprint="1",
        schematic=source == "schematic",
    )
    return SeriesFile(header, Path("none.series"))


@pytest.fixture
def session() -> Session:
    session = Session(load_sectors())
    session.set_series(
        [
            series("deepstate", "ru_held", 90, missing=2),
            series("uacontrolmap", "ru_held", 90),
            series("uacontrolmap", "ua_held_in_ru", 80, FIRST + timedelta(days=10)),
        ]
    )
    session.timeline.seek(A)
    return session


def parts(session: Session, kind: str) -> list[dict[str, Any]]:
    return [part for part in compare_message(session, 1).parts if part["kind"] == kind]


def only(session: Session, *sources: str) -> None:
    for row in session.layers.rows("sources"):
        session.layers.set_visible(row.id, row.key in sources)


def test_nothing_is_compared_at_first(session: Session) -> None:
    message = compare_message(session, 7)
    assert (message.serial, message.mode, message.parts, message.legend) == (7, "", [], [])
    assert card_words(session) is None


@pytest.mark.parametrize("swapped", [False, True])
def test_ground_is_told_from_the_earlier_date_to_the_later(session: Session, swapped: bool) -> None:
    session.timeline.set_compare(B)
    if swapped:
        session.timeline.swap_compare()
    (part,) = parts(session, "change")
    assert part["days"] == [["deepstate/ru_held", 1], ["deepstate/ru_held", 62]]
    assert part["styles"]["gained"] == way_style(TO_RUSSIA, "light")
    assert part["styles"]["lost"] == way_style(TO_UKRAINE, "light")
    assert part["styles"]["before"]["dash"]
    assert not part["styles"]["after"]["dash"]
    assert compare_message(session, 1).b_first is not swapped
    words = card_words(session)
    assert words is not None
    assert words[0] == "3 Sep → 3 Nov 2024"
    assert words[1][0]["text"] == "Orange: from Ukraine to Russia · green: from Russia to Ukraine"
    ages = {line["text"]: line["stale"] for line in words[1][1:]}
    assert ages["DeepState: snapshots 2 Sep (1 day old) and 3 Nov"]


def test_other_sources_of_the_same_status_keep_their_line(session: Session) -> None:
    session.timeline.set_compare(B)
    message = compare_message(session, 1)
    (line,) = [part for part in message.parts if part["kind"] == "line"]
    assert line["days"] == [["uacontrolmap/ru_held", 63]]
    assert not line["styles"]["line"]["fill"]
    assert message.replaced == ["uacontrolmap/ru_held", "deepstate/ru_held"]
    assert message.parts.index(line) == 0


def test_in_russia_the_sides_are_the_other_way(session: Session) -> None:
    only(session, "uacontrolmap")
    session.timeline.set_compare(date(2024, 10, 1))
    by_id = {part["days"][0][0]: part for part in parts(session, "change")}
    kursk = by_id["uacontrolmap/ua_held_in_ru"]
    assert kursk["styles"]["gained"] == way_style(TO_UKRAINE, "light")
    assert kursk["styles"]["lost"] == way_style(TO_RUSSIA, "light")
    assert kursk["words"]["lost"] == "No longer held by Ukraine: UAControlMap"
    east = by_id["uacontrolmap/ru_held"]
    assert east["styles"]["gained"] == kursk["styles"]["lost"]
    rows = {row["title"]: row for row in compare_message(session, 1).legend}
    to_russia = rows["From Ukraine to Russia"]
    assert to_russia["note"] == "newly held by Russia or no longer held by Ukraine"
    assert to_russia["style"] == kursk["styles"]["lost"]


def test_the_ways_differ_in_hue_slant_and_density() -> None:
    for theme in ("light", "dark"):
        one, other = way_style(TO_RUSSIA, theme), way_style(TO_UKRAINE, theme)
        assert one["fill"] != other["fill"]
        assert one["hatch"]["angle"] == -other["hatch"]["angle"]
        assert one["hatch"]["spacing"] != other["hatch"]["spacing"]
        assert one["fillOpacity"] > 2 * other["fillOpacity"]


def test_a_source_that_begins_later_is_not_compared_and_says_so(session: Session) -> None:
    only(session, "uacontrolmap")
    session.timeline.set_compare(B)
    assert [part["days"][0][0] for part in parts(session, "change")] == ["uacontrolmap/ru_held"]
    words = card_words(session)
    assert words is not None
    said = "UAControlMap, Ukrainian-held in Russia: nothing to compare, begins 11 Sep 2024"
    assert {"text": said, "stale": True} in words[1]


def test_equal_dates_say_that_nothing_changes(session: Session) -> None:
    session.timeline.set_compare(A)
    words = card_words(session)
    assert words is not None
    assert [line["text"] for line in words[1]] == ["Both dates are the same: nothing changes"]


@pytest.mark.parametrize("mode", [SWIPE, SIDE])
def test_two_pictures_have_their_own_words_and_snapshots(session: Session, mode: str) -> None:
    session.timeline.set_compare(B)
    session.compare.set_mode(mode)
    message = compare_message(session, 1)
    assert (message.mode, message.b_first, message.parts, message.legend) == (mode, True, [], [])
    assert {row["id"]: (row["index_a"], row["index_b"]) for row in message.series} == {
        "deepstate/ru_held": (62, 1),
        "uacontrolmap/ru_held": (63, 2),
        "uacontrolmap/ua_held_in_ru": (53, -1),
    }
    assert (message.b["title"], message.b["date"]) == ("3 Sep 2024", "2024-09-03")
    assert message.b["lines"][0] == {"text": "DeepState: 2 Sep 2024 · 1 day old", "stale": True}
    assert bool(message.a) is (mode == SWIPE)
    assert time_message(session, 1).title == "3 Nov 2024"


def test_age_counts_within_the_window_and_stops_at_its_end(session: Session) -> None:
    only(session, "deepstate")
    session.compare.set_age(True)
    session.timeline.set_window(date(2024, 9, 20), date(2024, 10, 20))
    (part,) = parts(session, "age")
    header = session.visible_series()[0].header
    assert header.dates[part["first"]] == date(2024, 9, 20)
    assert header.dates[part["last"]] == date(2024, 10, 20)
    assert header.dates[part["days"][0][1]] == A
    assert part["scale"] == {
        "start": "2024-09-20", "end": "2024-10-20", "colours": age_colours("light")
    }  # fmt: skip
    session.timeline.seek(date(2024, 9, 5))
    (part,) = parts(session, "age")
    assert part["first"] == part["last"]
    (scale,) = [row for row in compare_message(session, 1).legend if row["kind"] == "scale"]
    assert (scale["from"], scale["to"]) == ("20 Sep 2024", "20 Oct 2024")


def test_the_fronts_of_the_legend_are_of_the_side_that_is_seen(session: Session) -> None:
    session.timeline.set_compare(date(2024, 10, 1))

    def strokes() -> set[str]:
        legend = compare_message(session, 1).legend
        return {row["style"]["stroke"] for row in legend if row["title"].startswith("Front, ")}

    russian = strokes()
    for sector in session.sectors:
        session.layers.set_visible(f"sector:{sector.id}", sector.id == "kursk")
    assert len(russian) == len(strokes()) == 1
    assert strokes() != russian


@pytest.mark.parametrize("mode", [SWIPE, SIDE])
def test_date_b_has_its_own_age_and_difference(session: Session, mode: str) -> None:
    session.timeline.set_compare(B)
    session.compare.set_mode(mode)
    session.compare.set_age(True)
    message = compare_message(session, 1)
    ages = [[p for p in some if p["kind"] == "age"] for some in (message.parts, message.parts_b)]
    assert [[p["days"][0] for p in some] for some in ages] == [
        [["deepstate/ru_held", 62], ["uacontrolmap/ua_held_in_ru", 53]],
        [["deepstate/ru_held", 1]],
    ]
    assert not [row for row in message.legend if "date A" in row.get("title", "")]
    session.compare.set_age(False)
    session.compare.set_difference(Pair("deepstate", "uacontrolmap", "ru_held"))
    message = compare_message(session, 1)
    (part,) = message.parts_b
    assert part["days"] == [["deepstate/ru_held", 1], ["uacontrolmap/ru_held", 2]]
    assert message.b["lines"][0]["text"] == "DeepState: 2 Sep 2024 · 1 day old"
    session.compare.set_mode(OVERLAY)
    assert compare_message(session, 1).parts_b == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_scale_of_age_rises_evenly_in_lightness(theme: str) -> None:
    def lightness(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        return 116 * luminance ** (1 / 3) - 16

    levels = [lightness(colour) for colour in age_colours(theme)]
    steps = [b - a for a, b in pairwise(levels)]
    assert len(levels) == AGE_STEPS
    assert all(step < 0 for step in steps) if theme == "light" else all(step > 0 for step in steps)
    assert abs(levels[-1] - levels[0]) > 60
    assert max(map(abs, steps)) < 2.5 * min(map(abs, steps))


def test_the_front_of_the_other_date_lies_over_the_age(session: Session) -> None:
    only(session, "deepstate")
    session.compare.set_age(True)
    session.timeline.set_compare(B)
    (line,) = parts(session, "line")
    assert line["days"] == [["deepstate/ru_held", 1]]
    assert line["styles"]["line"]["dash"]
    words = card_words(session)
    assert words is not None
    assert words[1][0]["text"] == "Fronts of both dates; ground by the day it changed hands"


@pytest.mark.parametrize("pair", [("deepstate", "uacontrolmap"), ("uacontrolmap", "deepstate")])
def test_difference_takes_the_day_of_each_source(session: Session, pair: tuple[str, str]) -> None:
    session.compare.set_difference(Pair(*pair, "ru_held"))
    (part,) = parts(session, "difference")
    index = {"deepstate": 62, "uacontrolmap": 63}
    assert part["days"] == [[f"{source}/ru_held", index[source]] for source in pair]
    assert part["styles"]["only_x"]["hatch"]["angle"] == 45
    assert part["styles"]["only_y"]["hatch"]["angle"] == -45
    session.compare.set_align(True)
    (part,) = parts(session, "difference")
    index["uacontrolmap"] = 62  # its file of the day before shows the same evening
    assert part["days"] == [[f"{source}/ru_held", index[source]] for source in pair]
    words = card_words(session)
    assert words is not None
    assert "UAControlMap: 2 Nov 2024 · 0 days old" in [line["text"] for line in words[1]]
    assert any("aligned" in line["text"] for line in words[1])


def test_sources_that_are_not_ticked_are_fetched_for_a_difference(session: Session) -> None:
    only(session, "deepstate")
    assert [row["id"] for row in layers_message(session, 1).series] == ["deepstate/ru_held"]
    session.compare.set_difference(Pair("deepstate", "uacontrolmap", "ru_held"))
    message = layers_message(session, 2)
    assert "UAControlMap" in message.attribution
    rows = {row["id"]: row.get("hidden", False) for row in message.series}
    assert rows["deepstate/ru_held"] is False
    assert rows["uacontrolmap/ru_held"] is True


def test_the_status_chosen_is_what_is_drawn_and_the_other_stays_as_it_was(
    session: Session,
) -> None:
    own = [series("schematic", status, 90) for status in ("ru_held", "ua_held_in_ru")]
    session.set_series([*session.series, *own])
    session.compare.set_difference(Pair("schematic", "uacontrolmap", "ua_held_in_ru"))
    message = compare_message(session, 1)
    (part,) = parts(session, "difference")
    assert [key for key, _ in part["days"]] == [
        "schematic/ua_held_in_ru",
        "uacontrolmap/ua_held_in_ru",
    ]
    assert part["status"] == "ua_held_in_ru"
    assert set(message.replaced) == {key for key, _ in part["days"]}
    titles = [row["title"] for row in message.legend]
    assert "In both, Ukrainian-held in Russia" in titles
    assert "Russian-held · UAControlMap" in titles  # still drawn, so still told


def test_a_third_source_is_a_line_over_the_difference_of_two(session: Session) -> None:
    session.set_series([*session.series, series("schematic", "ru_held", 90)])
    assert session.visible_series()[0].id == "deepstate/ru_held"
    session.compare.set_difference(Pair("uacontrolmap", "schematic", "ru_held"))
    (line,) = parts(session, "line")
    assert line["days"][0][0] == "deepstate/ru_held"


def test_every_message_is_text_for_the_page(session: Session) -> None:
    session.timeline.set_compare(B)
    for mode in (OVERLAY, SWIPE, SIDE):
        session.compare.set_mode(mode)
        told = json.loads(encode(compare_message(session, 3)))
        assert (told["type"], told["mode"]) == ("show_compare", mode)


def test_a_step_sends_little(session: Session) -> None:
    session.timeline.set_compare(B)
    session.compare.set_age(True)
    assert len(encode(compare_message(session, 1))) < 6000
