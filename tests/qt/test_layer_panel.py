"""The sidebar with the real model: ticks, order, opacity, figures, menu, by mouse and keyboard."""

from __future__ import annotations

from datetime import date

import pytest
from builders import destroy, make_file, make_header, make_session
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from viewer.core.session import Session
from viewer.core.text import number_text
from viewer.qt.layer_delegate import RowLayout
from viewer.qt.layer_model import FIGURE_ROLE
from viewer.qt.layer_panel import LayerPanel
from viewer.qt.style import ROW_PX, apply_theme


@pytest.fixture
def session() -> Session:
    return make_session()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> LayerPanel:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    panel = LayerPanel(session)
    qtbot.addWidget(panel)
    panel.resize(280, 700)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def index_of(panel: LayerPanel, row_id: str) -> QModelIndex:
    index = panel.tree.layer_model.index_of(row_id)
    assert index.isValid()
    return index


def parts_of(panel: LayerPanel, row_id: str) -> RowLayout:
    index = index_of(panel, row_id)
    return panel.tree.delegate.row_layout(panel.tree.visualRect(index), index)


def click(qtbot: QtBot, panel: LayerPanel, at: QPoint) -> None:
    qtbot.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)


def choose(panel: LayerPanel, row_id: str) -> None:
    panel.tree.setCurrentIndex(index_of(panel, row_id))


def order(session: Session, group: str) -> list[str]:
    return [layer.key for layer in session.layers.rows(group)]


def test_the_model_keeps_qts_rules(panel: LayerPanel, session: Session) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(panel.tree.layer_model, mode)
    session.layers.move("sector:kursk", 0)
    session.set_series([make_file(make_header("deepstate", "ru_held"))])
    session.layers.set_group_visible("context", False)
    session.timeline.next()
    assert tester.model() is panel.tree.layer_model


def test_a_click_on_the_tick_asks_the_session(
    qtbot: QtBot, panel: LayerPanel, session: Session
) -> None:
    click(qtbot, panel, parts_of(panel, "sector:kurakhove").tick.center())
    assert not session.layers.get("sector:kurakhove").visible
    click(qtbot, panel, parts_of(panel, "sector:kurakhove").tick.center())
    assert session.layers.get("sector:kurakhove").visible


def test_a_click_on_the_name_only_chooses(
    qtbot: QtBot, panel: LayerPanel, session: Session
) -> None:
    click(qtbot, panel, parts_of(panel, "sector:kurakhove").name.center())
    assert session.layers.get("sector:kurakhove").visible
    assert panel.tree.current_id() == "sector:kurakhove"


def test_the_heading_ticks_all_and_shows_three_states(
    qtbot: QtBot, panel: LayerPanel, session: Session
) -> None:
    model, heading = panel.tree.layer_model, index_of(panel, "sectors")
    assert model.tick(heading) == Qt.CheckState.Checked
    session.layers.set_visible("sector:kursk", False)
    assert model.tick(heading) == Qt.CheckState.PartiallyChecked
    click(qtbot, panel, parts_of(panel, "sectors").tick.center())
    assert model.tick(heading) == Qt.CheckState.Checked
    click(qtbot, panel, parts_of(panel, "sectors").tick.center())
    assert model.tick(heading) == Qt.CheckState.Unchecked
    assert session.visible_sectors() == []


def test_a_source_with_a_hidden_status_is_partly_ticked(
    panel: LayerPanel, session: Session
) -> None:
    session.layers.set_visible("series:uacontrolmap/ua_held_in_ru", False)
    tick = panel.tree.layer_model.tick(index_of(panel, "source:uacontrolmap"))
    assert tick == Qt.CheckState.PartiallyChecked


def test_targets_are_large_enough(panel: LayerPanel) -> None:
    parts = parts_of(panel, "source:uacontrolmap")
    for target in (parts.tick_target, parts.fold_target):
        assert target.width() >= 28
        assert target.height() >= 28
    assert panel.tree.visualRect(index_of(panel, "sector:kursk")).height() == ROW_PX
    assert panel.opacity.slider.height() >= 28


def test_statuses_unfold_below_their_source(qtbot: QtBot, panel: LayerPanel) -> None:
    source = index_of(panel, "source:uacontrolmap")
    assert not panel.tree.isExpanded(source)
    click(qtbot, panel, parts_of(panel, "source:uacontrolmap").fold.center())
    assert panel.tree.isExpanded(source)
    assert panel.tree.visualRect(index_of(panel, "series:uacontrolmap/ru_held")).isValid()


