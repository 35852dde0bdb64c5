"""Setting, leaving and swapping date B as steps that can be taken back."""

from __future__ import annotations

from datetime import date

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


def _apply(timeline: Timeline, day: date | None) -> None:
    if day is None:
        timeline.clear_compare()
    else:
        timeline.set_compare(day)


def _show(timeline: Timeline, current: date, compare: date) -> None:
    timeline.seek(current)
    timeline.set_compare(compare)
