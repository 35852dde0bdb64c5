"""Sessions in the real window: saved, opened, reverted, left behind and recovered."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import shapely
import shiboken6
from map_driver import MapDriver, OpenWindow
from project_files import PROJECT
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QMessageBox, QPushButton

from viewer.core.annotations import Annotation, Kind
from viewer.loading.geopackage import blob_of
from viewer.loading.sessions.content import SessionContent, SnapshotRow, SnapshotUsed
from viewer.loading.sessions.leftover import recoverable
from viewer.loading.sessions.locks import FileLock
from viewer.loading.sessions.opening import open_session
from viewer.loading.sessions.schema import FORMAT_VERSION
from viewer.loading.sessions.versions import list_versions
from viewer.loading.sessions.writing import write_session

POINT = Annotation("a" * 32, Kind.POINT, (37.0, 48.0), title="Bridge")
OTHER = Annotation("b" * 32, Kind.POINT, (37.5, 48.5), title="Ford")
Choose = Callable[[Path], None]


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Answer the next file dialogs with a path."""

    def answer(path: Path) -> None:
        for name in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))

    return answer


def key(driver: MapDriver, name: Qt.Key, shift: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier
    if shift:
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)
    QTest.keyClick(driver.window, name, modifiers)


def draw(driver: MapDriver, one: Annotation) -> None:
    driver.session.annotations.edit(f"draw {one.kind.words}", {one.id: one})


def box_of(driver: MapDriver) -> QMessageBox:
    def shown() -> list[QMessageBox]:
        boxes = driver.window.findChildren(QMessageBox)
        return [box for box in boxes if box.isVisible()]

    driver.until(shown)
    box = shown()[-1]
    assert box.textFormat() == Qt.TextFormat.PlainText  # names of files stand in it
    return box


def press(driver: MapDriver, box: QMessageBox, text: str) -> None:
    buttons = {button.text().replace("&", ""): button for button in box.findChildren(QPushButton)}
    QTest.mouseClick(buttons[text], Qt.MouseButton.LeftButton)
    driver.until(lambda: not shiboken6.isValid(box) or not box.isVisible())


def save_as(driver: MapDriver, path: Path) -> None:
    key(driver, Qt.Key.Key_S, shift=True)
    driver.until(lambda: driver.window.files.path == path and not driver.window.files.modified)


def titles(driver: MapDriver) -> list[str]:
    return [one.title for one in driver.session.annotations.annotations()]


def test_a_session_is_saved_changed_reverted_and_opened_again(
    open_window: OpenWindow, tmp_path: Path, choose: Choose
) -> None:
    driver = open_window()
    window, path = driver.window, tmp_path / "plan.salient.gpkg"
    assert window.windowTitle() == "13 Nov 2024 \u2014 Salient"
    draw(driver, POINT)
    assert window.windowTitle() == "Untitled[*] \u2014 13 Nov 2024 \u2014 Salient"
    assert window.isWindowModified()
    driver.show_date("2024-09-01")
    driver.session.layers.set_visible("sector:kupiansk", False)
    choose(tmp_path / "plan")
    save_as(driver, path)
    assert window.windowTitle() == "plan[*] \u2014 1 Sep 2024 \u2014 Salient"
    assert not window.isWindowModified()
    assert recoverable(window.files.folder / "recovery") == []
    draw(driver, OTHER)
    assert window.isWindowModified()
    key(driver, Qt.Key.Key_Z)
    assert not window.isWindowModified()
    key(driver, Qt.Key.Key_Y)
    window.actions_by_id["revert_session"].trigger()
    press(driver, box_of(driver), "Discard")
    driver.until(lambda: titles(driver) == ["Bridge"])
    draw(driver, OTHER)
    key(driver, Qt.Key.Key_S)
    driver.until(lambda: not window.isWindowModified())
    second = open_window(tmp_path / "elsewhere")
    driver.window.close()
    choose(path)
    key(second, Qt.Key.Key_O)
    second.until(lambda: titles(second) == ["Bridge", "Ford"])
    assert second.session.timeline.current == date(2024, 9, 1)
    assert not second.session.layers.get("sector:kupiansk").visible
    assert second.window.files.recent() == [path]


def test_closing_asks_and_cancel_stays(
    open_window: OpenWindow, tmp_path: Path, choose: Choose
) -> None:
    driver = open_window()
    draw(driver, POINT)
    driver.window.close()
    press(driver, box_of(driver), "Cancel")
    assert driver.window.isVisible()
    driver.window.close()
    choose(tmp_path / "kept.salient.gpkg")
    press(driver, box_of(driver), "Save")
    driver.until(lambda: not driver.window.isVisible())
    assert open_session(tmp_path / "kept.salient.gpkg").content.items == [POINT]
    assert not list((driver.window.files.folder / "recovery").glob("*.gpkg"))


