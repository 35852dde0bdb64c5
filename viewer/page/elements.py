"""folium elements of the map page; the only place that imports folium."""

from __future__ import annotations

from typing import Any

import folium
from branca.element import MacroElement
from jinja2 import Template

LEAFLET = "salient://local/vendor/leaflet/leaflet.js"
FOLIUM_OPTIONS: dict[str, Any] = {
    "zoom_snap": 0.5,
    "zoom_delta": 1,
    "wheel_px_per_zoom_level": 90,
    "attribution_control": False,
    "zoom_control": False,
    "max_bounds_viscosity": 1.0,
    "bounce_at_zoom_limits": False,
    "keyboard_pan_delta": 120,
    "zoom_animation": True,
}


class PublishedMap(MacroElement):
    """Give the map, whose name folium makes up anew each time, one fixed name."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.theMap = {{ this._parent.get_name() }};"
        "{% endmacro %}"
    )


class OfflineMap(folium.Map):
    """A folium map that loads Leaflet from our own scheme and nothing else.

    Notes
    -----
    `default_js` and `default_css` are set on this class, which drops jQuery, Bootstrap and the
    icon fonts that a plain folium map links from elsewhere. No tile layer: those are remote.
    """

    default_js = [("leaflet", LEAFLET)]  # noqa: RUF012
    default_css = []  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(
            location=[48.9, 37.0],
            zoom_start=7,
            tiles=None,
            prefer_canvas=True,
            control_scale=False,
            max_bounds=True,
            min_lat=43.0,
            max_lat=54.0,
            min_lon=20.0,
            max_lon=44.0,
            **FOLIUM_OPTIONS,
        )
        PublishedMap().add_to(self)  # type: ignore[no-untyped-call]
