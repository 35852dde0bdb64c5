from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.distinct import distinct


def check(first: Any, second: Any) -> None:
    place, number = distinct(first, second)
    known: dict[tuple[int, int], int] = {}
    expected = [
        known.setdefault(row, len(known))
        for row in zip(first.tolist(), second.tolist(), strict=True)
    ]
    assert number.tolist() == expected
    rows = list(zip(first[place].tolist(), second[place].tolist(), strict=True))
    assert rows == list(known)
    assert (np.diff(place) > 0).all()


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 5) | st.integers(0, 2**64 - 1), st.integers(0, 5)), max_size=60
    )
)
def test_rows_are_numbered_as_they_appear(rows: list[tuple[int, int]]) -> None:
    first, second = np.array(rows, dtype=np.uint64).reshape(-1, 2).T
    check(first, second)


@pytest.mark.parametrize("kinds", [1, 700, 40_000])
def test_many_rows_that_share_places_in_the_table(kinds: int) -> None:
    chance = np.random.default_rng(kinds)
    first = chance.integers(0, kinds, 20_000).astype(np.uint64)
    check(first, first % np.uint64(7))


def test_floats_differ_by_their_last_bit() -> None:
    lon = np.array([37.1, np.nextafter(37.1, 38), 37.1]).view(np.uint64)
    assert distinct(lon, lon)[1].tolist() == [0, 1, 0]
