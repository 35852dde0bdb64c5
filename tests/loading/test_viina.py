"""VIINA's control tables: read in pieces, joined with cells, in bounded memory."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from loading_builders import square, write

from viewer.loading.archive import Archive
from viewer.loading.importing import ImportReport
from viewer.loading.report import Action
from viewer.loading.viina_cells import Cells, union_of
from viewer.loading.viina_days import CODES, DayGrid
from viewer.loading.viina_header import table_kind
from viewer.loading.viina_table import read_table

Run = Callable[..., ImportReport]
HEADER = "geonameid,date,status_wiki,status_boost,status_dsm,status_isw,status"
WIDE = 4
"""Cells side by side and one above the other."""
ROWS = {
    # place: status on each of the days 1, 2, 3 (none on 4), 5
    0: "RU RU RU RU",
    1: "CONTESTED RU RU RU",
    2: "UA CONTESTED CONTESTED CONTESTED",
    3: "UA UA UA UA",
}
DAYS = ("20240801", "20240802", "20240803", "20240805")


def cells(places: Iterable[int] = range(WIDE * WIDE), size: float = 0.1) -> dict[str, Any]:
    """A chessboard of cells, place k in column k % 4 and row k // 4."""
    return {
        "type": "FeatureCollection",
        "name": "gn_UA_tess",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    **{"geonameid": 700000 + k, "name": f"Місто {k}"},
                    **{"longitude": 37.0, "latitude": 48.0, "population": 5},
                },
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [
                            [
                                round(37 + 0.1 * (k % WIDE) + x, 6),
                                round(48 + 0.1 * (k // WIDE) + y, 6),
                            ]
                            for x, y in square(0, 0, size)
                        ]
                    ],
                },
            }
            for k in places
        ],
    }


def rows(table: dict[int, str] = ROWS, by: str = "day") -> list[str]:
    """Lines of a table, sorted by day or by place; other opinions always differ."""
    lines = [
        (place, day, f"{700000 + place},{day},UA,RU,UA,,{status}")
        for place, statuses in table.items()
        for day, status in zip(DAYS, statuses.split(), strict=True)
    ]
    return [line for *_, line in sorted(lines, key=lambda row: row[0 if by == "place" else 1])]


