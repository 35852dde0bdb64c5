"""What a session shows, as plain data: remembered between starts and kept in session files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from viewer.core.compare_state import MODES, Pair
from viewer.core.layers import SECTORS, SOURCES
from viewer.core.session import CARDS, Session, View
from viewer.core.sources import Status

_FARTHEST_PX = 20_000.0
_VIEW_LIMITS = (180.0, 85.0, 25.0)


def state_of(session: Session) -> dict[str, Any]:
    """Layers, theme, language, view, time and comparison, as values that JSON knows."""
    timeline, view, compare = session.timeline, session.view, session.compare
    return {
        "layers": session.layers.state(),
        "theme": session.theme,
        "language": session.language,
        "speed": timeline.speed,
        "loop": timeline.loop,
        "date": _text(timeline.current),
        "compare": _text(timeline.compare),
        "window": [day.isoformat() for day in timeline.window] if timeline.window else None,
        "view": [view.lon, view.lat, view.zoom] if view else None,
        "cards": {card: list(place) for card, place in session.card_places.items()},
        "mode": compare.mode,
        "swipe": compare.swipe,
        "age": compare.age,
        "difference": list(compare.difference) if compare.difference else None,
        "align": compare.align,
    }


def restore_look(session: Session, state: Mapping[str, Any]) -> None:
    """Take over all but the dates; what does not fit, as from a damaged file, is left out."""
    if isinstance(state.get("layers"), dict):
        session.layers.restore(state["layers"])
    if state.get("theme") in ("light", "dark"):
        session.set_theme(state["theme"])
    if state.get("language") in ("en", "uk", "both"):
        session.set_language(state["language"])
    speed = state.get("speed")
    if isinstance(speed, int) and not isinstance(speed, bool):
        session.timeline.set_speed(speed)
    session.timeline.set_loop(state.get("loop") is True)
    view = state.get("view")
    if (
        isinstance(view, list)
        and len(view) == 3
        and all(map(_within, view, _VIEW_LIMITS))
        and view[2] >= 0
    ):
        session.set_view(View(*map(float, view)))
    _restore_cards(session, state.get("cards"))
    _restore_compare(session, state)


def restore_time(session: Session, state: Mapping[str, Any]) -> None:
    """Go to the date, date B and the window; series must be loaded before."""
    day, other, window = _day(state.get("date")), _day(state.get("compare")), state.get("window")
    if day is not None:
        session.timeline.seek(day)
    if other is not None:
        session.timeline.set_compare(other)
    if isinstance(window, list) and len(window) == 2:
        start, end = _day(window[0]), _day(window[1])
        if start is not None and end is not None:
            session.timeline.set_window(start, end)


def show_state(session: Session, state: Mapping[str, Any]) -> None:
    """Show what a session file says, and nothing of what was shown before.

    Sources and sectors that its maker did not have are unticked, a comparison or window that it
    does not tell of ends. An empty state changes nothing.
    """
    if not state:
        return
    session.timeline.clear_compare()
    session.timeline.clear_window()
    session.compare.set_difference(None)
    restore_look(session, state)
    layers = state.get("layers")
    known = layers.get("layers") if isinstance(layers, dict) else None
    if isinstance(known, dict):
        for row in (*session.layers.rows(SOURCES), *session.layers.rows(SECTORS)):
            if row.id not in known:
                session.layers.set_visible(row.id, False)
    restore_time(session, state)


def _restore_cards(session: Session, cards: object) -> None:
    session.clear_card_places()
    for card, place in cards.items() if isinstance(cards, dict) else ():
        if card in CARDS and isinstance(place, list) and len(place) == 4:
            across, down, x, y = place
            sides = across in ("left", "right") and down in ("top", "bottom")
            if sides and _within(x, _FARTHEST_PX) and _within(y, _FARTHEST_PX):
                session.set_card_place(card, (across, down, float(x), float(y)))


def _restore_compare(session: Session, state: Mapping[str, Any]) -> None:
    compare = session.compare
    if state.get("mode") in MODES:
        compare.set_mode(state["mode"])
    if _within(state.get("swipe"), 1.0):
        compare.set_swipe(float(state["swipe"]))
    compare.set_age(state.get("age") is True)
    compare.set_align(state.get("align") is True)
    pair = state.get("difference")
    if isinstance(pair, list) and len(pair) == 3 and all(isinstance(x, str) for x in pair):
        wanted = Pair(*pair)
        if wanted.x != wanted.y and wanted.status in list(Status):
            compare.set_difference(wanted)


def _within(value: object, limit: float) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(value) <= limit  # type: ignore[arg-type]


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
