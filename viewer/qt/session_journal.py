"""Every edit goes to the working copy at once, in a thread that never holds the window up."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from viewer.core.annotation_store import AnnotationStore, Edit, Item
from viewer.errors import ViewerError
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.saving import FileMark
from viewer.loading.sessions.working import WorkingCopy


class SessionJournal(QObject):
    """Writes edits of a store down, in order; the working copy is made at the first of them.

    Parameters
    ----------
    store : AnnotationStore
        Its edits are followed from now on.
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

    def __init__(self, store: AnnotationStore, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._folder = folder
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._working: WorkingCopy | None = None
        self._origin: tuple[Path | None, FileMark | None] = (None, None)
        store.set_journal(self._on_edit)

    def begin(
        self,
        origin: Path | None,
        mark: FileMark | None,
        items: Sequence[Item] = (),
        working: WorkingCopy | None = None,
    ) -> None:
        """Follow another session; what was written for the one before is deleted.

        Parameters
        ----------
        origin : Path or None
            Its file.
        mark : FileMark or None
            What that file is now.
        items : sequence of Annotation and Group
            What it holds. The working copy is made of them at once, so that the first edit finds
            it there; without any the first edit makes it.
        working : WorkingCopy, optional
            One that was taken over, to go on with.
        """
        self._origin = (origin, mark)
        self._pool.submit(self._replace, working).result()
        if items and working is None:
            self._pool.submit(self._prepare, list(items), origin, mark)

    def last_edit(self) -> Future[int]:
        """Number of the newest edit that is written when all that waits is."""
        return self._pool.submit(lambda: self._working.last_edit() if self._working else 0)

    def saved(self, origin: Path, mark: FileMark, last: int) -> None:
        """Remember that a session file holds all edits up to one."""
        self._origin = (origin, mark)
        self._pool.submit(self._mark_saved, origin, mark, last)

    def wait(self) -> None:
        """Wait until all edits are on the disk, or have failed to get there."""
        self._pool.submit(lambda: None).result()

    def close(self, *, keep: bool) -> None:
        """End; the working copy is deleted unless its edits are to be found at the next start."""
        self._store.set_journal(None)
        self._pool.submit(self._let_go, keep).result()
        self._pool.shutdown()

    def _on_edit(self, edit: Edit) -> None:
        before = None if self._working else list(self._store.snapshot().values())
        self._pool.submit(self._write, edit, before, *self._origin)

    # -- in the thread ---------------------------------------------------------------------

    def _write(
        self,
        edit: Edit,
        before: list[Item] | None,
        origin: Path | None,
        mark: FileMark | None,
    ) -> None:
        try:
            if self._working is None:
                items = before if before is not None else list(self._store.snapshot().values())
                content = SessionContent(items=items)
                self._working = WorkingCopy.create(self._folder, content, origin, mark)
            self._working.append(edit)
        except ViewerError as error:
            self._let_go(keep=True)
            self.failed.emit(error)

    def _prepare(self, items: list[Item], origin: Path | None, mark: FileMark | None) -> None:
        try:
            content = SessionContent(items=items)
            self._working = WorkingCopy.create(self._folder, content, origin, mark)
        except ViewerError as error:
            self.failed.emit(error)

    def _mark_saved(self, origin: Path, mark: FileMark, last: int) -> None:
        if self._working is not None:
            try:
                self._working.mark_saved(origin, mark, last)
            except ViewerError as error:
                self.failed.emit(error)

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
