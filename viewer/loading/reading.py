"""From a file to its raw days: which reader takes it, and what it says."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from viewer.loading import limits
from viewer.loading.backup import is_backup, read_backup
from viewer.loading.collections import (
    FeatureStream,
    JsonError,
    Shape,
    cut_coordinates,
    load_json,
    shape_of_feature,
    shape_of_object,
)
from viewer.loading.daily import (
    Recognised,
    deepstate_day,
    recognise,
    uacontrolmap_days,
    uacontrolmap_document,
)
from viewer.loading.days import Found, ImportOptions, Origin, RawDay, Skip
from viewer.loading.deepstate_service import is_service, read_service
from viewer.loading.items import DAMAGE, Item
from viewer.loading.json_kinds import is_map, why_no_map
from viewer.loading.limits import TooLargeError, read_at_most, readable_size
from viewer.loading.rings import CoordinateError
from viewer.loading.sniff import HEAD_BYTES, Kind, kind_of
from viewer.loading.vector import read_vector
from viewer.loading.viina import is_cells, read_cells
from viewer.loading.viina_header import table_kind
from viewer.loading.xml_guard import XmlError, refuse_declarations

_WHOLE_BYTES = 8 * limits.MIB
_HEADER_BYTES = 256 * 1024
_XML_BEGINS = (b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<", b"\x00<", b"<")
_COLLECTION = re.compile(rb'"type"\s*:\s*"FeatureCollection"')

Advance = Callable[[int], None]


def read_item(item: Item, options: ImportOptions, advance: Advance) -> Iterator[Found]:
    """Read one file.

    Parameters
    ----------
    item : Item
        What to read.
    options : ImportOptions
        For files that are of no known archive.
    advance : callable
        Called with the number of unpacked bytes read, for files read in pieces.

    Yields
    ------
    RawDay, Skip or NeedsAnswer
        Problems of this file come as `Skip`, never as an exception.
    """
    try:
        yield from _read(item, options, advance)
    except TooLargeError as error:
        yield Skip(str(error), discard=True)
    except (JsonError, CoordinateError, XmlError) as error:
        yield Skip(str(error))
    except EOFError:
        yield Skip("is cut off in the middle; the days before the cut were taken")
    except DAMAGE as error:
        yield Skip(f"is damaged ({type(error).__name__}); download it again", discard=True)


def _read(item: Item, options: ImportOptions, advance: Advance) -> Iterator[Found]:
    if item.data is None and item.disk is not None and item.disk.is_dir():
        yield from read_vector(item, options)
        return
    if item.data is not None and len(item.data) <= _WHOLE_BYTES:
        text, is_whole = item.data, True
    else:
        with item.open() as stream:
            text = _read_first(stream)
        is_whole = len(text) <= _WHOLE_BYTES
    is_json = kind_of(text[:HEAD_BYTES]) is Kind.JSON
    if is_json and is_service(text):
        yield from read_service(_whole(text, is_whole, item), item, options)
        return
    if is_json and is_cells(text[:65536]):
        yield from read_cells(item)
        return
    if not is_json:
        yield from _read_no_json(text, is_whole, item, options, advance)
        return
    if not is_whole and _COLLECTION.search(text[:65536]):
        yield from _read_stream(item, options, advance)
        return
    yield from _read_text(_whole(text, is_whole, item), item, options)


def _read_no_json(
    text: bytes, is_whole: bool, item: Item, options: ImportOptions, advance: Advance
) -> Iterator[Found]:
    if is_backup(text):
        yield from read_backup(_whole(text, is_whole, item), item, options)
    elif table_kind(text[:_HEADER_BYTES]) is not None:
        from viewer.loading.viina_table import read_table  # brings pandas, which few imports need

        yield from read_table(item, advance)
    else:
        if text.startswith(_XML_BEGINS) or text.lstrip()[:1] == b"<":
            refuse_declarations(text)
        yield from read_vector(item, options)


def _whole(text: bytes, is_whole: bool, item: Item) -> bytes:
    """Give all bytes of a file of which the first are known; days are never larger than this."""
    if is_whole:
        return text
    with item.open() as stream:
        return read_at_most(stream, limits.MAX_DAY_BYTES, _packed(item))


def _packed(item: Item) -> int | None:
    return item.size if item.packing else None


def _read_first(stream: BinaryIO) -> bytes:
    pieces = []
    left = _WHOLE_BYTES + 1
    while left > 0 and (piece := stream.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _read_text(text: bytes, item: Item, options: ImportOptions) -> Iterator[Found]:
    origin = Origin(item.name, item.container, item.sha256, len(text))
    document = uacontrolmap_document(text)
    if document is not None:
        for day in uacontrolmap_days(document, origin, item.names):
            yield Skip(day) if isinstance(day, str) else day
        return
    rest, block = cut_coordinates(text)
    if block is None:
        yield from _read_many(text, item, options)
        return
    whole = load_json(rest)
    features = whole.get("features") if isinstance(whole, dict) else None
    if isinstance(whole, dict) and isinstance(features, list) and len(features) == 1:
        feature = features[0]
        if isinstance(feature, dict):
            shape = shape_of_object(feature, block)
            found = _recognised(whole, shape, item, options)
            if found is not None:
                yield _day(shape, whole, found, origin, item)
                return
    yield from _other(whole, item, options)


def _read_many(text: bytes, item: Item, options: ImportOptions) -> Iterator[Found]:
    """Several features, none, or coordinates that are not plain."""
    if _COLLECTION.search(text[:65536]):
        stream = FeatureStream(io.BytesIO(text))
        first = next(iter(stream), None)
        shape = _shape_or_none(first)
        if first is not None and _recognised(stream.header(), shape, item, options):
            yield from _days(FeatureStream(io.BytesIO(text)), item, options)
            return
    whole = load_json(text)
    if isinstance(whole, dict) and whole.get("features") == []:
        empty = Shape(None)
        found = _recognised(whole, empty, item, options)
        if found is not None:
            origin = Origin(item.name, item.container, item.sha256, len(text))
            yield _day(empty, whole, found, origin, item)
            return
        yield Skip("is a collection without features")
        return
    yield from _other(whole, item, options)


def _read_stream(item: Item, options: ImportOptions, advance: Advance) -> Iterator[Found]:
    with item.open() as handle:
        stream = FeatureStream(handle)
        first = next(iter(stream), None)
        shape = _shape_or_none(first)
    if first is not None and _recognised(stream.header(), shape, item, options):
        with item.open() as handle:
            counted = _counting(item, advance)
            yield from _days(FeatureStream(handle, counted), item, options)
        return
    yield from read_vector(item, options)


def _counting(item: Item, advance: Advance) -> Advance:
    total = 0

    def count(size: int) -> None:
        nonlocal total
        total += size
        if item.packing:
            limits.check_ratio(item.size, total)
        if total > limits.MAX_STREAMED_BYTES:
            raise TooLargeError(f"is larger than {readable_size(limits.MAX_STREAMED_BYTES)}")
        advance(size)

    return count


def _days(stream: FeatureStream, item: Item, options: ImportOptions) -> Iterator[Found]:
    header: dict[str, object] | None = None
    for number, text in enumerate(stream, 1):
        if header is None:
            header = stream.header()
        shape = _shape(text)
        if isinstance(shape, str):
            yield Skip(shape, row=f"feature {number}")
            continue
        origin = Origin(item.name, item.container, item.sha256, len(text))
        found = _recognised(header, shape, item, options) or Recognised(True, True)
        day = _day(shape, header, found, origin, item)
        yield Skip(day.reason, row=f"feature {number}") if isinstance(day, Skip) else day
    if stream.truncated:
        yield Skip("is cut off in the middle; the days before the cut were taken")


def _shape(text: bytes) -> Shape | str:
    try:
        return shape_of_feature(text)
    except (JsonError, CoordinateError) as error:
        return str(error)


def _shape_or_none(text: bytes | None) -> Shape:
    """Read a feature, or stand in for one that cannot be read: its file may still be known."""
    shape = _shape(text) if text is not None else ""
    return Shape(None) if isinstance(shape, str) else shape


def _recognised(
    header: dict[str, object], shape: Shape, item: Item, options: ImportOptions
) -> Recognised | None:
    found = recognise(header, shape, item.names)
    if found is not None and not found.sure and options.source is not None:
        return None
    return found


def _day(
    shape: Shape, header: dict[str, object], found: Recognised, origin: Origin, item: Item
) -> RawDay | Skip:
    day = deepstate_day(shape, header, found, origin, item.names)
    return Skip(day) if isinstance(day, str) else day


def _other(document: object, item: Item, options: ImportOptions) -> Iterator[Found]:
    """JSON that is no daily file."""
    if is_map(document):
        yield from read_vector(item, options)
    else:
        yield Skip(why_no_map(document))
