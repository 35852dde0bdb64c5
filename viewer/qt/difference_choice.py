"""Which two sources are held against each other, and how."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.core.compare_state import Pair
from viewer.core.session import Session
from viewer.core.sources import Status, source_of
from viewer.qt.elided_combo import ElidedCombo
from viewer.qt.style import ROW_PX


class DifferenceChoice(QWidget):
    """Two lists of sources, a list of statuses when there are several, and two ticks.

    Parameters
    ----------
    session : Session
        Whose loaded sources can be chosen.

    Attributes
    ----------
    chosen : Signal
        The user chose other sources, or another status.
    align_asked, map_asked : Signal
        The user set or took away a tick.
    """

    chosen = Signal()
    align_asked = Signal(bool)
    map_asked = Signal(bool)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._wanted = ["", ""]
        self._status = ""
        self.source_x, self.source_y = (self._list(name) for name in ("X", "Y"))
        self.status = self._list("Status")
        self.swap = QPushButton("Swap")
        self.swap.setProperty("look", "compact")
        self.swap.setFixedHeight(ROW_PX)
        self.swap.setToolTip("Put X and Y in each other's place")
        self.align = QCheckBox("&Align cut-offs")
        self.align.setToolTip(
            "A DeepState file of a day shows the evening before, a UAControlMap file that evening: "
            "aligned, DeepState of a date is held against UAControlMap of the day before"
        )
        self.on_map = QCheckBox("Show on the &map")
        self.on_map.setToolTip("Draw what both have, and what only one has, for the date shown")
        self._lay_out()
        self.source_x.activated.connect(lambda row: self._choose(0, row))
        self.source_y.activated.connect(lambda row: self._choose(1, row))
        self.status.activated.connect(self._choose_status)
        self.swap.clicked.connect(self._swap)
        self.align.clicked.connect(self.align_asked)
        self.on_map.clicked.connect(self.map_asked)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for letter, combo in (("X", self.source_x), ("Y", self.source_y)):
            label = QLabel(letter)
            label.setProperty("look", "mute")
            label.setBuddy(combo)
            row.addWidget(label)
            row.addWidget(combo, 1)
            if combo is self.source_x:
                row.addWidget(self.swap)
        ticks = QHBoxLayout()
        ticks.setSpacing(18)
        ticks.addWidget(self.align)
        ticks.addWidget(self.on_map)
        ticks.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.status)
        column.addLayout(ticks)

    def _list(self, name: str) -> QComboBox:
        combo = ElidedCombo()
        combo.setFixedHeight(ROW_PX)
        combo.setMinimumWidth(84)
        combo.setAccessibleName(f"Source {name}" if name in "XY" else name)
        return combo

    @property
    def sources(self) -> list[str]:
        """Ids of all loaded sources: visible before hidden, surveys before the schematic."""
        files = self._session.series
        visible = {file.header.source for file in self._session.visible_series()}
        every = dict.fromkeys(file.header.source for file in files)
        return sorted(every, key=lambda one: (source_of(one).schematic, one not in visible))

    @property
    def pair(self) -> Pair | None:
        """What is chosen; None when fewer than two sources are loaded."""
        sources = self.sources
        if len(sources) < 2:
            return None
        x = self._wanted[0] if self._wanted[0] in sources else ""
        y = self._wanted[1] if self._wanted[1] in sources and self._wanted[1] != x else ""
        free = [one for one in sources if one not in (x, y)]
        x = x or free.pop(0)
        y = y or free.pop(0)
        common = self.statuses(x, y)
        status = self._status if self._status in common else (common[0] if common else "")
        return Pair(x, y, status)

    def statuses(self, x: str, y: str) -> list[str]:
        """Statuses that both sources have."""
        own = {(file.header.source, file.header.status) for file in self._session.series}
        return [str(one) for one in Status if (x, one) in own and (y, one) in own]

    def refresh(self) -> None:
        """Show what is loaded and what the session says; what the map draws is what is chosen."""
        drawn = self._session.compare.difference
        if drawn is not None:
            self._wanted, self._status = [drawn.x, drawn.y], drawn.status
        pair, compare = self.pair, self._session.compare
        self.setVisible(pair is not None)
        if pair is None:
            return
        entries = [(source_of(one).name, one) for one in self.sources]
        for combo, chosen in ((self.source_x, pair.x), (self.source_y, pair.y)):
            _fill(combo, entries, chosen)
            combo.setToolTip(source_of(chosen).note)
        common = self.statuses(pair.x, pair.y)
        _fill(self.status, [(Status(one).title, one) for one in common], pair.status)
        self.status.setVisible(len(common) > 1)
        self.align.setChecked(compare.align)
        self.on_map.setChecked(compare.difference == pair)
        self.on_map.setEnabled(bool(common))

    def choose(self, x: str, y: str) -> None:
        """Hold two loaded sources against each other."""
        self._wanted = [x, y]
        self.chosen.emit()

    def _choose(self, place: int, row: int) -> None:
        pair = self.pair
        if pair is None:
            return
        chosen = str((self.source_x, self.source_y)[place].itemData(row))
        both = [pair.x, pair.y]
        if both[1 - place] == chosen:  # the other one takes its place
            both[1 - place] = both[place]
        both[place] = chosen
        self.choose(*both)

    def _choose_status(self, row: int) -> None:
        self._status = str(self.status.itemData(row))
        self.chosen.emit()

    def _swap(self) -> None:
        pair = self.pair
        if pair is not None:
            self.choose(pair.y, pair.x)


def _fill(combo: QComboBox, entries: Sequence[tuple[str, str]], chosen: str) -> None:
    known = [(combo.itemText(row), combo.itemData(row)) for row in range(combo.count())]
    if known != list(entries):
        combo.clear()
        for text, data in entries:
            combo.addItem(text, data)
    combo.setCurrentIndex(combo.findData(chosen, Qt.ItemDataRole.UserRole))
