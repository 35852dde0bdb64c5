"""The menu of the selected annotations, on the map and in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from viewer.core.annotation_edits import found
from viewer.core.annotations import Annotation

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

_ROWS = (
    "annotations_zoom", "annotations_edit", "",
    "annotations_cut", "annotations_copy", "annotations_paste", "annotations_duplicate", "",
    "annotations_hide", "annotations_lock", "",
    "hold_from", "hold_until", "hold_always", "",
    "annotations_group", "annotations_ungroup", "annotations_merge", "",
    "order_front", "order_forward", "order_backward", "order_back", "",
)  # fmt: skip


def annotation_menu(window: MainWindow) -> QMenu:
    """Make the menu; the owner shows and deletes it."""
    menu = QMenu(window)
    menu.setObjectName("annotationMenu")
    menu.setToolTipsVisible(True)
    actions = window.actions_by_id
    for name in _ROWS:
        if name:
            menu.addAction(actions[name])
        else:
            menu.addSeparator()
    store = window.session.annotations
    chosen = found(store, store.selection, locked=True)
    export = menu.addAction("Export selected...", lambda: _export(window, chosen))
    export.setEnabled(bool(chosen))
    menu.addSeparator()
    menu.addAction(actions["annotations_delete"])
    return menu


def _export(window: MainWindow, chosen: list[Annotation]) -> None:
    from viewer.qt.annotation_files_flow import choose_export  # shapely: not before it is needed

    choose_export(window, chosen)


def show_annotation_menu(window: MainWindow, _lon: float, _lat: float, x: int, y: int) -> None:
    """Open the menu at a place of the map view, in its pixels."""
    menu = annotation_menu(window)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(window.map_view.mapToGlobal(QPoint(x, y)))
