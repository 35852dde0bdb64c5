"""UAControlMap's KMZ backups, and hostile KML in their place."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from loading_builders import square, write, write_uacontrolmap
from service_builders import AREAS, KURSK, LINE, backup_kml, kmz, placemark_kml, polygon_kml

from viewer.loading.archive import Archive
from viewer.loading.importing import ImportReport
from viewer.loading.report import Action

Run = Callable[..., ImportReport]
HELD_KM = 1 + 0.75 + 1 + 0.24 + 0.04 + 0.01
"""Square degrees of the Russian-held areas of the builder."""


def table(archives: Path, status: str = "ru_held") -> Any:
    return Archive(archives / "uacontrolmap.gpkg").table(status)


def reasons(report: ImportReport, *actions: Action) -> str:
    return " | ".join(problem.reason for problem in report.of(*actions))


def test_a_backup_gives_both_sides(run: Run, files: Path, archives: Path) -> None:
    report = run(write(files / "2024" / "240801_0351.kmz", kmz(backup_kml())))
    assert (report.imported, report.skipped, report.warned) == (2, 0, 0)
    assert report.files == 1  # the icons of the KMZ are no files to import
    held = table(archives)
    assert [str(day) for day in held.dates] == ["2024-07-31"]
    assert held.geometries[0].area == pytest.approx(HELD_KM)
    assert not held.geometries[0].has_z
    assert not held.geometries[0].covers(shapely.Point(34.15, 45.15))  # the hole stays a hole
    kursk = table(archives, "ua_held_in_ru").geometries[0]
    assert kursk.area == pytest.approx(0.04)


def test_the_report_says_what_was_left_out_and_how_it_is_dated(run: Run, files: Path) -> None:
    report = run(write(files / "240801_0351.kmz", kmz(backup_kml())))
    noted = reasons(report, Action.NOTED, Action.REPAIRED)
    for words in ("trenches", "unit positions", "Transnistria", "less one day", "third value"):
        assert words in noted, words


@pytest.mark.parametrize("clock", ["0000", "0349", "1402"])
def test_any_clock_and_a_day_that_crosses_the_year(
    run: Run, files: Path, archives: Path, clock: str
) -> None:
    run(write(files / f"250101_{clock}.kmz", kmz(backup_kml())))
    assert str(table(archives).dates[0]) == "2024-12-31"


def test_latest_has_no_day_and_the_user_says_it(run: Run, files: Path, archives: Path) -> None:
    path = write(files / "latest.kmz", kmz(backup_kml()))
    report = run(path)
    assert report.imported == 0
    assert report.questions[0].wants_date
    assert "latest.kmz" in report.questions[0].sentence()
    assert "--date YYYY-MM-DD" in report.questions[0].sentence()
    assert run(path, date=date(2024, 8, 5)).imported == 2
    assert str(table(archives).dates[0]) == "2024-08-05"


def test_the_day_of_latest_in_a_zip_is_not_that_of_its_neighbours(
    run: Run, files: Path, archives: Path
) -> None:
    path = files / "backups.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2024/240801_0351.kmz", kmz(backup_kml()))
        archive.writestr("latest.kmz", kmz(backup_kml(AREAS)))
    report = run(path)
    assert (report.imported, len(report.questions)) == (2, 1)
    run(path, date=date(2024, 8, 5))
    assert [str(day) for day in table(archives).dates] == ["2024-07-31", "2024-08-05"]


def test_a_folder_named_important_areas_only_and_kursk_as_a_folder(
    run: Run, files: Path, archives: Path
) -> None:
    text = backup_kml(AREAS).replace(
        "<Folder><name>Frontline",
        f"<Folder><name>Ukrainian Kursk\u00a0Incursion </name>{KURSK}</Folder>"
        + f"<Folder><name>Other</name>{AREAS[0].replace('37', '31')}</Folder>"
        + "<Folder><name>Frontline",
    )
    run(write(files / "240901_0000.kmz", kmz(text)))
    assert table(archives).geometries[0].area == pytest.approx(HELD_KM)
    assert table(archives, "ua_held_in_ru").geometries[0].area == pytest.approx(0.04)


def test_areas_of_an_unknown_name_are_named(run: Run, files: Path, archives: Path) -> None:
    odd = placemark_kml("Buffer &lt;b&gt;zone", polygon_kml(square(36, 51, 0.1)))
    report = run(write(files / "240901_0000.kmz", kmz(backup_kml([*AREAS, odd]))))
    assert "unknown name (Buffer <b>zone)" in reasons(report, Action.WARNED)
    assert table(archives).geometries[0].area == pytest.approx(HELD_KM)


def test_without_kursk_the_backup_says_none_from_august_2024_on(
    run: Run, files: Path, archives: Path
) -> None:
    write(files / "240701_0000.kmz", kmz(backup_kml(AREAS)))
    write(files / "250401_0000.kmz", kmz(backup_kml(AREAS)))
    run(files)
    kursk = table(archives, "ua_held_in_ru")
    assert [str(day) for day in kursk.dates] == ["2025-03-31"]
    assert kursk.geometries[0].is_empty
    assert len(table(archives)) == 2


def test_a_backup_without_areas_is_a_missing_day(run: Run, files: Path, archives: Path) -> None:
    write(files / "240801_0000.kmz", kmz(backup_kml()))
    write(files / "240802_0000.kmz", kmz(backup_kml([placemark_kml("Crimea", LINE)])))
    report = run(files)
    assert report.imported == 2
    assert "near-empty" in reasons(report, Action.SKIPPED)


def test_unreadable_backups_are_named_and_the_others_load(run: Run, files: Path) -> None:
    good = kmz(backup_kml())
    write(files / "240801_0000.kmz", good)
    write(files / "240802_0000.kmz", good[: len(good) // 2])
    write(files / "240803_0000.kmz", b"\x00" * 500)
    write(files / "240804_0000.kmz", b"<!doctype html><html>rate limited</html>")
    write(files / "240805_0000.kmz", kmz(backup_kml()[:-200]))
    report = run(files)
    assert report.imported == 2
    skipped = {problem.file: problem.reason for problem in report.of(Action.SKIPPED)}
    for day, words in (("02", "damaged"), ("03", "empty"), ("04", "web page"), ("05", "cut off")):
        (reason,) = [reason for file, reason in skipped.items() if f"2408{day}_0000.kmz" in file]
        assert words in reason


def test_a_zip_of_backups_is_read(run: Run, files: Path, archives: Path) -> None:
    with zipfile.ZipFile(files / "UAControlMapBackups-main.zip", "w") as archive:
        archive.writestr("main/2024/240801_0351.kmz", kmz(backup_kml()))
        archive.writestr("main/2024/240802_0350.kmz", kmz(backup_kml(AREAS)))
        archive.writestr("main/2024/240803_0350.kmz", kmz(backup_kml())[:700])
    report = run(files)
    assert report.imported == 4
    assert [str(day) for day in table(archives).dates] == ["2024-07-31", "2024-08-01"]
    assert [p.file.rpartition("/")[2] for p in report.of(Action.SKIPPED)] == ["240803_0350.kmz"]
    before = (archives / "uacontrolmap.gpkg").read_bytes()
    again = run(files)
    assert (again.imported, again.already_there) == (0, 4)
    assert (archives / "uacontrolmap.gpkg").read_bytes() == before


def test_backups_and_daily_files_share_one_archive(run: Run, files: Path, archives: Path) -> None:
    write_uacontrolmap(files, "20240730")
    write(files / "240801_0351.kmz", kmz(backup_kml()))
    run(files)
    assert [str(day) for day in table(archives).dates] == ["2024-07-30", "2024-07-31"]


def test_unpacked_backup_takes_the_day_of_its_folder(run: Run, files: Path, archives: Path) -> None:
    run(write(files / "240801_0351" / "doc.kml", backup_kml().encode()))
    assert str(table(archives).dates[0]) == "2024-07-31"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE kml [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    ],
)
@pytest.mark.parametrize("mark", ["Important Areas", "Some areas"])
def test_declarations_are_refused_before_anything_is_read(
    run: Run,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    declaration: str,
    encoding: str,
    mark: str,
) -> None:
    def trap(*args: object, **kwargs: object) -> None:
        raise AssertionError("GDAL was called")

    monkeypatch.setattr("pyogrio.list_layers", trap)
    monkeypatch.setattr("pyogrio.raw.read", trap)
    text = backup_kml(before=declaration).replace("Important&#160;Areas", mark)
    text = text.replace('encoding="UTF-8"', f'encoding="{encoding}"')
    report = run(
        write(files / "240801_0000.kmz", kmz(text.encode(encoding))),  # type: ignore[arg-type]
        source="x",
        status="ru_held",
    )
    assert report.imported == 0
    assert "entities" in reasons(report, Action.SKIPPED)


def test_endless_nesting_and_swelling_are_refused(run: Run, files: Path) -> None:
    deep = (
        backup_kml().replace("<Folder>", "<Folder>" * 300).replace("</Folder>", "</Folder>" * 300)
    )
    write(files / "240801_0000.kmz", kmz(deep))
    write(files / "240802_0000.kmz", kmz(backup_kml() + " " * 20_000_000))
    report = run(files)
    assert report.imported == 0
    found = reasons(report, Action.SKIPPED)
    assert "nested deeper" in found
    assert "times its size" in found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("37,47,0", "x,47,0", "no pair of numbers"),
        ("37,47,0", "37", "no pair of numbers"),
        ("37,47,0", "nan,47,0", "not numbers"),
        ("</Folder>", "</Fold>", "no XML"),
        ("&#160;", "&unknown;", "no XML"),
    ],
)
def test_broken_kml_is_named(run: Run, files: Path, old: str, new: str, words: str) -> None:
    bad = backup_kml().replace(old, new)
    write(files / "240801_0000.kmz", kmz(bad.replace("Important Areas", "Important\u00a0Areas")))
    write(files / "240802_0000.kmz", kmz(backup_kml()))
    report = run(files)
    assert report.imported == 2
    assert words in reasons(report, Action.SKIPPED)
