"""Slits between polygons that were meant to touch: no front, on the map and in the ledger alike."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from viewer.core.arcs import Arcs, build_arcs
from viewer.core.front_mask import FrontMask
from viewer.core.geodesy_history import EdgeHistory
from viewer.core.ledger_figures import ledger_figures
from viewer.core.mercator import to_lonlat
from viewer.core.outlines import SLIT_M, Outlines
from viewer.core.snapshots import SnapshotTable

METRE = 1 / 111_200.0  # degrees of latitude
HELD = shapely.box(36.0, 47.0, 37.0, 48.0)


def with_hole(width_m: float) -> shapely.MultiPolygon:
    """Held ground with a hole 20 km long."""
    hole = shapely.box(36.4, 47.5, 36.67, 47.5 + width_m * METRE)
    return shapely.MultiPolygon([HELD - hole])


def opened(width_m: float) -> shapely.MultiPolygon:
    """The same hole, before the ground south of it was held: its north edge is front."""
    return shapely.MultiPolygon([HELD - shapely.box(36.4, 46.9, 36.67, 47.5 + width_m * METRE)])


def outlines(*days: shapely.MultiPolygon) -> Outlines:
    return Outlines.of(np.array(days, dtype=object))


def arcs_of(*days: shapely.MultiPolygon) -> Arcs:
    mask = FrontMask(None, [])
    return build_arcs(outlines(*days), lambda a, b: mask.is_front(a, b, "ru_held"))  # type: ignore[arg-type]


def front_lats(arcs: Arcs, day: int) -> set[float]:
    """Latitudes of the level front segments of a day."""
    found = set()
    rings = range(arcs.day_ring[day], arcs.day_ring[day + 1])
    for ref in (r for ring in rings for r in arcs.refs[slice(*arcs.ring_ref[ring : ring + 2])]):
        if arcs.arc_flags[ref]:
            points = to_lonlat(arcs.points[slice(*arcs.arc_start[ref : ref + 2])].astype(float))
            level = np.abs(np.diff(points[:, 1])) < METRE
            found |= {round(float(lat), 3) for lat in points[:-1][level][:, 1]}
    return found


@pytest.mark.parametrize(("width_m", "is_slit"), [(5, True), (95, True), (110, False)])
def test_a_hole_is_a_slit_by_its_mean_width(width_m: float, is_slit: bool) -> None:
    assert outlines(with_hole(width_m)).is_slit.tolist() == [False, is_slit]
    assert SLIT_M == 100


def test_thin_ground_that_is_held_is_no_slit() -> None:
    strip = shapely.MultiPolygon([shapely.box(36.0, 47.0, 37.0, 47.0 + 20 * METRE)])
    assert outlines(strip).is_slit.tolist() == [False]


def test_a_slit_has_no_stroke_and_a_pocket_has() -> None:
    assert front_lats(arcs_of(with_hole(50)), 0) == {47.0, 48.0}
    wide = round(47.5 + 500 * METRE, 3)
    assert front_lats(arcs_of(with_hole(500)), 0) == {47.0, 48.0, 47.5, wide}


def test_a_line_is_front_until_the_day_on_which_it_bounds_a_slit() -> None:
    arcs = arcs_of(opened(50), with_hole(50), opened(50))
    north = round(47.5 + 50 * METRE, 3)
    assert [north in front_lats(arcs, day) for day in range(3)] == [True, False, True]


def test_the_ledger_measures_what_is_stroked() -> None:
    days = np.array([opened(50), with_hole(50), with_hole(500), shapely.MultiPolygon([HELD])])
    table = SnapshotTable(
        "x", "ru_held", np.arange("2024-08-01", "2024-08-05", dtype="datetime64[D]"), days,
        ("", "", "", ""),
    )  # fmt: skip
    front = dict(zip(("elsewhere", "whole"), ledger_figures(table, [], None).values["front_km"],
                     strict=True))["whole"]  # fmt: skip
    round_it = 2 * (111.2 + 74.9)
    assert front[3] == pytest.approx(round_it, rel=0.01)
    assert front[1] == front[3]
    assert front[2] == pytest.approx(front[3] + 2 * 20.2 + 2 * 0.5, abs=0.5)
    assert front[0] > front[3] + 90


def test_figures_of_ground_do_not_know_slits() -> None:
    history = EdgeHistory.of(np.array([opened(50), with_hole(50)], dtype=object))
    assert len(history.slit_day) == 4
    assert set(history.slit_day.tolist()) == {1}
    ends = history.start[history.slit_edge]
    assert (
        shapely.MultiPoint(ends).bounds == shapely.box(36.4, 47.5, 36.67, 47.5 + 50 * METRE).bounds
    )
