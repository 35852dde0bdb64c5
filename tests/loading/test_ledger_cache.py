"""Ledgers kept beside the archives: read again, extended, made again when they are wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from loading_builders import star, write_deepstate

from viewer.core.ledger_figures import LedgerFigures
from viewer.core.sectors import load_sectors
from viewer.core.series import read_header, series_name
from viewer.loading import ledger_cache
from viewer.loading.importing import import_paths
from viewer.loading.ledger_cache import ledger_series, ledger_sources, read_ledger
from viewer.paths import archive_dir, series_dir, vendor_dir

pytestmark = pytest.mark.skipif(
    not (vendor_dir() / "basemap" / "ukraine.wkb").is_file(),
    reason="the basemap is not built: run python resources/build_assets.py",
)
KEPT = "deepstate__ru_held.ledger"


class Spy:
    """Remembers how many days were computed; no call means that the kept file was read."""

    def __init__(self) -> None:
        self.totals: list[int] = []

    def __call__(self, done: int, total: int, what: str) -> None:
        if what != "Held":
            self.totals.append(total)

    def take(self) -> list[int]:
        totals, self.totals = self.totals, []
        return totals


def add_days(data: Path, *days: int) -> None:
    for day in days:
        folder = data / "files" / str(day)
        write_deepstate(folder, f"202408{day:02d}", [[star(radius=1 + day / 100)]])
        import_paths([folder], archive_dir(data))


def read(data: Path, spy: Spy | None = None) -> LedgerFigures:
    return read_ledger(data, "deepstate", "ru_held", progress=spy)


def same(one: LedgerFigures, other: LedgerFigures) -> None:
    assert one.keys == other.keys
    assert one.flags == other.flags
    assert one.sectors == other.sectors
    np.testing.assert_array_equal(one.dates, other.dates)
    for name, values in one.values.items():
        np.testing.assert_array_equal(values, other.values[name])


def test_kept_figures_are_read_again(tmp_path: Path) -> None:
    add_days(tmp_path, 1, 2, 4)
    spy = Spy()
    first = read(tmp_path, spy)
    assert spy.take() == [2]
    same(read(tmp_path, spy), first)
    assert spy.take() == []
    assert [path.name for path in series_dir(tmp_path).iterdir()] == [KEPT]


def test_only_new_days_are_computed(tmp_path: Path) -> None:
    add_days(tmp_path, 1, 2, 4)
    read(tmp_path)
    spy = Spy()
    add_days(tmp_path, 5)
    read(tmp_path, spy)
    assert spy.take() == [1]
    add_days(tmp_path, 3)  # the day after it has another day before it now
    grown = read(tmp_path, spy)
    assert spy.take() == [2]
    (series_dir(tmp_path) / KEPT).unlink()
    same(grown, read(tmp_path, spy))
    assert spy.take() == [4]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"0", b"1", 1),
        lambda content: content[:-9] + b"9" + content[-8:],
        lambda content: b"\xff\xfe" + content,
    ],
)
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    add_days(tmp_path, 1, 2)
    good = read(tmp_path)
    path = series_dir(tmp_path) / KEPT
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert path.read_bytes() != whole
    spy = Spy()
    same(read(tmp_path, spy), good)
    assert spy.take() == [1]
    assert path.read_bytes() == whole


def test_other_sectors_or_another_method_are_computed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_days(tmp_path, 1, 2)
    read(tmp_path)
    spy = Spy()
    fewer = read_ledger(tmp_path, "deepstate", "ru_held", load_sectors()[:2], progress=spy)
    assert fewer.sectors == ("kupiansk", "kurakhove", "elsewhere", "whole")
    assert spy.take() == [1]
    read(tmp_path)
    monkeypatch.setattr(ledger_cache, "METHOD", 99)
    read(tmp_path, spy)
    assert spy.take() == [1]


def test_stopping_keeps_nothing(tmp_path: Path) -> None:
    add_days(tmp_path, 1, 2)

    def stop(done: int, total: int, what: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_ledger(tmp_path, "deepstate", "ru_held", progress=stop)
    assert not series_dir(tmp_path).exists()


def test_a_folder_that_may_not_be_written_costs_only_time(tmp_path: Path) -> None:
    add_days(tmp_path, 1, 2)
    series_dir(tmp_path).write_text("a file is in the way")
    assert len(read(tmp_path).dates) == 2


def test_sources_are_the_archives_and_the_schematic(tmp_path: Path) -> None:
    assert ledger_sources(tmp_path) == ["schematic"]
    add_days(tmp_path, 1)
    assert ledger_sources(tmp_path) == ["deepstate", "schematic"]
    assert ledger_series(tmp_path) == [
        ("deepstate", "ru_held"),
        ("schematic", "ru_held"),
        ("schematic", "ua_held_in_ru"),
    ]
    assert ledger_series(tmp_path, ["deepstate"]) == [("deepstate", "ru_held")]


def test_the_schematic_has_figures_of_its_sectors(tmp_path: Path) -> None:
    kursk = read_ledger(tmp_path, "schematic", "ua_held_in_ru")
    assert kursk.sectors == ("kursk",)
    assert len(kursk.dates) == 267
    assert 900 < kursk.values["held_km2"].max() < 1300
    spy = Spy()
    same(read_ledger(tmp_path, "schematic", "ua_held_in_ru", progress=spy), kursk)
    assert spy.take() == []


def test_the_schematic_has_the_figures_that_the_window_shows(tmp_path: Path) -> None:
    for status in ("ru_held", "ua_held_in_ru"):
        ledger = read_ledger(tmp_path, "schematic", status)
        header = read_header(vendor_dir() / "schematic" / series_name("schematic", status))
        assert ledger.sectors == tuple(header.sectors)
        for name in ("held_km2", "gained_km2", "lost_km2"):
            for sector, values in zip(ledger.sectors, ledger.values[name], strict=True):
                shown = [
                    np.nan if value is None else value for value in getattr(header, name)[sector]
                ]
                np.testing.assert_array_equal(values, shown)
