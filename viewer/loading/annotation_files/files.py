"""Read annotations from a file, whatever it is, and write them in the format that its name says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from viewer.core.annotations import Annotation, Group
from viewer.errors import ViewerError
from viewer.loading.annotation_files.report import ReadAnnotations, WrittenAnnotations
from viewer.loading.limits import MAX_VECTOR_BYTES, TooLargeError, read_at_most
from viewer.loading.saving import write_whole

FORMATS = {
    ".geojson": "GeoJSON",
    ".gpkg": "GeoPackage",
    ".kml": "KML",
    ".kmz": "KMZ",
    ".gpx": "GPX (points and lines)",
    ".csv": "CSV (points)",
}
"""Suffix and name of the formats that can be written."""


def write_annotations(
    path: Path, annotations: Sequence[Annotation], groups: Sequence[Group] = ()
) -> WrittenAnnotations:
    """Write annotations in the format of the file's suffix, beside first, then swapped in.

    Raises
    ------
    ViewerError
        For a suffix that is not in `FORMATS`, or when the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise ViewerError(
            f"{path.name} does not say a format for annotations.",
            f"End its name in one of {', '.join(FORMATS)}.",
        )
    data, report = _encode(suffix, annotations, groups)
    write_whole(path, data)
    return report


def read_annotations(path: Path) -> ReadAnnotations:
    """Read annotations by what the file is, not by its name; points of a CSV by their columns.

    Raises
    ------
    ViewerError
        When the file cannot be read at all. Features that cannot be are in the report.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            file.seek(0)
            plain = head.lstrip(b"\xef\xbb\xbf \t\r\n")
            if head.startswith(b"SQLite format 3") or path.suffix.lower() == ".shp":
                from viewer.loading.annotation_files import vector

                return vector.read(path)
            data = read_at_most(file, MAX_VECTOR_BYTES)
    except TooLargeError as error:
        raise ViewerError(f"{path.name} {error}.", "Export less of it.") from error
    except OSError as error:
        raise ViewerError(
            f"{path} cannot be read: {error.strerror or error}.",
            "Check the name, and that its disk or share is there.",
            repr(error),
        ) from error
    if not plain:
        raise ViewerError(f"{path.name} is empty.", "Export it again from the other program.")
    return _decode(path, plain, data)


def _encode(
    suffix: str, annotations: Sequence[Annotation], groups: Sequence[Group]
) -> tuple[bytes, WrittenAnnotations]:
    if suffix == ".geojson":
        from viewer.loading.annotation_files import geojson

        return geojson.write(annotations, groups)
    if suffix in (".kml", ".kmz"):
        from viewer.loading.annotation_files import kml

        return kml.write(annotations, groups, packed=suffix == ".kmz")
    if suffix == ".gpx":
        from viewer.loading.annotation_files import gpx

        return gpx.write(annotations)
    if suffix == ".csv":
        from viewer.loading.annotation_files import csv_points

        return csv_points.write(annotations)
    from viewer.loading.annotation_files import vector

    return vector.write(annotations, groups)


def _decode(path: Path, plain: bytes, data: bytes) -> ReadAnnotations:
    if plain[:1] in (b"{", b"["):
        from viewer.loading.annotation_files import geojson

        return geojson.read(data)
    if plain[:1] == b"<":
        from viewer.loading.annotation_files import gpx, kml_reading

        return gpx.read(data) if b"<gpx" in plain else kml_reading.read(data)
    if plain[:2] == b"PK" and path.suffix.lower() != ".zip":
        from viewer.loading.annotation_files import kml_reading

        return kml_reading.read(data)
    if plain[:2] == b"PK" or b"\0" in plain:
        from viewer.loading.annotation_files import vector

        return vector.read(path)
    from viewer.loading.annotation_files import csv_points

    return csv_points.read(data)
