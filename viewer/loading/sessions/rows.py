"""Annotations, groups, slides and values as rows of a session file, and back with checks."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from viewer.core.annotation_json import WrongAnnotation, from_json, to_json
from viewer.core.annotation_store import Item
from viewer.core.annotations import AREAS, DRAWN, ROUND, Annotation, Group, Line, Polygons
from viewer.loading.geopackage import blob_of
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.schema import COLUMNS, LAYERS

DIGESTED = (
    *((layer, "item") for layer in LAYERS),
    ("annotation_groups", "item"),
    ("slides", "item"),
    ("session", "value"),
)
"""Tables and columns of which a saved file holds a digest."""
MOST_ITEM_BYTES = 20_000_000
_POINT, _LINE, _POLYGON, _MULTIPOLYGON = 1, 2, 3, 6
_PLACES = ", ".join("?" * (len(COLUMNS) + 1))
_INSERT = {
    layer: f"INSERT OR REPLACE INTO {layer} ({', '.join(COLUMNS)}, geom) VALUES ({_PLACES})"
    for layer in LAYERS
}
_INSERT_GROUP = "INSERT OR REPLACE INTO annotation_groups (id, name, item) VALUES (?, ?, ?)"


def put(connection: sqlite3.Connection, items: Iterable[Item]) -> None:
    """Write items, over rows with the same id.

    An annotation whose kind changed may leave a row in another layer: remove it first.
    """
    groups = []
    rows: dict[str, list[tuple[Any, ...]]] = {layer: [] for layer in LAYERS}
    for item in items:
        if isinstance(item, Group):
            groups.append((item.id, item.name, compact(to_json(item))))
        else:
            rows[layer_of(item)].append(_row(item))
    connection.executemany(_INSERT_GROUP, groups)
    for layer, values in rows.items():
        connection.executemany(_INSERT[layer], values)


def remove(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Remove annotations and groups; unknown ids do no harm."""
    keys = [(key,) for key in ids]
    for table in (*LAYERS, "annotation_groups"):
        connection.executemany(f"DELETE FROM {table} WHERE id = ?", keys)


def read_item(text: object) -> Item:
    """Read the column ``item`` of any table.

    Raises
    ------
    WrongAnnotation
        With the rest of a sentence that begins with "annotation ...".
    """
    if not isinstance(text, str) or len(text) > MOST_ITEM_BYTES:
        raise WrongAnnotation("it is no text, or far too long")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise WrongAnnotation("it is damaged") from None
    return from_json(value)


def digest_of(texts: Iterable[str]) -> str:
    """SHA-256 of texts in any order, to tell whether a file still says what was written."""
    digests = sorted(sha256(text.encode("utf-8", "replace")).digest() for text in texts)
    return sha256(b"".join(digests)).hexdigest()


def digest_of_snapshots(content: SessionContent) -> str:
    """SHA-256 of the snapshots in a session, and of what it tells of those that it shows."""
    told = [
        compact([used.source, used.status, used.date, used.file, used.sha256])
        for used in content.provenance
    ]
    inside = [
        compact(
            [row.source, row.status, row.date, row.flag, sha256(row.geometry or b"").hexdigest()]
        )
        for row in content.snapshots
    ]
    return digest_of([*told, *inside])


def compact(value: object) -> str:
    """JSON without blanks; a number that JSON does not know is a `ValueError`."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def layer_of(annotation: Annotation) -> str:
    """Which layer holds an annotation; circles lie with the areas, as their outline."""
    if annotation.kind in DRAWN:
        return LAYERS[1]
    return LAYERS[2] if annotation.kind in AREAS | ROUND else LAYERS[0]


def _row(one: Annotation) -> tuple[Any, ...]:
    item = to_json(one)
    return (
        one.id, str(one.kind), one.title, one.note, item.get("valid_from"), item.get("valid_to"),
        one.confidence, one.author, "\n".join(one.links), one.anchor, one.group, one.visible,
        one.locked, one.order, one.style.colour, one.style.fill, one.style.width,
        one.style.symbol, one.radius_m or None, one.created, one.changed, compact(item),
        blob_of_annotation(one),
    )  # fmt: skip


def blob_of_annotation(one: Annotation) -> bytes | None:
    """Geometry of an annotation as GeoPackage stores it; circles are their outline."""
    if one.kind in DRAWN:
        return blob_of(_head(_LINE) + _positions(one.line), _box(one.line))
    if one.kind in AREAS:
        return blob_of(_multipolygon(one.polygons), _box(one.positions()))
    if one.kind in ROUND:
        from viewer.core.annotation_shapes import circle_ring  # brings pyproj

        ring = circle_ring(one.point, one.radius_m)
        return blob_of(_multipolygon(((ring,),)), _box(ring))
    return blob_of(_head(_POINT) + struct.pack("<2d", *one.point), _box((one.point,)))


def _multipolygon(polygons: Polygons) -> bytes:
    parts = [_head(_MULTIPOLYGON), struct.pack("<I", len(polygons))]
    for polygon in polygons:
        parts += [_head(_POLYGON), struct.pack("<I", len(polygon))]
        parts += [_positions(ring) for ring in polygon]
    return b"".join(parts)


def _positions(line: Line) -> bytes:
    numbers = [number for position in line for number in position]
    return struct.pack(f"<I{len(numbers)}d", len(line), *numbers)


def _head(kind: int) -> bytes:
    return struct.pack("<BI", 1, kind)


def _box(line: Line) -> tuple[float, float, float, float]:
    lons, lats = zip(*line, strict=True)
    return (min(lons), min(lats), max(lons), max(lats))
