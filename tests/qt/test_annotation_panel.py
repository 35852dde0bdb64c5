"""The tab "Annotations" in the real window, by mouse and keys: list, form, anchors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from annotation_driver import Artist
from map_driver import MapDriver
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from viewer.core.annotations import Annotation, Group, Kind, Style
from viewer.qt.annotation_inspector import ALL_LOCKED, NOTHING
from viewer.qt.annotation_model import HOLDS, LOCK, NAME
from viewer.qt.annotation_panel import EMPTY, AnnotationPanel
from viewer.qt.symbol_field import SymbolList

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
GROUP = "f" * 32


def key(number: int) -> str:
    return f"{number:032x}"


ITEMS = (
    Annotation(key(1), Kind.POINT, (37.283, 47.985), title="Power station", order=1.0),
    Annotation(key(2), Kind.LINE, ((37.2, 48.0), (37.4, 48.1)), title="Trench", order=2.0),
    Annotation(
        key(3), Kind.RANGE_RING, (37.3, 48.0), radius_m=15000.0, title="Guns", order=3.0,
        group=GROUP, valid_from=date(2024, 11, 1), valid_to=date(2024, 12, 1),
    ),
    Annotation(key(4), Kind.TEXT, (37.1, 48.0), title="Words", order=4.0, group=GROUP),
    Group(GROUP, "Pocket"),
)  # fmt: skip


class Desk:
    """The panel in a window, and hands."""

    def __init__(self, driver: MapDriver) -> None:
        self.driver = driver
        self.window = driver.window
        self.store = driver.session.annotations
        self.undo = driver.session.undo
        self.window.activateWindow()
        driver.until(lambda: QApplication.activeWindow() is self.window)
        QTest.keyClick(self.window, Qt.Key.Key_5, CTRL)
        panel = self.window.details.panel("annotations")
        assert isinstance(panel, AnnotationPanel)
        self.panel = panel
        self.list = panel.list
        self.words, self.look = panel.inspector.words, panel.inspector.look
        self.time, self.place = panel.inspector.time, panel.inspector.place
        driver.until(lambda: panel.isVisible())

    def one(self, number: int) -> Annotation:
        found = self.store.get(key(number))
        assert isinstance(found, Annotation)
        return found

    def settle(self) -> None:
        self.driver.until(lambda: self.list.settled)

    def names(self) -> list[str]:
        """What the list shows, from the top."""
        self.settle()
        rows = self.list.rows
        keys = rows.rows.annotations()
        return [str(rows.data(rows.index_of(one), Qt.ItemDataRole.DisplayRole)) for one in keys]

    def click(
        self, number: int | str, column: int = NAME, keys: Qt.KeyboardModifier = PLAIN
    ) -> None:
        row = key(number) if isinstance(number, int) else number
        rect = self.list.cell(row, column)
        at = rect.center() if column != NAME else QPoint(rect.right() - 6, rect.center().y())
        QTest.mouseClick(self.list.viewport(), LEFT, keys, at)

    def tick(self, row: str) -> None:
        """Click the tick of a row."""
        made = QStyleOptionViewItem()
        self.list.initViewItemOption(made)
        index = self.list.rows.index_of(row)
        made.rect = self.list.cell(row)  # type: ignore[attr-defined]
        made.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator  # type: ignore[attr-defined]
        made.index = index  # type: ignore[attr-defined]
        box: QRect = self.list.style().subElementRect(
            QStyle.SubElement.SE_ItemViewItemCheckIndicator, made, self.list
        )
        QTest.mouseClick(self.list.viewport(), LEFT, PLAIN, box.center())

    def write(self, field: QWidget, text: str) -> None:
        """Replace the text of a field by typing, and go on to the next one."""
        field.setFocus()
        self.driver.until(lambda: QApplication.focusWidget() is field)
        QTest.keyClick(field, Qt.Key.Key_A, CTRL)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Tab)


@pytest.fixture
def desk(driver: MapDriver) -> Iterator[Desk]:
    driver.session.annotations.load(ITEMS)
    yield Desk(driver)
    Artist(driver).discard()


def test_without_annotations_it_offers_to_draw(driver: MapDriver) -> None:
    desk = Desk(driver)
    assert desk.panel.message.label.text() == EMPTY
    QTest.mouseClick(desk.panel.message.button, LEFT)
    assert desk.window.actions_by_id["draw"].isChecked()
    desk.store.load(ITEMS)
    driver.until(lambda: desk.list.isVisible())
    assert desk.panel.count.text() == "4 annotations"


def test_ticks_locks_and_names_are_changed_in_the_list(desk: Desk) -> None:
    desk.tick(key(2))
    assert not desk.one(2).visible
    assert desk.undo.undo_name == "hide line"
    desk.tick(GROUP)
    group = desk.store.get(GROUP)
    assert isinstance(group, Group)
    assert not group.visible
    assert not desk.list.rows.is_shown(desk.one(4))
    desk.click(1, LOCK)
    assert desk.one(1).locked
    desk.click(1, LOCK)
    assert not desk.one(1).locked
    desk.click(2)
    QTest.keyClick(desk.list, Qt.Key.Key_F2)
    desk.driver.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    editor = QApplication.focusWidget()
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(editor, "Ditch")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.driver.until(lambda: desk.one(2).title == "Ditch")
    assert desk.undo.undo_name == "rename line"


def test_list_and_map_have_one_selection(desk: Desk) -> None:
    desk.click(1)
    assert desk.store.selection == (key(1),)
    desk.click(2, keys=CTRL)
    assert set(desk.store.selection) == {key(1), key(2)}
    desk.click(GROUP)
    assert set(desk.store.selection) == {key(3), key(4)}
    assert desk.list.groups() == [GROUP]
    desk.store.select([key(2)])
    assert desk.list.keys() == [key(2)]
    assert desk.panel.count.text() == "4 annotations · 1 selected"


def test_the_selection_outlives_the_making_of_the_panel_and_a_change_of_rows(
    driver: MapDriver,
) -> None:
    driver.session.annotations.load(ITEMS)
    driver.session.annotations.select([key(1), key(3)])
    desk = Desk(driver)
    assert desk.store.selection == (key(1), key(3))
    assert set(desk.list.keys()) == {key(1), key(3)}
    desk.store.edit("delete", {key(2): None})
    desk.settle()
    assert desk.store.selection == (key(1), key(3))
    assert set(desk.list.keys()) == {key(1), key(3)}
    Artist(driver).discard()


def test_filter_and_sort_by_mouse_and_keys(desk: Desk) -> None:
    assert desk.names() == ["Words", "Guns", "Trench", "Power station"]
    QTest.keyClicks(desk.panel.filter, "gun")
    assert desk.names() == ["Guns"]
    assert desk.panel.count.text() == "4 annotations · 1 listed"
    desk.panel.filter.clear()
    header = desk.list.header()
    at = QPoint(header.sectionViewportPosition(NAME) + 30, header.height() // 2)
    QTest.mouseClick(header.viewport(), LEFT, PLAIN, at)
    assert desk.names() == ["Guns", "Words", "Power station", "Trench"]
    QTest.mouseClick(header.viewport(), LEFT, PLAIN, at)
    assert desk.names() == ["Words", "Guns", "Trench", "Power station"]
    QTest.mouseClick(header.viewport(), LEFT, PLAIN, at)
    assert desk.list.header().sortIndicatorSection() == -1


def test_the_dot_says_what_holds_on_the_date(desk: Desk) -> None:
    rows = desk.list.rows
    for day, shown in ((date(2024, 11, 13), True), (date(2024, 12, 2), False)):
        desk.driver.session.timeline.seek(day)
        assert rows.is_shown(desk.one(3)) is shown
        tip = rows.data(rows.index_of(key(3), HOLDS), Qt.ItemDataRole.ToolTipRole)
        assert ("on the map" in tip) is shown
    desk.panel.kind.setFocus()
    while desk.panel.kind.currentData() != "now":
        QTest.keyClick(desk.panel.kind, Qt.Key.Key_Down)
    assert "Guns" not in desk.names()
    desk.driver.session.timeline.seek(date(2024, 11, 13))
    assert "Guns" in desk.names()


def test_rows_are_reordered_and_deleted_by_key(desk: Desk) -> None:
    desk.click(1)
    QTest.keyClick(desk.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [one.id for one in desk.store.annotations()][:2] == [key(2), key(1)]
    QTest.keyClick(desk.list, Qt.Key.Key_Delete)
    assert desk.store.get(key(1)) is None
    assert desk.undo.undo_name == "delete point"


def test_rows_dropped_into_a_group_join_it(desk: Desk) -> None:
    rows = desk.list.rows
    data = rows.mimeData([rows.index_of(key(1))])
    group = rows.index_of(GROUP)
    assert rows.flags(group) & Qt.ItemFlag.ItemIsDropEnabled
    rows.dropMimeData(data, Qt.DropAction.MoveAction, 1, 0, group)
    assert desk.one(1).group == GROUP
    assert desk.names() == ["Words", "Power station", "Guns", "Trench"]
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CTRL)
    assert desk.names() == ["Words", "Guns", "Trench", "Power station"]


def test_words_are_typed_as_one_step_each(desk: Desk) -> None:
    desk.click(1)
    assert desk.words.title.text() == "Power station"
    desk.write(desk.words.title, "Dam")
    desk.write(desk.words.note, "Blown up")
    assert (desk.one(1).title, desk.one(1).note) == ("Dam", "Blown up")
    assert desk.undo.undo_name == "note point"
    desk.undo.undo()
    assert desk.undo.undo_name == "title point"
    desk.undo.undo()
    assert desk.one(1) == ITEMS[0]
    assert desk.undo.undo_name == ""


def test_what_is_being_typed_is_kept_when_another_is_selected(desk: Desk) -> None:
    desk.click(1)
    desk.words.title.setFocus()
    QTest.keyClicks(desk.words.title, " north")
    desk.store.select([key(2)])
    assert desk.one(1).title == "Power station north"
    assert desk.one(2).title == "Trench"
    assert desk.words.title.text() == "Trench"


def test_a_drag_of_a_slider_is_one_step(desk: Desk) -> None:
    desk.click(2)
    slider = desk.look.width_.slider
    desk.panel.inspector.ensureWidgetVisible(slider)
    start = QPoint(slider.width() * 2 // 20, slider.height() // 2)
    QTest.mousePress(slider, LEFT, PLAIN, start)
    for part in range(3, 16):
        QTest.mouseMove(slider, QPoint(slider.width() * part // 20, slider.height() // 2))
    QTest.mouseRelease(slider, LEFT, PLAIN, QPoint(slider.width() * 3 // 4, slider.height() // 2))
    assert desk.one(2).style.width > Style().width
    assert desk.undo.undo_name == "width line"
    desk.undo.undo()
    assert desk.one(2) == ITEMS[1]
    assert desk.undo.undo_name == ""


def test_many_are_changed_at_once(desk: Desk) -> None:
    desk.store.select([key(1), key(2), key(4)])
    assert desk.words.title.placeholderText() == "(various)"
    assert desk.panel.inspector.heading.text().startswith("3 annotations")
    desk.look.colour.menu_of_colours.popup(QPoint(0, 0))
    QTest.mouseClick(desk.look.colour.chips["#b3261e"], LEFT)
    assert {desk.one(n).style.colour for n in (1, 2, 4)} == {"#b3261e"}
    assert desk.one(3).style.colour == Style().colour
    assert desk.undo.undo_name == "colour 3 annotations"
    assert [desk.one(n).title for n in (1, 2, 4)] == ["Power station", "Trench", "Words"]


def test_locked_ones_cannot_be_changed_in_the_form(desk: Desk) -> None:
    desk.store.load([replace(ITEMS[0], locked=True), *ITEMS[1:]])  # type: ignore[arg-type]
    desk.click(1)
    assert ALL_LOCKED in desk.panel.inspector.heading.text()
    assert not desk.words.title.isEnabled()
    desk.store.select(())
    assert desk.panel.inspector.heading.text() == NOTHING


def test_symbols_are_found_by_words(desk: Desk) -> None:
    desk.click(1)
    QTest.mouseClick(desk.look.symbol, LEFT)
    popup = desk.look.symbol.findChild(SymbolList)
    assert popup is not None
    QTest.keyClicks(popup.search, "hostile tank battalion")
    assert "tank" in popup.list.item(0).text().lower() or popup.list.count() > 0
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert desk.one(1).style.symbol.startswith("app6:")
    assert desk.undo.undo_name == "symbol point"


def test_days_are_typed_and_taken_from_the_date_shown(desk: Desk) -> None:
    desk.driver.session.timeline.seek(date(2024, 12, 24))
    desk.click(1)
    desk.write(desk.time.valid_from, "3.1.2025")
    assert desk.one(1).valid_from == date(2025, 1, 3)
    desk.write(desk.time.valid_to, "2025-01-01")
    assert desk.one(1).valid_to is None
    assert "before the first" in desk.time.complaint.text()
    desk.write(desk.time.valid_to, "someday")
    assert desk.time.valid_to.property("bad")
    QTest.mouseClick(desk.time.until_shown, LEFT)
    assert (desk.one(1).valid_from, desk.one(1).valid_to) == (None, date(2024, 12, 24))
    desk.list.setFocus()
    QTest.keyClick(desk.window, Qt.Key.Key_B)
    assert desk.one(1).valid_from == date(2024, 12, 24)
    assert desk.undo.undo_name == "hold from date point"


def test_an_anchored_one_is_flagged_with_the_reason(desk: Desk) -> None:
    desk.driver.session.timeline.seek(date(2024, 12, 1))
    desk.click(1)
    desk.time.anchor.setFocus()
    QTest.keyClick(desk.time.anchor, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(desk.time.anchor, "Kurakhove")
    QTest.keyClick(desk.time.anchor, Qt.Key.Key_Return)
    assert desk.one(1).anchor == "place:Kurakhove"
    desk.driver.until(lambda: desk.panel.watch.settled)
    assert desk.panel.watch.reasons == {}
    desk.driver.session.timeline.seek(date(2025, 3, 1))
    desk.driver.until(lambda: desk.panel.watch.reasons)
    reason = desk.panel.watch.reasons[key(1)]
    assert reason.startswith("Kurakhove passed to Russian control on")
    assert desk.time.reason.text() == reason
    assert desk.list.rows.reasons == {key(1): reason}
    desk.driver.session.timeline.seek(date(2024, 12, 1))
    assert desk.time.reason.text() == ""


def test_coordinates_are_typed_in_any_format(desk: Desk) -> None:
    desk.click(1)
    field = desk.place.positions
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field, "nowhere")
    QTest.keyClick(field, Qt.Key.Key_Return, CTRL)
    assert "Line 1" in desk.place.complaint.text()
    assert desk.one(1).shape == ITEMS[0].shape  # type: ignore[union-attr]
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field, "48 30 N 37 15 E")
    desk.panel.inspector.ensureWidgetVisible(desk.place.apply)
    QTest.mouseClick(desk.place.apply, LEFT)
    assert desk.one(1).shape == (37.25, 48.5)
    assert desk.undo.undo_name == "place point"
    desk.click(3)
    desk.place.radius.setFocus()
    desk.place.radius.selectAll()
    QTest.keyClicks(desk.place.radius, "20")
    QTest.keyClick(desk.place.radius, Qt.Key.Key_Return)
    assert desk.one(3).radius_m == 20000.0


def test_links_open_only_after_asking(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    desk.click(1)
    note = "<b>See</b> https://example.org/a?b=1&c=<script>. And javascript:alert(1)"
    desk.write(desk.words.note, note)
    assert desk.one(1).note == note
    desk.driver.until(lambda: desk.words.links.findChildren(QPushButton))
    buttons = desk.words.links.findChildren(QPushButton)
    assert [button.property("address") for button in buttons] == ["https://example.org/a?b=1&c="]
    for answer in ("Cancel", "&Open"):
        QTest.mouseClick(buttons[0], LEFT)
        box = desk.words.findChildren(QMessageBox)[-1]
        desk.driver.until(box.isVisible)
        assert opened == []
        choice = next(button for button in box.buttons() if button.text() == answer)
        QTest.mouseClick(choice, LEFT)
        desk.driver.until(lambda: not desk.words.findChildren(QMessageBox))
    assert opened == ["https://example.org/a?b=1&c="]


def test_sources_must_be_web_addresses(desk: Desk) -> None:
    desk.click(1)
    desk.write(desk.words.sources, "ftp://example.org")
    assert "is no web address" in desk.words.complaint.text()
    assert desk.one(1).links == ()
    desk.write(desk.words.sources, "https://example.org/x")
    assert desk.one(1).links == ("https://example.org/x",)
