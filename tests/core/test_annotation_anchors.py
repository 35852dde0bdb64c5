"""Anchored annotations are flagged when their place changes hands or the front moves past them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from series_reader import PackedFile

from viewer.core.annotation_anchors import Anchor, Turn, anchor_of, place_of, reason
from viewer.core.annotations import Annotation, Kind
from viewer.core.facts import load_settlements
from viewer.core.held_at import held_at
from viewer.core.sectors import load_sectors
from viewer.core.series import list_series, read_header
from viewer.core.session import SeriesFile
from viewer.errors import ViewerError
from viewer.paths import vendor_dir

SETTLEMENTS, SECTORS = load_settlements(), load_sectors()
BUNDLED = list_series(vendor_dir() / "schematic")
KURAKHOVE = (37.28, 47.985)
TURN = Turn(date(2024, 12, 25), "ru", "DeepState")
ANCHOR = Anchor("Kurakhove", True, (TURN,))


def note(**fields: object) -> Annotation:
    one = Annotation("0" * 32, Kind.POINT, KURAKHOVE, anchor="place:Kurakhove")
    return replace(one, **fields)  # type: ignore[arg-type]


def bundled() -> list[SeriesFile]:
    return [SeriesFile(read_header(path), path) for path in BUNDLED]


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_positions_are_held_as_the_polygons_say(path: Path) -> None:
    packed = PackedFile(path)
    days = len(packed.header["dates"])
    west, south, east, north = packed.header["bounds"]
    random = np.random.default_rng(4)
    at = np.column_stack((random.uniform(west, east, 40), random.uniform(south, north, 40)))
    held = held_at(path, [(float(lon), float(lat)) for lon, lat in at])
    assert held.shape == (40, days)
    for day in (0, days // 3, days - 1):
        expected = shapely.contains_xy(packed.polygons(day), at)
        assert (held[:, day] == expected).all()
    assert held.any()
    assert not held.all()


def test_no_positions_and_no_series(tmp_path: Path) -> None:
    path = BUNDLED[0]
    assert held_at(path, []).shape == (0, len(read_header(path).dates))
    broken = tmp_path / "broken.series"
    broken.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ViewerError):
        held_at(broken, [KURAKHOVE])


def test_the_nearest_of_a_name_is_meant() -> None:
    names = [one.name for one in SETTLEMENTS]
    twice = next(name for name in names if names.count(name) > 1)
    first, second = [one for one in SETTLEMENTS if one.name == twice][:2]
    for one in (first, second):
        at = note(anchor=f"place:{twice}", shape=(one.lon, one.lat))
        assert place_of(at, SETTLEMENTS) == one


def test_a_settlement_turns_as_the_facts_say_without_its_source() -> None:
    anchor = anchor_of(note(), SETTLEMENTS, SECTORS, bundled())
    place = place_of(note(), SETTLEMENTS)
    assert place is not None
    assert anchor.is_place
    assert [(turn.day, turn.holder) for turn in anchor.turns if turn.source == "DeepState"] == list(
        place.changes
    )


def test_flagged_from_the_day_of_the_change_on() -> None:
    assert reason(note(), ANCHOR, date(2024, 12, 24)) == ""
    said = "Kurakhove passed to Russian control on 25 Dec 2024 (DeepState)."
    assert reason(note(), ANCHOR, date(2024, 12, 25)) == said
    assert reason(note(), ANCHOR, date(2025, 2, 1)) == said


def test_what_was_known_when_it_begins_is_no_news() -> None:
    day = date(2025, 2, 1)
    assert reason(note(valid_from=TURN.day), ANCHOR, day) == ""
    assert reason(note(created="2025-01-01T10:00:00.000Z"), ANCHOR, day) == ""
    assert reason(note(created="2026-01-01T10:00:00.000Z"), ANCHOR, day) != ""
    assert reason(note(valid_from=date(2024, 12, 24)), ANCHOR, day) != ""


def test_what_no_longer_holds_or_has_no_anchor_is_left_alone() -> None:
    day = date(2025, 2, 1)
    assert reason(note(valid_to=date(2025, 1, 1)), ANCHOR, day) == ""
    assert reason(note(anchor=""), ANCHOR, day) == ""


def test_several_changes_and_sources_are_told() -> None:
    turns = (TURN, replace(TURN, day=date(2025, 1, 3), holder="ua"), replace(TURN, source="ISW"))
    said = reason(note(), Anchor("Kurakhove", True, turns), date(2025, 2, 1))
    assert said == (
        "Kurakhove passed to Ukrainian control on 3 Jan 2025 (DeepState), the last of 2 changes. "
        "Kurakhove passed to Russian control on 25 Dec 2024 (ISW)."
    )


def test_in_a_sector_the_front_moves_past_the_place_itself() -> None:
    series = bundled()
    ru = next(one for one in series if one.header.status == "ru_held")
    held = held_at(ru.path, [KURAKHOVE])[0]
    first = int(np.flatnonzero(held)[0])
    assert first > 0
    anchored = note(anchor="sector:kurakhove")
    anchor = anchor_of(anchored, SETTLEMENTS, SECTORS, series)
    day = ru.header.dates[first]
    assert (anchor.turns[0].day, anchor.turns[0].holder) == (day, "ru")
    assert "The front moved past it on" in reason(anchored, anchor, day)
    assert "Russian side" in reason(anchored, anchor, day)
    assert reason(anchored, anchor, ru.header.dates[first - 1]) == ""


def test_unknown_anchors_are_told() -> None:
    for anchor, what in (("place:Atlantis", "settlement"), ("sector:moon", "sector")):
        anchored = note(anchor=anchor)
        found = anchor_of(anchored, SETTLEMENTS, SECTORS, bundled())
        assert f"a {what} that is not known here" in reason(anchored, found, date(2024, 9, 1))
