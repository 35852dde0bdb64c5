"""Tables of a comparison: figures per sector, and settlements by day; both can be sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from viewer.qt.style import ROW_PX, text_font, tooltip

Index = QModelIndex | QPersistentModelIndex
ITEM_ROLE = Qt.ItemDataRole.UserRole
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes
    ----------
    title, tip : str
        Heading and its tooltip.
    figures : bool
        Whether it holds figures, set to the right.
    """

    title: str
    tip: str
    figures: bool = False


@dataclass(frozen=True)
class Row:
    """A row.

    Attributes
    ----------
    item : object
        What a double click is about.
    texts : tuple of str
        One for each column.
    keys : tuple
        What each column is sorted by.
    tip : str
        Plain text; its first line is a title.
    last : bool
        A row of sums: bold, and below all others in any order.
    """

    item: Any
    texts: tuple[str, ...]
    keys: tuple[Any, ...]
    tip: str
    last: bool = field(default=False)


class RowsModel(QAbstractTableModel):
    """Rows of text with what they are sorted by."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns, self._rows = tuple(columns), tuple[Row, ...]()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, not sorted."""
        return self._rows

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Give the columns other headings; there must be as many."""
        self._columns = tuple(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the view keeps its place when only texts differ."""
        if len(rows) == len(self._rows):
            self._rows = tuple(rows)
            if rows:
                end = self.index(len(rows) - 1, len(self._columns) - 1)
                self.dataChanged.emit(self.index(0, 0), end)
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: D102
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: D102
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.texts[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self._columns[column].figures else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(row.tip)
        if role == Qt.ItemDataRole.FontRole:
            return text_font(bold=row.last)
        if role == SORT_ROLE:
            return row.keys[column]
        return row.item if role == ITEM_ROLE else None

    def headerData(  # noqa: D102
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(column.tip)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.figures else _LEFT
        return None


class _Sorted(QSortFilterProxyModel):
    """Sorts by the keys; sums stay at the foot."""

    def lessThan(self, left: Index, right: Index) -> bool:
        model = self.sourceModel()
        assert isinstance(model, RowsModel)
        one, other = model.rows[left.row()], model.rows[right.row()]
        if one.last != other.last:
            return other.last == (self.sortOrder() == Qt.SortOrder.AscendingOrder)
        return bool(one.keys[left.column()] < other.keys[right.column()])


class RowsView(QTableView):
    """A calm table: one line a row, no grid, whole rows chosen, sorted by a click on a heading.

    Parameters
    ----------
    columns : sequence of Column
        The first takes the room that is left.
    name : str
        For screen readers.
    """

    def __init__(self, columns: Sequence[Column], name: str) -> None:
        super().__init__()
        self.rows = RowsModel(columns, self)
        self._sorted = _Sorted(self)
        self._sorted.setSourceModel(self.rows)
        self.setModel(self._sorted)
        self.setAccessibleName(name)
        self.setProperty("look", "rows")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self._sorted.sort(-1)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX - 2)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(56)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def item(self, index: Index) -> Any:
        """What a row of the view is about."""
        return index.data(ITEM_ROLE)

    def shown(self) -> list[list[str]]:
        """Texts as they stand, in the order of the view."""
        model = self.model()
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]
