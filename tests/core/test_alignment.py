"""Which day of each of two sources stands for a date."""

from __future__ import annotations

from datetime import date

import pytest

from viewer.core.alignment import aligned_days, alignment_text, day_shifts
from viewer.core.sources import SOURCES, Status, cutoff_of

DAY = date(2024, 11, 13)
EVE = date(2024, 11, 12)
RU, UA = Status.RU_HELD, Status.UA_HELD_IN_RU


def test_a_deepstate_file_is_held_against_uacontrolmap_of_the_day_before() -> None:
    assert aligned_days("deepstate", "uacontrolmap", RU, DAY, align=True) == (DAY, EVE)
    assert aligned_days("uacontrolmap", "deepstate", RU, DAY, align=True) == (EVE, DAY)
    assert aligned_days("deepstate", "uacontrolmap", RU, DAY, align=False) == (DAY, DAY)


def test_the_schematic_has_the_cutoff_of_the_map_its_dates_are_from() -> None:
    assert day_shifts("schematic", "deepstate", RU, align=True) == (0, 0)
    assert day_shifts("schematic", "uacontrolmap", RU, align=True) == (0, 1)
    assert day_shifts("schematic", "uacontrolmap", UA, align=True) == (0, 0)


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_one_of_two_sources_is_always_taken_on_the_date_itself(source: str) -> None:
    for other in SOURCES:
        assert min(day_shifts(source, other, RU, align=True)) == 0


def test_a_cutoff_that_is_not_known_is_said() -> None:
    assert cutoff_of("mine", RU) is None
    text = alignment_text("deepstate", "mine", RU, align=True)
    assert "The cut-off of mine is not known and is taken as none." in text
    assert "DeepState of a date is held against mine of the day before." in text


def test_words_say_what_is_held_against_what() -> None:
    text = alignment_text("uacontrolmap", "deepstate", RU, align=True)
    assert text.startswith(
        "Cut-offs are aligned: DeepState of a date is held against UAControlMap of the day before."
    )
    assert "a file of DeepState shows the evening before" in text
    assert alignment_text("schematic", "deepstate", RU, align=True) == (
        "Cut-offs are aligned: both sources have the same."
    )
    assert alignment_text("schematic", "deepstate", RU, align=False) == (
        "Cut-offs are not aligned: both are taken on the same date."
    )
    assert "taken on the same date. A file of" in alignment_text(
        "deepstate", "uacontrolmap", RU, align=False
    )
