"""Choosing a symbol: a button that opens a searchable list, our own first, then APP-6."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QByteArray, QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.core.symbols import APP6, own_symbols, search, symbol_name
from viewer.core.theme import TOKENS
from viewer.qt.annotation_fields import VARIOUS

_ICON_PX = 20
_SIDES = {"3": ("#3f8fd6", 4), "6": ("#d9453a", 0), "4": ("#3f9d4f", 4), "1": ("#c9a400", 0)}
_NAVIGATION = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class SymbolField(QToolButton):
    """Shows the symbol's name; a click opens the list.

    Signals
    -------
    chosen : str
        Id of the symbol.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, theme: str) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAccessibleName("Symbol")
        self.setToolTip("Choose a symbol: our own, or APP-6 such as “hostile tank battalion”")
        self.setProperty("look", "outlined")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.popup = SymbolList(self)
        self.popup.chosen.connect(self.chosen)
        self.clicked.connect(self._open)

    def put(self, values: Sequence[str]) -> None:
        """Show what all have."""
        same = len(set(values)) == 1
        self.setText(f" {symbol_name(values[0])}" if same else f" {VARIOUS}")
        self.setIcon(symbol_icon(values[0], self.theme) if same else QIcon())

    def _open(self) -> None:
        self.popup.open_below(self, self.theme)


class SymbolList(QFrame):
    """A search line and what it finds."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = "light"
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search: bridge, drone, hostile tank battalion")
        self.search.setAccessibleName("Search symbols")
        self.list = QListWidget(self)
        self.list.setAccessibleName("Symbols")
        self.list.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.resize(360, 360)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(lambda: self._take(self.list.currentItem()))
        self.list.itemClicked.connect(self._take)
        self.list.itemActivated.connect(self._take)

    def open_below(self, field: QWidget, theme: str) -> None:
        """Show all, with the focus in the search line."""
        self._theme = theme
        self.search.clear()
        self._fill("")
        at = field.mapToGlobal(field.rect().bottomLeft())
        screen = field.screen().availableGeometry()
        self.move(
            min(at.x(), screen.right() - self.width()), min(at.y(), screen.bottom() - self.height())
        )
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys walk through the list from the search line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            row, keys = self.list.currentRow(), _NAVIGATION
            if event.key() in keys:
                step = (-1, 1, -8, 8)[keys.index(Qt.Key(event.key()))]
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, row + step)))
                return True
        return super().eventFilter(watched, event)

    def _fill(self, text: str) -> None:
        self.list.clear()
        for symbol in search(text, 200):
            standard = "  (APP-6)" if symbol.id.startswith(APP6) else ""
            item = QListWidgetItem(symbol_icon(symbol.id, self._theme), f"{symbol.name}{standard}")
            item.setData(Qt.ItemDataRole.UserRole, symbol.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.hide()
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))


@lru_cache(maxsize=512)
def symbol_icon(symbol_id: str, theme: str) -> QIcon:
    """A small picture: our own symbol, or the frame that says whose an APP-6 symbol is."""
    made = QPixmap(2 * _ICON_PX, 2 * _ICON_PX)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    own = next((one for one in own_symbols() if one.id == symbol_id), None)
    if own is not None:
        svg = (
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>"
            f"<path fill='{TOKENS[theme]['ink']}' fill-rule='evenodd' d='{own.path}'/></svg>"
        )
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(made.rect()))
    elif symbol_id.startswith(APP6):
        _draw_frame(painter, symbol_id.removeprefix(APP6)[3:4])
    painter.end()
    return QIcon(made)


def _draw_frame(painter: QPainter, side: str) -> None:
    shade, corners = _SIDES.get(side, _SIDES["1"])
    painter.setPen(QPen(QColor(shade), 3.0))
    if corners:
        box = QRectF(4, 9, 32, 22) if side == "3" else QRectF(7, 7, 26, 26)
        painter.drawRect(box)
    else:
        points = [QPointF(20, 3), QPointF(37, 20), QPointF(20, 37), QPointF(3, 20)]
        painter.drawPolygon(QPolygonF(points))
