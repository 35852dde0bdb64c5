"""Areas within any ground, edge by edge, against overlay."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.geodesy import authalic_area_km2
from viewer.core.geodesy_ground import Ground
from viewer.core.geodesy_history import EdgeHistory
from viewer.core.ledger_changes import changed_ground
from viewer.core.ledger_ground import LedgerGround, land_of
from viewer.core.sectors import Sector, load_sectors
from viewer.core.sources import Status
from viewer.paths import vendor_dir


def star(lon: float, lat: float, radii: list[float]) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    xy = np.stack((lon + np.cos(angle) * radii, lat + np.sin(angle) * radii), axis=1)
    return shapely.Polygon(xy)


stars = st.builds(
    star,
    st.floats(36.9, 37.1),
    st.floats(47.9, 48.1),
    st.lists(st.floats(0.01, 0.9), min_size=3, max_size=12),
)


def column(*geometries: shapely.Geometry) -> np.ndarray:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


@settings(max_examples=120, deadline=None)
@given(stars, stars, stars)
def test_area_is_that_of_the_overlay(
    ground: shapely.Polygon, hole: shapely.Polygon, held: shapely.Polygon
) -> None:
    shape = shapely.difference(ground, shapely.affinity.scale(hole, 0.2, 0.2))
    overlay = authalic_area_km2(column(shapely.intersection(shape, held)))
    assert Ground(shape).area_km2(column(held)) == pytest.approx(overlay, abs=1e-5)


def test_ground_may_be_empty_and_far_away() -> None:
    held = column(shapely.box(37, 48, 38, 49), shapely.MultiPolygon())
    assert Ground(shapely.MultiPolygon()).area_km2(held).tolist() == [0, 0]
    assert Ground(shapely.box(0, 0, 1, 1)).area_km2(held).tolist() == [0, 0]
    own = Ground(shapely.box(-180, -90, 180, 90)).area_km2(held)
    assert own == pytest.approx(authalic_area_km2(held), rel=1e-9)


def turned(polygon: shapely.Polygon) -> shapely.Polygon:
    return shapely.reverse(polygon)


@settings(max_examples=60, deadline=None)
@given(st.lists(stars, min_size=1, max_size=6), st.integers(1, 4))
def test_history_adds_up_to_each_day(days: list[shapely.Polygon], at_once: int) -> None:
    geometries = column(*days, days[0], turned(days[0]), shapely.MultiPolygon(), days[-1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("viewer.core.geodesy_history._DAYS_AT_ONCE", at_once)
        history = EdgeHistory.of(geometries)
    ground = Ground(shapely.box(-180, -90, 180, 90))
    total = history.total(ground.edge_km2(history.start, history.end))
    assert total == pytest.approx(authalic_area_km2(geometries), abs=1e-4)
    # the same ring again, whichever way it is written, is no change
    again = history.between(len(days) + 1, len(days) + 2)[0]
    assert len(again) == 0
    assert history.day.tolist() == sorted(history.day)


def test_what_changed_is_found_where_new_corners_lie_on_old_edges() -> None:
    """Cut by plain noding alone some of these stay open, and some end in an exception."""
    random = np.random.default_rng(3)
    for _ in range(150):
        corners = 35 + random.random((3, 6, 2)).round(4)
        first, cut, more = map(shapely.convex_hull, map(shapely.MultiPoint, corners))
        second = shapely.union(shapely.difference(first, cut), shapely.difference(more, cut))
        changed = changed_ground(EdgeHistory.of(column(first, second, first)))
        area = np.bincount(changed.day, changed.sign * shapely.area(changed.faces), 3)
        grown = shapely.area(second) - shapely.area(first)
        assert area == pytest.approx([0, grown, -grown], abs=1e-9)
        lost = shapely.area(shapely.difference(first, second))
        found = shapely.area(changed.faces[(changed.day == 1) & (changed.sign < 0)]).sum()
        assert found == pytest.approx(lost, abs=1e-9)


def test_history_of_nothing() -> None:
    for geometries in (column(), column(shapely.MultiPolygon(), shapely.MultiPolygon())):
        history = EdgeHistory.of(geometries)
        assert history.count == len(geometries)
        assert history.total(np.empty(0)).tolist() == [0.0] * len(geometries)


COUNTRY = shapely.MultiPolygon([shapely.box(30, 45, 37.5, 50)])
SECTOR = Sector("s", "S", "", (37.0, 48.0, 38.0, 49.0), Status.RU_HELD)


def test_each_status_counts_on_its_own_land() -> None:
    held = column(shapely.box(37, 48, 38, 49))
    (every,) = authalic_area_km2(held)
    areas = {
        status: float(LedgerGround([SECTOR], status, COUNTRY).sectors["s"].area_km2(held)[0])
        for status in Status
    }
    assert areas[Status.RU_HELD] == pytest.approx(every / 2)
    assert areas[Status.UA_HELD_IN_RU] == pytest.approx(every / 2)
    assert areas[Status.CONTESTED] == areas[Status.CLAIMED] == pytest.approx(every)
    unknown = LedgerGround([SECTOR], Status.RU_HELD, None)
    assert unknown.whole.area_km2(held)[0] == pytest.approx(every)


def test_sectors_may_touch_but_not_overlap() -> None:
    assert len(LedgerGround(load_sectors(), Status.RU_HELD, COUNTRY).sectors) == 4
    other = Sector("t", "T", "", (37.9, 48.9, 38.5, 49.5), Status.RU_HELD)
    with pytest.raises(ValueError, match="overlap"):
        LedgerGround([SECTOR, other], Status.RU_HELD, COUNTRY)


def test_lagoons_are_land_and_the_sea_is_not() -> None:
    path = vendor_dir() / "basemap" / "ukraine.wkb"
    if not path.is_file():
        pytest.fail("the basemap is not built: run python resources/build_assets.py")
    ukraine = shapely.from_wkb(path.read_bytes())
    land = land_of(ukraine)
    assert land.is_valid
    lon, lat = np.array([[34.6, 46.05], [35.2, 45.4], [35.39, 46.5], [35.3, 46.0], [33.0, 46.0]]).T
    # Sivash twice, Molochnyi; the Sea of Azov and Karkinit Bay
    assert shapely.contains_xy(land, lon, lat).tolist() == [True, True, True, False, False]
    added = authalic_area_km2(column(shapely.difference(land, ukraine)))[0]
    assert 2500 < added < 3000
    assert land_of(COUNTRY.buffer(-4)).is_empty
