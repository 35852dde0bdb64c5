"""Annotations from any KML or KMZ; the files are read without trust in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from viewer.core.annotation_json import WrongAnnotation
from viewer.core.annotations import Group, Polygons, Position, fresh_id
from viewer.errors import ViewerError
from viewer.loading.annotation_files.exchange import (
    COLUMNS,
    Feature,
    Geometry,
    Properties,
    annotation_of,
    polygons_of,
)
from viewer.loading.annotation_files.report import ReadAnnotations
from viewer.loading.annotation_files.xml_tree import Node, parse
from viewer.loading.limits import MAX_VECTOR_BYTES, TooLargeError, read_at_most


def read(data: bytes) -> ReadAnnotations:
    """Read the placemarks of any KML or KMZ.

    Raises
    ------
    ViewerError
        When it is neither, or too large.
    """
    root = parse(_unpacked(data) if data[:2] == b"PK" else data)
    if root.name not in ("kml", "Document", "Folder", "Placemark"):
        raise ViewerError("The file is XML, but no KML.", "Export it as KML, KMZ or GPX.")
    found = ReadAnnotations()
    styles = {
        node.attributes["id"]: node for node in _named(root, "Style") if node.attributes.get("id")
    }
    for number, (placemark, group) in enumerate(_placemarks(root, found, ""), start=1):
        try:
            properties = _properties(placemark, styles)
            if group and not properties.get("group"):
                properties["group"] = group
            shapes = [shape for node in placemark.children for shape in _shapes(node)]
            if not shapes:
                raise WrongAnnotation("it has no point, line or polygon")
            for at, shape in enumerate(shapes):
                own = properties if not at else {**properties, "id": ""}
                found.annotations.append(annotation_of(Feature(shape, own)))
        except WrongAnnotation as error:
            found.problems.append(f"Placemark {number} was left out: {error}.")
    return found


def _rgb(abgr: str) -> tuple[str | None, float | None]:
    try:
        value = int(abgr.strip().lstrip("#"), 16)
    except ValueError:
        return None, None
    red, green, blue, alpha = value & 255, value >> 8 & 255, value >> 16 & 255, value >> 24 & 255
    return f"#{red:02x}{green:02x}{blue:02x}", round(alpha / 255, 3)


def _unpacked(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            names = [one for one in file.infolist() if one.filename.lower().endswith(".kml")]
            if not names:
                raise ViewerError("The KMZ holds no KML.", "Export it again.")
            with file.open(names[0]) as stream:
                return read_at_most(
                    cast(BinaryIO, stream), MAX_VECTOR_BYTES, names[0].compress_size
                )
    except TooLargeError as error:
        raise ViewerError(f"The KML in the file {error}.", "Export less of it.") from error
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise ViewerError(
            "The KMZ cannot be unpacked.", "Download or export it again.", repr(error)
        ) from error


def _named(node: Node, name: str) -> Iterator[Node]:
    for child in node.children:
        if child.name == name:
            yield child
        else:
            yield from _named(child, name)


def _placemarks(node: Node, found: ReadAnnotations, group: str) -> Iterator[tuple[Node, str]]:
    if node.name == "Placemark":
        yield node, group
        return
    own = group
    if node.name == "Folder" and (node.words("name").strip() or _extended(node)):
        told = _extended(node)
        made = Group(
            told.get("group_id") or fresh_id(),
            node.words("name"),
            visible=node.words("visibility").strip() != "0",
            locked=told.get("group_locked") == "True",
            order=_order(told.get("group_order", "")),
        )
        found.groups.append(made)
        own = made.id
    for child in node.children:
        yield from _placemarks(child, found, own)


def _order(text: str) -> float:
    try:
        return float(text or 0.0)
    except ValueError:
        return 0.0


def _extended(node: Node) -> dict[str, str]:
    data = node.first("ExtendedData")
    cells = data.children if data is not None else []
    return {
        cell.attributes.get("name", "").removeprefix("salient_"): cell.words("value")
        for cell in cells
        if cell.name == "Data" and cell.attributes.get("name", "").startswith("salient_")
    }


def _properties(placemark: Node, styles: dict[str, Node]) -> Properties:
    span, stamp = placemark.first("TimeSpan"), placemark.first("TimeStamp")
    known: Properties = {
        "title": placemark.words("name"),
        "note": placemark.words("description"),
        "visible": placemark.words("visibility").strip() != "0",
        "valid_from": span.words("begin") if span else stamp.words("when") if stamp else "",
        "valid_to": span.words("end") if span else stamp.words("when") if stamp else "",
    }
    shared = styles.get(placemark.words("styleUrl").strip().lstrip("#"))
    for style in (shared, placemark.first("Style")):
        if style is not None:
            known.update(_look(style))
    ours = {name: text for name, text in _extended(placemark).items() if name in COLUMNS}
    return {**known, **ours}


def _look(style: Node) -> Properties:
    look: Properties = {}
    line, poly, icon = (style.first(name) for name in ("LineStyle", "PolyStyle", "IconStyle"))
    if line is not None:
        look["colour"], look["opacity"] = _rgb(line.words("color"))
        look["width"] = line.words("width") or None
    elif icon is not None:
        look["colour"], look["opacity"] = _rgb(icon.words("color"))
    if poly is not None and poly.words("fill").strip() != "0" and poly.words("color"):
        look["fill"], look["fill_opacity"] = _rgb(poly.words("color"))
    return {name: value for name, value in look.items() if value is not None}


def _shapes(node: Node) -> Iterator[Geometry]:
    if node.name == "MultiGeometry":
        inner = [shape for child in node.children for shape in _shapes(child)]
        areas = [p for shape in inner if _is_area(shape) for p in cast(Polygons, shape)]
        if areas:
            yield tuple(areas)
        yield from (shape for shape in inner if not _is_area(shape))
    elif node.name == "Point":
        yield from _positions(node)[:1]
    elif node.name in ("LineString", "LinearRing"):
        yield _positions(node)
    elif node.name == "Polygon":
        rings = [
            list(_positions(ring))
            for side in ("outerBoundaryIs", "innerBoundaryIs")
            for boundary in node.all(side)
            for ring in boundary.all("LinearRing")
        ]
        yield polygons_of([rings])


def _is_area(shape: Geometry) -> bool:
    return bool(shape) and isinstance(shape[0], tuple) and isinstance(shape[0][0], tuple)


def _positions(node: Node) -> tuple[Position, ...]:
    try:
        rows = [row.split(",") for row in node.words("coordinates").split()]
        return tuple((float(row[0]), float(row[1])) for row in rows)
    except (ValueError, IndexError):
        raise WrongAnnotation("its coordinates are no numbers in order") from None
