"""Annotations as KML or KMZ, with their validity as a TimeSpan and their groups as folders."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from viewer.core.annotations import AREAS, DRAWN, ROUND, Annotation, Group, Line
from viewer.loading.annotation_files.exchange import Geometry, Properties, feature_of
from viewer.loading.annotation_files.report import WrittenAnnotations
from viewer.loading.annotation_files.xml_tree import element, words

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'


def write(
    annotations: Sequence[Annotation], groups: Sequence[Group], *, packed: bool = False
) -> tuple[bytes, WrittenAnnotations]:
    """Return annotations as KML, or as KMZ when packed; KML holds all that they are."""
    inner = "".join(_placemark(one) for one in annotations if not _group_of(one, groups))
    for group in groups:
        own = [_placemark(one) for one in annotations if one.group == group.id]
        told = words("name", group.name) + words("visibility", int(group.visible))
        ours = {
            "group_id": group.id,
            "group_locked": group.locked,
            "group_order": repr(group.order),
        }
        inner += element("Folder", told + _data(ours) + "".join(own))
    text = f"{_HEAD}{element('Document', words('name', 'Salient annotations') + inner)}</kml>\n"
    data = text.encode("utf-8")
    if packed:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("doc.kml", data)
        data = out.getvalue()
    return data, WrittenAnnotations(len(annotations))


def _group_of(annotation: Annotation, groups: Sequence[Group]) -> bool:
    return any(group.id == annotation.group for group in groups)


def _placemark(one: Annotation) -> str:
    feature = feature_of(one)
    style = one.style
    line = words("color", _abgr(style.colour, style.opacity)) + words("width", style.width)
    fill = words("color", _abgr(style.fill, style.fill_opacity)) if style.fill else ""
    look = element("LineStyle", line) + element("PolyStyle", fill or words("fill", 0))
    inner = words("name", one.title) + words("visibility", int(one.visible))
    inner += words("description", one.note) if one.note else ""
    begin = words("begin", one.valid_from) if one.valid_from else ""
    end = words("end", one.valid_to) if one.valid_to else ""
    inner += element("TimeSpan", begin + end) if begin or end else ""
    inner += element("Style", look) + _data(feature.properties)
    return element("Placemark", inner + _geometry(one, feature.geometry))


def _geometry(one: Annotation, geometry: Geometry) -> str:
    if one.kind in DRAWN:
        return element("LineString", _coordinates(one.line))
    if one.kind in AREAS | ROUND:
        polygons = "".join(_polygon(polygon) for polygon in geometry)  # type: ignore[arg-type]
        return polygons if len(geometry) == 1 else element("MultiGeometry", polygons)
    return element("Point", _coordinates((one.point,)))


def _polygon(rings: tuple[Line, ...]) -> str:
    parts = [element("LinearRing", _coordinates(ring)) for ring in rings]
    outer = element("outerBoundaryIs", parts[0])
    return element(
        "Polygon", outer + "".join(element("innerBoundaryIs", part) for part in parts[1:])
    )


def _coordinates(line: Line) -> str:
    return words("coordinates", " ".join(f"{lon!r},{lat!r}" for lon, lat in line))


def _data(properties: Properties) -> str:
    cells = (
        element("Data", words("value", repr(v) if isinstance(v, float) else v), name=f"salient_{k}")
        for k, v in properties.items()
        if v not in (None, "")
    )
    return element("ExtendedData", "".join(cells))


def _abgr(colour: str, opacity: float) -> str:
    return f"{round(opacity * 255):02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}"
