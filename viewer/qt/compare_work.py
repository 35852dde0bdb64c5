"""Compares dates in the background, one request at a time; only the newest answer counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.core.sectors import Sector
from viewer.core.text import short_date_text
from viewer.errors import ViewerError
from viewer.qt.tasks import Progress, Task, TaskQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.core.compare import Comparison

_SETTLE_MS = 120
"""Dates that follow each other sooner, as in a drag, are not compared one by one."""


@dataclass(frozen=True)
class Request:
    """What is to be compared.

    Attributes
    ----------
    source, status : str
        Ids.
    day_a, day_b : date
        In either order.
    state : int
        Counts the imports, after which the same dates are another question.
    """

    source: str
    status: str
    day_a: date
    day_b: date
    state: int = 0


class Stopped(Exception):
    """Raised in the background to stop work that nobody waits for."""


class CompareWork(QObject):
    """Holds the newest request and, once it is there, its answer.

    Parameters
    ----------
    data : Path
        The user's data folder.
    sectors : tuple of Sector
        Sectors of the table.
    tasks : TaskQueue
        Where the work runs.

    Attributes
    ----------
    sectors : tuple of Sector
        As given; others count from the next question on.
    changed : Signal
        The answer came or went.
    request : Request or None
        What is asked for now.
    result : Comparison or None
        Its answer, never that of an earlier request.
    error : ViewerError or None
        Why there is no answer.
    stopped : bool
        True when the user cancelled it.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, data: Path, sectors: tuple[Sector, ...], tasks: TaskQueue, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._data, self.sectors, self._tasks = data, sectors, tasks
        self._task: Task | None = None
        self._running: Request | None = None
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._timer.timeout.connect(self._begin)
        self.request: Request | None = None
        self.result: Comparison | None = None
        self.error: ViewerError | None = None
        self.stopped = False

    def ask(self, request: Request | None, *, again: bool = False) -> None:
        """Compare something else, or nothing; the answer so far is gone at once.

        Parameters
        ----------
        request : Request or None
            What to compare.
        again : bool
            Compare even when it is the same request.
        """
        if request == self.request and not again:
            return
        self.request, self.result, self.error, self.stopped = request, None, None, False
        if self._task is not None and self._running != request:
            self._task.cancel()
        if request is None:
            self._timer.stop()
        else:
            self._timer.start()
        self.changed.emit()

    def _begin(self) -> None:
        request = self.request
        if request is None or self._task is not None:
            return  # what runs begins the next when it ends
        data, sectors = self._data, self.sectors

        def work(progress: Progress, cancelled: Callable[[], bool]) -> object:
            from viewer.loading.comparing import read_comparison

            def tell(done: int, total: int, what: str) -> None:
                if cancelled():
                    raise Stopped
                progress(done, total, what)

            try:
                return read_comparison(
                    data, request.source, request.status, request.day_a, request.day_b,
                    sectors, tell,
                )  # fmt: skip
            except Stopped:
                return None

        days = " and ".join(short_date_text(day) for day in (request.day_a, request.day_b))
        self._running = request
        self._task = self._tasks.add(f"Comparing {days}", work)
        self._task.finished.connect(self._on_finished)
        self._task.failed.connect(self._on_failed)

    def _on_finished(self, result: Comparison | None) -> None:
        if self._ended():
            self.result, self.stopped = result, result is None
            self.changed.emit()

    def _on_failed(self, error: object) -> None:
        if self._ended():
            if isinstance(error, ViewerError):
                self.error = error
            else:
                self.stopped = True
                self.failed.emit(error)
            self.changed.emit()

    def _ended(self) -> bool:
        """Whether what has ended is still wanted; else begin what is."""
        wanted = self._running == self.request
        self._task, self._running = None, None
        if not wanted and self.request is not None and not self._timer.isActive():
            self._timer.start()
        return wanted
