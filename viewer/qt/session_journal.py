"""Every edit goes to the working copy at once, in a thread that never holds the window up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec

from PySide6.QtCore import QObject, Signal

from viewer.core.annotation_store import AnnotationStore, Edit
from viewer.errors import ViewerError
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.leftover import delete
from viewer.loading.sessions.saving import FileMark
from viewer.loading.sessions.working import WorkingCopy
from viewer.qt.mailbox import Mailbox

log = logging.getLogger(__name__)
P = ParamSpec("P")


class SessionJournal(QObject):
    """Writes edits of a store down, in order; the working copy is made at the first of them.

    Parameters
    ----------
    store : AnnotationStore
        Its edits are followed from now on.
    content : callable
        Gives all that the session holds now.
    folder : Path
        Where working copies live.
    parent : QObject
        Qt owner.

    Attributes
    ----------
    failed : Signal
        A `ViewerError`: an edit is in memory, but not on the disk. The next edit tries again,
        with all that there is.
    """

    failed = Signal(object)

    def __init__(
        self,
        store: AnnotationStore,
        content: Callable[[], SessionContent],
        folder: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._content = content
        self._folder = folder
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._mailbox = Mailbox(self)
        self._working: WorkingCopy | None = None
        self._given_up: list[Path] = []
        self._origin: tuple[Path | None, FileMark | None] = (None, None)
        store.set_journal(self._on_edit)

    def begin(
        self,
        origin: Path | None,
        mark: FileMark | None,
        content: SessionContent | None = None,
        working: WorkingCopy | None = None,
    ) -> None:
        """Follow another session; what was written for the one before is deleted.

        Parameters
        ----------
        origin : Path or None
            Its file.
        mark : FileMark or None
            What that file is now.
        content : SessionContent, optional
            What it holds. With annotations the working copy is made at once, so that the first
            edit finds it there; else the first edit makes it.
        working : WorkingCopy, optional
            One that was taken over, to go on with.
        """
        self._origin = (origin, mark)
        self._submit(self._replace, working)
        if content is not None and content.items and working is None:
            self._submit(self._need, content, origin, mark)

    def last_edit(self) -> Future[int]:
        """Number of the newest edit that is written when all that waits is."""
        return self._pool.submit(lambda: self._working.last_edit() if self._working else 0)

    def note_state(self, *, moved: bool) -> None:
        """Write down what is no annotation: view, date, layers, window.

        Parameters
        ----------
        moved : bool
            Whether it is worth saving; a mere look at the map alone makes no working copy.
        """
        if moved or self._working is not None:
            self._submit(self._write_state, self._content(), moved, *self._origin)

    def saved(self, origin: Path, mark: FileMark, last: int) -> None:
        """Remember that a session file holds all edits up to one."""
        self._origin = (origin, mark)
        self._submit(self._mark_saved, origin, mark, last)

    def wait(self) -> None:
        """Wait until all edits are on the disk, or have failed to get there."""
        self._pool.submit(lambda: None).result()

    def close(self, *, keep: bool) -> None:
        """End; the working copy is deleted unless its edits are to be found at the next start."""
        self._store.set_journal(None)
        self._pool.submit(self._let_go, keep).result()
        self._pool.shutdown()

    def _on_edit(self, edit: Edit) -> None:
        self._submit(self._write, edit, self._content(), *self._origin)

    def _submit(self, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        self._pool.submit(self._try, lambda: work(*args, **kwargs))

    # -- in the thread ---------------------------------------------------------------------

    def _try(self, work: Callable[[], object]) -> None:
        """Do some work; after a failure the next begins a working copy anew."""
        try:
            work()
        except ViewerError as error:
            self._give_up(error)
        except Exception as error:  # whatever it is, the user must know that work is not safe
            log.exception("an edit was not written down")
            self._give_up(ViewerError("An edit was not written down.", "", repr(error)))

    def _give_up(self, error: ViewerError) -> None:
        if self._working is not None:
            self._given_up.append(self._working.path)
        self._let_go(keep=True)
        self._mailbox.post(self.failed.emit, error)

    def _write(
        self, edit: Edit, before: SessionContent, origin: Path | None, mark: FileMark | None
    ) -> None:
        self._need(before, origin, mark).append(edit)

    def _write_state(
        self, content: SessionContent, moved: bool, origin: Path | None, mark: FileMark | None
    ) -> None:
        self._need(content, origin, mark).set_state(content, moved=moved)

    def _need(
        self, content: SessionContent, origin: Path | None, mark: FileMark | None
    ) -> WorkingCopy:
        """The working copy, made of some content when there is none."""
        if self._working is None:
            self._working = WorkingCopy.create(self._folder, content, origin, mark)
        return self._working

    def _mark_saved(self, origin: Path, mark: FileMark, last: int) -> None:
        if self._working is not None:
            self._working.mark_saved(origin, mark, last)
        self._delete_given_up()

    def _replace(self, working: WorkingCopy | None) -> None:
        self._let_go(keep=False)
        self._working = working

    def _let_go(self, keep: bool) -> None:
        if self._working is not None:
            if keep:
                self._working.close()
            else:
                self._working.discard()
            self._working = None
        if not keep:
            self._delete_given_up()

    def _delete_given_up(self) -> None:
        """Delete copies that could not be written any more: a file or a newer copy holds all."""
        while self._given_up:
            delete(self._given_up.pop())
