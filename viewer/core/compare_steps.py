"""What is compared, date B first of all, set and left in steps that can be taken back."""

from __future__ import annotations

from datetime import date

from viewer.core.compare_state import CompareState, Pair
from viewer.core.timeline import Timeline
from viewer.core.undo import Step, UndoStack


def set_compare(undo: UndoStack, timeline: Timeline, day: date | None, gesture: str = "") -> None:
    """Compare with a calendar day, or with none; does nothing when that is so already.

    Parameters
    ----------
    undo : UndoStack
        Remembers the step.
    timeline : Timeline
        Owner of date B.
    day : date or None
        Date B; None leaves the comparison.
    gesture : str
        Steps of one drag carry the same gesture and become one.
    """
    before = timeline.compare
    _apply(timeline, day)
    after = timeline.compare
    if after != before:
        name = "compare dates" if after is not None else "leave comparison"
        undo.record(
            Step(name, lambda: _apply(timeline, after), lambda: _apply(timeline, before), gesture)
        )


def swap_compare(undo: UndoStack, timeline: Timeline) -> None:
    """Show date B and compare with the date shown until now; nothing without a date B."""
    current, compare = timeline.current, timeline.compare
    if current is not None and compare is not None and current != compare:
        timeline.swap_compare()
        undo.record(
            Step(
                "swap dates",
                lambda: _show(timeline, compare, current),
                lambda: _show(timeline, current, compare),
            )
        )


def set_age(undo: UndoStack, timeline: Timeline, state: CompareState, on: bool) -> None:
    """Colour ground by when it changed hands, or not."""
    before = _seen(timeline, state)
    state.set_age(on)
    _record(undo, "age of control", timeline, state, before)


def leave(undo: UndoStack, timeline: Timeline, state: CompareState) -> None:
    """Compare nothing: neither dates nor sources, and no age of control; all of it one step."""
    before = _seen(timeline, state)
    _restore(timeline, state, (None, False, None))
    _record(undo, "leave comparison", timeline, state, before)


_Seen = tuple[date | None, bool, Pair | None]


def _seen(timeline: Timeline, state: CompareState) -> _Seen:
    return timeline.compare, state.age, state.difference


def _restore(timeline: Timeline, state: CompareState, seen: _Seen) -> None:
    day, age, difference = seen
    _apply(timeline, day)
    state.set_age(age)
    state.set_difference(difference)  # last: the others take its place


def _record(
    undo: UndoStack, name: str, timeline: Timeline, state: CompareState, before: _Seen
) -> None:
    after = _seen(timeline, state)
    if after != before:
        undo.record(
            Step(
                name,
                lambda: _restore(timeline, state, after),
                lambda: _restore(timeline, state, before),
            )
        )


def _apply(timeline: Timeline, day: date | None) -> None:
    if day is None:
        timeline.clear_compare()
    else:
        timeline.set_compare(day)


def _show(timeline: Timeline, current: date, compare: date) -> None:
    timeline.seek(current)
    timeline.set_compare(compare)
