"""Polygons of many days as arcs that the days share.

Most of a front does not move from one day to the next. Rings are cut at some of their vertices, so
an unchanged stretch gives the same arc on every day and is kept once. A day becomes a list of
rings, and a ring a list of arc numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from viewer.core.arc_nodes import Nodes, SegmentFlags
from viewer.core.arc_stretches import Stretches
from viewer.core.outlines import IntArray, LongArray, Outlines
from viewer.core.world_rings import WorldRings

LONGEST = 256
"""Points of an arc at most, so that a part of the map touches few points beyond it."""


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


def build_arcs(outlines: Outlines, flags: SegmentFlags) -> Arcs:
    """Cut the polygons of all days into shared arcs.

    Parameters
    ----------
    outlines : Outlines
        Rings of all days; days may be empty.
    flags : callable
        Which segments are front. Asked once, for distinct segments only.

    Returns
    -------
    Arcs
        The same for the same input, on every machine.
    """
    rings = WorldRings.of(outlines)
    day_ring = np.concatenate([[0], np.cumsum(np.bincount(rings.day, minlength=outlines.count))])
    nodes = Nodes.of(rings, flags)
    stretches = Stretches.of(rings, nodes)
    arc, skipped, length = _pieces(stretches.size)
    arc_start = np.concatenate([[0], np.cumsum(length)])
    along = np.arange(arc_start[-1]) - np.repeat(arc_start[:-1] - skipped, length)
    vertex = rings.vertices_at(np.repeat(stretches.begin[arc], length), along)
    ends = np.stack([vertex[arc_start[:-1]], vertex[arc_start[1:] - 1]], axis=1)
    first_piece = np.searchsorted(arc, np.arange(len(stretches.size) + 1))
    times = np.diff(first_piece)[stretches.number]
    offset = np.concatenate([[0], np.cumsum(times)])
    first = np.repeat(first_piece[stretches.number] - offset[:-1], times)
    return Arcs(
        day_ring=day_ring.astype(np.int32),
        ring_ref=offset[stretches.ring].astype(np.int32),
        refs=(first + np.arange(offset[-1])).astype(np.int32),
        arc_start=arc_start.astype(np.int32),
        arc_nodes=np.unique(ends, return_inverse=True)[1].reshape(-1, 2).astype(np.int32),
        arc_flags=nodes.is_front[stretches.begin][arc].astype(np.int32),
        points=rings.world[vertex],
    )


def _pieces(size: LongArray) -> tuple[LongArray, LongArray, LongArray]:
    """Cut arcs of so many segments: arc of each piece, segments before it, and its points."""
    times = -(-size // (LONGEST - 1))
    arc = np.repeat(np.arange(len(size)), times)
    skipped = (np.arange(len(arc)) - np.repeat(np.cumsum(times) - times, times)) * (LONGEST - 1)
    return arc, skipped, np.minimum(size[arc] - skipped, LONGEST - 1) + 1
