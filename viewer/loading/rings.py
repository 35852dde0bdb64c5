"""Coordinates of polygons as flat arrays, read straight from JSON text.

A daily file is 99 % numbers. Parsing them as nested lists costs most of an import, so a block of
coordinates is cut out by its brackets, turned into one flat list of numbers and checked as whole
columns. Whatever does not pass every check takes the slow way, which says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import shapely

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_STEP = np.zeros(256, dtype=np.int8)
_STEP[ord("[")] = 1
_STEP[ord("]")] = -1
_TO_BLANKS = bytes.maketrans(b"[]", b"  ")
_NUMERIC = b"0123456789+-.eE[], \t\r\n"
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

    def polygons(self) -> npt.NDArray[Any]:
        """One shapely Polygon each, not yet checked for validity; open rings are closed.

        Raises
        ------
        CoordinateError
            When a ring has fewer than three different corners.
        """
        if len(self.polygon_ends) == 0:
            return np.empty(0, dtype=object)
        xy, ends = _closed(self.xy, self.ring_ends)
        starts = np.concatenate([[0], ends])
        if int(np.diff(starts).min()) < _MIN_RING:
            raise CoordinateError("a ring has fewer than three corners")
        offsets = (starts, np.concatenate([[0], self.polygon_ends]))
        polygons: npt.NDArray[Any] = shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, xy, offsets
        )
        return polygons

    @property
    def open_rings(self) -> int:
        """How many rings do not end where they begin."""
        if len(self.ring_ends) == 0:
            return 0
        starts = np.concatenate([[0], self.ring_ends[:-1]])
        return int(np.any(self.xy[starts] != self.xy[self.ring_ends - 1], axis=1).sum())


def _closed(xy: FloatArray, ring_ends: IntArray) -> tuple[FloatArray, IntArray]:
    starts = np.concatenate([[0], ring_ends[:-1]])
    is_open = np.any(xy[starts] != xy[ring_ends - 1], axis=1)
    if not is_open.any():
        return xy, ring_ends
    at = ring_ends[is_open]
    return np.insert(xy, at, xy[starts[is_open]], axis=0), ring_ends + np.cumsum(is_open)


def cut_block(text: bytes, start: int) -> tuple[bytes, int] | None:
    """Cut a JSON array that holds nothing but numbers and arrays.

    Parameters
    ----------
    text : bytes
        JSON text.
    start : int
        Where the array begins, its ``[``.

    Returns
    -------
    tuple of bytes and int, or None
        The array and where it ends in ``text``; None when it is not such an array or is cut off.
    """
    if text[start : start + 1] != b"[":
        return None
    quote = text.find(b'"', start)
    block = text[start : quote if quote >= 0 else len(text)]
    steps = _STEP[np.frombuffer(block, dtype=np.uint8)]
    where = np.flatnonzero(steps)
    depth = np.cumsum(steps[where], dtype=np.int64)
    closed = np.flatnonzero(depth == 0)
    if len(closed) == 0:
        return None
    end = int(where[closed[0]]) + 1
    block = block[:end]
    if block.translate(None, delete=_NUMERIC):
        return None
    return block, start + end


def rings_of_block(block: bytes, depth: int) -> Rings | None:
    """Read a block of coordinates.

    Parameters
    ----------
    block : bytes
        What `cut_block` returned.
    depth : int
        4 for a MultiPolygon's ``coordinates``, 3 for a Polygon's, and 3 with each ring a polygon
        of its own is not told apart here (see `rings_as_polygons`).

    Returns
    -------
    Rings or None
        None when the block is not plain enough for the quick way.
    """
    raw = np.frombuffer(block, dtype=np.uint8)
    steps = _STEP[raw]
    where = np.flatnonzero(steps)
    step = steps[where]
    level = np.cumsum(step, dtype=np.int64)
    leaf = np.flatnonzero((step[:-1] == 1) & (step[1:] == -1))
    if len(leaf) == 0 or np.any(level[leaf] != depth) or int(level.max()) != depth:
        return None
    commas = np.flatnonzero(raw == ord(","))
    inside = np.searchsorted(commas, where[leaf + 1]) - np.searchsorted(commas, where[leaf])
    extra = int(inside[0])
    if extra not in (1, 2) or np.any(inside != extra):
        return None
    try:
        numbers = orjson.loads(b"[" + block.translate(_TO_BLANKS) + b"]")
    except orjson.JSONDecodeError:
        return None
    flat = np.array(numbers, dtype=np.float64)
    if len(flat) != len(leaf) * (extra + 1):
        return None
    leaves_so_far = np.zeros(len(step), dtype=np.int64)
    leaves_so_far[leaf] = 1
    leaves_so_far = np.cumsum(leaves_so_far)
    ring_close = np.flatnonzero((step == -1) & (level == depth - 2))
    ring_ends = leaves_so_far[ring_close]
    polygon_close = np.flatnonzero((step == -1) & (level == depth - 3))
    polygon_ends = np.searchsorted(ring_close, polygon_close)
    if np.any(np.diff(ring_ends, prepend=0) < 1) or np.any(np.diff(polygon_ends, prepend=0) < 1):
        return None
    xy = flat.reshape(-1, extra + 1)
    return Rings(np.ascontiguousarray(xy[:, :2]), ring_ends, polygon_ends, extra == 2)


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
