"""Annotations: checks, JSON there and back, and edits against a plain list of states."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from annotation_makers import annotations, groups
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.annotation_json import WrongAnnotation, from_json, to_json
from viewer.core.annotation_store import AnnotationStore, Edit, Item
from viewer.core.annotations import Annotation, Group, Kind, Style, fresh_id, problem_of
from viewer.core.undo import UndoStack

ID = "0" * 32
POINT = Annotation(ID, Kind.POINT, (36.0, 48.0))
RING = ((36.0, 48.0), (37.0, 48.0), (37.0, 49.0), (36.0, 48.0))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(annotations() | groups)
def test_json_gives_back_what_it_was_given(item: Item) -> None:
    text = json.dumps(to_json(item), allow_nan=False)
    assert from_json(json.loads(text)) == item
    assert isinstance(item, Group) or problem_of(item) == ""


@given(
    annotations(), st.sampled_from(sorted(to_json(POINT) | {"style": 0, "links": 0})), json_values
)
def test_one_wrong_field_is_refused_or_harmless(item: Annotation, key: str, value: object) -> None:
    hostile = {**to_json(item), key: value}
    try:
        made = from_json(hostile)
    except WrongAnnotation:
        return
    assert isinstance(made, Annotation)
    assert problem_of(made) == ""


@given(json_values)
def test_any_json_is_refused_with_words(value: object) -> None:
    with pytest.raises(WrongAnnotation, match=r"\w+ \w+"):
        from_json(value)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (replace(POINT, id="x"), "id"),
        (replace(POINT, shape=(181.0, 0.0)), "coordinate"),
        (replace(POINT, kind=Kind.LINE, shape=((1.0, 1.0), (1.0, 1.0))), "two different"),
        (replace(POINT, kind=Kind.POLYGON, shape=((RING[:3],),)), "ring"),
        (replace(POINT, kind=Kind.CIRCLE), "radius"),
        (replace(POINT, links=("javascript:alert(1)",)), "link"),
        (replace(POINT, style=Style(colour="red")), "colour"),
        (replace(POINT, style=Style(width=99)), "out of range"),
        (replace(POINT, title="x" * 20_001), "longer"),
        (replace(POINT, valid_from=date(2024, 9, 2), valid_to=date(2024, 9, 1)), "ends before"),
    ],
)
def test_what_is_wrong_is_named(wrong: Annotation, words: str) -> None:
    assert problem_of(POINT) == ""
    assert words in problem_of(wrong)


def test_it_holds_from_its_first_day_to_its_last() -> None:
    day = date(2024, 11, 13)
    assert POINT.holds(day)
    assert replace(POINT, valid_from=day, valid_to=day).holds(day)
    assert not replace(POINT, valid_from=date(2024, 11, 14)).holds(day)
    assert not replace(POINT, valid_to=date(2024, 11, 12)).holds(day)


def _state(store: AnnotationStore) -> dict[str, Any]:
    return {item.id: item for item in (*store.annotations(), *store.groups())}


@given(
    st.lists(
        st.sampled_from(["undo", "redo"])
        | st.dictionaries(st.sampled_from("abc"), st.none() | st.text(max_size=3), min_size=1)
    )
)
def test_edits_undo_and_redo_agree_with_a_list_of_states(
    orders: list[str | dict[str, str | None]],
) -> None:
    undo = UndoStack()
    store = AnnotationStore(undo)
    written: dict[str, Item | None] = {}
    store.set_journal(lambda edit: written.update(edit.after))
    states: list[dict[str, Any]] = [{}]
    at = 0
    for order in orders:
        if order == "undo":
            undo.undo()
            at = max(0, at - 1)
        elif order == "redo":
            undo.redo()
            at = min(len(states) - 1, at + 1)
        elif isinstance(order, dict):
            after = {
                k: None if v is None else replace(POINT, id=k, title=v) for k, v in order.items()
            }
            fresh = {k: v for k, v in {**states[at], **after}.items() if v is not None}
            store.edit("change", after)
            if fresh != states[at]:
                states, at = [*states[: at + 1], fresh], at + 1
        assert _state(store) == states[at]
        assert {k: v for k, v in written.items() if v is not None} == states[at]


def test_what_cannot_be_written_down_does_not_happen() -> None:
    undo = UndoStack()
    store = AnnotationStore(undo)

    def full(_edit: Edit) -> None:
        raise OSError("No space left on device")

    store.set_journal(full)
    with pytest.raises(OSError, match="No space"):
        store.edit("draw point", {ID: POINT})
    assert (store.annotations(), undo.undo_name) == ([], "")


def test_order_selection_and_signals() -> None:
    store = AnnotationStore(UndoStack())
    heard: list[frozenset[str]] = []
    store.changed.connect(heard.append)
    low, high = replace(POINT, id=fresh_id(), order=-1.0), replace(POINT, id=fresh_id(), order=1.0)
    store.load([high, low, Group("g", "Plans")])
    assert store.annotations() == [low, high]
    store.select([high.id, "unknown", low.id, high.id])
    assert store.selection == (high.id, low.id)
    store.edit("delete point", {high.id: None})
    assert store.selection == (low.id,)
    assert heard == [frozenset({low.id, high.id, "g"}), frozenset({high.id})]
