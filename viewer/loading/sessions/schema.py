"""Tables of a session file, written with plain SQLite; `viewer.loading.geopackage` has the rest."""

from __future__ import annotations

import sqlite3

from viewer.loading.geopackage import create_core, describe_table

SUFFIX = ".salient.gpkg"
"""How the names of session files end."""
FORMAT_VERSION = 1
"""Raise it when an older Salient could no longer read what is written."""

LAYERS = ("annotation_points", "annotation_lines", "annotation_polygons")
GEOMETRY = dict(zip(LAYERS, ("POINT", "LINESTRING", "MULTIPOLYGON"), strict=True))

COLUMNS = (
    "id", "kind", "title", "note", "valid_from", "valid_to", "confidence", "author", "links",
    "anchor", "group_id", "visible", "locked", "draw_order", "colour", "fill", "width", "symbol",
    "radius_m", "created", "changed", "item",
)  # fmt: skip
"""Columns of an annotation layer; ``item`` holds all of it as JSON and is what is read back."""

_TYPES = {
    "valid_from": "DATE", "valid_to": "DATE", "visible": "BOOLEAN", "locked": "BOOLEAN",
    "draw_order": "DOUBLE", "width": "DOUBLE", "radius_m": "DOUBLE",
}  # fmt: skip

_TABLES = {
    "annotation_groups": "id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, item TEXT NOT NULL",
    "session": "key TEXT NOT NULL UNIQUE, value TEXT NOT NULL",
    "slides": "position INTEGER NOT NULL, title TEXT NOT NULL, item TEXT NOT NULL",
    "provenance": "source TEXT NOT NULL, status TEXT NOT NULL, date DATE NOT NULL, "
    "file TEXT NOT NULL, sha256 TEXT NOT NULL",
}
_SNAPSHOTS = (
    "source TEXT NOT NULL, status TEXT NOT NULL, date DATE NOT NULL, "
    "flag TEXT NOT NULL DEFAULT '', geom MULTIPOLYGON"
)
_EDITS = "name TEXT NOT NULL, at DATETIME NOT NULL, item TEXT NOT NULL"


def create_session(
    connection: sqlite3.Connection, *, snapshots: bool = False, edits: bool = False
) -> None:
    """Make the tables of an empty session in an empty database.

    Parameters
    ----------
    connection : sqlite3.Connection
        To an empty database.
    snapshots : bool
        With a layer for snapshots, as a portable session has.
    edits : bool
        With a table for edits, as a working copy has; what was deleted stands in it, so that a
        saved file never has one.
    """
    create_core(connection)
    for layer in LAYERS:
        columns = ", ".join(f"{name} {_TYPES.get(name, 'TEXT')}" for name in COLUMNS)
        columns = columns.replace("id TEXT,", "id TEXT NOT NULL UNIQUE,", 1)
        describe_table(connection, layer, columns + f", geom {GEOMETRY[layer]}", GEOMETRY[layer])
    for table, columns in _TABLES.items():
        describe_table(connection, table, columns)
    if snapshots:
        describe_table(connection, "snapshots", _SNAPSHOTS, "MULTIPOLYGON")
    if edits:
        describe_table(connection, "edits", _EDITS)
