"""VIINA's control tables and the cells of their places, joined when all files are read.

A table says per place and day who holds it, but not where the place is; the cells (polygons
round the places that fill the country) are in a file of their own. Cells of one status are united,
day by day; days on which nothing changed cost nothing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from viewer.core.sources import Status
from viewer.loading import limits
from viewer.loading.days import Found, Note, Origin, Piece, RawDay, Skip
from viewer.loading.items import Item
from viewer.loading.limits import read_at_most
from viewer.loading.report import Action
from viewer.loading.viina_cells import BoolArray, Cells, Kept, union_of
from viewer.loading.viina_days import CODES, ControlTable

Tell = Callable[[str], None]
IMPORTER = "viina"
NO_CELLS = (
    "says who holds a place, but not where it is; import gn_UA_tess.geojson of the VIINA "
    "repository together with it"
)
ONLY_CELLS = (
    "holds the cells of VIINA's places, and no new control table came with it; import it "
    "together with control_latest_YYYY.zip"
)
_STATUSES = ((Status.RU_HELD, CODES["RU"]), (Status.CONTESTED, CODES["CONTESTED"]))
_CELL = re.compile(rb'"geonameid"\s*:')
_OTHER = re.compile(rb'"(?:date|status)"\s*:')


def is_cells(head: bytes) -> bool:
    """Whether JSON is the file of the cells, by the properties of its first features."""
    return bool(_CELL.search(head)) and not _OTHER.search(head)


def read_cells(item: Item) -> Iterator[Found]:
    """Read ``gn_UA_tess.geojson``: polygons with a ``geonameid``.

    Yields
    ------
    Piece or Skip
    """
    import pyogrio.raw
    from pyogrio import errors

    with item.open() as stream:
        packed = item.size if item.packing else None
        text = read_at_most(stream, limits.MAX_VECTOR_BYTES, packed)
    try:
        meta, _, wkb, values = pyogrio.raw.read(text, columns=["geonameid"])
        geometries = shapely.from_wkb(wkb)
    except (errors.DataSourceError, errors.DataLayerError, shapely.errors.ShapelyError):
        yield Skip("is damaged or cut off; download it again")
        return
    if "geonameid" not in meta["fields"] or values[0].dtype.kind not in "iuf":
        yield Skip("holds cells whose geonameid is no number")
        return
    is_area = np.isin(shapely.get_type_id(geometries), (3, 6)) & ~shapely.is_empty(geometries)
    known = is_area & np.isfinite(values[0])
    if not known.all():
        yield Skip("cells without a polygon or a geonameid", row=f"{int((~known).sum())} cells")
    crs = str(meta.get("crs") or "")
    yield Piece(item.label, Cells.of(values[0][known].astype(np.int64), geometries[known], crs))


def join_pieces(pieces: Sequence[Piece], tell: Tell) -> Iterator[tuple[str, Found]]:
    """Join tables and cells of one import.

    Parameters
    ----------
    pieces : sequence of Piece
        Tables and cell files, in the order of the files.
    tell : callable
        Called with a text now and then, so that progress is seen and the import can be stopped.

    Yields
    ------
    tuple of str and Found
        The file as the report names it, and what came of it.
    """
    cells = [(piece.label, piece.content) for piece in pieces if isinstance(piece.content, Cells)]
    tables = [piece for piece in pieces if not isinstance(piece.content, Cells)]
    if not tables:
        yield from ((label, Skip(ONLY_CELLS)) for label, _ in cells)
    for piece in tables:
        assert isinstance(piece.content, tuple)
        table, origin = piece.content
        if not cells:
            yield piece.label, Skip(NO_CELLS)
            continue
        best = max((found for _, found in cells), key=lambda found: found.known(table.places))
        for found in _days(table, origin, best, tell):
            yield piece.label, found


def _days(table: ControlTable, origin: Origin, cells: Cells, tell: Tell) -> Iterator[Found]:
    position = cells.positions(table.places)
    there = position >= 0
    if not there.any():
        yield Skip("names no place that the cell file has; take both from one version of VIINA")
        return
    if not there.all():
        yield Skip("places without a cell in the cell file", row=f"{int((~there).sum()):,} places")
    unit = Origin(
        origin.file, origin.container, origin.sha256, origin.size // max(len(table.dates), 1)
    )
    last: dict[Status, tuple[BoolArray, npt.NDArray[Any]]] = {}
    kept: dict[Status, Kept] = {status: {} for status, _ in _STATUSES}
    for date, codes in table.days():
        tell(f"VIINA {date.isoformat()}")
        held_any = bool(np.any(codes[there] == CODES["RU"]))
        for status, code in _STATUSES:
            chosen = np.zeros(len(cells.polygons), dtype=np.bool_)
            chosen[position[there & (codes == code)]] = True
            if status not in last or not np.array_equal(last[status][0], chosen):
                last[status] = (chosen, union_of(cells, chosen, kept[status]))
            if status is Status.RU_HELD or held_any:
                yield _day(date, status, last[status][1], unit, cells)


def _day(
    date: datetime.date, status: Status, polygons: npt.NDArray[Any], origin: Origin, cells: Cells
) -> RawDay:
    notes: list[Note] = []
    if cells.repaired:
        notes.append((Action.REPAIRED, "cells that cross themselves were made valid"))
    return RawDay(
        source="viina",
        status=status,
        date=date,
        origin=origin,
        importer=IMPORTER,
        shapes=polygons,
        crs=cells.crs,
        may_be_empty=status is Status.CONTESTED,
        known_place=True,
        notes=notes,
    )
