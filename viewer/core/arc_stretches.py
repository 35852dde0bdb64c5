"""Rings cut into stretches, those that are equal on several days known as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from viewer.core.arc_nodes import Nodes
from viewer.core.distinct import distinct
from viewer.core.outlines import BoolArray, IntArray, LongArray
from viewer.core.world_rings import WorldRings

CUT_EVERY = 8
"""A cut can be at one vertex in this many: fewer cuts make longer stretches, more of them alike."""


@dataclass(frozen=True)
class Stretches:
    """Stretches of all rings.

    Attributes
    ----------
    number : array of int, shape (n,)
        Which distinct stretch each one is, ring after ring.
    ring : array of int, shape (rings + 1,)
        Stretches of ring r are ``number[ring[r] : ring[r + 1]]``; each begins where the one before
        it ends, and the last ends where the first begins.
    begin : array of int, shape (k,)
        A place in the rings where each distinct stretch begins.
    size : array of int, shape (k,)
        Its number of segments.
    """

    number: LongArray
    ring: LongArray
    begin: LongArray
    size: LongArray

    @classmethod
    def of(cls, rings: WorldRings, nodes: Nodes) -> Stretches:
        """Cut rings near their nodes, at vertices chosen by their coordinates alone."""
        is_cut = _cuts(rings, nodes)
        place = np.flatnonzero((is_cut | nodes.is_node)[rings.vertex])
        ring_place = np.searchsorted(place, rings.start)
        place, whole = _from_first_cut(place, ring_place, is_cut[rings.vertex[place]])
        # between two of these places there is no choice: the first segment tells which link it is
        first, second = (
            array[place].astype(np.uint64) for array in (rings.vertex, rings.following)
        )
        link = distinct(first, second)[1]
        head = np.flatnonzero(whole)
        number, example = _distinct_chains(link, head)
        ring = np.searchsorted(head, ring_place)
        # of stretches that always follow each other only the first counts
        begins = _begins(number, ring, nodes.is_front[place[head][example]])
        kept = np.flatnonzero(begins[number])
        ring = np.searchsorted(kept, ring)
        size = _segments(place[head][kept], ring, rings)
        return cls(
            number=(np.cumsum(begins) - 1)[number[kept]],
            ring=ring,
            begin=place[head][example[begins]],
            size=size[np.searchsorted(kept, example[begins])],
        )


def _cuts(rings: WorldRings, nodes: Nodes) -> BoolArray:
    """Vertices to cut at: the chosen ones on both sides of a node, and where front ends."""
    chosen = _is_chosen(rings.world)
    place = np.flatnonzero((chosen | nodes.is_node)[rings.vertex])
    ring_place = np.searchsorted(place, rings.start)
    following = np.arange(1, len(place) + 1)
    used = np.flatnonzero(np.diff(ring_place))
    following[ring_place[used + 1] - 1] = ring_place[used]
    vertex, after = rings.vertex[place], rings.vertex[place[following]]
    is_cut = nodes.is_edge | (chosen & nodes.is_node)
    is_cut[vertex[chosen[vertex] & nodes.is_node[after]]] = True
    is_cut[after[chosen[after] & nodes.is_node[vertex]]] = True
    if len(rings.day):  # a ring without any begins at a vertex that is the same on all days
        none = np.add.reduceat(is_cut[rings.vertex].astype(np.int32), rings.start[:-1]) == 0
        is_cut[np.minimum.reduceat(rings.vertex, rings.start[:-1])[none]] = True
    return is_cut


def _is_chosen(points: IntArray) -> BoolArray:
    x, y = points.astype(np.uint64).T
    mixed = (x * np.uint64(0x9E3779B97F4A7C15)) ^ (y * np.uint64(0xC2B2AE3D27D4EB4F))
    chosen: BoolArray = (mixed >> np.uint64(40)) % np.uint64(CUT_EVERY) == 0
    return chosen


def _from_first_cut(
    place: LongArray, ring_place: LongArray, is_cut: BoolArray
) -> tuple[LongArray, BoolArray]:
    """Turn the places of each ring so that the first is a cut; also tell which are."""
    count = np.diff(ring_place)
    cut = np.flatnonzero(is_cut)
    shift = cut[np.searchsorted(cut, ring_place[:-1])] - ring_place[:-1]
    first = np.repeat(ring_place[:-1], count)
    inside = np.arange(len(place)) - first
    source = first + (inside + np.repeat(shift, count)) % np.repeat(count, count)
    return place[source], is_cut[source]


def _distinct_chains(link: IntArray, head: LongArray) -> tuple[LongArray, LongArray]:
    """Number the chains of links that begin at the heads, and give an example of each."""
    size = np.diff(np.append(head, len(link)))
    number = link[head].astype(np.int64)
    todo, done, step = np.arange(len(head)), len(link), 1
    while True:
        todo = todo[size[todo] > step]
        if not len(todo):
            break
        longer = distinct(number[todo].astype(np.uint64), link[head[todo] + step].astype(np.uint64))
        number[todo] = longer[1] + done
        done += len(longer[0])
        step += 1
    example, compact = np.unique(number, return_index=True, return_inverse=True)[1:]
    order = np.argsort(example)  # in the order in which they appear
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[compact], example[order]


def _begins(number: LongArray, ring: LongArray, is_front: BoolArray) -> BoolArray:
    """Which stretches do not always follow one other that is alike front or no front."""
    following = np.roll(number, -1)
    following[ring[1:] - 1] = number[ring[:-1]]
    after, before = np.zeros((2, len(is_front)), dtype=np.int64)
    after[number] = following
    before[following] = number
    parts, begins = np.zeros((2, len(is_front)), dtype=bool)
    parts[number[after[number] != following]] = True
    begins[following[before[following] != number]] = True
    begins |= parts[before] | (is_front[before] != is_front)
    begins[number[ring[:-1]]] = True  # where a ring begins
    return begins


def _segments(begin: LongArray, ring: LongArray, rings: WorldRings) -> LongArray:
    """How many segments there are from each cut to the next of its ring, which is closed."""
    size = np.roll(begin, -1) - begin
    size[ring[1:] - 1] = begin[ring[:-1]] - begin[ring[1:] - 1]
    whole = np.repeat(np.diff(rings.start), np.diff(ring))
    segments: LongArray = np.where(size > 0, size, size + whole)
    return segments
