"""Areas and changes of area, against pyproj's geodesics and GEOS's overlay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.geodesy import (
    as_multipolygons,
    authalic_area_km2,
    changes_km2,
    clip_to_bounds,
    held_km2,
    length_m,
)
from viewer.core.geodesy_edges import EdgeTable
from viewer.core.sectors import load_sectors

GEOD = pyproj.Geod(ellps="WGS84")
BOX = (37.0, 48.0, 38.0, 49.0)


def geodesic_km2(geometry: shapely.Geometry) -> float:
    """Area by pyproj, the edges split every 0.01 degree so that they stay where they are drawn."""
    dense = shapely.orient_polygons(shapely.segmentize(geometry, 0.01))
    return abs(float(GEOD.geometry_area_perimeter(dense)[0])) / 1e6


def star(centre: tuple[float, float], radii: list[float]) -> shapely.Polygon:
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    return shapely.Polygon(
        [
            (centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle))
            for radius, angle in zip(radii, angles, strict=True)
        ]
    )


stars = st.builds(
    star,
    st.tuples(st.floats(36.8, 38.2), st.floats(47.8, 49.2)),
    st.lists(st.floats(0.05, 0.9), min_size=3, max_size=12),
)


def column(*geometries: shapely.Geometry | None) -> np.ndarray:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


@settings(max_examples=60, deadline=None)
@given(stars)
def test_area_is_that_of_a_dense_geodesic_polygon(polygon: shapely.Polygon) -> None:
    (area,) = authalic_area_km2(column(polygon))
    assert area == pytest.approx(geodesic_km2(polygon), rel=1e-5, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(stars)
def test_area_in_a_box_is_that_of_the_clipped_polygon(polygon: shapely.Polygon) -> None:
    (area,) = held_km2(column(polygon), BOX)
    clipped = polygon.intersection(shapely.box(*BOX))
    assert area == pytest.approx(float(authalic_area_km2(column(clipped))[0]), abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(st.lists(stars, min_size=2, max_size=4))
def test_gained_and_lost_are_the_areas_of_the_differences(days: list[shapely.Polygon]) -> None:
    geometries = column(*days)
    gained, lost = changes_km2(geometries, BOX)
    box = shapely.box(*BOX)
    later, earlier = geometries[1:], geometries[:-1]
    new = shapely.intersection(shapely.difference(later, earlier), box)
    gone = shapely.intersection(shapely.difference(earlier, later), box)
    assert gained == pytest.approx(authalic_area_km2(new), abs=1e-4)
    assert lost == pytest.approx(authalic_area_km2(gone), abs=1e-4)
    assert gained - lost == pytest.approx(np.diff(held_km2(geometries, BOX)), abs=1e-4)


def test_a_box_area_is_between_parallels_not_geodesics() -> None:
    box = column(shapely.box(36.7, 47.68, 37.62, 48.07))
    assert authalic_area_km2(box)[0] == pytest.approx(geodesic_km2(box[0]), rel=1e-6)
    undensified = abs(GEOD.geometry_area_perimeter(box[0])[0]) / 1e6
    assert abs(undensified / authalic_area_km2(box)[0] - 1) < 1e-4


def test_long_edges_and_the_whole_earth() -> None:
    earth = column(shapely.box(-180, -90, 180, 90))
    assert authalic_area_km2(earth)[0] == pytest.approx(510_065_621.724, rel=1e-9)
    wide = column(shapely.Polygon([(20, 40), (60, 45), (45, 70)]))
    assert authalic_area_km2(wide)[0] == pytest.approx(geodesic_km2(wide[0]), rel=1e-5)


def test_holes_orientation_empty_and_missing() -> None:
    outer = shapely.box(37.1, 48.1, 37.9, 48.9)
    hole = shapely.box(37.3, 48.3, 37.5, 48.5)
    ring = outer.difference(hole)
    reversed_ring = shapely.reverse(ring)
    areas = authalic_area_km2(
        column(ring, reversed_ring, shapely.Polygon(), None, shapely.Point(37, 48))
    )
    expected = authalic_area_km2(column(outer))[0] - authalic_area_km2(column(hole))[0]
    assert areas[:3] == pytest.approx([expected, expected, 0.0])
    assert np.isnan(areas[3])
    assert areas[4] == 0
    assert held_km2(column(None), BOX)[0] == 0


def test_changes_from_nothing_to_everything_and_back() -> None:
    """The box may lie wholly inside a polygon: no edge of it is near."""
    everything = shapely.box(30, 40, 45, 55)
    gained, lost = changes_km2(column(None, everything, shapely.MultiPolygon()), BOX)
    whole = authalic_area_km2(column(shapely.box(*BOX)))[0]
    assert gained == pytest.approx([whole, 0])
    assert lost == pytest.approx([0, whole])


def test_a_change_outside_the_box_is_no_change_in_it() -> None:
    base = shapely.box(36.5, 47.5, 37.5, 48.5)
    south = base.union(shapely.box(37.5, 47.5, 37.8, 47.9))
    north = base.union(shapely.box(36.5, 49.2, 37.9, 49.5))
    gained, lost = changes_km2(column(base, south, north), BOX)
    assert np.all(gained == 0)
    assert np.all(lost == 0)


def test_fewer_than_two_geometries_have_no_changes() -> None:
    for geometries in (column(), column(shapely.box(*BOX))):
        gained, lost = changes_km2(geometries, BOX)
        assert gained.shape == lost.shape == (0,)


def test_a_hole_that_closes_is_gained() -> None:
    hole = shapely.box(37.3, 48.3, 37.5, 48.5)
    outer = shapely.box(36.1, 47.1, 38.9, 49.9)
    gained, lost = changes_km2(column(outer.difference(hole), outer), BOX)
    assert gained == pytest.approx(authalic_area_km2(column(hole)))
    assert lost == pytest.approx([0])


def test_clip_gives_valid_multipolygons() -> None:
    touching = shapely.MultiPolygon([shapely.box(37.2, 48.2, 37.4, 48.4), shapely.box(1, 1, 2, 2)])
    clipped = clip_to_bounds(
        column(touching, None, shapely.box(38.0, 48.0, 38.5, 48.5), shapely.box(*BOX)), BOX
    )
    assert list(shapely.get_type_id(clipped)) == [shapely.GeometryType.MULTIPOLYGON] * 4
    assert shapely.is_valid(clipped).all()
    assert list(shapely.is_empty(clipped)) == [False, True, True, False]
    assert len(clipped[0].geoms) == 1


def test_as_multipolygons_drops_what_has_no_area() -> None:
    collection = shapely.GeometryCollection([shapely.Point(1, 1), shapely.box(0, 0, 1, 1)])
    result = as_multipolygons(column(collection, shapely.LineString([(0, 0), (1, 1)]), None))
    assert [len(geometry.geoms) for geometry in result] == [1, 0, 0]


def test_length_is_geodesic() -> None:
    line = shapely.LineString([(37, 48), (38, 48.5), (38.2, 49)])
    lengths = length_m(
        column(line, shapely.MultiLineString([line, line]), shapely.LineString(), None)
    )
    metres = GEOD.geometry_length(line)
    assert lengths[:3] == pytest.approx([metres, 2 * metres, 0])
    assert np.isnan(lengths[3])
    box = shapely.box(*BOX)
    assert length_m(column(box))[0] == pytest.approx(GEOD.geometry_length(box.exterior))


@pytest.fixture(scope="module")
def deepstate(sample_dir: Path) -> tuple[list[str], np.ndarray]:
    files = sorted((sample_dir / "deepstate").glob("*.geojson"))[::3]
    geometries = [shapely.from_geojson(file.read_bytes()).geoms[0] for file in files]
    return [file.stem[-8:] for file in files], column(*geometries)


def test_real_archive_agrees_with_overlay(deepstate: tuple[list[str], np.ndarray]) -> None:
    _, geometries = deepstate
    edges = EdgeTable.of(geometries)
    for sector in load_sectors():
        bounds = sector.bounds_wgs84
        clipped = clip_to_bounds(geometries, bounds)
        held = held_km2(edges, bounds)
        assert held == pytest.approx(authalic_area_km2(clipped), abs=1e-6)
        gained, lost = changes_km2(edges, bounds)
        assert gained - lost == pytest.approx(np.diff(held), abs=1e-6)
        for total, later, earlier in (
            (gained, clipped[1:], clipped[:-1]),
            (lost, clipped[:-1], clipped[1:]),
        ):
            assert total == pytest.approx(
                authalic_area_km2(shapely.difference(later, earlier)), abs=1e-4
            )


def test_real_archive_agrees_with_published_sector_areas(
    deepstate: tuple[list[str], np.ndarray],
) -> None:
    """Pokrovsk of facts/sector_areas.csv (box clips whose long sides were taken as geodesics)."""
    days, geometries = deepstate
    pokrovsk = next(sector for sector in load_sectors() if sector.id == "pokrovsk")
    held = dict(zip(days, held_km2(geometries, pokrovsk.bounds_wgs84), strict=True))
    published = {"20240801": 354.4, "20240901": 565.4, "20241001": 670.2, "20241101": 748.4}
    shared = sorted(set(published) & set(days))
    assert shared
    for day in shared:
        assert held[day] == pytest.approx(published[day], rel=1e-3)
