"""The axis of the time strip: days to pixels and back, zoom, labels that never overlap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.qt.time_axis import FEWEST_DAYS, TimeAxis

FIRST = date(2024, 7, 8)


def text_width(text: str) -> float:
    return 6.5 * len(text)


def whole(days: int = 267, width: float = 800.0) -> TimeAxis:
    return TimeAxis.whole(FIRST, FIRST + timedelta(days=days - 1), 12.0, width)


@given(st.integers(1, 3000), st.integers(0, 2999), st.floats(50, 3000))
def test_every_day_is_found_where_it_is(days: int, offset: int, width: float) -> None:
    axis = whole(days, width)
    day = FIRST + timedelta(days=min(offset, days - 1))
    assert axis.day_at(axis.centre_of(day)) == day
    assert 12.0 - 1e-6 <= axis.centre_of(day) <= 12.0 + width + 1e-6


def test_outside_of_the_axis_are_its_ends() -> None:
    axis = whole()
    assert axis.day_at(-500) == axis.first == FIRST
    assert axis.day_at(5000) == axis.last == FIRST + timedelta(days=266)


@given(st.floats(1.01, 3.0), st.floats(12, 812))
def test_zooming_keeps_the_day_under_the_mouse(factor: float, x: float) -> None:
    axis = whole()
    zoomed = axis.zoom(factor, x)
    assert zoomed.zoomed
    assert abs((zoomed.day_at(x) - axis.day_at(x)).days) <= 1
    assert zoomed.zoom(1 / 100, x) == axis


def test_zoom_ends_at_a_fortnight() -> None:
    assert whole().zoom(1000, 300).span == FEWEST_DAYS
    assert whole(5).zoom(1000, 300).span == 5


def test_panning_stays_inside() -> None:
    axis = whole().zoom(4, 300)
    assert axis.pan(-10_000).start == 0
    assert axis.pan(10_000).day_at(811) == axis.last


def test_showing_moves_only_when_needed() -> None:
    axis = whole().zoom(8, 12.0)
    assert axis.showing(FIRST) is axis
    moved = axis.showing(axis.last)
    assert moved.centre_of(axis.last) <= 812
    assert moved.showing(FIRST).start == 0


@given(st.integers(1, 1500), st.floats(200, 2000), st.floats(1.0, 40.0))
def test_labels_never_overlap_nor_leave_the_axis(days: int, width: float, zoom: float) -> None:
    axis = whole(days, width).zoom(zoom, 12 + width / 3)
    spans = sorted((t.x, t.x + text_width(t.label)) for t in axis.ticks(text_width) if t.label)
    assert all(left[1] < right[0] for left, right in pairwise(spans))
    assert all(begin >= 12 and end <= 12 + width for begin, end in spans)


@pytest.mark.parametrize(("days", "width"), [(267, 800.0), (1400, 800.0), (20, 800.0)])
def test_there_are_labels_at_every_scale(days: int, width: float) -> None:
    labels = [tick.label for tick in whole(days, width).ticks(text_width) if tick.label]
    assert len(labels) >= 3


def test_months_and_the_year_are_named() -> None:
    labels = [tick.label for tick in whole().ticks(text_width) if tick.label]
    assert labels[:3] == ["Jul 2024", "Aug", "Sep"]
    assert "Jan 2025" in labels
    axis = TimeAxis.whole(date(2024, 8, 1), date(2024, 11, 30), 12.0, 500.0)
    labels = [tick.label for tick in axis.ticks(text_width) if tick.label]
    assert labels[:2] == ["Aug 2024", "Sep"]


def test_weeks_are_named_when_there_is_room() -> None:
    labels = [tick.label for tick in whole(40).ticks(text_width) if tick.label]
    assert {"8 Jul", "15 Jul", "Aug 2024"} <= set(labels)
