"""Two made-up sources held against each other: figures, dates, ages, words, files."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import numpy as np
import pytest
import shapely
from difference_builders import SECTORS, WEST, days_of, figures_of, strip, table_of

from viewer.core.difference_ground import difference_parts
from viewer.core.difference_table import COLUMNS, difference_frame, difference_on
from viewer.core.difference_text import to_csv, to_geojson, to_json, to_text
from viewer.core.geodesy import authalic_area_km2
from viewer.core.sources import Status
from viewer.errors import ViewerError

X = days_of("deepstate", "2024-08-01", [37.1, 37.2, None, None, 37.3, 37.3])
Y = days_of("uacontrolmap", "2024-08-01", [37.1, 37.1, 37.2, 37.6, 37.6, 37.6])


def km2(west: float, east: float) -> float:
    return float(authalic_area_km2(np.array([shapely.box(west, 48.1, east, 48.4)]))[0])


def test_agreed_and_only_are_what_the_shapes_say() -> None:
    rows = difference_on(figures_of(X, Y), date(2024, 8, 5)).set_index("sector")
    west, east, whole = (rows.loc[name] for name in ("west", "east", "whole"))
    assert west["agreed_km2"] == pytest.approx(km2(37.0, 37.3), abs=1e-5)
    assert west["only_x_km2"] == 0
    assert west["only_y_km2"] == pytest.approx(km2(37.3, 37.5), abs=1e-5)
    assert east["agreed_km2"] == east["x_held_km2"] == 0
    assert east["only_y_km2"] == east["y_held_km2"] == pytest.approx(km2(37.5, 37.6), abs=1e-5)
    assert whole["only_y_km2"] == pytest.approx(km2(37.3, 37.6), abs=1e-5)


def test_a_date_without_a_snapshot_takes_the_last_one_and_is_marked() -> None:
    figures = figures_of(X, Y)
    frame = difference_frame(figures, sectors=["whole"])
    assert frame["date"].dt.day.tolist() == [1, 2, 3, 4, 5, 6]
    assert frame["x_snapshot_date"].dt.day.tolist() == [1, 2, 2, 2, 5, 6]
    assert frame["x_age_days"].tolist() == [0, 0, 1, 2, 0, 0]
    assert frame["stale"].tolist() == [False, False, True, True, False, False]
    assert frame["y_age_days"].tolist() == [0] * 6


def test_aligned_the_other_is_of_the_day_before() -> None:
    frame = difference_frame(figures_of(X, Y, align=True), sectors=["whole"])
    assert frame["date"].dt.day.tolist() == [2, 3, 4, 5, 6]
    assert frame["y_snapshot_date"].dt.day.tolist() == [1, 2, 3, 4, 5]
    assert frame["y_age_days"].tolist() == [0] * 5
    assert frame["x_age_days"].tolist() == [0, 1, 2, 0, 0]
    assert bool(frame["aligned"].all())


def test_a_date_between_the_rows_has_its_own_ages() -> None:
    early = days_of("deepstate", "2024-08-01", [37.1, None, None, None, 37.3])
    late = days_of("uacontrolmap", "2024-08-01", [37.1, None, None, None, 37.3])
    rows = difference_on(figures_of(early, late), date(2024, 8, 3))
    assert set(rows["x_age_days"]) == set(rows["y_age_days"]) == {2}
    assert rows["date"].dt.day.unique().tolist() == [3]
    assert bool(rows["stale"].all())


@pytest.mark.parametrize("align", [False, True])
def test_swapping_swaps_the_columns_and_nothing_else(align: bool) -> None:
    there = difference_frame(figures_of(X, Y, align))
    back = difference_frame(figures_of(Y, X, align))
    turned = difference_frame(figures_of(X, Y, align).swapped())
    for other in (back, turned):
        assert other["agreed_km2"].tolist() == there["agreed_km2"].tolist()
        for name in ("only_{}_km2", "{}_held_km2", "{}_snapshot_date", "{}_age_days", "{}_flag"):
            assert other[name.format("x")].tolist() == there[name.format("y")].tolist()
            assert other[name.format("y")].tolist() == there[name.format("x")].tolist()


def test_a_date_that_one_source_lacks_is_a_sentence_with_a_cure() -> None:
    figures = figures_of(X, Y, align=True)
    with pytest.raises(ViewerError, match="on 1 Aug 2024: both are there from 2 Aug") as caught:
        difference_on(figures, date(2024, 8, 1))
    assert "Choose a date from 2 Aug 2024 to 6 Aug 2024" in caught.value.hint
    with pytest.raises(ViewerError, match="7 Aug 2024"):
        difference_on(figures, date(2024, 8, 7))


def test_sources_that_do_not_overlap_are_a_sentence_with_a_cure() -> None:
    later = days_of("uacontrolmap", "2025-01-01", [37.1, 37.2])
    with pytest.raises(ViewerError, match="no time in common: DeepState from 1 Aug 2024") as caught:
        figures_of(X, later)
    assert "cover the same days" in caught.value.hint


def test_one_source_has_no_difference_from_itself() -> None:
    with pytest.raises(ValueError, match="two sources"):
        figures_of(X, X)


def test_polygons_have_the_areas_of_the_figures() -> None:
    x = shapely.union(strip(37.3), shapely.box(37.7, 48.2, 37.8, 48.3))
    rows = difference_on(
        figures_of(table_of({"2024-08-01": x}), table_of({"2024-08-01": strip(37.6)}, "isw")),
        date(2024, 8, 1),
    ).set_index("sector")
    parts = difference_parts(x, strip(37.6), SECTORS, Status.RU_HELD, None)
    assert [(part.sector, part.kind) for part in parts] == [
        ("west", "agreed"), ("west", "only_y"), ("east", "only_x"), ("east", "only_y"),
    ]  # fmt: skip
    for part in parts:
        area = float(authalic_area_km2(np.array([part.geometry]))[0])
        assert area == pytest.approx(rows.loc[part.sector, f"{part.kind}_km2"], abs=1e-4)


def test_every_file_says_both_sources_dates_ages_and_method() -> None:
    frame = difference_on(figures_of(X, Y, align=True), date(2024, 8, 4))
    rows = list(csv.DictReader(io.StringIO(to_csv([frame]))))
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS
    assert rows[0]["x"] == "deepstate"
    assert rows[0]["x_age_days"] == "2"
    assert rows[0]["y_snapshot_date"] == "2024-08-03"
    assert rows[0]["stale"] == rows[0]["aligned"] == "true"
    assert "UAControlMap of the day before" in rows[0]["alignment"]
    assert "DeepState" in rows[0]["attribution"]
    assert "Geodesic area" in rows[0]["method"]
    document = json.loads(to_json([frame]))["differences"][0]
    assert document["alignment"] == rows[0]["alignment"]
    assert f"{document['rows'][0]['only_y_km2']:.6f}" == rows[0]["only_y_km2"]
    text = to_text([frame])
    assert "only UAControlMap" in text
    assert "stale" in text
    assert rows[0]["method"] in text


def test_geojson_carries_the_figures_and_only_the_sectors_wanted() -> None:
    frame = difference_on(figures_of(X, Y), date(2024, 8, 5))
    parts = difference_parts(strip(37.3), strip(37.6), SECTORS, Status.RU_HELD, None)
    features = json.loads(to_geojson(parts, frame, [WEST.id]))["features"]
    assert [feature["properties"]["kind"] for feature in features] == ["agreed", "only_y"]
    properties = features[1]["properties"]
    assert properties["title"] == "Only in UAControlMap"
    assert properties["km2"] == frame.loc[frame["sector"] == "west", "only_y_km2"].item()
    assert properties["x_age_days"] == 0
    assert properties["method"]
    assert all(shapely.is_valid(shapely.from_geojson(json.dumps(f["geometry"]))) for f in features)
