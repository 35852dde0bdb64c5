"""Layers with polygons of any vector file, read by GDAL through pyogrio.

GDAL gets the bytes in memory wherever it can, so that it writes no side file next to the user's
data and follows no reference to another file or to the network.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from viewer.loading import limits
from viewer.loading.days import Note
from viewer.loading.limits import TooLargeError, read_at_most, readable_size
from viewer.loading.names import slug_of
from viewer.loading.report import Action
from viewer.loading.vector_columns import Column, columns_of

if TYPE_CHECKING:
    from viewer.loading.items import Item

_ON_DISK = (b"SQLite format 3\x00", b"\x00\x00\x27\x0a", b"fgb\x03", b"!table", b"Version")
_UNSAFE = re.compile(r"[!;]|://|\.zip$", re.IGNORECASE)
_MAX_LAYERS = 64
_OFFLINE = {
    "GML_DOWNLOAD_SCHEMA": "NO",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_PAM_ENABLED": "NO",
}

_CUT_OFF = re.compile(rb'"exceededTransferLimit"\s*:\s*true')
INCOMPLETE = (
    "is only a part: the service cut its answer off (exceededTransferLimit); "
    "fetch all pages, or fewer details"
)

GeometryArray = npt.NDArray[Any]


@dataclass(frozen=True)
class Layer:
    """One layer with polygons."""

    crs: str
    columns: list[Column]
    rows: npt.NDArray[np.int64]
    polygons: GeometryArray
    count: int


class NoVectorError(Exception):
    """GDAL cannot use the file; the text says why, as a clause."""


@dataclass(frozen=True)
class VectorFile:
    """Layers of one file.

    Attributes
    ----------
    layers : list of Layer
        Those with polygons.
    names : tuple of str
        Names of all layers.
    own_source : str or None
        Id of the source, when the file is an archive of ours.
    notes : list of (Action, str)
        What was noticed.
    """

    layers: list[Layer]
    names: tuple[str, ...]
    own_source: str | None
    notes: list[Note]


def read_layers(item: Item) -> VectorFile:
    """Read the layers with polygons.

    Raises
    ------
    NoVectorError
        When GDAL cannot use the file.
    TooLargeError
        When it is larger than the limits allow.
    """
    import pyogrio
    from pyogrio import errors

    place = _place(item)
    known = (
        errors.DataSourceError,
        errors.DataLayerError,
        errors.CRSError,
        errors.FeatureError,
        errors.FieldError,
        errors.GeometryError,
        UnicodeDecodeError,
        shapely.errors.ShapelyError,
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pyogrio.set_gdal_config_options(_OFFLINE)
            names = pyogrio.list_layers(place)
            if len(names) > _MAX_LAYERS:
                raise NoVectorError(f"has more than {_MAX_LAYERS} layers")
            # By number: the layer of bytes in memory gets another random name at each opening.
            numbers = [number for number, (_, kind) in enumerate(names) if kind is not None]
            layers = [_layer(place, number) for number in numbers]
            own = _own_source(place, [str(name) for name, _ in names])
    except known as error:
        raise NoVectorError("is no vector file that can be read, or it is damaged") from error
    cut_off = isinstance(place, bytes) and _CUT_OFF.search(place)
    return VectorFile(
        layers=[layer for layer in layers if layer is not None],
        names=tuple(str(name) for name, _ in names),
        own_source=own,
        notes=[(Action.WARNED, INCOMPLETE)] if cut_off else [],
    )


def _place(item: Item) -> str | bytes:
    """What to hand to GDAL: the path where it must be, else the bytes."""
    path = item.disk if item.disk is not None and item.packing is None else None
    if path is None and not item.container and item.packing is None:
        path = item.path
    if path is not None and path.is_dir():
        return str(path)
    with item.open() as stream:
        head = stream.read(64)
    suffix = path.suffix.lower() if path is not None else ""
    by_path = head.startswith(_ON_DISK) or suffix in (".csv", ".shp", ".tab", ".mif")
    if path is not None and by_path and not _UNSAFE.search(str(path)):
        _check_size(path)
        return str(path)
    with item.open() as stream:
        packed = item.size if item.packing else None
        return read_at_most(stream, limits.MAX_VECTOR_BYTES, packed)


def _check_size(path: Path) -> None:
    if path.stat().st_size > limits.MAX_VECTOR_BYTES:
        raise TooLargeError(f"is larger than {readable_size(limits.MAX_VECTOR_BYTES)}")


def _layer(place: str | bytes, number: int) -> Layer | None:
    import pyogrio.raw

    meta, _, wkb, values = pyogrio.raw.read(
        place, layer=number, max_features=limits.MAX_ROWS + 1, datetime_as_string=True
    )
    if wkb is None or len(wkb) == 0:
        return None
    if len(wkb) > limits.MAX_ROWS:
        raise TooLargeError(f"has more than {limits.MAX_ROWS:,} rows")
    geometries = shapely.from_wkb(wkb)
    parts, rows = shapely.get_parts(geometries, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    rows = rows[inner]
    keep = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    if not keep.any():
        return None
    return Layer(
        crs=_crs(meta.get("crs")),
        columns=columns_of([str(field) for field in meta["fields"]], list(values)),
        rows=rows[keep],
        polygons=parts[keep],
        count=len(wkb),
    )


def _crs(crs: str | None) -> str:
    """CRS as `RawDay` wants it: empty when unknown, ``OGC:CRS84`` for lon, lat on WGS 84."""
    if not crs:
        return ""
    return "OGC:CRS84" if crs.upper() in ("EPSG:4326", "OGC:CRS84") else crs


def _own_source(place: str | bytes, names: list[str]) -> str | None:
    """Id of the source, when the file is an archive of ours."""
    import pyogrio.raw

    if not {"snapshots", "provenance", "source"} <= set(names):
        return None
    meta, _, _, values = pyogrio.raw.read(place, layer="source", max_features=1)
    fields = [str(field) for field in meta["fields"]]
    if "id" not in fields or len(values[fields.index("id")]) == 0:
        return None
    name = slug_of(str(values[fields.index("id")][0]))
    return name if name and name != "schematic" else None
