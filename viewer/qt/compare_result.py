"""What a comparison found: heading, tables, notes and the sentence to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from viewer.qt.compare_rows import (
    PLACE_COLUMNS,
    SECTOR_COLUMNS,
    place_rows,
    sector_rows,
    waiting_rows,
)
from viewer.qt.compare_tables import RowsView
from viewer.qt.style import ROW_PX, caption_font, text_font, tooltip

if TYPE_CHECKING:
    from viewer.core.compare import Comparison

_MOST_PLACES, _FEWEST_PLACES = 9, 4
COPIES = (("sentence", "Copy sentence"), ("table", "Copy table"))
EXPORTS = (
    ("csv", "Figures by sector as CSV…"),
    ("places", "Settlements as CSV…"),
    ("geojson", "Ground gained and lost as GeoJSON…"),
)


class CompareResult(QScrollArea):
    """Shows one comparison, or that another is being made.

    Attributes
    ----------
    copy_requested : Signal
        ``sentence`` or ``table``.
    export_requested : Signal
        ``csv``, ``places`` or ``geojson``.
    sector_chosen, place_chosen : Signal
        Id of a sector; a `PlaceChange`.
    """

    copy_requested = Signal(str)
    export_requested = Signal(str)
    sector_chosen = Signal(str)
    place_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.meaning = _label(bold=True), _label(look="mute")
        self.sectors = RowsView(SECTOR_COLUMNS, "Ground gained and lost by sector")
        self.places_title = _label()
        self.places_title.setFont(caption_font())
        self.places = RowsView(PLACE_COLUMNS, "Settlements that changed hands")
        self.notes = _label()
        self.sentence = _label(look="quote")
        self.sentence.setAccessibleName("Sentence to paste")
        self.buttons = [self._copy_button(kind, text) for kind, text in COPIES]
        self.export = QPushButton("Export")
        self.export.setProperty("look", "compact")
        self.export.setFixedHeight(ROW_PX)
        self.export.setToolTip("Write figures, settlements or polygons to a file")
        self.export.setMenu(self._export_menu())
        self._lay_out()
        self.sectors.activated.connect(self._on_sector)
        self.places.activated.connect(self._on_place)
        for view in (self.sectors, self.places):
            keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), view)
            keys.setContext(Qt.ShortcutContext.WidgetShortcut)
            keys.activated.connect(lambda: self.copy_requested.emit("table"))

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(400, 400)

    def show_waiting(self, text: str) -> None:
        """Take all figures away; say what is being computed."""
        self.heading.setText(text)
        self.sectors.rows.set_rows(waiting_rows(list(self.sectors.rows.rows)))
        self.places.rows.set_rows(())
        for label in (self.meaning, self.notes, self.sentence):
            label.setText("")
        self.places_title.setText("")
        self.notes.hide()
        self._enable(False)

    def show_result(self, comparison: Comparison) -> None:
        """Show what was found."""
        from viewer.core.compare_words import heading_of, meaning_of, sentence_of, ways_of

        heading = heading_of(comparison)
        provenance = f"{heading}\n{comparison.source.attribution}\n{_wrapped(comparison.method)}"
        self.heading.setText(heading)
        self.meaning.setText(ways_of(comparison))
        self.meaning.setToolTip(tooltip(_wrapped(meaning_of(comparison))))
        self.sectors.rows.set_rows(sector_rows(comparison, provenance))
        self.places.rows.set_rows(place_rows(comparison, provenance))
        count = len(comparison.places)
        self.places_title.setText(f"{count or 'No'} settlement{'s' * (count != 1)} changed hands")
        self.notes.setText("\n".join(f"• {note}" for note in comparison.notes))
        self.notes.setVisible(bool(comparison.notes))
        self.sentence.setText(sentence_of(comparison))
        self.sentence.setToolTip(tooltip(provenance))
        self._enable(True)
        self._fit_tables()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fit_tables()

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 8, 4, 8)
        column.setSpacing(6)
        for widget in (
            self.heading, self.meaning, self.sectors, self.notes, self.sentence,
        ):  # fmt: skip
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in (*self.buttons, self.export):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(4)
        column.addWidget(self.places_title)
        column.addWidget(self.places)
        column.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _fit_tables(self) -> None:
        """Sectors are seen whole; settlements scroll when there are many."""
        for view, most in ((self.sectors, 99), (self.places, _MOST_PLACES)):
            count = view.rows.rowCount()
            rows = min(count, most)
            height = view.horizontalHeader().sizeHint().height() + rows * (ROW_PX - 2) + 2
            view.setFixedHeight(height)
            view.setVisible(count > 0)

    def _enable(self, on: bool) -> None:
        for button in (*self.buttons, self.export):
            button.setEnabled(on)

    def _copy_button(self, kind: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("look", "compact")
        button.setFixedHeight(ROW_PX)
        button.setToolTip(
            "Copy the sentence with its source, dates and method"
            if kind == "sentence"
            else "Copy figures and settlements as text that spreadsheets take, with source, "
            "dates and method (Ctrl+C in a table)"
        )
        button.clicked.connect(lambda _checked=False: self.copy_requested.emit(kind))
        return button

    def _export_menu(self) -> QMenu:
        menu = QMenu(self)
        for kind, text in EXPORTS:
            action = menu.addAction(text)
            action.triggered.connect(
                lambda _checked=False, kind=kind: self.export_requested.emit(kind)
            )
        return menu

    def _on_sector(self, index: object) -> None:
        self.sector_chosen.emit(self.sectors.item(index))  # type: ignore[arg-type]

    def _on_place(self, index: object) -> None:
        self.place_chosen.emit(self.places.item(index))  # type: ignore[arg-type]


def _label(*, look: str = "", bold: bool = False) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    if look:
        label.setProperty("look", look)
    if bold:
        label.setFont(text_font(bold=True))
    return label


def _wrapped(text: str) -> str:
    """A sentence a line, so that a tooltip is not as wide as the screen."""
    return text.replace("; ", ";\n").replace(". ", ".\n")
