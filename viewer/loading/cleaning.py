"""From what a file says to a valid MultiPolygon in lon, lat, with a note for each repair."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from viewer.loading.days import Day, Note, RawDay
from viewer.loading.report import Action
from viewer.loading.rings import CoordinateError, FloatArray, Rings

PolygonArray = npt.NDArray[Any]

_THEATRE = (19.0, 42.0, 46.0, 58.0)
_SWAPPED_X = (43.0, 58.0)
_SWAPPED_Y = (19.0, 42.5)
CORRIDOR_HALF_WIDTH = 7e-4
"""Degrees. The corridors that UAControlMap drew in 2024 are about 0.0007 degrees wide in all."""
_MAX_CORRIDOR_SHARE = 0.02
_MIN_CORRIDOR_SHARE = 2e-4
_A_KM = 6378.137
_E2 = 0.0066943799901413165
_E = float(np.sqrt(_E2))

SWAPPED = "positions were lat, lon; turned into lon, lat"
DROPPED_Z = "positions had a third value (Z); dropped"
CLOSED = "rings that did not end where they begin were closed"
INVALID = "polygons that cross themselves were made valid"
OPENED = "a corridor too thin to be ground was cut"


def area_km2(geometry: Any) -> float:
    """Area of a geometry in lon, lat, in km2 on the WGS 84 ellipsoid.

    Edges are straight in longitude and authalic latitude, so a lon/lat box has its exact area.
    """
    return float(shapely.area(shapely.transform(geometry, _equal_area)))


def _equal_area(lonlat: FloatArray) -> FloatArray:
    sine = np.sin(np.radians(lonlat[:, 1]))
    q = sine / (1 - _E2 * sine**2) - np.log((1 - _E * sine) / (1 + _E * sine)) / (2 * _E)
    return np.column_stack([np.radians(lonlat[:, 0]), (1 - _E2) * q * _A_KM**2 / 2])


def clean(raw: RawDay) -> Day:
    """Check and repair one day.

    Parameters
    ----------
    raw : RawDay
        As read.

    Returns
    -------
    Day
        Its geometry is valid, two-dimensional, in lon, lat; empty when the file has no area.

    Raises
    ------
    CoordinateError
        When the coordinates cannot be used; the clause says why.
    """
    notes = list(raw.notes)
    polygons = _polygons(raw.shapes, notes)
    geometry: Any = shapely.MultiPolygon()
    if len(polygons):
        polygons = _in_degrees(polygons, raw, notes)
        geometry = _united(polygons, notes) if raw.unite else _as_drawn(polygons, notes)
        if raw.open_corridors:
            geometry = open_corridors(geometry, notes)
    wkb: bytes = shapely.to_wkb(geometry, byte_order=1)
    west, south, east, north = shapely.bounds(geometry).tolist()
    return Day(
        source=raw.source,
        status=raw.status,
        date=raw.date,
        origin=raw.origin,
        importer=raw.importer,
        daily=raw.daily,
        wkb=wkb,
        bounds=None if np.isnan(west) else (west, south, east, north),
        area_km2=area_km2(geometry),
        digest=hashlib.sha256(wkb).hexdigest()[:16],
        may_be_empty=raw.may_be_empty,
        notes=notes,
    )


def _polygons(shapes: Rings | PolygonArray, notes: list[Note]) -> PolygonArray:
    xy = shapes.xy if isinstance(shapes, Rings) else shapely.get_coordinates(shapes)
    if not np.isfinite(xy).all():
        raise CoordinateError("holds coordinates that are not numbers (NaN or Infinity)")
    if not isinstance(shapes, Rings):
        if len(shapes) and bool(shapely.has_z(shapes).any()):
            notes.append((Action.REPAIRED, DROPPED_Z))
        return shapely.force_2d(shapes) if len(shapes) else shapes
    if shapes.had_z:
        notes.append((Action.REPAIRED, DROPPED_Z))
    if shapes.open_rings:
        notes.append((Action.REPAIRED, CLOSED))
    return shapes.polygons()


def _in_degrees(polygons: PolygonArray, raw: RawDay, notes: list[Note]) -> PolygonArray:
    if raw.crs not in ("", "OGC:CRS84"):
        polygons = reproject(polygons, raw.crs)
        notes.append((Action.REPAIRED, f"coordinates were in {raw.crs}; turned into lon, lat"))
    west, south, east, north = _bounds(polygons)
    swapped = (
        _SWAPPED_X[0] <= west
        and east <= _SWAPPED_X[1]
        and _SWAPPED_Y[0] <= south
        and north <= _SWAPPED_Y[1]
    ) or (max(-south, north) > 90 and max(-west, east) <= 90 and max(-south, north) <= 180)
    if swapped:
        polygons = shapely.transform(polygons, lambda xy: xy[:, ::-1])
        notes.append((Action.REPAIRED, SWAPPED))
        west, south, east, north = _bounds(polygons)
    if west < -180 or east > 180 or south < -90 or north > 90:
        largest = max(-west, east, -south, north)
        raise CoordinateError(
            f"holds coordinates that are no degrees (up to {largest:,.0f}) and names no "
            "coordinate system"
        )
    inside = _THEATRE[0] <= west <= east <= _THEATRE[2]
    inside = inside and _THEATRE[1] <= south <= north <= _THEATRE[3]
    if not inside:
        place = f"lon {west:.1f} .. {east:.1f}, lat {south:.1f} .. {north:.1f}"
        if raw.known_place:
            raise CoordinateError(f"lies partly outside Ukraine and its surroundings ({place})")
        notes.append((Action.WARNED, f"lies partly outside Ukraine and its surroundings ({place})"))
    return polygons


def _bounds(polygons: PolygonArray) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(polygons).tolist()
    if not np.isfinite([west, south, east, north]).all():
        raise CoordinateError("holds coordinates that are not numbers (NaN or Infinity)")
    return west, south, east, north


def reproject(polygons: PolygonArray, crs: str) -> PolygonArray:
    """Turn polygons of another coordinate system into lon, lat (EPSG:4326).

    Raises
    ------
    CoordinateError
        When the system is not known or its coordinates cannot be turned.
    """
    import pyproj

    try:
        source = pyproj.CRS.from_user_input(crs)
        transformer = pyproj.Transformer.from_crs(source, "OGC:CRS84", always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise CoordinateError(f"names a coordinate system that is not known ({crs})") from error

    def turn(xy: FloatArray) -> FloatArray:
        lon, lat = transformer.transform(xy[:, 0], xy[:, 1])
        return np.column_stack([lon, lat])

    turned: PolygonArray = shapely.transform(polygons, turn)
    return turned


def _as_drawn(polygons: PolygonArray, notes: list[Note]) -> Any:
    geometry = shapely.multipolygons(polygons)
    if shapely.is_valid(geometry):
        return geometry
    notes.append((Action.REPAIRED, INVALID))
    return _only_polygons(shapely.make_valid(geometry, method="structure", keep_collapsed=False))


def _united(polygons: PolygonArray, notes: list[Note]) -> Any:
    valid = shapely.is_valid(polygons)
    if not valid.all():
        notes.append((Action.REPAIRED, INVALID))
        polygons = polygons.copy()
        polygons[~valid] = shapely.make_valid(
            polygons[~valid], method="structure", keep_collapsed=False
        )
    return _only_polygons(shapely.union_all(polygons))


def _only_polygons(geometry: Any) -> Any:
    parts = shapely.get_parts(geometry)
    parts = shapely.get_parts(parts)
    keep = parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    return shapely.multipolygons(keep) if len(keep) else shapely.MultiPolygon()


def open_corridors(geometry: Any, notes: list[Note]) -> Any:
    """Cut corridors that join areas but are too thin to be ground.

    The geometry is shrunk and grown again by 0.0007 degrees; where that parts it or takes away a
    spur, the corridor is cut out and everything else keeps its vertices.

    Parameters
    ----------
    geometry : MultiPolygon
        Lon, lat.
    notes : list
        Gets a line when something was cut, and a warning when too much would have been.

    Returns
    -------
    MultiPolygon
        The same object when there was no corridor.
    """
    core = shapely.buffer(geometry, -CORRIDOR_HALF_WIDTH, join_style="mitre", mitre_limit=2.0)
    reach = shapely.buffer(core, 2 * CORRIDOR_HALF_WIDTH, join_style="mitre", mitre_limit=2.0)
    opened = _only_polygons(shapely.intersection(geometry, reach))
    before = float(shapely.area(geometry))
    lost = 1 - float(shapely.area(opened)) / before if before else 0.0
    if lost < _MIN_CORRIDOR_SHARE:
        return geometry
    if lost > _MAX_CORRIDOR_SHARE:
        notes.append((Action.WARNED, "thin corridors make up over 2 % of the area; left as drawn"))
        return geometry
    notes.append((Action.REPAIRED, f"{OPENED} ({100 * lost:.1f} % of the area)"))
    return opened
