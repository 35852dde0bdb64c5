"""Any other vector file: which of its polygons belong to which day, source and status."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from viewer.core.sources import Status
from viewer.loading.dates import date_in_name
from viewer.loading.days import Found, ImportOptions, Note, Origin, RawDay, Skip
from viewer.loading.isw import IMPORTER, isw_layer, read_isw
from viewer.loading.names import slug_of
from viewer.loading.report import Action, NeedsAnswer
from viewer.loading.vector_columns import choose_dates, statuses_of
from viewer.loading.vector_layers import GeometryArray, Layer, NoVectorError, read_layers

if TYPE_CHECKING:
    from viewer.loading.items import Item

_DIGITS = re.compile(r"\d+")
_READER = "vector"


def read_vector(item: Item, options: ImportOptions) -> Iterator[Found]:
    """Read a vector file of any format that GDAL knows.

    Polygons of the same date and status are united. Points and lines are left out.

    Yields
    ------
    RawDay, Skip or NeedsAnswer
    """
    try:
        file = read_layers(item)
    except NoVectorError as error:
        yield Skip(str(error))
        return
    layers, own_source = file.layers, file.own_source
    if not layers:
        yield Skip("holds no polygons")
        return
    if own_source is None and slug_of(options.source or IMPORTER) == IMPORTER:
        known = isw_layer(item, file)
        if known is not None:
            yield from read_isw(item, file, known, options)
            return
    notes = list(file.notes)
    in_name = options.day_of(
        next((date for name in item.names if (date := date_in_name(name))), None), notes
    )
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
            notes=[*notes, *_notes(crs)],
        )


def _notes(crs: str) -> list[Note]:
    if crs:
        return []
    return [(Action.WARNED, "names no coordinate system; taken as lon, lat in degrees")]


def _question(
    item: Item,
    options: ImportOptions,
    layers: list[Layer],
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
