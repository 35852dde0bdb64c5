"""The list of annotations: what is selected here is selected on the map, and the other way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from viewer.core import annotation_edits as edits
from viewer.core.annotation_store import AnnotationStore
from viewer.core.annotations import Annotation
from viewer.core.session import Session
from viewer.qt.annotation_model import FLAG, HOLDS, LOCK, NAME, AnnotationModel
from viewer.qt.annotation_rows import BY_ORDER
from viewer.qt.follow import follow

_MARK_WIDTH, _HOLDS_WIDTH = 26, 146
_SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class AnnotationList(QTreeView):
    """Rows of groups and annotations with ticks, validity, locks and marks.

    Parameters
    ----------
    session : Session
        Owns the annotations, the date and the theme.

    Signals
    -------
    zoom_requested, edit_requested :
        Double click, and Return.
    menu_requested : QPoint
        Right click, in pixels of the screen.
    """

    zoom_requested = Signal()
    edit_requested = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store: AnnotationStore = session.annotations
        self._session = session
        self.rows = AnnotationModel(self._store, session.theme)
        self.rows.setParent(self)
        self._pending: set[str] = set()
        self._closed: set[str] = set()
        self._following = True  # what Qt clears while it builds was not asked for
        self._top = 0
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._catch_up)
        self._build()
        self.rows.set_day(session.timeline.current)
        follow(self, self._store.changed, self._on_changed)
        follow(self, session.timeline.changed, self._on_time_changed)
        follow(self, session.changed, self._on_session_changed)
        self._store.selected.connect(self._on_selected)
        self.destroyed.connect(_disconnecter(self._store, self._on_selected))
        self._on_reset()

    def _build(self) -> None:
        self.setModel(self.rows)
        self.setAccessibleName("Annotations")
        self.setProperty("look", "ticks")
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(_MARK_WIDTH)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(HOLDS, QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(HOLDS, _HOLDS_WIDTH)
        for column in (LOCK, FLAG):
            self.setColumnWidth(column, _MARK_WIDTH)
        header.setSectionsMovable(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(BY_ORDER, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._on_sort_changed)
        self.rows.modelAboutToBeReset.connect(self._before_reset)
        self.rows.modelReset.connect(self._on_reset)
        self.collapsed.connect(lambda index: self._closed.add(self.rows.key_of(index)))
        self.expanded.connect(lambda index: self._closed.discard(self.rows.key_of(index)))
        self.doubleClicked.connect(self._on_double_clicked)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_requested.emit(self.viewport().mapToGlobal(at))
        )

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(340, 260)

    @property
    def settled(self) -> bool:
        """Whether all changes are in the list."""
        return not self._timer.isActive()

    def set_reasons(self, reasons: dict[str, str]) -> None:
        """Show why annotations are to be looked at."""
        if reasons != self.rows.reasons:
            self.rows.reasons = reasons
            self.rows.refresh()
            self.viewport().update()

    def keys(self) -> list[str]:
        """Ids of the selected rows: groups and annotations."""
        found: dict[str, None] = {}
        ranges = cast(Iterable[QItemSelectionRange], self.selectionModel().selection())
        for part in ranges:  # ten thousand rows are one range
            parent = self.rows.key_of(part.parent())
            inside = self.rows.rows.children[parent] if parent else self.rows.rows.top
            found.update(dict.fromkeys(inside[part.top() : part.bottom() + 1]))
        return list(found)

    def groups(self) -> list[str]:
        """Ids of the selected groups."""
        return [key for key in self.keys() if key in self.rows.rows.children]

    def cell(self, key: str, column: int = NAME) -> QRect:
        """Where a cell is in the viewport, scrolled to."""
        index = self.rows.index_of(key, column)
        self.scrollTo(index)
        return self.visualRect(index)

    def rename(self) -> None:
        """Edit the name of the current row."""
        index = self.currentIndex().siblingAtColumn(NAME)
        if index.isValid():
            self.edit(index)

    # -- following -------------------------------------------------------------------------

    def _on_changed(self, ids: frozenset[str]) -> None:
        self._pending |= ids
        self._timer.start()

    def _catch_up(self) -> None:
        pending, self._pending = self._pending, set()
        self.rows.refresh(pending)
        self.viewport().update()

    def _on_time_changed(self, changed: frozenset[str]) -> None:
        if "current" not in changed:
            return
        before = self.rows.day
        self.rows.set_day(self._session.timeline.current)
        index = self.indexAt(QPoint(0, 0))  # only rows on the screen that begin or end to hold
        while index.isValid() and self.visualRect(index).top() < self.viewport().height():
            one = self._store.get(self.rows.key_of(index))
            if isinstance(one, Annotation) and self.rows.is_shown(one) != self.rows.is_shown(
                one, before
            ):
                self.update(index.siblingAtColumn(NAME))
                self.update(index.siblingAtColumn(HOLDS))
            index = self.indexBelow(index)

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "theme" in changed:
            self.rows.theme = self._session.theme
            self.viewport().update()

    def _on_sort_changed(self, column: int, order: Qt.SortOrder) -> None:
        if column not in (BY_ORDER, NAME, HOLDS):
            self.header().setSortIndicator(BY_ORDER, Qt.SortOrder.AscendingOrder)
            return
        down = order == Qt.SortOrder.DescendingOrder
        self.rows.ask(replace(self.rows.wanted, column=column, down=down))

    def _before_reset(self) -> None:
        self._top = self.verticalScrollBar().value()
        self._following = True

    def _on_reset(self) -> None:
        closed = [key for key in self.rows.rows.children if key in self._closed]
        self.expandAll()
        for key in closed:
            self.collapse(self.rows.index_of(key))
        self._following = False
        self._on_selected(reveal=False)
        self.verticalScrollBar().setValue(self._top)

    # -- selecting -------------------------------------------------------------------------

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Select the same on the map."""
        super().selectionChanged(selected, deselected)
        if not self._following:
            self._following = True
            self._store.select(self.rows.ids_of(self.keys()))
            self._following = False

    def _on_selected(self, *, reveal: bool = True) -> None:
        if self._following:
            return
        if self._timer.isActive():  # the list is behind the store
            self._timer.stop()
            self._catch_up()
        self._following = True
        places = sorted(
            (index.internalId(), index.row())
            for key in self._store.selection
            if (index := self.rows.index_of(key)).isValid()
        )
        selection = QItemSelection()
        for parent, first, last in _runs(places):
            selection.select(
                self.rows.createIndex(first, NAME, parent),
                self.rows.createIndex(last, FLAG, parent),
            )
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.Clear | _SELECT)
        if places and reveal:
            self._reveal(self.rows.createIndex(places[0][1], NAME, places[0][0]))
        self._following = False

    def _reveal(self, index: QModelIndex) -> None:
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollTo(index)

    # -- mouse and keys --------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the lock locks or unlocks; the selection stays."""
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and index.isValid() and index.column() == LOCK:
            key = self.rows.key_of(index)
            item = self._store.get(key)
            if item is not None:
                self.rows.set_locked((key,), not item.locked)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return edits, Delete deletes, Space ticks, Alt+Up and Alt+Down reorder."""
        ids = self._store.selection
        key, alt = event.key(), event.modifiers() == Qt.KeyboardModifier.AltModifier
        editing = self.state() == QAbstractItemView.State.EditingState
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing:
            self.edit_requested.emit()
        elif key == Qt.Key.Key_Delete:
            edits.delete(self._store, ids)
        elif key == Qt.Key.Key_Space and self.currentIndex().isValid():
            index = self.currentIndex().siblingAtColumn(NAME)
            on = self.rows.data(index, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            self.rows.set_visible(self.groups() or ids, not on)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            edits.reorder(self._store, ids, "forward" if key == Qt.Key.Key_Up else "backward")
        else:
            super().keyPressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.column() in (NAME, HOLDS):
            self.zoom_requested.emit()


def _runs(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Join rows that follow each other: parent, first row, last row."""
    run: tuple[int, int, int] | None = None
    for parent, row in places:
        if run and run[0] == parent and row == run[2] + 1:
            run = (parent, run[1], row)
            continue
        if run:
            yield run
        run = (parent, row, row)
    if run:
        yield run


def _disconnecter(store: AnnotationStore, listener: object) -> object:
    return lambda *_: store.selected.disconnect(listener)  # type: ignore[arg-type]
