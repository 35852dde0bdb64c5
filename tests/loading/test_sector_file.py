"""Sector files: good ones load, each fault is a sentence with the place and the cure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.sector_shapes import shape_of
from viewer.core.sectors import Sector, load_sectors
from viewer.core.sources import Status
from viewer.core.user_sectors import (
    MOST_SECTORS,
    all_sectors,
    own_sectors_path,
    read_own_sectors,
    sectors_geojson,
)
from viewer.errors import ViewerError
from viewer.loading.sector_checks import MOST_VERTICES
from viewer.loading.sector_file import checked_name, read_sector_file
from viewer.loading.sector_store import save_own_sectors, sectors_with_files

FIXED = load_sectors()
TRIANGLE = [[37.0, 48.0], [37.9, 48.1], [37.4, 48.6], [37.0, 48.0]]
BOW = [[37.0, 48.0], [37.9, 48.6], [37.9, 48.0], [37.0, 48.6], [37.0, 48.0]]


def feature(ring: Any, name: str | None = "Mine", kind: str = "Polygon", **more: Any) -> Any:
    coordinates = [ring] if kind == "Polygon" else ring
    geometry = {"type": kind, "coordinates": coordinates}
    properties = {**({"name": name} if name is not None else {}), **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(folder: Path, *features: Any, name: str = "own.geojson", crs: str = "") -> Path:
    content: dict[str, Any] = {"type": "FeatureCollection", "features": list(features)}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def fault(path: Path, known: tuple[Sector, ...] = FIXED) -> str:
    with pytest.raises(ViewerError) as caught:
        read_sector_file(path, known)
    assert caught.value.hint
    return str(caught.value)


def test_a_polygon_becomes_a_sector(tmp_path: Path) -> None:
    path = write(tmp_path, feature(TRIANGLE, "Торецьк", status="contested", note="East"))
    (sector,) = read_sector_file(path, FIXED).sectors
    assert (sector.id, sector.name, sector.note) == ("toretsk", "Торецьк", "East")
    assert sector.status is Status.CONTESTED
    assert sector.bounds_wgs84 == (37.0, 48.0, 37.9, 48.6)
    assert sector.own
    assert shape_of(sector).equals(shapely.Polygon(TRIANGLE))
    assert sector.holds(37.5, 48.2)
    assert not sector.holds(37.85, 48.5)  # in its box


def test_holes_and_parts_stay(tmp_path: Path) -> None:
    hole = [[37.3, 48.15], [37.5, 48.15], [37.5, 48.3], [37.3, 48.15]]
    far = [[38.0, 48.0], [38.1, 48.0], [38.1, 48.1], [38.0, 48.0]]
    path = write(tmp_path, feature([[TRIANGLE, hole], [far]], kind="MultiPolygon"))
    (sector,) = read_sector_file(path, FIXED).sectors
    small, large = sector.outline
    assert (len(small), len(large)) == (1, 2)
    assert not sector.holds(37.45, 48.2)
    assert sector.holds(38.08, 48.02)
    outer = shapely.LinearRing(large[0])
    assert outer.is_ccw
    assert not shapely.LinearRing(large[1]).is_ccw


def test_a_file_without_names_gives_its_own(tmp_path: Path) -> None:
    one = write(tmp_path, feature(TRIANGLE, None), name="east_bank.geojson")
    assert read_sector_file(one, FIXED).sectors[0].name == "east bank"
    far = [[38.0, 48.0], [38.1, 48.0], [38.1, 48.1], [38.0, 48.0]]
    two = write(tmp_path, feature(TRIANGLE, None), feature(far, None), name="east.geojson")
    assert [s.name for s in read_sector_file(two, FIXED).sectors] == ["east 1", "east 2"]


def test_metres_in_a_named_system_are_turned(tmp_path: Path) -> None:
    ring = [[4119000.0, 6106000.0], [4219000.0, 6106000.0], [4219000.0, 6206000.0],
            [4119000.0, 6106000.0]]  # fmt: skip
    path = write(tmp_path, feature(ring), crs="urn:ogc:def:crs:EPSG::3857")
    (sector,) = read_sector_file(path, FIXED).sectors
    west, south, east, north = sector.bounds_wgs84
    assert (round(west, 2), round(east, 2)) == (37.0, 37.9)
    assert 47 < south < north < 49


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        (BOW, "crosses itself near 48.3000° N 37.4500° E. Move a corner"),
        ([[y, x] for x, y in TRIANGLE], "latitude and longitude swapped"),
        ([[4119000.0, 6106000.0], [4219000.0, 6106000.0], [4219000.0, 6206000.0],
          [4119000.0, 6106000.0]], "outside the world: a corner is at x = 4,219,000.00"),
        ([[2.0, 48.0], [3.0, 48.0], [3.0, 49.0], [2.0, 48.0]], "far from Ukraine, near 48.5000° N"),
        ([[37.0, 48.0], [37.00001, 48.0], [37.00001, 48.00001], [37.0, 48.0]], "no area"),
        ([[37.0 + i / 5000, 48.0 + (i % 2) / 100] for i in range(MOST_VERTICES)]
         + [[37.2, 47.0], [37.0, 47.0], [37.0, 48.0]], "corners; a sector may have 1000"),
    ],
)  # fmt: skip
def test_each_fault_is_told(tmp_path: Path, ring: list[list[float]], said: str) -> None:
    told = fault(write(tmp_path, feature(ring, "Wedge")))
    assert "The sector “Wedge”" in told
    assert said in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (feature([37.0, 48.0], kind="Point"), "holds no polygon"),
        (feature([[37.0, 48.0], [38.0, 48.0]], kind="LineString"), "holds no polygon"),
        (feature(TRIANGLE, "pokrovsk"), "There is a sector named “Pokrovsk” already"),
        (feature(TRIANGLE, "Elsewhere"), "There is a sector named “elsewhere” already"),
        (feature(TRIANGLE, "§§§"), "needs a name with letters"),
        (feature(TRIANGLE, "x" * 70), "longer than 60 letters"),
        (feature(TRIANGLE, status="occupied"), "has the status “occupied”"),
    ],
)
def test_what_cannot_be_a_sector_is_told(tmp_path: Path, content: Any, said: str) -> None:
    assert said in fault(write(tmp_path, content))


def test_files_that_are_none_are_told_of(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in fault(tmp_path / "none.geojson")
    assert "is a folder" in fault(tmp_path)
    text = tmp_path / "text.geojson"
    text.write_text("no map")
    assert "no vector file" in fault(text)
    empty = write(tmp_path, name="empty.geojson")
    assert "holds no polygon" in fault(empty)
    many = [feature(TRIANGLE, f"s{i}") for i in range(MOST_SECTORS + 1)]
    assert "holds 51 areas" in fault(write(tmp_path, *many))


def test_good_ones_load_although_others_are_wrong(tmp_path: Path) -> None:
    point = feature([37.0, 48.0], "Dot", kind="Point")
    path = write(tmp_path, feature(BOW, "Bow"), feature(TRIANGLE, "Good"), point,
                 feature(TRIANGLE, "GOOD"))  # fmt: skip
    read = read_sector_file(path, FIXED)
    assert [sector.name for sector in read.sectors] == ["Good"]
    told = [problem.message for problem in read.problems]
    assert len(told) == 3
    assert "crosses itself" in told[0]
    assert "There is a sector named “Good” already" in told[1]
    assert "Feature 3 of own.geojson is no polygon" in told[2]


def test_kept_sectors_come_back_as_they_were(tmp_path: Path) -> None:
    read = read_sector_file(write(tmp_path, feature(TRIANGLE, "Good <b>")), FIXED)
    data = tmp_path / "data"
    save_own_sectors(data, read.sectors)
    assert read_own_sectors(data) == read.sectors
    assert all_sectors(data) == (*FIXED, *read.sectors)
    again = read_sector_file(own_sectors_path(data), FIXED)  # a GIS can open it, and so can we
    assert again.sectors[0].outline == read.sectors[0].outline
    save_own_sectors(data, ())
    assert read_own_sectors(data) == ()
    assert not own_sectors_path(data).exists()


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"features": [{}]}',
     sectors_geojson([FIXED[0]]), '{"features": [{"properties": {"id": "kursk"}}]}'],
)  # fmt: skip
def test_a_damaged_list_is_told_of_and_stays(tmp_path: Path, text: str) -> None:
    own_sectors_path(tmp_path).write_text(text)
    for act in (lambda: read_own_sectors(tmp_path), lambda: save_own_sectors(tmp_path, ())):
        with pytest.raises(ViewerError, match="cannot be read: it is damaged"):
            act()
    assert own_sectors_path(tmp_path).read_text() == text


def test_a_file_for_once_stands_beside_the_kept_ones(tmp_path: Path) -> None:
    data = tmp_path / "data"
    kept = read_sector_file(write(tmp_path, feature(TRIANGLE, "Kept")), FIXED).sectors
    save_own_sectors(data, kept)
    path = write(tmp_path, feature(TRIANGLE, "Once"), feature(BOW, "Bow"), name="once.geojson")
    sectors, problems = sectors_with_files(data, [path])
    assert [sector.id for sector in sectors] == [*(s.id for s in FIXED), "kept", "once"]
    assert len(problems) == 1
    assert read_own_sectors(data) == kept


def test_a_name_is_cleaned() -> None:
    assert checked_name("  North   bank ", FIXED) == "North bank"


@given(st.floats(36.9, 38.1), st.floats(47.9, 48.7))
def test_a_place_is_in_a_sector_as_it_is_in_its_shape(lon: float, lat: float) -> None:
    ring = tuple((x, y) for x, y in TRIANGLE)
    sector = Sector("s", "S", "", (37.0, 48.0, 37.9, 48.6), Status.RU_HELD, ((ring,),))
    shape = shape_of(sector)
    if shapely.distance(shape.boundary, shapely.Point(lon, lat)) > 1e-9:
        assert sector.holds(lon, lat) == shapely.contains_xy(shape, lon, lat)