def test_a_source_of_one_status_has_no_row_for_it_unless_it_is_hidden(
    panel: LayerPanel, session: Session
) -> None:
    model = panel.tree.layer_model
    assert model.rowCount(index_of(panel, "source:deepstate")) == 0
    session.layers.set_visible("series:deepstate/ru_held", False)
    assert model.rowCount(index_of(panel, "source:deepstate")) == 1


def test_figures_follow_the_date_without_a_reset(
    qtbot: QtBot, panel: LayerPanel, session: Session
) -> None:
    model, kursk = panel.tree.layer_model, index_of(panel, "sector:kursk")
    resets: list[str] = []
    model.modelReset.connect(lambda: resets.append("reset"))
    model.layoutChanged.connect(lambda: resets.append("layout"))
    told: list[tuple[str, list[int]]] = []
    model.dataChanged.connect(lambda a, _b, roles: told.append((model.id_of(a), list(roles))))
    before = kursk.data(FIGURE_ROLE)
    session.timeline.shift(30)
    held = session.held(next(s for s in session.sectors if s.id == "kursk"))
    assert held is not None
    assert kursk.data(FIGURE_ROLE) == number_text(held.km2) != before
    assert resets == []
    assert ("sector:kursk", [FIGURE_ROLE]) in told
    assert all(roles == [FIGURE_ROLE] for _, roles in told)
    assert not any(name.startswith("context") for name, _ in told)


def test_a_step_draws_the_new_figure(qtbot: QtBot, panel: LayerPanel, session: Session) -> None:
    before = panel.tree.viewport().grab(panel.tree.visualRect(index_of(panel, "sector:kursk")))
    session.timeline.shift(30)
    after = panel.tree.viewport().grab(panel.tree.visualRect(index_of(panel, "sector:kursk")))
    assert before.toImage() != after.toImage()


def test_the_source_tells_snapshot_and_age(panel: LayerPanel, session: Session) -> None:
    deepstate = index_of(panel, "source:deepstate")
    assert deepstate.data(FIGURE_ROLE) == "13 Nov · 0\u2009d"
    session.timeline.seek(date(2024, 8, 17))
    assert deepstate.data(FIGURE_ROLE) == "14 Aug · 3\u2009d"


def test_before_its_first_snapshot_a_sector_has_no_figure(
    panel: LayerPanel, session: Session
) -> None:
    session.timeline.seek(date(2024, 7, 10))
    kursk = index_of(panel, "sector:kursk")
    assert kursk.data(FIGURE_ROLE) == "–"
    assert "No figure" in kursk.data(Qt.ItemDataRole.ToolTipRole)


def test_tooltips_say_where_a_figure_comes_from(panel: LayerPanel, session: Session) -> None:
    session.timeline.seek(date(2024, 8, 17))
    told = index_of(panel, "sector:kupiansk").data(Qt.ItemDataRole.ToolTipRole)
    for part in ("km²", "Russian-held", "DeepState", "14 Aug 2024", "3 days old", "geodesic"):
        assert part in told
    told = index_of(panel, "source:uacontrolmap").data(Qt.ItemDataRole.ToolTipRole)
    assert "Ukrainian-held in Russia: snapshot of 17 Aug 2024" in told


def test_text_from_files_is_never_html(qtbot: QtBot, session: Session) -> None:
    session.set_series([make_file(make_header("<b>bad</b>", "ru_held"))])
    panel = LayerPanel(session)
    qtbot.addWidget(panel)
    told = index_of(panel, "source:<b>bad</b>").data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;bad" in told
    assert "<b>bad" not in told


@pytest.mark.parametrize("width", [240, 260, 280, 300])
def test_rows_stay_inside_the_panel(panel: LayerPanel, width: int) -> None:
    panel.resize(width, 700)
    model = panel.tree.layer_model
    panel.tree.expandAll()
    for row_id in ("sector:pokrovsk", "source:schematic", "series:uacontrolmap/ua_held_in_ru"):
        parts = parts_of(panel, row_id)
        assert parts.name.right() <= panel.tree.viewport().width()
        if parts.figure_text:
            assert max(parts.name.right(), parts.fold.right()) < parts.figure.left()
    assert not panel.tree.delegate.is_elided(
        panel.tree.visualRect(model.index_of("sector:kursk")), model.index_of("sector:kursk")
    )


