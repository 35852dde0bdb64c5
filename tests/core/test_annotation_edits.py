"""Edits of annotations: one named step each, locked ones left alone, undo gives back what was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from viewer.core import annotation_edits as edits
from viewer.core.annotation_json import WrongAnnotation
from viewer.core.annotation_store import AnnotationStore
from viewer.core.annotations import Annotation, Group, Kind, Style, fresh_id
from viewer.core.undo import UndoStack
from viewer.errors import ViewerError

DAY = date(2024, 11, 13)
SQUARE = ((37.0, 48.0), (37.2, 48.0), (37.2, 48.2), (37.0, 48.2), (37.0, 48.0))


@pytest.fixture
def undo() -> UndoStack:
    return UndoStack()


@pytest.fixture
def store(undo: UndoStack) -> AnnotationStore:
    store = AnnotationStore(undo)
    store.load(
        Annotation(fresh_id(), Kind.LINE, ((37.0 + i, 48.0), (37.5 + i, 48.1)), order=float(i))
        for i in range(4)
    )
    return store


def ids(store: AnnotationStore) -> list[str]:
    return [one.id for one in store.annotations()]


def test_what_a_tool_drew_lies_on_top_and_is_selected(
    store: AnnotationStore, undo: UndoStack
) -> None:
    style = Style(colour="#b3261e")
    made = edits.draw(store, {"kind": "point", "shape": [37.0, 48.0]}, style)
    assert store.annotations()[-1] == made
    assert (made.style, store.selection, undo.undo_name) == (style, (made.id,), "draw point")
    for values in ({"kind": "point"}, {"kind": "point", "shape": [1, 2], "locked": True}):
        with pytest.raises(WrongAnnotation):
            edits.draw(store, values, style)


def test_locked_ones_and_members_of_locked_groups_stay(
    store: AnnotationStore, undo: UndoStack
) -> None:
    first, second, *_ = store.annotations()
    group = Group(fresh_id(), "Group", locked=True)
    store.load([replace(first, locked=True), replace(second, group=group.id), group])
    before = store.annotations()
    keys = [first.id, second.id]
    edits.delete(store, keys)
    edits.change_style(store, keys, "colour", colour="#000000")
    edits.reshape(store, "move", [{"id": key, "shape": [[1, 2], [3, 4]]} for key in keys])
    assert store.annotations() == before
    assert undo.undo_name == ""
    edits.change(store, [first.id], "unlock", lambda one: replace(one, locked=False), locked=True)
    assert undo.undo_name == "unlock line"


@pytest.mark.parametrize(
    ("where", "order"),
    [("front", "1302"), ("back", "0213"), ("forward", "1032"), ("backward", "0213")],
)
def test_order_changes_as_named(
    store: AnnotationStore, undo: UndoStack, where: str, order: str
) -> None:
    keys = ids(store)
    chosen = [keys[0], keys[2]]
    edits.reorder(store, chosen, where)
    assert "".join(str(keys.index(key)) for key in ids(store)) == order
    undo.undo()
    assert ids(store) == keys


def test_validity_from_and_until_the_shown_date(store: AnnotationStore, undo: UndoStack) -> None:
    key = ids(store)[0]
    edits.hold_until(store, [key], DAY)
    edits.hold_from(store, [key], date(2024, 11, 20))  # the end lies before: it is opened
    (one,) = edits.found(store, [key])
    assert (one.valid_from, one.valid_to) == (date(2024, 11, 20), None)
    edits.hold_until(store, [key], DAY)
    (one,) = edits.found(store, [key])
    assert (one.valid_from, one.valid_to) == (None, DAY)
    edits.hold_always(store, [key])
    (one,) = edits.found(store, [key])
    assert (one.valid_from, one.valid_to) == (None, None)
    assert undo.undo_name == "hold always line"


def test_copies_lie_beside_and_are_selected(store: AnnotationStore, undo: UndoStack) -> None:
    keys = ids(store)
    made = edits.duplicate(store, keys[:2])
    assert len(store.annotations()) == 6
    assert store.selection == tuple(one.id for one in made)
    assert made[0].line[0] == pytest.approx((37.02, 47.98))
    undo.undo()
    assert ids(store) == keys


def test_cut_and_merge_say_when_they_cannot(store: AnnotationStore) -> None:
    area = Annotation(fresh_id(), Kind.RECTANGLE, ((SQUARE,),), order=9.0)
    store.load([*store.annotations(), area])
    with pytest.raises(ViewerError, match="goes through no line or area"):
        edits.cut(store, [area.id], ((30.0, 40.0), (31.0, 40.0)))
    with pytest.raises(ViewerError, match="not two annotations"):
        edits.merge(store, [area.id])
    with pytest.raises(ViewerError, match="cannot be merged"):
        edits.merge(store, [area.id, ids(store)[0]])
    pieces = edits.cut(store, [area.id], ((37.1, 47.0), (37.1, 49.0)))
    assert {piece.kind for piece in pieces} == {Kind.POLYGON}
    joined = edits.merge(store, [piece.id for piece in pieces])
    assert joined.id == area.id
    assert len(joined.polygons) == 1


def test_turning_goes_round_the_middle_of_all(store: AnnotationStore) -> None:
    key = ids(store)[0]
    before = edits.found(store, [key])[0]
    edits.rotate(store, [key], 180)
    (one,) = edits.found(store, [key])
    for found, wanted in zip(one.line, reversed(before.line), strict=True):
        assert found == pytest.approx(wanted, abs=1e-3)
