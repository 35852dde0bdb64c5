"""The form below the list: all that can be said of the selected annotations."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from viewer.core.annotation_edits import is_locked
from viewer.core.annotation_measures import measures_text
from viewer.core.annotations import Annotation
from viewer.core.session import Session
from viewer.core.text import time_text
from viewer.qt.inspector_look import LookPart
from viewer.qt.inspector_part import Part, sentence
from viewer.qt.inspector_place import PlacePart
from viewer.qt.inspector_time import TimePart
from viewer.qt.inspector_words import WordsPart

NOTHING = "Select an annotation in the list or on the map to see and change it here."
ALL_LOCKED = "Locked. Click the lock in the list to change it."
SOME_LOCKED = "Some are locked; they stay as they are."


class AnnotationInspector(QScrollArea):
    """Parts of the form for what is selected; several annotations are changed at once.

    Parameters
    ----------
    session : Session
        Owns the annotations.
    settings : QSettings
        Says the format of coordinates.
    """

    def __init__(self, session: Session, settings: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = session.annotations
        self._ids: tuple[str, ...] = ()
        self.heading = QLabel(self)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.heading.setProperty("look", "mute")
        self.heading.setContentsMargins(12, 8, 12, 0)
        self.facts = sentence(self, "mute")
        self.facts.setContentsMargins(12, 0, 12, 0)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        body = QWidget(self)
        self.words = WordsPart(session, body)
        self.time = TimePart(session, body)
        self.look = LookPart(session, body)
        self.place = PlacePart(session, settings, body)
        self.parts: tuple[Part, ...] = (self.words, self.time, self.look, self.place)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(2)
        layout.addWidget(self.heading)
        layout.addWidget(self.facts)
        for part in self.parts:
            layout.addWidget(part)
        layout.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusProxy(self.words.title)
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected now; what is typed is taken over first."""
        ids = self._store.selection
        if ids != self._ids:
            self.flush()
            self._ids = ids
        chosen = [one for key in ids if isinstance(one := self._store.get(key), Annotation)]
        locked = sum(is_locked(self._store, one) for one in chosen)
        self.heading.setText(_heading(chosen, locked))
        facts = _facts(chosen[0]) if len(chosen) == 1 else ""
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
        for part in self.parts:
            part.setVisible(bool(chosen))
            part.setEnabled(locked < len(chosen))
            if chosen:
                part.put(chosen)

    def flush(self) -> None:
        """Take over what is typed and not taken over yet."""
        if any(part.chosen for part in self.parts):
            for part in self.parts:
                part.flush()
                part.end_gesture()

    def show_reasons(self, reasons: dict[str, str]) -> None:
        """Say why the selected annotation is to be looked at."""
        self.time.show_reason(reasons.get(self._ids[0], "") if len(self._ids) == 1 else "")


def _heading(chosen: list[Annotation], locked: int) -> str:
    if not chosen:
        return NOTHING
    count = f"{len(chosen)} annotations: a change counts for all."
    what = chosen[0].kind.words.capitalize() if len(chosen) == 1 else count
    if locked:
        return f"{what}  {ALL_LOCKED if locked == len(chosen) else SOME_LOCKED}"
    return what


def _facts(one: Annotation) -> str:
    """What it measures, and when it was made and changed."""
    times = [
        f"{verb} {time_text(moment)}"
        for verb, moment in (("made", one.created), ("changed", one.changed))
        if moment and (verb == "made" or moment != one.created)
    ]
    lines = (measures_text(one), ", ".join(times))
    return "\n".join(line[0].upper() + line[1:] for line in lines if line)
