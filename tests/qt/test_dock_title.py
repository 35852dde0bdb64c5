"""The title of a dock: close and float with buttons that can be hit."""

from __future__ import annotations

import pytest
from builders import make_session
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow
from pytestqt.qtbot import QtBot

from viewer.qt.dock_title import DockTitle


@pytest.mark.parametrize("at_left", [False, True])
def test_it_floats_docks_and_closes(qtbot: QtBot, at_left: bool) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = QDockWidget("Layers", window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    session = make_session()
    title = DockTitle(dock, session, at_left=at_left)
    with qtbot.waitExposed(window):
        window.show()
    assert title.close_button.width() >= 28
    qtbot.mouseClick(title.float_button, Qt.MouseButton.LeftButton)
    assert dock.isFloating()
    qtbot.mouseClick(title.float_button, Qt.MouseButton.LeftButton)
    assert not dock.isFloating()
    session.set_theme("dark")
    qtbot.mouseClick(title.close_button, Qt.MouseButton.LeftButton)
    assert not dock.isVisible()
