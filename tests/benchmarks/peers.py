"""What others would use, written as a folium page: an empty map, and TimestampedGeoJson."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

from data import polygons, sample_days

CENTRE, ZOOM = (48.2, 37.3), 9
STYLE = {"color": "#d00000", "weight": 1, "opacity": 1, "fillColor": "#d00000", "fillOpacity": 0.35}
LOCAL = {
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    "jquery.min.js": "jquery/dist/jquery.min.js",
    "jquery-ui.min.js": "jquery-ui-dist/jquery-ui.min.js",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "iso8601.min.js": "iso8601-js-period/iso8601.js",
    "leaflet.timedimension.min.js": "leaflet-timedimension/dist/leaflet.timedimension.min.js",
    "leaflet.timedimension.control.css": (
        "leaflet-timedimension/dist/leaflet.timedimension.control.css"
    ),
    "moment.min.js": "moment/min/moment.min.js",
}
"""What folium links, by its last part, to the copy in ``node_modules``; all else is left out."""


def build(contestant: str, days: Path, out: Path, modules: Path) -> None:
    """Write ``page.html``."""
    import folium

    page = folium.Map(CENTRE, zoom_start=ZOOM, tiles=None, zoom_animation=False)
    if contestant == "timestamped":
        from folium.plugins import TimestampedGeoJson

        features = [_feature(path, milliseconds(day)) for day, path in sample_days(days)]
        collection = {"type": "FeatureCollection", "features": features}
        TimestampedGeoJson(
            collection, period="P1D", duration="PT23H", auto_play=False, add_last_point=False
        ).add_to(page)
    out.mkdir(parents=True, exist_ok=True)
    (out / "page.html").write_text(_localised(page.get_root().render(), modules))


def map_name(page: Path) -> str:
    """Name of the map in the page's script."""
    found = re.search(r"var (map_\w+) = L\.map", page.read_text())
    if found is None:
        raise SystemExit(f"{page} has no map")
    return found[1]


def milliseconds(day: datetime.date) -> int:
    """Unix time of a date."""
    at_midnight = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return int(at_midnight.timestamp() * 1000)


def _feature(path: Path, time: int) -> dict[str, Any]:
    coordinates = polygons(path)
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
        "properties": {"times": [time] * len(coordinates), "style": STYLE},
    }


def _localised(html: str, modules: Path) -> str:
    def local(match: re.Match[str]) -> str:
        name = match[2].split("?")[0].rsplit("/", 1)[-1]
        if not match[2].startswith("http"):
            return match[0]
        target = LOCAL.get(name)
        return f'{match[1]}"{(modules / target).as_uri() if target else "data:,"}"'

    head, end, rest = html.partition("</head>")
    return re.sub(r'((?:src|href)=)"([^"]+)"', local, head) + end + rest
