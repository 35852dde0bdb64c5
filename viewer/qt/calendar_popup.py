"""The calendar beside the date field; loaded when first opened."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from viewer.core.session import Session
from viewer.qt.style import colour


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
