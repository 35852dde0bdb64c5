"""The basemap in the real engine: colours of known places, layers that can be hidden."""

from __future__ import annotations

from typing import Any

import pytest
from basemap_fixture import basemap_page_fixture  # noqa: F401

from viewer.core.theme import TOKENS


def rgb(text: str) -> list[int]:
    return [int(text[at : at + 2], 16) for at in (1, 3, 5)]


def close(one: list[int], other: list[int]) -> bool:
    return all(abs(a - b) <= 2 for a, b in zip(one, other, strict=False))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_land_and_water_have_their_colours(basemap_page: Any, theme: str) -> None:
    basemap_page.theme(theme)
    basemap_page.look(34.0, 46.2, 7)
    land, water = rgb(TOKENS[theme]["land"]), rgb(TOKENS[theme]["water"])
    assert close(basemap_page.colour(34.4, 45.3), land)  # Crimea
    assert close(basemap_page.colour(37.0, 48.0), land)
    assert close(basemap_page.colour(35.1, 47.5), water)  # Kakhovka reservoir
    # The sea is the page's own colour: nothing is painted.
    assert basemap_page.colour(36.5, 46.0)[3] == 0


def test_land_reaches_the_edges_at_the_lowest_zoom(basemap_page: Any) -> None:
    basemap_page.look(33.0, 48.5, 5)
    for lon, lat in ((10.0, 50.0), (35.0, 39.5), (48.0, 54.0), (19.0, 48.0), (44.5, 50.0)):
        assert close(basemap_page.colour(lon, lat), rgb(TOKENS["light"]["land"])), (lon, lat)
    assert basemap_page.colour(34.0, 43.2)[3] == 0  # the Black Sea is whole
    assert basemap_page.colour(34.0, 42.8)[3] == 0


def counts(page: Any) -> int:
    """How many pixels of the basemap are not plain land."""
    distinct = page.js(
        """(() => {
            under.basemap.settle();
            const canvas = under.map.getPane("basemap").querySelector("canvas");
            const data = under.pixels(canvas);
            const pixels = new Uint32Array(data.buffer);
            return pixels.reduce((count, one) => count + (one === pixels[0] ? 0 : 1), 0);
        })()"""
    )
    assert isinstance(distinct, int)
    return distinct


def test_borders_and_rivers_can_be_hidden(basemap_page: Any) -> None:
    basemap_page.look(35.2, 51.2, 9)  # border, Seim
    everything = counts(basemap_page)
    basemap_page.js("void under.basemap.setVisible({borders: 0})")
    without_borders = counts(basemap_page)
    basemap_page.js("void under.basemap.setVisible({rivers: false})")
    neither = counts(basemap_page)
    assert everything > without_borders > neither
    basemap_page.js("void under.basemap.setVisible({borders: true, rivers: 1})")
    assert counts(basemap_page) == everything


def test_the_graticule_is_off_until_asked_for(basemap_page: Any) -> None:
    basemap_page.look(37.0, 49.0, 7)
    assert basemap_page.js("under.painted('graticule')") == 0
    basemap_page.js("void under.basemap.setVisible({graticule: 1})")
    painted = basemap_page.js("under.painted('graticule')")
    assert painted > 2000
    basemap_page.js("void under.map.panBy([60, 40], {animate: false})")
    assert basemap_page.js("under.painted('graticule')") > 2000
    basemap_page.js("void under.basemap.setVisible({graticule: 0})")
    assert basemap_page.js("under.painted('graticule')") == 0


def test_painting_is_quick_enough_for_a_briefing(basemap_page: Any) -> None:
    basemap_page.look(34.0, 47.5, 8)
    milliseconds = basemap_page.js(
        "(() => { const start = performance.now();"
        " for (let i = 0; i < 5; i++) under.theme(" + f"{TOKENS['dark']!r}".replace("'", '"') + ");"
        " return (performance.now() - start) / 5; })()"
    )
    assert milliseconds < 120
