"""The front layer in the real engine, on made-up polygons: what is drawn where."""

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

pytestmark = pytest.mark.qt_log_ignore("QRhi|RHI|Vulkan|GPUInfo|Sandboxing", extend=True)

SERIES = "deepstate/ru_held"
PLAIN = {"stroke": "#b3261e", "width": 3, "dash": [], "fill": "#b3261e", "fillOpacity": 0.5}
STYLE = {**PLAIN, "hatch": {"angle": 45, "spacing": 8, "width": 1, "opacity": 0.4}}
# the country ends at 37.8 E, so the east edge of what is held there is a border
COUNTRY = shapely.MultiPolygon([shapely.box(30, 45, 37.8, 51)])
DAYS = [
    shapely.box(37.4, 48.0, 37.8, 48.3),
    shapely.box(37.4, 48.0, 37.8, 48.3),
    shapely.union_all([shapely.box(37.4, 48.0, 37.8, 48.3), shapely.box(37.2, 48.1, 37.4, 48.2)]),
    shapely.MultiPolygon(),
]

Page = Any


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    column = np.empty(len(DAYS), dtype=object)
    column[:] = [g if g.geom_type == "MultiPolygon" else shapely.multipolygons([g]) for g in DAYS]
    dates = np.datetime64("2024-08-01", "D") + np.arange(len(DAYS))
    table = SnapshotTable("deepstate", "ru_held", dates, column, ("",) * len(DAYS))
    out = tmp_path_factory.mktemp("series") / "x.series"
    pack_series(table, load_sectors(), FrontMask(COUNTRY, []), out)
    return out


@pytest.fixture
def page(open_page: Callable[..., Page], packed: Path) -> Page:
    opened = open_page()
    opened.add(SERIES, packed)
    stack(opened, STYLE)
    show(opened, 0)
    return opened


def stack(page: Page, style: dict[str, Any], opacity: float = 1.0) -> None:
    page.run(f"layer.setStack({json.dumps([{'id': SERIES, 'opacity': opacity, 'style': style}])})")


def show(page: Page, index: int) -> None:
    page.run(f"layer.show({json.dumps({SERIES: index})})")


def sectors(page: Page, *ids: str, opacity: float = 1.0) -> None:
    chosen = [
        {"id": s.id, "bounds": s.bounds_wgs84, "opacity": opacity}
        for s in load_sectors()
        if s.id in ids
    ]
    page.run(f"layer.setSectors({json.dumps(chosen)})")


def alpha(page: Page, lat: float, lon: float, around: int = 6) -> float:
    return float(page.js(f"at({lat}, {lon}, {around})")[3])


INSIDE, GAINED, OUTSIDE = (48.15, 37.6), (48.15, 37.3), (48.15, 37.1)


def test_the_date_decides_what_is_held(page: Page) -> None:
    assert alpha(page, *INSIDE) > 100
    assert alpha(page, *GAINED) == 0
    show(page, 2)
    assert alpha(page, *GAINED) > 100
    assert alpha(page, *OUTSIDE) == 0
    show(page, 3)
    assert alpha(page, *INSIDE) == 0
    show(page, 1)
    assert alpha(page, *INSIDE) > 100
    assert alpha(page, *GAINED) == 0
    show(page, -1)
    assert alpha(page, *INSIDE) == 0


def test_a_day_that_is_equal_draws_nothing(page: Page) -> None:
    before = page.js("layer.counts.boxes")
    show(page, 1)
    assert page.js("layer.counts.boxes") == before
    show(page, 2)
    assert page.js("layer.counts.boxes") > before
    assert page.js("layer.counts.whole") == page.js("layer.redraw().counts.whole") - 1


def test_a_change_draws_only_around_it(page: Page) -> None:
    size = page.js("layer._canvas.width * layer._canvas.height")
    before = page.js("layer.counts.pixels")
    show(page, 2)
    assert 0 < page.js("layer.counts.pixels") - before < 0.2 * size


def test_sectors_clip(page: Page) -> None:
    show(page, 0)
    in_kurakhove, in_pokrovsk, in_none = (48.05, 37.55), (48.15, 37.6), (48.2, 37.76)
    for place in (in_kurakhove, in_pokrovsk, in_none):
        assert alpha(page, *place) > 100
    sectors(page, "pokrovsk")
    assert alpha(page, *in_pokrovsk) > 100
    assert alpha(page, *in_kurakhove) == 0
    assert alpha(page, *in_none) == 0
    sectors(page, "pokrovsk", "kurakhove")
    assert alpha(page, *in_kurakhove) > 100
    sectors(page)
    assert alpha(page, *in_pokrovsk) == 0
    page.run("layer.setSectors(null)")
    assert alpha(page, *in_none) > 100


