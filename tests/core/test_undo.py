"""Undo: any sequence of steps, undos and redos leaves the state that the steps say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.undo import Step, UndoStack


class Counter:
    """A state with a history that a test can trust."""

    def __init__(self) -> None:
        self.value = 0

    def step(self, to: int, gesture: str = "") -> Step:
        before = self.value
        return Step(
            f"set {to}", lambda: setattr(self, "value", to),
            lambda: setattr(self, "value", before), gesture,
        )  # fmt: skip


@given(st.lists(st.one_of(st.integers(), st.sampled_from(["undo", "redo"]))))
def test_it_agrees_with_a_list_of_states(orders: list[int | str]) -> None:
    state, stack = Counter(), UndoStack()
    states, at = [0], 0
    for order in orders:
        if order == "undo":
            stack.undo()
            at = max(at - 1, 0)
        elif order == "redo":
            stack.redo()
            at = min(at + 1, len(states) - 1)
        else:
            stack.perform(state.step(int(order)))
            states, at = [*states[: at + 1], int(order)], at + 1
        assert state.value == states[at]
        assert bool(stack.undo_name) == (at > 0)
        assert bool(stack.redo_name) == (at < len(states) - 1)


def test_a_gesture_is_one_step() -> None:
    state, stack = Counter(), UndoStack()
    for value in (1, 2, 3):
        stack.perform(state.step(value, "drag"))
    stack.end_gesture()
    stack.perform(state.step(9, "drag"))
    stack.undo()
    assert state.value == 3
    assert stack.redo_name == "set 9"
    stack.undo()
    assert (state.value, stack.undo_name) == (0, "")
    stack.redo()
    assert state.value == 3


def test_it_tells_of_every_change_and_forgets_when_told() -> None:
    state, stack = Counter(), UndoStack()
    heard: list[str] = []
    stack.changed.connect(lambda: heard.append(stack.undo_name))
    stack.perform(state.step(5))
    stack.undo()
    stack.undo()
    stack.clear()
    assert heard == ["set 5", "", ""]
    assert (stack.undo_name, stack.redo_name) == ("", "")


def test_a_step_that_fails_is_not_remembered() -> None:
    stack = UndoStack()

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        stack.perform(Step("fail", fail, fail))
    assert stack.undo_name == ""
