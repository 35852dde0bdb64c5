"""Rows of the ledger as a table: the core's figures, sorted, told in words, copied."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from PySide6.QtCore import Qt

from viewer.core.ledger_figures import MEASURES, LedgerFigures
from viewer.core.ledger_view import LedgerView
from viewer.core.sectors import load_sectors
from viewer.qt.chart_data import Point
from viewer.qt.ledger_chart import ledger_chart, marks_of
from viewer.qt.ledger_columns import BY_ID, COLUMNS
from viewer.qt.ledger_model import LedgerModel
from viewer.qt.ledger_rows import RowsByDay, rows_of
from viewer.qt.ledger_words import ledger_sectors, note_text, notes_of

FIRST = date(2024, 8, 15)
DAY = timedelta(days=1)
OFFSETS = (0, 1, 2, 5, 6, 7)
NAMES = {"kupiansk": "Kupiansk", "pokrovsk": "Pokrovsk", "whole": "Whole"}


@pytest.fixture
def figures() -> LedgerFigures:
    """Three rows, six snapshots, a gap of two days, a day without a change."""
    values = {name: np.zeros((4, 6)) for name in MEASURES}
    values["held_km2"] = np.array(
        [
            [1880.5, 1881.5, 1881.5, 1890.0, 1891.0, 1890.25],
            [900.0, 901.0, 901.0, 899.0, 905.0, 906.0],
            [25000.0, 25000.0, 25000.0, 25001.0, 25001.0, 25001.0],
            [27780.5, 27782.5, 27782.5, 27790.0, 27797.0, 27797.25],
        ]
    )
    values["gained_km2"][:, 1:] = 1.5
    values["gained_slivers_km2"][:, 1:] = 0.004
    for name in ("gained_km2", "lost_km2"):
        values[name][:, 0] = np.nan
    return LedgerFigures(
        "deepstate",
        "ru_held",
        np.array([FIRST + n * DAY for n in OFFSETS], dtype="datetime64[D]"),
        tuple(map(str, OFFSETS)),
        ("", "", "identical", "", "fall", ""),
        ("kupiansk", "pokrovsk", "elsewhere", "whole"),
        values,
    )


def model_of(view: LedgerView, day: date | None) -> LedgerModel:
    model = LedgerModel()
    rows = rows_of(view.rows()) if day is None else RowsByDay(view).as_of(day)
    model.show_rows(rows, COLUMNS, NAMES, ("DeepState, Russian-held", "WGS 84"))
    return model


def column(name: str) -> int:
    return [one.id for one in COLUMNS].index(name)


def texts(model: LedgerModel, name: str) -> list[str]:
    return [model.text(row, column(name)) for row in range(model.rowCount())]


@pytest.mark.parametrize("window", [None, (FIRST + 3 * DAY, FIRST + 6 * DAY)])
def test_rows_of_a_date_are_those_of_the_core(
    figures: LedgerFigures, window: tuple[date, date] | None
) -> None:
    view = LedgerView(figures, None, window)
    quick = RowsByDay(view)
    for offset in range(-2, 12):
        day = FIRST + offset * DAY
        assert quick.as_of(day) == rows_of(view.as_of(day)), day


def test_figures_have_thin_spaces_real_minus_and_no_unit(figures: LedgerFigures) -> None:
    model = model_of(LedgerView(figures), FIRST + 7 * DAY)
    assert texts(model, "held_km2") == ["1\u2009890.2", "906.0", "25\u2009001.0", "27\u2009797.2"]
    assert texts(model, "net_km2") == ["\u22120.8", "+1.0", "0.0", "+0.2"]
    assert model.headerData(column("held_km2"), Qt.Orientation.Horizontal) == "Held\nkm²"
    # nothing is known before the first snapshot
    first = model_of(LedgerView(figures), FIRST)
    assert texts(first, "net_km2") == ["–"] * 4
    assert texts(first, "span_days") == ["–"] * 4


def test_sorting_keeps_the_whole_last_and_missing_figures_too(figures: LedgerFigures) -> None:
    model = model_of(LedgerView(figures), FIRST + 7 * DAY)
    model.sort(column("held_km2"), Qt.SortOrder.DescendingOrder)
    assert texts(model, "sector") == ["Kupiansk", "Pokrovsk", "elsewhere", "Whole"]
    model.sort(column("held_km2"), Qt.SortOrder.AscendingOrder)
    assert texts(model, "sector")[:2] == ["Pokrovsk", "Kupiansk"]
    every = model_of(LedgerView(figures, ["kupiansk"]), None)
    every.sort(column("net_km2"), Qt.SortOrder.DescendingOrder)
    assert texts(every, "net_km2") == ["+8.5", "+1.0", "+1.0", "0.0", "\u22120.8", "–"]
    every.sort(-1)
    assert [row.number for row in every.rows] == list(range(6))


def test_sorting_lasts_when_the_date_changes(figures: LedgerFigures) -> None:
    view = LedgerView(figures)
    model = model_of(view, FIRST)
    model.sort(column("held_km2"), Qt.SortOrder.AscendingOrder)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.show_rows(RowsByDay(view).as_of(FIRST + 6 * DAY), COLUMNS, NAMES, ())
    assert texts(model, "sector")[:2] == ["Pokrovsk", "Kupiansk"]
    assert resets == []


def test_a_tooltip_says_exactly_what_of_whom_and_how(figures: LedgerFigures) -> None:
    model = model_of(LedgerView(figures), FIRST + 4 * DAY)
    told = model.explanation(0, column("gained_km2"))
    assert told[0] == "Kupiansk, gained: 1.500000 km²"
    assert told[1] == "Snapshot of 17 Aug 2024, shown for 19 Aug 2024: 2 days old"
    assert told[2] == "Since the snapshot 1 day before"
    assert told[3] == "Of it in pieces under 0.01 km²: 0.004 km²"
    assert told[4] == "The snapshot is identical to the one before"
    assert told[5:] == ["DeepState, Russian-held", "WGS 84"]
    gap = model_of(LedgerView(figures), FIRST + 5 * DAY)
    assert "Since the snapshot 3 days before" in gap.explanation(0, column("net_km2"))


def test_copies_are_what_is_shown_and_name_the_source(figures: LedgerFigures) -> None:
    model = model_of(LedgerView(figures), FIRST + 7 * DAY)
    lines = model.as_text([1]).splitlines()
    assert lines[0].split("\t")[2:5] == ["Held km²", "Gained km²", "Lost km²"]
    assert lines[1].split("\t")[:3] == ["22 Aug 2024", "Pokrovsk", "906.0"]
    assert lines[-3:] == ["", "DeepState, Russian-held", "WGS 84"]
    undated = [one for one in COLUMNS if one.id != "date"]
    model.show_rows(
        RowsByDay(LedgerView(figures)).as_of(FIRST + 4 * DAY), undated, NAMES, ("DeepState",)
    )
    assert model.as_text([0, 1]).splitlines()[-3:] == [
        "Snapshot of 17 Aug 2024, shown for 19 Aug 2024: 2 days old. Gained, lost and net since "
        "the snapshot 1 day before.",
        "The snapshot is identical to the one before",
        "DeepState",
    ]


def test_the_chart_breaks_at_gaps_and_counts_from_the_window(figures: LedgerFigures) -> None:
    sectors = load_sectors()
    view = LedgerView(figures, None, (FIRST + 3 * DAY, FIRST + 7 * DAY))
    extent = (FIRST, FIRST + 9 * DAY)

    def chart(kind: str, unit: str = "day"):  # type: ignore[no-untyped-def]
        return ledger_chart(view, kind, unit, sectors, sectors, extent, (), ("note",))

    held = chart("held")
    assert [line.name for line in held.lines] == ["Kupiansk", "Pokrovsk"]
    assert held.gaps == ((FIRST + 3 * DAY, FIRST + 4 * DAY), (FIRST + 8 * DAY, FIRST + 9 * DAY))
    assert [len(run) for run in held.lines[0].runs()] == [3, 3]
    cumulative = chart("cumulative")
    # the window begins in the gap: it counts from 17 August, the snapshot valid on its first day
    assert cumulative.title == "Cumulative since 17 Aug 2024"
    assert cumulative.lines[0].points[:2] == (
        Point(FIRST + 2 * DAY, 0.0),
        Point(FIRST + 5 * DAY, 8.5),
    )
    net = chart("net")
    after_gap = net.lines[0].period_at(FIRST + 4 * DAY)
    assert after_gap is not None
    assert after_gap.value == pytest.approx(8.5 / 3)
    assert not after_gap.whole
    assert after_gap.note == "from 17 Aug 2024 to 20 Aug 2024 (3 days), mean per day"
    weeks = chart("net", "week").lines[0]
    assert sum(period.value for period in weeks.periods) == pytest.approx(9.75)


def test_a_sector_keeps_its_style_whichever_are_shown(figures: LedgerFigures) -> None:
    sectors = load_sectors()
    pokrovsk = [sector for sector in sectors if sector.id == "pokrovsk"]
    view = LedgerView(figures)
    both = ledger_chart(view, "held", "day", sectors, sectors, None, (), ())
    alone = ledger_chart(view, "held", "day", pokrovsk, sectors, None, (), ())
    assert alone.lines[0].style == both.lines[1].style
    assert len({line.style for line in both.lines}) == 2


def test_flags_become_marks_of_neighbouring_days() -> None:
    days = [FIRST + n * DAY for n in range(6)]
    marks = marks_of(days, ["", "identical", "identical", "", "identical", "fall"])
    assert [(m.first, m.last, m.kind) for m in marks] == [
        (days[1], days[2], "identical"),
        (days[4], days[4], "identical"),
        (days[5], days[5], "fall"),
    ]


def test_a_status_counts_in_the_sectors_whose_story_it_tells() -> None:
    every = load_sectors()
    names = {
        status: [s.id for s in ledger_sectors(list(every), every, status)]
        for status in ("ru_held", "ua_held_in_ru", "claimed")
    }
    assert names["ru_held"] == ["kupiansk", "kurakhove", "pokrovsk"]
    assert names["ua_held_in_ru"] == ["kursk"]
    assert names["claimed"] == [sector.id for sector in every]
    assert ledger_sectors([], every, "ru_held") == []


def test_every_column_of_the_command_but_the_source_can_be_shown() -> None:
    from viewer.core.ledger import COLUMNS as OF_THE_COMMAND

    assert set(BY_ID) == set(OF_THE_COMMAND) - {"source", "status"}


def test_the_note_says_age_and_staleness_in_words(figures: LedgerFigures) -> None:
    view = LedgerView(figures)

    def note(offset: int) -> str:
        return note_text(view, FIRST + offset * DAY, every=False)

    assert note(0) == "Snapshot of 15 Aug 2024 · cumulative since 15 Aug 2024"
    assert note(4).startswith("Snapshot of 17 Aug 2024, 2 days old, identical to the one before · ")
    assert note(6).startswith("Snapshot of 21 Aug 2024, much smaller than the one before · ")
    assert note(-3) == "DeepState begins on 15 Aug 2024; of 12 Aug 2024 it says nothing."
    assert note_text(view, FIRST, every=True) == "6 snapshots, 15 Aug 2024 to 22 Aug 2024"
    window = LedgerView(figures, None, (FIRST + 3 * DAY, FIRST + 6 * DAY))
    told = note_text(window, FIRST, every=True)
    assert told == "2 snapshots, 18 Aug 2024 to 21 Aug 2024 · cumulative since 17 Aug 2024"
    whose, method = notes_of(view)
    assert whose.startswith("DeepState, Russian-held; 6 snapshots, 15 Aug 2024 to 22 Aug 2024")
    assert "WGS 84" in method
