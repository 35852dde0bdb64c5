"""The date as a field to type in."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from viewer.core.session import Session
from viewer.core.text import date_text, parse_date
from viewer.errors import ViewerError
from viewer.qt.follow import follow


class DateField(QLineEdit):
    """Shows the current date; what is typed is asked of the timeline on Return.

    Bad input gets a red hint above the field, and stays there to be mended; Escape gives up.
    """

    watched = frozenset({"current", "dates"})
    """Changes of the timeline after which the text is written anew."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline = session.timeline
        self._hint = QLabel(self, Qt.WindowType.ToolTip)
        self._hint.setProperty("look", "hint")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName("Date")
        self.setToolTip("Date: 13 Nov 2024, 13.11.2024 or 2024-11-13, then Return (T)")
        self.textEdited.connect(self._clear_hint)
        self.returnPressed.connect(self._on_return)
        follow(self, session.timeline.changed, self._on_timeline_changed)
        self._show_current()

    def day(self) -> date | None:
        """The date that is shown."""
        return self._timeline.current

    def choose(self, day: date) -> None:
        """Ask the timeline for another date, which lies in the data."""
        self._timeline.seek(day)

    @property
    def hint(self) -> str:
        """What is wrong with the text; empty when nothing is."""
        return self._hint.text()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._show_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape:
            self._show_current()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def _on_return(self) -> None:
        extent = self._timeline.extent
        try:
            day = parse_date(self.text())
        except ViewerError as error:
            self._complain(str(error))
            return
        if extent is None:
            self._complain("There is no data yet. Import an archive first.")
        elif not extent[0] <= day <= extent[1]:
            self._complain(f"The data runs from {date_text(extent[0])} to {date_text(extent[1])}.")
        else:
            self.choose(day)
            self._show_current()
            self.selectAll()

    def _complain(self, text: str) -> None:
        self._hint.setText(text)
        self._hint.adjustSize()
        at = self.mapToGlobal(QPoint(0, -self._hint.height() - 4))
        self._hint.move(at)
        self._hint.show()
        self.setAccessibleDescription(text)
        self._mark(bad=True)

    def _clear_hint(self) -> None:
        self._hint.hide()
        self._hint.setText("")
        self.setAccessibleDescription("")
        self._mark(bad=False)

    def _mark(self, *, bad: bool) -> None:
        if bool(self.property("bad")) != bad:
            self.setProperty("bad", bad)
            self.style().polish(self)

    def _show_current(self) -> None:
        day = self.day()
        self.setText(date_text(day) if day else "")
        self.setModified(False)
        self._clear_hint()

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        typing = self.hasFocus() and self.isModified()
        if changed & self.watched and not typing and not self.hint:
            self._show_current()
