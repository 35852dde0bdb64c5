"""The schematic: triangles, ramps, and what the rebuilt front says on known days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.border import read_border
from viewer.core.facts import (
    ControlPoint,
    load_control_points,
    load_margin_settlements,
    load_settlements,
)
from viewer.core.geodesy import held_km2
from viewer.core.schematic import SMALLEST_PART_KM2, build_schematic
from viewer.core.schematic_tin import Tin, place_values
from viewer.core.sectors import load_sectors
from viewer.core.snapshots import SnapshotTable
from viewer.errors import ViewerError
from viewer.paths import vendor_dir

SQUARE = np.array([[37.0, 48.0], [38.0, 48.0], [38.0, 49.0], [37.0, 49.0]])


def point(start: str, *changes: tuple[date, str]) -> ControlPoint:
    return ControlPoint("p", 1, 48.0, 37.0, "kupiansk", start, changes, "test")


def days(first: str, last: str) -> np.ndarray:
    return np.arange(np.datetime64(first), np.datetime64(last) + np.timedelta64(1, "D"))


def test_the_value_climbs_through_zero_between_the_day_before_and_the_day_of_the_change() -> None:
    place = point("ua", (date(2024, 10, 2), "ru"))
    (values,) = place_values([place], "ru", days("2024-09-01", "2024-11-01"), 15).T
    assert values[0] == -1
    assert values[-1] == 1
    assert np.all(np.diff(values) >= 0)
    change = 31
    assert values[change - 1] < 0 < values[change]
    assert np.count_nonzero(np.diff(values)) == 31


def test_a_place_that_changes_twice_has_the_right_sign_every_day() -> None:
    place = point("ru", (date(2024, 8, 21), "ua"), (date(2024, 8, 24), "ru"))
    span = days("2024-08-01", "2024-09-10")
    (values,) = place_values([place], "ua", span, 15).T
    held = (span >= np.datetime64("2024-08-21")) & (span < np.datetime64("2024-08-24"))
    assert np.array_equal(values > 0, held)


def test_one_triangle_is_cut_where_the_value_is_zero() -> None:
    tin = Tin.over(SQUARE[:3])
    (one, two, three, none) = tin.positive_area(
        np.array([[1.0, -1, -1], [1, 1, -1], [1, 1, 1], [-1, -1, -1]])
    )
    assert one.area == pytest.approx(0.5 / 4)
    assert two.area == pytest.approx(0.5 * 3 / 4)
    assert three.area == pytest.approx(0.5)
    assert none.is_empty


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 30), st.integers(0, 30), st.sampled_from([-1.0, -0.3, 0.0, 0.6, 1])
        ),
        min_size=4,
        max_size=40,
        unique_by=lambda item: item[:2],
    )
)
def test_the_two_sides_fill_the_triangles_and_do_not_overlap(
    points: list[tuple[int, int, float]],
) -> None:
    lonlat = np.array([(37 + x / 30, 48 + y / 30) for x, y, _ in points])
    if shapely.convex_hull(shapely.multipoints(lonlat)).area < 1e-6:
        return
    values = np.array([[value for *_, value in points]])
    values = np.where(values == 0, 1e-6, values)
    tin = Tin.over(lonlat)
    (held,) = tin.positive_area(values)
    (rest,) = tin.positive_area(-values)
    covered = shapely.polygons(lonlat[tin.triangles])
    assert shapely.is_valid([held, rest]).all()
    assert held.area + rest.area == pytest.approx(float(np.sum(shapely.area(covered))), rel=1e-9)
    assert held.intersection(rest).area == pytest.approx(0, abs=1e-9)


@pytest.fixture(scope="module")
def border() -> shapely.MultiPolygon:
    if not (vendor_dir() / "basemap" / "ukraine.wkb").is_file():
        pytest.fail("the border is not built: run python resources/build_assets.py")
    return read_border()


@pytest.fixture(scope="module")
def schematic(border: shapely.MultiPolygon) -> tuple[SnapshotTable, SnapshotTable]:
    return build_schematic(border)


def test_every_day_is_there_valid_and_of_the_right_status(
    schematic: tuple[SnapshotTable, SnapshotTable],
) -> None:
    for table, status in zip(schematic, ("ru_held", "ua_held_in_ru"), strict=True):
        assert (table.source, table.status) == ("schematic", status)
        assert len(table) == 267
        assert (str(table.dates[0]), str(table.dates[-1])) == ("2024-07-08", "2025-03-31")
        assert not table.missing_dates().size
        assert shapely.is_valid(table.geometries).all()
        assert (shapely.get_type_id(table.geometries) == shapely.GeometryType.MULTIPOLYGON).all()


def test_kursk_is_empty_before_the_incursion_and_after_its_end(
    schematic: tuple[SnapshotTable, SnapshotTable],
) -> None:
    _, table = schematic
    empty = shapely.is_empty(table.geometries)
    held = table.dates[~empty]
    assert (str(held[0]), str(held[-1])) == ("2024-08-06", "2025-03-11")
    assert empty.sum() == len(table) - len(held) == 49
    assert table.flags[1] == "identical"


def test_nothing_reaches_across_the_border_or_out_of_the_sectors(
    schematic: tuple[SnapshotTable, SnapshotTable], border: shapely.MultiPolygon
) -> None:
    ru_held, in_russia = schematic
    boxes = shapely.union_all([shapely.box(*sector.bounds_wgs84) for sector in load_sectors()])
    for table in schematic:
        assert shapely.area(shapely.difference(table.geometries[::40], boxes)).max() < 1e-9
    assert shapely.area(shapely.difference(ru_held.geometries[::40], border)).max() < 1e-9
    assert shapely.area(shapely.intersection(in_russia.geometries[::40], border)).max() < 1e-9


def test_no_part_is_smaller_than_the_line_can_mean(
    schematic: tuple[SnapshotTable, SnapshotTable],
) -> None:
    for table in schematic:
        parts = shapely.get_parts(table.geometries)
        areas = held_km2(parts, (-180, -90, 180, 90))
        assert areas.min() >= SMALLEST_PART_KM2


def test_there_is_no_seam_between_kurakhove_and_pokrovsk(
    schematic: tuple[SnapshotTable, SnapshotTable],
) -> None:
    """No stretch of outline runs along 48.07 N where the two sectors touch."""
    ru_held, _ = schematic
    seam = shapely.LineString([(36.9001, 48.07), (37.6199, 48.07)])
    outlines = shapely.boundary(ru_held.geometries[::10])
    assert shapely.length(shapely.intersection(outlines, seam)).max() == 0


@pytest.mark.parametrize("place_name", ["Vuhledar", "Selydove", "Kruhliakivka"])
def test_the_line_passes_through_a_place_on_the_day_it_changes(
    schematic: tuple[SnapshotTable, SnapshotTable], place_name: str
) -> None:
    ru_held, _ = schematic
    (place,) = [place for place in load_settlements() if place.name == place_name]
    ((since, holder),) = place.changes
    assert holder == "ru"
    index = ru_held.index_as_of(np.datetime64(since))
    on_the_day, before = ru_held.geometries[index], ru_held.geometries[index - 1]
    assert on_the_day.contains(shapely.Point(place.lon, place.lat))
    assert not before.contains(shapely.Point(place.lon, place.lat))


def test_no_fact_speaks_of_the_wrong_side_of_the_border(border: shapely.MultiPolygon) -> None:
    """Kursk places that Russia held at the start lie in Russia, all others in Ukraine."""
    facts = (*load_settlements(), *load_margin_settlements(), *load_control_points())
    wrong = [
        place.id
        for place in facts
        if border.contains(shapely.Point(place.lon, place.lat))
        == (place.sector == "kursk" and place.start == "ru")
    ]
    assert wrong == []


def test_settlements_lie_on_the_side_of_their_holder(
    schematic: tuple[SnapshotTable, SnapshotTable], border: shapely.MultiPolygon
) -> None:
    ru_held, _ = schematic
    places = [
        place
        for place in load_settlements()
        if place.sector != "kursk" and border.contains(shapely.Point(place.lon, place.lat))
    ]
    lonlat = np.array([(place.lon, place.lat) for place in places])
    for index in range(0, len(ru_held), 60):
        day = ru_held.dates[index].astype(date)
        inside = shapely.contains_xy(ru_held.geometries[index], lonlat)
        wrong = [
            place.name
            for place, is_inside in zip(places, inside, strict=True)
            if is_inside != (place.holder(day) == "ru")
        ]
        assert wrong == []


def test_the_front_moves_on_most_days_and_never_jumps(
    schematic: tuple[SnapshotTable, SnapshotTable],
) -> None:
    ru_held, _ = schematic
    for sector in load_sectors()[:3]:
        held = held_km2(ru_held.geometries, sector.bounds_wgs84)
        assert held[-1] > held[0] + 100
        assert np.abs(np.diff(held)).max() < 60


def test_a_border_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ViewerError, match=r"ukraine\.wkb") as caught:
        read_border(tmp_path)
    assert "build_assets" in caught.value.hint
