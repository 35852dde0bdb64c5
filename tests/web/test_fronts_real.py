"""Redrawing only what changed must give what redrawing all gives, on real days."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from viewer.core.front_mask import FrontMask
from viewer.core.packing import pack_series
from viewer.core.sectors import load_sectors
from viewer.core.snapshots import SnapshotTable
from viewer.core.theme import series_style
from viewer.paths import vendor_dir

pytestmark = pytest.mark.qt_log_ignore("QRhi|RHI|Vulkan|GPUInfo|Sandboxing", extend=True)

DEEPSTATE, KURSK = "deepstate/ru_held", "uacontrolmap/ua_held_in_ru"
SHOWN = [(0, 5), (1, 6), (2, 7), (30, 35), (31, 36), (100, 105), (-1, -1), (50, -1), (51, 50)]


def pack(source: str, status: str, days: dict[str, Any], out: Path) -> Path:
    column = np.empty(len(days), dtype=object)
    column[:] = list(days.values())
    dates = np.array(list(days), dtype="datetime64[D]")
    table = SnapshotTable(source, status, dates, column, ("",) * len(days))
    border = vendor_dir() / "basemap" / "ukraine.wkb"
    ukraine = shapely.from_wkb(border.read_bytes()) if border.is_file() else None
    pack_series(table, load_sectors(), FrontMask(ukraine, load_sectors()), out)
    return out


def iso(name: str) -> str:
    return f"{name[:4]}-{name[4:6]}-{name[6:8]}"


@pytest.fixture(scope="module")
def real(sample_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("series")
    held = {
        iso(file.stem[-8:]): shapely.geometry.shape(
            json.loads(file.read_bytes())["features"][0]["geometry"]
        )
        for file in sorted((sample_dir / "deepstate").glob("*.geojson"))
    }
    kursk = {}
    for file in sorted((sample_dir / "uacontrolmap").glob("*.json")):
        rings = json.loads(file.read_bytes())["areas_ua"]
        kursk[iso(file.stem)] = shapely.MultiPolygon(
            [shapely.Polygon([(lon, lat) for lat, lon in ring]) for ring in rings]
        )
    return {
        DEEPSTATE: pack("deepstate", "ru_held", held, folder / "deepstate.series"),
        KURSK: pack("uacontrolmap", "ua_held_in_ru", kursk, folder / "kursk.series"),
    }


@pytest.mark.parametrize("sharp", [1.0, 2.0])
@pytest.mark.parametrize(("clipped", "dash"), [(False, [9.0, 4.0]), (True, []), (False, [])])
def test_partial_drawing_equals_whole_drawing(
    open_page: Callable[..., Any],
    real: dict[str, Path],
    sharp: float,
    clipped: bool,
    dash: list[float],
) -> None:
    page = open_page((1100, 760), sharp)
    for name, path in real.items():
        page.add(name, path)
    stack = [
        {"id": name, "opacity": 0.9, "style": series_style(*name.split("/"), "light")}
        for name in (KURSK, DEEPSTATE)
    ]
    for entry in stack:
        entry["style"] = {**entry["style"], "dash": dash}  # type: ignore[dict-item]
    page.run(f"layer.setStack({json.dumps(stack)})")
    boxes = [{"id": s.id, "bounds": s.bounds_wgs84, "opacity": 1} for s in load_sectors()]
    page.run(f"layer.setSectors({json.dumps(boxes) if clipped else 'null'})")
    for lat, lon, zoom in ((48.3, 37.2, 9), (49.5, 36.5, 7), (51.2, 35.0, 9)):
        page.run(f"map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
        for deepstate, kursk in SHOWN:
            page.run(f"layer.show({json.dumps({DEEPSTATE: deepstate, KURSK: kursk})})")
            count, most, much = page.run(
                "const a = pixels(); layer.redraw(); return difference(a, pixels());"
            )
            where = f"day {deepstate}, {kursk} at zoom {zoom}: {count}, {most}, {much}"
            # the engine smooths the edge of a line a little differently when it is clipped;
            # a line that is missing or stays behind would differ much for a long way
            assert much <= 60, where
            assert count <= 2e-3 * 1100 * 760, where
    assert page.js("layer.counts.partial") > 20


@pytest.mark.parametrize("clipped", [False, True])
def test_the_screen_shows_the_picture(
    open_page: Callable[..., Any], real: dict[str, Path], clipped: bool
) -> None:
    page = open_page((1100, 760))
    page.add(DEEPSTATE, real[DEEPSTATE])
    style = series_style("deepstate", "ru_held", "light")
    page.run(f"layer.setStack({json.dumps([{'id': DEEPSTATE, 'opacity': 1, 'style': style}])})")
    boxes = [{"id": s.id, "bounds": s.bounds_wgs84, "opacity": 1} for s in load_sectors()]
    page.run(f"layer.setSectors({json.dumps(boxes) if clipped else 'null'})")
    hidden = set()
    for lon, zoom in ((37.2, 9), (36.2, 9), (37.2, 7)):
        page.run(f"map.setView([48.3, {lon}], {zoom}, {{animate: false}})")
        for day in (0, 1, 2, 60, 119, -1, 50):
            page.run(f"layer.show({json.dumps({DEEPSTATE: day})})")
            wrong, tiles = page.run(
                "await new Promise(requestAnimationFrame);"
                "const seen = new OffscreenCanvas(layer._canvas.width, layer._canvas.height);"
                "const ctx = seen.getContext('2d');"
                "for (const tile of layer._screen.tiles)"
                "  if (!tile.hidden) ctx.drawImage(tile.canvas, tile.x, tile.y);"
                "const a = ctx.getImageData(0, 0, seen.width, seen.height).data, b = pixels();"
                "let wrong = 0; for (let i = 0; i < a.length; i++) wrong += a[i] !== b[i];"
                "return [wrong, layer._screen.tiles.filter((tile) => tile.hidden).length];"
            )
            assert wrong == 0, f"day {day} at {lon}, zoom {zoom}"
            hidden.add(tiles)
    assert len(hidden) > 2  # some tiles were hidden, and not always the same


def test_a_real_step_draws_little(open_page: Callable[..., Any], real: dict[str, Path]) -> None:
    page = open_page((1100, 760))
    page.add(DEEPSTATE, real[DEEPSTATE])
    style = series_style("deepstate", "ru_held", "light")
    page.run(f"layer.setStack({json.dumps([{'id': DEEPSTATE, 'opacity': 1, 'style': style}])})")
    page.run(f"layer.show({json.dumps({DEEPSTATE: 0})})")
    shares = []
    for day in range(1, 60):
        before = page.js("layer.counts.pixels")
        page.run(f"layer.show({json.dumps({DEEPSTATE: day})})")
        shares.append((page.js("layer.counts.pixels") - before) / (1100 * 760))
    assert np.median(shares) < 0.1
