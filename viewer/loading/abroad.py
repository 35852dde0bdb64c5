"""Where polygons lie: in Ukraine, just over its border in Russia, or anywhere else."""

from __future__ import annotations

import hashlib
from enum import Enum
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from viewer.core.border import read_border
from viewer.errors import ViewerError
from viewer.paths import vendor_dir

NEAR_DEGREES = 1.0
"""Fighting on Russian ground never went farther from the border than this."""
_SEA = shapely.box(30.0, 43.5, 37.5, 46.7)
"""Where a small island or a spit that the basemap does not have can lie."""


_MAX_KNOWN = 50_000


class Place(Enum):
    """Where most of a polygon lies."""

    UKRAINE = "in Ukraine"
    RUSSIA = "in Russia, near the border"
    ELSEWHERE = "elsewhere"


_known: dict[bytes, Place] = {}
"""By digest of the polygon: from one version to the next hardly any area changes."""


@cache
def _ukraine() -> Any:
    border = read_border()
    shapely.prepare(border)
    return border


@cache
def _russia() -> Any:
    path = vendor_dir() / "basemap" / "russia.wkb"
    try:
        russia = shapely.from_wkb(path.read_bytes())
    except (OSError, shapely.errors.ShapelyError) as error:
        raise ViewerError(
            f"The border of Russia cannot be read from {path}.",
            "Build the basemap again: python resources/build_assets.py --force.",
            repr(error),
        ) from error
    shapely.prepare(russia)
    return russia


def places_of(polygons: npt.NDArray[Any]) -> list[Place]:
    """Tell where each polygon lies, by the greater part of its area.

    Parameters
    ----------
    polygons : array of Polygon or MultiPolygon, shape (n,)
        lon, lat in EPSG:4326, valid.

    Raises
    ------
    ViewerError
        When the build did not leave the borders beside the basemap.
    """
    places = []
    for polygon, wkb in zip(polygons, shapely.to_wkb(polygons), strict=True):
        key = hashlib.sha256(wkb).digest()
        if key not in _known:
            if len(_known) >= _MAX_KNOWN:
                _known.clear()
            _known[key] = _place_of(polygon)
        places.append(_known[key])
    return places


def _place_of(polygon: Any) -> Place:
    if _share(polygon, _ukraine()) >= 0.5:
        return Place.UKRAINE
    if _share(polygon, _russia()) >= 0.5:
        near = shapely.dwithin(_ukraine(), polygon, NEAR_DEGREES)
        return Place.RUSSIA if near else Place.ELSEWHERE
    return Place.UKRAINE if shapely.covers(_SEA, polygon) else Place.ELSEWHERE


def _share(polygon: Any, country: Any) -> float:
    """Share of the polygon's area that lies in a country; corners settle the plain cases."""
    if not shapely.intersects(country, polygon):
        return 0.0
    xy = shapely.get_coordinates(polygon)
    inside = float(np.mean(shapely.contains_xy(country, xy[:, 0], xy[:, 1])))
    if inside == 1.0:
        return 1.0
    area = float(shapely.area(polygon))
    return float(shapely.area(shapely.intersection(country, polygon))) / area if area else inside
