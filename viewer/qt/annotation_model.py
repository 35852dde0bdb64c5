"""The annotations as a tree for Qt's views: groups and what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from viewer.core import annotation_edits as edits
from viewer.core import annotation_groups
from viewer.core.annotation_store import AnnotationStore
from viewer.core.annotations import Annotation, Group
from viewer.qt.annotation_marks import dot, mark, swatch
from viewer.qt.annotation_rows import (
    BY_ORDER,
    NOW,
    Arranged,
    Wanted,
    arranged,
    is_shown,
    validity_text,
)
from viewer.qt.style import colour, tooltip

NAME, HOLDS, LOCK, FLAG = range(4)
HEADINGS = ("Annotation", "Holds", "", "")
ID_ROLE = Qt.ItemDataRole.UserRole
IDS_TYPE = "application/x-salient-annotation-ids"
AnyIndex = QModelIndex | QPersistentModelIndex
_TOP = 0
_MOST_TOLD = 200
_ROLE = Qt.ItemDataRole


class AnnotationModel(QAbstractItemModel):
    """Rows of groups and annotations; ticks, names and places of rows can be changed.

    Parameters
    ----------
    store : AnnotationStore
        Where they are; every change is a step there.
    theme : str
        ``light`` or ``dark``.
    """

    def __init__(self, store: AnnotationStore, theme: str) -> None:
        super().__init__()
        self.store = store
        self.theme = theme
        self.day: date | None = None
        self.reasons: Mapping[str, str] = {}
        self.wanted = Wanted()
        self.rows = Arranged()
        self._place: dict[str, tuple[int, int]] = {}
        self.refresh()

    # -- what is shown ---------------------------------------------------------------------

    def refresh(self, ids: Iterable[str] = ()) -> None:
        """Arrange anew, and tell of those rows; of very many the view must be drawn again."""
        rows = arranged(self.store, self.wanted, self.day, self.reasons)
        if rows != self.rows:
            self.beginResetModel()
            self._set_rows(rows)
            self.endResetModel()
            return
        for key in islice(ids, _MOST_TOLD):
            index = self.index_of(key)
            if index.isValid():
                self.dataChanged.emit(index, index.siblingAtColumn(FLAG))

    def ask(self, wanted: Wanted) -> None:
        """Show something else."""
        if wanted != self.wanted:
            self.wanted = wanted
            self.refresh()

    def set_day(self, day: date | None) -> None:
        """Follow the date shown; the view must be drawn again."""
        if day != self.day:
            self.day = day
            if self.wanted.kind == NOW:
                self.refresh()

    def index_of(self, key: str, column: int = NAME) -> QModelIndex:
        """Index of a group or annotation; invalid when it is not in the list."""
        place = self._place.get(key)
        return self.createIndex(place[1], column, place[0]) if place else QModelIndex()

    def key_of(self, index: AnyIndex) -> str:
        """Id of the row of an index; "" for none."""
        if not index.isValid():
            return ""
        parent = index.internalId()
        inside = self.rows.top if parent == _TOP else self._inside(parent - 1)
        return inside[index.row()]

    def ids_of(self, keys: Iterable[str]) -> list[str]:
        """Those annotations, and the members in the list of those groups."""
        found: dict[str, None] = {}
        for key in keys:
            found.update(dict.fromkeys(self.rows.children.get(key, (key,))))
        return list(found)

    def _set_rows(self, rows: Arranged) -> None:
        self.rows = rows
        self._place = {key: (_TOP, row) for row, key in enumerate(rows.top)}
        for at, group in enumerate(rows.top):
            for row, key in enumerate(rows.children.get(group, ())):
                self._place[key] = (at + 1, row)

    def _inside(self, row: int) -> Sequence[str]:
        return self.rows.children.get(self.rows.top[row], ())

    # -- the shape of the tree -------------------------------------------------------------

    def index(self, row: int, column: int, parent: AnyIndex = QModelIndex()) -> QModelIndex:  # noqa: B008, D102
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, index: AnyIndex = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008, D102
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, NAME, _TOP)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, D102
        if not parent.isValid():
            return len(self.rows.top)
        inside = parent.internalId() == _TOP and parent.column() == NAME
        return len(self._inside(parent.row())) if inside else 0

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, D102
        return len(HEADINGS)

    # -- what a row says -------------------------------------------------------------------

    def headerData(  # noqa: D102
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _ROLE.DisplayRole:
            return HEADINGS[section]
        return None

    def data(self, index: AnyIndex, role: int = _ROLE.DisplayRole) -> Any:  # noqa: D102
        item = self.store.get(self.key_of(index))
        if role == ID_ROLE:
            return item.id if item else ""
        if isinstance(item, Annotation):
            return self._annotation_data(item, index.column(), role)
        return self._group_data(item, index.column(), role) if item else None

    def _annotation_data(self, one: Annotation, column: int, role: int) -> Any:
        if role == _ROLE.ToolTipRole:
            return self._tip(one, column)
        if role == _ROLE.ForegroundRole:
            return None if self.is_shown(one) else colour(self.theme, "mute")
        if column == NAME:
            if role == _ROLE.DisplayRole:
                return " ".join(one.name.split())
            if role == _ROLE.EditRole:
                return one.title
            if role == _ROLE.CheckStateRole:
                return _check(one.visible)
            return swatch(one, self.theme) if role == _ROLE.DecorationRole else None
        if column == HOLDS:
            if role == _ROLE.DisplayRole:
                return validity_text(one)
            return dot(self.is_shown(one), self.theme) if role == _ROLE.DecorationRole else None
        return self._mark(one, column, role)

    def _group_data(self, group: Group, column: int, role: int) -> Any:
        if column == NAME:
            if role == _ROLE.DisplayRole:
                count = len(self.rows.children.get(group.id, ()))
                return f"{' '.join(group.name.split())}  ({count})"
            if role == _ROLE.EditRole:
                return group.name
            if role == _ROLE.CheckStateRole:
                return _check(group.visible)
            return mark("group", self.theme) if role == _ROLE.DecorationRole else None
        return self._mark(group, column, role)

    def _mark(self, item: Annotation | Group, column: int, role: int) -> Any:
        flagged = column == FLAG and self.reasons.get(item.id)
        text = self.reasons[item.id] if flagged else "Locked" if item.locked else "Not locked"
        if role == _ROLE.DecorationRole and column == LOCK and item.locked:
            return mark("lock", self.theme)
        if role == _ROLE.DecorationRole and flagged:
            return mark("warning", self.theme, "changed")
        return text if role == _ROLE.AccessibleTextRole and (column == LOCK or flagged) else None

    def _tip(self, one: Annotation, column: int) -> str:
        if column == LOCK:
            return "Locked: click to unlock" if one.locked else "Click to lock"
        when = f"Holds {validity_text(one)}; {'on the map' if self.is_shown(one) else 'not shown'}"
        lines = [one.name, one.kind.words.capitalize(), when, self.reasons.get(one.id, "")]
        return tooltip("\n".join(line for line in (*lines, one.note[:400]) if line))

    def is_shown(self, one: Annotation, day: date | None = None) -> bool:
        """Whether it is on the map on a day, the date shown by default."""
        group = self.store.get(one.group) if one.group else None
        return is_shown(one, group if isinstance(group, Group) else None, day or self.day)

    # -- what can be done in a row ---------------------------------------------------------

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:  # noqa: D102
        flag = Qt.ItemFlag
        can = flag.NoItemFlags
        if index.isValid():
            can = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled
            if index.column() == NAME:
                can |= flag.ItemIsUserCheckable | flag.ItemIsEditable
        into = not index.isValid() or self.key_of(index) in self.rows.children
        if into and self.wanted.column == BY_ORDER:  # another order says nothing of the map
            can |= flag.ItemIsDropEnabled
        return can

    def setData(self, index: AnyIndex, value: Any, role: int = _ROLE.EditRole) -> bool:  # noqa: D102
        item = self.store.get(self.key_of(index))
        if item is None or index.column() != NAME:
            return False
        if role == _ROLE.CheckStateRole:
            self.set_visible((item.id,), Qt.CheckState(value) == Qt.CheckState.Checked)
        elif role == _ROLE.EditRole and isinstance(item, Annotation):
            edits.change(self.store, (item.id,), "rename", _titled(str(value)))
        elif role == _ROLE.EditRole and str(value).strip():
            annotation_groups.change_group(self.store, item.id, "rename", name=str(value).strip())
        return True

    def set_visible(self, keys: Iterable[str], on: bool) -> None:
        """Show or hide annotations, or groups."""
        self._set(keys, "show" if on else "hide", "visible", on)

    def set_locked(self, keys: Iterable[str], on: bool) -> None:
        """Lock or unlock annotations, or groups."""
        self._set(keys, "lock" if on else "unlock", "locked", on)

    def _set(self, keys: Iterable[str], verb: str, field: str, on: bool) -> None:
        keys = tuple(keys)
        for key in keys:
            if isinstance(self.store.get(key), Group):
                annotation_groups.change_group(self.store, key, verb, **{field: on})
        edits.change(
            self.store,
            keys,
            verb,
            lambda one: replace(one, **{field: on}),  # type: ignore[arg-type]
            locked=True,
        )

    # -- moving rows -----------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: D102
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: D102
        return [IDS_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: D102
        keys = dict.fromkeys(self.key_of(index) for index in indexes)
        data = QMimeData()
        data.setData(IDS_TYPE, QByteArray("\n".join(self.ids_of(keys)).encode()))
        return data

    def dropMimeData(  # noqa: D102
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex
    ) -> bool:
        if not data.hasFormat(IDS_TYPE) or self.wanted.column != BY_ORDER:
            return False
        ids = bytes(data.data(IDS_TYPE).data()).decode().split("\n")
        group = self.key_of(parent)
        inside = self.rows.children.get(group, []) if group else self.rows.top
        after = inside[row if row >= 0 else 0 if group else len(inside) :]
        loose = [key for key in after if key not in self.rows.children and key not in ids]
        annotation_groups.place(self.store, ids, group, loose[0] if loose else "")
        return False  # the rows are moved by the store; Qt must not remove any


def _check(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked


def _titled(title: str) -> Callable[[Annotation], Annotation]:
    return lambda one: replace(one, title=title)
