"""An imported source is removed by its menu, and comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from map_driver import MapDriver, OpenWindow
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from viewer.errors import ViewerError
from viewer.loading.removed import remove_archive, removed_dir, restore_archive
from viewer.paths import archive_dir


def choose(driver: MapDriver, source: str, entry: str) -> None:
    """Click an entry of the menu of a source."""
    menu = driver.window.layer_panel.make_menu(f"source:{source}")
    menu.popup(driver.window.mapToGlobal(driver.window.rect().center()))
    (action,) = [one for one in menu.actions() if one.text() == entry]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    menu.close()


def sources(driver: MapDriver) -> list[str]:
    return list(dict.fromkeys(file.header.source for file in driver.window.library.series))


def test_a_source_goes_and_comes_back(
    open_window: OpenWindow, sample_data: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)
    driver = open_window(data)
    window = driver.window
    archive = archive_dir(data) / "deepstate.gpkg"
    content = archive.read_bytes()
    choose(driver, "deepstate", "Remove source")
    assert sources(driver) == ["uacontrolmap", "schematic"]
    assert not archive.exists()
    assert "Ctrl+Z" in window.notices.text
    assert window.actions_by_id["undo"].text() == "&Undo remove DeepState"
    choose(driver, "uacontrolmap", "Remove source")
    assert sources(driver) == ["schematic"]
    assert driver.session.layers.get("source:schematic").visible
    driver.settle()
    window.actions_by_id["undo"].trigger()
    window.actions_by_id["undo"].trigger()
    driver.until(lambda: sources(driver) == ["deepstate", "uacontrolmap", "schematic"])
    assert archive.read_bytes() == content
    assert list(removed_dir(data).iterdir()) == []
    window.actions_by_id["redo"].trigger()
    assert sources(driver) == ["uacontrolmap", "schematic"]
    driver.until(lambda: window.tasks.current is None)


def test_an_archive_put_aside_before_is_kept(tmp_path: Path) -> None:
    archive = archive_dir(tmp_path) / "x.gpkg"
    archive.parent.mkdir(parents=True)
    aside = []
    for content in ("old", "new"):
        archive.write_text(content)
        aside.append(remove_archive(tmp_path, "x"))
    assert [path.read_text() for path in aside] == ["old", "new"]
    restore_archive(tmp_path, "x", aside[0])
    assert archive.read_text() == "old"
    with pytest.raises(ViewerError, match="newer archive"):
        restore_archive(tmp_path, "x", aside[1])
    assert aside[1].read_text() == "new"


def test_what_cannot_be_moved_stays_and_is_told(
    open_window: OpenWindow, sample_data: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)
    driver = open_window(data)
    removed_dir(data).write_text("a file in the way")
    driver.window.own_archives.remove("deepstate")
    assert "cannot be moved" in driver.window.notices.text
    assert (archive_dir(data) / "deepstate.gpkg").exists()
    assert driver.window.undo.undo_name == ""
    menu = driver.window.layer_panel.make_menu("source:schematic")
    assert "Remove source" not in [action.text() for action in menu.actions()]
