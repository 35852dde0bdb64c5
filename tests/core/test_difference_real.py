"""The identities of differences on every common date of both sample archives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from viewer.core.border import read_border
from viewer.core.difference import DifferenceFigures
from viewer.core.difference_table import difference_frame
from viewer.core.geodesy_history import EdgeHistory
from viewer.core.ledger import ledger_frame
from viewer.core.ledger_figures import held_of
from viewer.core.ledger_ground import LedgerGround
from viewer.core.sectors import load_sectors
from viewer.core.sources import Status
from viewer.loading.differing import read_difference, read_lag
from viewer.loading.importing import import_paths
from viewer.loading.ledger_cache import read_ledger, series_table
from viewer.paths import archive_dir

PAIR = ("deepstate", "uacontrolmap")


@pytest.fixture(scope="module")
def data(sample_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("difference")
    import_paths([sample_dir / name for name in PAIR], archive_dir(folder))
    return folder


@pytest.fixture(scope="module", params=[False, True], ids=["as dated", "aligned"])
def figures(data: Path, request: pytest.FixtureRequest) -> DifferenceFigures:
    return read_difference(data, *PAIR, "ru_held", align=request.param)


def test_agreed_and_only_add_up_to_what_each_holds(figures: DifferenceFigures) -> None:
    value = figures.values
    assert len(figures.days.dates) > 100
    for which in ("x", "y"):
        both = value["agreed_km2"] + value[f"only_{which}_km2"]
        assert np.abs(both - value[f"{which}_held_km2"]).max() < 1e-5
        assert value[f"only_{which}_km2"].min() >= 0
    assert value["only_x_km2"][-1].min() > 100


def test_held_has_the_digits_of_the_ledger(data: Path, figures: DifferenceFigures) -> None:
    frame = difference_frame(figures)
    for which, source in (("x", PAIR[0]), ("y", PAIR[1])):
        ledger = ledger_frame(read_ledger(data, source, "ru_held"))
        held = ledger.set_index(["snapshot_date", "sector"])["held_km2"].to_dict()
        keys = zip(frame[f"{which}_snapshot_date"], frame["sector"], strict=True)
        assert frame[f"{which}_held_km2"].tolist() == [held[key] for key in keys]


def test_sectors_and_elsewhere_add_up_to_the_whole(figures: DifferenceFigures) -> None:
    for values in figures.values.values():
        assert np.abs(values[:-1].sum(axis=0) - values[-1]).max() < 1e-4


def test_what_only_one_has_is_its_set_difference(data: Path, figures: DifferenceFigures) -> None:
    tables = [series_table(data, source, "ru_held")[0] for source in PAIR]
    some = np.arange(0, len(figures.days.dates), 17)
    shapes = [
        table.geometries[index[some]]
        for table, index in zip(tables, (figures.days.x_index, figures.days.y_index), strict=True)
    ]
    ground = LedgerGround(load_sectors(), Status.RU_HELD, read_border())
    for name, (one, other) in (("only_x_km2", shapes), ("only_y_km2", shapes[::-1])):
        alone = np.asarray(shapely.difference(one, other), dtype=object)
        areas = held_of(EdgeHistory.of(alone), ground, with_rest=True)
        assert np.abs(areas - figures.values[name][:, some]).max() < 1e-4


def test_swapped_sources_give_the_same_digits(data: Path, figures: DifferenceFigures) -> None:
    turned = read_difference(data, *PAIR[::-1], "ru_held", align=figures.align)
    np.testing.assert_array_equal(turned.values["only_x_km2"], figures.values["only_y_km2"])
    np.testing.assert_array_equal(turned.values["y_held_km2"], figures.values["x_held_km2"])
    np.testing.assert_array_equal(turned.days.x_dates, figures.days.y_dates)


def test_deepstate_shows_places_one_day_later_as_its_cutoff_says(data: Path) -> None:
    lag = {
        align: read_lag(data, *PAIR, "ru_held", align=align).summary.set_index("sector")
        for align in (False, True)
    }
    for sector in ("kurakhove", "pokrovsk"):
        assert lag[False].loc[sector, "places"] > 20
        assert lag[False].loc[sector, "places_median_days"] == 1
        assert lag[True].loc[sector, "places_median_days"] == 0


def test_vuhledar_falls_for_the_same_evening_in_both(data: Path) -> None:
    places = read_lag(data, *PAIR, "ru_held", align=True).places.set_index("name")
    row = places.loc["Vuhledar"]
    assert f"{row['x_date']:%m-%d} {row['y_date']:%m-%d} {row['lag_days']}" == "10-02 10-01 0"
