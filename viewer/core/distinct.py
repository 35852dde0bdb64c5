"""Equal rows of two columns get one number: what sorting does, without sorting.

Every row is written into a table at a place made from its content, and read back: where it finds an
equal row, that one stands for it. Rows that find another try again with another table. No two
different rows are ever taken for the same.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
IntArray = npt.NDArray[np.int32]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93)
_LEAST_BITS = 10
_MOST_BITS = 22


def distinct(first: Words, second: Words) -> tuple[IntArray, IntArray]:
    """Number the distinct rows in the order in which they appear.

    Parameters
    ----------
    first, second : array of uint64, shape (n,)
        The rows; fewer than 2**31. For floats give a view of their bits.

    Returns
    -------
    place : array of int, shape (k,)
        Where each distinct row appears first, rising.
    number : array of int, shape (n,)
        Which distinct row each row is.
    """
    count = len(first)
    bits = min(max(count.bit_length(), _LEAST_BITS), _MOST_BITS)
    table = np.empty(2**bits, dtype=np.int32)
    mixed = (first * _MIX) ^ second
    mixed ^= mixed >> np.uint64(29)
    everyone = np.arange(count, dtype=np.int32)
    stand_in = np.empty(count, dtype=np.int32)
    todo, turn = everyone, 0
    while len(todo):
        spread = np.uint64(_SPREAD[turn % len(_SPREAD)] + 2 * (turn // len(_SPREAD)))
        slot = (mixed * spread) >> np.uint64(64 - bits)
        table[slot[::-1]] = todo[::-1]
        found = table[slot]
        same = (first[found] == first[todo]) & (second[found] == second[todo])
        if turn == 0 and same.all():
            stand_in = found
            break
        stand_in[todo[same]] = found[same]
        todo, mixed = todo[~same], mixed[~same]
        turn += 1
    # numpy lets the last write stand, which here is the first row; any other would do as well
    is_place = stand_in == everyone
    place = np.flatnonzero(is_place).astype(np.int32)
    number = np.empty(count, dtype=np.int32)
    number[place] = np.arange(len(place), dtype=np.int32)
    return place, number[stand_in]
