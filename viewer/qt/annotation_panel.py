"""The tab "Annotations": list with filter above, the form of the selection below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.qt.anchor_watch import AnchorWatch
from viewer.qt.annotation_fields import ChoiceField
from viewer.qt.annotation_inspector import AnnotationInspector
from viewer.qt.annotation_list import AnnotationList
from viewer.qt.annotation_menu import annotation_menu
from viewer.qt.annotation_rows import ALL, KINDS_OF_FILTER
from viewer.qt.follow import follow
from viewer.qt.panel_message import PanelMessage

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

EMPTY = (
    "Nothing is drawn yet. Draw points, lines, arrows and areas on the map, or import them from "
    "a file (File > Import annotations)."
)
_MESSAGE, _LIST = 0, 1


class AnnotationPanel(QWidget):
    """List and inspector of the session's annotations.

    Parameters
    ----------
    window : MainWindow
        Whose session, map and actions are used.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._store = window.session.annotations
        self._build()
        self.watch = AnchorWatch(window, self)
        self.watch.changed.connect(self._on_reasons)
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._refresh)
        follow(self, self._store.changed, lambda _ids: self._timer.start())
        follow(self, self._session.timeline.changed, self._on_time_changed)
        follow(self, self._session.changed, self._on_session_changed)
        listener = self.inspector_follows
        self._store.selected.connect(listener)
        self.destroyed.connect(lambda *_: self._store.selected.disconnect(listener))
        self._refresh()

    def _build(self) -> None:
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Filter")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter annotations")
        self.filter.setToolTip("Words of title, note, kind, author, source, place or group")
        self.kind = ChoiceField(self, "Which annotations", KINDS_OF_FILTER)
        self.kind.put([ALL])
        self.draw = QToolButton(self)
        self.draw.setDefaultAction(self._window.actions_by_id["draw"])
        self.draw.setProperty("look", "outlined")
        self.count = QLabel(self)
        self.count.setProperty("look", "mute")
        self.count.setContentsMargins(10, 0, 10, 2)
        self.list = AnnotationList(self._session, self)
        self.message = PanelMessage(self)
        self.inspector = AnnotationInspector(self._session, self._window.settings, self)
        self.list.setMinimumHeight(96)
        top = QHBoxLayout()
        top.setContentsMargins(10, 8, 10, 0)
        top.setSpacing(6)
        top.addWidget(self.filter, 3)
        top.addWidget(self.kind, 2)
        top.addWidget(self.draw)
        self.parts = QSplitter(Qt.Orientation.Vertical, self)
        self.parts.addWidget(self.list)
        self.parts.addWidget(self.inspector)
        self.parts.setStretchFactor(0, 2)
        self.parts.setStretchFactor(1, 3)
        self.parts.setSizes([240, 420])
        self.parts.setChildrenCollapsible(False)
        whole = QWidget(self)
        inside = QVBoxLayout(whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addLayout(top)
        inside.addWidget(self.parts, 1)
        inside.addWidget(self.count)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.message)
        self.stack.addWidget(whole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.setFocusProxy(self.list)
        self.filter.textChanged.connect(lambda words: self._ask(words=words))
        self.kind.chosen.connect(lambda kind: self._ask(kind=kind))
        self.list.zoom_requested.connect(self._window.actions_by_id["annotations_zoom"].trigger)
        self.list.edit_requested.connect(self.edit)
        self.list.menu_requested.connect(self._show_menu)
        for name in ("copy", "cut", "paste", "select_all"):
            self.list.addAction(self._window.actions_by_id[f"annotations_{name}"])
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filter.setFocus)

    def edit(self) -> None:
        """Put the focus into the form, once it is on the screen."""
        title = self.inspector.words.title

        def focus() -> None:
            title.setFocus(Qt.FocusReason.ShortcutFocusReason)
            title.selectAll()

        QTimer.singleShot(0, title, focus)

    def inspector_follows(self) -> None:
        """Show the form of what is selected now."""
        self.inspector.refresh()
        self.inspector.show_reasons(self.watch.reasons)
        self._tell_count()

    def flush(self) -> None:
        """Take over what is typed and not taken over yet."""
        self.inspector.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take over what is typed."""
        self.flush()
        super().hideEvent(event)

    def _refresh(self) -> None:
        some = bool(self._store.annotations() or self._store.groups())
        if not some:
            self.message.offer(EMPTY, "Draw", self._window.actions_by_id["draw"].trigger)
        self.stack.setCurrentIndex(_LIST if some else _MESSAGE)
        self.inspector_follows()

    def _ask(self, **wanted: str) -> None:
        self.list.rows.ask(replace(self.list.rows.wanted, **wanted))  # type: ignore[arg-type]
        self._tell_count()

    def _tell_count(self) -> None:
        total = len(self._store.annotations())
        listed = len(self.list.rows.rows.annotations())
        selected = len(self._store.selection)
        parts = [f"{total} annotation{'' if total == 1 else 's'}"]
        if listed != total:
            parts.append(f"{listed} listed")
        if selected:
            parts.append(f"{selected} selected")
        self.count.setText(" · ".join(parts))

    def _on_reasons(self) -> None:
        self.list.set_reasons(self.watch.reasons)
        self.inspector.show_reasons(self.watch.reasons)

    def _on_time_changed(self, changed: frozenset[str]) -> None:
        if "current" in changed:
            self._tell_count()

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "theme" in changed:
            self.inspector.refresh()

    def _show_menu(self, at: QPoint) -> None:
        menu = annotation_menu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
