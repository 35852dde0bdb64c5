"""ISW-shaped layers: GeoJSON, Esri JSON in Web Mercator, zipped shapefiles."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from loading_builders import square, write, write_vector

from viewer.loading.archive import Archive
from viewer.loading.importing import ImportReport
from viewer.loading.isw_layers import layer_of
from viewer.loading.report import Action

Run = Callable[..., ImportReport]
CONTROL = "VIEW_RussiaCoTinUkraine_V3"
CLAIMED = "VIEW_ClaimedRussianTerritoryinUkraine_V2"
ADVANCE = "MDS_AssessedRussianAdvanceInUkraine_view"
OUTSIDE, HOLE, ISLAND = square(36, 47, 2), square(36.5, 47.5, 1), square(36.9, 47.9, 0.2)
AREA = shapely.Polygon(OUTSIDE, [HOLE]).union(shapely.Polygon(ISLAND))


def milliseconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(hour=20, tzinfo=UTC).timestamp() * 1000)


def geojson(edited: str = "2024-11-20", **members: Any) -> dict[str, Any]:
    """``f=geojson``: two polygons that touch, lon, lat."""
    rings = [[OUTSIDE, HOLE], [ISLAND]]
    return {
        "type": "FeatureCollection",
        **members,
        "features": [
            {
                "type": "Feature",
                "id": number,
                "geometry": {"type": "Polygon", "coordinates": polygon},
                "properties": {
                    "OBJECTID": number,
                    "GlobalID_2": f"a-{number}",
                    "EditDate": milliseconds(edited) - number * 86_400_000,
                },
            }
            for number, polygon in enumerate(rings)
        ],
    }


def esri(wkid: int = 102100, **members: Any) -> dict[str, Any]:
    """``f=json``: one feature, outer rings clockwise, holes the other way."""
    turn = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True).transform
    system: dict[str, Any] = {"wkid": wkid}
    if wkid == 102100:
        system["latestWkid"] = 3857
    rings = [list(reversed(OUTSIDE)), HOLE, list(reversed(ISLAND))]
    return {
        "objectIdFieldName": "OBJECTID",
        "geometryType": "esriGeometryPolygon",
        "spatialReference": system,
        "fields": [
            {"name": "OBJECTID", "type": "esriFieldTypeOID"},
            {"name": "GlobalID_2", "type": "esriFieldTypeString", "length": 38},
            {"name": "EditDate", "type": "esriFieldTypeDate", "length": 8},
        ],
        **members,
        "features": [
            {
                "attributes": {
                    "OBJECTID": 1,
                    "GlobalID_2": "a",
                    "EditDate": milliseconds("2024-11-20"),
                },
                "geometry": {"rings": [[list(turn(x, y)) for x, y in ring] for ring in rings]},
            }
        ],
    }


def shapefile(path: Path, crs: str = "EPSG:4326", layer: str = "", without: str = "") -> Path:
    """A zipped shapefile with Cyrillic text."""
    folder = path.with_suffix("")
    folder.mkdir(parents=True)
    geometry = AREA
    if crs != "EPSG:4326":
        turn = pyproj.Transformer.from_crs("OGC:CRS84", crs, always_xy=True).transform
        geometry = shapely.transform(AREA, lambda xy: np.column_stack(turn(xy[:, 0], xy[:, 1])))
    columns = {"Назва": ["Запоріжжя"]}
    name = layer or path.stem
    write_vector(folder / f"{name}.shp", [geometry], columns, crs, encoding="UTF-8")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            if part.suffix != without:
                archive.write(part, part.name)
            part.unlink()
    folder.rmdir()
    return path


def table(archives: Path, status: str = "ru_held") -> Any:
    return Archive(archives / "isw.gpkg").table(status)


def reasons(report: ImportReport, *actions: Action) -> str:
    return " | ".join(problem.reason for problem in report.of(*actions))


def is_area(geometry: Any) -> bool:
    return bool(geometry.symmetric_difference(AREA).area < 1e-6)


def test_geojson_is_dated_by_its_name(run: Run, files: Path, archives: Path) -> None:
    report = run(write(files / f"{CONTROL}_20241121.geojson", geojson()))
    assert (report.imported, report.questions, report.warned) == (1, [], 0)
    assert str(table(archives).dates[0]) == "2024-11-21"
    assert is_area(table(archives).geometries[0])
    source = Archive(archives / "isw.gpkg").source()
    assert source.name == "ISW / Critical Threats"
    assert "consent" in source.note


def test_without_a_day_in_the_name_the_last_edit_counts(
    run: Run, files: Path, archives: Path
) -> None:
    report = run(write(files / f"{CONTROL}.geojson", geojson("2024-11-18")))
    assert str(table(archives).dates[0]) == "2024-11-18"
    assert "last edit (EditDate)" in reasons(report, Action.WARNED)


def test_an_edit_after_the_day_in_the_name_warns(run: Run, files: Path) -> None:
    report = run(write(files / f"{CONTROL}_20241101.geojson", geojson("2024-11-18")))
    assert "edited on 2024-11-18" in reasons(report, Action.WARNED)


def test_what_the_user_says_counts_for_more_than_an_edit(
    run: Run, files: Path, archives: Path
) -> None:
    dated = write(files / f"{CONTROL}_20241201.geojson", geojson())
    bare = write(files / f"{CONTROL}.geojson", geojson("2024-11-18"))
    report = run(dated, bare, date=date(2024, 11, 19))
    assert [str(day) for day in table(archives).dates] == ["2024-11-19", "2024-12-01"]
    (warning,) = report.of(Action.WARNED)
    assert "--date is for files that do not" in warning.reason


@pytest.mark.parametrize("wkid", [102100, 3857])
def test_esri_json_in_web_mercator_keeps_holes_and_islands(
    run: Run, files: Path, archives: Path, wkid: int
) -> None:
    report = run(write(files / f"{CLAIMED}.json", esri(wkid)))
    assert report.imported == 1
    assert "turned into lon, lat" in reasons(report, Action.REPAIRED)
    found = table(archives, "claimed")
    assert str(found.dates[0]) == "2024-11-20"
    assert is_area(found.geometries[0])


def test_esri_json_with_nothing_but_features(run: Run, files: Path, archives: Path) -> None:
    document = esri()
    del document["fields"], document["objectIdFieldName"], document["geometryType"]
    report = run(write(files / f"{CONTROL}_20241120.json", document))
    assert report.imported == 1
    assert is_area(table(archives).geometries[0])


@pytest.mark.parametrize(
    "document",
    [
        geojson(properties={"exceededTransferLimit": True}),
        geojson(exceededTransferLimit=True),
        esri(exceededTransferLimit=True),
    ],
)
def test_an_answer_that_was_cut_off_warns(run: Run, files: Path, document: Any) -> None:
    report = run(write(files / f"{CONTROL}_20241120.json", document))
    assert report.imported == 1
    assert "only a part" in reasons(report, Action.WARNED)


def test_a_whole_answer_does_not_warn(run: Run, files: Path) -> None:
    document = esri(exceededTransferLimit=False)
    assert run(write(files / f"{CONTROL}_20241120.json", document)).warned == 0


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
@pytest.mark.parametrize("without", ["", ".cpg"])
def test_zipped_shapefile_with_the_day_in_its_name(
    run: Run, files: Path, archives: Path, crs: str, without: str
) -> None:
    path = shapefile(files / "UkraineControlMapAO20NOV2024.zip", crs, without=without)
    report = run(path)
    assert (report.imported, report.skipped, report.warned) == (1, 0, 0)
    assert str(table(archives).dates[0]) == "2024-11-20"
    assert is_area(table(archives).geometries[0])
    assert "by its name" in reasons(report, Action.NOTED)


def test_shapefile_without_prj_warns_in_degrees_and_is_refused_in_metres(
    run: Run, files: Path, archives: Path
) -> None:
    good = shapefile(files / "UkraineControlMapAO20NOV2024.zip", without=".prj")
    bad = shapefile(files / "UkraineControlMapAO21NOV2024.zip", "EPSG:3857", without=".prj")
    report = run(good, bad)
    assert report.imported == 1
    assert "no coordinate system" in reasons(report, Action.WARNED)
    assert "no degrees" in reasons(report, Action.SKIPPED)


def test_day_in_the_container_and_layer_inside(run: Run, files: Path, archives: Path) -> None:
    run(shapefile(files / "ISW_2024-11-20.zip", layer="ClaimedRussianTerritoryinUkraine"))
    assert str(table(archives, "claimed").dates[0]) == "2024-11-20"


def test_a_folder_for_each_layer(run: Run, files: Path, archives: Path) -> None:
    for layer in (CONTROL, CLAIMED):
        for day in ("20241120", "20241121"):
            write(files / layer / f"{day}.geojson", geojson(title=layer + day))
    report = run(files)
    assert report.imported == 4
    assert Archive(archives / "isw.gpkg").statuses() == ("claimed", "ru_held")
    before = (archives / "isw.gpkg").read_bytes()
    again = run(files)
    assert (again.imported, again.already_there, again.changed) == (0, 4, [])
    assert (archives / "isw.gpkg").read_bytes() == before


@pytest.mark.parametrize("order", [1, -1])
def test_the_control_layer_counts_for_more_than_advances(
    run: Run, files: Path, archives: Path, order: int
) -> None:
    advance = geojson()
    advance["features"] = advance["features"][1:]
    paths = [
        write(files / f"{ADVANCE}_20241120.geojson", advance),
        write(files / f"{CONTROL}_20241120.geojson", geojson()),
    ]
    report = run(*paths[::order])
    assert report.imported == 1
    assert is_area(table(archives).geometries[0])
    assert "another file of this day counts" in reasons(report, Action.NOTED)


def test_advances_alone_are_taken_and_explained(run: Run, files: Path, archives: Path) -> None:
    report = run(write(files / f"{ADVANCE}_20241120.geojson", geojson()))
    assert report.imported == 1
    assert "without control" in reasons(report, Action.NOTED)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("VIEW_ClaimedUkrainianCounteroffensives_V2", "what Ukraine claims"),
        ("Claimed_Limit_of_Ukrainian_Advance_VIEW", "what Ukraine claims"),
        (
            "VIEW_Russian_controlled_Ukrainian_Territory_before_February_24_2022",
            "hold it already",
        ),
        ("Assessed_Russian_Advances_in_Russia", "Russian ground"),
        ("UkrainianPartisanWarfare", "partisans"),
    ],
)
def test_other_layers_are_left_out_in_words(
    run: Run, files: Path, archives: Path, name: str, words: str
) -> None:
    path = write(files / f"{name}_20241120.geojson", geojson())
    report = run(path)
    assert (report.imported, report.questions) == (0, [])
    assert "--source" in reasons(report, Action.SKIPPED)
    assert words in reasons(report, Action.SKIPPED)
    taken = run(path, source="mine", status="claimed")
    assert taken.imported == 1
    assert (archives / "mine.gpkg").exists()


def test_columns_of_isw_under_an_unknown_name_ask_for_the_status(
    run: Run, files: Path, archives: Path
) -> None:
    path = write(files / "download_20241120.geojson", geojson())
    (question,) = run(path).questions
    assert (question.wants_source, question.wants_status, question.wants_date) == (
        *(False, True),
        False,
    )
    assert run(path, status="claimed").imported == 1
    assert len(table(archives, "claimed")) == 1


def test_neither_day_nor_edit_asks_for_the_day(run: Run, files: Path, archives: Path) -> None:
    path = shapefile(files / "UkraineControlMap.zip")
    (question,) = run(path).questions
    assert question.wants_date
    assert run(path, date=date(2024, 11, 20)).imported == 1


def test_a_source_that_the_user_names_is_not_isw(run: Run, files: Path, archives: Path) -> None:
    run(shapefile(files / "UkraineControlMapAO20NOV2024.zip"), source="mine", status="ru_held")
    assert not (archives / "isw.gpkg").exists()
    assert (archives / "mine.gpkg").exists()


def test_an_error_of_the_service_is_told(run: Run, files: Path) -> None:
    document = {"error": {"code": 400, "message": "Invalid URL", "details": []}}
    report = run(write(files / f"{CONTROL}_20241120.json", json.dumps(document).encode()))
    assert "Invalid URL" in reasons(report, Action.SKIPPED)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("VIEW_RussiaCoTinUkraine_V3", "ru_held"),
        ("UkraineControlMapAO20NOV2024.shp", "ru_held"),
        ("AssessedRussianAdvanceInUkraine_V2_view", "ru_held"),
        ("AssessedRussianAdvancesinUkraine", "ru_held"),
        ("ClaimedRussianTerritoryinUkraine", "claimed"),
        ("AssessedInfiltrationAreasinUkraine", "contested"),
        ("ClaimedUkrainianCounteroffensives", None),
    ],
)
def test_status_by_layer_name(name: str, status: str | None) -> None:
    layer = layer_of((name,))
    assert layer is not None
    assert layer.status == status
    assert layer_of(("control_map_2024.gpkg", "front", "")) is None
