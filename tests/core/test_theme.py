"""Colours: both themes are whole, readable, and sides differ by more than hue."""

from __future__ import annotations

import re

import pytest

from viewer.core.sources import SOURCES, Status
from viewer.core.theme import TOKENS, series_style

THEMES = ("light", "dark")
COLOUR = re.compile(r"#[0-9a-f]{6}|rgba\(\d+, \d+, \d+, 0\.\d+\)")


def luminance(colour: str) -> float:
    """Relative luminance as in WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_both_themes_have_the_same_tokens_and_real_colours() -> None:
    assert set(TOKENS["light"]) == set(TOKENS["dark"])
    for theme in THEMES:
        assert all(COLOUR.fullmatch(value) for value in TOKENS[theme].values())


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    tokens = TOKENS[theme]
    for ink, ground in (
        ("ink", "panel"),
        ("ink", "raised"),
        ("mute", "panel"),
        ("mute", "raised"),
        ("label", "land"),
        ("label_minor", "land"),
        ("on_accent", "accent"),
        ("ink", "tint"),
    ):
        assert contrast(tokens[ink], tokens[ground]) >= 4.5, (theme, ink, ground)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("source", [*SOURCES, "unknown"])
def test_fronts_stand_out_from_land_and_from_each_other(theme: str, source: str) -> None:
    ours = series_style(source, Status.RU_HELD, theme)
    theirs = series_style(source, Status.UA_HELD_IN_RU, theme)
    for style in (ours, theirs):
        assert contrast(style["stroke"], TOKENS[theme]["land"]) >= 3.0
    assert ours["stroke"] != theirs["stroke"]
    assert ours["hatch"]["angle"] == -theirs["hatch"]["angle"] != 0


@pytest.mark.parametrize("theme", THEMES)
def test_sources_differ_by_line_and_by_colour(theme: str) -> None:
    styles = [series_style(source, Status.RU_HELD, theme) for source in [*SOURCES, "unknown"]]
    assert len({tuple(style["dash"]) for style in styles}) == len(styles)
    assert len({style["stroke"] for style in styles}) == len(styles)


def test_weak_statuses_are_drawn_weaker() -> None:
    held = series_style("x", Status.RU_HELD, "light")
    for status in (Status.CONTESTED, Status.CLAIMED):
        weak = series_style("x", status, "light")
        assert weak["fillOpacity"] < held["fillOpacity"]
        assert weak["width"] < held["width"]
        assert weak["dash"]
