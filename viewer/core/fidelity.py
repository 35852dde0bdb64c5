"""How close the schematic comes to the public maps, sector by sector.

The reference is DeepState for Kupiansk, Kurakhove and Pokrovsk and UAControlMap's ``areas_ua`` for
the Kursk salient, each clipped to the sector and to the border as the schematic is. The archives
are read here in their published form and only measured against; nothing of them is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from viewer.core.border import read_border
from viewer.core.fidelity_front import front_distance_km
from viewer.core.geodesy import as_multipolygons, authalic_area_km2, clip_to_bounds
from viewer.core.geodesy_edges import FloatArray, GeometryArray
from viewer.core.schematic import build_schematic
from viewer.core.sectors import Sector, load_sectors
from viewer.core.sources import Status
from viewer.errors import ViewerError

FIRST_DAY = date(2024, 8, 15)
LAST_DAY = date(2024, 11, 30)


@dataclass(frozen=True)
class Fidelity:
    """Comparison of two areas on several days.

    Attributes
    ----------
    overlap : array of float, shape (n,)
        Area of the intersection over that of the union; 1 when both are empty.
    held_km2, reference_km2 : array of float, shape (n,)
        Areas.
    front_km : array of float, shape (n,)
        Mean distance between the two fronts; nan where one has none.
    """

    overlap: FloatArray
    held_km2: FloatArray
    reference_km2: FloatArray
    front_km: FloatArray


def fidelity_report(
    deepstate_dir: Path,
    uacontrolmap_dir: Path,
    ukraine: shapely.MultiPolygon | None = None,
    facts: Path | None = None,
) -> pd.DataFrame:
    """Compare the schematic with the archives on every day from 2024-08-15 to 2024-11-30.

    Parameters
    ----------
    deepstate_dir : Path
        Folder of daily ``deepstatemap_data_YYYYMMDD.geojson``.
    uacontrolmap_dir : Path
        Folder of daily ``YYYYMMDD.json``.
    ukraine : MultiPolygon, optional
        The border; the one of the basemap by default.
    facts : Path, optional
        Folder of the facts; the bundled one by default.

    Returns
    -------
    DataFrame
        One row per sector: ``sector``, ``reference``, ``first``, ``last`` (dates), ``days``,
        ``mean_iou``, ``worst_iou``, ``worst_day``, ``area_error_km2`` (mean absolute difference),
        ``area_error_percent`` (of the mean reference area), ``bias_km2`` (mean difference,
        schematic minus reference), ``front_km`` (mean distance between the fronts).

    Raises
    ------
    ViewerError
        When a folder holds no day of that span or a file cannot be read.
    """
    ukraine = ukraine or read_border()
    deepstate = _read_days(deepstate_dir, "deepstatemap_data_*.geojson", _deepstate)
    uacontrolmap = _read_days(uacontrolmap_dir, "[0-9]*.json", _uacontrolmap_abroad)
    tables = {table.status: table for table in build_schematic(ukraine, facts)}
    rows = []
    for sector in load_sectors():
        abroad = sector.status is Status.UA_HELD_IN_RU
        days, reference = uacontrolmap if abroad else deepstate
        table = tables[sector.status]
        found = compare_areas(
            clip_to_bounds(
                table.geometries[np.searchsorted(table.dates, days)], sector.bounds_wgs84
            ),
            clip_to_bounds(reference, sector.bounds_wgs84),
            sector_region(sector, ukraine),
        )
        name = "UAControlMap" if abroad else "DeepState"
        rows.append({"sector": sector.id, "reference": name, **_summary(days, found)})
    return pd.DataFrame(rows)


def compare_areas(areas: GeometryArray, reference: GeometryArray, region: BaseGeometry) -> Fidelity:
    """Overlap and areas of two columns of polygons inside a region.

    Parameters
    ----------
    areas, reference : array of MultiPolygon, shape (n,)
        lon, lat in EPSG:4326.
    region : Polygon or MultiPolygon
        Where to compare.
    """
    areas = as_multipolygons(shapely.intersection(areas, region))
    reference = as_multipolygons(shapely.intersection(reference, region))
    held, expected = authalic_area_km2(areas), authalic_area_km2(reference)
    both = authalic_area_km2(as_multipolygons(shapely.intersection(areas, reference)))
    either = held + expected - both
    overlap = np.divide(both, either, out=np.ones(len(both)), where=either > 0)
    return Fidelity(overlap, held, expected, front_distance_km(areas, reference, region))


def sector_region(sector: Sector, ukraine: shapely.MultiPolygon) -> BaseGeometry:
    """Part of the sector in which its status can be: in Ukraine, or for Kursk outside it."""
    box = shapely.box(*sector.bounds_wgs84)
    if sector.status is Status.UA_HELD_IN_RU:
        return shapely.difference(box, ukraine)
    return shapely.intersection(box, ukraine)


def _summary(days: NDArray[np.datetime64], found: Fidelity) -> dict[str, object]:
    difference = found.held_km2 - found.reference_km2
    error = float(np.abs(difference).mean())
    worst = int(np.argmin(found.overlap))
    return {
        "first": str(days[0]),
        "last": str(days[-1]),
        "days": len(days),
        "mean_iou": float(found.overlap.mean()),
        "worst_iou": float(found.overlap[worst]),
        "worst_day": str(days[worst]),
        "area_error_km2": error,
        "area_error_percent": 100 * error / float(found.reference_km2.mean()),
        "bias_km2": float(difference.mean()),
        "front_km": float(np.nanmean(found.front_km)),
    }


def _read_days(
    folder: Path, pattern: str, parse: Callable[[bytes], BaseGeometry]
) -> tuple[NDArray[np.datetime64], GeometryArray]:
    """Days of the span that the folder has, and their polygons made valid."""
    found: dict[date, BaseGeometry] = {}
    for path in sorted(folder.glob(pattern)):
        digits = "".join(filter(str.isdigit, path.stem))
        try:
            day = date.fromisoformat(digits)
            if FIRST_DAY <= day <= LAST_DAY:
                found[day] = parse(path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
            raise ViewerError(
                f"{path} cannot be read as a day of the archive.",
                "Take the file out of the folder, or fetch it again.",
                repr(error),
            ) from error
    if not found:
        raise ViewerError(
            f"{folder} holds no day between {FIRST_DAY} and {LAST_DAY}.",
            f"Name a folder with files like {pattern} of those days.",
        )
    geometries = np.empty(len(found), dtype=object)
    geometries[:] = shapely.make_valid(list(found.values()))
    return np.array(list(found), dtype="datetime64[D]"), as_multipolygons(geometries)


def _deepstate(content: bytes) -> BaseGeometry:
    features = json.loads(content)["features"]
    return shapely.union_all([shapely.geometry.shape(item["geometry"]) for item in features])


def _uacontrolmap_abroad(content: bytes) -> BaseGeometry:
    """Ukrainian-held area in Russia; this archive writes latitude first, and outer rings only."""
    rings = json.loads(content).get("areas_ua", [])
    polygons = [shapely.Polygon([(lon, lat) for lat, lon in ring]) for ring in rings]
    return shapely.union_all(shapely.make_valid(polygons)) if polygons else shapely.MultiPolygon()
