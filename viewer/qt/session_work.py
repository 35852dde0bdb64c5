"""What is done with session files outside the window's thread, and how its result is told."""

from __future__ import annotations

import contextlib
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from viewer.core.sources import source_of
from viewer.errors import ViewerError
from viewer.loading.sessions.carrying import (
    Compared,
    Shown,
    bring_snapshots,
    compare_here,
    keep_what_is_missing,
    tell_provenance,
)
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.leftover import Recoverable
from viewer.loading.sessions.locks import FileLock
from viewer.loading.sessions.opening import OpenedSession, open_session
from viewer.loading.sessions.saving import FileMark, save_session
from viewer.loading.sessions.schema import FORMAT_VERSION
from viewer.loading.sessions.working import WorkingCopy

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow


@dataclass(frozen=True)
class SaveOrder:
    """All that a save needs; it was taken from the window at one instant."""

    path: Path
    content: SessionContent
    shown: Shown
    data: Path
    versions: Path
    known: FileMark | None
    portable: bool
    last_edit: Future[int]
    before: SessionContent


def save_file(order: SaveOrder) -> FileMark:
    """Save; `ViewerError` when the file could not be written and is as it was."""
    tell_provenance(order.content, order.shown, order.data)
    if order.portable:
        bring_snapshots(order.content, order.data)
    keep_what_is_missing(order.content, order.before, order.data)
    return save_session(order.path, order.content, order.versions, order.known)


@dataclass(frozen=True)
class OpenResult:
    """A session file as it was opened.

    Attributes
    ----------
    opened : OpenedSession
        What it holds.
    mark : FileMark or None
        What the file is.
    lock : FileLock or None
        Held on it; None when another window holds it, or when none was wanted.
    wanted_lock : bool
        Whether one was.
    here : Compared
        Snapshots that this computer does not hold.
    """

    opened: OpenedSession
    mark: FileMark | None
    lock: FileLock | None
    wanted_lock: bool
    here: Compared = field(default_factory=Compared)

    def tell(self, window: MainWindow, *, as_copy: bool) -> None:
        """Say what the user must know; nothing when all is well."""
        from viewer.qt.notices import TextDialog

        opened, name = self.opened, self.opened.path.name
        sentences: list[str] = []
        if opened.format_version > FORMAT_VERSION:
            sentences.append(
                f"{name} was written by a newer Salient and is read only: use Save as."
            )
        elif opened.problems:
            count = len(opened.problems)
            sentences.append(
                f"Parts of {name} could not be read ({count} problem{'s'[: count > 1]}). It is "
                "read only, so that nothing in it is lost: use Save as, or an earlier version."
            )
        elif self.wanted_lock and self.lock is None:
            sentences.append(f"{name} is open in another window: this is a copy of it.")
        elif opened.format_version < FORMAT_VERSION and not as_copy:
            sentences.append(
                f"{name} was written by an older Salient. Saving brings it up to date; the file as "
                "it is now is then kept under File, Earlier versions."
            )
        missing = self.here.missing
        if missing:
            names = ", ".join(dict.fromkeys(source_of(used.source).name for used in missing))
            sentences.append(
                f"Snapshots that it shows are not in your archives: {len(missing)} ({names})."
            )
        if not sentences:
            return
        carried = {(s.source, s.status, s.date) for s in opened.content.snapshots}
        brought = any((used.source, used.status, used.date) in carried for used in missing)
        if brought and not opened.problems:  # who knows what a damaged file holds
            window.notices.show_notice(
                " ".join([*sentences, "The session brings them along."]),
                "info",
                lambda: add_carried(window, opened),
                action="Add to archives",
            )
            return
        lines = [
            *opened.problems,
            *(f"Not here: {used.source} {used.status} {used.date}" for used in missing),
        ]
        details = "\n".join(lines)
        window.notices.show_notice(
            " ".join(sentences),
            "problem" if opened.read_only else "info",
            (lambda: TextDialog(name, details, window).open()) if details else None,
        )


def open_file(path: Path, data: Path, *, lock: bool) -> OpenResult:
    """Open a session file; `ViewerError` when nothing of it can be read."""
    taken: FileLock | None = None
    wanted = lock
    if lock and path.is_file():
        try:
            taken = FileLock.take(path)
        except OSError:
            wanted = False  # a read-only folder: no other window can write there either
    try:
        opened = open_session(path)
        return OpenResult(
            opened, FileMark.of(path), taken, wanted, compare_here(opened.content, data)
        )
    except BaseException:
        if taken is not None:
            taken.release()
        raise


@dataclass(frozen=True)
class TakenUp:
    """Work that was left behind, ready to go on with.

    Attributes
    ----------
    found : Recoverable
        Where it was.
    working : WorkingCopy
        Held now.
    opened : OpenedSession
        What it holds, and what its file tells of snapshots.
    lock : FileLock or None
        Held on its file; None without one, or when it cannot be worked on.
    """

    found: Recoverable
    working: WorkingCopy
    opened: OpenedSession
    lock: FileLock | None


def take_up(found: Recoverable) -> TakenUp:
    """Go on with work that was left behind; `ViewerError` when another Salient does already."""
    working, opened = WorkingCopy.take_over(found)
    origin, lock = found.origin, None
    if origin is not None:
        with contextlib.suppress(OSError):  # its folder is gone or read only
            lock = FileLock.take(origin)
        with contextlib.suppress(ViewerError):  # its file is gone or damaged
            saved = open_session(origin).content
            opened.content.provenance, opened.content.snapshots = saved.provenance, saved.snapshots
    return TakenUp(found, working, opened, lock)


def add_carried(window: MainWindow, opened: OpenedSession) -> None:
    """Add the snapshots that a session brings along to the archives, then show them."""
    window.notices.hide()

    def work(_progress: object, _cancelled: object) -> int:
        from viewer.loading.sessions.carrying import add_snapshots

        return add_snapshots(opened.content, opened.path, window.data)

    def added(count: object) -> None:
        window.notices.show_notice(f"Snapshots added to your archives: {count}.")
        window.load_library()
        if not window.library.to_pack:
            window.files.show_again(opened)
            return
        window.tasks.idle.connect(
            lambda: QTimer.singleShot(0, window, lambda: window.files.show_again(opened)),
            Qt.ConnectionType.SingleShotConnection,
        )
        window.pack_archives()

    task = window.tasks.add(f"Adding snapshots of {opened.path.name}", work)
    task.finished.connect(added)
    task.failed.connect(window.show_failure)


def held_elsewhere(path: Path) -> ViewerError:
    """Say that another window works on a session file."""
    return ViewerError(
        f"{path.name} is open in another window of Salient.",
        "Save under another name, or close it there first.",
    )


def no_access(path: Path, error: OSError) -> ViewerError:
    """Say that a file cannot be written, or not even looked at."""
    return ViewerError(
        f"{path} cannot be written: {error.strerror or error}.",
        "Choose a folder of your own.",
        repr(error),
    )


def is_protected(path: Path) -> ViewerError:
    """Say that a file that is damaged or newer is not written over."""
    return ViewerError(
        f"{path.name} is open read only, so that nothing in it is lost.",
        "Save under another name.",
    )


def real_path(path: Path) -> Path:
    """The file behind links, by its full name: what is locked, saved and remembered."""
    try:
        return path.expanduser().resolve()
    except (OSError, RuntimeError):  # a link to itself
        return path.absolute()