def test_opacity_of_layer_and_sector_multiply(page: Page) -> None:
    stack(page, PLAIN)
    full = alpha(page, *INSIDE)
    assert full == pytest.approx(127.5, abs=2)
    stack(page, PLAIN, opacity=0.5)
    assert alpha(page, *INSIDE) == pytest.approx(full / 2, abs=2)
    sectors(page, "pokrovsk", opacity=0.5)
    assert alpha(page, *INSIDE) == pytest.approx(full / 4, abs=2)


def test_overlapping_sectors_draw_once(page: Page) -> None:
    stack(page, PLAIN)
    full = alpha(page, *INSIDE)
    page.js(
        "layer.setSectors([{id: 'a', bounds: [37, 48, 37.7, 48.4], opacity: 0.5},"
        " {id: 'b', bounds: [37.5, 48, 38, 48.4], opacity: 1}])"
    )
    assert alpha(page, *INSIDE) == pytest.approx(full, abs=2)
    assert alpha(page, 48.15, 37.45) == pytest.approx(full / 2, abs=2)


def test_stroke_follows_the_front_only(page: Page) -> None:
    stack(page, PLAIN)
    assert alpha(page, 48.15, 37.4, 0) == 255  # west edge: front
    assert alpha(page, 48.3, 37.6, 0) == 255  # north edge: front
    edge = page.run(
        "const p = map.latLngToContainerPoint([48.15, 37.8]).round(); return [-4, -3, -2, -1].map("
        "(d) => layer._ctx.getImageData(p.x + d, p.y, 1, 1).data[3]);"
    )
    assert max(edge) < 135  # east edge: state border, wash only


def test_stroke_does_not_run_along_sector_edges(page: Page) -> None:
    stack(page, PLAIN)
    sectors(page, "pokrovsk")
    _, south, east, _ = next(s.bounds_wgs84 for s in load_sectors() if s.id == "pokrovsk")
    along = page.js(
        "(() => { const most = []; const d = pixels(), w = layer._canvas.width;"
        f" const a = map.latLngToContainerPoint([48.25, {east}]).round();"
        f" const b = map.latLngToContainerPoint([{south}, 37.6]).round();"
        " for (let k = 1; k < 8; k++) most.push(d[4 * (a.y * w + a.x - k) + 3],"
        "   d[4 * ((b.y - k) * w + b.x) + 3]);"
        " return most; })()"
    )
    assert min(along) > 100
    assert max(along) < 135


def test_hatching_sets_sides_apart_and_has_a_wash(page: Page) -> None:
    seen = {}
    for angle in (45, -45):
        stack(page, {**STYLE, "hatch": {**STYLE["hatch"], "angle": angle}})  # type: ignore[dict-item]
        seen[angle] = page.js(
            "(() => { const p = map.latLngToContainerPoint([48.15, 37.6]).round();"
            " const d = layer._ctx.getImageData(p.x, p.y, 48, 48).data;"
            " return Array.from({length: 48 * 48}, (_, i) => d[4 * i + 3]); })()"
        )
        picture = np.array(seen[angle]).reshape(48, 48)
        rising = np.abs(picture[1:, :-1] - picture[:-1, 1:]).mean()
        falling = np.abs(picture[1:, 1:] - picture[:-1, :-1]).mean()
        assert picture.min() == pytest.approx(127, abs=3)
        assert (rising < falling) == (angle == 45)
        assert min(rising, falling) < 0.5 * max(rising, falling)
    assert seen[45] != seen[-45]


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_moving_the_map_shows_the_same_as_drawing_afresh(
    open_page: Callable[..., Page], packed: Path, zoom: float
) -> None:
    page = open_page((900, 640), zoom)
    page.add(SERIES, packed)
    stack(page, {**STYLE, "dash": [9, 4]})
    show(page, 2)
    sectors(page, "pokrovsk", "kurakhove")
    for dx, dy in ((37, -21), (-180, 90), (5, 0), (0, -7), (2000, 0), (-2000, 11)):
        whole = page.js("layer.counts.whole")
        page.run(f"map.panBy([{dx}, {dy}], {{animate: false}})")
        if abs(dx) < 400:
            assert page.js("layer.counts.whole") == whole
        count, most, _ = page.run(
            "const a = pixels(); layer.redraw(); return difference(a, pixels());"
        )
        # where the canvas ends the engine cuts curves a little differently
        assert most <= 64
        assert count <= 60


