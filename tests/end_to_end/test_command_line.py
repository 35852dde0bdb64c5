"""The program as a user starts it: one process per promise, because each costs a second."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from map_driver import patch_colour, redness
from project_files import PROJECT, sample_files
from PySide6.QtGui import QImage

from viewer.paths import log_dir

MAIN = PROJECT / "main.py"
HELD_SIDE = (37.55, 47.85)
"""In the Kurakhove sector, Russian-held on all dates."""
FREE_SIDE = (36.80, 48.00)
"""In the Kurakhove sector, Ukrainian-held on all dates."""


def run(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the program in the test's own folders and expect an exit code."""
    ran = subprocess.run(
        [sys.executable, str(MAIN), *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=90,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        check=False,
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    assert code or not ran.stderr
    return ran


def sentence(ran: subprocess.CompletedProcess[str]) -> str:
    """The one line that an error is."""
    (line,) = ran.stderr.splitlines()
    assert line.startswith("salient: ")
    assert line.endswith(".")
    return line


def test_version_and_help_teach() -> None:
    assert re.fullmatch(r"Salient (\d\S*|unknown)\n", run("--version").stdout)
    text = run("--help").stdout
    for word in ("import", "sources", "render", "fidelity", "--data-dir", "examples:"):
        assert word in text


def test_wrong_use_ends_with_2_and_says_how(tmp_path: Path) -> None:
    out = tmp_path / "p.png"
    for words, part in (
        (["--nonsense"], "--nonsense"),
        (["render", "--date", "2024-11-13"], "--out"),
        (["render", "--date", "yesterday", "--out", out], "yesterday"),
        (["render", "--date", "2024-11-13", "--out", out, "--size", "10"], "1600x1000"),
        (["render", "--date", "2024-11-13", "--out", out, "--sector", "x"], "kupiansk"),
        (["render", "--date", "2024-11-13", "--out", out, "--bounds", "1,2,3"], "W,S,E,N"),
        (["render", "--date", "2024-11-13", "--out", tmp_path / "p.jpg"], ".png"),
    ):
        assert part in run(*words, code=2).stderr
    assert not out.exists()


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    assert "nothing.geojson" in sentence(run(tmp_path / "nothing.geojson", code=1))


def test_import_sources_and_render_on_real_days(sample_dir: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    files = sample_files(sample_dir)
    broken = tmp_path / "deepstatemap_data_20241115.geojson"
    broken.write_bytes(files[0].read_bytes()[:5000])

    report = json.loads(run("import", *files, broken, "--json", "--data-dir", data).stdout)
    # UAControlMap has two statuses a day.
    assert report["counts"]["imported"] == 15
    assert report["changed"] == ["deepstate", "uacontrolmap"]
    skipped = [p for p in report["problems"] if p["action"] == "skipped"]
    assert [Path(p["file"]).name for p in skipped] == [broken.name]
    assert skipped[0]["reason"]
    archives = {path.name: path.read_bytes() for path in (data / "archives").glob("*.gpkg")}
    assert sorted(archives) == ["deepstate.gpkg", "uacontrolmap.gpkg"]

    again = run("import", *files, "--data-dir", data).stdout
    assert "0 snapshots imported" in again
    assert "15 already there" in again
    assert archives == {p.name: p.read_bytes() for p in (data / "archives").glob("*.gpkg")}

    rows = json.loads(run("--data-dir", data, "sources", "--json").stdout)
    told = {(row["source"], row["status"]): row for row in rows}
    assert told["deepstate", "ru_held"]["snapshots"] == 5
    assert told["deepstate", "ru_held"]["first"] == "2024-08-17"
    assert told["deepstate", "ru_held"]["missing"] == 85
    assert ("schematic", "ua_held_in_ru") in told

    out = tmp_path / "out" / "map.png"
    out.parent.mkdir()
    options = ["--size", "900x700", "--sector", "kurakhove", "--source", "deepstate"]
    date = ["--date", "2024-11-13", "--data-dir", data]
    written = run("render", *date, "--out", out, *options).stdout.split()
    assert written == [str(out.with_suffix(suffix)) for suffix in (".png", ".pgw", ".prj")]
    image = QImage(str(out))
    assert (image.width(), image.height()) == (900, 700)
    held = patch_colour(image, *world_pixel(out, *HELD_SIDE))
    free = patch_colour(image, *world_pixel(out, *FREE_SIDE))
    assert redness(held) > redness(free) + 10
    assert "Mercator" in out.with_suffix(".prj").read_text(encoding="utf-8")

    # A box that is asked for fills the picture.
    run("render", *date, "--out", out, "--size", "600x400", "--bounds", "36.7,47.68,37.62,48.07")
    left, top = world_pixel(out, 36.7, 48.07)
    right, bottom = world_pixel(out, 37.62, 47.68)
    assert left >= -1
    assert top >= -1
    assert right <= 601
    assert bottom <= 401
    assert right - left >= 598 or bottom - top >= 398

    two = tmp_path / "two.png"  # has no place of its own, and so no world file
    options = ["--size", "600x400", "--compare", "2024-08-17", "--mode", "side"]
    assert run("render", *date, "--out", two, *options).stdout.split() == [str(two)]

    away = run("render", *date, "--out", out, "--source", "isw", code=1)
    assert "There is no source isw" in sentence(away)
    locked = run("render", *date, "--out", tmp_path / "no folder" / "p.png", code=1)
    assert "cannot be written" in sentence(locked)


def test_a_date_without_data_and_a_question_without_an_answer(tmp_path: Path) -> None:
    out = tmp_path / "p.png"
    ran = run("render", "--date", "2031-01-01", "--out", out, "--data-dir", tmp_path, code=1)
    assert "nothing for 2031-01-01" in sentence(ran)
    assert not out.exists()
    vector = tmp_path / "x.geojson"
    feature = {
        "type": "Feature",
        "properties": {"seen": "2024-11-13"},
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[37.4, 49.4], [37.9, 49.4], [37.9, 49.7], [37.4, 49.4]]],
        },
    }
    vector.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
    )
    asked = run("import", vector, "--data-dir", tmp_path, code=2)
    assert "--source" in sentence(asked)
    assert "--status" in sentence(asked)


def test_the_window_opens_and_closes_without_a_word(tmp_path: Path) -> None:
    ran = run("--measure-start", "--data-dir", tmp_path)
    assert re.fullmatch(r"interactive_ms \d+\n", ran.stdout)
    log = (log_dir() / "salient.log").read_text(encoding="utf-8")
    log = log[log.rindex("Salient started") :]
    assert "Release of profile" not in log
    assert not re.search(r" (WARNING|ERROR|CRITICAL) ", log)


def world_pixel(picture: Path, lon: float, lat: float) -> tuple[int, int]:
    """Pixel of a place, by the world file beside a picture."""
    lines = picture.with_suffix(".pgw").read_text(encoding="ascii").split()
    width, turn_x, turn_y, height, left, top = map(float, lines)
    assert (turn_x, turn_y) == (0, 0)
    assert height == -width
    x = math.radians(lon) * 6378137
    y = math.asinh(math.tan(math.radians(lat))) * 6378137
    return round((x - left) / width), round((y - top) / height)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret.geojson"
    path.write_text("{}", encoding="utf-8")
    path.chmod(0)
    report = json.loads(run("import", path, "--json", "--data-dir", tmp_path, code=1).stdout)
    assert "permission" in report["problems"][0]["reason"].lower()
