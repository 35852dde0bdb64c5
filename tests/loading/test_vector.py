"""Any vector file that GDAL reads: dates, CRS, statuses, and questions for what is not said."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from loading_builders import square, star, write, write_deepstate, write_vector

from viewer.loading.archive import Archive
from viewer.loading.importing import ImportReport
from viewer.loading.report import Action

Run = Callable[..., ImportReport]
BOX = shapely.Polygon(square(36.0, 48.0, 1.0))
SECOND = shapely.Polygon(square(36.5, 48.0, 1.0))
ANSWERS = {"source": "My Map", "status": "ru_held"}


def reasons(report: ImportReport, action: Action = Action.SKIPPED) -> str:
    return " | ".join(problem.reason for problem in report.of(action))


def table(archives: Path, source: str = "my-map", status: str = "ru_held") -> Any:
    return Archive(archives / f"{source}.gpkg").table(status)


def days_of(column: list[str]) -> list[Any]:
    return list(np.array(column, dtype="datetime64[D]"))


def test_date_column_of_a_geopackage(run: Run, files: Path, archives: Path) -> None:
    dates = np.array(["2024-08-02", "2024-08-01", "2024-08-01"], dtype="datetime64[D]")
    path = write_vector(files / "a.gpkg", [BOX, BOX, SECOND], {"when": dates}, driver="GPKG")
    report = run(path, **ANSWERS)
    assert report.questions == []
    found = table(archives)
    assert [str(day) for day in found.dates] == ["2024-08-01", "2024-08-02"]
    assert found.geometries[0].area == pytest.approx(1.5)
    assert Archive(archives / "my-map.gpkg").source().name == "My Map"


def test_date_in_the_name_of_a_zipped_shapefile(run: Run, files: Path, archives: Path) -> None:
    turn = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32637", always_xy=True).transform
    projected = shapely.transform(BOX, lambda xy: np.column_stack(turn(xy[:, 0], xy[:, 1])))
    folder = files / "unpacked"
    folder.mkdir()
    write_vector(folder / "Control.shp", [projected], {"id": [1]}, "EPSG:32637")
    path = files / "ControlMapAO20NOV2024.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, f"inner folder/{part.name}")
    report = run(path, **ANSWERS)
    assert "turned into lon, lat" in reasons(report, Action.REPAIRED)
    found = table(archives)
    assert str(found.dates[0]) == "2024-11-20"
    assert found.geometries[0].symmetric_difference(BOX).area < 1e-6


def test_shapefile_in_a_folder_leaves_its_side_files_alone(run: Run, files: Path) -> None:
    write_vector(files / "front_20240801.shp", [BOX], {"id": [1]})
    before = {path.name: path.read_bytes() for path in files.iterdir()}
    report = run(files, **ANSWERS)
    assert (report.imported, report.skipped) == (1, 0)
    assert {path.name: path.read_bytes() for path in files.iterdir()} == before


def test_kml_with_date_in_the_name_and_odd_names(run: Run, files: Path, archives: Path) -> None:
    corners = " ".join(f"{x},{y},0" for x, y in square(36, 48, 1))
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
    <kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>
    <name>Вісь&#160;Донецьк &lt;b&gt;</name><Polygon><outerBoundaryIs><LinearRing>
    <coordinates>{corners}</coordinates></LinearRing></outerBoundaryIs></Polygon>
    </Placemark></Document></kml>"""
    plain = write(files / "map_2024-08-01.kml", text.encode())
    assert run(plain, **ANSWERS).imported == 1
    with zipfile.ZipFile(files / "240803_0351.kmz", "w") as archive:
        archive.writestr("doc.kml", text)
    run(files / "240803_0351.kmz", **ANSWERS)
    found = table(archives)
    assert [str(day) for day in found.dates] == ["2024-08-01", "2024-08-03"]
    assert not found.geometries[0].has_z


def test_web_mercator_and_esri_json(run: Run, files: Path, archives: Path) -> None:
    turn = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform
    ring = [list(turn(x, y)) for x, y in reversed(square(36, 48, 1))]
    document = {
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 102100, "latestWkid": 3857},
        "fields": [{"name": "OBJECTID", "type": "esriFieldTypeOID"}],
        "features": [{"attributes": {"OBJECTID": 1}, "geometry": {"rings": [ring]}}],
    }
    report = run(write(files / "isw_20240801.json", document), **ANSWERS)
    assert report.imported == 1
    assert table(archives).geometries[0].symmetric_difference(BOX).area < 1e-6


