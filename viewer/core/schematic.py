"""The schematic: a daily front for the four sectors, rebuilt from dated places alone.

For each group of neighbouring sectors: triangles over the places and the control points, a value
that climbs around each change of holder, cut where it crosses zero, clipped to the sectors and to
the border. It is a drawing aid of known accuracy (``data/README.md``), no survey, and nobody's
polygons went into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from viewer.core.facts import load_control_points, load_margin_settlements, load_settlements
from viewer.core.geodesy import as_multipolygons, authalic_area_km2
from viewer.core.geodesy_edges import Bounds, FloatArray, GeometryArray
from viewer.core.schematic_tin import Place, Tin, place_values
from viewer.core.sectors import Sector, load_sectors
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status

FIRST_DAY = date(2024, 7, 8)
LAST_DAY = date(2025, 3, 31)


@dataclass(frozen=True)
class SchematicGroup:
    """Sectors whose line is drawn in one go, so that it is whole where they touch.

    Attributes
    ----------
    sectors : tuple of str
        Sector ids.
    status : Status
        What the area asserts.
    side : str
        The holder whose area it is, ``ru`` or ``ua``.
    ramp_days : float
        Days on each side of a change over which the line moves through the place.
    caution : float
        Weight of a place that the side does not hold against one that it does. With 1 the line
        runs half-way between the two; above 1 it stays nearer to what is held.
    """

    sectors: tuple[str, ...]
    status: Status
    side: str
    ramp_days: float
    caution: float = 1.0


# Ramps as the study of the method recommends. In the south the drawn maps leave contested ground
# out of what is held, so half-way between two places lies too far forward.
GROUPS = (
    SchematicGroup(("kupiansk",), Status.RU_HELD, "ru", ramp_days=15),
    SchematicGroup(("kurakhove", "pokrovsk"), Status.RU_HELD, "ru", ramp_days=20, caution=1.3),
    SchematicGroup(("kursk",), Status.UA_HELD_IN_RU, "ua", ramp_days=3),
)
SMALLEST_PART_KM2 = 0.1
_REACH_DEG = 0.25
_SURROUND_STEP_DEG = 0.1


def build_schematic(
    ukraine: shapely.MultiPolygon, folder: Path | None = None
) -> tuple[SnapshotTable, SnapshotTable]:
    """Rebuild the schematic for every day from 2024-07-08 to 2025-03-31.

    Parameters
    ----------
    ukraine : MultiPolygon
        Ukraine within its internationally recognised borders, lon, lat in EPSG:4326.
    folder : Path, optional
        Folder of the facts; the bundled one by default.

    Returns
    -------
    tuple of two SnapshotTable
        ``ru_held`` (Kupiansk, Kurakhove, Pokrovsk) and ``ua_held_in_ru`` (Kursk). Days without
        any area are empty snapshots, not gaps.
    """
    days = np.arange(np.datetime64(FIRST_DAY), np.datetime64(LAST_DAY) + np.timedelta64(1, "D"))
    tables = []
    for status in (Status.RU_HELD, Status.UA_HELD_IN_RU):
        areas = [
            group_area(group, days, ukraine, folder) for group in GROUPS if group.status == status
        ]
        geometries = _together(areas)
        tables.append(SnapshotTable("schematic", status, days, geometries, _flags(geometries)))
    return tables[0], tables[1]


def group_area(
    group: SchematicGroup,
    days: NDArray[np.datetime64],
    ukraine: shapely.MultiPolygon,
    folder: Path | None = None,
) -> GeometryArray:
    """Area held by the group's side on each day, clipped to its sectors and the border.

    Parameters
    ----------
    group : SchematicGroup
        Sectors and method.
    days : array of datetime64[D], shape (n,)
        Any days; before 2024-07-08 and after 2025-03-31 the facts say nothing new.
    ukraine, folder
        As for `build_schematic`.

    Returns
    -------
    array of MultiPolygon, shape (n,)
        lon, lat in EPSG:4326, valid; empty where nothing is held.
    """
    sectors = [sector for sector in load_sectors() if sector.id in group.sectors]
    boxes = shapely.union_all([shapely.box(*sector.bounds_wgs84) for sector in sectors])
    abroad = group.status is Status.UA_HELD_IN_RU
    region = shapely.difference(boxes, ukraine) if abroad else shapely.intersection(boxes, ukraine)
    places = _places(sectors, ukraine, abroad, folder)
    values = place_values(places, group.side, days, group.ramp_days)
    values = np.where(values < 0, values * group.caution, values)
    lonlat = np.array([(place.lon, place.lat) for place in places])
    around = _surround(boxes.bounds)
    nearest = _nearest(around, lonlat)
    tin = Tin.over(np.concatenate((lonlat, around)))
    held = tin.positive_area(np.concatenate((values, values[:, nearest]), axis=1))
    shapely.prepare(region)
    return _without_scraps(as_multipolygons(shapely.intersection(held, region)))


def _without_scraps(areas: GeometryArray) -> GeometryArray:
    """Drop parts that the line's accuracy cannot mean, such as slivers along the border."""
    parts, owner = shapely.get_parts(areas, return_index=True)
    keep = authalic_area_km2(parts) >= SMALLEST_PART_KM2
    result = np.full(len(areas), shapely.MultiPolygon(), dtype=object)
    if keep.any():
        shapely.multipolygons(parts[keep], indices=owner[keep], out=result)
    return result


