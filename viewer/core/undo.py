"""Undo and redo: every change that a user makes is a named step that knows its way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from viewer.core.events import Signal


@dataclass(frozen=True)
class Step:
    """One change, as the user thinks of it.

    Attributes
    ----------
    name : str
        What the menu says after "Undo", such as ``move arrow``.
    redo, undo : callable
        Make the change, and take it back; each leaves the state exactly as the other found it.
    gesture : str
        Steps with the same gesture that follow each other become one, such as all moves of one
        drag; "" for a step of its own.
    """

    name: str
    redo: Callable[[], object]
    undo: Callable[[], object]
    gesture: str = ""


class UndoStack:
    """Steps done and undone, without a limit.

    Attributes
    ----------
    changed : Signal
        Emits after every step done, undone or forgotten.
    """

    def __init__(self) -> None:
        self.changed: Signal[[]] = Signal()
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def undo_name(self) -> str:
        """Name of the step that `undo` takes back; "" when there is none."""
        return self._done[-1].name if self._done else ""

    @property
    def redo_name(self) -> str:
        """Name of the step that `redo` does again; "" when there is none."""
        return self._undone[-1].name if self._undone else ""

    def perform(self, step: Step) -> None:
        """Do a step and remember it; what was undone before can no longer be redone.

        A step that raises is not remembered.
        """
        step.redo()
        self.record(step)

    def record(self, step: Step) -> None:
        """Remember a step that is already done."""
        before = self._done[-1] if self._done else None
        if step.gesture and before is not None and before.gesture == step.gesture:
            self._done[-1] = Step(before.name, step.redo, before.undo, step.gesture)
        else:
            self._done.append(step)
        self._undone.clear()
        self.changed.emit()

    def end_gesture(self) -> None:
        """Let the next step stand alone, even with the gesture of the last."""
        if self._done and self._done[-1].gesture:
            last = self._done[-1]
            self._done[-1] = Step(last.name, last.redo, last.undo)

    def undo(self) -> None:
        """Take the last step back; does nothing when there is none."""
        self._move(self._done, self._undone, lambda step: step.undo())

    def redo(self) -> None:
        """Do the step undone last again; does nothing when there is none."""
        self._move(self._undone, self._done, lambda step: step.redo())

    def clear(self) -> None:
        """Forget all steps."""
        self._done.clear()
        self._undone.clear()
        self.changed.emit()

    def _move(self, source: list[Step], target: list[Step], act: Callable[[Step], object]) -> None:
        self.end_gesture()
        if source:
            act(source[-1])
            target.append(source.pop())
            self.changed.emit()
