"""By how many days one made-up source follows another."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely
from difference_builders import SECTORS, days_of, place

from viewer.core.difference_lag import LagTables, lag_tables, lag_words
from viewer.core.difference_text import lag_to_csv, lag_to_text
from viewer.core.geodesy import authalic_area_km2
from viewer.core.geodesy_edges import FloatArray
from viewer.core.lag_grid import grid_over
from viewer.errors import ViewerError

PLACES = (place("Near", 37.15, 48.2), place("Far", 37.25, 48.2), place("Beyond", 37.45, 48.2))
LEADER = days_of("uacontrolmap", "2024-08-01", [37.1, 37.2, 37.3, 37.3, 37.3, 37.3, 37.5])
"""Has Near on the 2nd and Far on the 3rd."""
FOLLOWER = days_of("deepstate", "2024-08-01", [37.1, 37.1, 37.1, 37.2, None, 37.3, 37.3])
"""Has Near on the 4th and Far on the 6th, and nothing of the 5th."""


def rows_of(found: LagTables) -> dict[str, dict[str, object]]:
    return {str(row["name"]): row for row in found.places.to_dict("records")}  # type: ignore[misc]


def test_the_follower_has_a_positive_lag_and_the_words_say_who_is_first() -> None:
    found = lag_tables((FOLLOWER, LEADER), PLACES, SECTORS, None)
    rows = rows_of(found)
    assert (rows["Near"]["lag_days"], rows["Far"]["lag_days"]) == (2, 3)
    assert rows["Far"]["x_date"] == pd.Timestamp(2024, 8, 6)
    assert rows["Far"]["x_span_days"] == 2
    assert rows["Near"]["words"] == "UAControlMap shows it 2 days before DeepState"
    west = found.summary.set_index("sector").loc["west"]
    assert (west["places"], west["places_median_days"]) == (2, 2.5)


def test_turned_round_the_lag_has_the_other_sign_and_the_same_words() -> None:
    there = rows_of(lag_tables((FOLLOWER, LEADER), PLACES, SECTORS, None))
    back = rows_of(lag_tables((LEADER, FOLLOWER), PLACES, SECTORS, None))
    for name in ("Near", "Far"):
        assert back[name]["lag_days"] == -int(str(there[name]["lag_days"]))
        assert back[name]["words"] == there[name]["words"]


def test_aligned_the_lag_is_one_day_less() -> None:
    rows = rows_of(lag_tables((FOLLOWER, LEADER), PLACES, SECTORS, None, align=True))
    assert (rows["Near"]["lag_days"], rows["Far"]["lag_days"]) == (1, 2)


def test_a_settlement_that_one_source_does_not_have_is_told_and_not_counted() -> None:
    found = lag_tables((FOLLOWER, LEADER), PLACES, SECTORS, None)
    beyond = rows_of(found)["Beyond"]
    assert beyond["lag_days"] is None
    assert beyond["y_date"] == pd.Timestamp(2024, 8, 7)
    assert beyond["words"] == "DeepState does not have it as held by 7 Aug 2024"
    assert found.summary.set_index("sector").loc["whole", "places"] == 2


def test_a_settlement_held_from_the_start_by_one_is_told_so() -> None:
    early = days_of("uacontrolmap", "2024-08-01", [37.2, 37.2, 37.2])
    late = days_of("deepstate", "2024-08-01", [37.1, 37.2, 37.2])
    row = rows_of(lag_tables((late, early), PLACES, SECTORS, None))["Near"]
    assert row["words"] == "UAControlMap has it as held already on 1 Aug 2024"


def test_the_day_is_that_from_which_on_it_stays() -> None:
    wavering = days_of("deepstate", "2024-08-01", [37.1, 37.2, 37.1, 37.1, 37.2, 37.2])
    row = rows_of(lag_tables((wavering, LEADER), PLACES[:1], SECTORS, None))["Near"]
    assert row["x_date"] == pd.Timestamp(2024, 8, 5)


def test_ground_given_up_has_a_lag_too() -> None:
    x = days_of("deepstate", "2024-08-01", [37.3, 37.1, 37.1, 37.1])
    y = days_of("uacontrolmap", "2024-08-01", [37.3, 37.3, 37.3, 37.1])
    found = lag_tables((x, y), PLACES[:1], SECTORS, None)
    row = rows_of(found)["Near"]
    assert (row["change"], row["lag_days"]) == ("not held", -2)
    assert found.summary.set_index("sector").loc["west", "ground_median_days"] == -2


def test_ground_counts_by_its_area() -> None:
    found = lag_tables((FOLLOWER, LEADER), (), SECTORS, None)
    west = found.summary.set_index("sector").loc["west"]
    # 37.1 to 37.2 with a lag of 2 days, 37.2 to 37.3 with one of 3
    assert west["ground_km2"] == pytest.approx(2 * 7.36 * 33.36, rel=0.03)
    assert west["ground_lower_days"] == 2
    assert west["ground_upper_days"] == 3
    assert np.isnan(found.summary.set_index("sector").loc["east", "ground_median_days"])


def test_a_window_cuts_the_time_looked_at() -> None:
    found = lag_tables((FOLLOWER, LEADER), PLACES, SECTORS, None, last=date(2024, 8, 4))
    assert rows_of(found)["Near"]["lag_days"] == 2
    assert rows_of(found)["Far"]["lag_days"] is None
    with pytest.raises(ViewerError, match="at least two days"):
        lag_tables((FOLLOWER, LEADER), PLACES, SECTORS, None, first=date(2024, 8, 7))


@pytest.mark.parametrize(
    ("lag", "align", "words"),
    [
        (1.0, False, "UAControlMap shows it 1 day before DeepState"),
        (-2.5, False, "DeepState shows it 2.5 days before UAControlMap"),
        (0.0, False, "DeepState and UAControlMap show it on the same day"),
        (0.0, True, "DeepState and UAControlMap show it for the same evening"),
        (float("nan"), False, ""),
    ],
)
def test_words(lag: float, align: bool, words: str) -> None:
    assert lag_words(lag, "deepstate", "uacontrolmap", align) == words


def test_files_say_sources_dates_and_method() -> None:
    found = lag_tables((FOLLOWER, LEADER), PLACES, SECTORS, None)
    text = lag_to_text([found])
    assert "west: UAControlMap shows it 2.5 days before DeepState (median of 2 settlements)" in text
    assert "2024-08-01 to 2024-08-07" in text
    line = lag_to_csv([found]).splitlines()[2]
    assert line.startswith("deepstate,uacontrolmap,ru_held,false,2024-08-01,2024-08-07,")
    assert "positive where X is later" in line


def test_every_node_is_taken_once_and_their_areas_make_up_the_ground() -> None:
    faces = np.array([shapely.box(37.0, 48.0, 37.7, 48.45), shapely.box(37.3, 48.1, 37.7, 48.4)])
    lon, lat, weight = grid_over(faces)
    assert len(np.unique(np.column_stack((lon, lat)), axis=0)) == len(lon)
    inside: FloatArray = weight[shapely.intersects_xy(faces[0], lon, lat)]
    assert inside.sum() == pytest.approx(authalic_area_km2(faces[:1])[0], rel=0.03)
