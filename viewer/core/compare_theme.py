"""How a comparison is drawn: the ways ground went, its age, and two sources apart."""

from __future__ import annotations

from typing import Any

from viewer.core.sources import Status
from viewer.core.theme import TOKENS, series_style

Style = dict[str, Any]

TO_RUSSIA, TO_UKRAINE = "to_russia", "to_ukraine"
AGE_STEPS = 32

# Published control points of viridis: even steps to the eye, and to one that sees red as green.
_VIRIDIS = (
    (0x44, 0x01, 0x54), (0x48, 0x24, 0x75), (0x41, 0x44, 0x87), (0x35, 0x5F, 0x8D),
    (0x2A, 0x78, 0x8E), (0x21, 0x91, 0x8C), (0x22, 0xA8, 0x84), (0x44, 0xBF, 0x70),
    (0x7A, 0xD1, 0x51), (0xBD, 0xDF, 0x26), (0xFD, 0xE7, 0x25),
)  # fmt: skip
_AGE_ENDS = {"light": (0.92, 0.0), "dark": (0.12, 1.0)}


def ways_of(status: Status) -> tuple[str, str]:
    """Which way ground went that polygons of a status gained, and that they lost."""
    if status == Status.UA_HELD_IN_RU:
        return TO_UKRAINE, TO_RUSSIA
    return TO_RUSSIA, TO_UKRAINE


def way_style(way: str, theme: str) -> Style:
    """Ground that went one way: hue, slant and density of the hatching tell the ways apart."""
    to_russia = way == TO_RUSSIA
    colour = TOKENS[theme]["changed" if to_russia else "returned"]
    hatch = {
        "angle": 45 if to_russia else -45,
        "spacing": 5 if to_russia else 8,
        "width": 1.8 if to_russia else 2.2,
        "opacity": 0.85 if to_russia else 0.9,
    }
    return _style(colour, 0.3 if to_russia else 0.12, hatch)


def kept_style(source: str, status: str, theme: str) -> Style:
    """Ground that did not change: a plain wash."""
    return _style(series_style(source, status, theme)["fill"], 0.15)


def front_style(source: str, status: str, theme: str, *, later: bool) -> Style:
    """The front of the later date, full, or of the earlier one, thin and dashed."""
    stroke = series_style(source, status, theme)["stroke"]
    return {
        "stroke": stroke,
        "width": 2.6 if later else 1.5,
        "dash": [] if later else [6.0, 4.0],
        "fill": "",
        "fillOpacity": 0.0,
        "hatch": None,
    }


def line_style(source: str, status: str, theme: str) -> Style:
    """Only the line of a source that is not part of the comparison."""
    return {**series_style(source, status, theme), "fill": "", "fillOpacity": 0.0, "hatch": None}


def only_style(source: str, status: str, theme: str, *, first: bool) -> Style:
    """Ground that only one of two sources shows; the first rises to the right, the other falls."""
    colour = series_style(source, status, theme)["stroke"]
    hatch = {"angle": 45 if first else -45, "spacing": 6, "width": 1.8, "opacity": 0.9}
    return _style(colour, 0.22, hatch)


def agreed_style(theme: str) -> Style:
    """Ground that both of two sources show."""
    return _style(TOKENS[theme]["mute"], 0.2)


def lost_style(theme: str) -> Style:
    """Laid over the age of ground that is no longer held."""
    hatch = {"angle": -45, "spacing": 7, "width": 2.6, "opacity": 0.85}
    return _style(TOKENS[theme]["land"], 0.0, hatch)


def age_colours(theme: str) -> list[str]:
    """Colours from the first day of a window to its last; the newest stand out most."""
    first, last = _AGE_ENDS[theme]
    return [_viridis(first + (last - first) * i / (AGE_STEPS - 1)) for i in range(AGE_STEPS)]


def _viridis(place: float) -> str:
    at = min(int(place * 10), 9)
    low, high, share = _VIRIDIS[at], _VIRIDIS[at + 1], place * 10 - at
    mixed = (round(a + (b - a) * share) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _style(colour: str, opacity: float, hatch: dict[str, float] | None = None) -> Style:
    return {
        "stroke": colour, "width": 0.0, "dash": [], "fill": colour, "fillOpacity": opacity,
        "hatch": hatch,
    }  # fmt: skip
