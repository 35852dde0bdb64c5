"""The command ``claims`` as a user runs it."""

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

from viewer.core.claims_kinds import KINDS
from viewer.core.claims_report import COLUMNS
from viewer.core.claims_table import COLUMNS as CLAIM_COLUMNS

MAIN = PROJECT / "main.py"
HEAD = "id,claim,kind,from,to,sector,figure,tolerance\n"


def run(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command and expect an exit code."""
    ran = subprocess.run(
        [sys.executable, str(MAIN), "claims", *map(str, words)],
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


@pytest.fixture(scope="module")
def data(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claims")
    (folder / "archives").mkdir()
    for archive in (sample_data / "archives").glob("*.gpkg"):
        (folder / "archives" / archive.name).write_bytes(archive.read_bytes())
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(
        f"{HEAD}a,Ground was taken,gross,2024-08-20,2024-11-13,kurakhove,600,20 %\n"
        "b,A day too many,gross,2024-08-32,2024-11-13,kurakhove,600,\n"
        "c,-1 begins like a formula,held,,2024-11-13,pokrovsk,100,1\n",
        encoding="utf-8",
    )
    return path


def test_text_csv_and_json_carry_the_same_figures(data: Path, mine: Path, tmp_path: Path) -> None:
    wanted = ["--claims", mine, "--source", "deepstate", "--data-dir", data]
    told = run(*wanted)
    assert max(len(line) for line in told.stdout.splitlines()) <= 100
    assert told.stderr.startswith("salient: mine.csv, line 3, column from: “2024-08-32” is no day")
    out = tmp_path / "out.csv"
    assert run(*wanted, "--csv", out).stdout == f"{out}\n"
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["id"] for row in rows] == ["a", "c"]
    assert rows[1]["claim"] == "'-1 begins like a formula"
    content = json.loads(run(*wanted, "--json").stdout)
    findings = [claim["findings"][0] for claim in content["claims"]]
    for row, finding in zip(rows, findings, strict=True):
        assert row["measured"] == f"{finding['measured']:.6f}"
        assert row["verdict"] == finding["verdict"]
        assert f"{finding['measured']:,.0f} km2" in told.stdout
    assert rows[0]["snapshots"] == "2024-08-20;2024-11-13"
    assert rows[1]["verdict"] == "contradicted"
    assert content["problems"][0].startswith("mine.csv, line 3")


def test_gained_is_what_compare_says(data: Path, mine: Path) -> None:
    content = json.loads(
        run("--claims", mine, "--source", "deepstate", "--json", "--data-dir", data).stdout
    )
    compared = subprocess.run(
        [sys.executable, str(MAIN), "compare", "--from", "2024-08-20", "--to", "2024-11-13",
         "--source", "deepstate", "--csv", "-", "--data-dir", str(data)],
        capture_output=True, text=True, encoding="utf-8", timeout=90, check=True,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(compared.stdout)))
    gained = next(row["gained_km2"] for row in rows if row["sector"] == "kurakhove")
    assert f"{content['claims'][0]['findings'][0]['measured']:.6f}" == gained


def test_the_bundled_claims_and_the_users_own(data: Path) -> None:
    own = data / "claims.csv"
    own.write_text(f"{HEAD}x,Mine,held,,2024-11-13,kursk,1,1\n", encoding="utf-8")
    try:
        content = json.loads(run("--json", "--data-dir", data).stdout)
    finally:
        own.unlink()
    assert [claim["id"] for claim in content["claims"]][:2] == ["x", "1"]
    assert content["claims"][0]["own"] is True
    assert len(content["claims"]) == 24
    sources = [finding["source"] for finding in content["claims"][0]["findings"]]
    assert sources == ["deepstate", "uacontrolmap", "schematic"]
    distance = next(claim for claim in content["claims"] if claim["id"] == "10")
    assert [round(f["measured"], 1) for f in distance["findings"][:2]] == [6.1, 2.8]


def test_wrong_use_gets_a_sentence(data: Path, tmp_path: Path) -> None:
    assert "There is no source isw." in run("--source", "isw", "--data-dir", data, code=1).stderr
    both = run("--csv", "-", "--json", "--data-dir", data, code=2).stderr
    assert "both write to standard output" in both
    missing = run("--claims", tmp_path / "none.csv", "--data-dir", data, code=1).stderr
    assert "cannot be read: No such file" in missing
    bad = tmp_path / "bad.csv"
    bad.write_text(f"{HEAD}a,x,gross,2024-09-01,2024-11-03,mars,1,\n", encoding="utf-8")
    told = run("--claims", bad, "--data-dir", data, code=1).stderr
    assert "holds no claim that can be tested" in told
    assert "line 2, column sector: there is no sector “mars”" in told
    assert run("--claims", bad, "--csv", tmp_path / "no" / "x.csv", "--data-dir", data, code=1)


def test_the_readme_explains_every_column_and_kind() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    section = text.split("\n## Claims\n")[1].split("\n## ")[0]
    for name in (*CLAIM_COLUMNS, *KINDS):
        assert f"`{name}`" in section, name