def test_a_sharp_screen_gets_sharp_pixels(open_page: Callable[..., Page], packed: Path) -> None:
    page = open_page((900, 640), 2.0)
    page.add(SERIES, packed)
    stack(page, PLAIN)
    show(page, 0)
    assert page.js("layer._canvas.width") == 900
    assert page.js("layer._screen.tiles[0].canvas.width") == 512
    assert page.js("layer._screen.tiles[0].canvas.clientWidth") == 256
    row = page.js(
        "(() => { const p = map.latLngToContainerPoint([48.15, 37.4]).multiplyBy(2).round();"
        " const d = layer._ctx.getImageData(p.x - 6, p.y, 13, 1).data;"
        " return Array.from({length: 13}, (_, i) => d[4 * i + 3]); })()"
    )
    assert 5 <= sum(value > 240 for value in row) <= 7  # 3 px wide, 6 on this screen


def test_zoom_scales_then_draws(page: Page) -> None:
    page.run("map.setView([48.15, 37.6], 11, {animate: false})")
    assert alpha(page, 48.15, 37.55) > 100
    page.run("map.flyTo([48.15, 37.6], 9, {duration: 0.1})")
    page.qtbot.waitUntil(lambda: page.js("map.getZoom() === 9 && !layer._scaled"), timeout=10_000)
    count, most, _ = page.run("const a = pixels(); layer.redraw(); return difference(a, pixels());")
    assert (count, most) == (0, 0)
    assert alpha(page, *INSIDE) > 100


def test_animated_zoom_ends_drawn(page: Page) -> None:
    page.run("map.setZoom(10, {animate: true})")
    page.qtbot.waitUntil(lambda: page.js("layer._zoom === 10 && !layer._scaled"), timeout=10_000)
    assert alpha(page, *INSIDE) > 100


def test_resize_draws_the_new_room(page: Page) -> None:
    page.view.resize(1100, 700)
    page.qtbot.waitUntil(lambda: page.js("layer._canvas.width === 1100"), timeout=10_000)
    assert alpha(page, *INSIDE) > 100


def test_hit_names_what_is_there(page: Page) -> None:
    def hit(lat: float, lon: float) -> Any:
        return page.js(f"layer.hit(L.latLng({lat}, {lon}))")

    assert hit(*INSIDE) == [{"id": SERIES, "index": 0, "sector": None}]
    assert hit(*OUTSIDE) == []
    sectors(page, "pokrovsk")
    assert hit(*INSIDE) == [{"id": SERIES, "index": 0, "sector": "pokrovsk"}]
    assert hit(48.05, 37.55) == []
    show(page, 3)
    assert hit(*INSIDE) == []


def test_layer_taken_off_and_put_back_shows_the_same(page: Page) -> None:
    page.run("window.before = pixels()")
    assert (
        page.run("map.removeLayer(layer); return document.querySelectorAll('canvas').length;") == 0
    )
    assert page.run("map.addLayer(layer); return difference(before, pixels());") == [0, 0, 0]


def test_dropped_series_is_gone(page: Page) -> None:
    assert page.js(f"layer.header('{SERIES}').dates[0]") == "2024-08-01"
    page.run(f"layer.dropSeries('{SERIES}')")
    assert page.js(f"layer.hasSeries('{SERIES}')") is False
    assert page.js(f"layer.header('{SERIES}')") is None
    assert alpha(page, *INSIDE) == 0


def test_idle_time_prepares_the_zoom(page: Page) -> None:
    page.qtbot.waitUntil(
        lambda: page.js(
            f"[...layer._series.get('{SERIES}').levels.values()].every("
            f"(level) => level.warmed === layer._series.get('{SERIES}').arcCount)"
        ),
        timeout=10_000,
    )


def test_a_file_that_is_no_series_is_refused(page: Page) -> None:
    told = page.run(
        "try { layer.setSeries('x', new ArrayBuffer(64)); } catch (error) { return error.message; }"
    )
    assert told == "not a packed series"
