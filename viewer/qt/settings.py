"""What is remembered between starts: layout, window, view, date, layers, theme."""

from __future__ import annotations

import json
import logging
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from viewer.core.session import Session, View

log = logging.getLogger(__name__)
LAYOUT_VERSION = 1
_VIEW_LIMITS = (180.0, 85.0, 25.0)


def open_settings(data_override: Path | None) -> QSettings:
    """Settings of the user, or of a data folder of its own.

    Parameters
    ----------
    data_override : Path or None
        With ``--data-dir`` or ``SALIENT_DATA_DIR`` the settings lie in that folder, so that a
        folder on a stick carries everything.
    """
    if data_override is not None:
        return QSettings(str(data_override / "settings.ini"), QSettings.Format.IniFormat)
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Salient", "Salient")


def remembered_theme(settings: QSettings) -> str:
    """Theme of the last start; ``light`` at the first."""
    theme = _state(settings).get("theme")
    return theme if theme in ("light", "dark") else "light"


def save_session(settings: QSettings, session: Session) -> None:
    """Remember what the map shows."""
    timeline = session.timeline
    state: dict[str, Any] = {
        "layers": session.layers.state(),
        "theme": session.theme,
        "language": session.language,
        "speed": timeline.speed,
        "loop": timeline.loop,
        "date": timeline.current.isoformat() if timeline.current else None,
        "window": [day.isoformat() for day in timeline.window] if timeline.window else None,
        "view": [session.view.lon, session.view.lat, session.view.zoom] if session.view else None,
    }
    settings.setValue("session", json.dumps(state))


def restore_session(settings: QSettings, session: Session) -> bool:
    """Take over what was remembered, before series are loaded; False when there is nothing.

    What does not fit (an older or damaged file) is left out with a line in the log.
    """
    state = _state(settings)
    if not state:
        return False
    if isinstance(state.get("layers"), dict):
        session.layers.restore(state["layers"])
    if state.get("theme") in ("light", "dark"):
        session.set_theme(state["theme"])
    if state.get("language") in ("en", "uk", "both"):
        session.set_language(state["language"])
    if isinstance(state.get("speed"), int):
        session.timeline.set_speed(state["speed"])
    session.timeline.set_loop(bool(state.get("loop")))
    view = state.get("view")
    if isinstance(view, list) and len(view) == 3 and all(map(_within, view, _VIEW_LIMITS)):
        session.set_view(View(*map(float, view)))
    return True


def restore_time(settings: QSettings, session: Session) -> None:
    """Go to the remembered date and window, once series are loaded."""
    state = _state(settings)
    day, window = _day(state.get("date")), state.get("window")
    if day is not None:
        session.timeline.seek(day)
    if isinstance(window, list) and len(window) == 2:
        start, end = _day(window[0]), _day(window[1])
        if start is not None and end is not None:
            session.timeline.set_window(start, end)


def bytes_setting(settings: QSettings, key: str) -> QByteArray:
    """A remembered layout; empty when there is none."""
    value = settings.value(key)
    return value if isinstance(value, QByteArray) else QByteArray()


def _state(settings: QSettings) -> dict[str, Any]:
    text = settings.value("session", "")
    if not text:
        return {}
    try:
        state = json.loads(str(text))
    except ValueError:
        log.warning("remembered state is damaged and left out: %.80s", text)
        return {}
    return state if isinstance(state, dict) else {}


def _within(value: object, limit: float) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(value) <= limit  # type: ignore[arg-type]


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
