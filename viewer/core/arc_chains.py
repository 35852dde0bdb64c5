"""Join arcs that always follow each other: most of an outline never changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LONGEST = 256
"""Points of a joined arc at most, so that a part of the map touches few points beyond it."""

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]


def join_chains(
    refs: LongArray, ring_ref: LongArray, pieces: list[IntArray], is_front: IntArray
) -> tuple[LongArray, LongArray, list[IntArray], IntArray]:
    """Join arcs that in every ring follow each other and are alike front or no front.

    Parameters
    ----------
    refs : array of int
        Arc numbers, ring after ring; an arc ends where the next begins.
    ring_ref : array of int, shape (rings + 1,)
        Offsets of the rings in ``refs``.
    pieces : list of array of int, shape (n, 2)
        Points of each arc.
    is_front : array of int, shape (arcs,)
        1 where the arc is front.

    Returns
    -------
    tuple
        The same four, of the joined arcs.
    """
    if not pieces:
        return refs, ring_ref, pieces, is_front
    following = _only_followers(refs, ring_ref, is_front)
    heads = np.ones(len(pieces), dtype=bool)
    heads[following[following >= 0]] = False
    number = np.full(len(pieces), -1, dtype=np.int64)
    joined: list[IntArray] = []
    joined_front: list[int] = []
    for head in np.flatnonzero(heads).tolist():
        arc = head
        while arc >= 0:
            parts, size = [pieces[arc]], len(pieces[arc])
            number[arc] = len(joined)
            front = int(is_front[arc])
            arc = int(following[arc])
            while arc >= 0 and size + len(pieces[arc]) <= LONGEST:
                parts.append(pieces[arc][1:])
                size += len(pieces[arc])
                arc = int(following[arc])
            joined.append(np.concatenate(parts))
            joined_front.append(front)
    kept = number[refs] >= 0
    offset = np.concatenate([[0], np.cumsum(kept)])
    return (
        number[refs[kept]],
        offset[ring_ref],
        joined,
        np.array(joined_front, dtype=np.int32),
    )


def _only_followers(refs: LongArray, ring_ref: LongArray, is_front: IntArray) -> LongArray:
    """Per arc the one that always follows it and never follows another; -1 when there is none."""
    after = np.append(refs[1:], -1)
    ends = ring_ref[1:] - 1
    after[ends] = refs[ring_ref[:-1]]  # a ring is closed
    pairs = np.unique(np.stack([refs, after], axis=1), axis=0)
    count = len(is_front)
    alone = (np.bincount(pairs[:, 0], minlength=count) == 1)[pairs[:, 0]]
    alone &= (np.bincount(pairs[:, 1], minlength=count) == 1)[pairs[:, 1]]
    alone &= is_front[pairs[:, 0]] == is_front[pairs[:, 1]]
    first = np.zeros(count, dtype=bool)
    first[refs[ring_ref[:-1]]] = True  # where a ring begins an arc begins, in every ring
    alone &= ~first[pairs[:, 1]]
    following = np.full(count, -1, dtype=np.int64)
    following[pairs[alone, 0]] = pairs[alone, 1]
    return following
