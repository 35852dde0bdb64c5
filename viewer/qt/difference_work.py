"""An answer that takes time: asked for once, found in the background, never that of before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.errors import ViewerError
from viewer.qt.tasks import Progress, Task, TaskQueue

Find = Callable[[Any, Progress], object]
"""Gets the request and a function to tell (done, total, what), which raises to stop the work."""


class Stopped(Exception):
    """Raised in the background to stop work that nobody waits for."""


class Answer(QObject):
    """Holds the newest request and, once it is there, its answer.

    Parameters
    ----------
    tasks : TaskQueue
        Where the work runs.
    title : str
        What the status bar says.
    find : callable
        Finds the answer, in another thread; must not touch widgets.

    Attributes
    ----------
    changed : Signal
        The answer came or went.
    progressed : Signal
        done, total, what.
    failed : Signal
        An error that was not expected.
    request, result : object or None
        What is asked for now, and its answer.
    error : ViewerError or None
        Why there is no answer.
    stopped : bool
        True when the user cancelled it.
    """

    changed = Signal()
    progressed = Signal(int, int, str)
    failed = Signal(object)

    def __init__(self, tasks: TaskQueue, title: str, find: Find, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._title, self._find = tasks, title, find
        self._task: Task | None = None
        self._running: object = None
        self.request: Any = None
        self.result: Any = None
        self.error: ViewerError | None = None
        self.stopped = False

    @property
    def waiting(self) -> bool:
        """Whether an answer is on its way."""
        found = self.result is not None or self.error is not None or self.stopped
        return self.request is not None and not found

    def ask(self, request: object, *, again: bool = False) -> None:
        """Ask for something else, or for nothing with None; the answer so far is gone at once."""
        if request == self.request and not again:
            return
        self.request, self.result, self.error, self.stopped = request, None, None, False
        if self._task is not None:
            if self._running != request:
                self._task.cancel()
        elif request is not None:
            self._begin()
        self.changed.emit()

    def cancel(self) -> None:
        """Stop looking for the answer."""
        if self._task is not None:
            self._task.cancel()

    def _begin(self) -> None:
        request, find = self.request, self._find

        def work(progress: Progress, cancelled: Callable[[], bool]) -> object:
            def tell(done: int, total: int, what: str) -> None:
                if cancelled():
                    raise Stopped
                progress(done, total, what)

            try:
                tell(0, 0, "")
                return find(request, tell)
            except Stopped:
                return None

        self._running = request
        self._task = self._tasks.add(self._title, work)
        self._task.progressed.connect(self.progressed)
        self._task.finished.connect(self._on_finished)
        self._task.failed.connect(self._on_failed)

    def _on_finished(self, result: object) -> None:
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
        wanted = bool(self._running == self.request)
        self._task, self._running = None, None
        if not wanted and self.request is not None:
            QTimer.singleShot(0, self, self._begin_again)
        return wanted

    def _begin_again(self) -> None:
        if self._task is None and self.waiting:
            self._begin()
