"""The one owner of time: which dates exist, which is shown, and how it plays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from viewer.core.events import Signal

MIN_SPEED, MAX_SPEED = 1, 60
SPEEDS = (1, 2, 4, 7, 10, 14, 20, 30, 45, 60)
"""Days per second that "faster" and "slower" walk through."""


class Timeline:
    """Dates of the visible sources, the date shown, the window, speed and play state.

    A step goes to the next date on which a visible source has a snapshot; playing goes through
    calendar days, so that a gap takes its time and is seen.

    Attributes
    ----------
    changed : Signal
        Emits a frozenset of the names of what changed: ``dates``, ``current``, ``compare``,
        ``window``, ``speed``, ``loop``, ``playing``.
    """

    def __init__(self) -> None:
        self.changed: Signal[[frozenset[str]]] = Signal()
        self._dates: tuple[date, ...] = ()
        self._current: date | None = None
        self._compare: date | None = None
        self._window: tuple[date, date] | None = None
        self._speed = 7
        self._loop = False
        self._playing = False

    @property
    def dates(self) -> tuple[date, ...]:
        """Days with a snapshot of any visible source, sorted, unique."""
        return self._dates

    @property
    def current(self) -> date | None:
        """The date asked for; None while there is no data."""
        return self._current

    @property
    def compare(self) -> date | None:
        """The second date (B) that the current one is compared with; None while there is none."""
        return self._compare

    @property
    def window(self) -> tuple[date, date] | None:
        """First and last day to play in, both inclusive; None means all."""
        return self._window

    @property
    def speed(self) -> int:
        """Calendar days per second."""
        return self._speed

    @property
    def loop(self) -> bool:
        """Whether playing starts again at the end."""
        return self._loop

    @property
    def playing(self) -> bool:
        """Whether the date advances by itself."""
        return self._playing

    @property
    def extent(self) -> tuple[date, date] | None:
        """First and last date, both inclusive; None while there is no data."""
        return (self._dates[0], self._dates[-1]) if self._dates else None

    @property
    def range(self) -> tuple[date, date] | None:
        """The window, or the whole extent without one."""
        return self._window or self.extent

    def set_dates(self, dates: Iterable[date]) -> None:
        """Replace the dates; current date and window are kept where they still fit."""
        fresh = tuple(sorted(set(dates)))
        if fresh == self._dates:
            return
        before = (self._current, self._compare, self._window, self._playing)
        self._dates = fresh
        if not fresh:
            self._current, self._compare = None, None
            self._window, self._playing = None, False
        else:
            self._current = self._clamp(self._current or fresh[0])
            if self._compare is not None:
                self._compare = self._clamp(self._compare)
            if self._window is not None:
                start = self._clamp(self._window[0])
                end = self._clamp(self._window[1])
                self._window = (start, end) if start < end else None
        after = (self._current, self._compare, self._window, self._playing)
        names = ("current", "compare", "window", "playing")
        changed = {n for n, a, b in zip(names, before, after, strict=True) if a != b}
        self.changed.emit(frozenset(changed | {"dates"}))

    def seek(self, day: date) -> None:
        """Show that calendar day, or the nearest end when it lies outside the data."""
        if self._dates and self._clamp(day) != self._current:
            self._current = self._clamp(day)
            self.changed.emit(frozenset({"current"}))

    def set_compare(self, day: date) -> None:
        """Compare with that calendar day, or the nearest end when it lies outside the data."""
        if self._dates and self._clamp(day) != self._compare:
            self._compare = self._clamp(day)
            self.changed.emit(frozenset({"compare"}))

    def clear_compare(self) -> None:
        """Compare with no other date."""
        if self._compare is not None:
            self._compare = None
            self.changed.emit(frozenset({"compare"}))

    def swap_compare(self) -> None:
        """Show date B and compare with the date shown until now."""
        if self._compare is not None and self._compare != self._current:
            self._current, self._compare = self._compare, self._current
            self.changed.emit(frozenset({"current", "compare"}))

    def next(self, steps: int = 1) -> None:
        """Go to a later date that has a snapshot."""
        if self._current is not None:
            at = bisect_right(self._dates, self._current) - 1 + steps
            self.seek(self._dates[min(at, len(self._dates) - 1)])

    def previous(self, steps: int = 1) -> None:
        """Go to an earlier date that has a snapshot."""
        if self._current is not None:
            at = bisect_left(self._dates, self._current) - steps
            self.seek(self._dates[max(at, 0)])

    def shift(self, days: int) -> None:
        """Move by calendar days."""
        if self._current is not None:
            self.seek(self._current + timedelta(days=days))

    def first(self) -> None:
        """Go to the first date of the window, or of all when already there."""
        self._end(0)

    def last(self) -> None:
        """Go to the last date of the window, or of all when already there."""
        self._end(1)

    def play(self) -> None:
        """Start to play; from the start of the range when at its end or outside of it."""
        span = self.range
        if span is None or self._playing or self._current is None or span[0] == span[1]:
            return
        changed = {"playing"}
        if not span[0] <= self._current < span[1]:
            self._current = span[0]
            changed.add("current")
        self._playing = True
        self.changed.emit(frozenset(changed))

    def pause(self) -> None:
        """Stop playing."""
        if self._playing:
            self._playing = False
            self.changed.emit(frozenset({"playing"}))

    def toggle(self) -> None:
        """Play or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def advance(self, days: int) -> None:
        """Move on while playing; loops or stops at the end of the range.

        Parameters
        ----------
        days : int
            Calendar days that have passed since the last picture, 1 or more.
        """
        span = self.range
        if not self._playing or span is None or self._current is None:
            return
        target = self._current + timedelta(days=days)
        if target <= span[1]:
            self.seek(target)
        elif self._loop:
            self.seek(span[0] if self._current >= span[1] else span[1])
        else:
            self._playing = False
            changed = {"playing"}
            if self._current != span[1]:
                self._current = span[1]
                changed.add("current")
            self.changed.emit(frozenset(changed))

    def set_speed(self, days_per_second: int) -> None:
        """Set the speed, held within 1 to 60 days a second."""
        speed = max(MIN_SPEED, min(MAX_SPEED, int(days_per_second)))
        if speed != self._speed:
            self._speed = speed
            self.changed.emit(frozenset({"speed"}))

    def faster(self) -> None:
        """Go to the next higher of the usual speeds."""
        self.set_speed(next((s for s in SPEEDS if s > self._speed), MAX_SPEED))

    def slower(self) -> None:
        """Go to the next lower of the usual speeds."""
        self.set_speed(next((s for s in reversed(SPEEDS) if s < self._speed), MIN_SPEED))

    def set_loop(self, loop: bool) -> None:
        """Play again from the start at the end of the range, or stop there."""
        if loop != self._loop:
            self._loop = loop
            self.changed.emit(frozenset({"loop"}))

    def set_window(self, start: date, end: date) -> None:
        """Play between two days, both inclusive, in either order; one day only clears it."""
        if not self._dates:
            return
        first, last = sorted((self._clamp(start), self._clamp(end)))
        self._replace_window((first, last) if first < last else None)

    def clear_window(self) -> None:
        """Play through all dates."""
        self._replace_window(None)

    def _replace_window(self, window: tuple[date, date] | None) -> None:
        if window != self._window:
            self._window = window
            self.changed.emit(frozenset({"window"}))

    def _clamp(self, day: date) -> date:
        return max(self._dates[0], min(self._dates[-1], day))

    def _end(self, which: int) -> None:
        span, extent = self.range, self.extent
        if span is not None and extent is not None:
            self.seek(span[which] if self._current != span[which] else extent[which])
