"""Land and state borders of the basemap, from the npm package @geo-maps/countries-land-100m.

The package is OpenStreetMap's (ODbL) cut of the world's land into countries. It gives Crimea to
Ukraine and to Russia; here, as in international law, it is Ukraine's alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]

# Gaps up to twice this (degrees, some 30 m) between countries are faults of the source.
ON_LINE = 0.0004
# Outlines of neighbours that run this close (degrees, some 1 km) are one border: rivers.
NEIGHBOUR = 0.012
# Rings smaller than this (square degrees, about 0.1 km2) are slivers between two sources.
SLIVER = 1.2e-5


def features(path: Path) -> Iterator[dict[str, Any]]:
    """Features of a one-line GeoJSON file, one after the other.

    The files have 120 MB; taken whole they would need 2 GB of memory.
    """
    text = path.read_text(encoding="utf-8")
    decoder = json.JSONDecoder()
    position = text.index("[", text.index('"features"')) + 1
    while True:
        position = text.find("{", position)
        if position < 0:
            return
        feature, position = decoder.raw_decode(text, position)
        yield feature


def polygons(geometry: BaseGeometry) -> list[shapely.Polygon]:
    """The polygons in a geometry, whatever else it holds."""
    return [
        part
        for part in shapely.get_parts(geometry, return_index=False)
        if part.geom_type == "Polygon" and not part.is_empty
    ]


def clean(geometry: BaseGeometry) -> shapely.MultiPolygon:
    """Valid MultiPolygon without slivers, neither as parts nor as holes."""
    kept = []
    for part in polygons(shapely.make_valid(geometry)):
        if part.area < SLIVER:
            continue
        holes = [ring for ring in part.interiors if shapely.Polygon(ring).area >= SLIVER]
        kept.append(shapely.Polygon(part.exterior, holes))
    return shapely.MultiPolygon(polygons(shapely.union_all(kept)))


def without_lakes(land: shapely.MultiPolygon) -> shapely.MultiPolygon:
    """The same with every hole filled: lakes belong to the country around them."""
    return shapely.MultiPolygon(
        polygons(shapely.union_all([shapely.Polygon(part.exterior) for part in land.geoms]))
    )


def read_outlines(path: Path, box: Box) -> dict[str, list[shapely.Polygon]]:
    """Outer rings of the countries that meet ``box``, whole, by the country's ISO letters."""
    found: dict[str, list[shapely.Polygon]] = {}
    for feature in features(path):
        geometry = feature["geometry"]
        parts = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            parts = [parts]
        outlines = [shapely.Polygon(rings[0]) for rings in parts if _meets(rings[0], box)]
        if outlines:
            found[feature["properties"]["A3"]] = outlines
    return found


def _meets(ring: list[list[float]], box: Box) -> bool:
    longitudes = [point[0] for point in ring]
    latitudes = [point[1] for point in ring]
    return (
        min(longitudes) <= box[2]
        and max(longitudes) >= box[0]
        and min(latitudes) <= box[3]
        and max(latitudes) >= box[1]
    )


def cut_countries(
    outlines: dict[str, list[shapely.Polygon]], box: Box, tolerance: float = 0.0
) -> dict[str, shapely.MultiPolygon]:
    """Countries within ``box``; Crimea and Sevastopol are Ukraine's only.

    Parameters
    ----------
    outlines : dict
        What `read_outlines` gives.
    box : west, south, east, north in degrees
        Everything is cut to it.
    tolerance : float
        Lines may move by this many degrees; 0 keeps every vertex.
    """
    found: dict[str, shapely.MultiPolygon] = {}
    for name, parts in outlines.items():
        if tolerance:
            large = [part for part in parts if part.area > tolerance**2]
            parts = [part for whole in large for part in polygons(whole.simplify(tolerance))]
        cut = [shapely.clip_by_rect(part, *box) for part in parts]
        valid = [shapely.make_valid(part) for part in cut if part is not None]
        country = without_lakes(clean(shapely.union_all(valid)))
        if not country.is_empty:
            found[name] = country
    found["RUS"] = clean(found["RUS"].difference(found["UKR"]))
    return found


def grow(geometry: BaseGeometry, degrees: float) -> BaseGeometry:
    """Buffer without round corners: few vertices, and undone by the opposite one."""
    return geometry.buffer(degrees, quad_segs=1, join_style="mitre", mitre_limit=2)


def all_land(countries: dict[str, shapely.MultiPolygon]) -> shapely.MultiPolygon:
    """Countries as one piece of land, small gaps between them closed, lakes filled."""
    land = without_lakes(clean(shapely.union_all(list(countries.values()))))
    closed = grow(grow(land, ON_LINE), -ON_LINE)
    return without_lakes(clean(shapely.union_all([land, closed])))


def borders(
    countries: dict[str, shapely.MultiPolygon], neighbour: float = NEIGHBOUR
) -> list[shapely.LineString]:
    """State borders on land, each drawn once, Ukraine's first.

    Outlines of two countries that are ``neighbour`` degrees apart, or less, are one border.

    A border is where the outline of one country runs along another: no coast can be in it.
    """
    lines: list[shapely.LineString] = []
    names = sorted(countries, key=lambda name: (name != "UKR", name))
    for index, name in enumerate(names):
        outline = countries[name].boundary
        for other in names[index + 1 :]:
            if not shapely.box(*countries[other].bounds).intersects(outline):
                continue
            near = grow(countries[other].simplify(ON_LINE / 2), neighbour)
            shared = shapely.line_merge(outline.intersection(near))
            lines += [
                line
                for line in shapely.get_parts(shared)
                if line.geom_type == "LineString" and line.length > 1.3 * neighbour
            ]
    return lines
