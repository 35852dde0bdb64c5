"""The basemap's points as numbers: they come back as they went in."""

from __future__ import annotations

from typing import Any

import pytest
from built_files import build_numbers

LEVEL: dict[str, Any] = {
    "max_zoom": 7,
    "land": [
        [[30.0, 50.0, 31.0, 50.0, 31.0, 51.0, 30.0, 50.0], [30.5, 50.2, 30.6, 50.2, 30.5, 50.2]],
        [[-6.0, 30.0, 72.0, 66.0]],
    ],
    "lakes": [],
    "borders": [[33.5, 46.1, 33.6, 46.2, 33.7, 46.2]],
    "rivers": [{"name": "Oskil", "name_uk": "", "rank": 2, "line": [37.5, 49.5, 37.6, 49.4]}],
}


def test_a_level_comes_back_as_it_went_in() -> None:
    sizes, numbers = build_numbers.pack_level(LEVEL)
    back = build_numbers.unpack_level(sizes, numbers)
    assert sizes["land"] == [[4, 3], [2]]
    assert back["max_zoom"] == 7
    assert back["rivers"][0]["name"] == "Oskil"
    pairs = [
        (LEVEL["land"][0][1], back["land"][0][1]),
        (LEVEL["land"][1][0], back["land"][1][0]),
        (LEVEL["borders"][0], back["borders"][0]),
        (LEVEL["rivers"][0]["line"], back["rivers"][0]["line"]),
    ]
    for before, after in pairs:
        assert after == pytest.approx(before, abs=3e-7)


def test_the_equator_and_greenwich_are_the_middle_of_the_world() -> None:
    assert build_numbers.to_world([0.0, 0.0]).tolist() == [2**29, 2**29]


def test_numbers_that_no_part_claims_are_refused() -> None:
    sizes, numbers = build_numbers.pack_level(LEVEL)
    with pytest.raises(ValueError, match="2 numbers more"):
        build_numbers.unpack_level(sizes, numbers + bytes(8))
