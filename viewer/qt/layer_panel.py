"""The sidebar: what can be shown, with ticks, order, opacity, figures and a menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget, QWidgetAction

from viewer.core.layers import CONTEXT, GROUPS, SECTORS, SOURCES, Layer
from viewer.core.sectors import Sector
from viewer.core.session import Session
from viewer.core.sources import Status, source_of
from viewer.qt.follow import follow
from viewer.qt.icons import icon
from viewer.qt.layer_tree import LayerTree
from viewer.qt.opacity_strip import OpacityStrip

_GROUP_WORDS = {SECTORS: "sectors", SOURCES: "sources", CONTEXT: "context"}


class LayerPanel(QWidget):
    """Tree of sectors, sources and context, with the opacity of the chosen row below.

    Parameters
    ----------
    session : Session
        The panel asks its layers to change and redraws when they say so.

    Signals
    -------
    zoom_requested : str
        Id of a layer, such as ``sector:kursk`` or ``series:deepstate/ru_held``.
    source_info_requested : str
        Id of a source, such as ``deepstate``.
    source_removed : str
        Id of an imported source that is to go.
    add_sectors_requested
        The user wants to add sectors from a file.
    rename_requested, remove_requested : str
        Id of a sector of the user's own.
    status_requested : str, str
        Id of a sector of the user's own, and the status that is to tell its story.
    """

    zoom_requested = Signal(str)
    source_info_requested = Signal(str)
    source_removed = Signal(str)
    add_sectors_requested = Signal()
    rename_requested = Signal(str)
    remove_requested = Signal(str)
    status_requested = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.tree = LayerTree(session, self)
        self.opacity = OpacityStrip(session, self)
        rule = QFrame()
        rule.setProperty("look", "rule")
        rule.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tree, 1)
        layout.addWidget(rule)
        layout.addWidget(self.opacity)
        self.setMinimumWidth(240)
        self.setFocusProxy(self.tree)
        self.tree.zoom_requested.connect(self.zoom_requested)
        self.tree.current_changed.connect(self.opacity.set_layer)
        self.tree.menu_requested.connect(self._on_menu_requested)
        follow(self, session.changed, self._on_session_changed)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(280, 520)

    def make_menu(self, row_id: str) -> QMenu:
        """Return the menu of a row, with everything that can be done to it.

        Parameters
        ----------
        row_id : str
            Id of a layer, or name of a group.
        """
        menu = QMenu(self)
        if row_id not in GROUPS:
            self._add_layer_entries(menu, self._session.layers.get(row_id))
            menu.addSeparator()
            group = self._session.layers.get(row_id).group
        else:
            group = row_id
        layers, words = self._session.layers, _GROUP_WORDS[group]
        self._add(menu, "eye", f"Show all {words}", lambda: layers.set_group_visible(group, True))
        self._add(
            menu, "eye-off", f"Hide all {words}", lambda: layers.set_group_visible(group, False)
        )
        if group == SECTORS:
            menu.addSeparator()
            self._add(menu, "import", "Add sectors from file…", self.add_sectors_requested.emit)
        return menu

    def _add_layer_entries(self, menu: QMenu, layer: Layer) -> None:
        layers = self._session.layers
        place = self.tree.layer_model.index_of(layer.id).row()
        peers = layers.children(layer.parent) if layer.parent else layers.rows(layer.group)
        if layer.group != CONTEXT:
            zoom = self._add(menu, "zoom", "Zoom to", lambda: self.zoom_requested.emit(layer.id))
            menu.setDefaultAction(zoom)
        self._add(menu, "eye", "Show only this", lambda: layers.show_only(layer.id))
        self._add_opacity(menu, layer)
        menu.addSeparator()
        for name, text, target, possible in (
            ("up", "Move up\tAlt+Up", place - 1, place > 0),
            ("down", "Move down\tAlt+Down", place + 1, place < len(peers) - 1),
            ("to-top", "Move to the top", 0, place > 0),
        ):
            move = self._add(menu, name, text, partial(layers.move, layer.id, target))
            move.setEnabled(possible)
        own = next((s for s in self._session.sectors if s.own and s.id == layer.key), None)
        if layer.group == SECTORS and own is not None:
            self._add_own_entries(menu, own)
        if layer.group == SOURCES:
            source = layers.get(layer.parent).key if layer.parent else layer.key
            menu.addSeparator()
            self._add(
                menu,
                "info",
                "About this source…",
                lambda: self.source_info_requested.emit(source),
            )
            if not source_of(source).schematic:
                self._add(menu, "close", "Remove source", lambda: self.source_removed.emit(source))

    def _add_own_entries(self, menu: QMenu, sector: Sector) -> None:
        """What can be done to a sector that the user added."""
        menu.addSeparator()
        self._add(menu, "rename", "Rename…", lambda: self.rename_requested.emit(sector.id))
        figures = menu.addMenu(icon("layers", self._session.theme, off="mute"), "Figure shown")
        for status in Status:
            entry = figures.addAction(status.title)
            entry.setCheckable(True)
            entry.setChecked(status is sector.status)
            ask = partial(self.status_requested.emit, sector.id, str(status))
            entry.triggered.connect(lambda _checked=False, ask=ask: ask())
        self._add(menu, "close", "Remove sector", lambda: self.remove_requested.emit(sector.id))

    def _add_opacity(self, menu: QMenu, layer: Layer) -> None:
        strip = OpacityStrip(self._session, menu)
        strip.set_layer(layer.id)
        action = QWidgetAction(menu)
        action.setDefaultWidget(strip)
        menu.addAction(action)

    def _add(self, menu: QMenu, name: str, text: str, call: Callable[[], object]) -> QAction:
        action = menu.addAction(icon(name, self._session.theme, off="mute"), text)
        action.triggered.connect(lambda _checked=False: call())
        return action

    def _on_menu_requested(self, row_id: str, at: QPoint) -> None:
        menu = self.make_menu(row_id)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "theme" in changed:
            self.tree.delegate.refresh_fonts()
            self.tree.viewport().update()
