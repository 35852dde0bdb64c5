"""Figures of sectors of any outline: against overlay, and the sum of fixed ones and the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.claims_evidence import Evidence, Undecided
from viewer.core.compare import compare_dates, compare_frame
from viewer.core.compare_words import sentence_of
from viewer.core.geodesy import authalic_area_km2, length_m
from viewer.core.ledger import ledger_frame
from viewer.core.ledger_figures import LedgerFigures, ledger_figures
from viewer.core.sector_shapes import overlapping, shape_of, share_in
from viewer.core.sectors import Sector
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import SOURCES, Status

FIXED = (
    Sector("a", "A", "", (36.0, 48.0, 37.0, 49.0), Status.RU_HELD),
    Sector("b", "B", "", (37.0, 48.0, 38.0, 49.0), Status.RU_HELD),
)
DAYS = [
    shapely.box(36.4, 48.2, 37.4, 48.4),
    shapely.box(36.3, 48.2, 37.5, 48.4),
    shapely.union(shapely.box(36.4, 48.2, 37.3, 48.5), shapely.box(36.5, 47.0, 36.6, 47.1)),
]
MEASURES = ("held_km2", "gained_km2", "lost_km2", "front_km")


def own(name: str, *rings: list[tuple[float, float]]) -> Sector:
    shape = shapely.Polygon(rings[0], rings[1:])
    outline = tuple((*map(tuple, ring), tuple(ring[0])) for ring in rings)
    return Sector(name, name.title(), "", shape.bounds, Status.RU_HELD, (outline,))


def box(name: str, west: float, south: float, east: float, north: float) -> Sector:
    return own(name, [(west, south), (east, south), (east, north), (west, north)])


def table() -> SnapshotTable:
    column = np.empty(len(DAYS), dtype=object)
    column[:] = [g if g.geom_type == "MultiPolygon" else shapely.multipolygons([g]) for g in DAYS]
    dates = np.datetime64("2024-08-01", "D") + np.arange(len(DAYS))
    return SnapshotTable("deepstate", "ru_held", dates, column, ("",) * len(DAYS))


def figures(*sectors: Sector) -> LedgerFigures:
    return ledger_figures(table(), (*FIXED, *sectors), None)


def row(made: LedgerFigures, sector: str, measure: str) -> Any:
    return made.values[measure][made.sectors.index(sector)]


def km2(shape: shapely.Geometry) -> float:
    column = np.empty(1, dtype=object)
    column[0] = shape
    return float(authalic_area_km2(column)[0])


corners = st.tuples(st.floats(36.05, 37.95), st.floats(47.55, 48.95))
triangles = st.lists(corners, min_size=3, max_size=3).filter(
    lambda at: shapely.Polygon(at).area > 1e-3
)


@settings(max_examples=40, deadline=None)
@given(triangles, triangles)
def test_own_sectors_count_for_themselves_and_disturb_no_sum(
    first: list[tuple[float, float]], second: list[tuple[float, float]]
) -> None:
    bare, made = figures(), figures(own("x", first), own("y", second))
    assert made.sectors == ("a", "b", "x", "y", "elsewhere", "whole")
    assert made.own == ("x", "y")
    for measure in MEASURES:
        for sector in bare.sectors:
            np.testing.assert_array_equal(row(made, sector, measure), row(bare, sector, measure))
    total = sum(row(made, sector, "held_km2") for sector in ("a", "b", "elsewhere"))
    assert total == pytest.approx(row(made, "whole", "held_km2"), abs=5e-6)
    for sector, corners_of in (("x", first), ("y", second)):
        shape = shapely.Polygon(corners_of)
        held = row(made, sector, "held_km2")
        overlay = [km2(shapely.intersection(shape, day)) for day in DAYS]
        assert held == pytest.approx(overlay, abs=1e-5)
        net = row(made, sector, "gained_km2") - row(made, sector, "lost_km2")
        assert net[1:] == pytest.approx(np.diff(held), abs=1e-4)
        lines = np.array([shapely.intersection(shape, day.boundary) for day in DAYS], dtype=object)
        clipped = row(made, sector, "front_km")
        assert clipped == pytest.approx(length_m(lines) / 1000, abs=0.02, rel=2e-4)


def test_an_own_sector_over_a_fixed_one_has_its_figures() -> None:
    made = figures(box("twin", 36.0, 48.0, 37.0, 49.0))
    for measure in MEASURES:
        np.testing.assert_allclose(row(made, "twin", measure), row(made, "a", measure), atol=1e-6)


def test_a_schematic_source_says_nothing_of_own_sectors() -> None:
    twin = box("twin", 36.0, 48.0, 37.0, 49.0)
    made = ledger_figures(table(), (*FIXED, twin), None, schematic=True)
    assert made.sectors == ("a", "b")


def test_tables_say_which_sectors_are_the_users() -> None:
    made = figures(box("mine", 36.5, 48.0, 37.5, 48.3))
    frame = ledger_frame(made)
    assert frame.attrs["own_sectors"] == ["mine"]
    assert "(mine) may overlap others: each is counted for itself" in frame.attrs["method"]
    without = ledger_frame(made, sectors=["a", "whole"])
    assert without.attrs["own_sectors"] == []
    assert "user's own" not in without.attrs["method"]


def test_a_comparison_tells_own_sectors_apart_and_sums_none() -> None:
    sectors = (*FIXED, box("mine", 36.0, 48.0, 38.0, 48.3), box("too", 36.0, 48.0, 38.0, 48.3))
    made = ledger_figures(table(), sectors, None)
    first, last = (day.astype("datetime64[D]").item() for day in made.dates[[0, 2]])
    comparison = compare_dates(table(), made, first, last, sectors, None)
    frame = compare_frame(comparison).set_index("sector")
    total = frame.loc[["a", "b", "elsewhere"], "gained_km2"].sum()
    assert total == pytest.approx(frame.loc["whole", "gained_km2"], abs=5e-6)
    parts = {(part.sector, part.change): part.geometry for part in comparison.ground(sectors, None)}
    for (sector, change), geometry in parts.items():
        assert km2(geometry) == pytest.approx(frame.loc[sector, f"{change}_km2"], abs=1e-4)
    assert ("mine", "lost") in parts
    assert "counted for itself: Mine" in sentence_of(comparison)
    both = sentence_of(comparison, ["mine", "too"])
    assert "in the sector Mine" in both
    assert "in the sector Too" in both
    assert "in the sectors" not in both


def test_a_claim_over_sectors_that_overlap_is_not_decided() -> None:
    mine = box("mine", 36.5, 48.0, 37.5, 48.3)
    sectors = (*FIXED, mine)
    evidence = Evidence(SOURCES["deepstate"], table(), figures(mine), sectors, None)
    assert len(evidence.rows(["a", "b"])) == 2
    with pytest.raises(Undecided, match="sectors A and Mine overlap"):
        evidence.rows(["a", "mine"])


def test_sectors_that_touch_do_not_overlap() -> None:
    side = box("side", 38.0, 48.0, 39.0, 49.0)
    assert overlapping([*FIXED, side]) is None
    found = overlapping([*FIXED, box("over", 37.9, 48.0, 39.0, 49.0)])
    assert found is not None
    assert [sector.id for sector in found] == ["b", "over"]


def test_the_share_of_an_edge_heeds_holes() -> None:
    ring = [(36.0, 48.0), (37.0, 48.0), (37.0, 49.0), (36.0, 49.0)]
    hole = [(36.4, 48.4), (36.4, 48.6), (36.6, 48.6), (36.6, 48.4)]
    sector = own("holed", ring, hole)
    assert shape_of(sector).area == pytest.approx(0.96)
    start = np.array([[35.5, 48.5], [36.1, 48.1], [35.0, 50.0], [36.5, 48.5], [36.2, 48.2]])
    end = np.array([[37.5, 48.5], [36.2, 48.2], [38.0, 50.0], [36.5, 48.55], [36.2, 48.2]])
    assert share_in(start, end, sector) == pytest.approx([0.4, 1, 0, 0, 0])
