"""Date B can be set, left and swapped, and every step taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from viewer.core.compare_state import CompareState, Pair
from viewer.core.compare_steps import leave, set_age, set_compare, swap_compare
from viewer.core.timeline import Timeline
from viewer.core.undo import UndoStack

FIRST = date(2024, 8, 1)
A, B, C = (FIRST + timedelta(days=days) for days in (20, 5, 9))


@pytest.fixture
def timeline() -> Timeline:
    timeline = Timeline()
    timeline.set_dates(FIRST + timedelta(days=days) for days in range(30))
    timeline.seek(A)
    return timeline


def test_setting_and_leaving_can_be_taken_back(timeline: Timeline) -> None:
    undo = UndoStack()
    set_compare(undo, timeline, B)
    set_compare(undo, timeline, None)
    assert (timeline.compare, undo.undo_name) == (None, "leave comparison")
    undo.undo()
    assert (timeline.compare, undo.undo_name) == (B, "compare dates")
    undo.undo()
    assert (timeline.compare, undo.undo_name) == (None, "")
    undo.redo()
    assert timeline.compare == B


def test_leaving_takes_age_and_difference_along_and_brings_them_back(timeline: Timeline) -> None:
    undo, state = UndoStack(), CompareState()
    leave(undo, timeline, state)
    assert undo.undo_name == ""
    pair = Pair("deepstate", "uacontrolmap", "ru_held")
    state.set_difference(pair)
    set_age(undo, timeline, state, True)
    set_compare(undo, timeline, B)
    leave(undo, timeline, state)
    assert (timeline.compare, state.age, state.difference) == (None, False, None)
    undo.undo()
    assert (timeline.compare, state.age, state.difference) == (B, True, pair)
    undo.undo()
    assert (timeline.compare, undo.undo_name) == (None, "age of control")
    undo.undo()
    assert not state.age
    undo.redo()
    assert state.age


def test_what_changes_nothing_is_no_step(timeline: Timeline) -> None:
    undo = UndoStack()
    set_compare(undo, timeline, None)
    swap_compare(undo, timeline)
    assert undo.undo_name == ""
    set_compare(undo, timeline, B)
    set_compare(undo, timeline, B)
    undo.undo()
    assert (timeline.compare, undo.undo_name) == (None, "")


def test_a_drag_is_one_step(timeline: Timeline) -> None:
    undo = UndoStack()
    for day in (B, C, A):
        set_compare(undo, timeline, day, "drag 1")
    undo.undo()
    assert timeline.compare is None
    undo.redo()
    assert timeline.compare == A


def test_a_day_outside_the_data_goes_to_the_nearest_end_and_back(timeline: Timeline) -> None:
    undo = UndoStack()
    set_compare(undo, timeline, date(2030, 1, 1))
    assert timeline.compare == FIRST + timedelta(days=29)
    undo.undo()
    assert timeline.compare is None


def test_swapping_goes_there_and_back(timeline: Timeline) -> None:
    undo = UndoStack()
    set_compare(undo, timeline, B)
    swap_compare(undo, timeline)
    assert (timeline.current, timeline.compare) == (B, A)
    undo.undo()
    assert (timeline.current, timeline.compare) == (A, B)
    undo.redo()
    assert (timeline.current, timeline.compare) == (B, A)
