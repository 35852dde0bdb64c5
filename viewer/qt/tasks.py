"""Long work in the background: progress, cancel, and the answer on the window's thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.errors import ViewerError
from viewer.qt.mailbox import Mailbox

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
Work = Callable[[Progress, Callable[[], bool]], Any]
"""Gets a function to tell (done, total, what) and one that says whether to stop."""


class Task(QObject):
    """One piece of work in a thread of its own.

    Parameters
    ----------
    title : str
        What the status bar says.
    work : callable
        Runs in the thread; must not touch widgets.
    parent : QObject
        Qt owner.

    Attributes
    ----------
    progressed : Signal
        done, total, what.
    finished : Signal
        The result.
    failed : Signal
        The exception: a `ViewerError`, or one that was not expected.
    """

    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, title: str, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._mailbox = Mailbox(self)
        self._newest = (0, 0, "")
        self._awaited = False
        self.title = title
        self._work = work
        self._cancel = threading.Event()
        self._thread = threading.Thread(target=self._run, name=title, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; it ends at its next safe point."""
        self._cancel.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the thread; True when it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            result = self._work(self._on_progress, self._cancel.is_set)
        except ViewerError as error:
            self._mailbox.post(self.failed.emit, error)
        except Exception as error:  # the window shows it as an unexpected error
            log.exception("task %s failed", self.title)
            self._mailbox.post(self.failed.emit, error)
        else:
            self._mailbox.post(self.finished.emit, result)

    def _on_progress(self, done: int, total: int, what: str) -> None:
        """Leave the newest progress for the window's thread; what it has not taken yet is past."""
        self._newest = (done, total, what)
        if not self._awaited:
            self._awaited = True
            self._mailbox.post(self._tell_progress)

    def _tell_progress(self) -> None:
        self._awaited = False  # first: what comes from now on is posted again
        self.progressed.emit(*self._newest)


class TaskQueue(QObject):
    """Runs tasks one after another.

    Attributes
    ----------
    started : Signal
        The `Task` that begins now.
    idle : Signal
        Nothing is left to do.
    """

    started = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[Task] = []
        self.current: Task | None = None
        self._stopped = False

    def add(self, title: str, work: Work) -> Task:
        """Line up some work, to begin when control is back with Qt; connect to its signals now."""
        task = Task(title, work, self)
        task.finished.connect(self._on_ended)
        task.failed.connect(self._on_ended)
        self._waiting.append(task)
        QTimer.singleShot(0, self, self._begin)
        return task

    def stop(self) -> None:
        """Cancel all work and wait for what runs; nothing begins after that."""
        self._stopped = True
        self._waiting.clear()
        if self.current is not None:
            self.current.cancel()
            self.current.wait(10.0)

    def _begin(self) -> None:
        if self.current is None and self._waiting:
            self._next()

    def _next(self) -> None:
        self.current = self._waiting.pop(0) if self._waiting and not self._stopped else None
        if self.current is None:
            self.idle.emit()
            return
        self.started.emit(self.current)
        self.current.start()

    def _on_ended(self, _result: object) -> None:
        ended = self.current
        if ended is not None:
            # The thread may still be telling other listeners; deleting the task under it would
            # lose what it has not told yet.
            ended.wait(10.0)
            ended.deleteLater()
        self._next()
