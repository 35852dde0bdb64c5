"""Choosing a colour: a chip that opens a small palette, and any other colour by a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import (
    QColorDialog,
    QGridLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from viewer.qt.annotation_fields import VARIOUS
from viewer.qt.annotation_marks import colour_chip

PALETTE = {
    "#0b5cad": "Blue", "#1f5fae": "Ukrainian side", "#12708f": "Petrol", "#00766d": "Teal",
    "#2e7d32": "Green", "#b3261e": "Russian side", "#e8590c": "Orange", "#c99700": "Amber",
    "#8a1f6b": "Purple", "#6d4c41": "Brown", "#1b1f24": "Black", "#5b6570": "Grey",
    "#9aa5b1": "Light grey", "#ffffff": "White", "#ffa94d": "Light orange", "#6cb2ff": "Light blue",
}  # fmt: skip
_PER_ROW = 8
_ICON = Qt.ToolButtonStyle.ToolButtonIconOnly
_TEXT = Qt.ToolButtonStyle.ToolButtonTextBesideIcon


class ColourField(QToolButton):
    """A button with the colour on it.

    Parameters
    ----------
    parent : QWidget
        Owner.
    name : str
        For people and for screen readers.
    theme : str
        ``light`` or ``dark``.
    none : bool
        Whether "" is possible.

    Signals
    -------
    chosen : str
        ``#rrggbb``, or "" for none.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, name: str, theme: str, *, none: bool = False) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(f"Choose: {name.lower()}")
        self.setProperty("look", "outlined")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._theme, self._none = theme, none
        self.value = ""
        self.setIconSize(QSize(28, 14))
        self.menu_of_colours = QMenu(self)
        self.setMenu(self.menu_of_colours)
        self.menu_of_colours.aboutToShow.connect(self._fill)
        self.chips: dict[str, QToolButton] = {}

    def put(self, values: Sequence[str]) -> None:
        """Show what all have."""
        same = len(set(values)) == 1
        self.value = values[0] if same else ""
        self.setIcon(QIcon(colour_chip(self.value, self._theme)))
        text = f" {VARIOUS}" if not same else " none" if not self.value else ""
        self.setText(text)
        self.setToolButtonStyle(_TEXT if text else _ICON)

    def set_theme(self, theme: str) -> None:
        """Draw the chip for another theme."""
        self._theme = theme

    def _fill(self) -> None:
        menu = self.menu_of_colours
        menu.clear()
        self.chips.clear()
        place = QWidget(menu)
        grid = QGridLayout()
        grid.setSpacing(4)
        for at, (value, words) in enumerate(PALETTE.items()):
            chip = QToolButton(place)
            chip.setIcon(QIcon(colour_chip(value, self._theme, 20, 20)))
            chip.setIconSize(QSize(20, 20))
            chip.setToolTip(words)
            chip.setAccessibleName(words)
            chip.clicked.connect(partial(self._choose, value))
            grid.addWidget(chip, at // _PER_ROW, at % _PER_ROW)
            self.chips[value] = chip
        layout = QVBoxLayout(place)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addLayout(grid)
        action = QWidgetAction(menu)
        action.setDefaultWidget(place)
        menu.addAction(action)
        menu.addSeparator()
        if self._none:
            menu.addAction("None", partial(self._choose, ""))
        menu.addAction("Other colour...", self._open_dialog)

    def _choose(self, value: str) -> None:
        self.menu_of_colours.close()
        self.chosen.emit(value)

    def _open_dialog(self) -> None:
        dialog = QColorDialog(QColor(self.value or "#0b5cad"), self)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setWindowTitle("Colour")
        dialog.colorSelected.connect(lambda colour: self.chosen.emit(colour.name()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
