"""The command ``compare`` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from project_files import PROJECT
from PySide6.QtGui import QImage

from viewer.loading.importing import import_paths

MAIN = PROJECT / "main.py"


def run(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command and expect an exit code."""
    ran = subprocess.run(
        [sys.executable, str(MAIN), "compare", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=90,
        env={**os.environ, "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    return ran


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def data(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample's archives: the cache is the test's own."""
    folder = tmp_path_factory.mktemp("compare")
    (folder / "archives").mkdir()
    for archive in (sample_data / "archives").glob("*.gpkg"):
        (folder / "archives" / archive.name).write_bytes(archive.read_bytes())
    return folder


DATES = ["--from", "2024-08-18", "--to", "12 Nov 2024"]


def test_text_csv_json_and_geojson_carry_the_same_figures(data: Path, tmp_path: Path) -> None:
    words = [*DATES, "--source", "deepstate", "--data-dir", data]
    rows = rows_of(run(*words, "--csv", "-").stdout)
    assert [row["sector"] for row in rows][-2:] == ["elsewhere", "whole"]
    assert {(row["from"], row["snapshot_from"]) for row in rows} == {("2024-08-18", "2024-08-17")}

    content = json.loads(run(*words, "--json").stdout)["comparisons"][0]
    assert [row["gained_km2"] for row in content["sectors"]] == [
        float(row["gained_km2"]) for row in rows
    ]
    assert "17 Aug, 1 day old" in content["sentence"]
    text = run(*words).stdout
    assert content["sentence"] in text
    assert f"{float(rows[-1]['net_km2']):.2f}" in text

    out, polygons, places = (tmp_path / name for name in ("a.csv", "a.geojson", "p.csv"))
    told = run(*words, "--csv", out, "--geojson", polygons, "--places", places).stdout
    assert told == f"{polygons}\n{out}\n{places}\n"
    assert rows_of(out.read_text(encoding="utf-8")) == rows
    features = json.loads(polygons.read_text(encoding="utf-8"))["features"]
    gained = {
        f["properties"]["sector"]: f["properties"]["km2"]
        for f in features
        if f["properties"]["change"] == "gained"
    }
    for row in rows[:-1]:
        assert gained.get(row["sector"], 0.0) == float(row["gained_km2"])
    assert "Vuhledar" in {row["name"] for row in rows_of(places.read_text(encoding="utf-8"))}
    assert len(list(tmp_path.iterdir())) == 3


def test_the_ledger_tells_the_same(data: Path) -> None:
    compared = rows_of(run(*DATES, "--csv", "-", "--data-dir", data).stdout)
    ledger = subprocess.run(
        [sys.executable, MAIN, "ledger", *DATES, "--csv", "-", "--data-dir", data],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    ).stdout
    last = {(r["source"], r["status"], r["sector"]): r for r in rows_of(ledger)}
    assert {row["source"] for row in compared} == {"deepstate", "uacontrolmap"}
    checked = 0
    for row in compared:
        own = last[row["source"], row["status"], row["sector"]]
        assert row["net_km2"] == own["cumulative_km2"]
        assert row["held_to_km2"] == own["held_km2"]
        assert row["front_to_km"] == own["front_km"]
        checked += 1
    assert checked >= 12


def test_render_draws_what_was_gained(sample_data: Path, tmp_path: Path) -> None:
    """Vuhledar lies in ground gained since August; what is west of Dokuchaievsk was held before."""
    vuhledar, held = (37.2489, 47.7811), (37.55, 47.85)
    shot: dict[str, list[tuple[int, int, int]]] = {}
    for name, extra in (("plain", []), ("both", ["--compare", "2024-08-17"])):
        out = tmp_path / f"{name}.png"
        words = ["--date", "2024-11-12", "--source", "deepstate", "--sector", "kurakhove"]
        subprocess.run(
            [sys.executable, MAIN, "render", *words, *extra, "--out", out, "--size", "900x700",
             "--data-dir", sample_data],
            capture_output=True, timeout=90, check=True,
        )  # fmt: skip
        shot[name] = [mean_colour(out, *place) for place in (vuhledar, held)]
    red, green, blue = shot["both"][0]
    assert red > green > blue  # orange
    assert blue < shot["plain"][0][2] - 20
    for red, green, blue in (shot["plain"][1], shot["both"][1]):
        assert 10 < red - green < 40  # the side's red, pale in both
        assert 10 < red - blue < 50


def mean_colour(path: Path, lon: float, lat: float) -> tuple[int, int, int]:
    """Mean colour of a patch around a place, placed by the world file."""
    image = QImage(str(path))
    width, _, _, height, left, top = (
        float(line) for line in path.with_suffix(".pgw").read_text().split()
    )
    x = 6378137.0 * math.radians(lon)
    y = 6378137.0 * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    column, row = round((x - left) / width), round((y - top) / height)
    patch = image.copy(column - 14, row + 10, 28, 20)
    colours = [
        patch.pixelColor(i, j).getRgb()[:3]
        for i in range(patch.width())
        for j in range(patch.height())
    ]
    red, green, blue = (round(sum(part) / len(colours)) for part in zip(*colours, strict=True))
    return red, green, blue


def test_render_refuses_what_cannot_be_compared(sample_data: Path, tmp_path: Path) -> None:
    for other, part in (("2024-11-12", "nothing to compare"), ("2031-01-01", "they cover")):
        ran = subprocess.run(
            [sys.executable, MAIN, "render", "--date", "2024-11-12", "--compare", other,
             "--out", tmp_path / "x.png", "--data-dir", sample_data],
            capture_output=True, text=True, timeout=90, check=False,
        )  # fmt: skip
        assert ran.returncode == 1
        assert part in ran.stderr
        assert not list(tmp_path.iterdir())


def test_all_series_that_cannot_be_compared_are_named(sample_dir: Path, tmp_path: Path) -> None:
    files = [sample_dir / "uacontrolmap" / f"202408{day}.json" for day in (17, 19)]
    files += [
        sample_dir / "deepstate" / f"deepstatemap_data_202408{day}.geojson" for day in (17, 20)
    ]
    data = tmp_path / "data"
    import_paths(files, data / "archives")
    told = run("--from", "2024-08-17", "--to", "2024-08-19", "--data-dir", data)
    assert "salient: left out: DeepState" in told.stderr
    assert "UAControlMap, " in told.stdout


def test_sectors_choose_rows_and_what_has_none_is_not_told(data: Path) -> None:
    kursk = run(*DATES, "--sector", "kursk", "--csv", "-", "--data-dir", data)
    assert {row["status"] for row in rows_of(kursk.stdout)} == {"ua_held_in_ru"}
    assert {row["sector"] for row in rows_of(kursk.stdout)} == {"kursk"}


def test_without_archives_the_schematic_answers(tmp_path: Path) -> None:
    rows = rows_of(run(*DATES, "--csv", "-", "--data-dir", tmp_path).stdout)
    assert {row["source"] for row in rows} == {"schematic"}
    assert "whole" not in {row["sector"] for row in rows}


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--from", "2024-02-30", "--to", "2024-09-01"], "no day of the calendar"),
        (["--from", "2024-02-20"], "--to"),
        ([*DATES, "--sector", "donbas"], "kupiansk"),
        ([*DATES, "--csv", "-", "--json"], "only one"),
        ([*DATES, "--status", "lost"], "ru_held"),
    ],
)
def test_wrong_use_ends_with_2_and_says_how(words: list[str], part: str, tmp_path: Path) -> None:
    assert part in run(*words, "--data-dir", tmp_path, code=2).stderr


def test_what_is_not_there_is_one_sentence_and_a_cure(data: Path, tmp_path: Path) -> None:
    for words, part in (
        ([*DATES, "--source", "isw"], "Sources are deepstate, uacontrolmap, schematic"),
        ([*DATES, "--status", "claimed"], "ru_held"),
        (["--from", "2024-09-01", "--to", "2024-09-01"], "two different dates"),
        (["--from", "2024-07-01", "--to", "2024-09-01"], "its first snapshot"),
        (["--from", "2024-09-01", "--to", "2031-01-01"], "Choose dates from"),
        (["--from", "2024-08-18", "--to", "2024-08-19", "--source", "deepstate"], "the same one"),
        ([*DATES, "--csv", tmp_path / "no folder" / "x.csv"], "cannot be written"),
    ):
        told = run(*words, "--data-dir", data, code=1)
        (line,) = told.stderr.splitlines()
        assert line.startswith("salient: ")
        assert line.endswith(".")
        assert part in line
        assert not told.stdout
