"""Session files used last, and the folder of the newest."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

_MOST = 10


class RecentSessions:
    """The list of recent session files; it survives files that are gone.

    Parameters
    ----------
    settings : QSettings
        Where the list is kept.
    """

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def paths(self) -> list[Path]:
        """Session files used last, the newest first, those that are gone included."""
        names = self._settings.value("recent_sessions", [])
        listed = names if isinstance(names, list) else [names]
        return [Path(str(name)) for name in listed if name]

    def remember(self, path: Path) -> None:
        """Put a file at the top of the list."""
        kept = [str(one) for one in self.paths() if one != path]
        self._settings.setValue("recent_sessions", [str(path), *kept][:_MOST])
        self._settings.setValue("session_folder", str(path.parent))

    def forget(self, path: Path) -> None:
        """Take a file from the list."""
        kept = [str(one) for one in self.paths() if one != path]
        self._settings.setValue("recent_sessions", kept)

    def folder(self) -> Path:
        """Where a session was saved or opened last; the user's own folder at first."""
        return Path(str(self._settings.value("session_folder", str(Path.home()))))
