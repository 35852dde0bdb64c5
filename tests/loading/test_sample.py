"""The real sample archives, imported as a user would."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import shapely
from geopackage_rules import broken_rules

from viewer.core.geodesy import authalic_area_km2
from viewer.loading.archive import Archive, list_archives
from viewer.loading.importing import import_paths
from viewer.loading.report import Action

D = datetime.date


def area_km2(geometry: shapely.Geometry) -> float:
    return float(authalic_area_km2(np.array([geometry], dtype=object))[0])


def test_counts_gaps_and_flags(sample_archives: Path) -> None:
    deepstate, uacontrolmap = list_archives(sample_archives)
    assert deepstate.error is None
    (held,) = deepstate.statuses
    assert (held.count, held.first, held.last) == (120, D(2024, 8, 1), D(2024, 11, 30))
    assert held.missing == (D(2024, 8, 18), D(2024, 8, 19))
    assert deepstate.provenance == 120
    assert [(s.status, s.count) for s in uacontrolmap.statuses] == [
        ("ru_held", 122),
        ("ua_held_in_ru", 122),
    ]
    assert uacontrolmap.provenance == 244


def test_identical_days_of_deepstate(sample_archives: Path) -> None:
    table = Archive(sample_archives / "deepstate.gpkg").table("ru_held")
    identical = [str(day) for day, flag in zip(table.dates, table.flags, strict=True) if flag]
    assert identical == ["2024-08-09", "2024-08-13", "2024-09-24", "2024-10-03", "2024-10-09"]
    assert set(table.flags) == {"", "identical"}


def test_geometries_are_what_the_archive_promises(sample_archives: Path) -> None:
    for name, status in (
        ("deepstate", "ru_held"),
        ("uacontrolmap", "ru_held"),
        ("uacontrolmap", "ua_held_in_ru"),
    ):
        table = Archive(sample_archives / f"{name}.gpkg").table(status)
        assert shapely.is_valid(table.geometries).all()
        assert set(shapely.get_type_id(table.geometries).tolist()) == {6}
        assert not shapely.has_z(table.geometries).any()


def test_deepstate_geometry_is_the_file_itself(sample_archives: Path, sample_dir: Path) -> None:
    table = Archive(sample_archives / "deepstate.gpkg").table("ru_held")
    for day in ("2024-08-01", "2024-11-30"):
        name = f"deepstatemap_data_{day.replace('-', '')}.geojson"
        raw = shapely.from_geojson((sample_dir / "deepstate" / name).read_bytes())
        at = table.index_as_of(np.datetime64(day))
        assert shapely.equals_exact(table.geometries[at], shapely.get_parts(raw)[0], 0.0)
        assert area_km2(table.geometries[at]) == pytest.approx(110_000, rel=0.02)


def test_kursk_begins_on_the_sixth_of_august(sample_archives: Path) -> None:
    table = Archive(sample_archives / "uacontrolmap.gpkg").table("ua_held_in_ru")
    empty = shapely.is_empty(table.geometries)
    assert empty[:5].all()
    assert not empty[5:].any()
    assert str(table.dates[5]) == "2024-08-06"
    assert area_km2(table.geometries[5]) == pytest.approx(38.3, abs=0.2)


def test_corridors_of_autumn_are_cut_and_nothing_else(sample_archives: Path) -> None:
    archive = Archive(sample_archives / "uacontrolmap.gpkg")
    cut = [
        row.date
        for row in archive.provenance()
        if any("corridor" in reason for _, reason in row.problems)
    ]
    assert (len(cut), cut[0], cut[-1]) == (41, D(2024, 9, 15), D(2024, 10, 25))
    table = archive.table("ua_held_in_ru")
    first = table.index_as_of(np.datetime64("2024-09-15"))
    last = table.index_as_of(np.datetime64("2024-10-25"))
    for geometry in table.geometries[first : last + 1]:
        assert len(geometry.geoms) == 2
        assert geometry.bounds[0] > 34.5


def test_uacontrolmap_is_united(sample_archives: Path) -> None:
    table = Archive(sample_archives / "uacontrolmap.gpkg").table("ru_held")
    assert area_km2(table.geometries[0]) == pytest.approx(113_000, rel=0.03)
    assert len(table.geometries[0].geoms) < 13


def test_opens_in_gdal(sample_archives: Path) -> None:
    path = sample_archives / "uacontrolmap.gpkg"
    layers = {str(name): kind for name, kind in pyogrio.list_layers(path)}
    assert layers.pop("snapshots") == "MultiPolygon"
    assert layers == dict.fromkeys(("provenance", "source", "layer_styles"))
    assert broken_rules(path) == []
    info = pyogrio.read_info(path, layer="snapshots")
    assert (info["crs"], info["geometry_type"]) == ("EPSG:4326", "MultiPolygon")
    assert info["features"] == 244
    assert list(info["fields"])[:3] == ["date", "status", "flag"]
    assert info["dtypes"][0] == "datetime64[D]"
    west, south, east, north = info["total_bounds"]
    assert 31 < west < 32 < 40 < east < 41
    assert 44 < south < 45 < 51 < north < 52
    provenance = pyogrio.read_info(path, layer="provenance")
    assert provenance["features"] == 244
    types = dict(zip(provenance["fields"], provenance["dtypes"], strict=True))
    assert types["date"] == "datetime64[D]"
    assert types["imported_at"].startswith("datetime64")


def test_gdal_reads_the_same_rows(sample_archives: Path) -> None:
    path = sample_archives / "uacontrolmap.gpkg"
    _, _, wkb, values = pyogrio.raw.read(path, layer="snapshots", columns=["date", "status"])
    held = values[1] == "ua_held_in_ru"
    table = Archive(path).table("ua_held_in_ru")
    order = np.argsort(values[0][held])
    geometries = shapely.from_wkb(wkb[held][order])
    geometries[shapely.is_missing(geometries)] = shapely.MultiPolygon()  # nothing is held
    assert shapely.equals_exact(geometries, table.geometries, 0.0).all()
    assert (values[0][held][order].astype("datetime64[D]") == table.dates).all()


def test_second_import_does_not_touch_a_byte(sample_archives: Path, sample_dir: Path) -> None:
    before = {path: (path.read_bytes(), path.stat()) for path in sample_archives.glob("*.gpkg")}
    report = import_paths([sample_dir], sample_archives)
    assert (report.imported, report.already_there, report.changed) == (0, 364, [])
    assert [problem.file for problem in report.of(Action.SKIPPED)] == ["README.md"]
    for path, (data, stat) in before.items():
        assert path.read_bytes() == data
        assert path.stat().st_mtime_ns == stat.st_mtime_ns
        assert path.stat().st_ino == stat.st_ino
