"""Sessions in the window: new, open, save, revert, and never lose a thing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from viewer.core.session_state import state_of
from viewer.errors import ViewerError
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.leftover import Recoverable
from viewer.loading.sessions.locks import FileLock
from viewer.loading.sessions.opening import OpenedSession
from viewer.loading.sessions.saving import FileMark
from viewer.loading.sessions.schema import SUFFIX
from viewer.qt.handlers_annotations import flush_typing
from viewer.qt.mailbox import Background
from viewer.qt.session_asking import FILTER, ask_for_target, ask_to_revert, ask_to_save
from viewer.qt.session_current import CurrentSession
from viewer.qt.session_journal import SessionJournal
from viewer.qt.session_recent import RecentSessions
from viewer.qt.session_work import (
    OpenResult,
    TakenUp,
    held_elsewhere,
    is_protected,
    no_access,
    open_file,
    real_path,
    save_file,
    take_up,
)

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow

log = logging.getLogger(__name__)
KEEP_STATE_AFTER_MS = 300
_TIMES = ("date", "compare", "window")


class SessionFiles(QObject):
    """The session file of a window.

    Parameters
    ----------
    window : MainWindow
        Its session is saved and replaced; its notices tell what went wrong.

    Attributes
    ----------
    changed : Signal
        Another file, or whether there is something to save.
    """

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._may_close = False
        self._recent = RecentSessions(window.settings)
        self._background = Background("session", self)
        self._current = CurrentSession(window)
        self._current.changed.connect(self.changed)
        self._current.journal.failed.connect(self._on_not_kept)
        self.folder = self._current.folder

    # -- what the window asks ----------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        """The session's file; None for one that has none yet."""
        return self._current.path

    @property
    def modified(self) -> bool:
        """Whether there is something to save."""
        return self._current.modified

    @property
    def name(self) -> str:
        """Name of the session for people."""
        return self._current.name

    @property
    def journal(self) -> SessionJournal:
        """What writes every edit down."""
        return self._current.journal

    def update_title(self) -> None:
        """Say in the window's title what is open, whether it is saved, and the date shown."""
        self._current.update_title()

    def show_again(self, opened: OpenedSession) -> None:
        """Show what the session says once more, now that the snapshots it brought are here."""
        self._current.show_again(opened)

    def may_close(self) -> bool:
        """Whether the window may close now; else the user is asked, and it closes itself later."""
        flush_typing(self._window)
        if self._may_close or not self.modified:
            return True
        self._ask_first(self._close_window)
        return False

    def close_without_asking(self) -> None:
        """Let the window close although there is unsaved work, which is then lost."""
        self._may_close = True

    def close(self) -> None:
        """Let go of files and threads, as the window closes."""
        self._current.close()
        self._background.close()

    # -- new, open, save ---------------------------------------------------------------------

    def new(self) -> None:
        """Begin an empty session; sources, layers and view stay as they are."""
        self._ask_first(
            lambda: self._current.take(OpenedSession(Path(), SessionContent()), None, None)
        )

    def choose_and_open(self) -> None:
        """Ask for a session and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open session", self._last_folder(), FILTER
        )
        if name:
            self.open(Path(name))

    def open(self, path: Path, *, as_copy: bool = False, name: str = "") -> None:
        """Open a session file, after asking what to do with unsaved work.

        Parameters
        ----------
        path : Path
            The file.
        as_copy : bool
            As one that has no file yet: an earlier version, or a template.
        name : str
            What such a copy is called until it is saved.
        """
        real = real_path(path)
        self._ask_first(lambda: self._open_now(real, as_copy=as_copy, name=name))

    def revert(self) -> None:
        """Go back to the saved file."""
        path = self.path
        if path is not None:
            self._ask_first(lambda: self._open_now(path), revert=True)

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save to the session's file, or ask for one."""
        flush_typing(self._window)
        if self.path is None or self._current.read_only:
            self.save_as(then)
        else:
            self._save_to(self.path, self._current.mark, then)

    def save_as(self, then: Callable[[], object] | None = None, *, portable: bool = False) -> None:
        """Ask for a file and save to it; a portable one holds its snapshots too."""
        flush_typing(self._window)
        name = f"{self.name}{' portable' if portable else ''}{SUFFIX}"
        ask_for_target(
            self._window,
            Path(self._last_folder()) / name,
            lambda path: self.save_to(path, then, portable=portable),
        )

    def save_to(
        self, path: Path, then: Callable[[], object] | None = None, *, portable: bool = False
    ) -> None:
        """Save to a file that the user has chosen, over whatever it is."""
        path = real_path(path)
        if path == self.path and self._current.read_only:
            self._window.notices.show_error(is_protected(path), self._window)
            return
        if path == self.path:
            self._save_to(path, self._current.mark, then, portable=portable)
            return
        try:
            known = FileMark.of(path)
            lock = FileLock.take(path)
        except OSError as error:
            self._window.notices.show_error(no_access(path, error), self._window)
            return
        if lock is None:
            self._window.notices.show_error(held_elsewhere(path), self._window)
            return
        self._save_to(path, known, then, portable=portable, lock=lock)

    def export_copy(self, path: Path) -> None:
        """Write the session to another file and stay with the present one, as for a template."""
        try:
            known = FileMark.of(path)
        except OSError as error:
            self._window.notices.show_error(no_access(path, error), self._window)
            return
        order = self._current.order(path, known, portable=False)
        self._run(
            lambda: save_file(order),
            lambda _mark: self._window.status.show_message(f"Saved {path.name}"),
        )

    def go_on_with(self, found: Recoverable) -> None:
        """Take up work that was left behind, after asking as `open` does."""

        def taken(up: object) -> None:
            assert isinstance(up, TakenUp)
            path = found.origin if up.lock else None
            name = f"{found.origin.name.removesuffix(SUFFIX)} copy" if found.origin else ""
            self._current.take(
                up.opened, found.mark, up.lock, working=up.working, path=path, name=name
            )
            if found.origin is not None and path is None:
                self._window.notices.show_notice(
                    f"{found.origin} is open elsewhere or cannot be written: the work goes on as "
                    "a copy. Save it under another name."
                )

        self._ask_first(lambda: self._run(lambda: take_up(found), taken))

    # -- how -----------------------------------------------------------------------------------

    def _save_to(
        self,
        path: Path,
        known: FileMark | None,
        then: Callable[[], object] | None,
        *,
        portable: bool = False,
        lock: FileLock | None = None,
    ) -> None:
        window = self._window
        items = self._session.annotations.snapshot()
        order = self._current.order(path, known, portable=portable)
        state = state_of(self._session)
        window.status.show_message(f"Saving {path.name}...")

        def written(mark: object) -> None:
            assert isinstance(mark, FileMark)
            self._current.saved(order, mark, lock, items, state)
            self._remember(path)
            window.status.show_message(f"Saved {path.name}")
            if then is not None:
                then()

        def failed() -> None:
            if lock is not None:
                lock.release()

        self._run(lambda: save_file(order), written, failed)

    def _open_now(self, path: Path, *, as_copy: bool = False, name: str = "") -> None:
        own = path == self.path
        data = self._window.data

        def opened(result: object) -> None:
            assert isinstance(result, OpenResult)
            free = own or result.lock is not None or not result.wanted_lock
            self._current.take(
                result.opened,
                result.mark,
                result.lock,
                path=path if free and not as_copy else None,
                own=own,
                name=name if as_copy else _copy_of(path),
            )
            result.tell(self._window, as_copy=as_copy)
            if not as_copy:
                self._remember(path)

        self._run(lambda: open_file(path, data, lock=not (as_copy or own)), opened)

    def _ask_first(self, go_on: Callable[[], object], *, revert: bool = False) -> None:
        if not self.modified:
            go_on()
        elif revert:
            ask_to_revert(self._window, self.name, go_on)
        else:
            ask_to_save(self._window, self.name, lambda: self.save(go_on), go_on)

    def _close_window(self) -> None:
        self.close_without_asking()
        self._window.close()

    def _run(
        self,
        work: Callable[[], object],
        done: Callable[[Any], object],
        failed: Callable[[], object] = lambda: None,
    ) -> None:
        """Do file work in the thread of sessions, then go on in the window's."""

        def tell(error: Exception) -> None:
            if not isinstance(error, ViewerError):
                log.error("work on a session file failed", exc_info=error)
            failed()
            self._window.status.show_message("")
            self._window.show_failure(error)

        self._background.run(work, done, tell)

    def _on_not_kept(self, error: ViewerError) -> None:
        self._window.notices.show_notice(
            f"{error} What you do is on the screen, but not safe from a crash: save the session.",
            "problem",
        )

    # -- files used last -----------------------------------------------------------------------

    def _last_folder(self) -> str:
        return str(self.path.parent if self.path is not None else self._recent.folder())

    def recent(self) -> list[Path]:
        """Session files used last, the newest first, those that are gone included."""
        return self._recent.paths()

    def forget(self, path: Path) -> None:
        """Take a file from the list of recent ones."""
        self._recent.forget(path)
        self.changed.emit()

    def _remember(self, path: Path) -> None:
        self._recent.remember(path)
        self.changed.emit()


def _copy_of(path: Path) -> str:
    return f"{path.name.removesuffix(SUFFIX)} copy"
