"""The few parts of the GeoPackage format that an archive needs, written with plain SQLite.

GDAL would do it too, but could neither keep a whole update in one transaction of ours nor start
as fast. The tests open what is written here with GDAL.
"""

from __future__ import annotations

import sqlite3
import struct

APPLICATION_ID = 0x47504B47
USER_VERSION = 10300
_HEADER = struct.Struct("<2sBBi")
_ENVELOPE = struct.Struct("<4d")
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_NO_POLYGONS = struct.pack("<BII", 1, 6, 0)
_SRS_ID = 4326
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
  identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
  m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
_ARCHIVE = {
    "snapshots": "date DATE NOT NULL, status TEXT NOT NULL, flag TEXT NOT NULL DEFAULT '', "
    "digest TEXT NOT NULL DEFAULT '', geom MULTIPOLYGON",
    "provenance": "file TEXT NOT NULL, container TEXT NOT NULL DEFAULT '', sha256 TEXT NOT NULL, "
    "date DATE, status TEXT NOT NULL, importer TEXT NOT NULL, importer_version TEXT NOT NULL, "
    "imported_at DATETIME NOT NULL, problems TEXT NOT NULL DEFAULT '[]'",
    "source": "id TEXT NOT NULL, name TEXT NOT NULL, attribution TEXT NOT NULL, "
    "licence TEXT NOT NULL, note TEXT NOT NULL, salient_version TEXT NOT NULL",
}


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty archive in an empty database."""
    create_core(connection)
    for table, columns in _ARCHIVE.items():
        describe_table(connection, table, columns, "MULTIPOLYGON" if "geom" in columns else None)
    connection.execute("CREATE UNIQUE INDEX snapshots_status_date ON snapshots (status, date)")


def create_core(connection: sqlite3.Connection) -> None:
    """Make what every GeoPackage has, in an empty database."""
    connection.execute("PRAGMA page_size = 32768")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {USER_VERSION}")
    connection.executescript(_TABLES)
    connection.executemany(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
        [
            ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", None),
            ("Undefined geographic SRS", 0, "NONE", 0, "undefined", None),
            ("WGS 84 geodetic", _SRS_ID, "EPSG", _SRS_ID, _WGS84, "longitude/latitude"),
        ],
    )


def describe_table(
    connection: sqlite3.Connection, table: str, columns: str, geometry: str | None = None
) -> None:
    """Make a table of our own and enter it into the list of contents.

    Parameters
    ----------
    connection : sqlite3.Connection
        To a database with `create_core`'s tables.
    table, columns : str
        Name and columns, without the key ``fid``; never from a file.
    geometry : str, optional
        Geometry type of the column ``geom``; a table of attributes without it.
    """
    connection.execute(
        f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {columns})"
    )
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES (?1, ?2, ?1, ?3)",
        (table, "features" if geometry else "attributes", _SRS_ID if geometry else None),
    )
    if geometry:
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
            (table, geometry, _SRS_ID),
        )


def tell_extents(connection: sqlite3.Connection) -> None:
    """Enter the extent of every layer into the list of contents; nothing for an empty one.

    The envelopes that `blob_of` wrote are read, not the geometries.
    """
    layers = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
    for (table,) in layers:
        heads = connection.execute(
            f"SELECT substr(geom, 9, 32) FROM {table} WHERE geom IS NOT NULL"
        )
        boxes = [_ENVELOPE.unpack(head) for (head,) in heads]
        if boxes:
            west, east, south, north = zip(*boxes, strict=True)
            connection.execute(
                "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? "
                "WHERE table_name = ?",
                (min(west), min(south), max(east), max(north), table),
            )


def blob_of(wkb: bytes, bounds: tuple[float, float, float, float] | None) -> bytes | None:
    """Make a geometry as GeoPackage stores it.

    An empty one is NULL. The format has a flag for it too, but GDAL's validator looks for that
    flag in the wrong bit, and other programs show both alike.

    Parameters
    ----------
    wkb : bytes
        Little-endian, EPSG:4326.
    bounds : tuple of float or None
        west, south, east, north in degrees; None for an empty geometry.
    """
    if bounds is None:
        return None
    west, south, east, north = bounds
    envelope = _ENVELOPE.pack(west, east, south, north)
    return _HEADER.pack(b"GP", 0, 0b0000_0011, _SRS_ID) + envelope + wkb


def wkb_of(blob: bytes | None) -> bytes:
    """Take the WKB out of a GeoPackage geometry; NULL is a MultiPolygon without polygons.

    Raises
    ------
    ValueError
        When it is no such geometry.
    """
    if blob is None:
        return _NO_POLYGONS
    if len(blob) < 13 or blob[:2] != b"GP":
        raise ValueError("no GeoPackage geometry")
    envelope = blob[3] >> 1 & 0b111
    if envelope >= len(_ENVELOPE_BYTES):
        raise ValueError("no GeoPackage geometry")
    return blob[8 + _ENVELOPE_BYTES[envelope] :]
