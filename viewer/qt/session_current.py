"""The session that a window shows: its file, its working copy, and whether to save it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.core.annotation_store import Item
from viewer.core.session_state import show_state, state_of
from viewer.core.text import date_text
from viewer.loading.sessions.carrying import snapshots_shown
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.locks import FileLock
from viewer.loading.sessions.opening import OpenedSession
from viewer.loading.sessions.saving import FileMark
from viewer.loading.sessions.schema import SUFFIX
from viewer.paths import state_dir
from viewer.qt.session_changes import SessionChanges
from viewer.qt.session_journal import SessionJournal
from viewer.qt.session_work import SaveOrder

if TYPE_CHECKING:
    from viewer.loading.sessions.working import WorkingCopy
    from viewer.qt.main_window import MainWindow

KEEP_STATE_AFTER_MS = 300
_TIMES = ("date", "compare", "window")
_LOOK = ("view", "theme", "language")


class CurrentSession(QObject):
    """Knows the file of the session that is shown, and keeps a working copy of it.

    Parameters
    ----------
    window : MainWindow
        Its session is followed; its title says what is open.

    Attributes
    ----------
    changed : Signal
        Another file, or whether there is something to save.
    folder : Path
        Of working copies, earlier versions and templates.
    path : Path or None
        The session's file; None for one that has none yet.
    read_only : bool
        Whether that file must not be written over.
    mark : FileMark or None
        What the file was when it was last read or written.
    journal : SessionJournal
        Writes every edit down.
    modified : bool
        Whether there is something to save.
    """

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self.folder = state_dir(window.data)
        self.path: Path | None = None
        self.read_only = False
        self.mark: FileMark | None = None
        self.modified = False
        self._lock: FileLock | None = None
        self._kept = SessionContent()
        self._portable = False
        self._named = ""
        self._shown: dict[str, Any] = {}
        self._changes = SessionChanges(self._session)
        self._kept_state: dict[str, Any] = {}
        self._state_timer = QTimer(self, singleShot=True, interval=KEEP_STATE_AFTER_MS)
        self._state_timer.timeout.connect(self._keep_state)
        self.journal = SessionJournal(
            self._session.annotations, self.content, self.folder / "recovery", self
        )
        self._session.annotations.changed.connect(lambda _ids: self._check_modified())
        self._session.layers.changed.connect(lambda _ids: self._check_modified())
        self._session.timeline.changed.connect(self._on_timeline_changed)
        self._session.compare.changed.connect(lambda _names: self._check_modified())
        self._update_title()

    @property
    def name(self) -> str:
        """Name of the session for people."""
        return self.path.name.removesuffix(SUFFIX) if self.path else self._named or "Untitled"

    def content(self) -> SessionContent:
        """All that the session holds now, without its provenance."""
        kept, state = self._kept, state_of(self._session)
        for key in _TIMES:  # what could not be shown here, for want of snapshots, is not forgotten
            if key in kept.state and state[key] == self._shown.get(key):
                state[key] = kept.state[key]
        items = list(self._session.annotations.snapshot().values())
        return SessionContent(state, items, kept.slides, kept.notes)

    def order(self, path: Path, known: FileMark | None, *, portable: bool) -> SaveOrder:
        """All that a save needs, as it is now."""
        return SaveOrder(
            path,
            self.content(),
            snapshots_shown(self._session),
            self._window.data,
            self.folder / "versions",
            known,
            portable or self._portable,
            self.journal.last_edit(),
            self._kept,
        )

    def take(
        self,
        opened: OpenedSession,
        mark: FileMark | None,
        lock: FileLock | None,
        *,
        working: WorkingCopy | None = None,
        path: Path | None = None,
        own: bool = False,
        name: str = "",
    ) -> None:
        """Replace the session by what was opened.

        Parameters
        ----------
        opened : OpenedSession
            What is shown from now on.
        mark : FileMark or None
            What its file is.
        lock : FileLock or None
            Held on the file; None when it is held already, or not needed.
        working : WorkingCopy, optional
            One to go on with, whose history can then be undone.
        path : Path or None
            The file; None for a copy.
        own : bool
            Whether it is the file that is open already.
        name : str
            What a session without a file is called.
        """
        session, content = self._session, opened.content
        if not own:
            self.release()
            self._lock = lock
        self.path, self.mark, self._named = path, mark, name
        self.read_only = path is not None and (opened.read_only or self._lock is None)
        self._kept, self._portable = content, bool(content.snapshots)
        self.journal.begin(self.path, mark, content, working)
        session.undo.clear()
        session.annotations.load(content.items)
        self._show(content.state)
        if working is not None:
            for edit in working.history():
                session.annotations.remember(edit)
        self._changes.saved(None if working else session.annotations.snapshot(), self._kept_state)
        self._check_modified()
        self._update_title()

    def saved(
        self,
        order: SaveOrder,
        mark: FileMark,
        lock: FileLock | None,
        items: Mapping[str, Item],
        state: Mapping[str, Any],
    ) -> None:
        """Take note that a file holds the session as it was.

        Parameters
        ----------
        order : SaveOrder
            What was saved.
        mark : FileMark
            What the file is now.
        lock : FileLock or None
            On a new file, in place of the one held until now.
        items, state : dict
            What was shown when the order was made.
        """
        if lock is not None:
            self.release()
            self._lock = lock
        self.path, self.mark, self.read_only = order.path, mark, False
        self._kept = replace(self._kept, state=order.content.state)
        self._portable = order.portable
        self._changes.saved(items, state)
        self.journal.saved(order.path, mark, order.last_edit.result())
        self._check_modified()
        self._update_title()

    def close(self) -> None:
        """Let go of the file and the working copy, which is deleted."""
        self._state_timer.stop()
        self.journal.close(keep=False)
        self.release()

    def show_again(self, opened: OpenedSession) -> None:
        """Show what the session says once more, now that the snapshots it brought are here."""
        if opened.content.snapshots is self._kept.snapshots:
            state = self._kept.state
            self._show({key: state[key] for key in state if key not in _LOOK})
            self._changes.saved_state(self._kept_state)
            self._check_modified()

    def _show(self, state: Mapping[str, Any]) -> None:
        session = self._session
        show_state(session, state)
        self._kept_state = self._shown = state_of(session)
        if "view" in state and session.view is not None:
            self._window.controller.look_at(session.view)

    def update_title(self) -> None:
        """Say in the window's title what is open, whether it is saved, and the date shown."""
        day = self._session.timeline.current
        parts = [date_text(day)] if day else []
        if self.path is not None or self.modified or self._named:
            read_only = " (read only)" if self.read_only else ""
            parts.insert(0, f"{self.name}{read_only}[*]")
        self._window.setWindowTitle(" \u2014 ".join([*parts, "Salient"]))
        self._window.setWindowModified(self.modified)

    def release(self) -> None:
        """Let go of the file, for other windows."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # -- whether there is something to save ----------------------------------------------------

    def _on_timeline_changed(self, changed: frozenset[str]) -> None:
        if changed & {"window", "compare"}:
            self._check_modified()

    def _check_modified(self) -> None:
        modified = self._changes.edited or self._moved()
        if self.modified != modified:
            self.modified = modified
            self._update_title()
        if not self._state_timer.isActive():
            self._state_timer.start()

    def _moved(self) -> bool:
        return self.path is not None and self._changes.moved

    def _keep_state(self) -> None:
        """Have what is set, but not drawn, survive a crash too."""
        state = state_of(self._session)
        if state != self._kept_state:
            self._kept_state = state
            self.journal.note_state(moved=self._moved())

    def _update_title(self) -> None:
        self.update_title()
        self.changed.emit()
