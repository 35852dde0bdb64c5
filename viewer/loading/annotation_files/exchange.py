"""Annotations as a geometry and flat properties: what every format of other programs can hold.

Our own names stand beside the usual ones of other programs. A file that comes back is read by its
geometry and our properties; what is missing or does not fit is taken from the usual names, then
from the defaults.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, cast

from viewer.core.annotation_json import WrongAnnotation, from_json, to_json
from viewer.core.annotation_shapes import circle_ring
from viewer.core.annotations import (
    AREAS,
    DRAWN,
    PLACED,
    ROUND,
    Annotation,
    Kind,
    Line,
    Polygons,
    Position,
    Style,
    fresh_id,
)

Properties = dict[str, Any]
Geometry = Position | Line | Polygons
STYLE = tuple(one.name for one in fields(Style))
PLAIN = tuple(one.name for one in fields(Annotation) if one.name not in ("shape", "style", "links"))
COLUMNS = (*PLAIN, "links", *STYLE, "centre_lon", "centre_lat")
"""Names of our properties, in order."""

_ALIASES = {
    "title": ("name", "label", "titel"),
    "note": ("description", "desc", "notes", "comment", "cmt"),
    "colour": ("stroke", "marker-color", "color"),
    "width": ("stroke-width",),
    "fill_opacity": ("fill-opacity",),
    "opacity": ("stroke-opacity",),
    "valid_from": ("begin", "start", "from"),
    "valid_to": ("end", "to", "until"),
    "links": ("link", "url"),
}
_FLAGS = frozenset({"visible", "locked", "halo"})
_NUMBERS = frozenset(
    {"radius_m", "bend", "order", "width", "opacity", "fill_opacity", "size", "text_size"}
)
_SAME = 1e-6


@dataclass(frozen=True)
class Feature:
    """One feature of a file.

    Attributes
    ----------
    geometry : position, line or polygons
        lon, lat in degrees, EPSG:4326, nested as in `Annotation.shape`.
    properties : dict
        Ours are named in `COLUMNS`; values are texts, numbers, truth values or None.
    """

    geometry: Geometry
    properties: Properties


def feature_of(annotation: Annotation, *, circles_as_points: bool = False) -> Feature:
    """Return an annotation as other programs see it.

    Parameters
    ----------
    annotation : Annotation
        Any.
    circles_as_points : bool
        Give circles as their centre, for formats of points; else as their outline.
    """
    properties: Properties = {name: getattr(annotation, name) for name in PLAIN}
    properties["kind"] = str(annotation.kind)
    for name in ("valid_from", "valid_to"):
        day = getattr(annotation, name)
        properties[name] = day.isoformat() if day else None
    properties["links"] = "\n".join(annotation.links)
    properties.update({name: getattr(annotation.style, name) for name in STYLE})
    properties.update({"centre_lon": None, "centre_lat": None})
    if annotation.kind in ROUND and not circles_as_points:
        properties["centre_lon"], properties["centre_lat"] = annotation.point
        ring = circle_ring(annotation.point, annotation.radius_m)
        return Feature(((ring,),), properties)
    return Feature(annotation.shape, properties)


def annotation_of(feature: Feature) -> Annotation:
    """Make the annotation that a feature of any program is nearest to.

    Raises
    ------
    WrongAnnotation
        With the rest of a sentence that begins with "annotation ...".
    """
    known = dict(feature.properties)
    for name, others in _ALIASES.items():
        if known.get(name) in (None, ""):
            found = (known.get(other) for other in others)
            known[name] = next((value for value in found if value not in (None, "")), None)
    values: dict[str, Any] = {}
    style: dict[str, Any] = {}
    for name in (*PLAIN, *STYLE):
        value = _value(name, known.get(name))
        if value is not None:
            (style if name in STYLE else values)[name] = value
    values.update(_place(feature.geometry, values, known))
    links = [link.strip() for link in str(known.get("links") or "").splitlines()]
    values["links"] = [link for link in links if link.startswith(("http://", "https://"))]
    if not _is_id(values.get("id")):
        values["id"] = fresh_id()
    values["style"] = _good_style(style)
    return cast(Annotation, from_json(values))


def polygons_of(parts: object) -> Polygons:
    """Close rings and leave out empty ones: rings as files have them, as polygons of ours."""
    polygons = []
    for polygon in cast(list[list[list[Position]]], parts):
        rings = [_closed(ring) for ring in polygon if len(ring) >= 3]
        if rings:
            polygons.append(tuple(rings))
    return tuple(polygons)


def _closed(ring: list[Position]) -> Line:
    positions = tuple((float(at[0]), float(at[1])) for at in ring)
    return positions if positions[0] == positions[-1] else (*positions, positions[0])


def _place(geometry: Geometry, values: Mapping[str, Any], known: Properties) -> Properties:
    """Kind, shape and radius that fit the geometry, the kind that is told if it does."""
    told = values.get("kind")
    kind = Kind(told) if told in set(Kind) else None
    if _is_position(geometry):
        if kind in PLACED and (kind not in ROUND or values.get("radius_m", 0) > 0):
            return {"kind": str(kind), "shape": geometry}
        text_only = kind is None and known.get("symbol") == "" and values.get("title")
        return {"kind": "text" if text_only else "point", "shape": geometry, "radius_m": 0.0}
    if _is_position(geometry[0]):
        drawn = kind if kind in DRAWN else Kind.LINE
        bend = values.get("bend", 0.0) if drawn is Kind.ARROW else 0.0
        return {"kind": str(drawn), "shape": geometry, "radius_m": 0.0, "bend": bend}
    centre = (_number(known.get("centre_lon")), _number(known.get("centre_lat")))
    if kind in ROUND and None not in centre and values.get("radius_m", 0) > 0:
        at = cast(Position, centre)
        if _is_circle(cast(Polygons, geometry), at, values["radius_m"]):
            return {"kind": str(kind), "shape": at}
    area = kind if kind in AREAS else Kind.POLYGON
    return {"kind": str(area), "shape": geometry, "radius_m": 0.0}


def _is_circle(polygons: Polygons, centre: Position, radius_m: float) -> bool:
    if len(polygons) != 1 or len(polygons[0]) != 1 or not -90 <= centre[1] <= 90:
        return False
    drawn = circle_ring(centre, radius_m)
    ring = polygons[0][0]
    if len(ring) != len(drawn):
        return False
    corners = {(round(lon, 5), round(lat, 5)) for lon, lat in drawn}
    return all(
        (round(lon, 5), round(lat, 5)) in corners
        or any(math.dist((lon, lat), other) < _SAME for other in drawn)
        for lon, lat in ring
    )


def _value(name: str, value: object) -> object:
    """A value of a property in the type that its field has; None for nothing and for nonsense."""
    if value is None:
        return None
    if name in _FLAGS:
        if isinstance(value, bool | int):
            return bool(value)
        return {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())
    if name in _NUMBERS:
        return _number(value)
    if name in ("valid_from", "valid_to"):
        return _day(value)
    text = str(value)
    return text.lower() if name in ("colour", "fill") else text


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _day(value: object) -> str | None:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None


def _good_style(style: Properties) -> Properties:
    """Leave out what no style of ours can be, such as a colour name."""
    probe = Annotation("0" * 32, Kind.POINT, (0.0, 0.0))
    good: Properties = {}
    for name, value in style.items():
        try:
            from_json({**to_json(probe), "style": {name: value}})
        except WrongAnnotation:
            continue
        good[name] = value
    return good


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) == 32 and set(value) <= set("0123456789abcdef")


def _is_position(part: object) -> bool:
    return isinstance(part, tuple) and len(part) == 2 and isinstance(part[0], float)


def without_clash(annotation: Annotation, taken: set[str]) -> Annotation:
    """The annotation with an id that is not taken yet."""
    return replace(annotation, id=fresh_id()) if annotation.id in taken else annotation