def test_geojson_with_old_projected_crs_member(run: Run, files: Path, archives: Path) -> None:
    turn = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32637", always_xy=True).transform
    ring = [list(turn(x, y)) for x, y in square(36, 48, 1)]
    document = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}},
        "features": [
            {
                "type": "Feature",
                "properties": {"день": "01.08.2024", "owner": "a"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        ],
    }
    run(write(files / "front.geojson", document), date_field="день", **ANSWERS)
    found = table(archives)
    assert str(found.dates[0]) == "2024-08-01"
    assert found.geometries[0].symmetric_difference(BOX).area < 1e-5


def test_status_column_sorts_rows_apart(run: Run, files: Path, archives: Path) -> None:
    columns = {
        "date": np.array(["2024-08-01"] * 3, dtype="datetime64[D]"),
        "status": np.array(["ru_held", "contested", "claimed"], dtype=object),
    }
    path = write_vector(files / "a.fgb", [BOX, SECOND, BOX], columns, driver="FlatGeobuf")
    report = run(path, source="mine")
    assert report.imported == 3
    assert Archive(archives / "mine.gpkg").statuses() == ("claimed", "contested", "ru_held")


def test_question_for_source_and_status(run: Run, files: Path, archives: Path) -> None:
    dates = np.array(["2024-08-01"], dtype="datetime64[D]")
    path = write_vector(files / "лінія фронту 2024.gpkg", [BOX], {"date": dates}, driver="GPKG")
    good = write_deepstate(files, "20240801")
    report = run(path, good)
    assert report.imported == 1
    (question,) = report.questions
    assert (question.wants_source, question.wants_status) == (True, True)
    assert not question.wants_date_field
    assert question.date_fields == ("date",)
    assert question.suggested_source == "liniia-frontu"
    assert question.path == str(path)
    assert "--source liniia-frontu --status" in question.sentence()
    assert "--date-field" not in question.sentence()
    assert sorted(p.name for p in archives.glob("*.gpkg")) == ["deepstate.gpkg"]
    answered = run(path, source="лінія", status="claimed")
    assert (answered.imported, answered.questions) == (1, [])
    assert len(table(archives, "liniia", "claimed")) == 1
    again = run(path)
    assert (again.already_there, again.questions) == (1, [])


def test_one_question_for_many_equal_files(run: Run, files: Path) -> None:
    for day in ("20240801", "20240802", "20240803"):
        write_vector(files / f"front_{day}.fgb", [BOX], {"x": [1]})
    write_vector(files / "other_20240801.fgb", [BOX], {"x": [1]})
    report = run(files)
    assert [len(question.paths) for question in report.questions] == [3, 1]
    first = report.questions[0]
    assert first.suggested_source == "front"
    assert first.sentence().startswith("front_20240801.fgb and 2 more: ")
    answered = run(*map(Path, first.paths), source="front", status="ru_held")
    assert (answered.imported, answered.questions) == (3, [])


def test_question_for_the_date_column(run: Run, files: Path, archives: Path) -> None:
    columns = {
        "began_day": np.array(["2024-08-01", "2024-08-02"], dtype=object),
        "seen_day": np.array(["2024-08-03", "2024-08-04"], dtype=object),
        "EditDate": np.array([1724630400000, 1724630400001], dtype=np.int64),
        "note": np.array(["x", "y"], dtype=object),
    }
    path = write_vector(files / "a.gpkg", [BOX, SECOND], columns, driver="GPKG")
    report = run(path, **ANSWERS)
    (question,) = report.questions
    assert question.wants_date_field
    assert set(question.date_fields) == {"began_day", "seen_day", "EditDate"}
    run(path, date_field="SEEN_DAY", **ANSWERS)
    assert [str(day) for day in table(archives).dates] == ["2024-08-03", "2024-08-04"]
    assert "no column typo" in reasons(run(path, date_field="typo", **ANSWERS))
    assert "no dates in its column note" in reasons(run(path, date_field="note", **ANSWERS))


def test_no_date_and_no_polygons(run: Run, files: Path) -> None:
    undated = write_vector(files / "a.gpkg", [BOX], {"x": [1]}, driver="GPKG")
    points = write_vector(files / "b_20240801.gpkg", [shapely.Point(37, 48)], {"x": [1]})
    table_only = write(files / "c.csv", b"a,b\n1,2\n")
    report = run(undated, points, table_only, **ANSWERS)
    assert "holds no date" in reasons(report)
    assert reasons(report).count("holds no polygons") == 2
    assert report.imported == 0


def test_collection_parts_and_3d_are_reduced_to_polygons(
    run: Run, files: Path, archives: Path
) -> None:
    z = shapely.force_3d(BOX, 5.0)
    mixed = shapely.GeometryCollection([z, shapely.force_3d(shapely.Point(30, 50), 1.0)])
    write_vector(
        files / "x_20240801.fgb", [mixed], {"x": [1]}, geometry_type="GeometryCollection Z"
    )
    report = run(files / "x_20240801.fgb", **ANSWERS)
    assert "Z" in reasons(report, Action.REPAIRED)
    assert table(archives).geometries[0].equals(shapely.MultiPolygon([BOX]))


def test_missing_crs_in_degrees_warns_and_in_metres_refuses(run: Run, files: Path) -> None:
    with pytest.warns(UserWarning, match="crs"):
        write_vector(files / "a_20240801.fgb", [BOX], {"x": [1]}, crs=None)
    metres = shapely.transform(BOX, lambda xy: xy * 1e5)
    with pytest.warns(UserWarning, match="crs"):
        write_vector(files / "b_20240802.fgb", [metres], {"x": [1]}, crs=None)
    report = run(files, **ANSWERS)
    assert "names no coordinate system" in reasons(report, Action.WARNED)
    assert "no degrees" in reasons(report, Action.SKIPPED)
    assert report.imported == 1


def test_nan_coordinates_in_a_geopackage(run: Run, files: Path) -> None:
    ring = square(36, 48, 1)
    ring[2] = [float("nan"), 49]
    with np.errstate(invalid="ignore"):
        bad = shapely.Polygon(ring)
    path = write_vector(files / "a_20240801.fgb", [bad], {"x": [1]}, driver="FlatGeobuf")
    report = run(path, **ANSWERS)
    assert report.imported == 0
    assert report.skipped == 1


def test_far_away_polygons_are_imported_with_a_warning(run: Run, files: Path) -> None:
    far = shapely.Polygon(square(-100, 40, 1))
    report = run(write_vector(files / "a_20240801.fgb", [far], {"x": [1]}), **ANSWERS)
    assert report.imported == 1
    assert "outside Ukraine" in reasons(report, Action.WARNED)


def test_an_archive_of_ours_needs_no_answers(
    run: Run, files: Path, tmp_path: Path, archives: Path
) -> None:
    write_deepstate(files, "20240801")
    write_deepstate(files, "20240802", [[star(radius=1.1)]])
    run(files)
    mine = archives / "deepstate.gpkg"
    other = mine.rename(tmp_path / "from a friend.gpkg")
    report = run(other)
    assert (report.imported, report.questions) == (2, [])
    assert len(table(archives, "deepstate")) == 2


def test_name_with_characters_that_gdal_takes_for_containers(run: Run, files: Path) -> None:
    path = write(files / "a!b;c#d_20240801.geojson", json.dumps(star_collection()).encode())
    assert run(path, **ANSWERS).imported == 1


def star_collection() -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [star()]}
    feature = {"type": "Feature", "properties": {"owner": "x"}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [feature, feature]}


