"""The rules of the GeoPackage standard that its validators check, for what Salient writes."""

from __future__ import annotations

import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import shapely

CORE = {
    "gpkg_spatial_ref_sys": "srs_name srs_id organization organization_coordsys_id definition "
    "description",
    "gpkg_contents": "table_name data_type identifier description last_change min_x min_y max_x "
    "max_y srs_id",
    "gpkg_geometry_columns": "table_name column_name geometry_type_name srs_id z m",
}
TYPES = {"BOOLEAN", "INTEGER", "DOUBLE", "TEXT", "BLOB", "DATE", "DATETIME"}
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z"
FORMATS = {"DATE": r"\d{4}-\d\d-\d\d", "DATETIME": MOMENT, "BOOLEAN": r"[01]"}


def broken_rules(path: Path) -> list[str]:
    """What a file does against the standard; an empty list for a valid GeoPackage."""
    with closing(sqlite3.connect(path)) as connection:
        return list(_problems(connection))


def _problems(connection: sqlite3.Connection) -> Iterator[str]:
    def one(sql: str) -> object:
        return connection.execute(sql).fetchone()[0]

    if one("PRAGMA application_id") != 0x47504B47 or one("PRAGMA user_version") != 10300:
        yield "it does not say that it is a GeoPackage 1.3"
    if one("PRAGMA integrity_check") != "ok":
        yield "integrity_check"
    if connection.execute("PRAGMA foreign_key_check").fetchall():
        yield "foreign_key_check"
    for table, columns in CORE.items():
        if [column[1] for column in _columns(connection, table)] != columns.split():
            yield f"columns of {table}"
    if {-1, 0, 4326} - {row[0] for row in _all(connection, "srs_id", "gpkg_spatial_ref_sys")}:
        yield "a system of coordinates that must stand in each file is missing"
    objects = _all(connection, "type, name", "sqlite_master")
    if {kind for kind, _name in objects} - {"table", "index"}:
        yield "triggers or views, for which no extension is declared"
    tables = {name for kind, name in objects if kind == "table"}
    contents = _all(
        connection, "table_name, data_type, last_change, min_x, min_y, max_x, max_y, srs_id",
        "gpkg_contents",
    )  # fmt: skip
    if {row[0] for row in contents} != tables - CORE.keys() - {"sqlite_sequence"}:
        yield "tables and the list of contents are not the same"
    for table, kind, changed, *extent, srs in contents:
        if not re.fullmatch(MOMENT, changed):
            yield f"last_change of {table}"
        yield from _values(connection, table)
        if kind == "features":
            yield from _geometries(connection, table, extent, srs)
        elif kind != "attributes":
            yield f"data_type {kind} of {table}"


def _values(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = _columns(connection, table)
    if [column[2] for column in columns if column[5]] != ["INTEGER"]:
        yield f"{table} has no single INTEGER PRIMARY KEY"
    for _, name, kind, *_rest in columns:
        if name != "geom" and kind not in TYPES:
            yield f"type {kind} of {table}.{name}"
        if kind in FORMATS:
            for (value,) in _all(connection, name, table):
                if value is not None and not re.fullmatch(FORMATS[kind], str(value)):
                    yield f"{table}.{name} holds {value}"


def _geometries(
    connection: sqlite3.Connection, table: str, extent: list[float | None], srs: int
) -> Iterator[str]:
    told = connection.execute(
        "SELECT column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns "
        "WHERE table_name = ?", (table,)
    ).fetchall()  # fmt: skip
    kind = next(column[2] for column in _columns(connection, table) if column[1] == "geom")
    if told != [("geom", kind, srs, 0, 0)] or srs != 4326:
        yield f"{table} is told of as {told}"
    boxes: list[list[float]] = []
    for (blob,) in _all(connection, "geom", table):
        if blob is None:
            continue
        magic, flags, own_srs, *box = struct.unpack("<3sBi4d", blob[:40])
        if (magic, flags, own_srs) != (b"GP\0", 0b011, 4326):
            yield f"{table}: head of a geometry"
        geometry = shapely.from_wkb(blob[40:])
        if geometry.is_empty or geometry.has_z or geometry.geom_type.upper() != kind:
            yield f"{table}: a {geometry.geom_type}"
        positions = shapely.get_coordinates(geometry)
        own = [*positions.min(axis=0).tolist(), *positions.max(axis=0).tolist()]
        if [box[0], box[2], box[1], box[3]] != own:
            yield f"{table}: box {box} of a geometry"
        boxes.append(own)
    columns = list(zip(*boxes, strict=True))
    expected = [*map(min, columns[:2]), *map(max, columns[2:])] if boxes else [None] * 4
    if extent != expected:
        yield f"extent of {table} is {extent}, not {expected}"


def _all(connection: sqlite3.Connection, columns: str, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT {columns} FROM {table}").fetchall()


def _columns(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"PRAGMA table_info({table})").fetchall()
