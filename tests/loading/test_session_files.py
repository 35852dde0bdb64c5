"""Session files and working copies: there and back, and in other programs."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pyogrio
import pytest
import shapely
from annotation_makers import annotations, groups
from geopackage_rules import broken_rules
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from viewer.core.annotation_store import AnnotationStore, Edit, Item
from viewer.core.annotations import Annotation, Group, Kind, Style
from viewer.core.undo import UndoStack
from viewer.errors import ViewerError
from viewer.loading.sessions.content import SessionContent, SnapshotUsed
from viewer.loading.sessions.leftover import recoverable
from viewer.loading.sessions.opening import open_session
from viewer.loading.sessions.saving import save_session
from viewer.loading.sessions.schema import LAYERS
from viewer.loading.sessions.versions import keep_version, list_versions
from viewer.loading.sessions.working import WorkingCopy
from viewer.loading.sessions.writing import write_session

POINT = Annotation("0" * 32, Kind.POINT, (36.0, 48.0), title="Bridge")
LINE = Annotation("1" * 32, Kind.ARROW, ((36.0, 48.0), (37.0, 48.5)), bend=0.2)
RING = Annotation("2" * 32, Kind.RANGE_RING, (36.0, 48.0), radius_m=40_000.0, style=Style(width=3))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(annotations() | groups, max_size=6, unique_by=lambda item: item.id))
def test_a_saved_session_holds_what_was_given(tmp_path: Path, items: list[Item]) -> None:
    path = tmp_path / "s.salient.gpkg"
    given_content = SessionContent(
        {"theme": "dark", "date": "2024-11-13"}, items, [{"title": "Start"}], "Notes <b>",
        [SnapshotUsed("deepstate", "ru_held", "2024-11-13", "a.geojson", "ab")],
    )  # fmt: skip
    write_session(path, given_content)
    assert broken_rules(path) == []
    opened = open_session(path)
    assert opened.problems == []
    assert sorted(opened.content.items, key=lambda i: i.id) == sorted(items, key=lambda i: i.id)
    assert replace(opened.content, items=items) == given_content
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_other_programs_see_three_layers(tmp_path: Path) -> None:
    path = tmp_path / "s.salient.gpkg"
    write_session(path, SessionContent(items=[POINT, LINE, RING]))
    layers = {name: kind for name, kind in pyogrio.list_layers(path) if kind is not None}
    assert layers == dict(zip(LAYERS, ("Point", "LineString", "MultiPolygon"), strict=True))
    meta, _, _, fields = pyogrio.raw.read(path, layer=LAYERS[0])
    assert fields[list(meta["fields"]).index("title")].tolist() == ["Bridge"]
    assert meta["crs"] == "EPSG:4326"
    _, _, geometry, _ = pyogrio.raw.read(path, layer=LAYERS[2])
    west, _, east, _ = shapely.from_wkb(geometry[0]).bounds
    assert east - west == pytest.approx(1.07, abs=0.01)
    styles = pyogrio.raw.read(path, layer="layer_styles", columns=["f_table_name", "styleQML"])[3]
    assert dict.fromkeys(styles[0]) == dict.fromkeys(LAYERS)
    for qml in styles[1]:
        assert ElementTree.fromstring(qml).find("temporal").get("startField") == "valid_from"


def test_work_left_behind_is_found_with_its_history(tmp_path: Path) -> None:
    folder, origin = tmp_path / "recovery", tmp_path / "s.salient.gpkg"
    undo = UndoStack()
    store = AnnotationStore(undo)
    working = WorkingCopy.create(folder, SessionContent(items=[RING]), origin)
    store.load([RING])
    store.set_journal(working.append)
    store.edit("draw point", {POINT.id: POINT})
    store.edit("draw arrow", {LINE.id: LINE})
    store.edit("make ring a point", {RING.id: replace(RING, kind=Kind.POINT, radius_m=0.0)})
    undo.undo()
    store.edit("group", {"g" * 32: Group("g" * 32, "Plans"), POINT.id: None})
    assert recoverable(folder) == []
    assert working.unsaved_edits() == 5
    working.close()
    (found,) = recoverable(folder)
    assert (found.origin, found.edits) == (origin, 5)
    again, opened = WorkingCopy.take_over(found)
    expected = [LINE, RING, Group("g" * 32, "Plans")]
    assert sorted(opened.content.items, key=lambda i: i.id) == sorted(expected, key=lambda i: i.id)
    replayed: dict[str, Item | None] = {RING.id: RING}
    for edit in again.history():
        assert all(replayed.get(key) == item for key, item in edit.before.items())
        replayed.update(edit.after)
    assert {k: v for k, v in replayed.items() if v is not None} == {i.id: i for i in expected}
    with pytest.raises(ViewerError, match="another window"):
        WorkingCopy.take_over(found)
    again.mark_saved(origin)
    assert again.unsaved_edits() == 0
    again.close()
    assert recoverable(folder) == []
    assert not list(folder.glob("*.gpkg*"))


def test_what_is_set_and_not_drawn_is_found_too(tmp_path: Path) -> None:
    origin, content = tmp_path / "s.salient.gpkg", SessionContent({"theme": "dark"}, notes="Why")
    working = WorkingCopy.create(tmp_path, SessionContent(), origin)
    working.set_state(content, moved=True)
    working.close()
    (found,) = recoverable(tmp_path)
    assert (found.edits, found.moved) == (0, True)
    again, opened = WorkingCopy.take_over(found)
    assert opened.content == content
    again.mark_saved(origin)
    again.close()
    assert recoverable(tmp_path) == []


def test_a_working_copy_that_cannot_be_made_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "recovery").write_text("in the way")
    with pytest.raises(ViewerError, match=r"working copy .* cannot be written \(File exists\)"):
        WorkingCopy.create(tmp_path / "recovery", SessionContent(), None)
    assert [one.name for one in tmp_path.iterdir()] == ["recovery"]


def test_an_edit_that_cannot_be_written_does_not_count(tmp_path: Path) -> None:
    working = WorkingCopy.create(tmp_path, SessionContent(), None)
    working.append(Edit("draw point", {POINT.id: None}, {POINT.id: POINT}))
    wrong = replace(LINE, radius_m=float("nan"))
    with pytest.raises(ValueError, match="JSON"):
        working.append(Edit("draw arrow", {LINE.id: None}, {LINE.id: wrong}))
    working.append(Edit("delete point", {POINT.id: POINT}, {POINT.id: None}))
    assert working.unsaved_edits() == 2
    assert open_session(working.path).content.items == []
    working.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_save_keeps_what_was_there(tmp_path: Path) -> None:
    path, versions = tmp_path / "s.salient.gpkg", tmp_path / "versions"
    mark = save_session(path, SessionContent(notes="one"), versions, None)
    path.chmod(0o600)
    mark = save_session(path, SessionContent(notes="two"), versions, mark)
    save_session(path, SessionContent(notes="three"), versions, mark)
    kept = [open_session(one.path).content.notes for one in list_versions(versions, path)]
    assert kept == ["two", "one"]
    assert open_session(path).content.notes == "three"
    modes = {one.stat().st_mode & 0o777 for one in (path, *versions.rglob("*.gpkg"))}
    assert os.name == "nt" or modes == {0o600}


def test_a_version_that_cannot_be_kept_is_the_reason_told(tmp_path: Path) -> None:
    path, versions = tmp_path / "s.salient.gpkg", tmp_path / "versions"
    mark = save_session(path, SessionContent(notes="one"), versions, None)
    versions.write_text("in the way")
    with pytest.raises(ViewerError, match=r"cannot be kept in .*versions \("):
        save_session(path, SessionContent(notes="two"), versions, mark)
    assert open_session(path).content.notes == "one"


def test_a_file_that_another_program_changed_is_not_written_over(tmp_path: Path) -> None:
    path, versions = tmp_path / "s.salient.gpkg", tmp_path / "versions"
    mark = save_session(path, SessionContent(notes="mine"), versions, None)
    write_session(path, SessionContent(notes="theirs"))
    for known in (mark, None):
        with pytest.raises(ViewerError, match="changed by another program"):
            save_session(path, SessionContent(notes="mine again"), versions, known)
    assert open_session(path).content.notes == "theirs"
    assert list_versions(versions, path) == []
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_ten_versions_are_kept_then_one_a_day(tmp_path: Path) -> None:
    path = tmp_path / "s.salient.gpkg"
    path.write_bytes(b"x")
    start = datetime(2026, 11, 1, 12, tzinfo=UTC)
    for hour in range(0, 24 * 20, 6):
        keep_version(tmp_path / "versions", path, start + timedelta(hours=hour))
    times = [one.replaced_at for one in list_versions(tmp_path / "versions", path)]
    assert times[:10] == [start + timedelta(hours=24 * 20 - 6 * n) for n in range(1, 11)]
    days = [moment.date() for moment in times[10:]]
    assert days == sorted(set(days), reverse=True)
    assert days[-1] == start.date()
