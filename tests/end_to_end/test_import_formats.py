"""The command line reads the other public formats, and asks for what they do not say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from project_files import PROJECT
from service_builders import MOMENT, backup_kml, kmz, square, version


def run(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(
        [sys.executable, str(PROJECT / "main.py"), *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=90,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        check=False,
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    return ran


def held(data: Path) -> dict[str, Any]:
    rows = json.loads(run("sources", "--json", "--data-dir", data).stdout)
    return {
        f"{row['source']}/{row['status']}": (row["snapshots"], row["first"])
        for row in rows
        if row["source"] != "schematic"
    }


def test_all_formats_in_one_import_and_twice(tmp_path: Path) -> None:
    files, data = tmp_path / "files", tmp_path / "data"
    files.mkdir()
    (files / f"{MOMENT}.geojson").write_text(json.dumps(version()), encoding="utf-8")
    (files / "240801_0351.kmz").write_bytes(kmz(backup_kml()))
    layer = {
        "type": "FeatureCollection",
        "properties": {"exceededTransferLimit": True},
        "features": [
            {
                "type": "Feature",
                "properties": {"OBJECTID": 1, "GlobalID_2": "a", "EditDate": 1732136400000},
                "geometry": {"type": "Polygon", "coordinates": [square(37.0, 48.0, 1.0)]},
            }
        ],
    }
    name = "VIEW_RussiaCoTinUkraine_V3_20241121.geojson"
    (files / name).write_text(json.dumps(layer), encoding="utf-8")
    cell = dict(layer["features"][0], properties={"geonameid": 7})  # type: ignore[call-overload]
    cells = {"type": "FeatureCollection", "features": [cell]}
    (files / "gn_UA_tess.geojson").write_text(json.dumps(cells), encoding="utf-8")
    (files / "control_latest_2024.csv").write_text(
        "geonameid,date,status_isw,status\n7,20240801,RU,RU\n", encoding="utf-8"
    )
    first = json.loads(run("import", files, "--data-dir", data, "--json").stdout)
    assert first["counts"]["imported"] == 8
    assert first["counts"]["skipped"] == 0
    assert any("only a part" in problem["reason"] for problem in first["problems"])
    assert held(data) == {
        "deepstate/contested": (1, "2024-09-24"),
        "deepstate/ru_held": (1, "2024-09-24"),
        "deepstate/ua_held_in_ru": (1, "2024-09-24"),
        "isw/ru_held": (1, "2024-11-21"),
        "uacontrolmap/ru_held": (1, "2024-07-31"),
        "uacontrolmap/ua_held_in_ru": (1, "2024-07-31"),
        "viina/contested": (1, "2024-08-01"),
        "viina/ru_held": (1, "2024-08-01"),
    }
    archives = {path: path.read_bytes() for path in (data / "archives").glob("*.gpkg")}
    second = json.loads(run("import", files, "--data-dir", data, "--json").stdout)
    assert (second["counts"]["imported"], second["changed"]) == (0, [])
    assert second["counts"]["already_there"] == 8
    assert archives == {path: path.read_bytes() for path in archives}


def test_a_day_that_is_not_said_is_asked_for_and_taken(tmp_path: Path) -> None:
    data, path = tmp_path / "data", tmp_path / "latest.kmz"
    path.write_bytes(kmz(backup_kml()))
    asked = run("import", path, "--data-dir", data, code=2)
    assert "latest.kmz" in asked.stderr
    assert "--date YYYY-MM-DD" in asked.stderr
    wrong = run("import", path, "--date", "2024-13-01", "--data-dir", data, code=2)
    assert "calendar" in wrong.stderr
    run("import", path, "--date", "2024-08-05", "--data-dir", data)
    assert held(data)["uacontrolmap/ru_held"] == (1, "2024-08-05")