def test_work_of_a_killed_window_is_offered_with_its_history(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    command = [sys.executable, str(Path(__file__).with_name("edit_and_wait.py")), str(data)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.kill()
    process.communicate()
    driver = open_window(data)
    notices = driver.window.notices
    driver.until(notices.isVisible)
    assert "on an unnamed session (2 changes) was not saved" in notices.text
    QTest.mouseClick(notices._details, Qt.MouseButton.LeftButton)
    draw(driver, OTHER)  # made before one looks at what was left behind
    press(driver, box_of(driver), "Open it")
    press(driver, box_of(driver), "Discard")
    driver.until(lambda: titles(driver) == ["Point 1", "Point 2"])
    assert driver.window.isWindowModified()
    assert not notices.isVisible()
    key(driver, Qt.Key.Key_Z)
    assert titles(driver) == ["Point 1"]
    driver.session.annotations.edit("delete point", {f"{1:032x}": None})
    driver.window.close()
    press(driver, box_of(driver), "Discard")
    driver.until(lambda: not driver.window.isVisible())
    assert recoverable(driver.window.files.folder / "recovery") == []


def test_the_working_copy_holds_what_is_set_and_not_drawn(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "plan.salient.gpkg"
    write_session(path, SessionContent({}, [], [{"title": "Start"}], "Notes"))
    driver = open_window()
    files = driver.window.files
    files.open(path)
    driver.until(lambda: files.path == path)
    driver.session.layers.set_visible("sector:kupiansk", False)
    assert driver.window.isWindowModified()
    copies: list[Path] = []
    driver.until(
        lambda: copies.extend((files.folder / "recovery").glob("*.working.gpkg")) or copies
    )
    files.journal.wait()
    content = open_session(copies[0]).content
    assert content.state["layers"] == driver.session.layers.state()
    assert (content.slides, content.notes) == ([{"title": "Start"}], "Notes")


def test_a_portable_session_keeps_its_snapshots_and_shows_them_once_added(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path, area = (
        tmp_path / "plan.salient.gpkg",
        shapely.multipolygons([shapely.box(37, 48, 38, 49)]),
    )
    west, south, east, north = area.bounds
    blob = blob_of(shapely.to_wkb(area, byte_order=1), (west, south, east, north))
    days = ("2025-09-01", "2025-09-04")  # later than all that is bundled
    state = {
        "date": days[1], "compare": days[0], "window": list(days),
        "layers": {"layers": {"source:deepstate": {"visible": True, "opacity": 1.0}}},
    }  # fmt: skip
    shown = [SnapshotUsed("deepstate", "ru_held", day, "a.zip", "0" * 64) for day in days]
    inside = [SnapshotRow("deepstate", "ru_held", day, "", blob) for day in days]
    write_session(path, SessionContent(state, [POINT], provenance=shown, snapshots=inside))
    driver = open_window()
    files, timeline = driver.window.files, driver.session.timeline
    files.open(path)
    driver.until(lambda: titles(driver) == ["Bridge"])
    draw(driver, OTHER)
    key(driver, Qt.Key.Key_S)
    driver.until(lambda: not files.modified)
    saved = open_session(path).content
    assert (saved.provenance[: len(shown)], saved.snapshots) == (shown, inside)
    assert {key: saved.state[key] for key in state if key != "layers"} == {
        key: state[key] for key in state if key != "layers"
    }
    assert "The session brings them along" in driver.window.notices.text
    QTest.mouseClick(driver.window.notices._details, Qt.MouseButton.LeftButton)
    driver.until(lambda: timeline.current == date(2025, 9, 4))
    assert (timeline.compare, timeline.window) == (date(2025, 9, 1), timeline.extent)
    assert [one.id for one in driver.session.visible_series()] == ["deepstate/ru_held"]
    assert not files.modified


def test_a_session_that_another_window_holds_opens_as_a_copy(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "plan.salient.gpkg"
    write_session(path, SessionContent(items=[POINT]))
    held = FileLock.take(path)
    assert held is not None
    driver = open_window()
    driver.window.files.open(path)
    driver.until(lambda: titles(driver) == ["Bridge"])
    driver.until(driver.window.notices.isVisible)
    assert "open in another window: this is a copy" in driver.window.notices.text
    assert driver.window.files.path is None
    assert driver.window.windowTitle().startswith("plan copy[*] \u2014 ")
    held.release()


def test_a_newer_and_a_damaged_session_are_read_only(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer, damaged = tmp_path / "newer.salient.gpkg", tmp_path / "damaged.salient.gpkg"
    with monkeypatch.context() as patch:
        patch.setattr("viewer.loading.sessions.writing.FORMAT_VERSION", FORMAT_VERSION + 1)
        write_session(newer, SessionContent(items=[POINT]))
    write_session(damaged, SessionContent(items=[POINT, OTHER]))
    with closing(sqlite3.connect(damaged)) as connection:
        connection.execute("UPDATE annotation_points SET item = 'x' WHERE title = 'Bridge'")
        connection.commit()
    driver = open_window()
    files, notices = driver.window.files, driver.window.notices
    files.open(newer)
    driver.until(lambda: titles(driver) == ["Bridge"])
    assert "written by a newer Salient" in notices.text
    assert "(read only)" in driver.window.windowTitle()
    files.open(damaged)
    driver.until(lambda: titles(driver) == ["Ford"])
    assert "could not be read" in notices.text
    before = damaged.read_bytes()
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: asked.append("as") or ("", ""))
    key(driver, Qt.Key.Key_S)
    assert asked == ["as"]
    assert damaged.read_bytes() == before


def test_an_older_session_is_brought_up_to_date_and_kept(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, link = tmp_path / "old.salient.gpkg", tmp_path / "link.salient.gpkg"
    with monkeypatch.context() as patch:
        patch.setattr("viewer.loading.sessions.writing.FORMAT_VERSION", FORMAT_VERSION - 1)
        write_session(path, SessionContent(items=[POINT]))
    link.symlink_to(path)
    before = path.read_bytes()
    driver = open_window()
    files = driver.window.files
    files.open(link)
    driver.until(lambda: titles(driver) == ["Bridge"])
    assert "written by an older Salient" in driver.window.notices.text
    draw(driver, OTHER)
    key(driver, Qt.Key.Key_S)
    driver.until(lambda: not files.modified)
    assert link.is_symlink()
    assert open_session(path).format_version == FORMAT_VERSION
    (kept,) = list_versions(files.folder / "versions", path)
    assert kept.path.read_bytes() == before


def test_a_name_without_its_ending_never_replaces_a_file_unasked(
    open_window: OpenWindow, tmp_path: Path, choose: Choose
) -> None:
    path = tmp_path / "plan.salient.gpkg"
    write_session(path, SessionContent(items=[POINT]))
    driver = open_window()
    draw(driver, OTHER)
    choose(tmp_path / "plan")
    for answer in ("Cancel", "Save"):
        assert open_session(path).content.items == [POINT]
        key(driver, Qt.Key.Key_S)
        press(driver, box_of(driver), answer)
    driver.until(lambda: not driver.window.files.modified)
    assert open_session(path).content.items == [OTHER]


def test_what_is_no_session_leaves_the_present_one_alone(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.salient.gpkg", tmp_path / "bad.salient.gpkg"
    write_session(good, SessionContent(items=[POINT]))
    bad.write_text("rubbish")
    driver = open_window()
    driver.window.files.open(good)
    driver.until(lambda: titles(driver) == ["Bridge"])
    driver.window.files.open(bad)
    driver.until(driver.window.notices.isVisible)
    assert "is no Salient session" in driver.window.notices.text
    assert titles(driver) == ["Bridge"]
    assert driver.window.files.path == good


def test_a_session_is_opened_when_it_is_dropped(open_window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "plan.salient.gpkg"
    write_session(path, SessionContent(items=[POINT]))
    driver = open_window()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(QPoint(300, 300)), Qt.DropAction.CopyAction, mime,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    driver.window.dropEvent(drop)
    driver.until(lambda: titles(driver) == ["Bridge"])
    assert driver.window.files.path == path


def test_recent_versions_templates_and_the_desktop_stand_in_the_menu(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setattr("shutil.which", lambda _name: None)
    path = tmp_path / "plan.salient.gpkg"
    driver = open_window()
    window, files = driver.window, driver.window.files

    def menu(name: str) -> QMenu:
        menus = window.actions_by_id.menu("File").findChildren(QMenu)
        found: QMenu = next(menu for menu in menus if menu.objectName() == name)
        found.aboutToShow.emit()
        return found

    def entries(name: str) -> list[str]:
        return [action.text() for action in menu(name).actions()]

    assert entries("Open recent") == ["No session was opened yet"]
    for one in (POINT, OTHER):
        draw(driver, one)
        files.save_to(path)
        driver.until(lambda: not files.modified)
    assert entries("Open recent") == [str(path)]
    assert len(entries("Earlier versions")) == 1
    window.actions_by_id["save_template"].trigger()
    (dialog,) = window.findChildren(QInputDialog)
    QTest.keyClicks(dialog.focusWidget(), "Front/line")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    driver.until(lambda: entries("New from template") == ["Front_line"])
    menu("Earlier versions").actions()[0].trigger()
    driver.until(lambda: titles(driver) == ["Bridge"])
    assert files.path is None
    assert files.name.startswith("plan of ")
    path.unlink()
    assert entries("Open recent") == [f"{path} (not there)"]
    action = window.actions_by_id["associate"]
    for on, words in ((True, "now opens it with Salient"), (False, "no longer opened")):
        action.trigger()
        assert words in window.notices.text
        window.actions_by_id.menu("File").aboutToShow.emit()
        assert action.isChecked() == on
