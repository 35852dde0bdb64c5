"""What the actions of a comparison do, and what keeps menu and time bar in step with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from viewer.core.compare_state import OVERLAY, SIDE, SWIPE
from viewer.core.compare_steps import leave, set_age, set_compare, swap_compare

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

_MODES = {OVERLAY: "compare_overlay", SWIPE: "compare_swipe", SIDE: "compare_side"}
_DAYS_BEFORE = 30


def compare_handlers(window: MainWindow) -> dict[str, Callable[..., object]]:
    """Map the ids of the actions of the menu Time > Compare to the functions that they call."""
    return {
        "compare_date": partial(choose_compare_date, window),
        "compare_week": lambda: _compare_before(window, 7),
        "compare_month": lambda: _compare_before(window, 30),
        "compare_window": lambda: _compare_with(window, _start(window)),
        "compare_swap": lambda: swap_compare(window.undo, window.session.timeline),
        **{
            action: lambda _on, mode=mode: _choose_mode(window, mode)
            for mode, action in _MODES.items()
        },
        "compare_age": lambda on: set_age(
            window.undo, window.session.timeline, window.session.compare, on
        ),
        "compare_leave": partial(leave_comparison, window),
    }


def choose_compare_date(window: MainWindow) -> None:
    """Let the user choose date B in a calendar."""
    from PySide6.QtCore import QDate, Qt

    from viewer.qt.calendar_popup import CalendarPopup

    timeline = window.session.timeline
    window.time_dock.show()
    popup = CalendarPopup(window.session, window)
    popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    popup.day_chosen.connect(lambda day: _compare_with(window, day))
    popup.open_above(window.timeline_bar.compare)
    marked = timeline.compare or timeline.current
    if marked is not None:
        popup.calendar.setSelectedDate(QDate(marked.year, marked.month, marked.day))


def leave_comparison(window: MainWindow) -> None:
    """Show one date of all sources again."""
    leave(window.undo, window.session.timeline, window.session.compare)


def follow_compare(window: MainWindow) -> None:
    """Keep ticks, button and strip in step with the comparison."""
    actions, bar = window.actions_by_id, window.timeline_bar
    timeline, state = window.session.timeline, window.session.compare
    menu = actions.menu("Time/Co&mpare")
    bar.compare.setMenu(menu)

    def refresh(_changed: frozenset[str] = frozenset()) -> None:
        two = timeline.compare is not None
        active = window.controller.compare.active
        actions[_MODES[state.mode]].setChecked(True)
        actions["compare_age"].setChecked(state.age)
        actions["compare_swap"].setEnabled(two)
        actions["compare_leave"].setEnabled(active)
        bar.compare.setChecked(active)

    timeline.changed.connect(refresh)
    state.changed.connect(refresh)
    bar.strip.compare_asked.connect(partial(set_compare, window.undo, timeline))
    refresh()


def _start(window: MainWindow) -> date | None:
    span = window.session.timeline.range
    return span[0] if span is not None else None


def _compare_before(window: MainWindow, days: int) -> None:
    day = window.session.timeline.current
    _compare_with(window, day - timedelta(days=days) if day is not None else None)


def _compare_with(window: MainWindow, day: date | None) -> None:
    if day is not None:
        set_compare(window.undo, window.session.timeline, day)


def _choose_mode(window: MainWindow, mode: str) -> None:
    """Show both dates in another way; without a second date, with the start of the window."""
    timeline = window.session.timeline
    window.session.compare.set_mode(mode)
    if timeline.compare is None:
        if timeline.window is not None:
            _compare_with(window, timeline.window[0])
        else:
            _compare_before(window, _DAYS_BEFORE)