def test_double_click_on_a_sector_zooms_to_it(qtbot: QtBot, panel: LayerPanel) -> None:
    at = parts_of(panel, "sector:kupiansk").name.center()
    with qtbot.waitSignal(panel.zoom_requested) as caught:
        qtbot.mouseDClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert caught.args == ["sector:kupiansk"]


def test_keys_tick_move_and_change_opacity(
    qtbot: QtBot, panel: LayerPanel, session: Session
) -> None:
    choose(panel, "sector:kupiansk")
    tree = panel.tree
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert not session.layers.get("sector:kupiansk").visible
    alt, shift = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(tree, Qt.Key.Key_Down, alt)
    assert order(session, "sectors")[:2] == ["kurakhove", "kupiansk"]
    assert tree.current_id() == "sector:kupiansk"
    qtbot.keyClick(tree, Qt.Key.Key_Up, alt)
    qtbot.keyClick(tree, Qt.Key.Key_Up, alt)
    assert order(session, "sectors")[0] == "kupiansk"
    qtbot.keyClick(tree, Qt.Key.Key_Left, shift)
    qtbot.keyClick(tree, Qt.Key.Key_Left, shift)
    assert session.layers.get("sector:kupiansk").opacity == pytest.approx(0.8)
    qtbot.keyClick(tree, Qt.Key.Key_Right, shift)
    assert session.layers.get("sector:kupiansk").opacity == pytest.approx(0.9)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert tree.current_id() == "sector:kurakhove"
    with qtbot.waitSignal(panel.zoom_requested):
        qtbot.keyClick(tree, Qt.Key.Key_Return)


def test_the_slider_serves_the_chosen_row(
    qtbot: QtBot, panel: LayerPanel, session: Session
) -> None:
    slider = panel.opacity.slider
    assert not slider.isEnabled()
    choose(panel, "source:deepstate")
    assert slider.isEnabled()
    qtbot.keyClick(slider, Qt.Key.Key_PageDown)
    assert session.layers.get("source:deepstate").opacity == pytest.approx(0.9)
    session.layers.set_opacity("source:deepstate", 0.333)
    assert slider.value() == 33
    assert session.layers.get("source:deepstate").opacity == pytest.approx(0.333)
    choose(panel, "sources")
    assert not slider.isEnabled()


def test_opacity_is_written_beside_the_name(panel: LayerPanel, session: Session) -> None:
    assert not parts_of(panel, "sector:kupiansk").note.isValid()
    session.layers.set_opacity("sector:kupiansk", 0.6)
    assert parts_of(panel, "sector:kupiansk").note.isValid()


def drop(panel: LayerPanel, dragged: str, target: str, below: bool = False) -> bool:
    """Drop a row just above or below another with real drag events."""
    tree, model = panel.tree, panel.tree.layer_model
    data = model.mimeData([index_of(panel, dragged)])
    rect = tree.visualRect(index_of(panel, target))
    at = QPoint(rect.center().x(), rect.bottom() - 1 if below else rect.top() + 1)
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    move = Qt.DropAction.MoveAction
    tree.setState(tree.State.DraggingState)
    enter = QDragEnterEvent(at, move, data, left, none)
    QApplication.sendEvent(tree.viewport(), enter)
    event = QDropEvent(at.toPointF(), move, data, left, none)
    QApplication.sendEvent(tree.viewport(), event)
    tree.setState(tree.State.NoState)
    return event.isAccepted()


def test_a_row_dropped_between_others_moves_there(panel: LayerPanel, session: Session) -> None:
    drop(panel, "sector:kursk", "sector:kurakhove")
    assert order(session, "sectors") == ["kupiansk", "kursk", "kurakhove", "pokrovsk"]
    drop(panel, "sector:kupiansk", "sector:pokrovsk", below=True)
    assert order(session, "sectors") == ["kursk", "kurakhove", "pokrovsk", "kupiansk"]
    shown = [
        panel.tree.layer_model.id_of(
            index_of(panel, "sectors").model().index(row, 0, index_of(panel, "sectors"))
        )
        for row in range(4)
    ]
    assert shown == [f"sector:{key}" for key in order(session, "sectors")]


def test_a_row_cannot_leave_its_group(panel: LayerPanel, session: Session) -> None:
    before = order(session, "sources")
    drop(panel, "sector:kursk", "source:uacontrolmap")
    assert order(session, "sources") == before
    assert order(session, "sectors") == ["kupiansk", "kurakhove", "pokrovsk", "kursk"]


