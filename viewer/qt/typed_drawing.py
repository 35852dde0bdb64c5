"""What is drawn and turned by typed numbers, without the mouse: any kind, in any format."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QInputDialog,
    QLineEdit,
    QPlainTextEdit,
)

from viewer.core import annotation_edits as edits
from viewer.core.annotation_json import WrongAnnotation
from viewer.core.annotation_shapes import bounds_of
from viewer.core.annotations import LARGEST_RADIUS_M, ROUND, Annotation, Kind
from viewer.core.typed_shapes import MOST_TYPED, new_shape, positions_of
from viewer.errors import ViewerError
from viewer.qt.inspector_part import sentence

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

_KINDS = tuple(kind for kind in Kind if kind is not Kind.FREEHAND)
_EXAMPLES = "48.28 N 37.18 E\n48 17 02 N 37 10 55 E\n37U CQ 65213 48213"
_METRES = 1000.0


class TypedDrawing(QDialog):
    """Asks for a kind, a title and positions, and draws; what is wrong is told and can be mended.

    Parameters
    ----------
    window : MainWindow
        Where it is drawn, in the style of what is drawn next.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Draw by coordinates")
        self.setMinimumWidth(440)
        self._window = window
        self.kind = QComboBox(self)
        for kind in _KINDS:
            self.kind.addItem(kind.words.capitalize(), kind.value)
        self.title = QLineEdit(self)
        self.positions = QPlainTextEdit(self)
        self.positions.setPlaceholderText(_EXAMPLES)
        self.positions.setTabChangesFocus(True)
        self.positions.setFixedHeight(6 * self.fontMetrics().lineSpacing())
        self.radius = QDoubleSpinBox(self)
        self.radius.setRange(0.001, LARGEST_RADIUS_M / _METRES)
        self.radius.setDecimals(3)
        self.radius.setValue(10.0)
        self.radius.setSuffix(" km")
        self.wanted = sentence(self, "mute")
        self.wanted.show()
        self.complaint = sentence(self, "problem")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("Draw")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(20, 18, 20, 16)
        self._form.setSpacing(12)
        self._form.addRow("&Kind", self.kind)
        self._form.addRow("&Title", self.title)
        self._form.addRow("Coo&rdinates", self.positions)
        self._form.addRow("", self.wanted)
        self._form.addRow("Ra&dius", self.radius)
        self._form.addRow(self.complaint)
        self._form.addRow(buttons)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.accept)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.positions.textChanged.connect(self.complaint.hide)
        self._on_kind()
        self.positions.setFocus()

    def accept(self) -> None:
        """Draw, and look there if it cannot be seen."""
        kind = Kind(self.kind.currentData())
        store = self._window.session.annotations
        try:
            shape = new_shape(kind, self.positions.toPlainText())
            values: dict[str, object] = {"kind": kind.value, "shape": shape}
            values["title"] = self.title.text().strip()
            if kind in ROUND:
                values["radius_m"] = self.radius.value() * _METRES
            made = edits.draw(store, json.loads(json.dumps(values)), self._window.annotating.style)
        except ViewerError as error:
            self._complain(str(error))
            return
        except WrongAnnotation as error:
            self._complain(f"It cannot be drawn: {error}. Change what was typed.")
            return
        super().accept()
        if not self._is_seen(made):
            self._window.actions_by_id["annotations_zoom"].trigger()

    def _complain(self, text: str) -> None:
        self.complaint.setText(text)
        self.complaint.show()
        self.positions.setFocus()

    def _is_seen(self, made: Annotation) -> bool:
        view, size = self._window.session.view, self._window.map_view.size()
        if view is None:
            return False
        degree = 256 * 2**view.zoom / 360  # px, of longitude
        west, south, east, north = bounds_of(made)
        wide = size.width() / 2 / degree
        high = size.height() / 2 / degree * math.cos(math.radians(view.lat))
        across = view.lon - wide <= west and east <= view.lon + wide
        return across and view.lat - high <= south and north <= view.lat + high

    def _on_kind(self) -> None:
        kind = Kind(self.kind.currentData())
        fewest, most = positions_of(kind)
        self._form.setRowVisible(self.radius, kind in ROUND)
        self.complaint.hide()
        if most == MOST_TYPED:
            count = f"{fewest} or more positions, one a line"
        elif kind is Kind.RECTANGLE:
            count = "Two opposite corners, one a line"
        else:
            count = "The centre" if kind in ROUND else "One position"
        self.wanted.setText(f"{count}: degrees in any way, UTM or MGRS. Ctrl+Return draws.")


def ask_turn(window: MainWindow) -> None:
    """Ask for an angle, and turn what is selected by it."""
    dialog = QInputDialog(window)
    dialog.setWindowTitle("Rotate")
    dialog.setLabelText("Degrees clockwise; a minus turns the other way:")
    dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
    dialog.setDoubleRange(-360.0, 360.0)
    dialog.setDoubleDecimals(1)
    dialog.setDoubleValue(90.0)
    dialog.doubleValueSelected.connect(
        lambda degrees: edits.rotate(
            window.session.annotations, window.session.annotations.selection, degrees
        )
    )
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
