"""Sectors of the user's own, read from a vector file: every fault is a sentence with a cure.

Good sectors of a file load although others in it are wrong. What is read: any vector file that GDAL
knows, in any coordinate system that it names; without one, lon, lat in degrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import shapely

from viewer.core.sectors import Sector
from viewer.core.sources import Status
from viewer.core.user_sectors import LONGEST_NAME, MOST_SECTORS, RESERVED, bounds_of
from viewer.errors import ViewerError
from viewer.loading.items import Item
from viewer.loading.limits import TooLargeError
from viewer.loading.names import slug_of
from viewer.loading.sector_checks import checked_outline, in_degrees
from viewer.loading.vector_layers import Layer, NoVectorError, read_layers

MOST_BYTES = 20_000_000
_NAMES = ("name", "title", "sector", "label")
_NOTES = ("note", "description", "comment")
_HINT = "Save the areas as polygons in GeoJSON or GeoPackage and choose that file."


@dataclass(frozen=True)
class ReadSectors:
    """Sectors of a file, and what was wrong with others in it."""

    sectors: tuple[Sector, ...]
    problems: tuple[ViewerError, ...]


def read_sector_file(path: Path, known: Sequence[Sector]) -> ReadSectors:
    """Read the polygons of a vector file as sectors.

    A column ``name`` (or title, sector, label) gives the name, else the file's own; ``status``
    says which status tells the story, ``ru_held`` by default; ``note`` is shown in tooltips.

    Parameters
    ----------
    path : Path
        The file.
    known : sequence of Sector
        Sectors that there are already; names must differ from theirs.

    Raises
    ------
    ViewerError
        When no sector can be taken from the file; the first fault, all of them in the details.
    """
    sectors: list[Sector] = []
    problems: list[ViewerError] = []
    for layer in _layers(path):
        for row, shape in _shapes(layer):
            try:
                sector = _sector(layer, row, shape, path, [*known, *sectors])
            except ViewerError as error:
                problems.append(error)
            else:
                sectors.append(sector)
        problems += _without_polygon(layer, path)
    if not sectors:
        first = problems[0]
        details = "\n".join(str(problem) for problem in problems)
        if len(problems) == 1:
            details = first.details
        raise ViewerError(first.message, first.hint, details)
    return ReadSectors(tuple(sectors), tuple(problems))


def checked_name(name: str, known: Sequence[Sector]) -> str:
    """Return a name for a sector without blanks around it.

    Raises
    ------
    ViewerError
        When it is empty, too long, or that of a sector there is.
    """
    name = " ".join(name.split())
    if not slug_of(name):
        raise ViewerError(
            "A sector needs a name with letters or digits.", "Give it a name such as “Toretsk”."
        )
    if len(name) > LONGEST_NAME:
        raise ViewerError(
            f"The name “{name[:LONGEST_NAME]}…” is longer than {LONGEST_NAME} letters.",
            "Shorten it; more can be said in a note.",
        )
    taken = {one.name.casefold(): one.name for one in known}
    ids = {one.id: one.name for one in known} | {word: word for word in RESERVED}
    other = taken.get(name.casefold()) or ids.get(slug_of(name))
    if other is not None:
        raise ViewerError(
            f"There is a sector named “{other}” already.",
            f"Give the new one another name than “{name}”, or remove the other first.",
        )
    return name


def _layers(path: Path) -> list[Layer]:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ViewerError(
                f"{path.name} has {size / 1e6:.0f} MB, which no file of sectors needs.",
                "Choose a file with the outlines of areas, not an archive of days.",
            )
        if path.is_dir():
            raise ViewerError(f"{path} is a folder.", "Choose a file.")
        content = path.read_bytes()
    except OSError as error:
        raise ViewerError(
            f"{path} cannot be read: {error.strerror or error}.",
            "Check that it is there and that you may read it.",
            repr(error),
        ) from error
    digest = sha256(content).hexdigest()
    item = Item(path.name, "", path, None, path, None, digest, len(content))
    try:
        file = read_layers(item)
    except (NoVectorError, TooLargeError) as error:
        raise ViewerError(f"{path.name} {error}.", _HINT, repr(error.__cause__)) from error
    if file.own_source is not None:
        raise ViewerError(f"{path.name} is an archive of snapshots, not of sectors.", _HINT)
    if not file.layers:
        raise ViewerError(
            f"{path.name} holds no polygon; a sector is an area, not a point or a line.", _HINT
        )
    if sum(layer.count for layer in file.layers) > MOST_SECTORS:
        count = sum(layer.count for layer in file.layers)
        raise ViewerError(
            f"{path.name} holds {count:,} areas; there may be {MOST_SECTORS} sectors of your own.",
            "Keep those that you want to follow in a file of their own.",
        )
    return file.layers


def _shapes(layer: Layer) -> Iterator[tuple[int, shapely.MultiPolygon]]:
    for row in np.unique(layer.rows).tolist():
        parts = shapely.force_2d(layer.polygons[layer.rows == row])
        yield row, shapely.MultiPolygon(list(parts))


def _without_polygon(layer: Layer, path: Path) -> list[ViewerError]:
    missing = sorted(set(range(layer.count)) - set(layer.rows.tolist()))
    return [
        ViewerError(
            f"Feature {row + 1} of {path.name} is no polygon, or an empty one; it was left out.",
            "Draw it as an area, or delete it from the file.",
        )
        for row in missing
    ]


def _sector(
    layer: Layer, row: int, shape: shapely.MultiPolygon, path: Path, known: Sequence[Sector]
) -> Sector:
    stem = path.name.partition(".")[0].replace("_", " ").strip() or "sector"
    alone = layer.count == 1
    name = _text(layer, row, _NAMES) or (stem if alone else f"{stem} {row + 1}")
    title = f"The sector “{name[:LONGEST_NAME]}”"
    outline = checked_outline(in_degrees(shape, layer.crs, title), title)
    name = checked_name(name, known)
    if len([one for one in known if one.own]) >= MOST_SECTORS:
        raise ViewerError(
            f"{title} is one too many: there may be {MOST_SECTORS} sectors of your own.",
            "Remove those that you no longer need first.",
        )
    return Sector(
        id=slug_of(name),
        name=name,
        note=_text(layer, row, _NOTES) or f"Your own sector, from {path.name}",
        bounds_wgs84=bounds_of(outline),
        status=_status(_text(layer, row, ("status",)), title),
        outline=outline,
    )


def _status(text: str, title: str) -> Status:
    if not text:
        return Status.RU_HELD
    try:
        return Status(text.strip().lower())
    except ValueError as error:
        raise ViewerError(
            f"{title} has the status “{text[:40]}”, which there is not.",
            f"Use one of {', '.join(Status)}, or leave it empty.",
        ) from error


def _text(layer: Layer, row: int, names: Sequence[str]) -> str:
    columns = {column.name.lower(): column for column in layer.columns}
    for name in names:
        value = columns[name].values[row] if name in columns else None
        if value is not None and value == value and str(value).strip():
            return str(value).strip()
    return ""
