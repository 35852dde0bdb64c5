"""The page's geometry of annotations against that of the core, in the real engine."""

from __future__ import annotations

import json
import random

import pytest
from annotation_driver import Artist
from map_driver import MapDriver

from viewer.core import annotation_shapes as shapes
from viewer.core.annotations import Line

PLACES = [(37.0, 48.0), (37.8, 48.1), (34.2, 46.6), (39.9, 51.2), (30.5, 50.45), (37.001, 48.0005)]


def ask(driver: MapDriver, module: str, expression: str) -> object:
    """Value of an expression with a module of the page as ``m``."""
    return driver.js(
        f"import('salient://local/web/annotations/{module}.js').then((m) => {expression})"
    )


def test_measures_are_geodesic_as_in_the_core(driver: MapDriver) -> None:
    for start in PLACES:
        for end in PLACES:
            if start == end:
                continue
            found = ask(driver, "geodesy", f"m.inverse({list(start)}, {list(end)})")
            assert isinstance(found, dict)
            assert found["m"] == pytest.approx(shapes.distance_m(start, end), rel=1e-8)
            assert found["degrees"] == pytest.approx(shapes.bearing_deg(start, end), abs=1e-6)
            there = ask(
                driver, "geodesy", f"m.direct({list(start)}, {found['degrees']}, {found['m']})"
            )
            assert there == pytest.approx(end, abs=1e-9)


@pytest.mark.parametrize("size", [0.01, 0.3, 2.0])
def test_areas_agree_with_the_core(driver: MapDriver, size: float) -> None:
    east, north = 37.0 + size, 48.0 + size
    ring = ((37.0, 48.0), (east, 48.0), (east, north), (36.9, north), (37.0, 48.0))
    found = ask(driver, "geodesy", f"m.areaKm2({json.dumps(ring)})")
    assert found == pytest.approx(shapes.area_km2(((ring,),)), rel=2e-5)


@pytest.mark.parametrize("count", [2, 3, 6])
@pytest.mark.parametrize("bend", [-0.7, 0.0, 0.4])
def test_arrows_and_circles_are_the_same_as_in_the_core(
    driver: MapDriver, count: int, bend: float
) -> None:
    rng = random.Random(count)
    line: Line = tuple((36.5 + 0.2 * i, 48 + rng.random() / 4) for i in range(count))
    found = ask(
        driver,
        "shapes",
        f"m.arrowOutline({json.dumps(line)}.map(m.toPlane), {bend}).map(m.fromPlane)",
    )
    wanted = shapes.arrow_outline(line, bend)[:-1]
    assert isinstance(found, list)
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert one == pytest.approx(other, abs=1e-7)
    ring = ask(driver, "shapes", f"m.circleRing([37.1, 48.2], {8000 * count})")
    assert isinstance(ring, list)
    for one, other in zip(ring, shapes.circle_ring((37.1, 48.2), 8000.0 * count), strict=False):
        assert one == pytest.approx(other, abs=1e-8)


def test_a_start_fetches_nothing_of_annotations(driver: MapDriver) -> None:
    served: list[str] = []
    driver.window.map_view.handler.served.connect(served.append)
    shown = driver.layers_shown
    driver.window.map_view.reload_now()
    driver.until(lambda: driver.layers_shown > shown)
    assert "web/fronts.js" in served
    assert not [path for path in served if "annotations" in path or "milsymbol" in path]
    artist = Artist(driver)
    artist.take("line")
    driver.until(lambda: "web/annotations/symbols.json" in served)
    assert "web/annotations/annotations.js" in served
    assert not [path for path in served if "milsymbol" in path]
