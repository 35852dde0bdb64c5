"""Differences kept beside the archives: read again, extended, made again when they are wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from loading_builders import star, write_deepstate, write_uacontrolmap

from viewer.core.difference import DifferenceFigures
from viewer.errors import ViewerError
from viewer.loading import differing
from viewer.loading.differing import common_statuses, read_difference, read_lag, read_parts
from viewer.loading.importing import import_paths
from viewer.paths import archive_dir, series_dir, vendor_dir

pytestmark = pytest.mark.skipif(
    not (vendor_dir() / "basemap" / "ukraine.wkb").is_file(),
    reason="the basemap is not built: run python resources/build_assets.py",
)
X, Y, STATUS = "deepstate", "uacontrolmap", "ru_held"
KEPT = f"{X}__{Y}__{STATUS}.difference"


class Spy:
    """Remembers how many pairs were computed; none means that the kept file was read."""

    def __init__(self) -> None:
        self.totals: list[int] = []

    def __call__(self, done: int, total: int, what: str) -> None:
        if what == "Ground in both sources":
            self.totals.append(total)

    def take(self) -> int:
        total = max(self.totals, default=0)
        self.totals = []
        return total


def add_day(data: Path, source: str, day: int, radius: float) -> None:
    folder = data / "files" / source / str(day)
    if source == X:
        write_deepstate(folder, f"202408{day:02d}", [[star(radius=radius)]])
    else:
        write_uacontrolmap(folder, f"202408{day:02d}", areas=[star(radius=radius)])
    import_paths([folder], archive_dir(data))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for day in (1, 2, 3):
        add_day(tmp_path, X, day, 1 + day / 100)
        add_day(tmp_path, Y, day, 1 + day / 50)
    return tmp_path


def read(data: Path, spy: Spy | None = None, *, align: bool = False) -> DifferenceFigures:
    return read_difference(data, X, Y, STATUS, align=align, progress=spy)


def test_kept_ground_is_not_computed_again_whichever_way_it_is_asked_for(data: Path) -> None:
    spy = Spy()
    first = read(data, spy)
    assert spy.take() == 3
    again = read(data, spy)
    turned = read_difference(data, Y, X, STATUS, progress=spy)
    assert spy.take() == 0
    for name, values in first.values.items():
        np.testing.assert_array_equal(values, again.values[name])
    np.testing.assert_array_equal(first.values["only_x_km2"], turned.values["only_y_km2"])
    read(data, spy, align=True)
    assert spy.take() == 2  # DeepState of the 2nd and 3rd, each with the other of the day before
    read(data, spy)
    read(data, spy, align=True)
    assert spy.take() == 0


def test_new_days_are_added_to_what_is_kept(data: Path) -> None:
    spy = Spy()
    read(data, spy)
    spy.take()
    add_day(data, X, 4, 1.04)
    add_day(data, Y, 4, 1.1)
    longer = read(data, spy)
    assert spy.take() == 1
    (series_dir(data) / KEPT).unlink()
    fresh = read(data, spy)
    assert spy.take() == 4
    for name, values in fresh.values.items():
        np.testing.assert_array_equal(values, longer.values[name])


@pytest.mark.parametrize("damage", ["cut", "letter", "empty"])
def test_damaged_files_are_made_again(data: Path, damage: str) -> None:
    first = read(data)
    path = series_dir(data) / KEPT
    text = path.read_text(encoding="utf-8")
    broken = {"cut": text[: len(text) // 2], "letter": text.replace("1", "2", 1), "empty": ""}
    path.write_text(broken[damage], encoding="utf-8")
    spy = Spy()
    again = read(data, spy)
    assert spy.take() == 3
    np.testing.assert_array_equal(first.values["agreed_km2"], again.values["agreed_km2"])


def test_another_method_makes_it_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(data)
    monkeypatch.setattr(differing, "METHOD", -1)
    spy = Spy()
    read(data, spy)
    assert spy.take() == 3


def test_stopped_work_keeps_nothing(data: Path) -> None:
    class StopError(Exception):
        pass

    def stop(_done: int, _total: int, what: str) -> None:
        if what == "Ground in both sources":
            raise StopError

    with pytest.raises(StopError):
        read_difference(data, X, Y, STATUS, progress=stop)
    assert not (series_dir(data) / KEPT).exists()


def test_parts_and_lag_need_the_same_two_sources(data: Path) -> None:
    parts = read_parts(data, X, Y, STATUS, date(2024, 8, 2))
    assert {part.kind for part in parts} == {"agreed", "only_y"}
    with pytest.raises(ViewerError, match="both are there from"):
        read_parts(data, X, Y, STATUS, date(2024, 9, 2))
    assert read_lag(data, X, Y, STATUS).summary["sector"].tolist()[-1] == "whole"


def test_sources_that_cannot_be_held_against_each_other_are_told(data: Path) -> None:
    assert common_statuses(data, X, Y) == ("ru_held",)
    with pytest.raises(ViewerError, match="no source nobody") as caught:
        common_statuses(data, X, "nobody")
    assert "deepstate, uacontrolmap, schematic" in caught.value.hint
    with pytest.raises(ViewerError, match="against itself"):
        common_statuses(data, X, X)
