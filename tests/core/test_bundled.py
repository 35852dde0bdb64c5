"""The series that the build makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from viewer.core.bundled import build_bundled
from viewer.core.series import list_series, read_header
from viewer.errors import ViewerError
from viewer.paths import project_dir, vendor_dir


def test_both_series_are_written_and_say_that_they_are_schematic(tmp_path: Path) -> None:
    if not (vendor_dir() / "basemap" / "ukraine.wkb").is_file():
        pytest.fail("the border is not built: run python resources/build_assets.py")
    build_bundled(tmp_path)
    files = list_series(tmp_path)
    assert [file.name for file in files] == [
        "schematic__ru_held.series",
        "schematic__ua_held_in_ru.series",
    ]
    headers = [read_header(file) for file in files]
    assert all(header.schematic and len(header.dates) == 267 for header in headers)
    assert [list(header.held_km2) for header in headers] == [
        ["kupiansk", "kurakhove", "pokrovsk"],
        ["kursk"],
    ]
    assert headers[1].held_km2["kursk"][0] == 0
    assert max(headers[1].held_km2["kursk"]) > 800
    assert sum(file.stat().st_size for file in files) < 600_000


def test_without_a_border_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ViewerError, match=r"ukraine\.wkb"):
        build_bundled(tmp_path / "out", tmp_path)
    assert not (tmp_path / "out").exists()


def test_the_build_needs_numpy_shapely_and_pyproj_only() -> None:
    """The build environment has no pandas, Qt, folium or GDAL."""
    code = (
        "import sys; import viewer.core.bundled;"
        "print(sorted({'pandas','pyogrio','orjson','folium','PySide6'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=project_dir(),
    )
    assert done.stdout.strip() == "[]"
