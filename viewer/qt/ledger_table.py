"""The table of the ledger: sorted by its heading, copied with Ctrl+C, columns chosen by a menu."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from viewer.qt.ledger_columns import COLUMNS
from viewer.qt.ledger_model import LedgerModel
from viewer.qt.style import text_font

_FIXED = ("date", "sector")
_PADDING_PX, _WIDEST_PX, _SCROLL_PX = 9, 130, 14
_LINE_PX = 24


class LedgerTable(QTableView):
    """Shows a `LedgerModel`.

    Attributes
    ----------
    day_asked : Signal
        Date of a row that was double clicked, or on which Enter was pressed.
    columns_changed : Signal
        Ids of the columns that the user wants now.
    copied : Signal
        How many rows were copied.
    """

    day_asked = Signal(object)
    columns_changed = Signal(object)
    copied = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ledger = LedgerModel()
        self.wanted = [column.id for column in COLUMNS if column.shown]
        self.setModel(self.ledger)
        self.setAlternatingRowColors(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Ledger")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_LINE_PX)
        self.verticalHeader().setMinimumSectionSize(_LINE_PX)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setMinimumSectionSize(40)
        header.setStyleSheet("QHeaderView::section { padding: 4px 5px; }")
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_columns_menu)
        self.setSortingEnabled(True)
        self.activated.connect(self._on_activated)
        self.setCornerButtonEnabled(False)

    def fit_columns(self, *, only_wider: bool = False) -> None:
        """Give each column the width that its heading and its widest cell need.

        Parameters
        ----------
        only_wider : bool
            Leave columns that have room enough as they are, so that nothing moves while playing.
        """
        metrics = QFontMetrics(text_font(bold=True))  # of the whole, which is the widest
        for place, column in enumerate(self.ledger.columns):
            texts = [column.label, column.unit, *self.ledger.long_texts(place)]
            width = min(max(map(metrics.horizontalAdvance, texts)), _WIDEST_PX) + _PADDING_PX
            if not only_wider or width > self.columnWidth(place):
                self.setColumnWidth(place, width)

    def mark_order(self) -> None:
        """Let the arrow stand over the column that the rows are sorted by."""
        name, order = self.ledger.order
        ids = [column.id for column in self.ledger.columns]
        header = self.horizontalHeader()
        header.blockSignals(True)
        header.setSortIndicator(ids.index(name) if name in ids else -1, order)
        header.blockSignals(False)

    def height_for(self, rows: int) -> int:
        """Height that so many rows need, with heading and scroll bar."""
        return self.horizontalHeader().sizeHint().height() + rows * _LINE_PX + _SCROLL_PX

    def chosen_rows(self) -> list[int]:
        """Selected rows from top to bottom; all when none is selected."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return rows or list(range(len(self.ledger.rows)))

    def copy_text(self) -> None:
        """Put the selected rows on the clipboard as they are shown, with source and method."""
        rows = self.chosen_rows()
        if rows:
            QGuiApplication.clipboard().setText(self.ledger.as_text(rows))
            self.copied.emit(len(rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the rows; Enter shows the date of one."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_text()
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_activated(self.currentIndex())
        elif event.text() and event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_Tab):
            event.ignore()  # letters are keys of the window, and no search in the table
        else:
            super().keyPressEvent(event)

    def columns_menu(self) -> QMenu:
        """A menu with a tick for each column."""
        menu = QMenu("Columns", self)
        for column in COLUMNS:
            if column.id in _FIXED:
                continue
            unit = f" ({column.unit})" if column.unit else ""
            action = menu.addAction(column.title + unit)
            action.setToolTip(column.tip)
            action.setCheckable(True)
            action.setChecked(column.id in self.wanted)
            action.toggled.connect(self._toggler(column.id))
        menu.setToolTipsVisible(True)
        return menu

    def _toggler(self, name: str) -> Callable[[bool], None]:
        def toggle(on: bool) -> None:
            self.wanted = [
                column.id
                for column in COLUMNS
                if (on if column.id == name else column.id in self.wanted)
            ]
            self.columns_changed.emit(self.wanted)

        return toggle

    def _show_columns_menu(self, at: QPoint) -> None:
        menu = self.columns_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    def _on_activated(self, index: QModelIndex) -> None:
        if index.isValid():
            day = self.ledger.rows[index.row()].values["snapshot_date"]
            if isinstance(day, date):
                self.day_asked.emit(day)
