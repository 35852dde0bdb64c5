"""The annotations of a session: every edit is a change that can be undone, stored and replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from viewer.core.annotations import Annotation, Group
from viewer.core.events import Signal
from viewer.core.undo import Step, UndoStack

Item = Annotation | Group


@dataclass(frozen=True)
class Edit:
    """What one gesture changed: each item before and after; None is "not there".

    Attributes
    ----------
    name : str
        What the menu says after "Undo", such as ``move arrow``.
    before, after : dict of id to Annotation, Group or None
        The same ids in both.
    """

    name: str
    before: Mapping[str, Item | None]
    after: Mapping[str, Item | None]

    def reversed(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.name, self.after, self.before)


Journal = Callable[[Edit], object]
"""Writes an edit down before it counts; raises when it cannot."""


class AnnotationStore:
    """All annotations and groups by id, in drawing order; edits go through the undo stack.

    Parameters
    ----------
    undo : UndoStack
        Where steps are remembered.

    Attributes
    ----------
    changed : Signal
        Emits a frozenset of ids that are new, different or gone.
    selected : Signal
        Emits when the selection changed.
    """

    def __init__(self, undo: UndoStack) -> None:
        self.changed: Signal[[frozenset[str]]] = Signal()
        self.selected: Signal[[]] = Signal()
        self._undo = undo
        self._items: dict[str, Item] = {}
        self._selection: tuple[str, ...] = ()
        self._journal: Journal | None = None

    def set_journal(self, journal: Journal | None) -> None:
        """Write every edit, undo and redo down with that function first."""
        self._journal = journal

    def load(self, items: Iterable[Item]) -> None:
        """Replace everything, as when a session is opened; no step, no journal."""
        before = set(self._items)
        self._items = {item.id: item for item in items}
        self._select(())
        self.changed.emit(frozenset(before | set(self._items)))

    def snapshot(self) -> dict[str, Item]:
        """All items by id, as they are now."""
        return dict(self._items)

    def get(self, item_id: str) -> Item | None:
        """The annotation or group of that id; None when it is not there."""
        return self._items.get(item_id)

    def annotations(self) -> list[Annotation]:
        """All annotations, the lowest first."""
        found = [item for item in self._items.values() if isinstance(item, Annotation)]
        return sorted(found, key=lambda one: (one.order, one.created, one.id))

    def groups(self) -> list[Group]:
        """All groups in order."""
        found = [item for item in self._items.values() if isinstance(item, Group)]
        return sorted(found, key=lambda group: (group.order, group.name))

    @property
    def selection(self) -> tuple[str, ...]:
        """Ids of the selected annotations, in the order of selecting."""
        return self._selection

    def select(self, ids: Iterable[str]) -> None:
        """Select those annotations and no others; unknown ids are left out."""
        self._select(tuple(dict.fromkeys(key for key in ids if key in self._items)))

    def edit(self, name: str, after: Mapping[str, Item | None], gesture: str = "") -> None:
        """Change items as one step.

        Parameters
        ----------
        name : str
            As in `Edit`.
        after : dict of id to Annotation, Group or None
            What is to be there; None removes. Items that stay as they are are left out.
        gesture : str
            As in `Step`.
        """
        real = {key: item for key, item in after.items() if self._items.get(key) != item}
        if not real:
            return
        edit = Edit(name, {key: self._items.get(key) for key in real}, real)
        self._undo.perform(
            Step(name, lambda: self.apply(edit), lambda: self.apply(edit.reversed()), gesture)
        )

    def remember(self, edit: Edit) -> None:
        """Take an edit into the undo stack that is in effect already, as after a recovery."""
        self._undo.record(
            Step(edit.name, lambda: self.apply(edit), lambda: self.apply(edit.reversed()))
        )

    def apply(self, edit: Edit) -> None:
        """Do an edit without remembering a step: for undo, redo and recovery."""
        if self._journal is not None:
            self._journal(edit)
        for key, item in edit.after.items():
            if item is None:
                self._items.pop(key, None)
            else:
                self._items[key] = item
        self._select(tuple(key for key in self._selection if key in self._items))
        self.changed.emit(frozenset(edit.after))

    def _select(self, ids: tuple[str, ...]) -> None:
        if ids != self._selection:
            self._selection = ids
            self.selected.emit()
