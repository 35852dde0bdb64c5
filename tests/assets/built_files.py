"""The built files; and the build scripts, which are no package, put on the path."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import shapely

from viewer.paths import project_dir, vendor_dir

sys.path.insert(0, str(project_dir() / "resources"))
build_assets, build_numbers, build_places, build_water = map(
    importlib.import_module, ("build_assets", "build_numbers", "build_places", "build_water")
)


@pytest.fixture(scope="session", name="basemap")
def basemap_fixture() -> Path:
    folder = vendor_dir() / "basemap"
    if not (folder / "map.json").is_file():
        pytest.fail("No basemap: run python resources/build_assets.py first.")
    return folder


@pytest.fixture(scope="session", name="page_map")
def page_map_fixture(basemap: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((basemap / "map.json").read_text(encoding="utf-8"))
    loaded["levels"] = [
        build_numbers.unpack_level(level, (basemap / level["file"]).read_bytes())
        for level in loaded["levels"]
    ]
    return loaded


@pytest.fixture(scope="session", name="places")
def places_fixture(basemap: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((basemap / "places.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="session", name="ukraine")
def ukraine_fixture(basemap: Path) -> shapely.Geometry:
    return shapely.from_wkb((basemap / "ukraine.wkb").read_bytes())


@pytest.fixture(scope="session", name="russia")
def russia_fixture(basemap: Path) -> shapely.Geometry:
    return shapely.from_wkb((basemap / "russia.wkb").read_bytes())
