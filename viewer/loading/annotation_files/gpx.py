"""Annotations as GPX 1.1: points as waypoints, lines as routes; areas cannot be held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from viewer.core.annotation_json import WrongAnnotation
from viewer.core.annotations import DRAWN, PLACED, Annotation, Line, Position
from viewer.errors import ViewerError
from viewer.loading.annotation_files.exchange import (
    COLUMNS,
    Feature,
    Properties,
    annotation_of,
    feature_of,
)
from viewer.loading.annotation_files.report import ReadAnnotations, WrittenAnnotations
from viewer.loading.annotation_files.xml_tree import Node, element, parse, words

OURS = "https://salient.invalid/annotation/1"


def write(annotations: Sequence[Annotation]) -> tuple[bytes, WrittenAnnotations]:
    """Return points and lines as GPX; the report says what was left out."""
    report = WrittenAnnotations()
    points, routes = [], []
    for one in annotations:
        feature = feature_of(one, circles_as_points=True)
        told = words("name", one.title) + words("desc", one.note)
        ours = element("extensions", properties_markup(feature.properties))
        if one.kind in PLACED:
            points.append(_point("wpt", one.point, told + ours))
        elif one.kind in DRAWN:
            way = "".join(_point("rtept", at, "") for at in one.line)
            routes.append(element("rte", told + ours + way))
        else:
            continue
        report.count += 1
    rest = len(annotations) - report.count
    if rest:
        report.left_out.append(f"GPX holds no areas: {rest} were left out.")
    spaces = f'xmlns="http://www.topografix.com/GPX/1/1" xmlns:s="{OURS}"'
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<gpx {spaces} version="1.1" creator="Salient">'
    text = f"{head}{''.join((*points, *routes))}</gpx>\n"
    return text.encode("utf-8"), report


def read(data: bytes) -> ReadAnnotations:
    """Read waypoints, routes and tracks of any GPX.

    Raises
    ------
    ViewerError
        When it is no GPX.
    """
    root = parse(data)
    if root.name != "gpx":
        raise ViewerError("The file is XML, but no GPX.", "Export it as GPX or KML.")
    found = ReadAnnotations()
    features: list[tuple[Node, object]] = [(node, _at(node)) for node in root.all("wpt")]
    features += [(node, tuple(map(_at, node.all("rtept")))) for node in root.all("rte")]
    for track in root.all("trk"):
        features += [(track, tuple(map(_at, part.all("trkpt")))) for part in track.all("trkseg")]
    for number, (node, shape) in enumerate(features, start=1):
        try:
            if shape is None or (isinstance(shape, tuple) and None in shape):
                raise WrongAnnotation("a position has no latitude and longitude")
            properties = {
                "title": node.words("name").strip(),
                "note": node.words("desc") or node.words("cmt"),
                "valid_from": node.words("time"),
                **properties_of(node.first("extensions")),
            }
            feature = Feature(cast(Position | Line, shape), properties)
            found.annotations.append(annotation_of(feature))
        except WrongAnnotation as error:
            found.problems.append(f"Feature {number} was left out: {error}.")
    return found


def properties_markup(properties: Properties) -> str:
    """Our properties as elements of our own namespace (prefix ``s``)."""
    return "".join(
        words(f"s:{name}", repr(value) if isinstance(value, float) else value)
        for name in COLUMNS
        if (value := properties[name]) not in (None, "")
    )


def properties_of(node: Node | None) -> Properties:
    """Our properties back; elements of others with the same names count too."""
    children = node.children if node is not None else []
    return {child.name: child.text for child in children if child.name in COLUMNS}


def _point(name: str, at: Position, inner: str) -> str:
    return element(name, inner, lat=repr(at[1]), lon=repr(at[0]))


def _at(node: Node) -> Position | None:
    try:
        return (float(node.attributes["lon"]), float(node.attributes["lat"]))
    except (LookupError, ValueError):
        return None
