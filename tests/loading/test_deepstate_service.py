"""Versions of DeepState's service: keys decide, the rest is left out and named."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from loading_builders import square, write, write_deepstate
from service_builders import (
    CONTESTED,
    CONTESTED_RING,
    FEATURES,
    HELD,
    HELD_RING,
    KURSK_RING,
    LIBERATED,
    MOMENT,
    TUZLA,
    area,
    version,
    wrapper,
)

from viewer.loading.archive import Archive
from viewer.loading.deepstate_names import Meaning, label_of, meaning_of
from viewer.loading.importing import ImportReport
from viewer.loading.report import Action

Run = Callable[..., ImportReport]
STATUSES = ("contested", "ru_held", "ua_held_in_ru")


def table(archives: Path, status: str = "ru_held") -> Any:
    return Archive(archives / "deepstate.gpkg").table(status)


def reasons(report: ImportReport, *actions: Action) -> str:
    return " | ".join(problem.reason for problem in report.of(*actions))


def test_a_version_gives_each_status_its_own_areas(run: Run, files: Path, archives: Path) -> None:
    report = run(write(files / f"{MOMENT}.geojson", version()))
    assert (report.imported, report.skipped, report.warned) == (3, 0, 0)
    assert Archive(archives / "deepstate.gpkg").statuses() == STATUSES
    held = table(archives).geometries[0]
    assert held.area == pytest.approx(1.0 + 0.25 + 0.25, rel=1e-6)
    assert len(held.geoms) == 2  # what is held and what was held before 2022 touch: no seam
    assert held.covers(shapely.Point(38.0, 48.25))
    assert not held.has_z
    contested = table(archives, "contested").geometries[0]
    assert contested.symmetric_difference(shapely.Polygon(CONTESTED_RING)).area < 1e-9
    kursk = table(archives, "ua_held_in_ru").geometries[0]
    assert kursk.symmetric_difference(shapely.Polygon(KURSK_RING)).area < 1e-9


def test_the_report_says_what_was_left_out(run: Run, files: Path) -> None:
    report = run(write(files / f"{MOMENT}.geojson", version()))
    noted = reasons(report, Action.NOTED, Action.REPAIRED)
    assert "points and lines" in noted
    assert "areas outside Ukraine (Karelia soon, Transnistria)" in noted
    assert "liberated" in noted
    assert "third value" in noted


@pytest.mark.parametrize(
    ("name", "document", "day"),
    [
        ("last.json", wrapper(), "2024-09-24"),
        ("last.json", wrapper(moment=1727060400), "2024-09-23"),  # 03:00 UTC sharp
        (f"{MOMENT}.geojson", version(), "2024-09-24"),
        (f"history_{MOMENT}000.geojson", version(), "2024-09-24"),
        (f"{MOMENT}/geojson", version(), "2024-09-24"),
        ("deepstate_2024-09-20.geojson", version(), "2024-09-20"),
        ("2024092306.geojson", wrapper(), "2024-09-24"),
    ],
)
def test_day_of_a_version(
    run: Run, files: Path, archives: Path, name: str, document: Any, day: str
) -> None:
    report = run(write(files / name, document))
    assert report.questions == []
    assert [str(found) for found in table(archives).dates] == [day]


def test_name_and_version_disagree_and_a_version_knows_its_day(
    run: Run, files: Path, archives: Path
) -> None:
    path = write(files / "map_20240901.geojson", wrapper())
    report = run(path)
    assert "the version counts" in reasons(report, Action.WARNED)
    assert str(table(archives).dates[0]) == "2024-09-24"
    other = write(files / f"{MOMENT + 86400}.geojson", version())
    report = run(other, date=date(2024, 9, 2))
    assert "--date is for files that do not" in reasons(report, Action.WARNED)
    assert [str(day) for day in table(archives).dates] == ["2024-09-24", "2024-09-25"]


def test_without_any_day_the_user_is_asked(run: Run, files: Path, archives: Path) -> None:
    path = write(files / "last.geojson", version())
    report = run(path)
    assert report.imported == 0
    (question,) = report.questions
    assert question.wants_date
    others = (question.wants_source, question.wants_status, question.wants_date_field)
    assert not any(others)
    assert "--date YYYY-MM-DD" in question.sentence()
    assert run(path, date=date(2024, 9, 23)).imported == 3
    assert str(table(archives).dates[0]) == "2024-09-23"


def test_many_files_without_a_day_are_not_asked_for_one_by_one(run: Run, files: Path) -> None:
    for number in range(6):
        write(files / f"{'abcdef'[number]}.geojson", version())
    report = run(files)
    assert len(report.questions) == 3
    assert report.skipped == 3
    assert "which day" in reasons(report, Action.SKIPPED)


def test_importing_again_changes_nothing(run: Run, files: Path, archives: Path) -> None:
    write(files / "last.json", wrapper())
    write(files / f"{MOMENT + 7200}.geojson", version(FEATURES[:-1]))
    run(files)
    before = (archives / "deepstate.gpkg").read_bytes()
    report = run(files)
    assert (report.imported, report.changed) == (0, [])
    assert (archives / "deepstate.gpkg").read_bytes() == before


@pytest.mark.parametrize("order", [1, -1])
def test_the_last_version_of_a_day_counts(
    run: Run, files: Path, archives: Path, order: int
) -> None:
    moments = [MOMENT, MOMENT + 3600, MOMENT + 7200]
    paths = [
        write(files / f"{moment}.geojson", version([area(HELD, square(37, 48, 1 + k / 10))]))
        for k, moment in enumerate(moments)
    ]
    report = run(*paths[::order])
    assert table(archives).geometries[0].area == pytest.approx(1.44)
    assert "last version" in reasons(report, Action.NOTED)
    assert len(table(archives)) == 1


def test_versions_and_daily_files_share_one_archive(run: Run, files: Path, archives: Path) -> None:
    write_deepstate(files, "20240924")
    report = run(files)
    report = run(write(files / "last.json", wrapper()))
    assert "which stays" in reasons(report, Action.SKIPPED)
    assert report.imported == 2
    assert Archive(archives / "deepstate.gpkg").statuses() == STATUSES


def test_a_version_without_kursk_says_so_once_there_was_one(
    run: Run, files: Path, archives: Path
) -> None:
    plain = [area(HELD, HELD_RING)]
    run(write(files / "1690000000.geojson", version(plain)))
    assert "ua_held_in_ru" not in Archive(archives / "deepstate.gpkg").statuses()
    run(write(files / f"{MOMENT}.geojson", version(plain)))
    assert table(archives, "ua_held_in_ru").geometries[0].is_empty
    assert [geometry.is_empty for geometry in table(archives, "contested").geometries] == [True] * 2


def test_a_version_without_held_ground_is_a_missing_day(run: Run, files: Path) -> None:
    report = run(write(files / f"{MOMENT}.geojson", version([area(CONTESTED, CONTESTED_RING)])))
    assert report.imported == 0
    assert "near-empty" in reasons(report, Action.SKIPPED)


def test_held_ground_drawn_in_russia_is_left_out(run: Run, files: Path, archives: Path) -> None:
    features = [area(HELD, HELD_RING), area(HELD, square(35.0, 51.6, 0.2), fill="#ff5252")]
    report = run(write(files / f"{MOMENT}.geojson", version(features)))
    assert table(archives).geometries[0].area == pytest.approx(1.0)
    assert "outside Ukraine (Occupied)" in reasons(report, Action.NOTED)


def test_blue_far_inside_russia_is_no_kursk(run: Run, files: Path, archives: Path) -> None:
    features = [area(HELD, HELD_RING), area("Москва", square(37.0, 53.5, 0.2), fill="#01579b")]
    run(write(files / f"{MOMENT}.geojson", version(features)))
    assert table(archives, "ua_held_in_ru").geometries[0].is_empty


def test_a_spit_that_the_basemap_lacks_is_not_abroad(run: Run, files: Path, archives: Path) -> None:
    features = [area(HELD, HELD_RING), area(TUZLA, square(36.54, 45.26, 0.01))]
    features.append(area(HELD, square(31.6, 46.2, 0.01)))
    run(write(files / f"{MOMENT}.geojson", version(features)))
    assert len(table(archives).geometries[0].geoms) == 3


def test_broken_features_are_named_and_the_others_load(
    run: Run, files: Path, archives: Path
) -> None:
    bad: list[Any] = copy.deepcopy(FEATURES)
    bad[3]["geometry"]["coordinates"] = [[[37, 48], [38, 48], [37, 48]]]
    bad[7]["geometry"] = {"type": "Circle"}
    bad.append("text")
    bow = [[36, 49], [36.2, 49.2], [36.2, 49], [36, 49.2], [36, 49]]
    bad.append(area(HELD, bow))
    bad.append(area("Щось /// Something /// geoJSON.status.burning", square(36, 48, 0.1)))
    bad.append(area(None, square(36, 47, 0.1), fill="#000000"))
    report = run(write(files / f"{MOMENT}.geojson", version(bad)))
    assert sorted(p.row for p in report.of(Action.SKIPPED)) == [
        "feature 4",
        "feature 50",
        "feature 8",
    ]
    assert "unknown kind (Something, fill #000000)" in reasons(report, Action.WARNED)
    assert table(archives).geometries[0].area == pytest.approx(1.52, rel=1e-5)
    assert table(archives, "contested").geometries[0].is_empty


def test_truncated_and_foreign_answers(run: Run, files: Path) -> None:
    text = json.dumps(wrapper()).encode()
    write(files / f"{MOMENT}.json", text[: len(text) // 2])
    write(files / "401.json", {"message": "Unauthorized"})
    report = run(files)
    assert report.imported == 0
    found = reasons(report, Action.SKIPPED)
    assert "cut off" in found
    assert "no map" in found


@pytest.mark.parametrize(
    ("name", "fill", "meaning"),
    [
        ("X /// Y /// geoJSON.status.occupied", "#0f9d58", Meaning.HELD),
        ("X\u00a0///\u00a0Y\u00a0///\u00a0geoJSON.status.occupied\n", "", Meaning.HELD),
        ("X///Y///geoJSON.status.unknown", "", Meaning.CONTESTED),
        ("X /// Y /// geoJSON.status.dismissed {{at:01.01}}", "#a52714", Meaning.LIBERATED),
        ("X /// Y /// geoJSON.territories.ordlo", "", Meaning.HELD_BEFORE),
        ("X /// Y /// geoJSON.territories.abkhazia", "#a52714", Meaning.TERRITORY),
        ("Окуповано /// Occupied", "#A52714", Meaning.HELD),
        ("X", "#bcaaa4", Meaning.CONTESTED),
        ("X", "poly-A52714-1200-77-nodesc", Meaning.HELD),
        ("X", "", Meaning.UNKNOWN),
        (None, "#123456", Meaning.UNKNOWN),
    ],
)
def test_meaning_by_key_then_by_fill(name: str | None, fill: str, meaning: Meaning) -> None:
    assert meaning_of({"name": name, "fill": fill})[0] is meaning
    assert meaning_of({"name": name, "styleUrl": f"#{fill}"})[0] is meaning or fill.startswith("#")


def test_labels_are_plain_text() -> None:
    assert label_of({"name": LIBERATED}) == "Liberated 25.03"
    assert label_of({"name": "<i>Крим</i>\u00a0 ///1st <script>x</script> {icon=arrow_16}"}) == (
        "1st x"
    )
    assert label_of({"fill": "#000000"}) == "fill #000000"
    assert label_of({"name": 7}) == "without a name"
