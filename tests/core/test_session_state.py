"""What a session shows, as data: there and back, and anything at all that a file may hold."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from viewer.core.compare_state import Pair
from viewer.core.sectors import load_sectors
from viewer.core.session import Session, View
from viewer.core.session_state import restore_look, restore_time, show_state, state_of

DATES = (date(2024, 9, 1), date(2024, 10, 1), date(2024, 11, 3))


def _session() -> Session:
    session = Session(load_sectors())
    session.timeline.set_dates(DATES)
    return session


def test_a_whole_state_comes_back() -> None:
    first = _session()
    first.set_view(View(37.0, 48.0, 9.5))
    first.set_theme("dark")
    first.set_language("both")
    first.timeline.set_speed(30)
    first.timeline.set_loop(True)
    first.timeline.seek(DATES[2])
    first.timeline.set_compare(DATES[0])
    first.timeline.set_window(DATES[0], DATES[1])
    first.layers.set_visible("sector:kursk", False)
    first.layers.set_opacity("context:places", 0.5)
    first.compare.set_mode("swipe")
    first.compare.set_swipe(0.25)
    first.compare.set_age(True)
    first.compare.set_difference(Pair("deepstate", "uacontrolmap", "ua_held_in_ru"))
    first.compare.set_align(True)
    state = json.loads(json.dumps(state_of(first)))
    assert state["difference"] == ["deepstate", "uacontrolmap", "ua_held_in_ru"]
    second = _session()
    restore_look(second, state)
    restore_time(second, state)
    assert state_of(second) == state_of(first)


def test_a_session_shows_nothing_of_what_was_shown_before() -> None:
    first, second = _session(), _session()
    own = replace(first.sectors[0], id="own")
    second.set_sectors([*second.sectors, own])
    second.timeline.set_compare(DATES[1])
    second.timeline.set_window(DATES[0], DATES[1])
    second.compare.set_difference(Pair("deepstate", "uacontrolmap", "ru_held"))
    shown = state_of(second)
    show_state(second, {})
    assert state_of(second) == shown
    show_state(second, state_of(first))
    assert (second.timeline.compare, second.timeline.window) == (None, None)
    assert second.compare.difference is None
    assert own not in second.visible_sectors()
    assert len(second.visible_sectors()) == len(first.sectors)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(state_of(_session()))), json_values))
def test_any_state_is_taken_as_far_as_it_fits(state: dict[str, Any]) -> None:
    session = _session()
    show_state(session, state)
    assert session.theme in ("light", "dark")
    assert DATES[0] <= (session.timeline.current or DATES[0]) <= DATES[-1]
    assert json.dumps(state_of(session), allow_nan=False)
