"""Colours of the window and the map: one table for widgets and page, light and dark."""

from __future__ import annotations

from typing import Any

from viewer.core.sources import Status

Tokens = dict[str, str]

TOKENS: dict[str, Tokens] = {
    "light": {
        "land": "#f4f2ec",
        "water": "#d5e2ec",
        "river": "#b4cddf",
        "border": "#8b8577",
        "graticule": "#c9c4b6",
        "label": "#2a2f36",
        "label_minor": "#4d555f",
        "label_water": "#4a7796",
        "halo": "#f8f7f3",
        "sector": "#6d7480",
        "panel": "#f6f7f9",
        "raised": "#ffffff",
        "line": "#d9dde3",
        "ink": "#1b1f24",
        "mute": "#5b6570",
        "ru": "#b3261e",
        "ua": "#1f5fae",
        "changed": "#e8590c",
        "returned": "#00766d",
        "accent": "#0b5cad",
        "on_accent": "#ffffff",
        "tint": "#e4eef9",
        "shadow": "rgba(20, 26, 34, 0.22)",
    },
    "dark": {
        "land": "#20242a",
        "water": "#16222d",
        "river": "#2c4356",
        "border": "#7d8794",
        "graticule": "#3a424c",
        "label": "#e3e7ec",
        "label_minor": "#b6bec8",
        "label_water": "#6f9dbd",
        "halo": "#14181d",
        "sector": "#99a2ad",
        "panel": "#1c2026",
        "raised": "#262b32",
        "line": "#2d333b",
        "ink": "#e9edf1",
        "mute": "#9aa5b1",
        "ru": "#ff6b5e",
        "ua": "#6aa8ff",
        "changed": "#ffa94d",
        "returned": "#3ccfbd",
        "accent": "#6cb2ff",
        "on_accent": "#0d1620",
        "tint": "#1f3145",
        "shadow": "rgba(0, 0, 0, 0.55)",
    },
}

_SHADES: dict[str, dict[str, tuple[str, str]]] = {
    "light": {
        "deepstate": ("#b3261e", "#1f5fae"),
        "uacontrolmap": ("#8a1f6b", "#12708f"),
        "isw": ("#4a0d1f", "#0b6b5f"),
        "viina": ("#5c4a12", "#31557a"),
        "schematic": ("#a2481a", "#3d55b8"),
        "": ("#7d3f2c", "#2c6e7a"),
    },
    "dark": {
        "deepstate": ("#ff6b5e", "#6aa8ff"),
        "uacontrolmap": ("#f277c6", "#58c7e8"),
        "isw": ("#ffd0d6", "#4fd0bb"),
        "viina": ("#e6d24a", "#9cc3ee"),
        "schematic": ("#ffa06b", "#98a8ff"),
        "": ("#e0a08c", "#8fd0dc"),
    },
}
"""Colour of the Russian side and of the Ukrainian side, per source; "" for any other source."""

_DASHES: dict[str, list[float]] = {
    "deepstate": [],
    "uacontrolmap": [9.0, 4.0],
    "isw": [14.0, 3.0, 2.0, 3.0, 2.0, 3.0],
    "viina": [5.0, 2.0],
    "schematic": [2.0, 4.0],
    "": [12.0, 3.0, 2.0, 3.0],
}


def series_style(source: str, status: str, theme: str) -> dict[str, Any]:
    """How a series is drawn: sides differ by hue and hatching, sources by shade and line.

    Parameters
    ----------
    source, status : str
        Ids.
    theme : str
        ``light`` or ``dark``.

    Returns
    -------
    dict
        stroke (colour), width (px), dash (px on and off), fill (colour), fillOpacity, and hatch
        (angle in degrees, spacing and width in px, opacity).
    """
    shades = _SHADES[theme].get(source, _SHADES[theme][""])
    ukrainian = status == Status.UA_HELD_IN_RU
    colour = shades[1] if ukrainian else shades[0]
    dash = _DASHES.get(source, _DASHES[""])
    weak = status in (Status.CONTESTED, Status.CLAIMED)
    return {
        "stroke": colour,
        "width": 1.6 if weak else 2.4,
        "dash": [5.0, 5.0] if weak else dash,
        "fill": colour,
        "fillOpacity": 0.08 if weak else 0.16,
        "hatch": {
            "angle": -45 if ukrainian else 45,
            "spacing": 14 if weak else {"deepstate": 8, "uacontrolmap": 11}.get(source, 9),
            "width": 1.0,
            "opacity": 0.38,
        },
    }
