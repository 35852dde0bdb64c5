"""The commands ``check`` and ``export`` as a user runs them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from project_files import PROJECT
from PySide6.QtGui import QImage

from viewer.core.annotations import Annotation, Kind, Style
from viewer.loading.sessions.content import SessionContent, SnapshotRow, SnapshotUsed
from viewer.loading.sessions.writing import write_session

POINT = Annotation("0" * 32, Kind.POINT, (36.0, 48.0), title="Bridge")
RING = ((36.0, 48.0), (37.0, 48.0), (37.0, 49.0), (36.0, 48.0))
AREA = Annotation("1" * 32, Kind.POLYGON, ((RING,),), title="Plan")


def run(*words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the program and expect an exit code."""
    command = [sys.executable, str(PROJECT / "main.py"), *map(str, words)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    return ran


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A session with a point and an area."""
    path = tmp_path / "plan.salient.gpkg"
    write_session(path, SessionContent(items=[POINT, AREA]))
    return path


def test_check_says_what_is_whole_and_what_is_not(tmp_path: Path, session: Path) -> None:
    assert "2 annotations" in run("check", session, "--data-dir", tmp_path).stdout
    with closing(sqlite3.connect(session)) as connection:
        connection.execute("DELETE FROM annotation_points")
        connection.commit()
    told = json.loads(run("check", session, "--json", code=1).stdout)
    assert told["problems"]
    session.write_text("nothing")
    assert "is no Salient session" in run("check", session, code=1).stderr


def test_render_draws_a_session_with_its_annotations(tmp_path: Path) -> None:
    pictures = []
    red = Style("#ff00ff", width=12.0, fill="#ff00ff", fill_opacity=1.0)
    for items in ([], [replace(AREA, style=red)]):
        path, out = tmp_path / "plan.salient.gpkg", tmp_path / f"{len(items)}.png"
        state = {"view": [36.6, 48.3, 8.0], "date": "2024-09-01", "theme": "dark"}
        day = SnapshotRow("mine", "ru_held", "2024-09-01", "", None)
        used = [SnapshotUsed("mine", "ru_held", day.date)]
        carried = [day] if items else []
        content = SessionContent(state, list(items), provenance=used, snapshots=carried)
        write_session(path, content)
        words = ("--session", path, "--out", out, "--size", "800x600", "--data-dir", tmp_path / "d")
        told = run("render", *words).stderr
        assert ("Snapshots that it shows are not here: 1." in told) != bool(items)
        pictures.append(QImage(str(out)))
    without, drawn = pictures
    inside = (drawn.width() // 2 + 40, drawn.height() // 2 - 60)
    assert drawn.pixelColor(*inside).name() == "#ff00ff"
    assert without.pixelColor(*inside).name() != "#ff00ff"
    assert without.pixelColor(*inside).lightness() < 120
    assert "say a date" in run("render", "--out", tmp_path / "x.png", code=2).stderr


def test_export_writes_what_the_format_can_hold(tmp_path: Path, session: Path) -> None:
    target = tmp_path / "plan.geojson"
    assert run("export", session, "--to", target).stdout.startswith("2 annotations written to")
    assert len(json.loads(target.read_text("utf-8"))["features"]) == 2
    ran = run("export", session, "--to", tmp_path / "plan.csv")
    assert "1 annotations written" in ran.stdout
    assert "CSV holds points only" in ran.stderr
    ran = run("export", session, "--to", tmp_path / "plan.doc", code=1)
    assert "does not say a format" in ran.stderr