def test_statuses_are_ordered_within_their_source(panel: LayerPanel, session: Session) -> None:
    panel.tree.expandAll()
    drop(panel, "series:uacontrolmap/ua_held_in_ru", "series:uacontrolmap/ru_held")
    children = session.layers.children("source:uacontrolmap")
    assert [child.key for child in children] == [
        "uacontrolmap/ua_held_in_ru",
        "uacontrolmap/ru_held",
    ]


def test_current_row_and_folding_survive_a_new_order(panel: LayerPanel, session: Session) -> None:
    panel.tree.expand(index_of(panel, "source:schematic"))
    choose(panel, "source:schematic")
    session.layers.move("source:schematic", 0)
    assert panel.tree.current_id() == "source:schematic"
    assert panel.tree.isExpanded(index_of(panel, "source:schematic"))
    assert index_of(panel, "source:schematic").row() == 0


def test_new_series_come_and_go(panel: LayerPanel, session: Session) -> None:
    choose(panel, "source:deepstate")
    session.set_series([make_file(make_header("schematic", "ru_held"))])
    model = panel.tree.layer_model
    assert model.rowCount(index_of(panel, "sources")) == 1
    assert not model.index_of("source:deepstate").isValid()
    session.set_series([])
    assert model.rowCount(index_of(panel, "sources")) == 0
    assert index_of(panel, "sector:kupiansk").data(FIGURE_ROLE) == "–"


def trigger(panel: LayerPanel, row_id: str, text: str) -> None:
    menu = panel.make_menu(row_id)
    next(a for a in menu.actions() if a.text().startswith(text)).trigger()
    menu.deleteLater()


def test_the_menu_does_what_it_says(qtbot: QtBot, panel: LayerPanel, session: Session) -> None:
    trigger(panel, "sector:kursk", "Show only this")
    assert [sector.id for sector in session.visible_sectors()] == ["kursk"]
    trigger(panel, "sector:kursk", "Show all sectors")
    assert len(session.visible_sectors()) == 4
    trigger(panel, "sector:kursk", "Move to the top")
    assert order(session, "sectors")[0] == "kursk"
    trigger(panel, "sector:kursk", "Move down")
    assert order(session, "sectors")[1] == "kursk"
    trigger(panel, "sector:kursk", "Move up")
    assert order(session, "sectors")[0] == "kursk"
    with qtbot.waitSignal(panel.zoom_requested) as zoomed:
        trigger(panel, "series:uacontrolmap/ru_held", "Zoom to")
    assert zoomed.args == ["series:uacontrolmap/ru_held"]
    with qtbot.waitSignal(panel.source_info_requested) as asked:
        trigger(panel, "series:uacontrolmap/ru_held", "About this source")
    assert asked.args == ["uacontrolmap"]
    trigger(panel, "context", "Hide all context")
    assert session.layers.group_tick("context") is False


def test_the_menus_slider_leaves_nothing_behind(
    qtbot: QtBot, panel: LayerPanel, session: Session
) -> None:
    menu = panel.make_menu("sector:kursk")
    destroy(qtbot, menu)
    session.layers.set_opacity("sector:kursk", 0.5)
    assert session.layers.get("sector:kursk").opacity == 0.5


def test_the_menu_key_opens_the_menu_of_the_current_row(qtbot: QtBot, panel: LayerPanel) -> None:
    choose(panel, "sector:pokrovsk")
    asked: list[str] = []
    panel.tree.menu_requested.disconnect()
    panel.tree.menu_requested.connect(lambda row_id, _at: asked.append(row_id))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(panel.tree.viewport(), event)
    assert asked == ["sector:pokrovsk"]


def test_a_destroyed_panel_hears_nothing(qtbot: QtBot, session: Session) -> None:
    panel = LayerPanel(session)
    destroy(qtbot, panel)
    session.timeline.next()
    session.layers.set_visible("sector:kursk", False)
    session.set_theme("dark")


def test_screen_readers_hear_name_figure_and_unit(panel: LayerPanel) -> None:
    spoken = index_of(panel, "sector:pokrovsk").data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Pokrovsk, ")
    assert spoken.endswith(" km²")


def test_both_themes_are_painted(panel: LayerPanel, session: Session) -> None:
    light = panel.tree.viewport().grab().toImage()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "dark")
    session.set_theme("dark")
    dark = panel.tree.viewport().grab().toImage()
    assert light.pixelColor(2, 400).lightness() > 200 > 80 > dark.pixelColor(2, 400).lightness()
    apply_theme(app, "light")
