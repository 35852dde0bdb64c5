"""One broken file per defect: each is handled and reported, and its neighbours still load."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from loading_builders import deepstate, square, star, write, write_deepstate, write_uacontrolmap

from viewer.loading.archive import Archive
from viewer.loading.importing import ImportReport
from viewer.loading.report import Action

Run = Callable[..., ImportReport]


def reasons(report: ImportReport, action: Action) -> str:
    return " | ".join(problem.reason for problem in report.of(action))


def only_geometry(archives: Path, source: str = "deepstate", status: str = "ru_held") -> Any:
    table = Archive(archives / f"{source}.gpkg").table(status)
    assert len(table) == 1
    return table.geometries[0]


def test_z_is_dropped_and_reported(run: Run, files: Path, archives: Path) -> None:
    ring = [[x, y, 0.0] for x, y in star()]
    report = run(write_deepstate(files, "20240801", [[ring]]))
    assert "Z" in reasons(report, Action.REPAIRED)
    geometry = only_geometry(archives)
    assert not geometry.has_z
    assert geometry.equals(shapely.MultiPolygon([shapely.Polygon(star())]))


def test_mixed_dimensions_take_the_slow_way(run: Run, files: Path, archives: Path) -> None:
    ring = [[x, y, 0.0] if k % 2 else [x, y] for k, (x, y) in enumerate(star())]
    report = run(write_deepstate(files, "20240801", [[ring]]))
    assert "Z" in reasons(report, Action.REPAIRED)
    assert not only_geometry(archives).has_z


def test_swapped_deepstate_is_turned_round(run: Run, files: Path, archives: Path) -> None:
    ring = [[y, x] for x, y in star()]
    report = run(write_deepstate(files, "20240801", [[ring]]))
    assert "lat, lon" in reasons(report, Action.REPAIRED)
    assert only_geometry(archives).bounds[0] < 40 < 47 <= only_geometry(archives).bounds[1]


def test_uacontrolmap_already_in_lonlat_is_kept(run: Run, files: Path, archives: Path) -> None:
    document = {"areas": [star()], "frontline": []}
    report = run(write(files / "20240801.json", document))
    assert report.imported == 1
    assert only_geometry(archives, "uacontrolmap").bounds[0] == pytest.approx(36.0, abs=0.1)


def test_old_crs_member_is_noted(run: Run, files: Path) -> None:
    report = run(write_deepstate(files, "20240801"))
    assert "old crs member" in reasons(report, Action.NOTED)


def test_projected_crs_member_is_turned(run: Run, files: Path, archives: Path) -> None:
    import pyproj

    turn = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    ring = [list(turn.transform(x, y)) for x, y in star()]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    report = run(write_deepstate(files, "20240801", [[ring]], crs=crs))
    assert "EPSG:3857" in reasons(report, Action.REPAIRED)
    expected = shapely.Polygon(star())
    assert only_geometry(archives).symmetric_difference(expected).area < 1e-9


@pytest.mark.parametrize(
    ("polygons", "words"),
    [
        ([[[[3e6, 6e6], [3.1e6, 6e6], [3.1e6, 6.1e6], [3e6, 6e6]]]], "no degrees"),
        ([[[[-100, 40], [-99, 40], [-99, 41], [-100, 40]]]], "outside Ukraine"),
        ([[[[37, 48], [38, 48], [37, 48]]]], "fewer than three corners"),
        ([[[[37, 48], [38, "x"], [38, 49], [37, 48]]]], "no pair of numbers"),
        ([[[37, 48], [38, 48], [38, 49], [37, 48]]], "no pair of numbers"),
        ([[[]]], "no positions"),
        ("text", "no known type"),
    ],
)
def test_wrong_coordinates_are_refused(run: Run, files: Path, polygons: Any, words: str) -> None:
    bad = write_deepstate(files, "20240801", polygons)
    good = write_deepstate(files, "20240802")
    report = run(bad, good)
    assert report.imported == 1
    assert words in reasons(report, Action.SKIPPED)
    assert report.of(Action.SKIPPED)[0].file == bad.name


@pytest.mark.parametrize(
    ("replacement", "words"),
    [("NaN", "not numbers"), ("1e999", "infinite"), ("-Infinity", "not numbers")],
)
def test_numbers_that_are_none(run: Run, files: Path, replacement: str, words: str) -> None:
    text = json.dumps(deepstate()).replace("48.0]", f"{replacement}]", 1).encode()
    report = run(write(files / "deepstatemap_data_20240801.geojson", text))
    assert report.imported == 0
    assert words in reasons(report, Action.SKIPPED)


def test_open_rings_are_closed(run: Run, files: Path, archives: Path) -> None:
    hole = square(36.9, 47.9, 0.1)[:-1]
    report = run(write_deepstate(files, "20240801", [[star()[:-1], hole], [square(39, 48, 0.5)]]))
    assert "closed" in reasons(report, Action.REPAIRED)
    expected = shapely.Polygon(star(), [hole]).area + 0.25
    assert only_geometry(archives).area == pytest.approx(expected)


def test_crossing_outline_is_made_valid(run: Run, files: Path, archives: Path) -> None:
    bow = [[37, 48], [38, 49], [38, 48], [37, 49], [37, 48]]
    report = run(write_deepstate(files, "20240801", [[bow]]))
    assert "made valid" in reasons(report, Action.REPAIRED)
    geometry = only_geometry(archives)
    assert geometry.is_valid
    assert geometry.geom_type == "MultiPolygon"
    assert geometry.area == pytest.approx(0.5)


@pytest.mark.parametrize(
    "features", [[], [{"type": "Feature", "properties": {}, "geometry": None}]]
)
def test_day_without_area_is_missing(
    run: Run, files: Path, archives: Path, features: list[Any]
) -> None:
    for day in ("20240801", "20240803"):
        write_deepstate(files, day)
    write_deepstate(files, "20240802", features=features)
    report = run(files)
    assert report.imported == 2
    assert "near-empty" in reasons(report, Action.SKIPPED)
    archive = Archive(archives / "deepstate.gpkg")
    assert archive.summary().statuses[0].missing == (date(2024, 8, 2),)
    left_out = [row for row in archive.provenance() if row.date == date(2024, 8, 2)]
    assert left_out[0].problems[-1][0] == "skipped"
    assert "near-empty" in left_out[0].problems[-1][1]


def test_tiny_day_among_large_ones_is_missing(run: Run, files: Path) -> None:
    for day in ("20240801", "20240803"):
        write_deepstate(files, day)
    write_deepstate(files, "20240802", [[star(radius=0.1)]])
    report = run(files)
    assert report.imported == 2
    assert "less than half" in reasons(report, Action.SKIPPED)


def test_bad_uacontrolmap_day_gives_no_snapshot_at_all(run: Run, files: Path) -> None:
    write_uacontrolmap(files, "20240801", areas_ua=[square(35, 51.2, 0.1)])
    write_uacontrolmap(files, "20240802", areas=[], areas_ua=[], geos={"ua": [], "ru": []})
    report = run(files)
    assert report.imported == 2
    assert [problem.row for problem in report.of(Action.SKIPPED)] == ["2024-08-02 ru_held"]


def test_empty_areas_ua_means_none_held_and_no_key_means_nothing(
    run: Run, files: Path, archives: Path
) -> None:
    write_uacontrolmap(files, "20240730")
    write_uacontrolmap(files, "20240801", areas_ua=[])
    write_uacontrolmap(files, "20240806", areas_ua=[square(35, 51.2, 0.1)])
    run(files)
    table = Archive(archives / "uacontrolmap.gpkg").table("ua_held_in_ru")
    assert [str(day) for day in table.dates] == ["2024-08-01", "2024-08-06"]
    assert table.geometries[0].is_empty
    assert table.geometries[1].area == pytest.approx(0.01)


def test_identical_day_is_flagged_also_over_a_gap(run: Run, files: Path, archives: Path) -> None:
    for day in ("20240801", "20240802", "20240805"):
        write_deepstate(files, day)
    report = run(files)
    table = Archive(archives / "deepstate.gpkg").table("ru_held")
    assert table.flags == ("", "identical", "identical")
    assert reasons(report, Action.NOTED).count("identical") == 2


@pytest.mark.parametrize(("radius", "flag"), [(0.97, "fall"), (0.98, "")])
def test_fall_of_more_than_five_percent_warns(
    run: Run, files: Path, archives: Path, radius: float, flag: str
) -> None:
    write_deepstate(files, "20240801", [[star(radius=1.0)]])
    write_deepstate(files, "20240802", [[star(radius=radius)]])
    report = run(files)
    assert Archive(archives / "deepstate.gpkg").table("ru_held").flags == ("", flag)
    assert ("5 %" in reasons(report, Action.WARNED)) == bool(flag)


def test_flags_are_set_again_when_a_day_comes_in_between(
    run: Run, files: Path, archives: Path
) -> None:
    first = write_deepstate(files, "20240801", [[star()]])
    last = write_deepstate(files, "20240803", [[star()]])
    run(first, last)
    archive = Archive(archives / "deepstate.gpkg")
    assert archive.table("ru_held").flags == ("", "identical")
    run(write_deepstate(files, "20240802", [[star(radius=1.2)]]))
    assert archive.table("ru_held").flags == ("", "", "fall")


def test_corridor_is_cut_and_the_rest_kept(run: Run, files: Path, archives: Path) -> None:
    ring = [
        *[[35.0, 51.0], [35.2, 51.0], [35.2, 51.1], [35.6, 51.1], [35.6, 51.0], [35.8, 51.0]],
        *[[35.8, 51.2], [35.6, 51.2], [35.6, 51.1005], [35.2, 51.1005], [35.2, 51.2]],
        *[[35.0, 51.2], [35.0, 51.0]],
    ]
    report = run(write_uacontrolmap(files, "20240915", areas_ua=[ring]))
    assert "corridor" in reasons(report, Action.REPAIRED)
    geometry = only_geometry(archives, "uacontrolmap", "ua_held_in_ru")
    assert len(geometry.geoms) == 2
    assert geometry.area == pytest.approx(0.08, rel=1e-3)


def test_narrow_but_real_ground_is_kept(run: Run, files: Path, archives: Path) -> None:
    ring = square(35.0, 51.0, 0.002)
    report = run(write_uacontrolmap(files, "20240915", areas_ua=[ring]))
    assert report.repaired == 0
    geometry = only_geometry(archives, "uacontrolmap", "ua_held_in_ru")
    assert geometry.area == pytest.approx(4e-6)


def test_overlapping_rings_are_united(run: Run, files: Path, archives: Path) -> None:
    areas = [square(37, 48, 1), square(37.5, 48, 1), square(39, 48, 0.5)]
    run(write_uacontrolmap(files, "20240801", areas=areas))
    geometry = only_geometry(archives, "uacontrolmap")
    assert geometry.area == pytest.approx(1.75)
    assert len(geometry.geoms) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS"),
        (b"<!DOCTYPE html><html><body>404: Not Found</body></html>", "web page"),
        (b"<OGRVRTDataSource/>", "no map"),
        (b"404: Not Found", "no vector file"),
        (b"\x00\x01\x02\x03" * 100, "no vector file"),
        (b'{"type": "gdal_streamed_alg", "command_line": "gdal vector read x"}', "no map"),
        (b'{"date": "20240801", "dates": [], "unit_map": {}}', "index of UAControlMap"),
        (b'{"id": 1, "datetime": "1", "map": {"type": "FeatureCollection"}}', "holds no map"),
        (b'[{"id": 1727073480, "createdAt": "2024-09-23", "status": true}]', "list of versions"),
        (b"[1, 2, 3]", "no map"),
        (b"[" * 5000, "nested deeper"),
        (b'{"type": "FeatureCollection", "features": []}', "without features"),
        (b'{"areas": 3, "frontline": []}', "no list of polygons"),
        (b"{nonsense", "no JSON"),
    ],
)
def test_a_bad_file_is_named_and_the_others_load(
    run: Run, files: Path, content: bytes, words: str
) -> None:
    write_deepstate(files, "20240801")
    bad = write(files / "map_20240802.geojson", content)
    write_deepstate(files, "20240803")
    report = run(files)
    assert report.imported == 2
    skipped = report.of(Action.SKIPPED)
    assert [problem.file for problem in skipped] == [bad.name]
    assert words in skipped[0].reason


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated_file_in_the_middle_of_a_folder(run: Run, files: Path, share: float) -> None:
    for day in ("20240801", "20240802", "20240803"):
        write_deepstate(files, day)
    bad = files / "deepstatemap_data_20240802.geojson"
    data = bad.read_bytes()
    bad.write_bytes(data[: int(len(data) * share)])
    report = run(files)
    assert report.imported == 2
    assert [p.file for p in report.of(Action.SKIPPED)] == [bad.name]
    assert "cut off" in reasons(report, Action.SKIPPED)


def test_file_without_a_date(run: Run, files: Path) -> None:
    report = run(write(files / "deepstate.geojson", deepstate(name=None)))
    assert "holds no date" in reasons(report, Action.SKIPPED)


def test_name_and_content_disagree_about_the_date(run: Run, files: Path, archives: Path) -> None:
    document = deepstate("20240802")
    report = run(write(files / "deepstatemap_data_20240801.geojson", document))
    assert "the name counts" in reasons(report, Action.WARNED)
    assert Archive(archives / "deepstate.gpkg").summary().statuses[0].first == date(2024, 8, 1)


def test_renamed_daily_file_takes_the_date_inside(run: Run, files: Path, archives: Path) -> None:
    run(write(files / "копія 20261122.bin", deepstate("20240802")))
    assert Archive(archives / "deepstate.gpkg").summary().statuses[0].first == date(2024, 8, 2)


def test_byte_order_mark_and_blanks_are_no_problem(run: Run, files: Path) -> None:
    text = b"\xef\xbb\xbf \n" + json.dumps(deepstate(), indent=3).encode()
    assert run(write(files / "deepstatemap_data_20240801.geojson", text)).imported == 1


def test_same_date_twice(run: Run, files: Path, archives: Path) -> None:
    first = write_deepstate(files / "a", "20240801", [[star(radius=1.0)]])
    same = write(files / "b" / "deepstatemap_data_20240801.geojson", first.read_bytes() + b"\n")
    other = write_deepstate(files / "c", "20240801", [[star(radius=1.01)]])
    report = run(files)
    assert (report.imported, report.already_there, report.skipped) == (1, 1, 1)
    assert "which stays" in reasons(report, Action.SKIPPED)
    again = run(same, other)
    assert (again.imported, again.already_there, again.skipped) == (0, 1, 1)
    assert only_geometry(archives).equals(shapely.MultiPolygon([shapely.Polygon(star())]))
    replaced = run(other, replace=True)
    assert replaced.imported == 1
    expected = shapely.Polygon(star(radius=1.01))
    assert only_geometry(archives).equals(shapely.MultiPolygon([expected]))
    rows = Archive(archives / "deepstate.gpkg").provenance()
    assert [Path(row.file).name for row in rows] == [other.name]


def test_missing_path_and_unreadable_folder_content(run: Run, files: Path) -> None:
    good = write_deepstate(files, "20240801")
    report = run(files / "absent", good)
    assert report.imported == 1
    assert "does not exist" in reasons(report, Action.SKIPPED)
