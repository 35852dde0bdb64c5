"""Polygons of many days as arcs that the days share.

Most of a front does not move from one day to the next. Rings are cut at vertices chosen by the
coordinates themselves, so an unchanged stretch gives the same arc on every day and is kept once.
A day becomes a list of rings, and a ring a list of arc numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from viewer.core.arc_chains import join_chains
from viewer.core.mercator import to_world

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

CUT_EVERY = 8
"""One vertex in this many, on average, begins a new arc."""

SegmentFlags = Callable[[IntArray, IntArray], BoolArray]
"""Tells for segments (starts (n, 2), ends (n, 2), world units) which are front."""


@dataclass(frozen=True)
class Arcs:
    """Days, rings and arcs.

    Attributes
    ----------
    day_ring : array of int, shape (days + 1,)
        Rings of day i are ``day_ring[i] .. day_ring[i + 1]``.
    ring_ref : array of int, shape (rings + 1,)
        Arc numbers of ring r are ``refs[ring_ref[r] : ring_ref[r + 1]]``.
    refs : array of int
        Arc numbers; the end of each arc is the begin of the next, the last closes the ring.
    arc_start : array of int, shape (arcs + 1,)
        Points of arc a are ``points[arc_start[a] : arc_start[a + 1]]``.
    arc_nodes : array of int, shape (arcs, 2)
        Ids of the begin and end point; equal ids are equal points.
    arc_flags : array of int, shape (arcs,)
        1 where the arc is front, 0 where it is a state border, coast or edge.
    points : array of int, shape (points, 2)
        World units.
    """

    day_ring: IntArray
    ring_ref: IntArray
    refs: IntArray
    arc_start: IntArray
    arc_nodes: IntArray
    arc_flags: IntArray
    points: IntArray


def build_arcs(geometries: npt.NDArray[np.object_], flags: SegmentFlags) -> Arcs:
    """Cut the polygons of all days into shared arcs.

    Parameters
    ----------
    geometries : array of MultiPolygon, shape (days,)
        lon, lat in EPSG:4326; may be empty, never ``None``.
    flags : callable
        Which segments are front. Asked once, for distinct segments only.

    Returns
    -------
    Arcs
        The same for the same input, on every machine.
    """
    points, ring_start, rings_of_day = _rings(geometries)
    ref_key, ring_ref, arcs = _cut(points, ring_start)
    arc_points, arc_start = _join(arcs)
    split = _split_by_flag(ref_key, ring_ref, arc_points, arc_start, flags)
    refs, ring_ref, final, is_front = join_chains(*split)
    final_points, final_start = _join(final)
    return Arcs(
        day_ring=np.concatenate([[0], np.cumsum(rings_of_day)]).astype(np.int32),
        ring_ref=ring_ref.astype(np.int32),
        refs=refs.astype(np.int32),
        arc_start=final_start.astype(np.int32),
        arc_nodes=_nodes(final_points, final_start),
        arc_flags=is_front,
        points=final_points,
    )


def _rings(geometries: npt.NDArray[np.object_]) -> tuple[IntArray, LongArray, LongArray]:
    """Vertices of all rings, open, held area on one side; ring offsets; rings per day."""
    parts, day_of_part = shapely.get_parts(geometries, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    lonlat, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    xy = np.rint(to_world(lonlat)).astype(np.int32)
    # a vertex equal to the next one goes, which also drops the repeat that closes each ring
    following = np.roll(xy, -1, axis=0)
    last = np.append(ring_of_point[1:] != ring_of_point[:-1], True)[: len(xy)]
    keep = last | (xy != following).any(axis=1)
    if len(xy):
        keep &= ~last
    xy, ring_of_point = xy[keep], ring_of_point[keep]
    count = np.bincount(ring_of_point, minlength=len(rings))
    good = count >= 3
    xy = xy[good[ring_of_point]]
    day = day_of_part[part_of_ring]
    outer = np.ones(len(rings), dtype=bool)
    outer[1:] = part_of_ring[1:] != part_of_ring[:-1]
    starts = np.concatenate([[0], np.cumsum(count[good])])
    xy = _turn(xy, starts, outer[good])
    return xy, starts, np.bincount(day[good], minlength=len(geometries))


def _turn(xy: IntArray, starts: LongArray, outer: BoolArray) -> IntArray:
    """Give all outer rings one sense and all holes the other, so that equal lines are equal."""
    if len(xy) == 0:
        return xy
    size = np.diff(starts)
    ring = np.repeat(np.arange(len(size)), size)
    at = np.arange(len(xy)) - starts[ring]
    following = starts[ring] + (at + 1) % size[ring]
    # relative to the ring's first vertex the products stay exact in float64
    local = (xy - xy[starts[ring]]).astype(np.float64)
    cross = local[:, 0] * local[following, 1] - local[following, 0] * local[:, 1]
    area = np.add.reduceat(cross, starts[:-1])
    wrong = (area > 0) != outer
    source = starts[ring] + np.where(wrong[ring], size[ring] - 1 - at, at)
    turned: IntArray = xy[source]
    return turned


def _cut(points: IntArray, starts: LongArray) -> tuple[LongArray, LongArray, list[IntArray]]:
    """Cut rings at chosen vertices; return references, ring offsets and the distinct arcs."""
    if len(points) == 0:
        return np.empty(0, dtype=np.int64), np.zeros(1, dtype=np.int64), []
    size = np.diff(starts)
    ring = np.repeat(np.arange(len(size)), size)
    at = np.arange(len(points)) - starts[ring]
    chosen = _is_cut(points)
    # a ring begins at its first chosen vertex, one without any at its smallest vertex
    never = len(points)
    first = np.minimum.reduceat(np.where(chosen, at, never), starts[:-1])
    rank = points[:, 0].astype(np.int64) * 2**31 + points[:, 1]
    smallest = rank == np.minimum.reduceat(rank, starts[:-1])[ring]
    lowest = np.minimum.reduceat(np.where(smallest, at, never), starts[:-1])
    first = np.where(first == never, lowest, first)
    source = starts[ring] + (at + first[ring]) % size[ring]
    closed_starts = starts + np.arange(len(starts))
    closed = np.empty((len(points) + len(size), 2), dtype=np.int32)
    closed[at + closed_starts[ring]] = points[source]
    closed[closed_starts[1:] - 1] = closed[closed_starts[:-1]]
    begins = np.zeros(len(closed), dtype=bool)
    begins[at + closed_starts[ring]] = chosen[source]
    begins[closed_starts[:-1]] = True
    begins[closed_starts[1:] - 1] = False
    begin = np.flatnonzero(begins)
    arc_ring = np.searchsorted(closed_starts, begin, side="right") - 1
    end = np.minimum(np.append(begin[1:], len(closed)), closed_starts[arc_ring + 1] - 1)
    ring_ref = np.searchsorted(begin, closed_starts)
    keys, arcs = _distinct(closed, begin, end)
    return keys, ring_ref, arcs


def _is_cut(points: IntArray) -> BoolArray:
    x, y = points.astype(np.uint64).T
    mixed = (x * np.uint64(0x9E3779B97F4A7C15)) ^ (y * np.uint64(0xC2B2AE3D27D4EB4F))
    chosen: BoolArray = (mixed >> np.uint64(40)) % np.uint64(CUT_EVERY) == 0
    return chosen


def _distinct(
    points: IntArray, begin: LongArray, end: LongArray
) -> tuple[LongArray, list[IntArray]]:
    """Give each stretch ``begin .. end`` (both included) a number by its content."""
    memory = np.ascontiguousarray(points).tobytes()
    known: dict[bytes, int] = {}
    arcs: list[IntArray] = []
    numbers = np.empty(len(begin), dtype=np.int64)
    for i, (a, b) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
        key = memory[8 * a : 8 * b + 8]
        number = known.get(key)
        if number is None:
            number = known[key] = len(arcs)
            arcs.append(points[a : b + 1])
        numbers[i] = number
    return numbers, arcs


def _join(arcs: list[IntArray]) -> tuple[IntArray, LongArray]:
    if not arcs:
        return np.empty((0, 2), dtype=np.int32), np.zeros(1, dtype=np.int64)
    return np.concatenate(arcs), np.concatenate([[0], np.cumsum([len(arc) for arc in arcs])])


def _split_by_flag(
    refs: LongArray,
    ring_ref: LongArray,
    points: IntArray,
    arc_start: LongArray,
    flags: SegmentFlags,
) -> tuple[LongArray, LongArray, list[IntArray], IntArray]:
    """Cut arcs where front changes to border, so that an arc is wholly one or the other."""
    if len(points) == 0:
        return refs, ring_ref, [], np.empty(0, dtype=np.int32)
    segment = np.ones(len(points), dtype=bool)
    segment[arc_start[1:] - 1] = False  # the last point of an arc begins no segment
    begin = np.flatnonzero(segment)
    front = np.zeros(len(points), dtype=bool)
    front[begin] = flags(points[begin], points[begin + 1])
    fresh = np.zeros(len(points), dtype=bool)
    fresh[arc_start[:-1]] = True
    fresh[1:] |= segment[1:] & segment[:-1] & (front[1:] != front[:-1])
    pieces_begin = np.flatnonzero(fresh)
    arc_of_piece = np.searchsorted(arc_start, pieces_begin, side="right") - 1
    following = np.append(pieces_begin[1:], len(points))
    pieces_end = np.minimum(following, arc_start[arc_of_piece + 1] - 1)
    number, pieces = _distinct(points, pieces_begin, pieces_end)
    is_front = np.zeros(len(pieces), dtype=np.int32)
    is_front[number] = front[pieces_begin]
    first_piece = np.searchsorted(pieces_begin, arc_start)
    count = np.diff(first_piece)[refs]
    offset = np.concatenate([[0], np.cumsum(count)])
    inside = np.arange(offset[-1]) - np.repeat(offset[:-1], count)
    expanded = number[np.repeat(first_piece[refs], count) + inside]
    return expanded, offset[ring_ref], pieces, is_front


def _nodes(points: IntArray, arc_start: LongArray) -> IntArray:
    if len(points) == 0:
        return np.empty((0, 2), dtype=np.int32)
    ends = np.concatenate([points[arc_start[:-1]], points[arc_start[1:] - 1]]).astype(np.int64)
    rank = ends[:, 0] * 2**31 + ends[:, 1]
    ids = np.unique(rank, return_inverse=True)[1]
    return np.ascontiguousarray(ids.reshape(2, -1).T).astype(np.int32)
