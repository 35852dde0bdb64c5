"""A claim of the user's own, typed in and checked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from viewer.core.claims import WHOLE, Claim, Relation
from viewer.core.claims_kinds import KINDS, Kind
from viewer.core.claims_read import read_claim
from viewer.core.claims_table import claim_row
from viewer.core.claims_text import typeset
from viewer.core.sectors import load_sectors
from viewer.core.sources import Status
from viewer.errors import ViewerError
from viewer.loading.claims_book import ClaimsBook

_LABELS = {
    "claim": "Statement",
    "kind": "Kind",
    "status": "Whose ground",
    "sector": "Sectors",
    "place": "Place",
    "from": "From",
    "to": "To",
    "base_from": "Base from",
    "base_to": "Base to",
    "relation": "Relation",
    "figure": "Figure",
    "tolerance": "Tolerance",
    "citation": "Said by",
    "remark": "Remark",
}
_HINTS = {
    "claim": "In your own words",
    "place": "A settlement, or latitude longitude",
    "from": "2024-09-01",
    "to": "2024-11-03",
    "base_from": "2023-09-01",
    "base_to": "2023-11-03",
    "figure": "1000",
    "tolerance": "5 %, or a number in the unit",
    "citation": "Who said it, where and when",
    "remark": "What must be said beside it",
}


class ClaimDialog(QDialog):
    """Asks for a claim; shows the fields that its kind needs.

    Parameters
    ----------
    book : ClaimsBook
        For places and a free id.
    claim : Claim or None
        One to change; None for a new one.
    parent : QWidget
        Owner.

    Attributes
    ----------
    made : Signal
        The claim, when it is right.
    """

    made = Signal(object)

    def __init__(self, book: ClaimsBook, claim: Claim | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Add a claim" if claim is None else "Edit claim")
        self._book = book
        self._id = book.free_id() if claim is None else claim.id
        self._sectors = load_sectors()
        self.fields: dict[str, QLineEdit] = {}
        self._build()
        self._show(claim)
        self._on_kind_changed()
        self.setMinimumWidth(480)

    def _build(self) -> None:
        self.kind = _choice([(kind.title, kind.id) for kind in KINDS.values()], self)
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        self.explanation = QLabel(self)
        self.explanation.setProperty("look", "mute")
        self.explanation.setWordWrap(True)
        self.status = _choice([(status.title, status.value) for status in Status], self)
        self.relation = _choice([(one.title, one.value) for one in Relation], self)
        self.boxes = {WHOLE: QCheckBox("All ground", self)}
        for sector in self._sectors:
            self.boxes[sector.id] = QCheckBox(sector.name, self)
        for name in _HINTS:
            self.fields[name] = QLineEdit(self)
            self.fields[name].setPlaceholderText(_HINTS[name])
            self.fields[name].setAccessibleName(_LABELS[name])
        places = QCompleter(self._book.places.names(), self)
        places.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.fields["place"].setCompleter(places)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setVerticalSpacing(8)
        self._rows: dict[str, QWidget] = {
            **self.fields,
            "kind": self.kind,
            "status": self.status,
            "relation": self.relation,
            "sector": _beside(list(self.boxes.values()), self),
        }
        for name, label in _LABELS.items():
            self._form.addRow(label, self._rows[name])
            if name == "kind":
                self._form.addRow("", self.explanation)
        self.hint = QLabel(self)
        self.hint.setProperty("look", "problem")
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        self.hint.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.save_button = buttons.button(QDialogButtonBox.StandardButton.Save)
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(self._form)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)

    def _show(self, claim: Claim | None) -> None:
        row = {"sector": WHOLE, "kind": "gross"} if claim is None else claim_row(claim)
        for name, field in self.fields.items():
            field.setText(row.get(name, ""))
        for combo, name in (
            (self.kind, "kind"),
            (self.status, "status"),
            (self.relation, "relation"),
        ):
            combo.setCurrentIndex(max(0, combo.findData(row.get(name, ""))))
        for name, box in self.boxes.items():
            box.setChecked(name in row.get("sector", "").split(";"))

    @property
    def chosen_kind(self) -> Kind:
        """The kind chosen."""
        return KINDS[str(self.kind.currentData())]

    def _on_kind_changed(self) -> None:
        kind = self.chosen_kind
        unit = f", in {kind.unit}" if kind.unit else ""
        self.explanation.setText(typeset(f"{kind.explanation}{unit}."))
        dated = kind.id != "not_map"
        figure = kind.figure != "none"
        needed = {
            "status": dated,
            "sector": dated and kind.sectors,
            "place": kind.place,
            "from": dated and kind.span,
            "to": dated,
            "base_from": kind.base,
            "base_to": kind.base,
            "relation": figure,
            "figure": figure,
            "tolerance": bool(kind.unit),
        }
        for name, shown in needed.items():
            self._form.setRowVisible(self._rows[name], shown)
        label = self._form.labelForField(self._rows["to"])
        if isinstance(label, QLabel):
            label.setText("To" if kind.span else "On")
        self.adjustSize()

    def row(self) -> dict[str, str]:
        """What is typed, by column; fields that the kind does not need are left out."""
        shown = {name: self._form.isRowVisible(widget) for name, widget in self._rows.items()}
        row = {name: field.text() for name, field in self.fields.items() if shown[name]}
        for combo, name in (
            (self.kind, "kind"),
            (self.status, "status"),
            (self.relation, "relation"),
        ):
            if shown[name]:
                row[name] = str(combo.currentData())
        if shown["sector"]:
            row["sector"] = ";".join(name for name, box in self.boxes.items() if box.isChecked())
        row["id"] = self._id
        return row

    def _on_save(self) -> None:
        for field in self.fields.values():
            _mark(field, False)
        ids: Sequence[str] = [sector.id for sector in self._sectors]
        try:
            claim = read_claim(self.row(), self._book.places, ids, own=True)
        except ViewerError as error:
            self._tell(error)
            return
        self.made.emit(claim)
        self.accept()

    def _tell(self, error: ViewerError) -> None:
        column, _, rest = error.message.removeprefix("column ").partition(": ")
        label = _LABELS.get(column, column)
        self.hint.setText(" ".join(filter(None, (f"{label}: {rest}", error.hint))))
        self.hint.show()
        widget = self._rows.get(column)
        if isinstance(widget, QLineEdit):
            _mark(widget, True)
        if widget is not None:
            widget.setFocus()


def _choice(items: Sequence[tuple[str, str]], parent: QWidget) -> QComboBox:
    combo = QComboBox(parent)
    for title, value in items:
        combo.addItem(title, value)
    return combo


def _beside(widgets: Sequence[QWidget], parent: QWidget) -> QWidget:
    holder = QWidget(parent)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return holder


def _mark(field: QLineEdit, bad: bool) -> None:
    field.setProperty("bad", bad)
    field.style().unpolish(field)
    field.style().polish(field)
