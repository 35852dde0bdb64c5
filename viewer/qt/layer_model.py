"""The layer tree as a Qt model: it asks the session's layers and stores nothing but the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from viewer.core.layers import GROUPS, SECTORS, SOURCES, Layer
from viewer.core.session import Session
from viewer.qt.follow import follow
from viewer.qt.layer_texts import GROUP_TITLES, figure_text, tooltip_text
from viewer.qt.style import tooltip

Index = QModelIndex | QPersistentModelIndex
ID_ROLE = Qt.ItemDataRole.UserRole + 1
FIGURE_ROLE = Qt.ItemDataRole.UserRole + 2
OPACITY_ROLE = Qt.ItemDataRole.UserRole + 3
MIME_TYPE = "application/x-salient-layer"
_NOWHERE = QModelIndex()
_SHARED_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
)
_GROUP_FLAGS = _SHARED_FLAGS | Qt.ItemFlag.ItemIsDropEnabled
_ROW_FLAGS = _SHARED_FLAGS | Qt.ItemFlag.ItemIsDragEnabled


@dataclass(eq=False)
class _Row:
    number: int
    id: str
    parent: _Row | None
    children: list[_Row] = field(default_factory=list)


class LayerModel(QAbstractItemModel):
    """Three groups, their layers, and the statuses of a source below it.

    Parameters
    ----------
    session : Session
        Where layers, time and figures come from; every change is asked of its layers.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: dict[int, _Row] = {}
        self._by_id: dict[str, _Row] = {}
        self._dragged = ""
        self._top = [self._new_row(group, None) for group in GROUPS]
        for group in GROUPS:
            self._sync(group)
        follow(self, session.layers.changed, self._on_layers_changed)
        follow(self, session.timeline.changed, self._on_timeline_changed)
        follow(self, session.changed, self._on_session_changed)

    # What a row is

    def id_of(self, index: Index) -> str:
        """Return the id of a layer, or the name of a group; empty for no row."""
        return self._rows[index.internalId()].id if index.isValid() else ""

    def layer_of(self, index: Index) -> Layer | None:
        """Return the layer of a row; None for a heading, or a row about to be removed."""
        row_id = self.id_of(index)
        layers = self._session.layers
        return layers.get(row_id) if layers.has(row_id) else None

    def index_of(self, row_id: str) -> QModelIndex:
        """Return the row of a layer or group; an invalid index when it is not in the tree."""
        row = self._by_id.get(row_id)
        return _NOWHERE if row is None else self._index(row)

    def tick(self, index: Index) -> Qt.CheckState:
        """Return what the tick of a row shows; partly for a group or source that is so."""
        row_id = self.id_of(index)
        layers = self._session.layers
        layer = self.layer_of(index)
        if layer is None:
            state = layers.group_tick(row_id)
        else:
            ticks = {child.visible for child in layers.children(row_id)} or {True}
            state = False if not layer.visible else (True if ticks == {True} else None)
        if state is None:
            return Qt.CheckState.PartiallyChecked
        return Qt.CheckState.Checked if state else Qt.CheckState.Unchecked

    def toggle(self, index: Index) -> None:
        """Ask for the other tick; a group that is partly ticked becomes ticked."""
        row_id = self.id_of(index)
        layers = self._session.layers
        if row_id in GROUPS:
            layers.set_group_visible(row_id, layers.group_tick(row_id) is not True)
        elif row_id:
            layers.set_visible(row_id, not layers.get(row_id).visible)

    # QAbstractItemModel

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:  # noqa: D102
        rows = self._children(parent)
        if column != 0 or not 0 <= row < len(rows):
            return QModelIndex()
        return self.createIndex(row, 0, rows[row].number)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # noqa: D102
        if not index.isValid():
            return QModelIndex()
        parent = self._rows[index.internalId()].parent
        return QModelIndex() if parent is None else self._index(parent)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: D102
        return len(self._children(parent))

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: D102
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: D102
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        row = self._rows[index.internalId()]
        if row.parent is None:
            return _GROUP_FLAGS
        # A source takes drops only while one of its own statuses is dragged.
        takes_drop = bool(row.children) and self._dragged.startswith("series:")
        return _ROW_FLAGS | Qt.ItemFlag.ItemIsDropEnabled if takes_drop else _ROW_FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid():
            return None
        row_id = self.id_of(index)
        if role == ID_ROLE:
            return row_id
        if role == Qt.ItemDataRole.CheckStateRole:
            return self.tick(index)
        if row_id in GROUPS:
            return self._group_data(row_id, role)
        layer = self.layer_of(index)
        if layer is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return layer.title
        if role == FIGURE_ROLE:
            return figure_text(self._session, layer)
        if role == OPACITY_ROLE:
            return layer.opacity
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(tooltip_text(self._session, layer))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            figure = figure_text(self._session, layer)
            unit = " km²" if layer.group == SECTORS else ""
            return f"{layer.title}, {figure}{unit}" if figure else layer.title
        return None

    def setData(  # noqa: D102
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        wanted = Qt.CheckState(value) == Qt.CheckState.Checked
        if wanted != (self.tick(index) == Qt.CheckState.Checked):
            self.toggle(index)
        return True

    # Order by drag

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: D102
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: D102
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: D102
        self._dragged = self.id_of(indexes[0]) if indexes else ""
        data = QMimeData()
        data.setData(MIME_TYPE, QByteArray(self._dragged.encode()))
        return data

    def canDropMimeData(  # noqa: D102
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        dragged = self._by_id.get(_dragged_id(data))
        return (
            dragged is not None
            and dragged.id == self._dragged
            and dragged.parent is not None
            and row >= 0
            and dragged.parent.id == self.id_of(parent)
        )

    def dropMimeData(  # noqa: D102
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        self._dragged = ""
        dragged = self._by_id[_dragged_id(data)]
        assert dragged.parent is not None
        before = dragged.parent.children.index(dragged) < row
        self._session.layers.move(dragged.id, row - 1 if before else row)
        return True

    # Following the session

    def _on_layers_changed(self, changed: frozenset[str]) -> None:
        for group in GROUPS:
            if group in changed or (group == SOURCES and _touches_sources(changed)):
                self._sync(group)
        for row in self._top:
            self._told([row])
            for child in row.children:
                self._told([child])
                self._told(child.children)

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if changed & {"current", "dates"}:
            self._tell_figures()

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "series" in changed:
            self._tell_figures()

    def _tell_figures(self) -> None:
        for group in (SECTORS, SOURCES):
            for row in self._by_id[group].children:
                self._told([row], [FIGURE_ROLE])
                self._told(row.children, [FIGURE_ROLE])

    def _told(self, rows: list[_Row], roles: Iterable[int] = ()) -> None:
        if rows:
            self.dataChanged.emit(self._index(rows[0]), self._index(rows[-1]), list(roles))

    def _sync(self, group: str) -> None:
        layers = self._session.layers
        self._sync_rows(self._by_id[group], [layer.id for layer in layers.rows(group)])
        for row in self._by_id[group].children:
            children = layers.children(row.id)
            # A source of one status needs no row for it, unless that row holds it back.
            needed = len(children) > 1 or not all(child.visible for child in children)
            self._sync_rows(row, [child.id for child in children] if needed else [])

    def _sync_rows(self, parent: _Row, ids: list[str]) -> None:
        at = self._index(parent)
        for place in reversed(range(len(parent.children))):
            if parent.children[place].id not in ids:
                self.beginRemoveRows(at, place, place)
                self._forget(parent.children.pop(place))
                self.endRemoveRows()
        for row_id in ids:
            if row_id not in self._by_id:
                end = len(parent.children)
                self.beginInsertRows(at, end, end)
                parent.children.append(self._new_row(row_id, parent))
                self.endInsertRows()
        if [row.id for row in parent.children] != ids:
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            parent.children.sort(key=lambda row: ids.index(row.id))
            after = [self._index(self._rows[index.internalId()]) for index in before]
            self.changePersistentIndexList(before, after)
            self.layoutChanged.emit()

    def _new_row(self, row_id: str, parent: _Row | None) -> _Row:
        row = _Row(max(self._rows, default=0) + 1, row_id, parent)
        self._rows[row.number] = row
        self._by_id[row_id] = row
        return row

    def _forget(self, row: _Row) -> None:
        for child in row.children:
            self._forget(child)
        del self._rows[row.number], self._by_id[row.id]

    def _index(self, row: _Row) -> QModelIndex:
        siblings = self._top if row.parent is None else row.parent.children
        return self.createIndex(siblings.index(row), 0, row.number)

    def _children(self, parent: Index) -> list[_Row]:
        return self._rows[parent.internalId()].children if parent.isValid() else self._top

    @staticmethod
    def _group_data(group: str, role: int) -> str | None:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return GROUP_TITLES[group]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "Click the tick: all or none · click the heading: fold or unfold"
        return None


def _dragged_id(data: QMimeData) -> str:
    return bytes(data.data(MIME_TYPE).data()).decode()


def _touches_sources(changed: frozenset[str]) -> bool:
    return any(name.startswith(("source:", "series:")) for name in changed)
