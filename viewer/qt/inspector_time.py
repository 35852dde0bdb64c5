"""When an annotation holds, and what it is tied to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from viewer.core import annotation_edits as edits
from viewer.core.annotation_anchors import PLACE, SECTOR
from viewer.core.annotations import Annotation
from viewer.core.facts import load_settlements
from viewer.core.session import Session
from viewer.qt.annotation_fields import VARIOUS, DayField
from viewer.qt.inspector_part import Part, sentence

_NOT_TIED = "Not tied to a place"


class TimePart(Part):
    """First and last day, and the anchor with the reason of its flag."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, "Time", parent)
        self.valid_from = DayField(self, "First day")
        self.valid_to = DayField(self, "Last day")
        self.complaint = sentence(self, "problem")
        self.reason = sentence(self, "problem")
        self.anchor = QComboBox(self)
        self.anchor.setEditable(True)
        self.anchor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.anchor.setMinimumWidth(80)
        self.anchor.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.anchor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.anchor.setAccessibleName("Tied to")
        self.anchor.setToolTip(
            "A settlement or a sector: when it changes hands, or the front moves past the "
            "annotation, the list marks it"
        )
        self.anchor.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        self.from_shown = _button(self, "From shown date", "Hold from the shown date on (B)")
        self.until_shown = _button(self, "Until shown date", "Hold until the shown date (E)")
        self.always = _button(self, "Always", "Hold on every day")
        buttons = QGridLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(6)
        for column, button in enumerate((self.from_shown, self.until_shown, self.always)):
            buttons.addWidget(button, 0, column)
        self.add("&From", self.valid_from)
        self.add("&To", self.valid_to)
        self.form.addRow(self.complaint)
        self.form.addRow(buttons)
        self.add("Tied t&o", self.anchor)
        self.form.addRow(self.reason)
        self.valid_from.chosen.connect(lambda day: self._set_days("first day", valid_from=day))
        self.valid_to.chosen.connect(lambda day: self._set_days("last day", valid_to=day))
        for field in (self.valid_from, self.valid_to):
            field.complained.connect(partial(_say, self.complaint))
        self.from_shown.clicked.connect(lambda: self._hold("from"))
        self.until_shown.clicked.connect(lambda: self._hold("until"))
        self.always.clicked.connect(lambda: self._hold("always"))
        self.anchor.activated.connect(lambda _at: self._on_anchor())
        self._filled = False

    def fill(self) -> None:  # noqa: D102
        self.valid_from.put([one.valid_from for one in self.chosen])
        self.valid_to.put([one.valid_to for one in self.chosen])
        self._fill_anchors()
        anchors = {one.anchor for one in self.chosen}
        line = self.anchor.lineEdit()
        if len(anchors) == 1 and not (line and line.hasFocus() and line.isModified()):
            anchor = anchors.pop()
            at = self.anchor.findData(anchor)
            self.anchor.setCurrentIndex(at)
            if at < 0:
                self.anchor.setEditText(anchor.partition(":")[2])
        elif len(anchors) > 1:
            self.anchor.setCurrentIndex(-1)
            self.anchor.setEditText(VARIOUS)

    def flush(self) -> None:  # noqa: D102
        self.valid_from.flush()
        self.valid_to.flush()
        _say(self.complaint, "")

    def show_reason(self, text: str) -> None:
        """Say why it is to be looked at; "" for nothing."""
        _say(self.reason, text)

    def _fill_anchors(self) -> None:
        if self._filled:
            return
        self._filled = True
        self.anchor.addItem(_NOT_TIED, "")
        for sector in self.session.sectors:
            self.anchor.addItem(f"Sector {sector.name}", SECTOR + sector.id)
        for name in sorted({place.name for place in load_settlements()}):
            self.anchor.addItem(name, PLACE + name)
        completer = QCompleter(self.anchor.model(), self.anchor)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.anchor.setCompleter(completer)
        line = self.anchor.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._on_typed)

    def _on_typed(self) -> None:
        line = self.anchor.lineEdit() if shiboken6.isValid(self.anchor) else None
        if line is None or not line.isModified():
            return
        line.setModified(False)
        text = line.text().strip()
        at = self.anchor.findText(text, Qt.MatchFlag.MatchFixedString)
        self.anchor.setCurrentIndex(at if text else 0)
        if at >= 0 or not text:
            self._on_anchor()
        else:
            _say(self.reason, f"No settlement of the facts and no sector is called “{text[:60]}”.")

    def _on_anchor(self) -> None:
        anchor = self.anchor.currentData()
        if isinstance(anchor, str):
            self.set_fields("tie" if anchor else "untie", anchor=anchor)

    def _set_days(self, verb: str, **days: date | None) -> None:
        def edit(one: Annotation) -> Annotation:
            made = replace(one, **days)  # type: ignore[arg-type]
            start, end = made.valid_from, made.valid_to
            return one if start and end and end < start else made

        wrong = [one for one in self.present() if edit(one) == one and _differs(one, days)]
        _say(self.complaint, "The last day would lie before the first." if wrong else "")
        self.change(verb, edit)

    def _hold(self, how: str) -> None:
        store, day = self.session.annotations, self.session.timeline.current
        ids = [one.id for one in self.chosen]
        if how == "always":
            edits.hold_always(store, ids)
        elif day is not None:
            (edits.hold_from if how == "from" else edits.hold_until)(store, ids, day)


def _differs(one: Annotation, days: dict[str, date | None]) -> bool:
    return any(getattr(one, name) != day for name, day in days.items())


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _button(parent: QWidget, text: str, tip: str) -> QPushButton:
    button = QPushButton(text, parent)
    button.setProperty("look", "compact")
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button
