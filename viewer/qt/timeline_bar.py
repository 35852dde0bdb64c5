"""The time bar: play controls, date, speed, loop, and the strip of days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.core.facts import Event
from viewer.core.session import Session
from viewer.core.timeline import MAX_SPEED, MIN_SPEED
from viewer.qt.date_field import DateField
from viewer.qt.follow import follow
from viewer.qt.icons import icon
from viewer.qt.style import ROW_PX
from viewer.qt.time_strip import TimeStrip

if TYPE_CHECKING:
    from viewer.qt.calendar_popup import CalendarPopup

_PLAY_PX, _BUTTON_PX = 44, 32


class SpeedBox(QSpinBox):
    """Days a second, 1 to 60; its arrows walk through the usual speeds."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline = session.timeline
        self.setRange(MIN_SPEED, MAX_SPEED)
        self.setSuffix(" d/s")
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        self.setKeyboardTracking(False)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
        self.setAccessibleName("Speed in days a second")
        self.setToolTip("Speed: calendar days a second (slower <, faster >)")
        self.setValue(session.timeline.speed)
        self.valueChanged.connect(session.timeline.set_speed)
        follow(self, session.timeline.changed, self._on_timeline_changed)

    def stepBy(self, steps: int) -> None:  # noqa: D102
        for _ in range(abs(steps)):
            if steps > 0:
                self._timeline.faster()
            else:
                self._timeline.slower()

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if "speed" in changed:
            self.setValue(self._timeline.speed)


class TimelineBar(QWidget):
    """Everything about time in one bar; all of it asks the timeline and follows it.

    Parameters
    ----------
    session : Session
        Owner of the timeline.
    events : iterable of Event
        Marked on the strip.
    """

    def __init__(
        self, session: Session, events: Iterable[Event] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._timeline = session, session.timeline
        self._calendar: CalendarPopup | None = None
        timeline = session.timeline
        self.first = self._button("first", "First date (Home)", timeline.first)
        self.previous = self._button("previous", "Previous date (,)", lambda: timeline.previous())
        self.play = self._button("play", "Play (Space)", timeline.toggle, look="primary")
        self.next = self._button("next", "Next date (.)", lambda: timeline.next())
        self.last = self._button("last", "Last date (End)", timeline.last)
        self.loop = self._button("loop", "", lambda: timeline.set_loop(not timeline.loop))
        self.loop.setCheckable(True)
        self.compare = self._button("compare", "Compare with a second date (C)", lambda: None)
        self.compare.setCheckable(True)
        self.compare.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.date_field = DateField(session)
        self.calendar_button = self._button("calendar", "Choose a date", self.open_calendar)
        self.speed = SpeedBox(session)
        self.strip = TimeStrip(session, events)
        self._lay_out()
        follow(self, session.timeline.changed, self._on_timeline_changed)
        follow(self, session.changed, self._on_session_changed)
        self._recolour()
        self._on_timeline_changed(frozenset({"dates", "playing", "loop"}))

    def set_events(self, events: Iterable[Event]) -> None:
        """Mark other events on the strip."""
        self.strip.set_events(events)

    def focus_date(self) -> None:
        """Let the user type a date."""
        self.date_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_calendar(self) -> None:
        """Show the calendar above its button."""
        from viewer.qt.calendar_popup import CalendarPopup

        if self._calendar is None:
            self._calendar = CalendarPopup(self._session, self)
            self._calendar.day_chosen.connect(self._timeline.seek)
        self._calendar.open_above(self.calendar_button)

    def _lay_out(self) -> None:
        row = (self.first, self.previous, self.next, self.last, self.loop, self.compare)
        for button in row:
            button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        self.play.setFixedSize(_PLAY_PX, _PLAY_PX)
        self.play.setIconSize(QSize(22, 22))
        self.calendar_button.setFixedSize(_BUTTON_PX, ROW_PX)
        self.date_field.setFixedSize(112, ROW_PX)
        self.speed.setFixedHeight(ROW_PX)
        upper = QHBoxLayout()
        upper.setSpacing(6)
        for button in (self.first, self.previous, self.play, self.next, self.last):
            upper.addWidget(button)
        upper.addSpacing(6)
        upper.addWidget(self.loop)
        upper.addWidget(self.compare)
        lower = QHBoxLayout()
        lower.setSpacing(4)
        lower.addWidget(self.date_field)
        lower.addWidget(self.calendar_button)
        lower.addSpacing(4)
        lower.addWidget(self.speed, 1)
        controls = QVBoxLayout()
        controls.setSpacing(6)
        controls.addStretch(1)
        controls.addLayout(upper)
        controls.addLayout(lower)
        controls.addStretch(1)
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 6, 8, 4)
        layout.setHorizontalSpacing(12)
        layout.addLayout(controls, 0, 0)
        layout.addWidget(self.strip, 0, 1)
        layout.setColumnStretch(1, 1)

    def _button(
        self, name: str, told: str, call: Callable[[], object], look: str = "outlined"
    ) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setProperty("look", look)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(20, 20))
        button.clicked.connect(lambda _checked=False: call())
        self._tell(button, told)
        return button

    @staticmethod
    def _tell(button: QToolButton, told: str) -> None:
        button.setToolTip(told)
        button.setAccessibleName(told.partition(" (")[0])

    def _recolour(self) -> None:
        theme = self._session.theme
        for name in ("first", "previous", "next", "last", "loop", "compare", "calendar"):
            button = self.calendar_button if name == "calendar" else getattr(self, name)
            button.setIcon(icon(name, theme))
        mark = "pause" if self._timeline.playing else "play"
        self.play.setIcon(icon(mark, theme, off="on_accent"))

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if "playing" in changed:
            self._tell(self.play, "Pause (Space)" if self._timeline.playing else "Play (Space)")
            self._recolour()
        if "loop" in changed:
            loop = self._timeline.loop
            self.loop.setChecked(loop)
            self._tell(self.loop, "Loop is on" if loop else "Loop is off")
        if "dates" in changed:
            ready = self._timeline.extent is not None
            for button in (self.first, self.previous, self.play, self.next, self.last):
                button.setEnabled(ready)
            self.calendar_button.setEnabled(ready)
            self.compare.setEnabled(ready)
            self.date_field.setEnabled(ready)

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "theme" in changed:
            self._recolour()
