"""Unexpected errors: from anywhere to the log, and a short text to the window."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal

log = logging.getLogger(__name__)


class ErrorCatcher(QObject):
    """Takes unexpected errors from anywhere to the log, and a short text to the window.

    Parameters
    ----------
    log_file : Path
        Where the log is; told to the user.
    """

    caught = Signal(str)

    def __init__(self, log_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log_file = log_file

    def install(self) -> None:
        """Take over `sys.excepthook`."""
        sys.excepthook = self._on_exception

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        import traceback

        text = "".join(traceback.format_exception(kind, error, trace))
        log.critical("unexpected error\n%s", text)
        self.caught.emit(text)
