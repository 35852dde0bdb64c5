"""What the time strip draws, per calendar day: ground gained and lost, gaps, events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from viewer.core.facts import Event
from viewer.core.session import DayChange, Session
from viewer.core.sources import Status, source_of
from viewer.core.text import date_text, number_text, short_date_text

MISSING, IDENTICAL, FALL = "missing", "identical", "fall"
_STATES = {
    MISSING: "no snapshot on this day",
    IDENTICAL: "identical to the snapshot before",
    FALL: "much smaller than the snapshot before",
}


class DayBar(NamedTuple):
    """Ground that changed hands, km2; of one day, or of several together.

    Attributes
    ----------
    ru_gained, ru_lost, ua_gained, ua_lost : float
        By the Russian-held and by the Ukrainian-held polygons.
    """

    ru_gained: float = 0.0
    ru_lost: float = 0.0
    ua_gained: float = 0.0
    ua_lost: float = 0.0

    @property
    def gained(self) -> float:
        """Height of the bar above the line."""
        return self.ru_gained + self.ua_gained

    @property
    def lost(self) -> float:
        """Height of the bar below the line."""
        return self.ru_lost + self.ua_lost

    def plus(self, other: DayBar, share: float = 1.0) -> DayBar:
        """Add a share of another bar."""
        return DayBar(
            self.ru_gained + share * other.ru_gained,
            self.ru_lost + share * other.ru_lost,
            self.ua_gained + share * other.ua_gained,
            self.ua_lost + share * other.ua_lost,
        )


_NOTHING = DayBar()


@dataclass(frozen=True)
class StripData:
    """All that the strip says of the days.

    Attributes
    ----------
    bars : dict of date to DayBar
        Per calendar day. What changed over a gap is spread evenly over its days, because the
        day is not known; `changes` has the sums.
    changes : dict of date to list of DayChange
        The changes that a day is part of.
    states : dict of date to str
        ``missing``, ``identical`` or ``fall``; days not named have a fresh snapshot.
    runs : list of (date, date, str)
        The same, neighbouring days of one state together: first and last day, state.
    source_name : str
        The topmost visible source, of which `states` speaks; empty when none is visible.
    events : dict of date to list of Event
        Events of the visible sectors.
    """

    bars: dict[date, DayBar]
    changes: dict[date, list[DayChange]]
    states: dict[date, str]
    runs: list[tuple[date, date, str]]
    source_name: str
    events: dict[date, list[Event]]

    def bars_by(self, size: int) -> dict[date, DayBar]:
        """Return the sums over groups of days, by their first day; see `first_of_group`."""
        if size == 1:
            return self.bars
        sums: dict[date, DayBar] = {}
        for day, bar in self.bars.items():
            first = first_of_group(day, size)
            sums[first] = sums.get(first, _NOTHING).plus(bar)
        return sums

    def describe(self, day: date) -> list[str]:
        """Return what is known of a day, as lines of plain text."""
        lines = [date_text(day)]
        for change in self.changes.get(day, ()):
            lines.append(_change_line(change))
        state = self.states.get(day)
        if self.source_name:
            lines.append(f"{self.source_name}: {_STATES[state] if state else 'fresh snapshot'}")
        lines += [f"▲ {event.title} ({event.source})" for event in self.events.get(day, ())]
        return lines


def collect(session: Session, events: Iterable[Event]) -> StripData:
    """Gather what the strip draws from the visible sources and sectors.

    Parameters
    ----------
    session : Session
        Whose timeline, layers and series count.
    events : iterable of Event
        All events; those of hidden sectors are left out, and all when the layer is hidden.
    """
    bars: dict[date, DayBar] = {}
    changes: dict[date, list[DayChange]] = {}
    for change in session.day_changes():
        for back in range(change.span_days):
            day = change.day - timedelta(days=back)
            changes.setdefault(day, []).append(change)
            bars[day] = bars.get(day, _NOTHING).plus(_bar(change), 1 / change.span_days)
    states, source_name = _states(session)
    shown: dict[date, list[Event]] = {}
    if session.layers.has("context:events") and session.layers.shown("context:events"):
        sectors = {sector.id for sector in session.visible_sectors()}
        for event in events:
            if event.sector in sectors:
                shown.setdefault(event.day, []).append(event)
    return StripData(bars, changes, states, _runs(states), source_name, shown)


def first_of_group(day: date, size: int) -> date:
    """Return the first of the ``size`` days that share a bar with a day."""
    return date.fromordinal(day.toordinal() // size * size)


def _runs(states: dict[date, str]) -> list[tuple[date, date, str]]:
    runs: list[tuple[date, date, str]] = []
    for day in sorted(states):
        if runs and runs[-1][2] == states[day] and (day - runs[-1][1]).days == 1:
            runs[-1] = (runs[-1][0], day, states[day])
        else:
            runs.append((day, day, states[day]))
    return runs


def _bar(change: DayChange) -> DayBar:
    if change.status == Status.UA_HELD_IN_RU:
        return DayBar(ua_gained=change.gained_km2, ua_lost=change.lost_km2)
    return DayBar(ru_gained=change.gained_km2, ru_lost=change.lost_km2)


def _states(session: Session) -> tuple[dict[date, str], str]:
    files, extent = session.visible_series(), session.timeline.extent
    if not files or extent is None:
        return {}, ""
    source = files[0].header.source
    flags: dict[date, set[str]] = {}
    for file in files:
        if file.header.source == source:
            for day, flag in zip(file.header.dates, file.header.flags, strict=True):
                flags.setdefault(day, set()).add(flag)
    states: dict[date, str] = {}
    for offset in range((extent[1] - extent[0]).days + 1):
        day = extent[0] + timedelta(days=offset)
        if day not in flags:
            states[day] = MISSING
        elif FALL in flags[day]:
            states[day] = FALL
        elif flags[day] == {IDENTICAL}:
            states[day] = IDENTICAL
    return states, source_of(source).name


def _change_line(change: DayChange) -> str:
    earlier = change.day - timedelta(days=change.span_days)
    span = f"{change.span_days} days" if change.span_days > 1 else "1 day"
    return (
        f"+{number_text(change.gained_km2, 1)} / {number_text(-change.lost_km2, 1)} km² "
        f"{change.status.title}, {source_of(change.source).name}, "
        f"{short_date_text(earlier)} to {short_date_text(change.day)} ({span})"
    )
