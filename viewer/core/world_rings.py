"""Rings as they are packed: in whole world units, without repeats, all with one sense."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from viewer.core.distinct import distinct
from viewer.core.mercator import to_world
from viewer.core.outlines import BoolArray, IntArray, LongArray, Outlines

_FEWEST = 3


@dataclass(frozen=True)
class WorldRings:
    """Rings of all days.

    Attributes
    ----------
    world : array of int, shape (k, 2)
        Distinct vertices, world units of :mod:`viewer.core.mercator`; those of slits once more,
        so that a line is another one where it bounds a slit.
    vertex, following : array of int, shape (n,)
        Vertices of all rings one after another, and of each the next in its ring; a ring is closed
        by its first vertex, which is not repeated.
    start : array of int, shape (rings + 1,)
        Vertices of ring r are ``vertex[start[r] : start[r + 1]]``; at least three.
    day : array of int, shape (rings,)
        Day of each ring, rising.
    in_slit : array of bool, shape (k,)
        Vertices of slits, see `Outlines`.
    """

    world: IntArray
    vertex: IntArray
    following: IntArray
    start: LongArray
    day: LongArray
    in_slit: BoolArray

    @classmethod
    def of(cls, outlines: Outlines) -> WorldRings:
        """Project the rings of all days; rings that shrink to nothing are left out."""
        world = np.rint(to_world(outlines.lonlat)).astype(np.int32)
        place, number = distinct(*(column.astype(np.uint64) for column in world.T))
        vertex = number[outlines.vertex]
        # a vertex equal to the next one goes, and so does the repeat that closes each ring
        keep = np.ones(len(vertex), dtype=bool)
        keep[:-1] = vertex[:-1] != vertex[1:]
        keep[outlines.ring_start[1:] - 1] = False
        kept = np.concatenate([[0], np.cumsum(keep)])[outlines.ring_start]
        size = np.diff(kept)
        if (size < _FEWEST).any():
            keep &= np.repeat(size >= _FEWEST, np.diff(outlines.ring_start))
        good = size >= _FEWEST
        vertex = vertex[keep]
        start = np.concatenate([[0], np.cumsum(size[good])])
        for ring in np.flatnonzero(outlines.is_turned[good]).tolist():
            whole = slice(start[ring], start[ring + 1])
            vertex[whole] = vertex[whole][::-1]
        world, in_slit = world[place], np.zeros(len(place), dtype=bool)
        of_slit = np.repeat(outlines.is_slit[good], size[good])
        if of_slit.any():
            again, twin = np.unique(vertex[of_slit], return_inverse=True)
            vertex[of_slit] = len(world) + twin.astype(np.int32)
            world = world[np.concatenate([np.arange(len(world)), again])]
            in_slit = np.arange(len(world)) >= len(in_slit)
        following = np.empty_like(vertex)
        following[:-1] = vertex[1:]
        following[start[1:] - 1] = vertex[start[:-1]]
        return cls(world, vertex, following, start, outlines.ring_day[good], in_slit)

    def vertices_at(self, begin: LongArray, along: LongArray) -> IntArray:
        """Vertices so many steps along the ring from some places in ``vertex``."""
        ring = np.searchsorted(self.start, begin, side="right") - 1
        at = begin + along
        at -= np.where(at >= self.start[ring + 1], self.start[ring + 1] - self.start[ring], 0)
        vertices: IntArray = self.vertex[at]
        return vertices
