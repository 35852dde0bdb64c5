"""Feature collections, whole or feature by feature, without holding the numbers twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import orjson

from viewer.loading.limits import CHUNK, MAX_DAY_BYTES, TooLargeError, readable_size
from viewer.loading.rings import (
    Block,
    CoordinateError,
    Rings,
    cut_block,
    rings_of_block,
    rings_of_object,
)

_KEY = b'"coordinates"'
_COLON = re.compile(rb"\s*:\s*")
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_LEVEL = np.zeros(256, dtype=np.int8)
_LEVEL[[ord("["), ord("{")]] = 1
_LEVEL[[ord("]"), ord("}")]] = -1
_DEPTHS = {b"MultiPolygon": 4, b"Polygon": 3}


class JsonError(Exception):
    """Text that is no usable JSON; the clause says why.

    Attributes
    ----------
    truncated : bool
        True when the text ends too early.
    """

    def __init__(self, reason: str, truncated: bool = False) -> None:
        super().__init__(reason)
        self.truncated = truncated


@dataclass
class Shape:
    """One feature: polygons, properties, and what was noticed.

    Attributes
    ----------
    rings : Rings or None
        None when the feature has no polygon.
    properties : dict
        As in the file.
    feature_id : object
        Member ``id`` of the feature, None when absent.
    dropped : int
        Points and lines that were left out.
    """

    rings: Rings | None
    properties: dict[str, object] = field(default_factory=dict)
    feature_id: object = None
    dropped: int = 0


def load_json(text: bytes) -> object:
    """Parse JSON and say in words what is wrong.

    Raises
    ------
    JsonError
        For text that is cut off, nested beyond reason, or no JSON.
    """
    try:
        return orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise _json_error(text, error) from error


def _json_error(text: bytes, error: orjson.JSONDecodeError) -> JsonError:
    message = str(error)
    if "depth limit" in message:
        return JsonError("is nested deeper than any map data")
    if "unexpected end" in message or error.pos >= len(error.doc) - 1:
        return JsonError("is cut off in the middle; download it again", truncated=True)
    if "infinity" in message:
        return JsonError("holds a number that is infinite")
    if re.search(rb"[\[,:]\s*-?(NaN|Infinity)\b", text):
        return JsonError("holds coordinates that are not numbers (NaN or Infinity)")
    return JsonError(f"is no JSON (line {error.lineno}, column {error.colno})")


def cut_coordinates(text: bytes) -> tuple[bytes, Block | None]:
    """Take the coordinates out of a text that holds one geometry.

    Returns
    -------
    tuple of bytes and (Block or None)
        The text with ``null`` in place of the coordinates, and the coordinates. The text unchanged
        and None when there is not exactly one block of plain coordinates.
    """
    at = text.find(_KEY)
    if at < 0 or text.find(_KEY, at + len(_KEY)) >= 0:
        return text, None
    colon = _COLON.match(text, at + len(_KEY))
    block = cut_block(text, colon.end()) if colon else None
    if colon is None or block is None:
        return text, None
    return text[: colon.end()] + b"null" + text[block.end :], block


def shape_of_feature(text: bytes) -> Shape:
    """Read the text of one feature.

    Raises
    ------
    JsonError
        When it is no JSON object of type Feature.
    CoordinateError
        When its geometry is no geometry.
    """
    rest, block = cut_coordinates(text)
    feature = load_json(rest)
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise JsonError("holds something that is no feature")
    return shape_of_object(feature, block)


def shape_of_object(feature: dict[str, object], block: Block | None = None) -> Shape:
    """Read a parsed feature whose coordinates may have been cut out before.

    Raises
    ------
    CoordinateError
        When its geometry is no geometry.
    """
    properties = feature.get("properties")
    shape = Shape(None, properties if isinstance(properties, dict) else {}, feature.get("id"))
    geometry = feature.get("geometry")
    if geometry is None:
        return shape
    if not isinstance(geometry, dict):
        raise CoordinateError("a geometry is no object")
    if block is not None:
        kind = str(geometry.get("type")).encode()
        rings = rings_of_block(block, _DEPTHS[kind]) if kind in _DEPTHS else None
        if rings is not None:
            shape.rings = rings
            return shape
        geometry = {**geometry, "coordinates": load_json(block.text)}
    polygons: list[object] = []
    shape.dropped = _collect(geometry, polygons)
    if polygons:
        shape.rings = rings_of_object(polygons)
    return shape


def _collect(geometry: object, polygons: list[object]) -> int:
    """Append the polygons of a geometry; return how many other parts were dropped."""
    if not isinstance(geometry, dict):
        raise CoordinateError("a geometry is no object")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        parts = geometry.get("geometries")
        if not isinstance(parts, list):
            raise CoordinateError("a geometry collection holds no geometries")
        return sum(_collect(part, polygons) for part in parts)
    if kind == "Polygon" and isinstance(coordinates, list):
        polygons.extend([coordinates] if coordinates else [])
    elif kind == "MultiPolygon" and isinstance(coordinates, list):
        polygons.extend(coordinates)
    elif kind in ("Point", "MultiPoint", "LineString", "MultiLineString"):
        return 1
    else:
        raise CoordinateError(f"a geometry is of no known type ({str(kind)[:40]})")
    return 0


def crs_name(header: dict[str, object]) -> str:
    """CRS that the old ``crs`` member names, such as ``EPSG:3857``; empty when absent.

    ``CRS84`` and ``EPSG:4326`` in this member both mean lon, lat.
    """
    member = header.get("crs")
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        return ""
    tail = name.replace("::", ":").rpartition(":")[2]
    if tail.upper() in ("CRS84", "WGS84", "4326"):
        return "OGC:CRS84"
    return f"EPSG:{tail}" if tail.isdigit() else name[:100]


class FeatureStream:
    """Features of a collection, one text after another, from a stream of any length.

    After (or during) the iteration ``header`` holds the other members read so far.

    Parameters
    ----------
    stream : binary file
        Read once, in pieces of 1 MB; at most one feature is held.
    on_bytes : callable, optional
        Called with the number of bytes of each piece.
    """

    def __init__(self, stream: BinaryIO, on_bytes: Callable[[int], None] | None = None) -> None:
        self._stream = stream
        self._on_bytes = on_bytes
        self._head = b""
        self._depth = 0
        self._in_string = False
        self._in_list = False
        self.truncated = False

    def header(self) -> dict[str, object]:
        """Members that stand before the features; empty when they cannot be read."""
        text = self._head
        try:
            document = orjson.loads(text.removeprefix(b"\xef\xbb\xbf") + b"]}")
        except orjson.JSONDecodeError:
            return {}
        return document if isinstance(document, dict) else {}

    def __iter__(self) -> Iterator[bytes]:
        """Yield the text of each feature.

        Raises
        ------
        TooLargeError
            When a feature, or what stands outside the features, is larger than a day can be.
        """
        held = b""
        start = -1
        seen_feature = False
        while True:
            piece = self._stream.read(CHUNK)
            if not piece:
                break
            if self._on_bytes:
                self._on_bytes(len(piece))
            while piece.endswith(b"\\"):
                more = self._stream.read(1)
                piece += more
                if not more:
                    break
            offset = len(held)
            held += piece
            for at, opens in self._edges(piece):
                if opens:
                    start = offset + at
                    if not seen_feature:
                        self._head = held[:start]
                        seen_feature = True
                elif start >= 0:
                    yield held[start : offset + at + 1]
                    start = -1
            if start >= 0:
                held, start = held[start:], 0
            elif seen_feature:
                held = b""
            if len(held) > MAX_DAY_BYTES:
                raise TooLargeError(f"holds one day of more than {readable_size(MAX_DAY_BYTES)}")
        self.truncated = self._depth != 0
        if not seen_feature:
            self._head = held

    def _edges(self, piece: bytes) -> list[tuple[int, bool]]:
        """Where features begin (True) and end (False) in a piece."""
        shadow = _ESCAPE.sub(b"  ", piece) if b"\\" in piece else piece
        raw = np.frombuffer(shadow, dtype=np.uint8)
        steps = _LEVEL[raw]
        quotes = np.flatnonzero(raw == ord('"'))
        where = np.flatnonzero(steps)
        before = np.searchsorted(quotes, where) + int(self._in_string)
        where = where[before % 2 == 0]
        self._in_string = bool((len(quotes) + int(self._in_string)) % 2)
        step = steps[where]
        depth = self._depth + np.cumsum(step, dtype=np.int64)
        if len(depth):
            self._depth = int(depth[-1])
        signs = raw[where]
        interesting = np.flatnonzero(
            ((step == 1) & ((depth == 2) | (depth == 3))) | ((step == -1) & (depth == 2))
        )
        edges: list[tuple[int, bool]] = []
        for i in interesting.tolist():
            if step[i] == 1 and depth[i] == 2:
                self._in_list = signs[i] == ord("[")
            elif self._in_list and step[i] == 1 and signs[i] == ord("{"):
                edges.append((int(where[i]), True))
            elif self._in_list and step[i] == -1 and signs[i] == ord("}"):
                edges.append((int(where[i]), False))
        return edges
