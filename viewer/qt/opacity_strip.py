"""A slim slider for the opacity of one layer; in the sidebar's foot and in its menu."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from viewer.core.layers import GROUPS
from viewer.core.session import Session
from viewer.core.text import THIN_SPACE
from viewer.qt.follow import follow
from viewer.qt.status_bar import ElidedLabel


class OpacityStrip(QWidget):
    """Shows and asks for the opacity of the layer that it was given last.

    Parameters
    ----------
    session : Session
        Owner of the layers.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._layer_id = ""
        self._label = ElidedLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setFixedWidth(96)
        self.slider.setAccessibleName("Opacity")
        self.slider.setToolTip("Opacity (in the tree: Shift+Left, Shift+Right)")
        self._value = QLabel()
        self._value.setFixedWidth(self.fontMetrics().horizontalAdvance("100 %") + 4)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.setSpacing(8)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.slider)
        layout.addWidget(self._value)
        self.slider.valueChanged.connect(self._on_slider)
        follow(self, session.layers.changed, self._on_layers_changed)
        self.set_layer("")

    def set_layer(self, layer_id: str) -> None:
        """Serve that layer; a group or an empty id switches the slider off."""
        self._layer_id = "" if layer_id in GROUPS else layer_id
        self._show()

    def _show(self) -> None:
        layers = self._session.layers
        known = bool(self._layer_id) and layers.has(self._layer_id)
        self.slider.setEnabled(known)
        if not known:
            self._label.set_whole_text("Opacity", "Choose a row to set its opacity")
            self._value.setText("")
            return
        layer = layers.get(self._layer_id)
        percent = round(layer.opacity * 100)
        with QSignalBlocker(self.slider):
            self.slider.setValue(percent)
        self._label.set_whole_text("Opacity", layer.title)
        self.slider.setAccessibleDescription(layer.title)
        self._value.setText(f"{percent}{THIN_SPACE}%")

    def _on_slider(self, percent: int) -> None:
        if self._layer_id:
            self._session.layers.set_opacity(self._layer_id, percent / 100)

    def _on_layers_changed(self, _: frozenset[str]) -> None:
        self._show()
