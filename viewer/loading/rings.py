"""Coordinates of polygons as flat arrays, read straight from JSON text.

A daily file is 99 % numbers. Parsing them as nested lists costs most of an import, so a block of
coordinates is cut out by its brackets, turned into one flat list of numbers and checked as whole
columns. Whatever does not pass every check takes the slow way, which says what is wrong.

Nearly all of a daily file is in the file of the day before, word for word. So a block is cut into
runs of positions at places told by the text itself, and a run that was read before is known.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import shapely

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_TO_BLANKS = bytes.maketrans(b"[]", b"  ")
_NUMBERS_AND_BLANKS = b"0123456789+-.eE \t\r\n"
_BLANKS = b" \t\r\n"
_BLANKS_AND_COMMA = _BLANKS + b","
_BRACKETS_AND_COMMA = b"[],"
_LAST_DIGIT = b"7"
_LONGEST_JOINT = 200
_RUNS_KEPT = 2**17
_RINGS = re.compile(rb"\[(?:\[p\],)*\[p\]\]")
_POLYGONS = re.compile(rb"\[(?:\[(?:\[p\],)*\[p\]\],)*\[(?:\[p\],)*\[p\]\]\]")
_MIN_RING = 4


class CoordinateError(Exception):
    """Coordinates that are no polygon; the text says why, as a clause."""


@dataclass(frozen=True)
class Rings:
    """Polygons as arrays.

    Attributes
    ----------
    xy : array of float, shape (n, 2)
        Positions of all rings one after another, in the order in which the file has them.
    ring_ends : array of int, shape (rings,)
        Where each ring ends in ``xy``.
    polygon_ends : array of int, shape (polygons,)
        Where each polygon ends in ``ring_ends``; the first ring of a polygon is its outside.
    had_z : bool
        True when positions had more than two values; the rest was dropped.
    """

    xy: FloatArray
    ring_ends: IntArray
    polygon_ends: IntArray
    had_z: bool = False

    def swapped(self) -> Rings:
        """Change over the two values of each position."""
        xy = np.ascontiguousarray(self.xy[:, ::-1])
        return Rings(xy, self.ring_ends, self.polygon_ends, self.had_z)

    @property
    def open_rings(self) -> int:
        """How many rings do not end where they begin."""
        return int(_is_open(self.xy, self.ring_ends).sum())


def multipolygons(columns: Sequence[Rings]) -> npt.NDArray[Any]:
    """One MultiPolygon for each, not yet checked for validity; open rings are closed.

    Parameters
    ----------
    columns : sequence of Rings
        Checked by `check_corners`; may have no polygons.

    Returns
    -------
    array of MultiPolygon, shape (len(columns),)
    """
    if not columns:
        return np.empty(0, dtype=object)
    xy = np.concatenate([rings.xy for rings in columns])
    ring_ends = _chained([rings.ring_ends for rings in columns], [len(r.xy) for r in columns])
    polygon_ends = _chained(
        [rings.polygon_ends for rings in columns], [len(r.ring_ends) for r in columns]
    )
    xy, ring_ends = _closed(xy, ring_ends)
    offsets = (
        np.concatenate([[0], ring_ends]),
        np.concatenate([[0], polygon_ends]),
        np.cumsum([0, *(len(rings.polygon_ends) for rings in columns)]),
    )
    made: npt.NDArray[Any] = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON, xy, offsets
    )
    return made


def check_corners(rings: Rings) -> None:
    """Refuse rings that enclose nothing.

    Raises
    ------
    CoordinateError
        When a ring has fewer than three corners.
    """
    if len(rings.ring_ends) == 0:
        return
    sizes = np.diff(rings.ring_ends, prepend=0)
    small = sizes < _MIN_RING
    if small.any() and np.any(sizes + _is_open(rings.xy, rings.ring_ends) < _MIN_RING):
        raise CoordinateError("a ring has fewer than three corners")


def _chained(columns: list[IntArray], sizes: list[int]) -> IntArray:
    """Ends within each column as ends within all of them one after another."""
    before = np.cumsum([0, *sizes[:-1]])
    return np.concatenate([ends + start for ends, start in zip(columns, before, strict=True)])


def _is_open(xy: FloatArray, ring_ends: IntArray) -> npt.NDArray[np.bool_]:
    if len(ring_ends) == 0:
        return np.zeros(0, dtype=np.bool_)
    starts = np.concatenate([[0], ring_ends[:-1]])
    different: npt.NDArray[np.bool_] = (xy[starts] != xy[ring_ends - 1]).any(axis=1)
    return different


def _closed(xy: FloatArray, ring_ends: IntArray) -> tuple[FloatArray, IntArray]:
    is_open = _is_open(xy, ring_ends)
    if not is_open.any():
        return xy, ring_ends
    starts = np.concatenate([[0], ring_ends[:-1]])
    at = ring_ends[is_open]
    return np.insert(xy, at, xy[starts[is_open]], axis=0), ring_ends + np.cumsum(is_open)


@dataclass(frozen=True)
class Block:
    """A JSON array of numbers and arrays, cut out of a text.

    Attributes
    ----------
    text : bytes
        The array.
    end : int
        Where it ends in the text that it was cut from.
    """

    text: bytes
    end: int


def cut_block(text: bytes, start: int) -> Block | None:
    """Cut a JSON array that holds nothing but numbers and arrays.

    Parameters
    ----------
    text : bytes
        JSON text.
    start : int
        Where the array begins, its ``[``.

    Returns
    -------
    Block or None
        None when it is not such an array or is cut off. Its brackets are as many open as closed,
        but need not match: `rings_of_block` looks.
    """
    if text[start : start + 1] != b"[":
        return None
    ends = [end for end in (text.find(b'"', start), text.find(b"}", start)) if end >= 0]
    block = text[start : min(ends, default=len(text))].rstrip(_BLANKS_AND_COMMA)
    if not block.endswith(b"]") or block.count(b"[") != block.count(b"]"):
        return None
    return Block(block, start + len(block))


def rings_of_block(block: Block, depth: int) -> Rings | None:
    """Read a block of coordinates.

    The block without its numbers must be brackets and commas as they should be, and the block
    without its brackets must be a list of numbers, two or three for each position.

    Parameters
    ----------
    block : Block
        What `cut_block` returned.
    depth : int
        4 for a MultiPolygon's ``coordinates``, 3 for a Polygon's or a list of rings, which are
        taken as one polygon (see `rings_as_polygons`).

    Returns
    -------
    Rings or None
        None when the block is not plain enough for the quick way.
    """
    try:
        frames, numbers = zip(*_runs(block.text), strict=True)
    except ValueError:
        return None
    dimensions = 2
    marked = b"".join(frames)
    if b"p" not in marked:
        dimensions = 3
        marked = marked.replace(b"[,,]", b"p")
    outline = marked.replace(b",p", b"")
    if not (_POLYGONS if depth == 4 else _RINGS).fullmatch(outline):
        return None
    sizes = [part.count(b"p") for part in marked.split(b"]") if part]
    polygons = outline.split(b"]],") if depth == 4 else [outline]
    ring_ends = np.cumsum([size for size in sizes if size])
    polygon_ends = np.cumsum([part.count(b"p") for part in polygons])
    flat = np.frombuffer(bytearray().join(numbers), dtype=np.float64)
    if len(flat) != int(ring_ends[-1]) * dimensions:
        return None
    xy = flat.reshape(-1, dimensions)
    if dimensions == 3:
        xy = np.ascontiguousarray(xy[:, :2])
    return Rings(xy, ring_ends, polygon_ends, dimensions == 3)


def _runs(text: bytes) -> list[tuple[bytes, bytes]]:
    """Read a block in runs: about one in ten positions ends one.

    A position ends a run when its last digit is the one chosen, so that the runs of a file are the
    runs of another wherever the two have the same positions.
    """
    close = text.find(b"]")
    digits = text[:close].rstrip(_BLANKS)
    between = text[len(digits) : text.find(b"[", close) + 1]
    if len(between) > _LONGEST_JOINT or between.translate(None, delete=_BLANKS) != b"],[":
        return [_read_run(text)]
    *runs, last = text[1:].split(_LAST_DIGIT + between)
    return [*map(_known_run, runs), _read_run(b"[" + last)]


@lru_cache(maxsize=_RUNS_KEPT)
def _known_run(text: bytes) -> tuple[bytes, bytes]:
    """Read a run that was cut out between a bracket and a position's last digit."""
    return _read_run(b"[" + text + _LAST_DIGIT + b"],")


def _read_run(text: bytes) -> tuple[bytes, bytes]:
    """Brackets and commas of a run, with ``p`` for each plane position, and its numbers as bytes.

    Raises
    ------
    ValueError
        When there is anything but numbers, brackets and commas.
    """
    frame = text.translate(None, delete=_NUMBERS_AND_BLANKS)
    if frame.strip(_BRACKETS_AND_COMMA):
        raise ValueError("no plain coordinates")
    blank = text.translate(_TO_BLANKS).rstrip(_BLANKS).removesuffix(b",")
    numbers = array("d", orjson.loads(b"[" + blank + b"]"))
    return frame.replace(b"[,]", b"p"), numbers.tobytes()


def rings_as_polygons(rings: Rings) -> Rings:
    """Take each ring as a polygon of its own (UAControlMap exports outlines only)."""
    each = np.arange(1, len(rings.ring_ends) + 1)
    return Rings(rings.xy, rings.ring_ends, each, rings.had_z)


def rings_of_object(polygons: object) -> Rings:
    """Read nested lists, the slow way, and say what is wrong.

    Parameters
    ----------
    polygons : object
        A list of polygons, each a list of rings, each a list of positions.

    Raises
    ------
    CoordinateError
        When it is anything else.
    """
    positions: list[tuple[float, float]] = []
    ring_ends: list[int] = []
    polygon_ends: list[int] = []
    had_z = False
    for polygon in _as_list(polygons, "polygons"):
        for ring in _as_list(polygon, "rings"):
            for position in _as_list(ring, "positions"):
                x, y, more = _position(position)
                positions.append((x, y))
                had_z = had_z or more
            ring_ends.append(len(positions))
        polygon_ends.append(len(ring_ends))
    if any(b - a < 1 for a, b in pairwise([0, *ring_ends])):
        raise CoordinateError("a ring holds no positions")
    if any(b - a < 1 for a, b in pairwise([0, *polygon_ends])):
        raise CoordinateError("a polygon holds no rings")
    xy = np.array(positions, dtype=np.float64).reshape(-1, 2)
    return Rings(xy, np.array(ring_ends, np.int64), np.array(polygon_ends, np.int64), had_z)


def _as_list(value: object, what: str) -> list[object]:
    if not isinstance(value, list):
        raise CoordinateError(f"the coordinates are no list of {what}")
    return value


def _position(value: object) -> tuple[float, float, bool]:
    if not isinstance(value, list) or len(value) < 2:
        raise CoordinateError("a position is no pair of numbers")
    x, y = value[0], value[1]
    if not (_is_number(x) and _is_number(y)):
        raise CoordinateError("a position is no pair of numbers")
    return float(x), float(y), len(value) > 2


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
