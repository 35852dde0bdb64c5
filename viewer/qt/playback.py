"""Plays the timeline: a timer that advances the date and never runs ahead of the picture."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from viewer.core.timeline import Timeline

PICTURE_TIMEOUT_MS = 2000


class Player(QObject):
    """Advances a `Timeline` while it plays.

    Each tick asks how many days are due. While the page still draws the last date nothing is
    asked for; the days that pass meanwhile are skipped, and `skipped` tells so.

    Parameters
    ----------
    timeline : Timeline
        What to play.
    parent : QObject
        Qt owner.

    Attributes
    ----------
    skipped : Signal
        Emits the number of days passed over in one step because the page was slower.
    """

    skipped = Signal(int)

    def __init__(self, timeline: Timeline, parent: QObject) -> None:
        super().__init__(parent)
        self._timeline = timeline
        self._clock = QElapsedTimer()
        self._played = 0
        self._waiting = False
        self._asked = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        timeline.changed.connect(self._on_timeline_changed)

    def picture_asked(self) -> None:
        """The page was asked for a date and has not shown it yet."""
        self._waiting = True
        self._asked.restart()

    def picture_shown(self) -> None:
        """The page has shown the last date asked for."""
        self._waiting = False

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if changed & {"playing", "speed"}:
            self._clock.restart()
            self._played = 0
            if self._timeline.playing:
                self._timer.start(max(8, 500 // self._timeline.speed))
            else:
                self._timer.stop()

    def _tick(self) -> None:
        due = self._clock.elapsed() * self._timeline.speed // 1000 - self._played
        if due < 1 or (self._waiting and self._asked.elapsed() < PICTURE_TIMEOUT_MS):
            return
        self._played += due
        if due > 1:
            self.skipped.emit(due - 1)
        self._timeline.advance(due)
