"""The build scripts are not a package: their folder goes on the path; the built files beside."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import shapely

from viewer.paths import project_dir, vendor_dir

sys.path.insert(0, str(project_dir() / "resources"))


@pytest.fixture(scope="session")
def basemap() -> Path:
    folder = vendor_dir() / "basemap"
    if not (folder / "map.json").is_file():
        pytest.fail("No basemap: run python resources/build_assets.py first.")
    return folder


@pytest.fixture(scope="session")
def page_map(basemap: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((basemap / "map.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="session")
def places(basemap: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((basemap / "places.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="session")
def ukraine(basemap: Path) -> shapely.Geometry:
    return shapely.from_wkb((basemap / "ukraine.wkb").read_bytes())


@pytest.fixture(scope="session")
def russia(basemap: Path) -> shapely.Geometry:
    return shapely.from_wkb((basemap / "russia.wkb").read_bytes())
