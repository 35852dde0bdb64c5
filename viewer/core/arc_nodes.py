"""Vertices where lines of different days part or meet, and where front becomes border."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from viewer.core.distinct import distinct
from viewer.core.outlines import BoolArray, IntArray
from viewer.core.world_rings import WorldRings

SegmentFlags = Callable[[IntArray, IntArray], BoolArray]
"""Tells for segments (starts (n, 2), ends (n, 2), world units) which are front."""


@dataclass(frozen=True)
class Nodes:
    """What is special about the vertices of some rings.

    Attributes
    ----------
    is_node : array of bool, shape (vertices,)
        True where lines part or meet. Between two of them a line is the same on all days.
    is_edge : array of bool, shape (vertices,)
        True where front and no front meet.
    is_front : array of bool, shape (places,)
        For each place in the rings, whether the segment that begins there is front.
    """

    is_node: BoolArray
    is_edge: BoolArray
    is_front: BoolArray

    @classmethod
    def of(cls, rings: WorldRings, flags: SegmentFlags) -> Nodes:
        """Look at every segment of the rings, and ask about each distinct one once."""
        vertex, following, count = rings.vertex, rings.following, len(rings.world)
        after, before = np.zeros((2, count), dtype=np.int32)
        after[vertex] = following
        before[following] = vertex
        parts, meets, front_meets, else_meets, front_after = np.zeros((5, count), dtype=bool)
        parts[vertex[after[vertex] != following]] = True
        meets[following[before[following] != vertex]] = True
        # where each distinct segment is: where there is one way on any place will do
        somewhere = np.full(count, -1, dtype=np.int64)
        somewhere[vertex] = np.arange(len(vertex))
        alone = somewhere[~parts]
        many = np.flatnonzero(parts[vertex])
        way, number = distinct(vertex[many].astype(np.uint64), following[many].astype(np.uint64))
        segment = np.concatenate([alone[alone >= 0], many[way]])
        start, end = vertex[segment], following[segment]
        front = flags(rings.world[start], rings.world[end]) & ~rings.in_slit[start]
        front_after[start] = front
        is_front = front_after[vertex]
        is_front[many] = front[len(segment) - len(way) :][number]
        for ends in (start, end):
            front_meets[ends[front]] = True
            else_meets[ends[~front]] = True
        return cls(parts | meets, front_meets & else_meets, is_front)
