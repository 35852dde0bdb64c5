"""The ledger's table, on polygons whose figures are plain."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from viewer.core.geodesy import authalic_area_km2
from viewer.core.ledger import COLUMNS, check_window, ledger_as_of, ledger_frame
from viewer.core.ledger_figures import (
    LedgerFigures,
    change_between,
    ledger_figures,
    sector_areas,
)
from viewer.core.ledger_text import to_csv, to_json, to_text
from viewer.core.sectors import Sector
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status
from viewer.errors import ViewerError

COUNTRY = shapely.MultiPolygon([shapely.box(30, 45, 38, 50)])
SECTORS = (
    Sector("a", "A", "", (36.0, 48.0, 37.0, 49.0), Status.RU_HELD),
    Sector("b", "B", "", (37.0, 48.0, 38.0, 49.0), Status.UA_HELD_IN_RU),
)


def table(days: dict[str, Any], status: str = "ru_held", source: str = "x") -> SnapshotTable:
    column = np.empty(len(days), dtype=object)
    column[:] = [shapely.MultiPolygon(list(shapely.get_parts(shape))) for shape in days.values()]
    same = [False, *shapely.equals(column[1:], column[:-1])][: len(column)]
    return SnapshotTable(
        source,
        status,
        np.array(list(days), dtype="datetime64[D]"),
        column,
        tuple("identical" if is_same else "" for is_same in same),
    )


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(west, south, east, north)


def km2(shape: shapely.Geometry) -> float:
    return float(authalic_area_km2(np.array([shape]))[0])


DAYS = {
    "2024-08-01": box(36.5, 48.2, 37.5, 48.4),
    "2024-08-02": box(36.4, 48.2, 37.5, 48.4),
    "2024-08-05": box(36.4, 48.2, 37.4, 48.4),
    "2024-08-06": box(36.4, 48.2, 37.4, 48.4),
    "2024-08-20": shapely.union(box(36.4, 48.2, 37.4, 48.4), box(36.5, 47.0, 36.6, 47.1)),
}


@pytest.fixture(scope="module")
def figures() -> LedgerFigures:
    return ledger_figures(table(DAYS), SECTORS, COUNTRY)


def of(frame: pd.DataFrame, sector: str, name: str) -> list[Any]:
    return [
        None if value is pd.NA else value
        for value in frame.loc[frame["sector"] == sector, name].tolist()
    ]


def test_rows_are_days_times_sectors_and_say_what_they_span(figures: LedgerFigures) -> None:
    frame = ledger_frame(figures)
    assert tuple(frame.columns[: len(COLUMNS)]) == COLUMNS
    assert frame["sector"].tolist() == ["a", "b", "elsewhere", "whole"] * len(DAYS)
    assert frame["date"].is_monotonic_increasing
    assert [f"{day:%Y-%m-%d}" for day in of(frame, "a", "date")] == list(DAYS)
    assert of(frame, "a", "span_days") == [None, 1, 3, 1, 14]
    assert set(frame["age_days"]) == {0}
    assert frame.attrs["source"] == "x"
    assert frame.attrs["status"] == "ru_held"
    assert "WGS 84" in frame.attrs["method"]
    assert of(frame, "b", "flag") == ["", "", "", "identical", ""]


def test_figures_are_those_of_the_shapes(figures: LedgerFigures) -> None:
    frame = ledger_frame(figures)
    assert of(frame, "a", "held_km2")[0] == pytest.approx(km2(box(36.5, 48.2, 37, 48.4)), abs=1e-5)
    won, lost = km2(box(36.4, 48.2, 36.5, 48.4)), km2(box(37.4, 48.2, 37.5, 48.4))
    assert of(frame, "a", "gained_km2")[1:] == pytest.approx([won, 0, 0, 0], abs=1e-5)
    assert of(frame, "b", "lost_km2")[1:] == pytest.approx([0, lost, 0, 0], abs=1e-5)
    assert of(frame, "whole", "net_km2")[1:4] == pytest.approx([won, -lost, 0], abs=1e-5)
    south = km2(box(36.5, 47.0, 36.6, 47.1))
    assert of(frame, "elsewhere", "held_km2") == pytest.approx([0, 0, 0, 0, south], abs=1e-5)
    assert np.isnan(of(frame, "a", "gained_km2")[0])
    sums = frame[frame["sector"] != "whole"].groupby("date")[["held_km2", "front_km"]].sum()
    whole = frame[frame["sector"] == "whole"].set_index("date")[["held_km2", "front_km"]]
    assert sums.to_numpy() == pytest.approx(whole.to_numpy(), abs=5e-6)


def test_rates_divide_by_the_days_between_the_snapshots_compared(figures: LedgerFigures) -> None:
    frame = ledger_frame(figures)
    held, rate = of(frame, "whole", "held_km2"), of(frame, "whole", "rate_7d_km2")
    assert np.isnan(rate[:4]).all()
    # seven days before 20 August the snapshot of 6 August was valid, fourteen days old
    assert rate[4] == pytest.approx((held[4] - held[3]) / 14, abs=1e-6)
    assert np.isnan(of(frame, "whole", "rate_30d_km2")).all()


def test_a_window_counts_from_the_snapshot_valid_on_its_first_day(figures: LedgerFigures) -> None:
    frame = ledger_frame(figures, date(2024, 8, 4), date(2024, 8, 6), ["whole"])
    held = of(ledger_frame(figures), "whole", "held_km2")
    assert frame.attrs["since"] == "2024-08-02"
    assert of(frame, "whole", "cumulative_km2") == pytest.approx([held[2] - held[1]] * 2, abs=2e-6)
    assert of(frame, "whole", "span_days") == [3, 1]
    early = ledger_frame(figures, date(2024, 1, 1), date(2024, 8, 2))
    assert early.attrs["since"] == "2024-08-01"
    assert of(early, "whole", "cumulative_km2")[0] == 0
    assert len(ledger_frame(figures, date(2024, 8, 3), date(2024, 8, 4))) == 0


def test_as_of_says_the_age(figures: LedgerFigures) -> None:
    frame = ledger_as_of(ledger_frame(figures), date(2024, 8, 10))
    assert frame["age_days"].tolist() == [4] * 4
    assert set(frame["snapshot_date"]) == {pd.Timestamp("2024-08-06")}
    assert set(frame["date"]) == {pd.Timestamp("2024-08-10")}
    assert frame.attrs["source"] == "x"
    assert len(ledger_as_of(ledger_frame(figures), date(2024, 7, 1))) == 0


def test_dates_without_data_name_the_nearest(figures: LedgerFigures) -> None:
    check_window([figures], date(2024, 8, 6), date(2024, 8, 6))
    with pytest.raises(ViewerError, match="between 2024-08-07 and 2024-08-19") as told:
        check_window([figures], date(2024, 8, 7), date(2024, 8, 19))
    assert "2024-08-06" in told.value.hint
    assert "2024-08-20" in told.value.hint
    with pytest.raises(ViewerError, match="from 2025-01-01 on"):
        check_window([figures], date(2025, 1, 1), None)
    with pytest.raises(ViewerError, match="up to 2020-01-01"):
        check_window([figures], None, date(2020, 1, 1))


def test_front_leaves_out_borders_and_is_cut_at_sectors() -> None:
    # the east edge is the state border, the west edge is front
    made = ledger_figures(table({"2024-08-01": box(36.5, 48.2, 38.0, 48.4)}), SECTORS, COUNTRY)
    front = dict(zip(made.sectors, made.values["front_km"][:, 0], strict=True))
    side = 0.2 * 111.2
    along = [0.5 * 111.32 * np.cos(np.radians(lat)) for lat in (48.2, 48.4)]
    assert front["a"] == pytest.approx(side + sum(along), rel=3e-3)
    assert front["b"] == pytest.approx(2 * sum(along), rel=3e-3)
    assert front["whole"] == pytest.approx(front["a"] + front["b"], abs=1e-5)


def test_slivers_are_counted_apart_and_not_left_out() -> None:
    wider = box(36.5, 48.2, 37.5, 48.40001)
    made = ledger_figures(
        table({"2024-08-01": box(36.5, 48.2, 37.5, 48.4), "2024-08-02": wider}), SECTORS, COUNTRY
    )
    assert made.values["gained_slivers_km2"][-1, 1] == 0  # one long piece of 8 hectares
    speck = shapely.union(DAYS["2024-08-01"], box(36.2, 48.2, 36.2005, 48.2005))
    made = ledger_figures(
        table({"2024-08-01": DAYS["2024-08-01"], "2024-08-02": speck}), SECTORS, COUNTRY
    )
    gained, sliver = made.values["gained_km2"][0, 1], made.values["gained_slivers_km2"][0, 1]
    assert 0 < sliver < 0.01
    assert gained == sliver


def test_the_schematic_speaks_of_its_own_sectors_only() -> None:
    shapes = {"2024-08-01": box(36.0, 48.0, 37.0, 48.5)}
    made = ledger_figures(table(shapes), SECTORS, COUNTRY, schematic=True)
    assert made.sectors == ("a",)
    assert made.values["front_km"][0, 0] == pytest.approx(73.9, rel=0.01)  # its north side


def test_known_changes_are_taken_over_and_new_days_computed(figures: LedgerFigures) -> None:
    more = DAYS | {"2024-08-10": box(36, 48, 37, 48.3), "2024-08-21": box(36, 48, 37, 48.2)}
    longer = table(dict(sorted(more.items())))
    asked: list[int] = []
    grown = ledger_figures(
        longer, SECTORS, COUNTRY, known=figures, progress=lambda _, total, __: asked.append(total)
    )
    assert asked[-1] == 3  # the two new days, and the one that follows the inserted day
    fresh = ledger_figures(longer, SECTORS, COUNTRY)
    for name, values in fresh.values.items():
        np.testing.assert_array_equal(grown.values[name], values)


def test_stopping_leaves_no_half_figures() -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger_figures(table(DAYS), SECTORS, COUNTRY, progress=stop)


def test_packing_takes_the_same_figures(figures: LedgerFigures) -> None:
    areas = sector_areas(table(DAYS), SECTORS, COUNTRY)
    for name, values in areas.items():
        np.testing.assert_array_equal(values, figures.values[name][:2])


def test_change_between_any_two_days() -> None:
    shapes = list(DAYS.values())
    changes = change_between(shapes[0], shapes[-1], SECTORS, Status.RU_HELD, COUNTRY)
    assert list(changes) == ["a", "b", "elsewhere", "whole"]
    assert changes["a"] == pytest.approx((km2(box(36.4, 48.2, 36.5, 48.4)), 0), abs=1e-5)
    assert changes["b"] == pytest.approx((0, km2(box(37.4, 48.2, 37.5, 48.4))), abs=1e-5)
    same = change_between(shapes[0], shapes[0], SECTORS, Status.RU_HELD, COUNTRY)
    assert set(same.values()) == {(0.0, 0.0)}


def test_text_forms_carry_the_same_figures(figures: LedgerFigures) -> None:
    frame = ledger_frame(figures)
    rows = list(csv.DictReader(io.StringIO(to_csv([frame]))))
    assert tuple(rows[0]) == COLUMNS
    content = json.loads(to_json([frame]))
    assert content["columns"] == list(COLUMNS)
    assert content["series"][0]["method"] == frame.attrs["method"]
    assert content["series"][0]["flagged_days"] == {"identical": ["2024-08-06"]}
    assert set(content["series"][0]["slivers"]) == {"a", "b", "elsewhere", "whole"}
    for row, same in zip(rows, content["rows"], strict=True):
        for name, text in row.items():
            value = same[name]
            assert text == (
                "" if value is None else f"{value:.6f}" if isinstance(value, float) else str(value)
            )
    assert rows[0]["gained_km2"] == ""
    assert rows[0]["date"] == rows[0]["snapshot_date"] == "2024-08-01"
    text = to_text([frame])
    assert text.splitlines()[0].split() == list(COLUMNS)
    assert "x ru_held, 2024-08-01 to 2024-08-20" in text
    assert frame.attrs["method"] in text


def test_an_empty_archive_has_an_empty_ledger() -> None:
    made = ledger_figures(table({}), SECTORS, COUNTRY)
    assert len(ledger_frame(made)) == 0
    with pytest.raises(ViewerError, match="no snapshots"):
        check_window([made], None, None)
