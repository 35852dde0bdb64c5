"""What a session shows: told when saved, missed or brought along where it is opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from geopackage_rules import broken_rules
from loading_builders import square, write_deepstate

from viewer.core.annotations import Annotation, Kind
from viewer.core.sectors import load_sectors
from viewer.core.session import Session
from viewer.core.session_state import restore_look, restore_time, state_of
from viewer.errors import ViewerError
from viewer.loading.archive import Archive
from viewer.loading.importing import import_paths
from viewer.loading.library import open_library, pack_archive
from viewer.loading.sessions.carrying import (
    add_snapshots,
    bring_snapshots,
    compare_here,
    gather,
    unpack_apart,
)
from viewer.loading.sessions.checking import check_session
from viewer.loading.sessions.opening import open_session
from viewer.loading.sessions.writing import write_session

POINT = Annotation("0" * 32, Kind.POINT, (36.0, 48.0), title="Bridge")
DAYS = ("20240801", "20240802", "20240804")


def _session(data: Path) -> Session:
    for archive in open_library(data).to_pack:
        pack_archive(archive, data, load_sectors())
    session = Session(load_sectors())
    session.set_series(open_library(data).series)
    for file in session.series:
        session.layers.set_visible(f"source:{file.header.source}", True)
    return session


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three days of DeepState."""
    files, folder = tmp_path / "files", tmp_path / "data"
    files.mkdir()
    for number, day in enumerate(DAYS):
        write_deepstate(files, day, [[square(37.0, 48.0, 0.5 + number / 10)]])
    import_paths([files], folder / "archives")
    return folder


def test_a_portable_session_shows_the_same_elsewhere(tmp_path: Path, data: Path) -> None:
    here = _session(data)
    here.timeline.seek(date(2024, 8, 3))
    here.timeline.set_compare(date(2024, 8, 1))
    here.annotations.load([POINT])
    path = tmp_path / "s.salient.gpkg"
    write_session(path, bring_snapshots(gather(here, data), data))

    other = tmp_path / "other"
    opened = open_session(path)
    assert opened.problems == []
    missing = compare_here(opened.content, other).missing
    assert [used.date for used in missing] == ["2024-08-01", "2024-08-02", "2024-08-04"]
    assert all(len(used.sha256) == 64 for used in missing)
    assert add_snapshots(opened.content, path, other) == 3
    assert add_snapshots(opened.content, path, other) == 0
    assert compare_here(opened.content, other) == compare_here(opened.content, data)
    theirs, ours = (Archive(place / "archives" / "deepstate.gpkg") for place in (other, data))
    assert theirs.marks() == ours.marks()
    assert theirs.wkb("ru_held", "2024-08-02") == ours.wkb("ru_held", "2024-08-02")

    there = _session(other)
    restore_look(there, opened.content.state)
    restore_time(there, opened.content.state)
    there.annotations.load(opened.content.items)
    assert state_of(there) == state_of(here)
    assert there.annotations.annotations() == [POINT]
    shown = [one for one in there.shown() if one.series.header.source == "deepstate"]
    assert [one.snapshot for one in shown] == [date(2024, 8, 2)]


def test_a_snapshot_of_no_ground_is_carried_in_a_valid_geopackage(
    tmp_path: Path, data: Path
) -> None:
    content = bring_snapshots(gather(_session(data), data), data)
    content.snapshots[1] = replace(content.snapshots[1], geometry=None)
    path, other = tmp_path / "s.salient.gpkg", tmp_path / "other"
    write_session(path, content)
    assert add_snapshots(open_session(path).content, path, other) == 3
    archive = other / "archives" / "deepstate.gpkg"
    assert broken_rules(path) == broken_rules(archive) == []
    table = Archive(archive).table("ru_held")
    assert [one.is_empty for one in table.geometries] == [False, True, False]
    assert Archive(archive).blob("ru_held", "2024-08-02")[0] is None


def test_snapshots_are_unpacked_apart_and_the_archives_stay_as_they_are(
    tmp_path: Path, data: Path
) -> None:
    content = bring_snapshots(gather(_session(data), data), data)
    content.snapshots = [replace(row, date="2024-08-03") for row in content.snapshots[:1]]
    before = (data / "archives" / "deepstate.gpkg").read_bytes()
    unpack_apart(content, tmp_path / "s.salient.gpkg", data, tmp_path / "apart")
    days = [mark[1] for mark in Archive(tmp_path / "apart" / "archives" / "deepstate.gpkg").marks()]
    assert sorted(days) == ["2024-08-01", "2024-08-02", "2024-08-03", "2024-08-04"]
    assert (data / "archives" / "deepstate.gpkg").read_bytes() == before


def test_only_the_window_and_the_two_dates_are_told(data: Path) -> None:
    session = _session(data)
    session.layers.set_visible("source:schematic", False)
    session.timeline.set_window(date(2024, 8, 3), date(2024, 8, 4))
    session.timeline.seek(date(2024, 8, 4))
    told = gather(session, data).provenance
    assert [used.date for used in told] == ["2024-08-02", "2024-08-04"]
    session.timeline.set_compare(date(2024, 8, 1))
    assert next(used.date for used in gather(session, data).provenance) == "2024-08-01"


def test_another_file_of_the_same_day_is_told(tmp_path: Path, data: Path) -> None:
    content = gather(_session(data), data)
    content.provenance = [
        replace(used, sha256="f" * 64) if used.date == "2024-08-02" else used
        for used in content.provenance
    ]
    here = compare_here(content, data)
    assert here.missing == []
    assert {used.date for used in here.differing} == {"2024-08-02"}


def test_a_damaged_snapshot_is_refused_and_nothing_added(tmp_path: Path, data: Path) -> None:
    content = bring_snapshots(gather(_session(data), data), data)
    content.snapshots[1] = replace(content.snapshots[1], geometry=b"GP\0\1rubbish rubbish")
    with pytest.raises(ViewerError, match=r"2024-08-02 in s\.salient\.gpkg is damaged"):
        add_snapshots(content, tmp_path / "s.salient.gpkg", tmp_path / "other")
    assert not (tmp_path / "other" / "archives" / "deepstate.gpkg").exists()


def test_a_check_says_what_it_found(tmp_path: Path, data: Path) -> None:
    path = tmp_path / "s.salient.gpkg"
    session = _session(data)
    session.annotations.load([POINT])
    write_session(path, gather(session, data))
    report = check_session(path, data)
    assert report.problems == []
    assert "1 annotation," in report.to_text()
    assert "The file is whole" in report.to_text()
    elsewhere = check_session(path, tmp_path / "other")
    assert "Not in this computer's archives: deepstate ru_held 2024-08-01" in elsewhere.to_text()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE annotation_points SET item = replace(item, 'Bridge', 'Ford')")
        connection.commit()
    assert "another program changed it" in check_session(path, data).to_text()


@pytest.mark.parametrize(
    "change", ["snapshots SET geom = zeroblob(99)", "provenance SET sha256 = 'f'"]
)
def test_a_changed_snapshot_is_noticed(tmp_path: Path, data: Path, change: str) -> None:
    path = tmp_path / "s.salient.gpkg"
    write_session(path, bring_snapshots(gather(_session(data), data), data))
    assert open_session(path).problems == []
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE {change} WHERE date = '2024-08-02'")
        connection.commit()
    (problem,) = open_session(path).problems
    assert problem.startswith("The snapshots in the file")
