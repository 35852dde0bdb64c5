"""Ground by what became of it, in the real engine: gained, lost, its age, two sources apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from test_fronts_real import DEEPSTATE, KURSK, real  # noqa: F401 - a fixture

from viewer.core.compare_theme import age_colours, front_style, kept_style, lost_style, way_style
from viewer.core.front_mask import FrontMask
from viewer.core.packing import pack_series
from viewer.core.sectors import load_sectors
from viewer.core.snapshots import SnapshotTable

pytestmark = pytest.mark.qt_log_ignore("QRhi|RHI|Vulkan|GPUInfo|Sandboxing", extend=True)

Page = Any
X, Y = "deepstate/ru_held", "uacontrolmap/ru_held"
HELD = shapely.box(37.4, 48.0, 37.8, 48.3)
WEST = shapely.box(37.2, 48.1, 37.4, 48.2)  # gained on the second day, lost again on the fourth
CORNER = shapely.box(37.6, 48.0, 37.8, 48.1)  # lost on the third day
NORTH = shapely.box(37.5, 48.3, 37.7, 48.4)  # gained on the fifth day
DAYS = [
    HELD,
    HELD | WEST,
    (HELD | WEST) - CORNER,
    HELD - CORNER,
    (HELD - CORNER) | NORTH,
]
KEPT_AT, WEST_AT, CORNER_AT, NORTH_AT, FREE_AT = (
    (48.2, 37.5), (48.15, 37.3), (48.05, 37.7), (48.35, 37.6), (48.05, 37.2)
)  # fmt: skip
RED, GREEN, BLUE, GREY = "#ff0000", "#00ff00", "#0000ff", "#808080"


def solid(colour: str) -> dict[str, Any]:
    return {"stroke": "", "width": 0, "dash": [], "fill": colour, "fillOpacity": 1, "hatch": None}


NO_LINE = {"stroke": "", "width": 0, "dash": [], "fill": "", "fillOpacity": 0, "hatch": None}


def pack(source: str, days: list[Any], out: Path) -> Path:
    column = np.empty(len(days), dtype=object)
    column[:] = [g if g.geom_type == "MultiPolygon" else shapely.multipolygons([g]) for g in days]
    dates = np.datetime64("2024-08-01", "D") + np.arange(len(days))
    table = SnapshotTable(source, "ru_held", dates, column, ("",) * len(days))
    pack_series(table, load_sectors(), FrontMask(None, load_sectors()), out)
    return out


@pytest.fixture
def page(open_page: Callable[..., Page], tmp_path: Path) -> Page:
    opened = with_ground(open_page())
    opened.add(X, pack("deepstate", DAYS, tmp_path / "x.series"))
    opened.add(Y, pack("uacontrolmap", DAYS[::-1], tmp_path / "y.series"))
    return opened


def with_ground(page: Page) -> Page:
    page.run(
        "const { GroundLayer } = await bring('ground.js'); window.fronts = layer;"
        "window.layer = new GroundLayer({ pane: 'ground', like: fronts }).addTo(map);"
    )
    return page


def draw(page: Page, *parts: dict[str, Any]) -> None:
    page.run(f"layer.setParts({json.dumps(parts)})")


def change(first: int, last: int, **styles: Any) -> dict[str, Any]:
    plain = {"kept": solid(GREY), "gained": solid(GREEN), "lost": solid(RED)}
    return {
        "kind": "change",
        "days": [[X, first], [X, last]],
        "opacity": 1,
        "styles": {**plain, "before": NO_LINE, "after": NO_LINE, **styles},
    }


def age(now: int, first: int = 0, last: int | None = None) -> dict[str, Any]:
    colours = ["#000000", RED, GREEN, BLUE, "#ffff00"]
    return {
        "kind": "age",
        "days": [[X, now]],
        "first": first,
        "last": now if last is None else last,
        "opacity": 1,
        "colours": colours[first:],
        "styles": {"plain": solid(GREY), "lost": NO_LINE, "line": NO_LINE},
    }


def seen(page: Page, *places: tuple[float, float]) -> list[str]:
    """Colour at places; "" where nothing is drawn."""
    colours = [page.js(f"at({lat}, {lon}, 1)") for lat, lon in places]
    return [
        "#" + "".join(f"{round(part):02x}" for part in colour[:3]) if colour[3] > 250 else ""
        for colour in colours
    ]


ALL = (KEPT_AT, WEST_AT, CORNER_AT, NORTH_AT, FREE_AT)


def test_gained_is_later_and_not_earlier_and_lost_the_reverse(page: Page) -> None:
    draw(page, change(0, 1))
    assert seen(page, *ALL) == [GREY, GREEN, GREY, "", ""]
    draw(page, change(1, 2))
    assert seen(page, *ALL) == [GREY, GREY, RED, "", ""]
    draw(page, change(1, 4))
    assert seen(page, *ALL) == [GREY, RED, RED, GREEN, ""]
    draw(page, change(2, 2))
    assert seen(page, *ALL) == [GREY, GREY, "", "", ""]
    draw(page)
    assert seen(page, *ALL) == [""] * 5


def test_nothing_is_seen_along_a_line_that_did_not_move(page: Page) -> None:
    draw(page, change(0, 4, kept=NO_LINE))
    page.run("map.setView([48.2, 37.4], 11.5, {animate: false})")
    for lat, lon in ((48.25, 37.4), (48.05, 37.4)):
        assert max(page.js(f"at({lat}, {lon}, 3)")) == 0


def test_both_fronts_are_drawn_where_they_are(page: Page) -> None:
    later = front_style("deepstate", "ru_held", "light", later=True)
    earlier = front_style("deepstate", "ru_held", "light", later=False)
    nothing = {"kept": NO_LINE, "gained": NO_LINE, "lost": NO_LINE}
    draw(page, change(0, 1, **nothing, before=earlier, after=later))
    page.run("map.setView([48.15, 37.3], 11.5, {animate: false})")

    def drawn(lat: float, lon: float) -> float:
        """Share of a stretch of the line that is drawn, 0 to 1."""
        return float(
            page.run(
                f"const p = map.latLngToContainerPoint([{lat}, {lon}]).round();"
                "const d = layer._ctx.getImageData(p.x, p.y - 40, 1, 80).data;"
                "let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 120; return n / 80;"
            )
        )

    assert drawn(48.15, 37.2) == 1  # the new front, full
    assert 0.3 < drawn(48.15, 37.4) < 0.9  # where the front was, dashed
    assert drawn(48.15, 37.3) == 0


def test_the_age_is_the_last_change_and_plain_what_never_changed(page: Page) -> None:
    draw(page, age(1))
    assert seen(page, *ALL) == [GREY, RED, GREY, "", ""]
    draw(page, age(2))
    assert seen(page, *ALL) == [GREY, RED, GREEN, "", ""]
    draw(page, age(4))
    assert seen(page, *ALL) == [GREY, BLUE, GREEN, "#ffff00", ""]
    draw(page, age(4, first=2))
    assert seen(page, *ALL) == [GREY, BLUE, "", "#ffff00", ""]
    draw(page, age(4, last=2))
    assert seen(page, *ALL) == [GREY, RED, GREEN, GREY, ""]


def test_what_is_no_longer_held_is_marked(page: Page) -> None:
    part = age(4)
    part["styles"]["lost"] = solid("#ffffff")
    draw(page, part)
    assert seen(page, *ALL) == [GREY, "#ffffff", "#ffffff", "#ffff00", ""]


def test_two_sources_apart(page: Page) -> None:
    styles = {"agreed": solid(GREY), "only_x": solid(GREEN), "only_y": solid(RED)}
    lines = {"line_x": NO_LINE, "line_y": NO_LINE}
    part = {"kind": "difference", "days": [[X, 1], [Y, 0]], "opacity": 1, "styles": styles | lines}
    draw(page, part)  # Y has the days in reverse: its first is the fifth of X
    assert seen(page, *ALL) == [GREY, GREEN, GREEN, RED, ""]
    draw(page, {**part, "days": [[X, 1], [Y, -1]]})
    assert seen(page, *ALL) == [GREEN, GREEN, GREEN, "", ""]
    draw(page, {**part, "days": [[X, -1], [Y, 0]]})
    assert seen(page, *ALL) == [RED, "", "", RED, ""]


def test_sectors_clip_and_opacities_multiply(page: Page) -> None:
    draw(page, {**change(0, 1), "opacity": 0.5})
    box = {"id": "a", "bounds": [37.25, 48.0, 37.5, 48.17], "opacity": 0.5}
    page.run(f"layer.setSectors({json.dumps([box])})")
    assert page.js("at(48.15, 37.3, 1)")[3] == pytest.approx(64, abs=2)
    assert page.js("at(48.15, 37.22, 1)")[3] == 0
    assert page.js("at(48.19, 37.3, 1)")[3] == 0


def test_the_last_change_at_a_place_is_known(page: Page) -> None:
    def last(place: tuple[float, float], first: int, to: int) -> int:
        lat, lon = place
        return int(
            page.run(
                "const { lastTurn } = await bring('turned.js');"
                "const { toWorld } = await bring('series.js');"
                f"const {{ x, y }} = toWorld({lat}, {lon});"
                f"return lastTurn(layer._series.get('{X}'), {first}, {to}, x, y);"
            )
        )

    assert [last(place, 0, 4) for place in ALL] == [-1, 3, 2, 4, -1]
    assert [last(place, 0, 2) for place in ALL] == [-1, 1, 2, -1, -1]


# ---- real days ----------------------------------------------------------------------------------

STEPS = ((10, 60), (11, 60), (12, 60), (90, 60), (91, 60), (100, 100), (101, 100), (119, 5))


def real_parts(a: int, b: int, *, drawn: bool = False) -> list[dict[str, Any]]:
    """The comparison of two days as the window draws it."""
    first, last = sorted((a, b))
    parts = []
    for series in (KURSK, DEEPSTATE):
        source, status = series.split("/")
        styles = {
            "kept": kept_style(source, status, "light"),
            "gained": way_style("to_russia", "light"),
            "lost": way_style("to_ukraine", "light"),
            "before": front_style(source, status, "light", later=False),
            "after": front_style(source, status, "light", later=True),
        }
        parts.append(
            {
                "kind": "change",
                "days": [[series, first], [series, last]],
                "opacity": 1,
                "styles": styles,
            }
        )
    return parts


def real_age(now: int) -> list[dict[str, Any]]:
    """The age of a day as the window draws it, one colour a day."""
    colours = (age_colours("light") * 4)[:122]
    return [
        {
            "kind": "age",
            "days": [[series, now]],
            "first": 3,
            "last": max(3, min(now, 110)),
            "opacity": 0.9,
            "colours": colours[3:],
            "styles": {
                "plain": kept_style(*series.split("/"), "light"),
                "lost": lost_style("light"),
                "line": front_style(*series.split("/"), "light", later=True),
            },
        }
        for series in (KURSK, DEEPSTATE)
    ]


def check_redraw(page: Page, where: str, most_share: float = 2e-3) -> None:
    count, most, much = page.run(
        "const a = pixels(); layer.redraw(); return difference(a, pixels());"
    )
    # the engine smooths the edge of a line a little differently when it is clipped
    assert much <= 80, f"{where}: {count}, {most}, {much}"
    assert count <= most_share * 1100 * 760, f"{where}: {count}, {most}, {much}"


@pytest.fixture
def real_page(open_page: Callable[..., Page], real: dict[str, Path]) -> Page:  # noqa: F811
    opened = with_ground(open_page((1100, 760)))
    for name, path in real.items():
        opened.add(name, path)
    return opened


VIEWS = ((47.95, 37.3, 9.5), (51.2, 35.0, 9), (49.5, 36.5, 7))


@pytest.mark.parametrize("clipped", [False, True])
def test_a_step_of_a_real_comparison_equals_drawing_all(real_page: Page, clipped: bool) -> None:
    boxes = [{"id": s.id, "bounds": s.bounds_wgs84, "opacity": 1} for s in load_sectors()]
    real_page.run(f"layer.setSectors({json.dumps(boxes) if clipped else 'null'})")
    for lat, lon, zoom in VIEWS:
        real_page.run(f"map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
        for a, b in STEPS:
            draw(real_page, *real_parts(a, b))
            check_redraw(real_page, f"{a} to {b} at zoom {zoom}")
    assert real_page.js("layer.counts.partial") > 10


def test_the_trace_that_playing_leaves_equals_the_one_made_anew(real_page: Page) -> None:
    for lat, lon, zoom in VIEWS[:2]:
        real_page.run(f"map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
        for now in (20, 21, 22, 23, 24, 40, 41, 109, 110, 111, 112, 60, 59, 2, 3, 4):
            draw(real_page, *real_age(now))
            # every day's ground has an edge, which is smoothed at the border of what is redrawn
            check_redraw(real_page, f"day {now} at zoom {zoom}", 5e-3)
    assert real_page.js("layer.counts.partial") > 10


def test_moving_the_map_shows_the_same_as_drawing_afresh(real_page: Page) -> None:
    real_page.run("map.setView([47.95, 37.3], 9.5, {animate: false})")
    for parts in (real_parts(20, 90), real_age(90)):
        draw(real_page, *parts)
        for dx, dy in ((37, -21), (-180, 90), (5, 0), (0, -7), (2000, 0), (-2000, 11)):
            real_page.run(f"map.panBy([{dx}, {dy}], {{animate: false}})")
            check_redraw(real_page, f"{parts[0]['kind']} moved by {dx}, {dy}")


@pytest.mark.parametrize("series", [DEEPSTATE, KURSK])
def test_real_ground_is_where_the_polygons_say(real_page: Page, series: str) -> None:
    """At random pixels away from any line, the colour is what containment in both days says."""
    lat, lon = (51.2, 35.3) if series == KURSK else (47.95, 37.3)
    real_page.run(f"map.setView([{lat}, {lon}], 9.5, {{animate: false}})")
    expected: dict[str, int] = {}
    for first, last in ((5, 100), (20, 25), (40, 110)):
        part = change(first, last)
        draw(real_page, {**part, "days": [[series, first], [series, last]]})
        told = real_page.run(
            "const { toWorld } = await bring('series.js');"
            f"const series = layer._series.get('{series}'), found = [];"
            "let seed = 7; const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;"
            "for (let i = 0; i < 4000; i++) {"
            "  const x = Math.floor(4 + random() * 1092), y = Math.floor(4 + random() * 752);"
            "  const d = layer._ctx.getImageData(x - 2, y - 2, 5, 5).data;"
            "  let same = true;"
            "  for (let k = 4; k < d.length; k++) same &&= d[k] === d[k % 4];"
            "  if (!same) continue;"
            "  const { lat, lng } = map.containerPointToLatLng([x + 0.5, y + 0.5]);"
            "  const w = toWorld(lat, lng);"
            f"  const a = series.contains({first}, w.x, w.y);"
            f"  const b = series.contains({last}, w.x, w.y);"
            "  found.push([a, b, Array.from(d.slice(0, 4))]);"
            "} return found;"
        )
        assert len(told) > 3000
        for before, after, colour in told:
            name = {(True, True): GREY, (False, True): GREEN, (True, False): RED}.get(
                (before, after)
            )
            wanted = [*bytes.fromhex(name[1:]), 255] if name else [0, 0, 0, 0]
            assert colour == wanted, (before, after, colour)
            expected[name or ""] = expected.get(name or "", 0) + 1
    assert min(expected.get(name, 0) for name in (GREY, GREEN, "")) > 20, expected
