"""Web Mercator in world units: the integer plane in which series are packed and drawn."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

WORLD_UNITS = 2**30
"""Width of the world; a unit is 3.7 cm on the equator and 2.5 cm at 48 degrees north."""

EQUATOR_M = 40_075_016.685578488
LATITUDE_LIMIT = 85.05112877980659


def to_world(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Project positions to world units.

    Parameters
    ----------
    lonlat : array of float, shape (n, 2)
        lon, lat in EPSG:4326, degrees. Latitudes beyond the limit of Web Mercator are cut.

    Returns
    -------
    array of float, shape (n, 2)
        x to the east and y to the south, 0 .. 2**30; not rounded.
    """
    world = np.empty((len(lonlat), 2), dtype=np.float64)
    sine = np.sin(np.radians(np.clip(lonlat[:, 1], -LATITUDE_LIMIT, LATITUDE_LIMIT)))
    world[:, 0] = (lonlat[:, 0] + 180.0) * (WORLD_UNITS / 360.0)
    world[:, 1] = (0.5 - np.arctanh(sine) / (2.0 * np.pi)) * WORLD_UNITS
    return world


def to_lonlat(world: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Undo :func:`to_world`.

    Parameters
    ----------
    world : array of float, shape (n, 2)
        World units.

    Returns
    -------
    array of float, shape (n, 2)
        lon, lat in EPSG:4326, degrees.
    """
    lonlat = np.empty((len(world), 2), dtype=np.float64)
    lonlat[:, 0] = world[:, 0] * (360.0 / WORLD_UNITS) - 180.0
    lonlat[:, 1] = np.degrees(
        np.arctan(np.sinh(np.pi * (1.0 - 2.0 * world[:, 1] / WORLD_UNITS))),
    )
    return lonlat


def units_per_m(lat: float) -> float:
    """World units per metre on the ground at a latitude in degrees."""
    return WORLD_UNITS / (EQUATOR_M * float(np.cos(np.radians(lat))))
