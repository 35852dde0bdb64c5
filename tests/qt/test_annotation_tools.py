"""The menu Annotate, the drawing bar, clipboard and files, by mouse and keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from annotation_driver import Artist
from map_driver import MapDriver
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QStatusTipEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMenu, QToolButton, QWidget

from viewer.core.annotations import Annotation, Kind, Style
from viewer.qt.actions import ACTIONS
from viewer.qt.annotation_files_flow import import_file
from viewer.qt.draw_bar import TARGET_PX, DrawBar
from viewer.qt.draw_hints import HINTS, LOCKED
from viewer.qt.handlers_annotations import TOOLS
from viewer.qt.notices import TextDialog

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
OpenWindow = Callable[..., MapDriver]


def key(number: int) -> str:
    return f"{number:032x}"


ITEMS = (
    Annotation(
        key(1), Kind.POINT, (37.283, 47.985), title="Power station", note="<script>alert(1)",
        order=1.0, valid_from=date(2024, 11, 1), style=Style(symbol="flag"),
    ),
    Annotation(key(2), Kind.LINE, ((37.2, 48.0), (37.4, 48.1)), title="Trench", order=2.0),
    Annotation(key(3), Kind.POLYGON, ((((37.0, 48.0), (37.2, 48.0), (37.2, 48.2), (37.0, 48.0)),),),
               order=3.0),
    Annotation(key(4), Kind.POLYGON, ((((37.1, 48.0), (37.3, 48.0), (37.3, 48.2), (37.1, 48.0)),),),
               order=4.0),
)  # fmt: skip


@pytest.fixture
def driver(driver: MapDriver) -> Iterator[MapDriver]:
    driver.session.annotations.load(ITEMS)
    activate(driver)
    yield driver
    Artist(driver).discard()


def activate(driver: MapDriver) -> None:
    driver.window.activateWindow()
    driver.until(lambda: QApplication.activeWindow() is driver.window)


def press(driver: MapDriver, what: Qt.Key, keys: Qt.KeyboardModifier = CTRL) -> None:
    """Press a key with the focus on the map."""
    driver.window.map_view.setFocus()
    QTest.keyClick(driver.window, what, keys)


def press_local(driver: MapDriver, what: Qt.Key) -> None:
    """Press Ctrl and a key with the focus in the list: these keys belong to list and map."""
    panel = driver.window.details.open("annotations")
    widget = panel.focusProxy()
    assert isinstance(widget, QWidget)
    driver.until(lambda: widget.isVisible() and QApplication.focusWidget() is widget)
    QTest.keyClick(widget, what, CTRL)


def bar_of(driver: MapDriver) -> DrawBar:
    bar = driver.window.findChild(DrawBar)
    assert isinstance(bar, DrawBar)
    return bar


def test_the_bar_brings_single_keys_and_gives_them_back(driver: MapDriver) -> None:
    session, annotating = driver.session, driver.window.annotating
    press(driver, Qt.Key.Key_L, Qt.KeyboardModifier.NoModifier)
    assert session.timeline.loop
    press(driver, Qt.Key.Key_Period)
    assert bar_of(driver).isVisible()
    for spec in ACTIONS:
        if spec.draw_key:
            press(driver, Qt.Key[f"Key_{spec.draw_key}"], Qt.KeyboardModifier.NoModifier)
            assert annotating.tool == TOOLS[spec.id]
            assert driver.window.actions_by_id[spec.id].isChecked()
    assert session.timeline.loop
    press(driver, Qt.Key.Key_Period)
    assert not bar_of(driver).isVisible()
    assert annotating.tool == ""
    press(driver, Qt.Key.Key_L, Qt.KeyboardModifier.NoModifier)
    assert not session.timeline.loop
    assert annotating.tool == ""


def test_buttons_of_the_bar_are_large_enough_and_take_tools(driver: MapDriver) -> None:
    press(driver, Qt.Key.Key_Period)
    bar = bar_of(driver)
    for name, tool in TOOLS.items():
        button = bar.widgetForAction(driver.window.actions_by_id[name])
        assert isinstance(button, QToolButton)
        assert min(button.width(), button.height()) >= TARGET_PX
        QTest.mouseClick(button, LEFT)
        assert driver.window.annotating.tool == tool
    driver.window.annotating.set_tool("")
    assert driver.window.actions_by_id["tool_select"].isChecked()
    bar.colour.menu_of_colours.popup(bar.mapToGlobal(bar.rect().center()))
    QTest.mouseClick(bar.colour.chips["#e8590c"], LEFT)
    assert driver.window.annotating.style.colour == "#e8590c"


def test_a_tool_from_the_menu_opens_the_bar_and_says_what_to_do(driver: MapDriver) -> None:
    driver.window.actions_by_id["tool_arrow"].trigger()
    assert bar_of(driver).isVisible()
    assert driver.window.annotating.tool == "arrow"
    message = driver.window.status._message
    assert message.whole_text == HINTS["arrow"]
    QApplication.sendEvent(driver.window.status, QStatusTipEvent("of a button"))
    assert message.whole_text == "of a button"
    QApplication.sendEvent(driver.window.status, QStatusTipEvent(""))
    assert message.whole_text == HINTS["arrow"]
    driver.window.annotating.set_tool("")
    assert message.whole_text == ""
    assert {tool for tool in TOOLS.values() if tool} == set(HINTS)
    driver.window.actions_by_id["map_only"].trigger()
    assert not bar_of(driver).isVisible()
    driver.window.actions_by_id["map_only"].trigger()
    assert bar_of(driver).isVisible()


def test_the_bar_comes_back_at_its_edge(open_window: OpenWindow, tmp_path: Path) -> None:
    driver = open_window(tmp_path / "data")
    driver.window.actions_by_id["draw"].trigger()
    left = Qt.ToolBarArea.LeftToolBarArea
    driver.window.addToolBar(left, bar_of(driver))
    driver.until(lambda: driver.window.settings.value("draw_bar_area") == "left")
    driver.close()
    again = open_window(tmp_path / "data")
    again.window.actions_by_id["draw"].trigger()
    assert again.window.toolBarArea(bar_of(again)) == left


def test_snapping_and_fading(driver: MapDriver) -> None:
    annotating, actions = driver.window.annotating, driver.window.actions_by_id
    actions["snap_places"].trigger()
    assert annotating.snap == {"fronts", "sectors", "annotations"}
    press(driver, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier)
    assert annotating.snap == frozenset()
    assert not actions["snap_fronts"].isEnabled()
    press(driver, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier)
    assert annotating.snap == {"fronts", "sectors", "annotations"}
    actions["fade"].trigger()
    assert annotating.fade_days == 14
    actions["fade"].trigger()
    assert annotating.fade_days == 0


def test_without_a_selection_nothing_is_offered(driver: MapDriver) -> None:
    actions, store = driver.window.actions_by_id, driver.session.annotations
    for name in ("annotations_delete", "hold_from", "annotations_group", "order_front"):
        assert not actions[name].isEnabled()
    store.select([key(1)])
    assert actions["annotations_delete"].isEnabled()
    assert not actions["annotations_merge"].isEnabled()
    assert not actions["annotations_ungroup"].isEnabled()
    store.select([key(3), key(4)])
    assert actions["annotations_merge"].isEnabled()


def test_keys_group_order_hide_lock_and_hold(driver: MapDriver) -> None:
    store, undo = driver.session.annotations, driver.session.undo
    driver.show_date("2024-11-13")
    none = Qt.KeyboardModifier.NoModifier
    store.select([key(1), key(2)])
    for what, keys, name in (
        (Qt.Key.Key_G, CTRL, "group 2 annotations"),
        (Qt.Key.Key_G, CTRL | SHIFT, "ungroup 2 annotations"),
        (Qt.Key.Key_BracketRight, CTRL, "bring to front 2 annotations"),
        (Qt.Key.Key_BracketLeft, CTRL, "send to back 2 annotations"),
        (Qt.Key.Key_H, none, "hide 2 annotations"),
        (Qt.Key.Key_H, none, "show 2 annotations"),
        (Qt.Key.Key_B, none, "hold from date 2 annotations"),
        (Qt.Key.Key_E, none, "hold until date 2 annotations"),
        (Qt.Key.Key_L, CTRL, "lock 2 annotations"),
        (Qt.Key.Key_L, CTRL, "unlock 2 annotations"),
        (Qt.Key.Key_D, CTRL, "duplicate 2 annotations"),
    ):
        press(driver, what, keys)
        assert undo.undo_name == name
    assert len(store.annotations()) == 6
    while undo.undo_name:
        press(driver, Qt.Key.Key_Z)
    assert tuple(store.annotations()) == ITEMS
    store.select([key(1)])
    press(driver, Qt.Key.Key_L)
    press(driver, Qt.Key.Key_B, none)
    assert undo.undo_name == "lock point"
    assert driver.window.status._message.whole_text == LOCKED


def test_merge_and_what_cannot_be_merged(driver: MapDriver) -> None:
    store = driver.session.annotations
    store.select([key(1), key(3)])
    press(driver, Qt.Key.Key_M)
    assert "cannot be merged" in driver.window.notices.text
    store.select([key(3), key(4)])
    press(driver, Qt.Key.Key_M)
    assert driver.session.undo.undo_name == "merge 2 annotations"
    assert len(store.annotations()) == 3


def test_turning_by_a_typed_angle(driver: MapDriver) -> None:
    store = driver.session.annotations
    store.select([key(2)])
    driver.window.actions_by_id["rotate_by"].trigger()
    dialog = driver.window.findChild(QInputDialog)
    assert isinstance(dialog, QInputDialog)
    dialog.setDoubleValue(180.0)
    dialog.accept()
    turned = store.get(key(2))
    assert isinstance(turned, Annotation)
    assert turned.line[0] == pytest.approx((37.4, 48.1), abs=1e-3)


def test_copied_in_one_window_pasted_in_another(
    open_window: OpenWindow, driver: MapDriver, tmp_path: Path
) -> None:
    store = driver.session.annotations
    store.select([key(1), key(2)])
    press(driver, Qt.Key.Key_G)
    press_local(driver, Qt.Key.Key_C)
    before = [store.get(key(1)), store.get(key(2))]
    other = open_window(tmp_path / "other")
    activate(other)
    other.window.actions_by_id["annotations_paste"].trigger()
    theirs = other.session.annotations
    pasted = theirs.annotations()
    assert [one.title for one in pasted] == ["Power station", "Trench"]
    for mine, one in zip(before, pasted, strict=True):
        assert isinstance(mine, Annotation)
        assert (one.style, one.shape, one.note) == (mine.style, mine.shape, mine.note)
        assert (one.valid_from, one.group) == (mine.valid_from, mine.group)
    assert [group.name for group in theirs.groups()] == ["Group 1"]
    assert theirs.selection == tuple(one.id for one in pasted)
    other.window.actions_by_id["annotations_paste"].trigger()
    assert len({one.id for one in theirs.annotations()}) == 4
    assert other.session.undo.undo_name == "paste 2 annotations"
    Artist(other).discard()


def test_cut_paste_and_select_all_by_key(driver: MapDriver) -> None:
    store = driver.session.annotations
    press_local(driver, Qt.Key.Key_A)
    assert set(store.selection) == {one.id for one in ITEMS}
    press_local(driver, Qt.Key.Key_X)
    assert store.annotations() == []
    driver.window.actions_by_id["annotations_paste"].trigger()
    assert [one.title for one in store.annotations()] == [one.title for one in ITEMS]


def test_geojson_of_others_is_pasted_and_other_text_is_refused(driver: MapDriver) -> None:
    store, clipboard = driver.session.annotations, QGuiApplication.clipboard()
    feature = {
        "type": "Feature",
        "properties": {"name": "<img src=x onerror=alert(1)>"},
        "geometry": {"type": "Point", "coordinates": [36.5, 50.1]},
    }
    clipboard.setText(json.dumps(feature))
    driver.window.actions_by_id["annotations_paste"].trigger()
    assert store.annotations()[-1].title == "<img src=x onerror=alert(1)>"
    for text in ("hello", "{", '{"type": "Nonsense"}'):
        count = len(store.annotations())
        driver.window.notices.hide()
        mime = QMimeData()
        mime.setText(text)
        clipboard.setMimeData(mime)
        driver.window.actions_by_id["annotations_paste"].trigger()
        assert driver.window.notices.isVisible()
        assert len(store.annotations()) == count


def test_exported_and_imported_again(
    driver: MapDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, store = tmp_path / "mine.geojson", driver.session.annotations
    answers = iter([(str(path.with_suffix("")), "GeoJSON (*.geojson)"), ("", "")])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: next(answers))
    press(driver, Qt.Key.Key_E)
    driver.until(path.is_file)
    driver.until(lambda: driver.window.tasks.current is None)
    store.load(())
    import_file(driver.window, path)
    driver.until(store.annotations)
    assert [one.title for one in store.annotations()] == [one.title for one in ITEMS]
    assert store.annotations()[0].style == ITEMS[0].style
    assert {group.name for group in store.groups()} == {"mine"}
    assert driver.session.undo.undo_name == "import 4 annotations"
    press(driver, Qt.Key.Key_Z)
    assert store.annotations() == []
    assert store.groups() == []


def test_what_a_format_cannot_hold_and_what_is_broken_is_told(
    driver: MapDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "points.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(driver, Qt.Key.Key_E)
    driver.until(lambda: "cannot hold everything" in driver.window.notices.text)
    QTest.mouseClick(driver.window.notices._details, LEFT)
    dialog = driver.window.findChild(TextDialog)
    assert isinstance(dialog, TextDialog)
    assert "Trench" in dialog.body.toPlainText() or "line" in dialog.body.toPlainText()
    dialog.reject()
    broken = tmp_path / "broken.geojson"
    broken.write_text("{", encoding="utf-8")
    import_file(driver.window, broken)
    driver.until(lambda: "no GeoJSON" in driver.window.notices.text)


def test_zoom_to_the_selection(driver: MapDriver) -> None:
    driver.session.annotations.select([key(1)])
    press(driver, Qt.Key.Key_J)
    driver.until(lambda: driver.session.view and abs(driver.session.view.lon - 37.283) < 0.01)
    assert driver.session.view is not None
    assert driver.session.view.zoom > 10


def test_the_menu_of_the_list_and_of_the_map_is_one(driver: MapDriver) -> None:
    driver.session.annotations.select([key(1)])
    driver.window.annotating.menu_requested.emit(37.283, 47.985, 200, 200)
    driver.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    assert {"&Zoom to selected", "Cop&y", "&Group", "De&lete", "Export selected..."} <= set(texts)
    menu.close()
    activate(driver)
    driver.window.annotating.opened.emit(key(1))
    panel = driver.window.details.panel("annotations")
    driver.until(lambda: QApplication.focusWidget() is panel.inspector.words.title)  # type: ignore[attr-defined]
