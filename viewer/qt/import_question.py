"""The short dialog that settles what a vector file does not say."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from viewer.core.sources import Status
from viewer.core.text import parse_date
from viewer.errors import ViewerError
from viewer.loading.report import NeedsAnswer


class ImportQuestion(QDialog):
    """Asks who drew a file, what its polygons assert, which column holds the date, or which day.

    Parameters
    ----------
    question : NeedsAnswer
        What is missing.
    parent : QWidget
        Owner.

    Attributes
    ----------
    answered : Signal
        The `ImportOptions` to import the file with.
    """

    answered = Signal(object)

    def __init__(self, question: NeedsAnswer, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Import")
        self.setMinimumWidth(460)
        self._question = question
        form = QFormLayout(self)
        form.setContentsMargins(20, 18, 20, 16)
        form.setSpacing(12)
        intro = QLabel(f"{question.label} does not say all that Salient must know.", self)
        intro.setTextFormat(Qt.TextFormat.PlainText)
        intro.setWordWrap(True)
        form.addRow(intro)
        self.source = QLineEdit(question.suggested_source, self)
        self.source.setToolTip("Who drew the polygons; becomes the name of the archive")
        self.status = QComboBox(self)
        for status in Status:
            self.status.addItem(status.title, str(status))
        self.date_field = QComboBox(self)
        for name in dict.fromkeys((*question.date_fields, *question.fields)):
            self.date_field.addItem(name, name)
        for wanted, title, widget in (
            (question.wants_source, "&Source", self.source),
            (question.wants_status, "S&tatus", self.status),
            (question.wants_date_field, "&Date column", self.date_field),
        ):
            if wanted:
                form.addRow(title, widget)
            else:
                widget.hide()
        self.day = QLineEdit(self)
        self.day.setPlaceholderText("2024-11-13")
        self.day.setToolTip("The day that the file shows; it is not in the file or its name")
        if question.wants_date:
            form.addRow("Da&y shown", self.day)
        else:
            self.day.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText("Import")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.source.textChanged.connect(self._check)
        self.day.textChanged.connect(self._check)
        self._check()

    def accept(self) -> None:
        """Answer with what was entered."""
        from viewer.loading.importing import ImportOptions

        question = self._question
        self.answered.emit(
            ImportOptions(
                source=self.source.text().strip() if question.wants_source else None,
                status=self.status.currentData() if question.wants_status else None,
                date_field=self.date_field.currentData() if question.wants_date_field else None,
                date=self._day() if question.wants_date else None,
            )
        )
        super().accept()

    def _check(self) -> None:
        whole = not self._question.wants_source or bool(self.source.text().strip())
        fields = not self._question.wants_date_field or self.date_field.count() > 0
        dated = not self._question.wants_date or self._day() is not None
        self._ok.setEnabled(whole and fields and dated)

    def _day(self) -> date | None:
        try:
            return parse_date(self.day.text())
        except ViewerError:
            return None
