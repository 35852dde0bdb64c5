"""One line on a terminal that says how far a command is; quick commands say nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType

QUIET_S = 1.0
_WIDTH = 60
_CLEAR = "\r\x1b[K"


class ProgressLine:
    """Tells on stderr how far the work is, once it takes more than a second, and only a terminal.

    Use it in a ``with``: the line is taken away at the end, also when the work is stopped.

    Parameters
    ----------
    clock : callable
        Seconds that pass.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._told = False
        self.title = ""

    def __call__(self, done: int, total: int, what: str) -> None:
        """Tell; ``what`` follows the title, and a total of 0 means that it is not known."""
        if not sys.stderr.isatty() or self._clock() - self._begun <= QUIET_S:
            return
        share = f"{100 * done // total:3d} %" if total else "     "
        text = f"{self.title}: {what}" if self.title else what
        self._told = True  # first: Ctrl+C may come while it is written
        sys.stderr.write(f"{_CLEAR}{share}  {text[:_WIDTH]}")
        sys.stderr.flush()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._told:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