def text_of(lines: list[str], header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def zipped(path: Path, data: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(path.with_suffix(".csv").name, data)
    return path


@pytest.fixture
def cell_file(files: Path) -> Path:
    return write(files / "gn_UA_tess.geojson", cells())


def snapshots(archives: Path, status: str = "ru_held") -> Any:
    return Archive(archives / "viina.gpkg").table(status)


def areas(archives: Path, status: str = "ru_held") -> list[float]:
    return [round(100 * geometry.area, 6) for geometry in snapshots(archives, status).geometries]


def reasons(report: ImportReport, *actions: Action) -> str:
    return " | ".join(problem.reason for problem in report.of(*actions))


@pytest.mark.parametrize("by", ["day", "place"])
@pytest.mark.parametrize("packing", ["zip", "gz", "plain"])
def test_cells_are_united_per_status_and_day(
    run: Run, files: Path, archives: Path, cell_file: Path, by: str, packing: str
) -> None:
    data = text_of(rows(by=by))
    if packing == "zip":
        path = zipped(files / "control_latest_2024.zip", data)
    elif packing == "gz":
        path = write(files / "control_latest_2024.csv.gz", gzip.compress(data))
    else:
        path = write(files / "control_latest_2024.csv", data)
    report = run(path, cell_file)
    assert (report.imported, report.skipped, report.warned) == (8, 0, 0)
    held = snapshots(archives)
    assert [str(day) for day in held.dates] == [
        "2024-08-01",
        "2024-08-02",
        "2024-08-03",
        "2024-08-05",
    ]
    assert areas(archives) == pytest.approx([1, 2, 2, 2])
    assert held.flags == ("", "", "identical", "identical")
    assert len(held.geometries[1].geoms) == 1  # no seam between the two cells
    assert areas(archives, "contested") == pytest.approx([1, 1, 1, 1])
    assert snapshots(archives, "contested").flags[1] == ""
    assert "ODbL" in Archive(archives / "viina.gpkg").source().licence


def test_order_of_the_files_does_not_matter_and_twice_changes_nothing(
    run: Run, files: Path, archives: Path, cell_file: Path
) -> None:
    path = zipped(files / "control_latest_2024.zip", text_of(rows()))
    assert run(cell_file, path).imported == 8
    before = (archives / "viina.gpkg").read_bytes()
    again = run(path, cell_file)
    assert (again.imported, again.already_there, again.changed) == (0, 8, [])
    assert (archives / "viina.gpkg").read_bytes() == before


def test_several_years_are_joined_with_one_cell_file(
    run: Run, files: Path, archives: Path, cell_file: Path
) -> None:
    zipped(files / "control_latest_2024.zip", text_of(rows()))
    later = [line.replace(",2024", ",2025") for line in rows()]
    zipped(files / "control_latest_2025.zip", text_of(later))
    assert run(files).imported == 16
    assert areas(archives) == pytest.approx([1, 2, 2, 2] * 2)


def test_without_the_cells_the_report_names_the_file_to_fetch(run: Run, files: Path) -> None:
    report = run(zipped(files / "control_latest_2024.zip", text_of(rows())))
    assert report.imported == 0
    assert "gn_UA_tess.geojson" in reasons(report, Action.SKIPPED)


def test_the_cells_alone_say_what_belongs_to_them(run: Run, cell_file: Path) -> None:
    report = run(cell_file)
    assert (report.imported, report.questions) == (0, [])
    assert "control_latest_YYYY.zip" in reasons(report, Action.SKIPPED)


def test_cells_of_other_places_do_not_fit(run: Run, files: Path) -> None:
    zipped(files / "control_latest_2024.zip", text_of(rows()))
    write(files / "gn_UA_tess.geojson", cells(range(8, 12)))
    report = run(files)
    assert report.imported == 0
    assert "names no place" in reasons(report, Action.SKIPPED)


def test_places_without_a_cell_are_counted(
    run: Run, files: Path, archives: Path, cell_file: Path
) -> None:
    lines = [*rows(), f"999999,{DAYS[0]},RU,RU,RU,RU,RU"]
    report = run(zipped(files / "control_latest_2024.zip", text_of(lines)), cell_file)
    assert [(p.row, p.reason) for p in report.of(Action.SKIPPED)] == [
        ("1 places", "places without a cell in the cell file")
    ]
    assert areas(archives) == pytest.approx([1, 2, 2, 2])


def test_lfs_pointer_in_place_of_the_zip(run: Run, files: Path, cell_file: Path) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64
    write(files / "control_latest_2024.zip", pointer + b"\nsize 31000000\n")
    report = run(files)
    assert "Git LFS pointer" in reasons(report, Action.SKIPPED)
    with zipfile.ZipFile(files / "repository.zip", "w") as archive:
        archive.writestr("VIINA-main/Data/control_latest_2024.zip", pointer + b"\nsize 3\n")
    report = run(files / "repository.zip")
    assert "Git LFS pointer" in reasons(report, Action.SKIPPED)


def test_tables_by_the_register_are_recognised(run: Run, files: Path, cell_file: Path) -> None:
    header = HEADER.replace("geonameid", "katotth")
    lines = [line.replace("7000", "UA0102003") for line in rows()]
    report = run(zipped(files / "kontrol_latest_2024.zip", text_of(lines, header)), cell_file)
    assert report.imported == 0
    assert "KATOTTG" in reasons(report, Action.SKIPPED)
    assert "control_latest_YYYY.zip" in reasons(report, Action.SKIPPED)


def test_the_old_table_with_a_column_per_time_is_converted(
    run: Run, files: Path, archives: Path, cell_file: Path
) -> None:
    header = (
        "geonameid,name,asciiname,longitude,latitude,"
        "ctr_20220301060000,ctr_20220301180000,ctr_20220302120000"
    )
    lines = [
        '700000,"Місто, мале",Misto,37.0,48.0,UA,RU,RU',
        "700001,Друге,Druhe,37.1,48.0,UA,CONTESTED,RU",
        "700002,Третє,Tretie,37.2,48.0,RU,UA,UA",
    ]
    report = run(zipped(files / "control_latest.zip", text_of(lines, header)), cell_file)
    assert (report.imported, report.skipped) == (4, 0)
    assert [str(day) for day in snapshots(archives).dates] == ["2022-03-01", "2022-03-02"]
    assert areas(archives) == pytest.approx([1, 2])  # the last time of a day counts
    assert areas(archives, "contested") == pytest.approx([1, 0])


def test_the_old_table_without_ids_says_so(run: Run, files: Path, cell_file: Path) -> None:
    header = "name,longitude,latitude,ctr_20220301060000"
    report = run(write(files / "control.csv", text_of(["X,37,48,RU"], header)), cell_file)
    assert "without the column geonameid" in reasons(report, Action.SKIPPED)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"700003,{DAYS[0]},,,,,OCCUPIED", "none of UA, RU, CONTESTED"),
        (f"700003,{DAYS[0]},,,,,", "none of UA, RU, CONTESTED"),
        ("700003,20241399,,,,,RU", "without a date"),
        (f"700000,{DAYS[0]},,,,,RU", "again"),
    ],
)
def test_odd_rows_are_counted_and_the_rest_is_read(
    run: Run, files: Path, archives: Path, cell_file: Path, line: str, words: str
) -> None:
    table = {place: statuses for place, statuses in ROWS.items() if place != 3}
    path = write(files / "control_latest_2024.csv", text_of([*rows(table), line]))
    report = run(path, cell_file)
    assert report.imported == 8
    (skipped,) = report.of(Action.SKIPPED)
    assert skipped.row == "1 rows"
    assert words in skipped.reason
    assert areas(archives) == pytest.approx([1, 2, 2, 2])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (text_of(["x,20240801,,,,,RU"]), "no number"),
        (text_of(['700000,20240801,"RU,RU,RU,RU,RU', *rows()]), "no proper table"),
        (text_of([]), "without rows"),
        (text_of(["700000,20240801,RU,RU"], "geonameid,date,status_wiki,status_isw"), "status"),
    ],
)
def test_broken_tables_are_named(
    run: Run, files: Path, cell_file: Path, data: bytes, words: str
) -> None:
    report = run(write(files / "control_latest_2024.csv", data), cell_file)
    assert report.imported == 0
    assert words in reasons(report, Action.SKIPPED)


