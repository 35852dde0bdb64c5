"""How dates and sources are compared: it tells of real changes only, and refuses nonsense."""

from __future__ import annotations

import pytest

from viewer.core.compare_state import CompareState, Pair


def test_it_tells_of_real_changes_only() -> None:
    state = CompareState()
    heard: list[str] = []
    state.changed.connect(lambda changed: heard.extend(sorted(changed)))
    for _ in range(2):
        state.set_mode("swipe")
        state.set_swipe(1.5)
        state.set_age(True)
        state.set_difference(Pair("deepstate", "uacontrolmap", "ru_held"))
        state.set_align(True)
    assert heard == ["mode", "swipe", "age", "difference", "align"]
    assert (state.mode, state.swipe, state.age, state.align) == ("swipe", 1.0, True, True)
    assert state.difference == ("deepstate", "uacontrolmap", "ru_held")


def test_it_refuses_what_means_nothing() -> None:
    state = CompareState()
    with pytest.raises(ValueError, match="overlay, swipe, side"):
        state.set_mode("beside")
    with pytest.raises(ValueError, match="difference from itself"):
        state.set_difference(Pair("isw", "isw", "ru_held"))
    with pytest.raises(ValueError, match="not a valid Status"):
        state.set_difference(Pair("isw", "deepstate", "held"))
    assert state.difference is None
