"""Previous and next extent, as in a browser."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from viewer.core.session import View
from viewer.qt.view_history import LENGTH, ViewHistory


def view(number: int, zoom: float = 8.0) -> View:
    return View(30.0 + number, 48.0, zoom)


def test_back_and_forward_walk_through_what_was_visited() -> None:
    history = ViewHistory()
    assert history.back() is None
    assert history.forward() is None
    for number in range(3):
        history.visit(view(number))
    assert history.forward() is None
    assert history.back() == view(1)
    assert history.back() == view(0)
    assert history.back() is None
    assert history.forward() == view(1)


def test_going_back_is_no_new_visit() -> None:
    history = ViewHistory()
    for number in range(3):
        history.visit(view(number))
    back = history.back()
    assert back is not None
    history.visit(View(back.lon + 1e-6, back.lat, back.zoom))
    assert history.forward() == view(2)


def test_a_new_visit_forgets_what_was_ahead() -> None:
    history = ViewHistory()
    for number in range(3):
        history.visit(view(number))
    history.back()
    history.visit(view(9))
    assert history.forward() is None
    assert history.back() == view(1)


def test_another_zoom_at_the_same_place_is_another_view() -> None:
    history = ViewHistory()
    history.visit(view(0))
    history.visit(view(0, 9.0))
    assert history.back() == view(0)


@given(st.lists(st.sampled_from(["back", "forward"]) | st.integers(0, 9), max_size=300))
def test_history_never_grows_without_end_and_never_leaves_itself(steps: list[object]) -> None:
    history = ViewHistory()
    for step in steps:
        if isinstance(step, int):
            history.visit(view(step))
        else:
            getattr(history, str(step))()
        assert len(history._views) <= LENGTH
        assert -1 <= history._at < max(1, len(history._views))
