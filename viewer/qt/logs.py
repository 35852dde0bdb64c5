"""The log file: everything of level INFO and above, a few megabytes at most."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from viewer.paths import log_dir

LINES = 300
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_file() -> Path:
    """Path of the newest log."""
    return log_dir() / "salient.log"


def start_logging() -> Path:
    """Write the log to its file, and warnings to the terminal; returns the file's path.

    A log that cannot be written is told on the terminal and does not stop the program.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    root.addHandler(terminal)
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
        handler.setFormatter(logging.Formatter(_FORMAT))
        root.addHandler(handler)
        logging.getLogger(__name__).info("Salient started")
    except OSError as error:
        logging.getLogger(__name__).warning("no log is written to %s: %s", path, error)
    return path


def newest_log_lines() -> str:
    """Return the end of the log, or a sentence when there is none."""
    try:
        lines = log_file().read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        return f"The log {log_file()} cannot be read: {error.strerror or error}."
    return "\n".join(lines[-LINES:])
