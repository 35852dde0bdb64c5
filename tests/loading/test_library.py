"""Packing an archive: what it tells, and that it can be stopped without harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from loading_builders import latlon, star, write_uacontrolmap

from viewer.core.sectors import load_sectors
from viewer.core.series import read_header
from viewer.loading.importing import import_paths
from viewer.loading.library import open_library, pack_archive
from viewer.paths import archive_dir, series_dir

RU, UA = "uacontrolmap__ru_held.series", "uacontrolmap__ua_held_in_ru.series"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with an archive of two statuses."""
    for day in range(1, 6):
        write_uacontrolmap(
            tmp_path / "files",
            f"2024-08-0{day}",
            areas=[latlon(star(radius=1 + day / 100))],
            areas_ua=[latlon(star(35.1, 51.2, 0.2 + day / 100))],
        )
    folder = tmp_path / "data"
    report = import_paths([tmp_path / "files"], archive_dir(folder))
    assert report.imported == 10, report.to_text()
    return folder


def packed(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in series_dir(data).glob("*")}


def test_progress_rises_to_the_end(data: Path) -> None:
    told: list[tuple[int, int, str]] = []
    (archive,) = open_library(data).to_pack
    pack_archive(archive, data, load_sectors(), lambda *args: told.append(args))
    done = [one[0] for one in told]
    assert done[0] == 0
    assert done == sorted(done)
    assert done[-1] == 1000
    assert len(set(done)) >= 4  # between the statuses, and within them
    assert {one[1:] for one in told} == {(1000, "Preparing uacontrolmap")}
    assert open_library(data).to_pack == []


@pytest.mark.parametrize("answers", [0, 1, 2, 3])
def test_a_stop_leaves_whole_series_only(data: Path, answers: int) -> None:
    (archive,) = open_library(data).to_pack
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > answers

    written = pack_archive(archive, data, load_sectors(), cancelled=cancelled)
    assert asked > answers, "it was never stopped"
    assert sorted(packed(data)) == sorted(path.name for path in written)
    assert len(written) < 2
    for path in written:
        assert len(read_header(path).dates) == 5
    assert open_library(data).to_pack == [archive]
    assert len(pack_archive(archive, data, load_sectors())) == 2
    assert sorted(packed(data)) == [RU, UA]


def test_a_stop_keeps_the_series_of_before(data: Path, tmp_path: Path) -> None:
    (archive,) = open_library(data).to_pack
    pack_archive(archive, data, load_sectors())
    before = packed(data)
    write_uacontrolmap(tmp_path / "files", "2024-08-09", areas=[latlon(star())], areas_ua=[])
    import_paths([tmp_path / "files"], archive_dir(data))
    assert open_library(data).to_pack == [archive]
    assert pack_archive(archive, data, load_sectors(), cancelled=lambda: True) == []
    assert packed(data) == before
