"""The widgets of the ledger's panel, and how they lie; what they do is the panel's."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.qt.elided_combo import ElidedCombo
from viewer.qt.ledger_chart import CUMULATIVE, HELD, KINDS, NET
from viewer.qt.ledger_table import LedgerTable
from viewer.qt.panel_message import PanelMessage

_KINDS = {
    HELD: ("Held", "Area held"),
    NET: ("Net", "Held less held before"),
    CUMULATIVE: ("Cumulative", "Held less held where the window begins"),
}
_UNITS = {"day": "per day", "week": "per week", "month": "per month"}
MESSAGE, FIGURES = 0, 1
_MOST_OF_TABLE = 0.48


class LedgerParts(QWidget):
    """Chooser and switches at the top; below a sentence, or table and chart.

    Attributes
    ----------
    source, unit : QComboBox
        Source and status; day, week or month.
    all_dates, more : QToolButton
        Switch, and the button of `menu`.
    note : QLabel
        What the table shows.
    kinds : QButtonGroup
        Held, net, cumulative; ids are places in `KINDS`.
    chart_layout : QVBoxLayout
        Where the chart goes.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.source: QComboBox = ElidedCombo(self)
        self.source.setAccessibleName("Source and status")
        self.source.setMinimumWidth(100)
        self.all_dates = _button("All dates", "A row for each snapshot of the window")
        self.all_dates.setCheckable(True)
        self.more = _button("More", "Columns, copies and exports")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        self.note = QLabel(self)
        self.note.setProperty("look", "mute")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.table = LedgerTable(self)
        self.table.setMinimumHeight(96)
        self.message = PanelMessage(self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.message)
        self.stack.addWidget(self._figures())
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.source, 1)
        top.addWidget(self.all_dates)
        top.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.stack, 1)
        self.setFocusProxy(self.table)

    def give_room_to(self, rows: int) -> None:
        """Make the table as high as its rows, and leave the rest to the chart."""
        total = sum(self.splitter.sizes())
        wanted = min(self.table.height_for(rows), round(_MOST_OF_TABLE * total))
        self.splitter.setSizes([wanted, max(1, total - wanted)])

    def _figures(self) -> QWidget:
        self.chart_place = QWidget(self)
        self.chart_layout = QVBoxLayout(self.chart_place)
        self.chart_layout.setContentsMargins(0, 6, 0, 0)
        self.chart_layout.addLayout(self._chart_buttons())
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.chart_place)
        self.splitter.setStretchFactor(1, 1)
        figures = QWidget(self)
        layout = QVBoxLayout(figures)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.note)
        layout.addWidget(self.splitter, 1)
        return figures

    def _chart_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.kinds = QButtonGroup(self)
        for number, kind in enumerate(KINDS):
            button = _button(*_KINDS[kind])
            button.setCheckable(True)
            button.setChecked(kind == HELD)
            self.kinds.addButton(button, number)
            row.addWidget(button)
        self.unit = QComboBox(self)
        self.unit.setAccessibleName("Net per")
        self.unit.setToolTip("Net of each day, calendar week (from Monday) or month")
        for unit, text in _UNITS.items():
            self.unit.addItem(text, unit)
        self.unit.setCurrentIndex(1)
        self.unit.setVisible(False)
        row.addWidget(self.unit)
        row.addStretch(1)
        return row


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setProperty("look", "outlined")
    return button
