"""Find (Ctrl+K): a line to type a place, position, scale, date or command into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from viewer.core.facts import load_margin_settlements, load_settlements
from viewer.core.gazetteer import (
    Gazetteer,
    NamedPlace,
    matches_words,
    parse_day_or_none,
    parse_position_or_none,
    parse_scale,
)
from viewer.core.session import ZOOMS, View
from viewer.core.text import coordinate_text, date_text, number_text, scale_text
from viewer.errors import ViewerError
from viewer.paths import vendor_dir
from viewer.qt.actions import ACTIONS

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

CLOSEST_ZOOM = 11.0
"""A place is looked at from at least this close."""
MOST_PLACES, MOST_COMMANDS = 8, 6
SIZE = (560, 380)
TOP_PX = 64


@dataclass(frozen=True)
class Found:
    """A row of the list: what it is, what stands beside it, and what it does."""

    title: str
    note: str
    act: Callable[[], object]


class Finder(QDialog):
    """Finds what is typed, and goes there on Return.

    Parameters
    ----------
    window : MainWindow
        Whose map and commands these are; owner.
    typed : str
        What stands in the line at first.
    """

    def __init__(self, window: MainWindow, typed: str = "") -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Find")
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setProperty("look", "finder")
        self._window = window
        self._timeline = window.session.timeline
        self._sectors = {sector.id: sector.name for sector in window.session.sectors}
        self._gazetteer = Gazetteer(
            (*load_settlements(), *load_margin_settlements()),
            vendor_dir() / "basemap" / "places.json",
        )
        self.found: list[Found] = []
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("Place, position, 1:scale, date or command")
        self.line.setAccessibleName("Find")
        self.line.setClearButtonEnabled(True)
        self.line.setMinimumHeight(40)
        self.line.installEventFilter(self)
        self.rows = QTreeWidget(self)
        self.rows.setColumnCount(2)
        self.rows.setHeaderHidden(True)
        self.rows.setRootIsDecorated(False)
        self.rows.setUniformRowHeights(True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setAccessibleName("Found")
        header = self.rows.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.line)
        layout.addWidget(self.rows, 1)
        self.resize(*SIZE)
        self.move(window.geometry().center().x() - SIZE[0] // 2, window.geometry().top() + TOP_PX)
        self.line.textChanged.connect(self._search)
        self.rows.itemClicked.connect(lambda item: self._go(self.rows.indexOfTopLevelItem(item)))
        self.line.setText(typed)
        self.line.selectAll()
        self._search(typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Return in the line belong to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            at = self.rows.currentIndex().row()
            if step is not None and self.found:
                self._choose((at + step) % len(self.found))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go(at)
                return True
        return super().eventFilter(watched, event)

    def _search(self, typed: str) -> None:
        try:
            self.found = self._find(typed)
            words = (
                "" if self.found or not typed.strip() else f"Nothing is called “{typed.strip()}”."
            )
        except ViewerError as error:
            self.found, words = [], str(error)
        self.rows.clear()
        for one in self.found:
            item = QTreeWidgetItem([one.title, one.note])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setForeground(1, self.palette().placeholderText())
            self.rows.addTopLevelItem(item)
        if words:
            item = QTreeWidgetItem([words])
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.rows.addTopLevelItem(item)
            self.rows.setFirstColumnSpanned(0, self.rows.rootIndex(), True)
        if self.found:
            self._choose(0)

    def _choose(self, row: int) -> None:
        self.rows.setCurrentIndex(self.rows.model().index(row, 0))

    def _find(self, typed: str) -> list[Found]:
        scale = parse_scale(typed)
        if scale is not None:
            self._check_scale(scale)
            return [Found(scale_text(scale), "scale", partial(self._set_scale, scale))]
        found = []
        if (day := parse_day_or_none(typed)) is not None:
            self._check_day(day)
            found.append(Found(date_text(day), "date", partial(self._timeline.seek, day)))
        if (position := parse_position_or_none(typed)) is not None:
            text = coordinate_text(*position, self._window.status.coordinate_format)
            found.append(Found(text, "position", partial(self._look, *position)))
        for place in self._gazetteer.find(typed, MOST_PLACES):
            go = partial(self._look, place.lon, place.lat)
            found.append(Found(self._name(place), self._where(place), go))
        return found + self._commands(typed)

    def _commands(self, typed: str) -> list[Found]:
        found = []
        for spec in ACTIONS:
            action = self._window.actions_by_id[spec.id]
            texts = (spec.text.replace("&", ""), spec.tip, spec.menu.replace("&", ""))
            if spec.menu and action.isEnabled() and matches_words(typed, texts):
                keys = f" · {_shown(spec.keys[0])}" if spec.keys else ""
                menu = spec.menu.replace("&", "").replace("/", " > ")
                title = texts[0].removesuffix("...")
                found.append(
                    (
                        not matches_words(typed, texts[:1]),
                        Found(title, f"{menu}{keys}", action.trigger),
                    )
                )
        return [one for _, one in sorted(found, key=lambda row: row[0])][:MOST_COMMANDS]

    def _name(self, place: NamedPlace) -> str:
        return f"{place.name} · {place.name_uk}" if place.name_uk else place.name

    def _where(self, place: NamedPlace) -> str:
        if place.sector in self._sectors:
            return f"{self._sectors[place.sector]} sector"
        return f"{number_text(place.population)} people" if place.population else "settlement"

    def _go(self, row: int) -> None:
        if 0 <= row < len(self.found):
            act = self.found[row].act
            self.accept()
            act()

    def _look(self, lon: float, lat: float) -> None:
        view = self._window.session.view
        zoom = max(view.zoom if view else CLOSEST_ZOOM, CLOSEST_ZOOM)
        self._window.controller.look_at(View(lon, lat, zoom))
        self._window.controller.mark_place(lon, lat)

    def _check_day(self, day: date) -> None:
        extent = self._timeline.extent
        if extent is not None and not extent[0] <= day <= extent[1]:
            first, last = map(date_text, extent)
            raise ViewerError(f"The data runs from {first} to {last}.")

    def _check_scale(self, denominator: float) -> None:
        view = self._window.session.view
        if view is not None and not ZOOMS[0] <= view.zoom_at(denominator) <= ZOOMS[1]:
            least, most = (scale_text(replace(view, zoom=z).scale_denominator) for z in ZOOMS)
            raise ViewerError(f"Here the map has scales from {most} to {least}.")

    def _set_scale(self, denominator: float) -> None:
        view = self._window.session.view
        if view is not None:
            self._window.controller.look_at(replace(view, zoom=view.zoom_at(denominator)))


def _shown(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
