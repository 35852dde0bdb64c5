"""The ledger as it is looked at: window, date, net per week, gaps told and never filled."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.ledger import COLUMNS, ledger_frame
from viewer.core.ledger_figures import MEASURES, LedgerFigures
from viewer.core.ledger_view import UNITS, LedgerView

MONDAY = date(2024, 9, 2)


def figures(offsets: list[int], held: list[float] | None = None) -> LedgerFigures:
    """Two sectors and the whole, with snapshots so many days after a Monday."""
    count = len(offsets)
    first = np.array(held if held is not None else [100.0 + 3 * n for n in range(count)])
    values = {name: np.zeros((3, count)) for name in MEASURES}
    values["held_km2"] = np.vstack((first, 2 * first, 3 * first))
    return LedgerFigures(
        "deepstate",
        "ru_held",
        np.array([MONDAY + timedelta(days=n) for n in offsets], dtype="datetime64[D]"),
        tuple(map(str, offsets)),
        ("",) * count,
        ("kupiansk", "pokrovsk", "whole"),
        values,
    )


def test_rows_are_those_of_the_command() -> None:
    window = (MONDAY + timedelta(days=2), MONDAY + timedelta(days=8))
    own = figures([0, 1, 4, 8, 9])
    view = LedgerView(own, ["pokrovsk"], window)
    pd.testing.assert_frame_equal(view.rows(), ledger_frame(own, *window, ["pokrovsk"]))
    assert view.since == MONDAY + timedelta(days=1)
    assert view.rows().attrs["since"] == str(view.since)


def test_the_shown_date_counts_from_the_window_and_says_its_age() -> None:
    window = (MONDAY + timedelta(days=2), MONDAY + timedelta(days=8))
    view = LedgerView(figures([0, 1, 4, 8, 9]), ["kupiansk"], window)
    row = view.as_of(MONDAY + timedelta(days=6)).iloc[0]
    assert row["age_days"] == 2
    assert row["snapshot_date"].date() == MONDAY + timedelta(days=4)
    assert row["cumulative_km2"] == 3.0
    # the first day of the window lies in a gap: it shows the snapshot before and counts from it
    assert view.as_of(window[0]).iloc[0]["cumulative_km2"] == 0.0
    assert np.isnan(view.as_of(MONDAY + timedelta(days=1)).iloc[0]["cumulative_km2"])
    assert view.as_of(MONDAY - timedelta(days=1)).empty
    assert list(view.as_of(window[1]).columns[: len(COLUMNS)]) == list(COLUMNS)


def test_a_window_before_the_source_counts_from_its_first_snapshot() -> None:
    view = LedgerView(figures([0, 1]), None, (date(2024, 1, 1), date(2024, 12, 31)))
    assert view.since == MONDAY
    assert view.as_of(MONDAY + timedelta(days=1))["cumulative_km2"].tolist() == [3.0, 6.0, 9.0]


def test_weeks_say_whether_they_are_whole() -> None:
    # Sunday to Sunday is a whole week; the second lacks its Sunday; the third has no snapshot
    view = LedgerView(figures([-1, 3, 6, 8, 21]), ["kupiansk"])
    weeks = view.periods("week")
    assert [(day - MONDAY).days for day in weeks["first"]] == [0, 7, 21]
    assert weeks["whole"].tolist() == [True, False, False]
    assert weeks["net_km2"].tolist() == [6.0, 3.0, 3.0]
    assert weeks["days"].tolist() == [7, 2, 13]
    assert weeks["last"].tolist()[0] == MONDAY + timedelta(days=6)


def test_a_day_after_a_gap_covers_the_gap() -> None:
    days = LedgerView(figures([0, 1, 5]), ["kupiansk"]).periods("day")
    assert days["first"].tolist() == [MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)]
    assert days["last"].tolist() == [MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)]
    assert days["whole"].tolist() == [True, False]


def test_months_end_with_the_month() -> None:
    months = LedgerView(figures([-2, 28, 59]), ["kupiansk"]).periods("month")
    assert months["first"].tolist() == [date(2024, 9, 1), date(2024, 10, 1)]
    assert months["last"].tolist() == [date(2024, 9, 30), date(2024, 10, 31)]
    assert months["whole"].tolist() == [True, True]


@given(
    st.lists(st.integers(0, 120), min_size=1, max_size=40, unique=True).map(sorted),
    st.sampled_from(UNITS),
    st.integers(0, 10_000),
)
def test_periods_add_up_to_all_that_changed(offsets: list[int], unit: str, seed: int) -> None:
    held = np.random.default_rng(seed).uniform(0, 2000, len(offsets)).round(6).tolist()
    view = LedgerView(figures(offsets, held), ["kupiansk"])
    periods = view.periods(unit)
    assert periods["net_km2"].sum() == pytest.approx(held[-1] - held[0], abs=1e-4)
    for before, after in zip(periods.itertuples(), periods.iloc[1:].itertuples(), strict=False):
        assert before.to_snapshot == after.from_snapshot
        assert before.last < after.first


def test_a_source_without_snapshots_is_empty_everywhere() -> None:
    view = LedgerView(figures([]))
    assert view.since is None
    assert view.rows().empty
    assert view.periods("week").empty
    assert view.as_of(MONDAY).empty
