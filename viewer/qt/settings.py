"""What is remembered between starts: layout, window, view, date, layers, theme."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from viewer.core import session_state
from viewer.core.session import Session
from viewer.core.session_state import restore_look, state_of

log = logging.getLogger(__name__)
LAYOUT_VERSION = 1
_COMPARISON = ("age", "difference", "align")


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
    settings.setValue("session", json.dumps(state_of(session)))


def restore_session(settings: QSettings, session: Session) -> bool:
    """Take over what was remembered, before series are loaded; False when there is nothing.

    What does not fit (an older or damaged file) is left out with a line in the log. A comparison
    is not taken up again: a start shows one date.
    """
    state = _state(settings)
    if not state:
        return False
    restore_look(session, {key: state[key] for key in state if key not in _COMPARISON})
    return True


def restore_time(settings: QSettings, session: Session) -> None:
    """Go to the remembered date and window, once series are loaded."""
    state = _state(settings)
    session_state.restore_time(session, {key: state.get(key) for key in ("date", "window")})


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
