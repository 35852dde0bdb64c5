"""Annotations as a GeoPackage of three layers, and from any vector file that GDAL reads."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from viewer.core.annotation_json import WrongAnnotation, from_json, to_json
from viewer.core.annotations import Annotation, Group
from viewer.errors import ViewerError
from viewer.loading.annotation_files.exchange import (
    COLUMNS,
    Feature,
    Geometry,
    annotation_of,
    feature_of,
    polygons_of,
)
from viewer.loading.annotation_files.report import ReadAnnotations, WrittenAnnotations
from viewer.loading.geopackage import create_core, describe_table, tell_extents
from viewer.loading.limits import MAX_ROWS
from viewer.loading.sessions.rows import blob_of_annotation, compact, layer_of
from viewer.loading.sessions.schema import GEOMETRY

_TYPES = {
    "valid_from": "DATE", "valid_to": "DATE", "visible": "BOOLEAN", "locked": "BOOLEAN",
    "halo": "BOOLEAN", **dict.fromkeys(
        ("order", "width", "opacity", "fill_opacity", "size", "text_size", "radius_m", "bend",
         "centre_lon", "centre_lat"), "DOUBLE"),
}  # fmt: skip
_GROUPS = "annotation_groups"


def write(
    annotations: Sequence[Annotation], groups: Sequence[Group]
) -> tuple[bytes, WrittenAnnotations]:
    """Return annotations as a GeoPackage; it holds all that they are."""
    columns = ", ".join(f'"{name}" {_TYPES.get(name, "TEXT")}' for name in COLUMNS)
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    places = ", ".join("?" * (len(COLUMNS) + 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annotations.gpkg"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            create_core(connection)
            connection.execute("BEGIN")
            for layer, geometry in GEOMETRY.items():
                own = [one for one in annotations if layer_of(one) == layer]
                describe_table(connection, layer, f"{columns}, geom {geometry}", geometry)
                connection.executemany(
                    f"INSERT INTO {layer} ({names}, geom) VALUES ({places})", map(_row, own)
                )
            describe_table(connection, _GROUPS, "item TEXT NOT NULL")
            connection.executemany(
                f"INSERT INTO {_GROUPS} (item) VALUES (?)",
                [(compact(to_json(group)),) for group in groups],
            )
            tell_extents(connection)
            connection.execute("COMMIT")
        return path.read_bytes(), WrittenAnnotations(len(annotations))


def read(path: Path) -> ReadAnnotations:
    """Read the layers of any vector file as annotations.

    Raises
    ------
    ViewerError
        When GDAL cannot read it.
    """
    found = ReadAnnotations()
    try:
        for layer, geometry in pyogrio.list_layers(path):
            if geometry is None:
                found.groups += _groups(path, layer) if layer == _GROUPS else []
                continue
            for number, feature in enumerate(_features(path, layer), start=1):
                try:
                    found.annotations += [annotation_of(one) for one in feature]
                except WrongAnnotation as error:
                    found.problems.append(f"{layer}, row {number} was left out: {error}.")
    except (pyogrio.errors.DataSourceError, pyproj.exceptions.ProjError, ValueError) as error:
        raise ViewerError(
            f"{path.name} cannot be read as a vector file.",
            "Export it as GeoJSON or GeoPackage from the other program.",
            repr(error),
        ) from error
    return found


def _row(annotation: Annotation) -> tuple[Any, ...]:
    properties = feature_of(annotation).properties
    return (*(properties[name] for name in COLUMNS), blob_of_annotation(annotation))


def _groups(path: Path, layer: str) -> list[Group]:
    groups = []
    _meta, _fids, _none, fields = pyogrio.raw.read(path, layer=layer)
    for text in fields[0] if len(fields) else []:
        try:
            group = from_json(json.loads(text))
        except (WrongAnnotation, ValueError, TypeError):
            continue
        if isinstance(group, Group):
            groups.append(group)
    return groups


def _features(path: Path, layer: str) -> Iterator[list[Feature]]:
    meta, _fids, blobs, columns = pyogrio.raw.read(path, layer=layer, max_features=MAX_ROWS)
    names = [str(name).lower() for name in meta["fields"]]
    geometries = shapely.force_2d(shapely.from_wkb(blobs, on_invalid="ignore"))
    crs = pyproj.CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    if crs is not None and not crs.equals(4326, ignore_axis_order=True):
        to_degrees = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
        geometries = shapely.transform(
            geometries, lambda at: np.column_stack(to_degrees.transform(at[:, 0], at[:, 1]))
        )
    for row, geometry in enumerate(geometries):
        properties = {
            name: _plain(column[row]) for name, column in zip(names, columns, strict=True)
        }
        shapes = [] if geometry is None else list(_shapes(geometry))
        yield [
            Feature(shape, properties if not at else {**properties, "id": ""})
            for at, shape in enumerate(shapes)
        ]


def _shapes(geometry: BaseGeometry) -> Iterator[Geometry]:
    kind = geometry.geom_type
    if geometry.is_empty:
        return
    if kind == "Point":
        yield _line(geometry)[0]
    elif kind in ("LineString", "LinearRing"):
        yield _line(geometry)
    elif kind in ("Polygon", "MultiPolygon"):
        yield polygons_of(
            [
                [list(_line(ring)) for ring in (part.exterior, *part.interiors)]
                for part in shapely.get_parts(geometry)
            ]
        )
    else:
        for part in shapely.get_parts(geometry):
            yield from _shapes(part)


def _line(geometry: shapely.Geometry) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(geometry))


def _plain(value: Any) -> Any:
    """A cell as a plain value; missing numbers and dates are None."""
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)[:10]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and value != value else value
