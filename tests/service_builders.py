"""Builders of versions of DeepState's service and of UAControlMap's backups."""

from __future__ import annotations

import io
import zipfile
from typing import Any

HELD = "Окуповано /// Occupied /// geoJSON.status.occupied"
CONTESTED = "Статус невідомий\u00a0/// Unknown status/// geoJSON.status.unknown"
LIBERATED = "Звільнено 25.03 /// Liberated 25.03 /// geoJSON.status.dismissed_at {{at:01.01}}"
CRIMEA = "Окупований Крим /// Occupied Crimea /// geoJSON.territories.crimea"
ORDLO = "ОРДЛО /// CADR and CALR\n /// geoJSON.territories.ordlo"
TUZLA = "Тузла /// Tuzla /// geoJSON.territories.tuzla"
TRANSNISTRIA = "Придністров'я /// Transnistria /// geoJSON.territories.transnistria"
KARELIA = "Карелія /// Karelia <b>soon</b> /// geoJSON.territories.karelia"
MOMENT = 1727073480
"""23 September 2024, 06:38 UTC: the daily file of the 24th is the first to show it."""


def square(west: float, south: float, size: float) -> list[Any]:
    """A closed ring, counter-clockwise."""
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def lifted(ring: list[Any]) -> list[Any]:
    """A ring with a third value of zero."""
    return [[x, y, 0] for x, y in ring]


def area(name: str | None, ring: list[Any], **properties: Any) -> dict[str, Any]:
    """A feature with one polygon."""
    return {
        "type": "Feature",
        "properties": {**({} if name is None else {"name": name}), **properties},
        "geometry": {"type": "Polygon", "coordinates": [lifted(ring)]},
    }


def point(name: str, lon: float = 37.5, lat: float = 48.5) -> dict[str, Any]:
    """A feature with one point."""
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Point", "coordinates": [lon, lat, 0]},
    }


HELD_RING = square(37.0, 48.0, 1.0)
CONTESTED_RING = square(36.8, 48.0, 0.2)
KURSK_RING = square(34.95, 51.3, 0.2)
FEATURES = [
    area(HELD, HELD_RING, fill="#a52714"),
    area(ORDLO, square(38.0, 48.0, 0.5), fill="#880e4f"),
    area(CRIMEA, square(34.0, 45.0, 0.5), fill="#880e4f"),
    area(CONTESTED, CONTESTED_RING, styleUrl="#poly-BDBDBD-1200-77-nodesc"),
    area(LIBERATED, square(36.0, 49.5, 0.3), fill="#0F9D58"),
    area("Курщина", KURSK_RING, fill="#0288d1"),
    area(TRANSNISTRIA, square(29.0, 47.0, 0.4), fill="#ff5252"),
    area(KARELIA, square(33.0, 63.0, 1.0), fill="#ff5252"),
    *(point(f"{n} полк ///1st Regiment /// geoJSON.units.{n}") for n in range(40)),
    {
        "type": "Feature",
        "properties": {"name": "напрямок удару /// Direction of attack {icon=arrow_16}"},
        "geometry": {"type": "LineString", "coordinates": [[37, 48, 0], [37.1, 48, 0]]},
    },
]


def version(features: list[Any] | None = None) -> dict[str, Any]:
    """``history/<id>/geojson``."""
    chosen = FEATURES if features is None else features
    return {"type": "FeatureCollection", "features": chosen}


def wrapper(features: list[Any] | None = None, moment: int = MOMENT) -> dict[str, Any]:
    """``history/last``."""
    return {"id": moment, "datetime": "23.09 o 09:38", "map": version(features)}


def polygon_kml(ring: list[Any], holes: list[list[Any]] | None = None) -> str:
    """A KML polygon with heights."""

    def boundary(tag: str, positions: list[Any]) -> str:
        text = "\n".join(f"  {x},{y},0" for x, y in positions)
        return (
            f"<{tag}><LinearRing><tessellate>1</tessellate>"
            f"<coordinates>{text}</coordinates></LinearRing></{tag}>"
        )

    inner = "".join(boundary("innerBoundaryIs", hole) for hole in holes or [])
    return f"<Polygon>{boundary('outerBoundaryIs', ring)}{inner}</Polygon>"


def placemark_kml(name: str, geometry: str) -> str:
    """A placemark; the name is written as it is."""
    return f"<Placemark><name>{name}</name><styleUrl>#x</styleUrl>{geometry}</Placemark>"


LINE = "<LineString><coordinates>37,48,0 38,49,0</coordinates></LineString>"
AREAS = [
    placemark_kml("Donetsk Axis&#160; ", polygon_kml(square(37, 47, 1))),
    placemark_kml("Luhansk Axis", polygon_kml(square(37.5, 47.5, 1))),
    placemark_kml("Zaporizhia and Kherson Axis [Z]", polygon_kml(square(34.5, 46.5, 1))),
    placemark_kml(
        "Crimea\u00a0",
        "<MultiGeometry>"
        + polygon_kml(square(34, 45, 0.5), [square(34.1, 45.1, 0.1)])
        + polygon_kml(square(33.2, 45.2, 0.2))
        + "</MultiGeometry>",
    ),
    placemark_kml("Russian Advance North", polygon_kml(square(36.3, 50.1, 0.1))),
    placemark_kml("Transnistria", polygon_kml(square(29, 47, 0.4))),
    placemark_kml("Trenches 12", f"<MultiGeometry>{LINE}</MultiGeometry>"),
    placemark_kml("Dragonteeth  3", LINE),
]
KURSK = placemark_kml("Ukrainian Kursk Incursion ", polygon_kml(square(34.95, 51.3, 0.2)))


def backup_kml(areas: list[str] | None = None, before: str = "") -> str:
    """``doc.kml`` of a backup."""
    chosen = [*AREAS, KURSK] if areas is None else areas
    return f"""<?xml version="1.0" encoding="UTF-8"?>{before}
    <kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Map</name>
    <Folder><name>Frontline</name>{placemark_kml("Frontline", LINE)}</Folder>
    <Folder><name>Important&#160;Areas</name>{"".join(chosen)}</Folder>
    <Folder><name>Russian Unit Positions</name>
    <Placemark><name>1 Bde</name><Point><coordinates>37,48,0</coordinates></Point></Placemark>
    </Folder></Document></kml>"""


def kmz(text: str, **members: bytes) -> bytes:
    """A KMZ file with icons beside the map."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", text)
        archive.writestr("images/icon-1.png", b"\x89PNG\r\n")
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()
