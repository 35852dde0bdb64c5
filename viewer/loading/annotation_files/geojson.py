"""Annotations as GeoJSON (RFC 7946), with the usual names of simplestyle beside ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from viewer.core.annotation_json import WrongAnnotation, from_json, to_json
from viewer.core.annotations import AREAS, DRAWN, ROUND, Annotation, Group
from viewer.errors import ViewerError
from viewer.loading.annotation_files.exchange import (
    Feature,
    Geometry,
    annotation_of,
    feature_of,
    polygons_of,
)
from viewer.loading.annotation_files.report import ReadAnnotations, WrittenAnnotations

_MOST_FEATURES = 200_000


def write(
    annotations: Sequence[Annotation], groups: Sequence[Group]
) -> tuple[bytes, WrittenAnnotations]:
    """Return annotations as a FeatureCollection; GeoJSON holds all that they are."""
    features = [_feature(one) for one in annotations]
    collection = {
        "type": "FeatureCollection",
        "salient_groups": [to_json(group) for group in groups],
        "features": features,
    }
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1)
    return text.encode("utf-8"), WrittenAnnotations(len(features))


def read(data: bytes) -> ReadAnnotations:
    """Read any GeoJSON as annotations.

    Raises
    ------
    ViewerError
        When it is no GeoJSON at all.
    """
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ViewerError(
            "The file is no GeoJSON.", "Export it again from the other program.", repr(error)
        ) from error
    found = ReadAnnotations()
    if isinstance(value, dict):
        found.groups = _groups(value.get("salient_groups"))
    for number, feature in enumerate(_features(value), start=1):
        if number > _MOST_FEATURES:
            found.problems.append(f"Only the first {_MOST_FEATURES} features were read.")
            break
        properties = feature.get("properties")
        properties = dict(properties) if isinstance(properties, dict) else {}
        try:
            shapes = list(_shapes(feature.get("geometry")))
            found.annotations += [
                annotation_of(Feature(shape, properties if not at else {**properties, "id": ""}))
                for at, shape in enumerate(shapes)
            ]
        except WrongAnnotation as error:
            found.problems.append(f"Feature {number} was left out: {error}.")
    return found


def geometry_json(annotation: Annotation, geometry: Geometry) -> dict[str, Any]:
    """GeoJSON geometry of an annotation's feature."""
    if annotation.kind in DRAWN:
        return {"type": "LineString", "coordinates": geometry}
    if annotation.kind in AREAS | ROUND:
        if len(geometry) == 1:
            return {"type": "Polygon", "coordinates": geometry[0]}
        return {"type": "MultiPolygon", "coordinates": geometry}
    return {"type": "Point", "coordinates": geometry}


def _feature(annotation: Annotation) -> dict[str, Any]:
    feature = feature_of(annotation)
    style = annotation.style
    usual = {
        "name": annotation.title,
        "description": annotation.note,
        "stroke": style.colour,
        "stroke-width": style.width,
        "stroke-opacity": style.opacity,
        "marker-color": style.colour,
        **({"fill": style.fill, "fill-opacity": style.fill_opacity} if style.fill else {}),
    }
    return {
        "type": "Feature",
        "geometry": geometry_json(annotation, feature.geometry),
        "properties": {**usual, **feature.properties},
    }


def _features(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        items = value.get("features")
        for item in items if isinstance(items, list) else []:
            yield item if isinstance(item, dict) else {}
    elif isinstance(value, dict) and value.get("type") == "Feature":
        yield value
    elif isinstance(value, dict) and ("coordinates" in value or "geometries" in value):
        yield {"geometry": value}
    else:
        raise ViewerError(
            "The file is JSON, but no GeoJSON.", "Export it as GeoJSON from the other program."
        )


def _shapes(geometry: object, depth: int = 0) -> Iterator[Geometry]:
    """Shapes of a geometry: one for each annotation that it becomes."""
    if not isinstance(geometry, dict) or depth > 10:
        raise WrongAnnotation("it has no geometry")
    kind, at = geometry.get("type"), geometry.get("coordinates")
    try:
        if kind == "GeometryCollection":
            for part in geometry.get("geometries") or []:
                yield from _shapes(part, depth + 1)
        elif kind == "Point":
            yield _position(at)
        elif kind == "MultiPoint":
            yield from map(_position, at)  # type: ignore[arg-type]
        elif kind == "LineString":
            yield tuple(map(_position, at))  # type: ignore[arg-type]
        elif kind == "MultiLineString":
            yield from (tuple(map(_position, line)) for line in at)  # type: ignore[union-attr]
        elif kind in ("Polygon", "MultiPolygon"):
            parts = [at] if kind == "Polygon" else at
            yield polygons_of(
                [[list(map(_position, ring)) for ring in polygon] for polygon in parts]  # type: ignore[union-attr]
            )
        else:
            raise WrongAnnotation("its geometry is of no known type")
    except (TypeError, ValueError, IndexError, OverflowError):
        raise WrongAnnotation("its coordinates are no numbers in order") from None


def _position(at: Any) -> tuple[float, float]:
    return (float(at[0]), float(at[1]))


def _groups(value: object) -> list[Group]:
    groups = []
    for item in value if isinstance(value, list) else []:
        try:
            group = from_json(item)
        except WrongAnnotation:
            continue
        if isinstance(group, Group):
            groups.append(group)
    return groups
