"""The tree view of the sidebar: ticks, folding, order, opacity by mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QToolTip, QTreeView, QWidget

from viewer.core.layers import SECTORS
from viewer.core.session import Session
from viewer.qt.layer_delegate import LayerDelegate
from viewer.qt.layer_model import LayerModel
from viewer.qt.style import colour, tooltip

OPACITY_STEP = 0.1


class LayerTree(QTreeView):
    """Shows the layer model; every gesture becomes a request to the session's layers.

    Signals
    -------
    zoom_requested : str
        Id of a layer.
    menu_requested : str, QPoint
        Id of a layer or name of a group, and where on the screen.
    current_changed : str
        Id of the current layer or group; empty when there is none.
    """

    zoom_requested = Signal(str)
    menu_requested = Signal(str, QPoint)
    current_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.layer_model = LayerModel(session, self)
        self.delegate = LayerDelegate(session, self.layer_model)
        self.setModel(self.layer_model)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("Layers")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(True)
        for row in range(self.layer_model.rowCount()):
            self.expand(self.layer_model.index(row, 0))
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def current_id(self) -> str:
        """Return the id of the current layer or group; empty when there is none."""
        return self.layer_model.id_of(self.currentIndex())

    def fold(self, index: QModelIndex) -> None:
        """Fold a row that is open, and the reverse."""
        self.setExpanded(index, not self.isExpanded(index))

    def move_current(self, rows: int) -> None:
        """Move the current layer among its neighbours; negative is upwards."""
        index = self.currentIndex()
        if self.layer_model.layer_of(index) is not None:
            place = max(0, index.row() + rows)
            self._session.layers.move(self.current_id(), place)
            self.scrollTo(self.currentIndex())

    def change_opacity(self, by: float) -> None:
        """Make the current layer more or less see-through."""
        layer = self.layer_model.layer_of(self.currentIndex())
        if layer is not None:
            self._session.layers.set_opacity(layer.id, layer.opacity + by)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            parts = self.delegate.row_layout(self.visualRect(index), index)
            at = event.position().toPoint()
            if parts.tick_target.contains(at):
                self.setCurrentIndex(index)
                self.layer_model.toggle(index)
                return
            heading = not index.parent().isValid()
            if heading or parts.fold_target.contains(at):
                self.setCurrentIndex(index)
                self.fold(index)
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        index = self.indexAt(event.position().toPoint())
        layer = self.layer_model.layer_of(index)
        parts = self.delegate.row_layout(self.visualRect(index), index)
        at = event.position().toPoint()
        if parts.tick_target.contains(at) or parts.fold_target.contains(at) or layer is None:
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton and layer.group == SECTORS:
            self.zoom_requested.emit(layer.id)
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        key, index = event.key(), self.currentIndex()
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        layer = self.layer_model.layer_of(index)
        if key == Qt.Key.Key_Space and index.isValid():
            self.layer_model.toggle(index)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if key == Qt.Key.Key_Up else 1)
        elif shift and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.change_opacity(-OPACITY_STEP if key == Qt.Key.Key_Left else OPACITY_STEP)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and layer is not None:
            self.zoom_requested.emit(layer.id)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the tree's own keys from becoming shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            modifier = Qt.KeyboardModifier
            own = {
                (Qt.Key.Key_Space, modifier.NoModifier),
                (Qt.Key.Key_Up, modifier.AltModifier),
                (Qt.Key.Key_Down, modifier.AltModifier),
                (Qt.Key.Key_Left, modifier.ShiftModifier),
                (Qt.Key.Key_Right, modifier.ShiftModifier),
            }
            if (event.key(), event.modifiers()) in own:
                event.accept()
                return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index, at = self.indexAt(event.pos()), event.globalPos()
        else:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).center())
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_requested.emit(self.layer_model.id_of(index), at)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the whole name too where it is shortened."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            told = index.data(Qt.ItemDataRole.ToolTipRole) if index.isValid() else None
            if told:
                rect = self.visualRect(index)
                if self.delegate.is_elided(rect, index):
                    told = tooltip(str(index.data())) + str(told)
                QToolTip.showText(event.globalPos(), str(told), self, rect)
                return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        dragging = self.state() == QAbstractItemView.State.DraggingState
        # The style's own line is thin and black: ours is drawn in its place.
        self.setDropIndicatorShown(not dragging)
        super().paintEvent(event)
        self.setDropIndicatorShown(True)
        if dragging:
            self._paint_drop_line()

    def drawBranches(self, *_: object) -> None:
        """Draw nothing: the delegate paints the fold mark beside the name."""

    def _paint_drop_line(self) -> None:
        index = self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos()))
        position = self.dropIndicatorPosition()
        drop = QAbstractItemView.DropIndicatorPosition
        if not index.isValid() or position not in (drop.AboveItem, drop.BelowItem):
            return
        rect = self.visualRect(index)
        y = rect.top() if position == drop.AboveItem else rect.bottom() + 1
        painter = QPainter(self.viewport())
        painter.setPen(QPen(colour(self._session.theme, "accent"), 2))
        painter.drawLine(rect.left() + 12, y, rect.right() - 12, y)

    def _on_current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        self.current_changed.emit(self.layer_model.id_of(current))
