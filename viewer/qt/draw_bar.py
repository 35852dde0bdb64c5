"""The bar of drawing tools at an edge of the window; while it is open, single keys take tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMoveEvent
from PySide6.QtWidgets import QToolBar, QToolButton

from viewer.qt.colour_field import ColourField
from viewer.qt.follow import follow
from viewer.qt.handlers_annotations import TOOLS, show_draw_keys
from viewer.qt.icons import icon

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

_AREAS = {
    "top": Qt.ToolBarArea.TopToolBarArea,
    "left": Qt.ToolBarArea.LeftToolBarArea,
    "right": Qt.ToolBarArea.RightToolBarArea,
    "bottom": Qt.ToolBarArea.BottomToolBarArea,
}
_ICONS = {**{name: name.replace("_", "-", 1) for name in TOOLS}, "snapping": "snap",
          "keep_tool": "lock"}  # fmt: skip
TARGET_PX = 28


class DrawBar(QToolBar):
    """Tools, whether they stay in hand, snapping, and the colour of what is drawn next.

    Parameters
    ----------
    window : MainWindow
        Whose actions are on the bar.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__("Draw", window)
        self._window = window
        self._ready = False
        self.setObjectName("drawBar")
        self.setIconSize(QSize(20, 20))
        self.setAllowedAreas(Qt.ToolBarArea.AllToolBarAreas)
        self.setFloatable(False)
        actions = window.actions_by_id
        for name in TOOLS:
            self.addAction(actions[name])
            if name in ("tool_box", "tool_range_ring"):
                self.addSeparator()
        self.addSeparator()
        self.addAction(actions["keep_tool"])
        self.addAction(actions["snapping"])
        self.colour = ColourField(self, "Colour of what is drawn next", window.session.theme)
        self.colour.chosen.connect(self._on_colour)
        self.addSeparator()
        self.addWidget(self.colour)
        for button in self.findChildren(QToolButton):
            button.setMinimumSize(TARGET_PX, TARGET_PX)
        self._dress()
        follow(self, window.session.changed, self._on_session_changed)
        actions["map_only"].toggled.connect(self._on_map_only)
        area = str(window.settings.value("draw_bar_area", "top"))
        window.addToolBar(_AREAS.get(area, Qt.ToolBarArea.TopToolBarArea), self)
        self.hide()
        # the entry in the menu of bars must do what the action does
        self.toggleViewAction().triggered.connect(self._on_own_entry)
        self._ready = True

    def set_open(self, on: bool) -> None:
        """Show or hide the bar; hidden, no tool is in hand."""
        self.setVisible(on and not self._window.actions_by_id["map_only"].isChecked())
        show_draw_keys(self._window, on)
        self._window.actions_by_id["draw"].setChecked(on)
        if not on:
            self._window.annotating.set_tool("")

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember the edge that it was moved to."""
        super().moveEvent(event)
        if self._ready and self.isVisible():
            area = self._window.toolBarArea(self)
            name = next((name for name, one in _AREAS.items() if one == area), "top")
            self._window.settings.setValue("draw_bar_area", name)

    def _on_own_entry(self, on: bool) -> None:
        self.set_open(on)

    def _on_map_only(self, on: bool) -> None:
        self.setVisible(self._window.actions_by_id["draw"].isChecked() and not on)

    def _on_colour(self, value: str) -> None:
        self._window.annotating.set_style(colour=value)
        self.colour.put([value])

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "theme" in changed:
            self._dress()

    def _dress(self) -> None:
        theme = self._window.session.theme
        for name, drawing in _ICONS.items():
            self._window.actions_by_id[name].setIcon(icon(drawing, theme))
            self._window.actions_by_id[name].setIconVisibleInMenu(False)
        self.colour.set_theme(theme)
        self.colour.put([self._window.annotating.style.colour])
