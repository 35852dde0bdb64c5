"""From any thread to the window's: what other threads have to tell, and work done in one of them.

Signals that are emitted in another thread carry objects across; Qt copies and destroys them where
it likes, which crashed rarely. Here only a wake-up crosses, and everything else stays in Python.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal


class Mailbox(QObject):
    """Calls functions on the thread that made it.

    Parameters
    ----------
    parent : QObject
        Qt owner.
    """

    _woken = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._letters: deque[tuple[Callable[..., object], tuple[Any, ...]]] = deque()
        self._woken.connect(self._read, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[..., object], *values: Any) -> None:
        """Have a function called soon, in the order of posting; to be called in any thread."""
        self._letters.append((call, values))
        self._woken.emit()

    def _read(self) -> None:
        for _ in range(len(self._letters)):  # what comes meanwhile has its own wake-up
            call, values = self._letters.popleft()
            call(*values)


class Background(QObject):
    """Does work in one thread, in order, and goes on in the window's.

    Parameters
    ----------
    name : str
        Of the thread.
    parent : QObject
        Qt owner.
    """

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._mailbox = Mailbox(self)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._numbers = count()
        self._waiting: dict[int, tuple[Callable[[Any], object], Callable[[Exception], object]]] = {}

    def run(
        self,
        work: Callable[[], object],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Do some work there, then call one of two functions here.

        Parameters
        ----------
        work : callable
            It must know nothing of Qt.
        done : callable
            Gets what the work returned.
        failed : callable
            Gets the exception that it raised.
        """
        number = next(self._numbers)
        self._waiting[number] = (done, failed)
        future = self._pool.submit(work)
        future.add_done_callback(lambda ended: self._mailbox.post(self._end, number, ended))

    def close(self) -> None:
        """Wait for the work in hand; nothing can be run after that."""
        self._pool.shutdown()

    def _end(self, number: int, ended: Future[object]) -> None:
        done, failed = self._waiting.pop(number)
        error = ended.exception()
        if error is None:
            done(ended.result())
        elif isinstance(error, Exception):
            failed(error)
