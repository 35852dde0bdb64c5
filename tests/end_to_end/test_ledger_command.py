"""The command ``ledger`` as a user runs it."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from project_files import PROJECT

from viewer.core.ledger import COLUMNS

MAIN = PROJECT / "main.py"


def run(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command and expect an exit code."""
    ran = subprocess.run(
        [sys.executable, str(MAIN), "ledger", *map(str, words)],
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


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def data(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with links to the sample's archives: the cache is the test's own."""
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "archives").mkdir()
    for archive in (sample_data / "archives").glob("*.gpkg"):
        (folder / "archives" / archive.name).write_bytes(archive.read_bytes())
    return folder


def test_csv_json_and_text_carry_the_same_figures(data: Path, tmp_path: Path) -> None:
    window = ["--source", "deepstate", "--from", "2024-08-18", "--to", "12 Nov 2024"]
    rows = rows_of(run(*window, "--csv", "-", "--data-dir", data).stdout)
    assert tuple(rows[0]) == COLUMNS
    # 17 August lies before the window, 18 and 19 have no file: the 20th spans three days
    assert [row["date"] for row in rows[::6]] == ["2024-08-20", "2024-11-12"]
    assert [row["span_days"] for row in rows[::6]] == ["3", "84"]
    assert {row["source"] for row in rows} == {"deepstate"}
    sectors = [row["sector"] for row in rows[:6]]
    assert sectors == ["kupiansk", "kurakhove", "pokrovsk", "kursk", "elsewhere", "whole"]
    held = [float(row["held_km2"]) for row in rows[:6]]
    assert sum(held[:5]) == pytest.approx(held[5], abs=1e-5)
    net = [float(row["net_km2"]) for row in rows]
    cumulative = [float(row["cumulative_km2"]) for row in rows]
    assert cumulative[:6] == net[:6]  # counted from 17 August, the snapshot valid on the 18th
    assert cumulative[11] == pytest.approx(net[5] + net[11], abs=1e-5)

    content = json.loads(run(*window, "--json", "--data-dir", data).stdout)
    assert [row["held_km2"] for row in content["rows"]] == [float(r["held_km2"]) for r in rows]
    assert content["series"][0]["since"] == "2024-08-17"
    assert "WGS 84" in content["series"][0]["method"]

    out = tmp_path / "out.csv"
    told = run(*window, "--csv", out, "--data-dir", data).stdout
    assert told == f"{out}\n"
    assert rows_of(out.read_text(encoding="utf-8")) == rows
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]

    text = run(*window, "--sector", "whole", "--data-dir", data).stdout.splitlines()
    assert text[0].split() == list(COLUMNS)
    assert f"{held[5]:.2f}" in text[1]
    assert text[-1].startswith("deepstate ru_held, 2024-08-20 to 2024-11-12")


def test_the_window_reads_the_same_figures(data: Path, sample_data: Path) -> None:
    """What the sidebar shows is in the packed series; what the command writes must equal it."""
    from viewer.core.series import read_header

    rows = rows_of(run("--source", "uacontrolmap", "--csv", "-", "--data-dir", data).stdout)
    for status in ("ru_held", "ua_held_in_ru"):
        header = read_header(sample_data / "cache" / f"uacontrolmap__{status}.series")
        for sector in header.sectors:
            own = [row for row in rows if (row["status"], row["sector"]) == (status, sector)]
            for name in ("held_km2", "gained_km2", "lost_km2"):
                shown = getattr(header, name)[sector]
                written = [float(row[name]) if row[name] else None for row in own]
                assert written == shown


def test_without_archives_the_schematic_answers(tmp_path: Path) -> None:
    words = ["--from", "2024-11-13", "--to", "2024-11-13", "--csv", "-", "--data-dir", tmp_path]
    rows = rows_of(run(*words).stdout)
    assert [(row["status"], row["sector"]) for row in rows] == [
        ("ru_held", "kupiansk"),
        ("ru_held", "kurakhove"),
        ("ru_held", "pokrovsk"),
        ("ua_held_in_ru", "kursk"),
    ]
    assert {row["source"] for row in rows} == {"schematic"}
    told = run("--sector", "whole", "--data-dir", tmp_path, code=1).stderr
    assert "own sectors only" in told


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--from", "2024-02-30"], "no day of the calendar"),
        (["--to", "soon"], "not a date"),
        (["--from", "2024-11-03", "--to", "2024-09-01"], "turn them round"),
        (["--sector", "donbas"], "kupiansk"),
        (["--csv", "-", "--json"], "choose one"),
    ],
)
def test_wrong_use_ends_with_2_and_says_how(words: list[str], part: str, tmp_path: Path) -> None:
    assert part in run(*words, "--data-dir", tmp_path, code=2).stderr


def test_what_is_not_there_is_one_sentence_and_a_cure(data: Path, tmp_path: Path) -> None:
    for words, part in (
        (["--source", "isw"], "Sources are deepstate, uacontrolmap, schematic"),
        (["--source", "deepstate", "--from", "2024-08-18", "--to", "2024-08-19"], "2024-08-20"),
        (["--from", "2031-01-01"], "last one before"),
        (["--source", "deepstate", "--csv", tmp_path / "no folder" / "x.csv"], "cannot be written"),
    ):
        told = run(*words, "--data-dir", data, code=1)
        (line,) = told.stderr.splitlines()
        assert line.startswith("salient: ")
        assert line.endswith(".")
        assert part in line
        assert not told.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
def test_a_terminal_sees_progress_and_ctrl_c_leaves_no_trace(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(MAIN), "ledger", "--source", "schematic", "--data-dir", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    told = b""
    while b"Ledger of schematic" not in told:
        told += os.read(ours, 1024)  # ends with an error should the process end without progress
    process.send_signal(signal.SIGINT)
    with process:
        out, _ = process.communicate(timeout=60)
    while b"stopped." not in told:
        told += os.read(ours, 1024)
    os.close(ours)
    assert process.returncode == 130
    assert out == b""
    assert told.split(b"\r\x1b[K")[-1].strip() == b"salient: stopped."
    assert b"Traceback" not in told
    # A status that was done before the key may stay; nothing half done may.
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in left} <= {".ledger"}
    words = ["--source", "schematic", "--csv", "-", "--data-dir"]
    assert run(*words, tmp_path).stdout == run(*words, tmp_path / "fresh").stdout


def test_sectors_of_a_file_are_counted_beside_the_fixed_ones(data: Path, tmp_path: Path) -> None:
    """A crossing one is told of, the good one counts, and the fixed ones stay the whole."""
    good = [[37.0, 48.0], [37.9, 48.1], [37.4, 48.6], [37.0, 48.0]]
    crossing = [[37.0, 48.0], [37.9, 48.6], [37.9, 48.0], [37.0, 48.6], [37.0, 48.0]]
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, ring in (("East wedge", good), ("Bow tie", crossing))
    ]
    path = tmp_path / "own.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    words = ["--source", "deepstate", "--from", "2024-11-12", "--to", "2024-11-12", "--json"]
    told = subprocess.run(
        [sys.executable, str(MAIN), "ledger", *words, "--sectors", path, "--data-dir", data],
        capture_output=True, text=True, encoding="utf-8", timeout=90, check=True,
    )  # fmt: skip
    assert told.stderr.startswith("salient: left out: The sector “Bow tie” crosses itself near")
    content = json.loads(told.stdout)
    own = next(one for one in content["series"] if one["status"] == "ru_held")
    assert own["own_sectors"] == ["east-wedge"]
    assert "counted for itself" in own["method"]
    held = {r["sector"]: r["held_km2"] for r in content["rows"] if r["status"] == "ru_held"}
    assert held["east-wedge"] > 500
    rest = sum(held[name] for name in ("kupiansk", "kurakhove", "pokrovsk", "kursk", "elsewhere"))
    assert rest == pytest.approx(held["whole"], abs=1e-5)
    without = json.loads(run(*words, "--data-dir", data).stdout)
    same = [row for row in content["rows"] if row["sector"] != "east-wedge"]
    assert same == without["rows"]
    only = run("--sector", "bow-tie", "--sectors", path, "--data-dir", data, code=2).stderr
    assert "there is no sector bow-tie" in only
