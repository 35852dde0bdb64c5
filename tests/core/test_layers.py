"""The layer stack: ticks, order and opacity, by examples and by any sequence of calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from viewer.core.layers import CONTEXT, GROUPS, SECTORS, SOURCES, Layer, LayerStack

SECTOR_ROWS = [Layer(f"sector:{name}", SECTORS, name.title()) for name in ("a", "b", "c", "d")]
SOURCE_ROWS = [
    Layer("source:x", SOURCES, "X"),
    Layer("series:x/ru", SOURCES, "RU", parent="source:x"),
    Layer("series:x/ua", SOURCES, "UA", parent="source:x"),
    Layer("source:y", SOURCES, "Y"),
    Layer("series:y/ru", SOURCES, "RU", parent="source:y"),
]
CONTEXT_ROWS = [Layer("context:grid", CONTEXT, "Grid", visible=False)]
ROWS = {SECTORS: SECTOR_ROWS, SOURCES: SOURCE_ROWS, CONTEXT: CONTEXT_ROWS}
IDS = [layer.id for rows in ROWS.values() for layer in rows]


def stack_of() -> tuple[LayerStack, list[frozenset[str]]]:
    stack = LayerStack()
    for group, rows in ROWS.items():
        stack.set_group(group, rows)
    heard: list[frozenset[str]] = []
    stack.changed.connect(heard.append)
    return stack, heard


def test_a_tick_is_signalled_once_and_only_on_a_change() -> None:
    stack, heard = stack_of()
    stack.set_visible("sector:a", False)
    stack.set_visible("sector:a", False)
    assert heard == [frozenset({"sector:a"})]
    assert not stack.shown("sector:a")


def test_a_series_is_shown_only_with_its_source() -> None:
    stack, _ = stack_of()
    assert stack.shown("series:x/ru")
    stack.set_visible("source:x", False)
    assert not stack.shown("series:x/ru")
    assert stack.get("series:x/ru").visible


def test_a_group_tick_is_all_none_or_some() -> None:
    stack, heard = stack_of()
    assert stack.group_tick(SECTORS) is True
    stack.set_visible("sector:a", False)
    assert stack.group_tick(SECTORS) is None
    heard.clear()
    stack.set_group_visible(SECTORS, False)
    assert stack.group_tick(SECTORS) is False
    assert heard == [frozenset({"sector:b", "sector:c", "sector:d"})]
    assert LayerStack().group_tick(SECTORS) is False


def test_show_only_leaves_other_groups_alone() -> None:
    stack, _ = stack_of()
    stack.show_only("sector:c")
    assert [row.key for row in stack.rows(SECTORS) if row.visible] == ["c"]
    assert stack.group_tick(SOURCES) is True
    stack.show_only("series:x/ua")
    assert [row.id for row in stack.children("source:x") if row.visible] == ["series:x/ua"]
    assert stack.get("series:y/ru").visible


def test_opacity_is_held_within_its_limits() -> None:
    stack, _ = stack_of()
    stack.set_opacity("sector:a", 7.0)
    assert stack.get("sector:a").opacity == 1.0
    stack.set_opacity("sector:a", -7.0)
    assert stack.get("sector:a").opacity == 0.0
    stack.set_opacity("sector:a", 0.12345)
    assert stack.get("sector:a").opacity == 0.123


def test_moving_a_source_takes_its_place_among_sources_only() -> None:
    stack, heard = stack_of()
    stack.move("source:y", 0)
    assert [row.id for row in stack.rows(SOURCES)] == ["source:y", "source:x"]
    assert [row.id for row in stack.children("source:x")] == ["series:x/ru", "series:x/ua"]
    assert heard == [frozenset({SOURCES})]
    stack.move("source:y", 0)
    assert len(heard) == 1


def test_an_unknown_layer_is_an_error_to_get_and_no_error_to_ask_for() -> None:
    stack, _ = stack_of()
    assert not stack.has("sector:nowhere")
    with pytest.raises(KeyError):
        stack.get("sector:nowhere")


def test_rows_that_come_back_know_their_tick_opacity_and_place() -> None:
    stack, _ = stack_of()
    stack.move("source:y", 0)
    stack.set_opacity("source:y", 0.4)
    stack.set_visible("series:y/ru", False)
    stack.set_group(SOURCES, [])
    assert stack.rows(SOURCES) == []
    stack.set_group(SOURCES, SOURCE_ROWS)
    assert [row.id for row in stack.rows(SOURCES)] == ["source:y", "source:x"]
    assert stack.get("source:y").opacity == 0.4
    assert not stack.get("series:y/ru").visible


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
odd_rows = st.dictionaries(
    st.sampled_from(IDS) | st.text(max_size=4),
    json_values
    | st.fixed_dictionaries({}, optional={"visible": json_values, "opacity": json_values}),
)


@given(st.fixed_dictionaries({}, optional={"layers": odd_rows | json_values, "order": json_values}))
@settings(deadline=None)
def test_a_damaged_state_never_breaks_the_stack(state: dict[str, Any]) -> None:
    stack, _ = stack_of()
    stack.restore(state)
    assert sorted(layer.id for group in GROUPS for layer in all_of(stack, group)) == sorted(IDS)
    for group in GROUPS:
        for layer in all_of(stack, group):
            assert isinstance(layer.visible, bool)
            assert 0 <= layer.opacity <= 1


def all_of(stack: LayerStack, group: str) -> list[Layer]:
    return [layer for row in stack.rows(group) for layer in (row, *stack.children(row.id))]


ids = st.sampled_from(IDS)


class AnySequence(RuleBasedStateMachine):
    """Whatever is called in whatever order, rows stay, and only real changes are signalled."""

    def __init__(self) -> None:
        super().__init__()
        self.stack, self.heard = stack_of()

    def picture(self) -> dict[str, list[Layer]]:
        return {group: all_of(self.stack, group) for group in GROUPS}

    def call(self, function: Callable[..., object], *arguments: Any) -> None:
        before = self.picture()
        self.heard.clear()
        function(*arguments)
        after = self.picture()
        assert bool(self.heard) == (before != after)
        assert len(self.heard) <= 1
        if self.heard:
            named = set(self.heard[0])
            for group in GROUPS:
                moved = [x.id for x in before[group]] != [x.id for x in after[group]]
                assert moved == (group in named)
            values = {x.id: x for rows in before.values() for x in rows}
            touched = {x.id for rows in after.values() for x in rows if values[x.id] != x}
            assert touched <= named
            assert named - set(GROUPS) == touched

    @rule(layer=ids, visible=st.booleans())
    def set_visible(self, layer: str, visible: bool) -> None:
        self.call(self.stack.set_visible, layer, visible)

    @rule(group=st.sampled_from(GROUPS), visible=st.booleans())
    def set_group_visible(self, group: str, visible: bool) -> None:
        self.call(self.stack.set_group_visible, group, visible)

    @rule(layer=ids)
    def show_only(self, layer: str) -> None:
        self.call(self.stack.show_only, layer)

    @rule(layer=ids, opacity=st.floats(-2, 2))
    def set_opacity(self, layer: str, opacity: float) -> None:
        self.call(self.stack.set_opacity, layer, opacity)

    @rule(layer=ids, position=st.integers(-3, 9))
    def move(self, layer: str, position: int) -> None:
        self.call(self.stack.move, layer, position)
        found = self.stack.get(layer)
        peers = self.stack.children(found.parent) if found.parent else self.stack.rows(found.group)
        place = [peer.id for peer in peers].index(layer)
        assert place == max(0, min(position, len(peers) - 1))

    @rule()
    def restore_own_state(self) -> None:
        state = json.loads(json.dumps(self.stack.state()))
        before = self.picture()
        self.call(self.stack.restore, state)
        assert self.picture() == before

    @precondition(lambda self: self.stack.rows(SOURCES))
    @rule()
    def a_new_stack_restores_the_same(self) -> None:
        state = json.loads(json.dumps(self.stack.state()))
        early, late = LayerStack(), LayerStack()
        early.restore(state)
        for group, rows in ROWS.items():
            early.set_group(group, rows)
            late.set_group(group, rows)
        late.restore(state)
        for stack in (early, late):
            assert {group: all_of(stack, group) for group in GROUPS} == self.picture()

    @invariant()
    def no_row_is_lost_or_doubled(self) -> None:
        found = [layer.id for rows in self.picture().values() for layer in rows]
        assert sorted(found) == sorted(IDS)

    @invariant()
    def group_ticks_tell_the_rows(self) -> None:
        for group in GROUPS:
            ticks = [row.visible for row in self.stack.rows(group)]
            told = self.stack.group_tick(group)
            assert told is (True if all(ticks) else None if any(ticks) else False)


AnySequence.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAnySequence = AnySequence.TestCase


def test_a_new_layer_goes_above_the_known_one_it_is_given_above() -> None:
    layers = LayerStack()

    def source(name: str) -> Layer:
        return Layer(f"source:{name}", SOURCES, name)

    layers.set_group(SOURCES, [source("first"), source("bundled")])
    layers.set_group(SOURCES, [source("first"), source("second"), source("bundled")])
    assert [row.key for row in layers.rows(SOURCES)] == ["first", "second", "bundled"]
    layers.move("source:bundled", 0)
    layers.set_group(SOURCES, [source(n) for n in ("first", "second", "third", "bundled")])
    assert [row.key for row in layers.rows(SOURCES)] == ["third", "bundled", "first", "second"]
