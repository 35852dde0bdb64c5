from __future__ import annotations

import json
import struct
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from viewer.core.series import list_series, read_header, series_name
from viewer.errors import ViewerError

GOOD: dict[str, Any] = {
    "version": 1,
    "source": "deepstate",
    "status": "ru_held",
    "dates": ["2024-08-17", "2024-08-20", "2024-08-21"],
    "flags": ["", "", "identical"],
    "sectors": ["pokrovsk"],
    "held_km2": {"pokrovsk": [1.5, 2.0, 2.0]},
    "gained_km2": {"pokrovsk": [None, 0.6, 0.0]},
    "lost_km2": {"pokrovsk": [None, 0.1, 0.0]},
    "bounds": [30.0, 44.0, 40.0, 51.0],
    "fingerprint": "abc",
    "schematic": False,
    "arrays": {
        "day_ring": [0, 4],
        **{name: [16, 0] for name in ("refs", "arc_nodes", "arc_flags", "points")},
        **{name: [16, 1] for name in ("ring_ref", "arc_start")},
    },
}


def written(path: Path, body: bytes = bytes(20), **changes: Any) -> Path:
    text = json.dumps({**GOOD, **changes}).encode()
    text += b" " * (-len(text) % 4)
    path.write_bytes(b"SALIENT1" + struct.pack("<I", len(text)) + text + body)
    return path


def test_header_is_read(tmp_path: Path) -> None:
    header = read_header(written(tmp_path / "x.series"))
    assert header.id == "deepstate/ru_held"
    assert header.dates[1] == date(2024, 8, 20)
    assert header.gained_km2["pokrovsk"] == [None, 0.6, 0.0]
    assert header.bounds_wgs84 == (30.0, 44.0, 40.0, 51.0)
    assert header.flags[2] == "identical"


@pytest.mark.parametrize(
    ("day", "index"),
    [
        ("2024-08-16", -1),
        ("2024-08-17", 0),
        ("2024-08-19", 0),
        ("2024-08-20", 1),
        ("2030-01-01", 2),
    ],
)
def test_as_of_takes_the_last_snapshot_before(tmp_path: Path, day: str, index: int) -> None:
    assert read_header(written(tmp_path / "x.series")).as_of(date.fromisoformat(day)) == index


@pytest.mark.parametrize(
    "changes",
    [
        {"dates": ["2024-08-17", "2024-08-17", "2024-08-21"]},
        {"dates": ["2024-08-17", "soon", "2024-08-21"]},
        {"dates": ["2024-08-17"]},
        {"flags": [""]},
        {"held_km2": {}},
        {"held_km2": {"pokrovsk": [1.0]}},
        {"bounds": [1.0]},
        {"arrays": {}},
        {"arrays": {**GOOD["arrays"], "points": [16, 99]}},
        {"arrays": {**GOOD["arrays"], "points": [-4, 1]}},
        {"arrays": {**GOOD["arrays"], "day_ring": [0, 3]}},
    ],
)
def test_damaged_header_is_told(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = written(tmp_path / "x.series", **changes)
    with pytest.raises(ViewerError, match="damaged") as told:
        read_header(path)
    assert str(path) in told.value.message
    assert told.value.hint
    assert told.value.details


def test_every_cut_is_told(tmp_path: Path) -> None:
    whole = written(tmp_path / "x.series").read_bytes()
    for length in (0, 5, 8, 11, 12, 100, len(whole) - 21, len(whole) - 1):
        (tmp_path / "cut.series").write_bytes(whole[:length])
        with pytest.raises(ViewerError):
            read_header(tmp_path / "cut.series")


def test_other_files_and_versions_are_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"not a series at all")
    with pytest.raises(ViewerError, match="is not a packed series"):
        read_header(tmp_path / "x")
    with pytest.raises(ViewerError, match="version 2"):
        read_header(written(tmp_path / "y", version=2))
    with pytest.raises(ViewerError, match="cannot be read"):
        read_header(tmp_path / "missing")


def test_files_are_listed_by_name(tmp_path: Path) -> None:
    assert list_series(tmp_path / "none") == []
    for name in (series_name("uacontrolmap", "ru_held"), series_name("deepstate", "ru_held"), "a"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in list_series(tmp_path)] == [
        "deepstate__ru_held.series",
        "uacontrolmap__ru_held.series",
    ]


def test_start_path_stays_light() -> None:
    heavy = ["numpy", "shapely", "pandas", "pyproj", "PySide6"]
    code = f"import sys, viewer.core.series; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
