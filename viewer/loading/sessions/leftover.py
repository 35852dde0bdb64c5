"""Work that a crash, a kill or a power cut left behind: found, and deleted when not wanted."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from viewer.loading.sessions.locks import FileLock
from viewer.loading.sessions.saving import FileMark

SUFFIX = ".working.gpkg"
"""How the names of working copies end."""


@dataclass(frozen=True)
class Recoverable:
    """Work that no running Salient holds and that was not saved.

    Attributes
    ----------
    path : Path
        The working copy.
    origin : Path or None
        The session file that it came from; None for one never saved.
    changed_at : str
        UTC, ISO 8601, of the last edit.
    edits : int
        Edits since the last save.
    mark : FileMark or None
        What the session file was when this work last read or wrote it.
    moved : bool
        Whether layers, window or comparison were changed since then.
    """

    path: Path
    origin: Path | None
    changed_at: str
    edits: int
    mark: FileMark | None = None
    moved: bool = False


def recoverable(folder: Path) -> list[Recoverable]:
    """Work in a folder that no running Salient holds, the newest first.

    Saved work that was left behind is deleted; a copy that cannot be read is left alone.
    """
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        lock = FileLock.take(path)
        if lock is None:
            continue
        try:
            one = _inspect(path)
            if one is not None and (one.edits or one.moved):
                found.append(one)
            elif one is not None:
                delete(path)
        finally:
            lock.release()
    return sorted(found, key=lambda one: one.changed_at, reverse=True)


def unsaved(connection: sqlite3.Connection) -> int:
    """Edits of a working copy since the last save."""
    row = connection.execute("SELECT value FROM session WHERE key = 'saved_edit'").fetchone()
    saved = json.loads(row[0]) if row else 0
    count = connection.execute("SELECT count(*) FROM edits WHERE fid > ?", (saved,)).fetchone()
    return int(count[0])


def delete(path: Path) -> None:
    """Delete a working copy and what SQLite keeps beside it."""
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + end).unlink(missing_ok=True)


def _inspect(path: Path) -> Recoverable | None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute(
                "SELECT key, value FROM session WHERE key IN ('origin', 'origin_mark', 'moved')"
            )
            values = {key: json.loads(value) for key, value in rows}
            origin, told = values.get("origin"), values.get("origin_mark")
            last = connection.execute("SELECT max(at) FROM edits").fetchone()[0]
            edits = unsaved(connection)
    except (sqlite3.Error, ValueError, TypeError):
        return None
    written = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(path.stat().st_mtime))
    mark = FileMark(str(told[0]), int(told[1])) if told else None
    place = Path(origin) if origin else None
    return Recoverable(path, place, last or written, edits, mark, values.get("moved") is True)
