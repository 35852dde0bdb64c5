"""Annotations with one position as CSV; spreadsheets see text as text, never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from viewer.core.annotation_json import WrongAnnotation
from viewer.core.annotations import PLACED, Annotation, Position
from viewer.core.coordinates import parse_position
from viewer.errors import ViewerError
from viewer.loading.annotation_files.exchange import (
    COLUMNS,
    Feature,
    annotation_of,
    feature_of,
)
from viewer.loading.annotation_files.report import ReadAnnotations, WrittenAnnotations

_LON = ("lon", "longitude", "lng", "long", "x", "easting_deg")
_LAT = ("lat", "latitude", "y")
_BOTH = ("coordinates", "coordinate", "position", "mgrs", "utm")
_FORMULA = tuple("=+-@\t\r'")
_TEXTS = frozenset({"title", "note", "author", "anchor", "group", "links", "symbol"})
_HEADER = ("lon", "lat", *(name for name in COLUMNS if not name.startswith("centre_")))
csv.field_size_limit(10_000_000)


def write(annotations: Sequence[Annotation]) -> tuple[bytes, WrittenAnnotations]:
    """Return points, texts, circles and rings as CSV (UTF-8 with a mark, commas).

    Lines and areas cannot be held; the report says how many were left out. Circles and rings are
    their centre and radius.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    report = WrittenAnnotations()
    for one in annotations:
        if one.kind in PLACED:
            properties = feature_of(one, circles_as_points=True).properties
            cells = [_cell(name, properties[name]) for name in _HEADER[2:]]
            writer.writerow([repr(one.point[0]), repr(one.point[1]), *cells])
            report.count += 1
    rest = len(annotations) - report.count
    if rest:
        report.left_out.append(f"CSV holds points only: {rest} lines and areas were left out.")
    return ("\ufeff" + out.getvalue()).encode("utf-8"), report


def read(data: bytes) -> ReadAnnotations:
    """Read a table with a column for longitude and one for latitude, or one for both.

    Raises
    ------
    ViewerError
        When it is no text or has no such columns.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ViewerError(
            "The table is not in UTF-8.", "Save it as CSV UTF-8 from the spreadsheet.", repr(error)
        ) from error
    sample = text[:4096]
    delimiter = max(",;\t", key=sample.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise ViewerError(
            f"The table cannot be read in line {reader.line_num}.",
            "Save it again as CSV UTF-8 from the spreadsheet.",
            repr(error),
        ) from error
    names = [name.strip().lower() for name in rows[0]] if rows else []
    lon, lat, both = _column(names, _LON), _column(names, _LAT), _column(names, _BOTH)
    if both is None and (lon is None or lat is None):
        raise ViewerError(
            "The table has no columns for the position.",
            "Name two of its columns lon and lat, in degrees, or one of them coordinates.",
        )
    found = ReadAnnotations()
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = [*row, *[""] * (len(names) - len(row))]
        try:
            if lon is not None and lat is not None:
                at = _position(cells[lat], cells[lon])
            else:
                at = parse_position(cells[both or 0])
            properties = {n: _plain(n, c) for n, c in zip(names, cells, strict=False) if c != ""}
            found.annotations.append(annotation_of(Feature(at, properties)))
        except (ViewerError, WrongAnnotation) as error:
            found.problems.append(f"Row {number} was left out: {str(error).rstrip('.')}.")
    return found


def _position(lat: str, lon: str) -> Position:
    try:
        return (float(lon), float(lat))
    except ValueError:
        return parse_position(f"{lat}; {lon}")


def _column(names: list[str], wanted: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    text = str(value)
    return f"'{text}" if name in _TEXTS and text.startswith(_FORMULA) else text


def _plain(name: str, cell: str) -> str:
    """Take the mark off that keeps a spreadsheet from seeing a formula."""
    guarded = len(cell) > 1 and cell[0] == "'" and cell[1] in _FORMULA
    return cell[1:] if guarded else cell
