"""The log file: everything of level INFO and above, a few megabytes at most."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from viewer.paths import log_dir

LINES = 300
LARGEST = 1_000_000
"""Bytes; a larger log is put aside at the next start."""
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_file() -> Path:
    """Path of the newest log."""
    return log_dir() / "salient.log"


def start_logging() -> Path:
    """Write the log to its file, and warnings to the terminal; returns the file's path.

    What Qt says goes to the log as well: its many words about a missing graphics card help nobody.

    A log that cannot be written is told on the terminal and does not stop the program.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    root.addHandler(terminal)
    qInstallMessageHandler(_on_qt_message)
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > LARGEST:
            path.replace(path.with_suffix(".1.log"))
        handler = logging.FileHandler(path, encoding="utf-8")
        handler.setFormatter(logging.Formatter(_FORMAT))
        root.addHandler(handler)
        logging.getLogger(__name__).info("Salient started")
    except OSError as error:
        logging.getLogger(__name__).warning("no log is written to %s: %s", path, error)
    return path


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Keep what Qt says in the log; only what stops the program goes to the terminal too."""
    serious = kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
    logging.getLogger("qt").log(logging.ERROR if serious else logging.INFO, message)


def newest_log_lines() -> str:
    """Return the end of the log, or a sentence when there is none."""
    try:
        lines = log_file().read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        return f"The log {log_file()} cannot be read: {error.strerror or error}."
    return "\n".join(lines[-LINES:])
