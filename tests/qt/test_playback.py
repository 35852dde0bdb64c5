"""The player: keeps the speed, waits for the picture, skips rather than queues."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QElapsedTimer, QObject

from viewer.core.timeline import Timeline
from viewer.qt import playback
from viewer.qt.playback import Player

FIRST = date(2024, 8, 1)


class Clock:
    """A clock that the test sets, in the place of QElapsedTimer."""

    now = 0

    def __init__(self) -> None:
        self._begun = Clock.now

    def restart(self) -> None:
        self._begun = Clock.now

    start = restart

    def elapsed(self) -> int:
        return Clock.now - self._begun


class Play:
    """A player on 31 days whose clock and timer are in the test's hands."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, speed: int = 10) -> None:
        Clock.now = 0
        monkeypatch.setattr(playback, "QElapsedTimer", Clock)
        self.timeline = Timeline()
        self.timeline.set_dates(FIRST + timedelta(days=n) for n in range(31))
        self.timeline.set_speed(speed)
        self.parent = QObject()
        self.player = Player(self.timeline, self.parent)
        self.skipped: list[int] = []
        self.player.skipped.connect(self.skipped.append)
        self.timeline.changed.connect(self._on_changed)
        self.slow = False

    def _on_changed(self, changed: frozenset[str]) -> None:
        if "current" in changed:
            self.player.picture_asked()
            if not self.slow:
                self.player.picture_shown()

    def tick_at(self, ms: int) -> int:
        Clock.now = ms
        self.player._tick()
        return self.day

    @property
    def day(self) -> int:
        assert self.timeline.current is not None
        return (self.timeline.current - FIRST).days


def test_days_go_by_at_the_speed_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play(monkeypatch, speed=10)
    play.timeline.play()
    assert [play.tick_at(ms) for ms in (50, 99, 100, 150, 200, 300)] == [0, 0, 1, 1, 2, 3]
    assert play.skipped == []


def test_a_slow_page_is_waited_for_and_days_are_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play(monkeypatch, speed=10)
    play.slow = True
    play.timeline.play()
    assert play.tick_at(100) == 1
    assert play.tick_at(200) == 1
    assert play.tick_at(450) == 1
    play.player.picture_shown()
    assert play.tick_at(500) == 5
    assert play.skipped == [3]


def test_a_page_that_never_answers_does_not_stop_time(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play(monkeypatch, speed=1)
    play.slow = True
    play.timeline.play()
    assert play.tick_at(1000) == 1
    assert play.tick_at(2000) == 1
    assert play.tick_at(1000 + playback.PICTURE_TIMEOUT_MS) == 3


def test_a_change_of_speed_counts_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play(monkeypatch, speed=10)
    play.timeline.play()
    assert play.tick_at(300) == 3
    play.timeline.set_speed(1)
    assert play.tick_at(1200) == 3
    assert play.tick_at(1300) == 4


def test_a_window_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play(monkeypatch, speed=10)
    play.timeline.set_window(FIRST, FIRST + timedelta(days=2))
    play.timeline.set_loop(True)
    play.timeline.play()
    assert [play.tick_at(100 * n) for n in range(1, 6)] == [1, 2, 0, 1, 2]
    assert play.timeline.playing


def test_at_the_end_it_stops_and_its_timer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play(monkeypatch, speed=60)
    play.timeline.play()
    assert play.player._timer.isActive()
    assert play.tick_at(5000) == 30
    assert not play.timeline.playing
    assert not play.player._timer.isActive()


def test_the_real_clock_plays_to_the_end(qtbot: Any) -> None:
    timeline = Timeline()
    timeline.set_dates(FIRST + timedelta(days=n) for n in range(13))
    timeline.set_speed(60)
    parent = QObject()
    Player(timeline, parent)
    clock = QElapsedTimer()
    clock.start()
    timeline.play()
    qtbot.waitUntil(lambda: not timeline.playing, timeout=5000)
    assert timeline.current == FIRST + timedelta(days=12)
    assert clock.elapsed() >= 190
