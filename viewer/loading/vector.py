"""Any other vector file, read by GDAL through pyogrio.

GDAL gets the bytes in memory wherever it can, so that it writes no side file next to the user's
data and follows no reference to another file or to the network.
"""

from __future__ import annotations

import datetime
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from viewer.core.sources import Status
from viewer.loading import limits
from viewer.loading.dates import date_in_name
from viewer.loading.days import Found, ImportOptions, Note, Origin, RawDay, Skip
from viewer.loading.limits import TooLargeError, read_at_most, readable_size
from viewer.loading.names import slug_of
from viewer.loading.report import Action, NeedsAnswer
from viewer.loading.vector_columns import Column, choose_dates, columns_of, statuses_of

if TYPE_CHECKING:
    from viewer.loading.items import Item

_ON_DISK = (b"SQLite format 3\x00", b"\x00\x00\x27\x0a", b"fgb\x03", b"!table", b"Version")
_UNSAFE = re.compile(r"[!;]|://|\.zip$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_MAX_LAYERS = 64
_READER = "vector"
_OFFLINE = {
    "GML_DOWNLOAD_SCHEMA": "NO",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_PAM_ENABLED": "NO",
}

GeometryArray = npt.NDArray[Any]


@dataclass(frozen=True)
class _Layer:
    """One layer with polygons."""

    crs: str
    columns: list[Column]
    rows: npt.NDArray[np.int64]
    polygons: GeometryArray
    count: int


class _NoVectorError(Exception):
    """GDAL cannot use the file; the text says why, as a clause."""


def read_vector(item: Item, options: ImportOptions) -> Iterator[Found]:
    """Read a vector file of any format that GDAL knows.

    Polygons of the same date and status are united. Points and lines are left out.

    Yields
    ------
    RawDay, Skip or NeedsAnswer
    """
    try:
        layers, own_source = _layers(item)
    except _NoVectorError as error:
        yield Skip(str(error))
        return
    if not layers:
        yield Skip("holds no polygons")
        return
    in_name = next((date for name in item.names if (date := date_in_name(name))), None)
    chosen = [choose_dates(layer.columns, in_name, options.date_field) for layer in layers]
    hopeless = [choice.reason for choice in chosen if choice.reason]
    if len(hopeless) == len(chosen):
        yield Skip(hopeless[0])
        return
    question = _question(item, options, layers, own_source, [c.ask for c in chosen])
    if question is not None:
        yield question
        return
    named = options.source or own_source
    assert named is not None
    groups: dict[tuple[datetime.date, Status, str], list[tuple[int, GeometryArray]]] = {}
    for number, (layer, choice) in enumerate(zip(layers, chosen, strict=True)):
        dates = choice.dates(layer.count, in_name)
        statuses = statuses_of(layer.columns, layer.count, options.status)
        undated = 0
        for row in np.unique(layer.rows).tolist():
            date, status = dates[row], statuses[row]
            if date is None or status is None:
                undated += 1
                continue
            part = layer.polygons[layer.rows == row]
            groups.setdefault((date, status, layer.crs), []).append((number, part))
        if undated:
            yield Skip("rows without a date or status", row=f"{undated} rows")
    origin = Origin(item.name, item.container, item.sha256, item.size)
    for (date, status, crs), parts in sorted(groups.items(), key=lambda entry: entry[0]):
        yield RawDay(
            source=slug_of(named),
            status=status,
            date=date,
            origin=origin,
            importer=_READER,
            shapes=np.concatenate([part for _, part in parts]),
            crs=crs,
            unite=len(parts) > 1,
            notes=_notes(crs),
        )


def _notes(crs: str) -> list[Note]:
    if crs:
        return []
    return [(Action.WARNED, "names no coordinate system; taken as lon, lat in degrees")]


def _question(
    item: Item,
    options: ImportOptions,
    layers: list[_Layer],
    own_source: str | None,
    ask_date: list[bool],
) -> NeedsAnswer | None:
    wants_source = options.source is None and own_source is None
    wants_status = options.status is None and any(
        status is None
        for layer in layers
        for status in statuses_of(layer.columns, layer.count, None)
    )
    if not (wants_source or wants_status or any(ask_date)):
        return None
    columns = [column for layer in layers for column in layer.columns]
    stem = PurePosixPath(item.names[0]).name.partition(".")[0]
    return NeedsAnswer(
        file=item.label,
        paths=(str(item.path),),
        wants_source=wants_source,
        wants_status=wants_status,
        wants_date_field=any(ask_date),
        date_fields=tuple(dict.fromkeys(c.name for c in columns if c.holds_dates)),
        fields=tuple(dict.fromkeys(column.name for column in columns)),
        suggested_source=slug_of(_DIGITS.sub(" ", stem)) or "my-source",
    )


def _layers(item: Item) -> tuple[list[_Layer], str | None]:
    """Layers with polygons, and the source that an archive of ours names."""
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
                raise _NoVectorError(f"has more than {_MAX_LAYERS} layers")
            # By number: the layer of bytes in memory gets another random name at each opening.
            numbers = [number for number, (_, kind) in enumerate(names) if kind is not None]
            layers = [_layer(place, number) for number in numbers]
            own = _own_source(place, [str(name) for name, _ in names])
    except known as error:
        raise _NoVectorError("is no vector file that can be read, or it is damaged") from error
    return [layer for layer in layers if layer is not None], own


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


def _layer(place: str | bytes, number: int) -> _Layer | None:
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
    return _Layer(
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
