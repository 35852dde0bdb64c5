"""The command ``difference`` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from project_files import PROJECT

from viewer.core.difference_text import CSV_COLUMNS, LAG_CSV_COLUMNS

MAIN = PROJECT / "main.py"
BOTH = ("--sources", "deepstate,uacontrolmap")


def run(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command and expect an exit code."""
    ran = subprocess.run(
        [sys.executable, str(MAIN), "difference", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=90,
        env={**os.environ, "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    assert code or not ran.stderr
    return ran


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def data(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample's archives: the cache is the test's own."""
    folder = tmp_path_factory.mktemp("difference")
    (folder / "archives").mkdir()
    for archive in (sample_data / "archives").glob("*.gpkg"):
        (folder / "archives" / archive.name).write_bytes(archive.read_bytes())
    return folder


def test_text_csv_json_and_geojson_carry_the_same_figures(data: Path, tmp_path: Path) -> None:
    words = [*BOTH, "--date", "13 Nov 2024", "--align", "--data-dir", data]
    rows = rows_of(run(*words, "--csv", "-").stdout)
    assert tuple(rows[0]) == CSV_COLUMNS
    assert {(row["x_snapshot_date"], row["y_snapshot_date"]) for row in rows} == {
        ("2024-11-13", "2024-11-12")
    }
    assert {row["aligned"] for row in rows} == {"true"}
    document = json.loads(run(*words, "--json").stdout)["differences"][0]
    for row, other in zip(rows, document["rows"], strict=True):
        assert f"{other['agreed_km2']:.6f}" == row["agreed_km2"]
    target = tmp_path / "ground.geojson"
    assert run(*words, "--geojson", target).stdout == f"{target}\n"
    for feature in json.loads(target.read_text(encoding="utf-8"))["features"]:
        own = feature["properties"]
        row = next(row for row in rows if row["sector"] == own["sector"])
        assert f"{own['km2']:.6f}" == row[f"{own['kind']}_km2"]
        assert own["method"] == row["method"]
    text = run(*words).stdout
    assert "cut-offs aligned" in text
    assert f"{float(rows[0]['only_x_km2']):.2f}" in text
    assert rows[0]["method"] in text


def test_over_time_stale_dates_are_marked(data: Path) -> None:
    words = [*BOTH, "--from", "2024-08-17", "--to", "2024-11-12", "--sector", "whole"]
    rows = rows_of(run(*words, "--csv", "-", "--data-dir", data).stdout)
    assert [row["date"] for row in rows] == ["2024-08-17", "2024-08-20", "2024-11-12"]
    assert {row["stale"] for row in rows} == {"false"}
    between = [*BOTH, "--date", "2024-08-19", "--sector", "whole", "--csv", "-"]
    row = rows_of(run(*between, "--data-dir", data).stdout)[0]
    assert (row["x_age_days"], row["y_age_days"], row["stale"]) == ("2", "2", "true")


def test_lag_as_text_csv_and_json(data: Path) -> None:
    words = [*BOTH, "--lag", "--align", "--data-dir", data]
    rows = rows_of(run(*words, "--csv", "-").stdout)
    assert tuple(rows[0]) == LAG_CSV_COLUMNS
    vuhledar = next(row for row in rows if row["name"] == "Vuhledar")
    assert vuhledar["sector"] == "kurakhove"
    lag = json.loads(run(*words, "--json").stdout)["lags"][0]
    assert len(lag["settlements"]) == len(rows)
    text = run(*words).stdout
    assert "median of" in text
    assert vuhledar["words"] in text


def test_two_statuses_are_two_tables_and_one_can_be_asked_for(data: Path) -> None:
    words = ["--sources", "schematic,uacontrolmap", "--date", "2024-11-13", "--data-dir", data]
    assert {row["status"] for row in rows_of(run(*words, "--csv", "-").stdout)} == {
        "ru_held", "ua_held_in_ru",
    }  # fmt: skip
    only = rows_of(run(*words, "--status", "ua_held_in_ru", "--csv", "-").stdout)
    assert [row["sector"] for row in only] == ["kursk"]
    ran = run(*words, "--geojson", "-", code=1)
    assert "Add --status" in ran.stderr


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--sources", "deepstate"], 2, "two sources with a comma"),
        (["--sources", "deepstate,nobody"], 1, "There is no source nobody."),
        (["--sources", "deepstate,deepstate"], 1, "against itself"),
        ([*BOTH, "--date", "2025-06-01"], 1, "both are there from 17 Aug 2024 to 14 Nov 2024"),
        ([*BOTH, "--date", "2024-02-31"], 2, "no day of the calendar"),
        ([*BOTH, "--date", "2024-11-13", "--lag"], 2, "a lag is found over time"),
        ([*BOTH, "--geojson", "-"], 2, "add --date"),
        ([*BOTH, "--from", "2024-11-13", "--to", "2024-11-12"], 2, "turn them round"),
        ([*BOTH, "--sector", "nowhere"], 2, "there is no sector nowhere"),
        ([*BOTH, "--status", "ua_held_in_ru"], 1, "They share ru_held."),
        ([*BOTH, "--from", "2025-01-01"], 1, "Both are there from 2024-08-17 to 2024-11-14."),
    ],
)
def test_wrong_use_is_a_sentence(data: Path, words: list[str], code: int, sentence: str) -> None:
    assert sentence in run(*words, "--data-dir", data, code=code).stderr


def test_a_file_that_cannot_be_written_is_a_sentence(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "missing" / "out.csv"
    ran = run(*BOTH, "--date", "2024-11-13", "--csv", target, "--data-dir", data, code=1)
    assert "cannot be written" in ran.stderr
