"""Sectors of any outline in the real engine: fronts show within them and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from viewer.core.front_mask import FrontMask
from viewer.core.packing import pack_series
from viewer.core.sectors import load_sectors
from viewer.core.snapshots import SnapshotTable

pytestmark = pytest.mark.qt_log_ignore("QRhi|RHI|Vulkan|GPUInfo|Sandboxing", extend=True)

SERIES = "deepstate/ru_held"
PLAIN = {"stroke": "#b3261e", "width": 0, "dash": [], "fill": "#b3261e", "fillOpacity": 0.5}
HELD = shapely.MultiPolygon([shapely.box(36.5, 47.5, 38.5, 48.6)])
# outer ring anticlockwise, hole clockwise
TRIANGLE = [[37.2, 48.0], [37.8, 48.0], [37.2, 48.4], [37.2, 48.0]]
HOLE = [[37.3, 48.05], [37.3, 48.15], [37.45, 48.15], [37.45, 48.05], [37.3, 48.05]]
INSIDE, OUTSIDE, IN_HOLE, FAR = (48.18, 37.25), (48.3, 37.6), (48.1, 37.38), (47.8, 37.0)
FULL = 127.5

Page = Any


@pytest.fixture
def page(open_page: Callable[..., Page], tmp_path: Path) -> Page:
    column = np.empty(1, dtype=object)
    column[0] = HELD
    dates = np.array(["2024-08-01"], dtype="datetime64[D]")
    out = tmp_path / "x.series"
    table = SnapshotTable("deepstate", "ru_held", dates, column, ("",))
    pack_series(table, load_sectors(), FrontMask(None, []), out)
    opened = open_page()
    opened.add(SERIES, out)
    opened.run(f"layer.setStack({json.dumps([{'id': SERIES, 'opacity': 1, 'style': PLAIN}])})")
    opened.run(f"layer.show({json.dumps({SERIES: 0})})")
    return opened


def own(*rings: list[list[float]], name: str = "mine", opacity: float = 1.0) -> dict[str, Any]:
    xs, ys = zip(*(at for ring in rings for at in ring), strict=True)
    return {
        "id": name,
        "bounds": [min(xs), min(ys), max(xs), max(ys)],
        "outline": list(rings),
        "opacity": opacity,
    }


def box(west: float, south: float, east: float, north: float, opacity: float) -> dict[str, Any]:
    return {"id": "box", "bounds": [west, south, east, north], "opacity": opacity}


def put(page: Page, *sectors: dict[str, Any]) -> None:
    page.run(f"layer.setSectors({json.dumps(sectors)})")


def alpha(page: Page, place: tuple[float, float]) -> float:
    return float(page.js(f"at({place[0]}, {place[1]}, 4)")[3])


def test_a_triangle_shows_what_is_inside_and_nothing_else(page: Page) -> None:
    for place in (INSIDE, OUTSIDE, IN_HOLE, FAR):
        assert alpha(page, place) == pytest.approx(FULL, abs=2)
    put(page, own(TRIANGLE))
    assert alpha(page, INSIDE) == pytest.approx(FULL, abs=2)
    assert alpha(page, IN_HOLE) == pytest.approx(FULL, abs=2)
    assert alpha(page, OUTSIDE) == 0  # within its box
    assert alpha(page, FAR) == 0


def test_a_hole_shows_nothing_unless_another_sector_covers_it(page: Page) -> None:
    put(page, own(TRIANGLE, HOLE))
    assert alpha(page, INSIDE) == pytest.approx(FULL, abs=2)
    assert alpha(page, IN_HOLE) == 0
    put(page, own(TRIANGLE, HOLE), box(37.2, 48.0, 37.5, 48.2, 1.0))
    assert alpha(page, IN_HOLE) == pytest.approx(FULL, abs=2)
    assert alpha(page, INSIDE) == pytest.approx(FULL, abs=2)  # in both, drawn once
    assert alpha(page, OUTSIDE) == 0


def test_the_more_opaque_of_two_that_overlap_counts(page: Page) -> None:
    put(page, own(TRIANGLE), box(37.0, 47.9, 38.0, 48.5, 0.5))
    assert alpha(page, INSIDE) == pytest.approx(FULL, abs=2)
    assert alpha(page, OUTSIDE) == pytest.approx(FULL / 2, abs=2)
    put(page, own(TRIANGLE, opacity=0.5), box(37.0, 47.9, 38.0, 48.5, 1.0))
    assert alpha(page, INSIDE) == pytest.approx(FULL, abs=2)
    assert alpha(page, OUTSIDE) == pytest.approx(FULL, abs=2)


def test_the_pointer_finds_the_sector_by_its_outline(page: Page) -> None:
    put(page, own(TRIANGLE, HOLE))
    hits = [page.js(f"layer.hit(L.latLng({at[0]}, {at[1]}))") for at in (INSIDE, OUTSIDE, IN_HOLE)]
    assert hits == [[{"id": SERIES, "index": 0, "sector": "mine"}], [], []]


def test_a_slanting_side_is_straight_in_degrees(page: Page) -> None:
    """Over a degree of latitude a line straight on the screen would be 280 m off."""
    put(page, own([[36.6, 47.6], [38.4, 47.6], [38.4, 48.5], [36.6, 47.6]]))
    rings = page.js("layer._cells[0].rings[0].map(({x, y}) => [x, y])")
    assert len(rings) >= 12
    page.run("map.setView([48.05, 37.5], 13, {animate: false})")
    assert alpha(page, (48.049, 37.5)) == pytest.approx(FULL, abs=2)
    assert alpha(page, (48.051, 37.5)) == 0
