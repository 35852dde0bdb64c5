"""The date as a field to type in, with a calendar beside it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from viewer.core.session import Session
from viewer.core.text import date_text, parse_date
from viewer.errors import ViewerError
from viewer.qt.follow import follow
from viewer.qt.style import colour


class DateField(QLineEdit):
    """Shows the current date; what is typed is asked of the timeline on Return.

    Bad input gets a red hint above the field, and stays there to be mended; Escape gives up.
    """

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
            self._timeline.seek(day)
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
        current = self._timeline.current
        self.setText(date_text(current) if current else "")
        self.setModified(False)
        self._clear_hint()

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        typing = self.hasFocus() and self.isModified()
        if changed & {"current", "dates"} and not typing and not self.hint:
            self._show_current()


class CalendarPopup(QFrame):
    """A month to choose a day from; days without a snapshot are grey.

    Signals
    -------
    day_chosen : object
        The date.
    """

    day_chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._session = session
        self.calendar = QCalendarWidget()
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(
            QCalendarWidget.HorizontalHeaderFormat.ShortDayNames
        )
        self.calendar.setMinimumSize(308, 264)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.calendar)
        self.calendar.currentPageChanged.connect(self._mark_month)
        self.calendar.clicked.connect(self._on_chosen)
        self.calendar.activated.connect(self._on_chosen)
        self.calendar.installEventFilter(self)

    def open_above(self, widget: QWidget) -> None:
        """Show the current month above a widget."""
        timeline = self._session.timeline
        if timeline.extent is None or timeline.current is None:
            return
        self.calendar.setDateRange(*(_qdate(day) for day in timeline.extent))
        self.calendar.setSelectedDate(_qdate(timeline.current))
        self._mark_month()
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(0, -self.sizeHint().height() - 4))
        screen = widget.screen().availableGeometry()
        if corner.y() < screen.top():
            corner = widget.mapToGlobal(QPoint(0, widget.height() + 4))
        self.move(corner)
        self.show()
        self.calendar.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            escape = event.key() == Qt.Key.Key_Escape
            if escape:
                self.close()
            return escape
        return super().eventFilter(watched, event)

    def _mark_month(self) -> None:
        """Give every day of the shown page its colour; three months at most are on a page."""
        self._mark_header()
        theme, known = self._session.theme, set(self._session.timeline.dates)
        self.calendar.setDateTextFormat(QDate(), QTextCharFormat())
        first = QDate(self.calendar.yearShown(), self.calendar.monthShown(), 1).addDays(-14)
        for offset in range(60):
            day = first.addDays(offset)
            told = QTextCharFormat()
            fresh = date(day.year(), day.month(), day.day()) in known
            told.setForeground(colour(theme, "ink" if fresh else "mute", 1.0 if fresh else 0.45))
            if not fresh:
                told.setToolTip("No snapshot on this day; the one before is shown")
            self.calendar.setDateTextFormat(day, told)

    def _mark_header(self) -> None:
        """Take the weekend's red away: red has a meaning here."""
        header, day_format = QTextCharFormat(), QTextCharFormat()
        header.setForeground(colour(self._session.theme, "mute"))
        header.setBackground(colour(self._session.theme, "raised"))
        self.calendar.setHeaderTextFormat(header)
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(weekday, day_format)

    def _on_chosen(self, day: QDate) -> None:
        self.close()
        self.day_chosen.emit(date(day.year(), day.month(), day.day()))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
