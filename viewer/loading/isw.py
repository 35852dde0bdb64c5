"""ISW's layers: one file is one state of one layer; its name says which, and mostly the day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from viewer.core.sources import Status
from viewer.loading.dates import date_in_name
from viewer.loading.days import Found, ImportOptions, Note, Origin, RawDay, Skip
from viewer.loading.isw_layers import IswLayer, has_isw_columns, layer_of
from viewer.loading.report import Action, NeedsAnswer
from viewer.loading.vector_columns import Column, choose_dates
from viewer.loading.vector_layers import VectorFile

if TYPE_CHECKING:
    from viewer.loading.items import Item

IMPORTER = "isw"
_EDITED = ("editdate", "last_edited_date", "lastediteddate", "edit_date")
_BY_EDIT = "has no day in its name; dated by its last edit (EditDate)"
_BY_NAME = "taken for a layer of ISW by its name; use --source if it is not"


def isw_layer(item: Item, file: VectorFile) -> IswLayer | None:
    """Tell whether a vector file is ISW's.

    Returns
    -------
    IswLayer or None
        A layer without a title when only the columns speak for ISW.
    """
    found = layer_of((*item.names, *_folders(item), *file.names))
    if found is None and any(has_isw_columns(_fields(layer.columns)) for layer in file.layers):
        return IswLayer("", None)
    return found


def read_isw(
    item: Item, file: VectorFile, layer: IswLayer, options: ImportOptions
) -> Iterator[Found]:
    """Read one state of a layer.

    The day is the one in a name, else what the user says, else the last edit.

    Yields
    ------
    RawDay, Skip or NeedsAnswer
    """
    status = Status(options.status) if options.status else layer.status
    if status is None and layer.title:
        yield Skip(
            f"is ISW's layer “{layer.title}”: it {layer.note}; "
            "to import it all the same, say --source and --status"
        )
        return
    systems = {part.crs for part in file.layers}
    if len(systems) > 1:
        yield Skip("holds layers in several coordinate systems; import them one by one")
        return
    notes: list[Note] = list(file.notes)
    date = _day(item, file, options, notes)
    if status is None or date is None:
        yield NeedsAnswer(
            file=item.label,
            paths=(str(item.path),),
            wants_source=False,
            wants_status=status is None,
            wants_date_field=False,
            suggested_source="isw",
            wants_date=date is None,
        )
        return
    if layer.note:
        notes.append((Action.NOTED, layer.note))
    if not any(has_isw_columns(_fields(part.columns)) for part in file.layers):
        notes.append((Action.NOTED, _BY_NAME))
    if "" in systems:
        notes.append((Action.WARNED, "names no coordinate system; taken as lon, lat in degrees"))
    yield RawDay(
        source="isw",
        status=status,
        date=date,
        origin=Origin(item.name, item.container, item.sha256, item.size),
        importer=IMPORTER,
        shapes=np.concatenate([part.polygons for part in file.layers]),
        crs=systems.pop(),
        unite=True,
        known_place=True,
        rank=layer.rank,
        notes=notes,
    )


def _day(
    item: Item, file: VectorFile, options: ImportOptions, notes: list[Note]
) -> datetime.date | None:
    named = next((date for name in item.names if (date := date_in_name(name))), None)
    said = options.day_of(named, notes)
    if options.date_field is not None:
        for part in file.layers:
            chosen = choose_dates(part.columns, named, options.date_field)
            days = chosen.dates(part.count, named)
            return max((day for day in days if day is not None), default=None)
    edited = max((day for part in file.layers for day in _edits(part.columns)), default=None)
    if said is None and edited is not None:
        notes.append((Action.WARNED, _BY_EDIT))
    elif named is not None and edited is not None and edited > named:
        notes.append((Action.WARNED, f"was edited on {edited}, after the day in its name"))
    return said or edited


def _edits(columns: list[Column]) -> list[datetime.date]:
    return [
        day
        for column in columns
        if column.name.casefold() in _EDITED
        for day in column.days
        if day is not None
    ]


def _fields(columns: list[Column]) -> list[str]:
    return [column.name for column in columns]


def _folders(item: Item) -> tuple[str, ...]:
    """Name of the folder: some keep a folder for each layer."""
    inside = PurePosixPath(item.name.replace("\\", "/")).parent.name
    return (inside,) if item.container else (item.path.parent.name,)
