"""The menu at a place of the map."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from viewer.core.session import View
from viewer.core.text import COORDINATE_FORMATS, coordinate_text

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow


def show_map_menu(window: MainWindow, lon: float, lat: float, x: int, y: int) -> None:
    """Open the menu.

    Parameters
    ----------
    window : MainWindow
        Owner.
    lon, lat : float
        The place, in degrees.
    x, y : int
        The place, in pixels of the map view.
    """
    menu = QMenu(window)
    menu.setObjectName("mapMenu")
    copy = menu.addMenu("Copy coordinates")
    for name in COORDINATE_FORMATS:
        text = coordinate_text(lon, lat, name)
        copy.addAction(text, partial(QGuiApplication.clipboard().setText, text))
    menu.addAction("Centre here", lambda: _centre(window, lon, lat))
    here = next((s for s in window.session.sectors if s.holds(lon, lat)), None)
    if here is not None:
        menu.addAction(f"Zoom to {here.name}", lambda: window.zoom_to(f"sector:{here.id}"))
        menu.addAction(
            f"Show only {here.name}", lambda: window.session.layers.show_only(f"sector:{here.id}")
        )
    menu.addSeparator()
    for name in ("zoom_all", "view_back", "copy_picture", "save_picture"):
        menu.addAction(window.actions_by_id[name])
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(window.map_view.mapToGlobal(QPoint(x, y)))


def _centre(window: MainWindow, lon: float, lat: float) -> None:
    view = window.session.view
    if view is not None:
        window.controller.look_at(View(lon, lat, view.zoom))
