"""Builders of small files, good and broken, for the import tests."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

DeepState = dict[str, Any]
CRS84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}


def star(lon: float = 37.0, lat: float = 48.0, radius: float = 1.0, corners: int = 40) -> list[Any]:
    """A closed ring of positions [lon, lat], clockwise as DeepState draws."""
    ring = []
    for k in range(corners):
        angle = -2 * math.pi * k / corners
        r = radius * (1 if k % 2 else 0.9)
        ring.append([round(lon + r * math.cos(angle), 6), round(lat + r * math.sin(angle), 6)])
    return [*ring, ring[0]]


def square(west: float, south: float, size: float) -> list[Any]:
    """A closed ring, counter-clockwise."""
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def deepstate(date: str = "20240801", polygons: Any = None, **changes: Any) -> DeepState:
    """A DeepState daily document; keyword arguments change members, None removes them."""
    polygons = [[star()]] if polygons is None else polygons
    document: DeepState = {
        "type": "FeatureCollection",
        "name": f"deepstatemap_data_{date}",
        "crs": CRS84,
        "features": [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            }
        ],
    }
    document.update(changes)
    return {key: value for key, value in document.items() if value is not None}


def unified(days: dict[str, Any], **changes: Any) -> DeepState:
    """A DeepState unified document: date -> polygons."""
    document: DeepState = {
        "type": "FeatureCollection",
        "features": [
            {
                "id": str(number),
                "type": "Feature",
                "properties": {"date": date},
                "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            }
            for number, (date, polygons) in enumerate(days.items())
        ],
    }
    document.update(changes)
    return document


def latlon(ring: list[Any]) -> list[Any]:
    """A ring with the values of each position changed over."""
    return [[y, x] for x, y in ring]


def write(path: Path, document: Any) -> Path:
    """Write JSON (or bytes) and return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    path.write_bytes(data)
    return path


def write_deepstate(folder: Path, date: str, polygons: Any = None, **changes: Any) -> Path:
    """Write a DeepState daily file."""
    return write(folder / f"deepstatemap_data_{date}.geojson", deepstate(date, polygons, **changes))


def write_uacontrolmap(folder: Path, date: str, **keys: Any) -> Path:
    """Write a UAControlMap daily file; rings are given in lon, lat."""
    areas = keys.pop("areas", [star()])
    document: dict[str, Any] = {"areas": [latlon(ring) for ring in areas]}
    if keys.get("areas_ua") is not None:
        document["areas_ua"] = [latlon(ring) for ring in keys.pop("areas_ua")]
    document["frontline"] = []
    document.update({key: value for key, value in keys.items() if value is not None})
    return write(folder / f"{date}.json", document)


def write_vector(
    path: Path,
    geometries: list[Any],
    columns: dict[str, list[Any]] | None = None,
    crs: str | None = "EPSG:4326",
    **options: Any,
) -> Path:
    """Write a vector file through GDAL; date columns are given as datetime64."""
    columns = columns or {}
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(geometries, dtype=object)),
        [np.asarray(values) for values in columns.values()],
        list(columns),
        geometry_type=options.pop("geometry_type", geometries[0].geom_type),
        crs=crs,
        **options,
    )
    return path
