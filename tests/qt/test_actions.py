"""The table of actions: whole, without two meanings of a key, and told in the guide."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from map_driver import MapDriver
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow, QWidget

from viewer.paths import help_dir
from viewer.qt.actions import ACTIONS, MENUS, Actions, ActionSpec
from viewer.qt.dialogs import ShortcutsDialog

OF_THE_TREE = {"Alt+Up", "Alt+Down"}
OF_TABLES = {"Ctrl+C"}
TOLD_AS_A_RANGE = {"Alt+2", "Alt+3"}


def test_every_action_is_whole() -> None:
    ids = [spec.id for spec in ACTIONS]
    assert len(set(ids)) == len(ids)
    for spec in ACTIONS:
        assert spec.text, spec.id
        assert spec.tip, spec.id
        assert not spec.tip.endswith("."), spec.id
        assert spec.menu.split("/")[0] in (*MENUS, ""), spec.id
        assert spec.menu or spec.keys, spec.id


def test_every_key_is_a_key_and_means_one_thing() -> None:
    counted = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    assert "" not in counted
    assert [key for key, times in counted.items() if times > 1] == []
    drawing = Counter(spec.draw_key for spec in ACTIONS if spec.draw_key)
    assert [key for key, times in drawing.items() if times > 1] == []
    assert all(len(key) == 1 for key in drawing)


def test_mnemonics_are_unique_within_a_menu() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for spec in ACTIONS:
        found = re.search(r"&(\w)", spec.text)
        if spec.menu:
            assert found, spec.id
            seen[spec.menu, found[1].lower()] += 1
        for part in spec.menu.split("/")[1:]:
            assert "&" in part, spec.menu
    assert [key for key, times in seen.items() if times > 1] == []


def test_the_guide_tells_every_key_and_no_other() -> None:
    guide = (help_dir() / "guide.md").read_text(encoding="utf-8")
    keys = {key for spec in ACTIONS for key in spec.keys}
    first = {spec.keys[0] for spec in ACTIONS if spec.keys} - TOLD_AS_A_RANGE
    told = set(re.findall(r"(?<!\w)(?:(?:Ctrl|Alt|Shift)\+)+(?:\w+|[^\s\w])", guide))
    assert {key for key in first if key not in guide} == set()
    assert {key for key in told if "drag" not in key} <= keys | OF_THE_TREE | OF_TABLES


def test_the_list_of_keys_shows_all_of_them(qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ShortcutsDialog(parent)
    items = [dialog.table.item(row, 1) for row in range(dialog.table.rowCount())]
    told = {part for item in items if item for part in item.text().split("  or  ")}
    native = QKeySequence.SequenceFormat.NativeText
    keys = {QKeySequence(key).toString(native) for spec in ACTIONS for key in spec.keys}
    drawing = {f"{spec.draw_key} while drawing" for spec in ACTIONS if spec.draw_key}
    assert told == keys | drawing


def test_actions_without_a_handler_are_refused(qtbot: Any) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    with pytest.raises(ValueError, match="play"):
        Actions(window, {spec.id: print for spec in ACTIONS if spec.id != "play"})
    with pytest.raises(ValueError, match="fly"):
        Actions(window, {"fly": print, **{spec.id: print for spec in ACTIONS}})


def test_handlers_get_their_state_and_nothing_else(qtbot: Any) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    heard: list[tuple[str, tuple[object, ...]]] = []

    def handler(spec: ActionSpec) -> Any:
        if spec.check:
            return lambda on: heard.append((spec.id, (on,)))
        return lambda: heard.append((spec.id, ()))

    actions = Actions(window, {spec.id: handler(spec) for spec in ACTIONS})
    actions["next"].trigger()
    actions["loop"].trigger()
    actions["theme_dark"].trigger()
    assert heard == [("next", ()), ("loop", (True,)), ("theme_dark", (True,))]
    for spec in ACTIONS:
        action = actions[spec.id]
        assert spec.tip in action.toolTip()
        assert action.statusTip() == spec.tip
        local = action.shortcutContext() == Qt.ShortcutContext.WidgetWithChildrenShortcut
        assert local is spec.local


def test_every_action_can_be_triggered(driver: MapDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    """No handler may raise; dialogs of files are answered with "cancel"."""
    from PySide6.QtWidgets import QDialog, QFileDialog

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    window = driver.window
    for spec in ACTIONS:
        if spec.id in ("quit", "reload_map"):
            continue
        window.actions_by_id[spec.id].trigger()
        if window.actions_by_id[spec.id].isCheckable() and spec.check in ("on", "off"):
            window.actions_by_id[spec.id].trigger()
        for dialog in window.findChildren(QDialog):
            dialog.reject()
    window.session.timeline.pause()
    driver.settle()
    window.actions_by_id["quit"].trigger()
    assert not window.isVisible()
