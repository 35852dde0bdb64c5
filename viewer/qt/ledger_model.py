"""The ledger as a Qt model: rows of a data frame, sorted and told in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from viewer.core.text import age_text, date_text, number_text, signed_text
from viewer.qt.ledger_columns import FLAG_WORDS, Column, Value, cell_text, heading
from viewer.qt.ledger_rows import LedgerRow
from viewer.qt.style import colour, text_font, tooltip

REST = ("elsewhere", "whole")
_Index = QModelIndex | QPersistentModelIndex
_EXACT_DIGITS = 6
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class LedgerModel(QAbstractTableModel):
    """Rows of the ledger under the columns that are shown.

    Attributes
    ----------
    rows : list of LedgerRow
        In the order shown.
    columns : list of Column
        In the order shown.
    order : tuple of (str, SortOrder)
        Id of the column that the rows are sorted by, or "" as they come; and which way.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[LedgerRow] = []
        self.columns: list[Column] = []
        self._names: Mapping[str, str] = {}
        self._notes: Sequence[str] = ()
        self._theme = "light"
        self._day: date | None = None
        self.order: tuple[str, Qt.SortOrder] = ("", Qt.SortOrder.AscendingOrder)

    def show_rows(
        self,
        rows: Sequence[LedgerRow],
        columns: Sequence[Column],
        names: Mapping[str, str],
        notes: Sequence[str],
    ) -> None:
        """Show other rows, in the order asked for last; as many as before keep the selection.

        Parameters
        ----------
        rows : sequence of LedgerRow
            Rows.
        columns : sequence of Column
            What is shown of them.
        names : mapping of str to str
            Names of sectors by id.
        notes : sequence of str
            Source, status and method, for tooltips.
        """
        in_place = list(columns) == self.columns and len(rows) == len(self.rows) > 0
        if not in_place:
            self.beginResetModel()
        self.rows, self.columns = list(rows), list(columns)
        self._names, self._notes = names, notes
        self._sort()
        if in_place:
            self._tell_all()
        else:
            self.endResetModel()

    def set_day(self, day: date | None) -> None:
        """Mark the rows of a day."""
        if day != self._day:
            self._day = day
            self._tell_all()

    def set_theme(self, theme: str) -> None:
        """Take the colours of a theme."""
        self._theme = theme

    def rows_of_day(self, day: date | None) -> list[int]:
        """Numbers of the rows whose snapshot is of that day."""
        return [n for n, row in enumerate(self.rows) if row.values["date"] == day]

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        spec, value = self.columns[column], self.rows[row].values[self.columns[column].id]
        if spec.id == "sector" and isinstance(value, str):
            return self._names.get(value, value)
        return cell_text(spec, value)

    def long_texts(self, column: int) -> list[str]:
        """The longest texts of a column, without writing every one."""
        spec = self.columns[column]
        values = {row.values[spec.id] for row in self.rows} - {None}
        if spec.digits < 0:
            some = sorted(values, key=str)[:: max(1, len(values) // 12)]
        else:
            some = sorted(values, key=lambda value: abs(float(str(value))))[-3:]
        return [self._names.get(str(v), cell_text(spec, v)) for v in some]

    def as_text(self, rows: Sequence[int]) -> str:
        """Rows as they are shown, tabs between the cells, then of when and whose they are."""
        lines = ["\t".join(heading(column) for column in self.columns)]
        lines += ["\t".join(self.text(r, c) for c in range(len(self.columns))) for r in rows]
        when: list[str] = []
        if rows and "date" not in (column.id for column in self.columns):  # all are of one date
            values = self.rows[rows[0]].values
            since = _since(values)
            changes = f" Gained, lost and net {since}." if since else ""
            when = [f"{_when(values)}.{changes}", *_flag(values)]
        return "\n".join((*lines, "", *when, *self._notes)) + "\n"

    # -- Qt --------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, D102
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, D102
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.digits >= 0 else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip("\n".join(self.explanation(index.row(), index.column())))
        if role == Qt.ItemDataRole.BackgroundRole and row.values["date"] == self._day:
            return colour(self._theme, "tint")
        if role == Qt.ItemDataRole.ForegroundRole and row.values["flag"] == "identical":
            return colour(self._theme, "mute")
        if role == Qt.ItemDataRole.FontRole and row.values["sector"] == "whole":
            return _bold()
        return None

    def headerData(  # noqa: D102
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.label}\n{column.unit}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.digits >= 0 else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            unit = f", {column.unit}" if column.unit else ""
            return tooltip(f"{column.title}{unit}\n{column.tip}")
        return None

    def sort(  # noqa: D102
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        known = 0 <= column < len(self.columns)
        self.order = (self.columns[column].id if known else "", order)
        self.layoutAboutToBeChanged.emit()
        self._sort()
        self.layoutChanged.emit()

    def _tell_all(self) -> None:
        if self.rows and self.columns:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _sort(self) -> None:
        """Sort; what is missing comes last, and so do the rest and the whole of one date."""
        name, order = self.order
        one_day = len({row.values["date"] for row in self.rows}) <= 1
        rows = sorted(self.rows, key=lambda row: row.number)
        if name:
            present = [row for row in rows if row.values[name] is not None]
            present.sort(
                key=lambda row: self._key(row.values[name]),
                reverse=order == Qt.SortOrder.DescendingOrder,
            )
            rows = present + [row for row in rows if row.values[name] is None]
        if one_day:
            rows.sort(key=lambda row: _after_sectors(row.values["sector"]))
        self.rows = rows

    def _key(self, value: Any) -> Any:
        return self._names.get(value, value) if isinstance(value, str) else value

    # -- words -----------------------------------------------------------------------------

    def explanation(self, row: int, column: int) -> list[str]:
        """Say what a figure is, exactly, with snapshot, age, flags, source and method."""
        values, spec = self.rows[row].values, self.columns[column]
        sector = self._names.get(str(values["sector"]), str(values["sector"]))
        lines = [f"{sector}, {spec.title.lower()}: {self._exact(values[spec.id], spec)}"]
        lines.append(_when(values))
        if spec.id in ("gained_km2", "lost_km2", "net_km2"):
            since = _since(values)
            lines.append(f"S{since[1:]}" if since else "There is no snapshot before")
        if spec.id in ("gained_km2", "lost_km2"):
            slivers = values[spec.id.replace("_km2", "_slivers_km2")]
            if isinstance(slivers, float) and slivers:
                lines.append(f"Of it in pieces under 0.01 km²: {number_text(slivers, 3)} km²")
        return [*lines, *_flag(values), *self._notes]

    @staticmethod
    def _exact(value: Value, column: Column) -> str:
        if isinstance(value, float):
            text = signed_text if column.signed else number_text
            return f"{text(value, _EXACT_DIGITS)} {column.unit}"
        return cell_text(column, value)


def _when(values: Mapping[str, Value]) -> str:
    snapshot, day, age = values["snapshot_date"], values["date"], values["age_days"]
    assert isinstance(snapshot, date)
    assert isinstance(day, date)
    shown = f", shown for {date_text(day)}: {age_text(age)}" if isinstance(age, int) and age else ""
    return f"Snapshot of {date_text(snapshot)}{shown}"


def _since(values: Mapping[str, Value]) -> str:
    span = values["span_days"]
    if not isinstance(span, int):
        return ""
    days = "1 day" if span == 1 else f"{number_text(span)} days"
    return f"since the snapshot {days} before"


def _flag(values: Mapping[str, Value]) -> list[str]:
    flag = str(values["flag"])
    return [f"The snapshot is {FLAG_WORDS.get(flag, flag)}"] if flag else []


def _after_sectors(sector: Value) -> int:
    """0 for sectors; then elsewhere, then the whole."""
    return REST.index(str(sector)) + 1 if sector in REST else 0


def _bold() -> QFont:
    return text_font(bold=True)
