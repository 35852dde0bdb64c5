"""What all parts of the inspector share: a small form, and how a change becomes a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from viewer.core import annotation_edits as edits
from viewer.core.annotations import Annotation
from viewer.core.session import Session
from viewer.qt.style import caption_font

LABEL_WIDTH = 84


class Part(QWidget):
    """A heading and rows of a label and a field.

    Parameters
    ----------
    session : Session
        Owns the annotations; every change is a step there.
    title : str
        The heading.
    parent : QWidget
        Owner.

    Attributes
    ----------
    chosen : list of Annotation
        What is shown and changed.
    """

    def __init__(self, session: Session, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.chosen: list[Annotation] = []
        heading = QLabel(title, self)
        heading.setFont(caption_font())
        heading.setProperty("look", "mute")
        self.form = QFormLayout()
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(8)
        self.form.setVerticalSpacing(6)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 4)
        layout.setSpacing(6)
        layout.addWidget(heading)
        layout.addLayout(self.form)

    def add(self, label: str, field: QWidget) -> None:
        """Add a row; the label goes before the field."""
        words = QLabel(label, self)
        words.setFixedWidth(LABEL_WIDTH)
        words.setBuddy(field)
        self.form.addRow(words, field)

    def put(self, chosen: Sequence[Annotation]) -> None:
        """Show annotations, one or more."""
        self.chosen = list(chosen)
        self.fill()

    def fill(self) -> None:
        """Show `chosen` in the fields."""
        raise NotImplementedError

    def flush(self) -> None:
        """Take over what is typed and not taken over yet."""

    def present(self) -> list[Annotation]:
        """What is chosen, as it is in the store now: `chosen` follows a moment later."""
        return edits.found(self.session.annotations, [one.id for one in self.chosen], locked=True)

    def change(
        self, verb: str, edit: Callable[[Annotation], Annotation], gesture: str = ""
    ) -> None:
        """Change all that is shown as one step; steps of one gesture become one."""
        ids = [one.id for one in self.chosen]
        name = f"{gesture}:{','.join(ids[:50])}" if gesture else ""
        edits.change(self.session.annotations, ids, verb, edit, name)

    def set_fields(self, verb: str, gesture: str = "", **values: Any) -> None:
        """Set fields of the annotations."""
        self.change(verb, lambda one: replace(one, **values), gesture)

    def set_style(self, verb: str, gesture: str = "", **values: Any) -> None:
        """Set fields of their styles."""
        self.change(verb, lambda one: replace(one, style=replace(one.style, **values)), gesture)

    def end_gesture(self) -> None:
        """The next change is a step of its own."""
        self.session.undo.end_gesture()


def sentence(parent: QWidget, look: str) -> QLabel:
    """A line of plain text that wraps; hidden until there is something to say."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("look", look)
    label.setWordWrap(True)
    label.hide()
    return label