def test_cut_off_downloads(run: Run, files: Path, cell_file: Path) -> None:
    data = text_of(rows() * 2000)
    packed = gzip.compress(data)
    write(files / "control_latest_2023.csv.gz", packed[: len(packed) // 2])
    whole = zipped(files / "control_latest_2024.zip", data)
    whole.write_bytes(whole.read_bytes()[:-400])
    report = run(files)
    assert report.imported == 0
    assert len(report.of(Action.SKIPPED)) == 3  # both tables, and cells without a table
    write(cell_file, cell_file.read_bytes()[:900])
    assert "damaged or cut off" in reasons(run(cell_file), Action.SKIPPED)


def test_cells_that_do_not_fit_together_are_united_all_the_same(
    run: Run, files: Path, archives: Path
) -> None:
    path = zipped(files / "control_latest_2024.zip", text_of(rows()))
    run(path, write(files / "gn_UA_tess.geojson", cells(size=0.1001)))
    assert areas(archives) == pytest.approx([1, 2, 2, 2], rel=2e-2)
    assert len(snapshots(archives).geometries[1].geoms) == 1


def test_quick_and_slow_union_agree() -> None:
    features = cells()["features"]
    polygons = np.array(
        [shapely.Polygon(f["geometry"]["coordinates"][0]) for f in features], dtype=object
    )
    ids = np.arange(len(polygons), dtype=np.int64)
    quick = Cells.of(ids, polygons, "")
    slow = Cells.of(ids, polygons, "")
    slow.fits = False
    assert quick.fits
    random = np.random.default_rng(3)
    kept: dict[int, tuple[bytes, Any]] = {}
    for _ in range(20):
        chosen = random.random(len(ids)) < 0.5
        one = shapely.union_all(union_of(quick, chosen, {}))
        other = shapely.union_all(union_of(slow, chosen, kept))
        assert one.symmetric_difference(other).area < 1e-12


def test_only_changes_are_kept_and_a_missing_row_keeps_the_status() -> None:
    grid = DayGrid()
    days = [date(2024, 8, 1) + timedelta(days=k) for k in range(3)]
    ids = np.array([5, 5, 5, 9, 9], dtype=np.int64)
    codes = np.array([CODES["RU"]] * 3 + [CODES["UA"], CODES["RU"]], dtype=np.int8)
    grid.add(ids, days, np.array([0, 1, 2, 0, 2]), codes)
    table = grid.table()
    assert [len(where) for where, _ in table.changes] == [2, 0, 1]
    states = [codes.tolist() for _, codes in table.days()]
    assert states == [[2, 1], [2, 1], [2, 2]]


def test_memory_does_not_grow_with_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table ten times as long costs one more byte per place and day, not a row's worth."""
    monkeypatch.setattr("viewer.loading.viina_table.CHUNK_ROWS", 20_000)
    peaks = []
    for days in (12, 120):
        path = tmp_path / f"control_latest_{days}.csv"
        places = range(700000, 706000)
        with path.open("w") as out:
            out.write(HEADER + "\n")
            for k in range(days):
                day = (date(2024, 1, 1) + timedelta(days=k)).strftime("%Y%m%d")
                out.writelines(f"{place},{day},UA,UA,UA,UA,UA\n" for place in places)
        item = item_of(path)
        list(read_table(item, lambda _: None))  # warm
        tracemalloc.start()
        (piece,) = read_table(item, lambda _: None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        table, _ = piece.content  # type: ignore[union-attr,misc]
        assert sum(len(where) for where, _ in table.changes) == 6000
    more_cells = 6000 * (120 - 12)
    assert peaks[1] - peaks[0] < 4 * more_cells
    assert path.stat().st_size > 4 * peaks[1]


def item_of(path: Path) -> Any:
    from viewer.loading.items import Item

    return Item(path.name, "", path, None, path, None, "0", path.stat().st_size)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (HEADER, "rows"),
        ("\ufeff" + HEADER + "\r\n", "rows"),
        (",".join(f'"{name}"' for name in HEADER.split(",")), "rows"),
        (HEADER.replace("geonameid", "koatuu"), "register"),
        ("name,ctr_20220301060000", "columns"),
        ("date,name,wkt", None),
        ("id,date,status,wkt", None),
        ("\x00\x01,\x02", None),
    ],
)
def test_tables_by_their_header(head: str, kind: str | None) -> None:
    assert table_kind(head.encode()) == kind


def test_polygons_of_a_user_with_a_geonameid_are_no_cells(run: Run, files: Path) -> None:
    document = cells()
    for feature in document["features"]:
        feature["properties"].update(date="2024-08-01", status="ru_held")
    path = write(files / "mine.geojson", json.dumps(document).encode())
    assert run(path, source="mine").imported == 1
