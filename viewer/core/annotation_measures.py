"""What an annotation measures on the ellipsoid, in words: lengths, areas, radius, direction."""

from __future__ import annotations

import math

from viewer.core.annotation_shapes import area_km2, bearing_deg, length_km
from viewer.core.annotations import AREAS, DRAWN, ROUND, Annotation, Kind
from viewer.core.text import number_text

_SPHERE_KM = 6371.0072
_HECTARES = 100.0


def measures_text(annotation: Annotation) -> str:
    """Say how long or how large an annotation is, as the page does while it is drawn.

    Parameters
    ----------
    annotation : Annotation
        Any; a point or text measures nothing.

    Returns
    -------
    str
        Such as ``238.0 km², 70.5 km round``; "" for nothing.
    """
    kind = annotation.kind
    if kind in AREAS:
        polygons = annotation.polygons
        rings = [ring for polygon in polygons for ring in polygon]
        around = sum(length_km(ring) for ring in rings)
        return f"{area_text(area_km2(polygons))}, {length_text(around)} round"
    if kind in ROUND:
        cap = 1.0 - math.cos(annotation.radius_m / 1000.0 / _SPHERE_KM)
        area = 2.0 * math.pi * _SPHERE_KM**2 * cap
        return f"radius {length_text(annotation.radius_m / 1000.0)}, {area_text(area)}"
    if kind in DRAWN:
        line = annotation.positions()
        long = length_text(length_km(line))
        if kind is Kind.FREEHAND or line[0] == line[-1]:
            return f"{long} long"
        return f"{long} long, towards {round(bearing_deg(line[0], line[-1])) % 360:03d}°"
    return ""


def length_text(km: float) -> str:
    """Write a length, in metres below one kilometre."""
    if km < 1.0:
        return f"{number_text(km * 1000.0)} m"
    return f"{number_text(km, 2 if km < 100.0 else 1)} km"


def area_text(km2: float) -> str:
    """Write an area, in hectares below one square kilometre."""
    if km2 < 1.0:
        return f"{number_text(km2 * _HECTARES, 1)} ha"
    return f"{number_text(km2, 2 if km2 < 100.0 else 1 if km2 < 10_000.0 else 0)} km²"
