"""Time: examples of every rule, and any sequence of calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from viewer.core.timeline import MAX_SPEED, MIN_SPEED, SPEEDS, Timeline

FIRST = date(2024, 8, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def timeline_of(*numbers: int) -> tuple[Timeline, list[frozenset[str]]]:
    """A timeline with those days, and what it signals from now on."""
    timeline = Timeline()
    timeline.set_dates(day(number) for number in numbers)
    heard: list[frozenset[str]] = []
    timeline.changed.connect(heard.append)
    return timeline, heard


def test_without_data_nothing_moves_and_nothing_is_said() -> None:
    timeline, heard = timeline_of()
    for call in (timeline.next, timeline.previous, timeline.first, timeline.last, timeline.play):
        call()
    timeline.seek(day(3))
    timeline.shift(7)
    timeline.advance(1)
    timeline.set_window(day(0), day(1))
    assert (timeline.current, timeline.window, timeline.playing, heard) == (None, None, False, [])


def test_the_first_dates_show_the_first_of_them() -> None:
    timeline = Timeline()
    heard: list[frozenset[str]] = []
    timeline.changed.connect(heard.append)
    timeline.set_dates([day(5), day(2), day(5)])
    assert timeline.dates == (day(2), day(5))
    assert timeline.current == day(2)
    assert heard == [frozenset({"dates", "current"})]


def test_a_step_goes_to_the_next_date_that_exists() -> None:
    timeline, heard = timeline_of(0, 1, 5)
    timeline.next()
    assert timeline.current == day(1)
    timeline.next()
    assert timeline.current == day(5)
    timeline.next()
    assert timeline.current == day(5)
    assert heard == [frozenset({"current"})] * 2
    timeline.previous()
    assert timeline.current == day(1)


def test_a_step_from_inside_a_gap_goes_to_its_ends() -> None:
    timeline, _ = timeline_of(0, 1, 5)
    timeline.seek(day(3))
    assert timeline.current == day(3)
    timeline.next()
    assert timeline.current == day(5)
    timeline.seek(day(3))
    timeline.previous()
    assert timeline.current == day(1)


def test_seeking_outside_the_data_goes_to_the_nearest_end() -> None:
    timeline, _ = timeline_of(0, 9)
    timeline.seek(day(99))
    assert timeline.current == day(9)
    timeline.seek(day(-99))
    assert timeline.current == day(0)


def test_first_and_last_go_to_the_window_then_to_all() -> None:
    timeline, _ = timeline_of(*range(10))
    timeline.set_window(day(6), day(3))
    assert timeline.window == (day(3), day(6))
    timeline.seek(day(4))
    timeline.first()
    assert timeline.current == day(3)
    timeline.first()
    assert timeline.current == day(0)
    timeline.last()
    assert timeline.current == day(6)
    timeline.last()
    assert timeline.current == day(9)


def test_a_window_of_one_day_is_no_window() -> None:
    timeline, heard = timeline_of(*range(5))
    timeline.set_window(day(2), day(2))
    assert timeline.window is None
    assert heard == []


def test_other_dates_keep_what_still_fits() -> None:
    timeline, heard = timeline_of(*range(10))
    timeline.seek(day(8))
    timeline.set_window(day(2), day(8))
    heard.clear()
    timeline.set_dates(day(number) for number in range(6))
    assert timeline.current == day(5)
    assert timeline.window == (day(2), day(5))
    assert heard == [frozenset({"dates", "current", "window"})]
    timeline.set_dates(day(number) for number in range(6))
    assert len(heard) == 1


def test_playing_begins_again_at_the_end_of_the_range() -> None:
    timeline, heard = timeline_of(*range(5))
    timeline.last()
    heard.clear()
    timeline.play()
    assert timeline.current == day(0)
    assert heard == [frozenset({"playing", "current"})]
    timeline.play()
    assert len(heard) == 1


def test_playing_goes_through_calendar_days_and_stops_at_the_end() -> None:
    timeline, heard = timeline_of(0, 4)
    timeline.play()
    timeline.advance(3)
    assert timeline.current == day(3)
    timeline.advance(3)
    assert timeline.current == day(4)
    assert not timeline.playing
    assert heard[-1] == frozenset({"playing", "current"})
    timeline.advance(1)
    assert timeline.current == day(4)


def test_a_loop_shows_the_last_day_of_the_window_before_it_begins_again() -> None:
    timeline, _ = timeline_of(*range(10))
    timeline.set_window(day(2), day(5))
    timeline.set_loop(True)
    timeline.play()
    seen = []
    for _ in range(6):
        seen.append(timeline.current)
        timeline.advance(2)
    assert seen == [day(2), day(4), day(5), day(2), day(4), day(5)]
    assert timeline.playing


def test_speed_walks_through_the_usual_ones_and_stays_within_limits() -> None:
    timeline, _ = timeline_of(0, 1)
    timeline.set_speed(0)
    assert timeline.speed == MIN_SPEED
    seen = [timeline.speed]
    for _ in SPEEDS:
        timeline.faster()
        seen.append(timeline.speed)
    assert tuple(dict.fromkeys(seen)) == SPEEDS
    timeline.set_speed(1000)
    assert timeline.speed == MAX_SPEED
    timeline.set_speed(8)
    timeline.slower()
    assert timeline.speed == 7


numbers = st.integers(min_value=-30, max_value=60)
days = st.builds(day, numbers)


class AnySequence(RuleBasedStateMachine):
    """Whatever is called in whatever order, the timeline stays whole and speaks the truth."""

    def __init__(self) -> None:
        super().__init__()
        self.timeline = Timeline()
        self.heard: list[frozenset[str]] = []
        self.timeline.changed.connect(self.heard.append)

    def facts(self) -> dict[str, Any]:
        timeline = self.timeline
        return {
            "dates": timeline.dates,
            "current": timeline.current,
            "window": timeline.window,
            "speed": timeline.speed,
            "loop": timeline.loop,
            "playing": timeline.playing,
        }

    def call(self, function: Callable[..., object], *arguments: Any) -> None:
        before = self.facts()
        self.heard.clear()
        function(*arguments)
        after = self.facts()
        changed = {name for name in before if before[name] != after[name]}
        assert self.heard == ([frozenset(changed)] if changed else [])

    @rule(dates=st.lists(days, max_size=12))
    def set_dates(self, dates: list[date]) -> None:
        self.call(self.timeline.set_dates, dates)
        assert self.timeline.dates == tuple(sorted(set(dates)))

    @rule(to=days)
    def seek(self, to: date) -> None:
        self.call(self.timeline.seek, to)
        extent = self.timeline.extent
        if extent is not None and extent[0] <= to <= extent[1]:
            assert self.timeline.current == to

    @rule(steps=st.integers(1, 5))
    def step_on(self, steps: int) -> None:
        before = self.timeline.current
        self.call(self.timeline.next, steps)
        if before is not None:
            assert self.timeline.current is not None
            assert before <= self.timeline.current
            assert self.timeline.current in self.timeline.dates

    @rule(steps=st.integers(1, 5))
    def step_back(self, steps: int) -> None:
        before = self.timeline.current
        self.call(self.timeline.previous, steps)
        if before is not None:
            assert self.timeline.current is not None
            assert before >= self.timeline.current
            assert self.timeline.current in self.timeline.dates

    @rule(by=numbers)
    def shift(self, by: int) -> None:
        self.call(self.timeline.shift, by)

    @rule(name=st.sampled_from(["first", "last", "play", "pause", "toggle", "faster", "slower"]))
    def plain(self, name: str) -> None:
        self.call(getattr(self.timeline, name))

    @rule(by=st.integers(1, 100))
    def advance(self, by: int) -> None:
        span, before = self.timeline.range, self.timeline.current
        self.call(self.timeline.advance, by)
        if span is not None and self.timeline.current != before:
            assert self.timeline.current is not None
            assert self.timeline.current <= span[1]

    @rule(speed=st.integers(-100, 100))
    def set_speed(self, speed: int) -> None:
        self.call(self.timeline.set_speed, speed)

    @rule(loop=st.booleans())
    def set_loop(self, loop: bool) -> None:
        self.call(self.timeline.set_loop, loop)

    @rule(start=days, end=days)
    def set_window(self, start: date, end: date) -> None:
        self.call(self.timeline.set_window, start, end)

    @rule()
    def clear_window(self) -> None:
        self.call(self.timeline.clear_window)

    @invariant()
    def current_lies_within_the_extent(self) -> None:
        extent, current = self.timeline.extent, self.timeline.current
        assert (extent is None) == (current is None)
        if extent is not None and current is not None:
            assert extent[0] <= current <= extent[1]

    @invariant()
    def window_lies_within_the_extent(self) -> None:
        extent, window = self.timeline.extent, self.timeline.window
        if window is not None:
            assert extent is not None
            assert extent[0] <= window[0] < window[1] <= extent[1]

    @invariant()
    def speed_lies_within_its_limits(self) -> None:
        assert MIN_SPEED <= self.timeline.speed <= MAX_SPEED

    @invariant()
    def nothing_plays_without_data(self) -> None:
        assert self.timeline.dates or not self.timeline.playing


AnySequence.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnySequence = AnySequence.TestCase


@given(st.sets(numbers, min_size=2), st.integers(1, 9), st.booleans())
@settings(deadline=None)
def test_playing_ends_or_loops_but_never_hangs(some: set[int], by: int, loop: bool) -> None:
    timeline, _ = timeline_of(*some)
    timeline.set_loop(loop)
    timeline.play()
    seen = set()
    for _ in range(2 * (max(some) - min(some) + 2)):
        seen.add(timeline.current)
        timeline.advance(by)
    assert timeline.playing is loop
    assert day(min(some)) in seen
    assert day(max(some)) in {*seen, timeline.current}


def test_date_b_is_set_held_within_the_data_swapped_and_cleared() -> None:
    timeline, heard = timeline_of(0, 3, 9)
    timeline.swap_compare()
    timeline.set_compare(day(5))
    timeline.set_compare(day(5))
    assert (timeline.current, timeline.compare) == (day(0), day(5))
    timeline.set_compare(day(40))
    assert timeline.compare == day(9)
    timeline.swap_compare()
    assert (timeline.current, timeline.compare) == (day(9), day(0))
    timeline.set_dates([day(3), day(6)])
    assert (timeline.current, timeline.compare) == (day(6), day(3))
    timeline.clear_compare()
    timeline.clear_compare()
    names = ["compare", "compare", "compare current", "compare current dates", "compare"]
    assert [" ".join(sorted(changed)) for changed in heard] == names


def test_without_data_there_is_no_date_b() -> None:
    timeline, _heard = timeline_of(0, 3)
    timeline.set_compare(day(3))
    timeline.set_dates([])
    timeline.set_compare(day(3))
    assert timeline.compare is None
