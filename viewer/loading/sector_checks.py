"""What can be wrong with the outline of a sector; each fault is a sentence, a place and a cure."""

from __future__ import annotations

import re

import numpy as np
import shapely

from viewer.core.geodesy import authalic_area_km2
from viewer.core.sectors import Outline
from viewer.core.text import coordinate_text, number_text
from viewer.errors import ViewerError
from viewer.loading.cleaning import reproject
from viewer.loading.rings import CoordinateError

MOST_VERTICES = 1000
"""More are drawn and cut at every step of a replay; no one draws a sector so finely by hand."""
LEAST_KM2 = 0.01
SURROUNDINGS = (15.0, 42.0, 60.0, 60.0)
"""Ukraine and where its neighbours' archives reach: west, south, east, north in degrees."""

_PLACE = re.compile(r"\[(-?[\d.]+(?:e[-+]?\d+)?) (-?[\d.]+(?:e[-+]?\d+)?)", re.IGNORECASE)
_DIGITS = 7
_FAULTS = (
    ("Self-intersection", "crosses itself",
     "Move a corner there so that no two sides cross, or split it into two sectors."),
    ("Ring Self-intersection", "touches itself",
     "Move a corner there so that the outline meets no point twice."),
    ("Hole lies outside", "has a hole outside of its outline", "Delete the hole there."),
    ("Nested", "has one part within another",
     "Delete the inner part, or draw it as a hole."),
    ("Holes are nested", "has one hole within another", "Delete the inner hole."),
    ("Interior is disconnected", "is cut in two by its holes", "Make the holes smaller."),
    ("Duplicate Rings", "has the same ring twice", "Delete one of the two."),
    ("Too few points", "has too few corners", "Draw it with at least three corners."),
)  # fmt: skip


def in_degrees(shape: shapely.Geometry, crs: str, title: str) -> shapely.Geometry:
    """Bring an outline to lon, lat in degrees.

    Parameters
    ----------
    shape : MultiPolygon
        As in the file.
    crs : str
        Its coordinate system; "" and ``OGC:CRS84`` are lon, lat in degrees.
    title : str
        How sentences name the sector.

    Raises
    ------
    ViewerError
        When it lies outside the world or far from Ukraine, or has lat and lon swapped.
    """
    if crs not in ("", "OGC:CRS84"):
        try:
            shape = reproject(shape, crs)[0]
        except CoordinateError as error:
            raise ViewerError(
                f"{title} cannot be turned into longitude and latitude: it {error}.",
                "Save the file in EPSG:4326 (WGS 84, degrees) and add it again.",
            ) from error
    xy = shapely.get_coordinates(shape)
    if not np.isfinite(xy).all():
        raise ViewerError(
            f"{title} holds coordinates that do not fit its coordinate system.",
            "Save the file in EPSG:4326 (WGS 84, degrees) and add it again.",
        )
    (west, south), (east, north) = xy.min(axis=0), xy.max(axis=0)
    if _meets(south, west, north, east) and not _meets(west, south, east, north):
        raise ViewerError(
            f"{title} has latitude and longitude swapped: it lies at longitude {west:.2f} to "
            f"{east:.2f} and latitude {south:.2f} to {north:.2f}.",
            "Write longitude first, as GeoJSON asks for, and add it again.",
        )
    if west < -180 or east > 180 or south < -90 or north > 90:
        far = xy[np.abs(xy / (180.0, 90.0)).max(axis=1).argmax()]
        raise ViewerError(
            f"{title} lies outside the world: a corner is at x = {far[0]:,.2f}, "
            f"y = {far[1]:,.2f}, which are no degrees.",
            "The file is in another coordinate system than it says; save it in EPSG:4326 "
            "(WGS 84, degrees) and add it again.",
        )
    if not _meets(west, south, east, north):
        raise ViewerError(
            f"{title} lies far from Ukraine, near "
            f"{coordinate_text((west + east) / 2, (south + north) / 2)}.",
            "Choose a file with areas in or near Ukraine, or check its coordinate system.",
        )
    return shape


def checked_outline(shape: shapely.Geometry, title: str) -> Outline:
    """Check an outline and return it, outer rings anticlockwise, holes clockwise.

    Parameters
    ----------
    shape : MultiPolygon
        lon, lat in degrees.
    title : str
        How sentences name the sector.

    Raises
    ------
    ViewerError
        Says what is wrong with it, where, and how to cure it.
    """
    count = int(shapely.get_num_coordinates(shape))
    if count > MOST_VERTICES:
        raise ViewerError(
            f"{title} has {number_text(count)} corners; a sector may have {MOST_VERTICES}.",
            "Simplify it in a GIS, for instance to 100 m, and add it again.",
        )
    if not shapely.is_valid(shape):
        raise _invalid(shape, title)
    shape = shapely.normalize(shapely.set_precision(shape, 10**-_DIGITS))
    column = np.empty(1, dtype=object)
    column[0] = shape
    if shapely.is_empty(shape) or authalic_area_km2(column)[0] < LEAST_KM2:
        raise ViewerError(
            f"{title} has no area to speak of: less than {LEAST_KM2} km².",
            "Draw it larger.",
        )
    parts = shapely.get_parts(shapely.orient_polygons(shape))
    return tuple(
        tuple(
            tuple(
                (round(float(x), _DIGITS), round(float(y), _DIGITS))
                for x, y in shapely.get_coordinates(ring)
            )
            for ring in (part.exterior, *part.interiors)
        )
        for part in parts
    )


def _meets(west: float, south: float, east: float, north: float) -> bool:
    """Whether a box lies, at least in part, in Ukraine's surroundings."""
    left, bottom, right, top = SURROUNDINGS
    return west < right and east > left and south < top and north > bottom


def _invalid(shape: shapely.Geometry, title: str) -> ViewerError:
    reason = str(shapely.is_valid_reason(shape))
    found = _PLACE.search(reason)
    where = f" near {coordinate_text(float(found[1]), float(found[2]))}" if found else ""
    what, cure = next(
        ((what, cure) for name, what, cure in _FAULTS if reason.lower().startswith(name.lower())),
        ("is no proper polygon", "Draw its outline again."),
    )
    return ViewerError(
        f"{title} {what}{where}.", f"{cure} Then add the file again.", details=reason
    )