def test_hostile_xml_and_json_never_reach_gdal(
    run: Run, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trap(*args: object, **kwargs: object) -> None:
        raise AssertionError("GDAL was called")

    monkeypatch.setattr("pyogrio.list_layers", trap)
    monkeypatch.setattr("pyogrio.raw.read", trap)
    write(files / "a.vrt", b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>")
    write(files / "b.xml", b"<OGRWFSDataSource><URL>http://x</URL></OGRWFSDataSource>")
    write(files / "c.json", b'{"type": "gdal_streamed_alg", "command_line": "gdal x"}')
    assert run(files, **ANSWERS).skipped == 3


def test_file_geodatabase_in_a_folder(run: Run, files: Path, archives: Path) -> None:
    multi = shapely.MultiPolygon([BOX])
    columns: dict[str, Any] = {"x": np.array([1], dtype=np.int32)}
    write_vector(files / "front_20240801.gdb", [multi], columns, driver="OpenFileGDB")
    report = run(files, **ANSWERS)
    assert (report.imported, report.skipped, report.files) == (1, 0, 1)
    assert table(archives).geometries[0].area == pytest.approx(1.0)


def test_the_day_that_the_user_says_for_a_file_without_one(
    run: Run, files: Path, archives: Path
) -> None:
    path = write_vector(files / "front.fgb", [BOX], {"x": [1]})
    assert "say --date" in reasons(run(path, **ANSWERS))
    report = run(path, **ANSWERS, date=date(2024, 8, 5))
    assert (report.imported, report.warned) == (1, 0)
    assert str(table(archives).dates[0]) == "2024-08-05"
    dated = write_vector(files / "front_20240901.fgb", [BOX], {"x": [1]})
    report = run(dated, **ANSWERS, date=date(2024, 8, 6))
    assert "--date is for files that do not" in reasons(report, Action.WARNED)
    assert str(table(archives).dates[-1]) == "2024-09-01"
