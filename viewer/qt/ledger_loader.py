"""Figures of the ledger, read in the background and kept while they hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from viewer.core.session import SeriesFile
from viewer.core.sources import Status, source_of

if TYPE_CHECKING:
    from viewer.core.ledger_figures import LedgerFigures
    from viewer.qt.main_window import MainWindow
    from viewer.qt.tasks import Progress, Task


class _Stopped(Exception):
    """Raised within the work to leave it."""


_Key = tuple[object, ...]


class LedgerLoader(QObject):
    """Reads one series at a time; another request stops the one before.

    Parameters
    ----------
    window : MainWindow
        Its tasks are used.

    Attributes
    ----------
    loaded : Signal
        The id of a series whose figures are there now.
    stopped : Signal
        The id of a series whose work the user stopped.
    failed : Signal
        The id of a series, and what went wrong.
    progressed : Signal
        done, total, what.
    """

    loaded = Signal(str)
    stopped = Signal(str)
    failed = Signal(str, object)
    progressed = Signal(int, int, str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._known: dict[str, tuple[_Key, LedgerFigures]] = {}
        self._asked: _Key | None = None
        self._task: Task | None = None

    @property
    def running(self) -> bool:
        """Whether figures are being read."""
        return self._task is not None

    def figures(self, file: SeriesFile) -> LedgerFigures | None:
        """Figures of a series as it is now; None when they are not there (yet)."""
        key, figures = self._known.get(file.id, (None, None))
        return figures if key == self._key(file) else None

    def ask(self, file: SeriesFile) -> None:
        """Read the figures of a series, unless that is being done."""
        key = self._key(file)
        if self._asked == key:
            return
        self.cancel()
        source, status = source_of(file.header.source), Status(file.header.status)
        title = f"Ledger of {source.name}, {status.title}"
        self._asked = key
        task = self._window.tasks.add(title, partial(self._work, source.id, str(status)))
        self._task = task
        task.progressed.connect(self.progressed)
        task.finished.connect(partial(self._on_finished, file.id, key, task))
        task.failed.connect(partial(self._on_failed, file.id, task))

    def cancel(self) -> None:
        """Stop reading; nothing half done is kept."""
        if self._task is not None:
            self._task.cancel()
        self._task, self._asked = None, None

    def _work(
        self, source: str, status: str, progress: Progress, cancelled: Callable[[], bool]
    ) -> LedgerFigures | None:
        """Runs in the thread of the task."""

        def tell(done: int, total: int, what: str) -> None:
            if cancelled():
                raise _Stopped
            progress(done, total, what)

        try:
            tell(0, 0, "")
            # Heavy, and better brought in here than while the window waits for it. Nothing with
            # classes of Qt: to import them beside the window's thread can lock both.
            import viewer.core.ledger_view  # noqa: F401
            from viewer.loading.ledger_cache import read_ledger

            return read_ledger(
                self._window.data, source, status, self._window.session.sectors, tell
            )
        except _Stopped:
            return None

    def _on_finished(
        self, series: str, key: _Key, task: Task, figures: LedgerFigures | None
    ) -> None:
        mine = task is self._task
        if mine:
            self._task, self._asked = None, None
        if figures is not None:
            self._known[series] = (key, figures)
            self.loaded.emit(series)
        elif mine:
            self.stopped.emit(series)

    def _on_failed(self, series: str, task: Task, error: object) -> None:
        if task is self._task:
            self._task, self._asked = None, None
            self.failed.emit(series, error)

    def _key(self, file: SeriesFile) -> _Key:
        boxes = tuple((s.id, s.bounds_wgs84, s.mark) for s in self._window.session.sectors)
        return (file.id, file.header.fingerprint, tuple(file.header.dates), boxes)
