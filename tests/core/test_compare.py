"""Two dates compared, on small made-up archives."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from compare_builders import SECTORS, compare, place, table_of
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.compare import (
    FIGURES,
    compare_frame,
    places_frame,
    sliver_counts,
)
from viewer.core.compare_words import meaning_of
from viewer.core.directions import direction_of
from viewer.core.geodesy import authalic_area_km2
from viewer.core.ledger_figures import ledger_figures
from viewer.core.sources import Status
from viewer.errors import ViewerError

NARROW = shapely.box(37.2, 48.1, 37.4, 48.4)
WIDE = shapely.box(37.2, 48.1, 37.7, 48.4)
MOVED = shapely.box(37.3, 48.1, 37.8, 48.4)
DAYS = {"2024-09-01": NARROW, "2024-09-02": WIDE, "2024-09-05": MOVED, "2024-09-06": NARROW}


def km2(geometry: shapely.Geometry) -> float:
    return float(authalic_area_km2(np.array([geometry], dtype=object))[0])


def test_gained_and_lost_by_sector_and_whole() -> None:
    change = compare(table_of(DAYS), "2024-09-01", "2024-09-05")
    assert change.sectors == ("west", "east", "elsewhere", "whole")
    gained = {name: change.value("gained_km2", name) for name in change.sectors}
    lost = {name: change.value("lost_km2", name) for name in change.sectors}
    assert gained["west"] == pytest.approx(km2(shapely.box(37.4, 48.1, 37.5, 48.4)), abs=1e-5)
    assert gained["east"] == pytest.approx(km2(shapely.box(37.5, 48.1, 37.8, 48.4)), abs=1e-5)
    assert gained["elsewhere"] == 0.0
    assert lost["west"] == pytest.approx(km2(shapely.box(37.2, 48.1, 37.3, 48.4)), abs=1e-5)
    assert lost["whole"] == lost["west"]
    assert change.value("net_km2", "whole") == pytest.approx(km2(MOVED) - km2(NARROW), abs=1e-5)
    assert change.value("held_from_km2", "whole") == pytest.approx(km2(NARROW), abs=1e-5)
    assert change.value("front_to_km", "east") > 0


def test_the_order_of_the_dates_only_is_told() -> None:
    one = compare(table_of(DAYS), "2024-09-01", "2024-09-05")
    other = compare(table_of(DAYS), "2024-09-05", "2024-09-01")
    assert one.figures == other.figures
    assert (one.turned, other.turned) == (False, True)
    assert one.notes == other.notes
    assert "given first" not in meaning_of(one)
    assert "From 1 Sep 2024 to 5 Sep 2024; the later date was given first." in meaning_of(other)


def test_neighbours_have_the_ledgers_own_figures() -> None:
    table = table_of(DAYS)
    ledger = ledger_figures(table, SECTORS, None)
    change = compare(table, "2024-09-02", "2024-09-05")
    for name in ("gained_km2", "lost_km2", "gained_slivers_km2"):
        assert change.figures[name] == tuple(ledger.values[name][:, 2])


def test_slivers_are_counted_apart_and_included() -> None:
    dot = shapely.box(37.6, 48.2, 37.6005, 48.2005)
    table = table_of({"2024-09-01": NARROW, "2024-09-02": shapely.union(WIDE, NARROW)})
    assert sliver_counts(compare(table, "2024-09-01", "2024-09-02")) == (0, 0)
    table = table_of({"2024-09-01": NARROW, "2024-09-02": shapely.union(NARROW, dot)})
    change = compare(table, "2024-09-01", "2024-09-02")
    assert sliver_counts(change) == (1, 0)
    assert change.value("gained_slivers_km2", "east") == change.value("gained_km2", "east") > 0


def test_settlements_with_the_day_and_the_snapshot_before() -> None:
    places = (
        place("Gap", 37.75, 48.2),  # in MOVED only, which comes after two days without a file
        place("Stay", 37.35, 48.2),
        place("Lost", 37.25, 48.2),
        place("Never", 37.9, 48.2),
        place("Back", 37.6, 48.2),
    )
    change = compare(table_of(DAYS), "2024-09-01", "2024-09-05", places)
    found = {one.name: one for one in change.places}
    assert set(found) == {"Gap", "Lost", "Back"}
    assert (found["Gap"].change, found["Gap"].day) == ("gained", date(2024, 9, 5))
    assert found["Gap"].before == date(2024, 9, 2)
    assert (found["Gap"].sector, found["Lost"].sector) == ("east", "west")
    assert found["Lost"].change == "lost"
    assert (found["Back"].change, found["Back"].day) == ("gained", date(2024, 9, 2))
    assert any("2 days have none" in note for note in change.notes)

    change = compare(table_of(DAYS), "2024-09-01", "2024-09-06", places)
    back = {one.name: (one.change, one.times) for one in change.places}
    assert back == {"Gap": ("back", 2), "Lost": ("back", 2), "Back": ("back", 2)}
    assert change.value("gained_km2", "whole") == change.value("lost_km2", "whole") == 0.0


def test_only_places_on_the_land_that_the_status_speaks_of() -> None:
    ukraine = shapely.MultiPolygon([shapely.box(30.0, 45.0, 37.6, 52.0)])
    places = (place("Inside", 37.45, 48.2), place("Outside", 37.65, 48.2))
    for status, expected in (("ru_held", "Inside"), ("ua_held_in_ru", "Outside")):
        change = compare(
            table_of(DAYS, status=status), "2024-09-01", "2024-09-02", places, ukraine=ukraine
        )
        assert [one.name for one in change.places] == [expected]
        parts = change.ground(SECTORS, ukraine)
        assert parts
        for part in parts:
            assert km2(part.geometry) == pytest.approx(
                change.value(f"{part.change}_km2", part.sector), rel=1e-6
            )
            side = shapely.box(30.0, 45.0, 37.6, 52.0)
            inside = km2(part.geometry & side)
            assert inside == pytest.approx(km2(part.geometry) * (status == "ru_held"), abs=1e-6)


def test_age_flags_and_provenance_are_told() -> None:
    table = table_of(DAYS, flags={"2024-09-02": "identical", "2024-09-06": "fall"})
    problems = {
        date(2024, 9, 4): [("skipped", "near-empty day (no area); treated as missing")],
        date(2024, 9, 2): [("noted", "old crs"), ("repaired", "a bow tie was cut")],
        date(2024, 9, 6): [("warned", "told as a fall already")],
    }
    change = compare(table, "2024-09-04", "2024-09-06", problems=problems)
    assert (change.first.snapshot, change.first.age_days) == (date(2024, 9, 2), 2)
    told = " ".join(change.notes)
    assert "4 Sep 2024 has no snapshot (near-empty day): that of" in told
    assert "2 Sep 2024, 2 days old, stands for it." in told
    assert "2 Sep 2024 is identical to the one before it" in told
    assert "2 Sep 2024 was repaired at import: a bow tie was cut." in told
    assert "6 Sep 2024 has over 5 % less area" in told
    assert "old crs" not in told
    assert "2 days have none (1 of them near-empty and left out at import)" in told
    assert "warning" not in told
    tiny = {date(2024, 9, 5): [("warned", "tiny file; check the day")]}
    told = " ".join(compare(table, "2024-09-04", "2024-09-05", problems=tiny).notes)
    assert "5 Sep 2024 was imported with a warning: tiny file; check the day." in told
    late = compare(table, "2024-09-01", "2024-10-06")
    assert "30 days old, stands for it; DeepState ends with it." in " ".join(late.notes)
    assert compare(table, "2024-09-01", "2024-09-02").notes[0].startswith("The snapshot of 2 Sep")


@pytest.mark.parametrize(
    ("first", "last", "part", "cure"),
    [
        ("2024-09-01", "2024-09-01", "Both dates are 1 Sep 2024", "two different"),
        ("2024-08-01", "2024-09-05", "its first snapshot (russian-held) is of 1 Sep", "1 Sep 2024"),
        ("2024-09-03", "2024-09-04", "both dates show the same one", "6 Sep 2024"),
        ("2024-10-01", "2024-11-01", "no snapshot after 6 Sep 2024", "further apart"),
    ],
)
def test_what_cannot_be_compared_is_a_sentence_and_a_cure(
    first: str, last: str, part: str, cure: str
) -> None:
    with pytest.raises(ViewerError) as caught:
        compare(table_of(DAYS), first, last)
    assert part.lower() in caught.value.message.lower()
    assert cure in caught.value.hint


def test_no_snapshots_of_the_status() -> None:
    with pytest.raises(ViewerError, match="no snapshots that say Contested"):
        compare(table_of({}, status="contested"), "2024-09-01", "2024-09-02")


def test_tables_for_notebooks() -> None:
    change = compare(table_of(DAYS), "2024-09-05", "2024-09-01", (place("Lost", 37.25, 48.2),))
    frame = compare_frame(change)
    assert list(frame.columns) == ["sector", *FIGURES]
    assert list(frame["sector"]) == list(change.sectors)
    assert frame.attrs["from"] == "2024-09-01"
    assert frame.attrs["source"] == "deepstate"
    assert "WGS 84" in frame.attrs["method"]
    assert frame.attrs["notes"] == list(change.notes)
    assert list(compare_frame(change, ["whole"])["net_km2"]) == [change.value("net_km2", "whole")]
    (row,) = places_frame(change).itertuples()
    assert (row.name, f"{row.day:%Y-%m-%d}") == ("Lost", "2024-09-05")
    nothing = places_frame(compare(table_of(DAYS), "2024-09-01", "2024-09-02"))
    assert nothing.empty
    assert "before" in nothing.columns


outlines = st.lists(st.floats(0.02, 0.45), min_size=3, max_size=12)


def star(radii: list[float]) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    xy = np.stack((37.5 + np.cos(angle) * radii, 48.25 + np.sin(angle) * radii), axis=1)
    return shapely.Polygon(xy)


@settings(max_examples=40, deadline=None)
@given(outlines, outlines, st.booleans())
def test_identities_on_any_two_shapes(one: list[float], other: list[float], cut: bool) -> None:
    ukraine = shapely.MultiPolygon([shapely.box(30.0, 45.0, 37.61, 48.37)]) if cut else None
    table = table_of({"2024-09-01": star(one), "2024-09-03": star(other)})
    back = table_of({"2024-09-01": star(other), "2024-09-03": star(one)})
    change, turned = (
        compare(days, "2024-09-01", "2024-09-03", ukraine=ukraine) for days in (table, back)
    )
    areas = {
        (part.sector, part.change): km2(part.geometry) for part in change.ground(SECTORS, ukraine)
    }
    for sector in change.sectors:
        gained, lost = (change.value(name, sector) for name in ("gained_km2", "lost_km2"))
        assert gained - lost == pytest.approx(change.value("net_km2", sector), abs=1e-4)
        assert turned.value("gained_km2", sector) == pytest.approx(lost, abs=1e-5)
        assert turned.value("lost_km2", sector) == pytest.approx(gained, abs=1e-5)
        if sector != "whole":
            for kind, value in (("gained", gained), ("lost", lost)):
                # the polygons are on a grid of a millimetre
                assert areas.get((sector, kind), 0.0) == pytest.approx(value, rel=1e-5, abs=1e-4)
    for values in change.figures.values():
        assert sum(values[:-1]) == pytest.approx(values[-1], abs=5e-6)


def test_a_source_of_sectors_only_has_no_rest() -> None:
    change = compare(table_of(DAYS, source="schematic"), "2024-09-01", "2024-09-05", schematic=True)
    assert change.sectors == ("west", "east")
    assert {part.sector for part in change.ground(SECTORS, None)} == {"west", "east"}


def test_every_status_has_words() -> None:
    for status in Status:
        words = direction_of(status)
        assert words.held
        assert words.gained != words.lost
        assert bool(words.gained_way) == (status in (Status.RU_HELD, Status.UA_HELD_IN_RU))
