"""Groups and the order of the list: one step each, and all can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from viewer.core import annotation_groups as groups
from viewer.core.annotation_store import AnnotationStore
from viewer.core.annotations import Annotation, Group, Kind
from viewer.core.undo import UndoStack


def key(number: int) -> str:
    return f"{number:032x}"


@pytest.fixture
def undo() -> UndoStack:
    return UndoStack()


@pytest.fixture
def store(undo: UndoStack) -> AnnotationStore:
    made = AnnotationStore(undo)
    made.load(
        Annotation(key(i), Kind.POINT, (37.0 + i, 48.0), order=float(i), locked=i == 5)
        for i in range(1, 6)
    )
    return made


def row(store: AnnotationStore) -> list[int]:
    return [int(one.id, 16) for one in store.annotations()]


def test_group_and_ungroup(store: AnnotationStore, undo: UndoStack) -> None:
    made = groups.group(store, [key(1), key(2), key(5)])
    assert made is not None
    assert made.name == "Group 1"
    assert [one.id for one in groups.members(store, made.id)] == [key(1), key(2)]
    assert undo.undo_name == "group 2 annotations"
    second = groups.group(store, [key(2)], "Bridges")
    assert second is not None
    assert store.get(made.id) is not None
    groups.ungroup(store, [key(1), key(2)])
    assert store.groups() == []
    undo.undo()
    assert [one.name for one in store.groups()] == ["Group 1", "Bridges"]
    undo.undo()
    undo.undo()
    assert store.groups() == []
    assert all(not one.group for one in store.annotations())


def test_nothing_to_group(store: AnnotationStore, undo: UndoStack) -> None:
    assert groups.group(store, [key(5), "unknown"]) is None
    groups.ungroup(store, [key(1)])
    assert undo.undo_name == ""


def test_a_group_is_hidden_and_renamed(store: AnnotationStore, undo: UndoStack) -> None:
    made = groups.group(store, [key(1)])
    assert made is not None
    groups.change_group(store, made.id, "hide", visible=False)
    assert undo.undo_name == "hide group"
    found = store.get(made.id)
    assert isinstance(found, Group)
    assert not found.visible


@pytest.mark.parametrize(
    ("moving", "below", "expected"),
    [
        ([1], 3, [2, 3, 1, 4, 5]),
        ([4, 1], 2, [2, 1, 4, 3, 5]),
        ([3], 0, [3, 1, 2, 4, 5]),
        ([5, 2], 4, [1, 3, 4, 2, 5]),  # 5 is locked and stays
    ],
)
def test_place_in_the_order(
    store: AnnotationStore,
    undo: UndoStack,
    moving: list[int],
    below: int,
    expected: list[int],
) -> None:
    before = row(store)
    groups.place(store, [key(i) for i in moving], "", key(below) if below else "")
    assert row(store) == expected
    undo.undo()
    assert row(store) == before


def test_placing_changes_the_group(store: AnnotationStore) -> None:
    made = groups.group(store, [key(3)])
    assert made is not None
    groups.place(store, [key(1)], made.id, key(3))
    assert [one.id for one in groups.members(store, made.id)] == [key(3), key(1)]
    groups.place(store, [key(1), key(3)], "", "")
    assert store.groups() == []


def test_placing_where_it_is_is_no_step(store: AnnotationStore, undo: UndoStack) -> None:
    store.load(
        Annotation(key(i), Kind.POINT, (37.0, 48.0), order=float(i - 1)) for i in range(1, 4)
    )
    act: Callable[[], None] = lambda: groups.place(store, [key(2)], "", key(1))  # noqa: E731
    act()
    assert undo.undo_name == ""