def _places(
    sectors: Sequence[Sector],
    ukraine: shapely.MultiPolygon,
    abroad: bool,
    folder: Path | None,
) -> list[Place]:
    """Places in and near the sectors, on the group's side of the border, each position once.

    Abroad these are the places that Russia held at the start, which the facts tell better than
    any border; elsewhere those in Ukraine. Places across the border say nothing about the front.
    """
    ids = {sector.id for sector in sectors}
    everything: list[Place] = [
        *(point for point in load_control_points(folder) if point.sector in ids),
        *load_settlements(folder),
        *load_margin_settlements(folder),
    ]
    lonlat = np.array([(place.lon, place.lat) for place in everything])
    if abroad:
        wanted = np.array([place.sector in ids and place.start == "ru" for place in everything])
    else:
        wanted = _near(lonlat, sectors) & shapely.contains_xy(ukraine, lonlat[:, 0], lonlat[:, 1])
    distinct = {
        (place.lon, place.lat): place
        for place, is_wanted in zip(everything, wanted, strict=True)
        if is_wanted
    }
    return list(distinct.values())


def _near(lonlat: FloatArray, sectors: Sequence[Sector]) -> NDArray[np.bool_]:
    near = np.zeros(len(lonlat), dtype=bool)
    for sector in sectors:
        west, south, east, north = sector.bounds_wgs84
        low, high = np.array([west, south]) - _REACH_DEG, np.array([east, north]) + _REACH_DEG
        near |= ((lonlat >= low) & (lonlat <= high)).all(axis=1)
    return near


def _surround(bounds: Bounds) -> FloatArray:
    """Points round the box, so that the triangles reach past its edges."""
    west, south, east, north = np.array(bounds) + _REACH_DEG * np.array([-1, -1, 1, 1])
    ring = shapely.segmentize(shapely.box(west, south, east, north), _SURROUND_STEP_DEG)
    corners: FloatArray = shapely.get_coordinates(ring)[:-1]
    return corners


def _nearest(points: FloatArray, places: FloatArray) -> NDArray[np.intp]:
    """Index of the place nearest to each point."""
    scale = np.array([np.cos(np.radians(places[:, 1].mean())), 1.0])
    offset = (points[:, np.newaxis] - places[np.newaxis]) * scale
    nearest: NDArray[np.intp] = np.argmin((offset**2).sum(axis=2), axis=1)
    return nearest


def _together(areas: Sequence[GeometryArray]) -> GeometryArray:
    """Put the parts of groups that do not touch into one MultiPolygon per day."""
    columns = np.stack(areas, axis=1)
    parts, cell = shapely.get_parts(columns.ravel(), return_index=True)
    result = np.full(len(columns), shapely.MultiPolygon(), dtype=object)
    if len(parts):
        shapely.multipolygons(parts, indices=cell // columns.shape[1], out=result)
    return result


def _flags(geometries: GeometryArray) -> tuple[str, ...]:
    same = shapely.equals_exact(geometries[1:], geometries[:-1])
    return ("", *("identical" if equal else "" for equal in same))
