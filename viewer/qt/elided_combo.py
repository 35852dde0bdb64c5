"""A combo box whose text ends in an ellipsis where it has no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

_PADDING_PX = 4


class ElidedCombo(QComboBox):
    """Cuts its text at a letter and says so; the list below shows it whole."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame and arrow, then as much of the text as there is room for."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room.width() - _PADDING_PX
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
