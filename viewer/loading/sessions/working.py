"""The working copy: every edit is on the disk before it counts as done.

A session that is being worked on lives in a file of the state folder. Edits go into it one
transaction each, so that after a crash, a kill or a power cut at any instant it holds all edits
but at most the last. The undo history stands in it too. It is no session file to hand on: what
was deleted is still in its table of edits.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from viewer.core.annotation_json import from_json, to_json
from viewer.core.annotation_store import Edit, Item
from viewer.core.annotations import Annotation, now
from viewer.errors import ViewerError
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.leftover import SUFFIX, Recoverable, delete, unsaved
from viewer.loading.sessions.locks import FileLock
from viewer.loading.sessions.opening import OpenedSession, damaged_session, open_session
from viewer.loading.sessions.rows import compact, put, remove
from viewer.loading.sessions.saving import FileMark
from viewer.loading.sessions.writing import fill_database, put_values, sync


class WorkingCopy:
    """One working copy, held by this process until it is closed or discarded.

    Parameters
    ----------
    path : Path
        Of `create` or `Recoverable`.
    lock : FileLock
        Held on it.
    """

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path = path
        self._lock = lock
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA wal_autocheckpoint = 200")

    @classmethod
    def create(
        cls,
        folder: Path,
        content: SessionContent,
        origin: Path | None,
        mark: FileMark | None = None,
    ) -> WorkingCopy:
        """Make one of a session's content.

        Parameters
        ----------
        folder : Path
            The state folder's ``recovery``; made when it is not there.
        content : SessionContent
            What the session holds now.
        origin : Path or None
            Its file; None for one never saved.
        mark : FileMark or None
            What that file is now.

        Raises
        ------
        ViewerError
            When the folder cannot be written.
        """
        path = folder / f"{uuid.uuid4().hex}{SUFFIX}"
        part = path.with_suffix(".part")
        lock: FileLock | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock.take(path)
            if lock is None:
                raise OSError("a new file is locked")
            fill_database(part, content, edits=True)
            sync(part)
            part.replace(path)
            sync(folder)
            copy = cls(path, lock)
            values = {**_origin_values(origin, mark), "saved_edit": 0, "moved": False}
            copy._transact(lambda connection: _set(connection, values))
        except (OSError, sqlite3.Error) as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            if lock is not None:
                lock.release()
            raise _not_kept(path, error) from error
        return copy

    @classmethod
    def take_over(cls, found: Recoverable) -> tuple[WorkingCopy, OpenedSession]:
        """Go on with work that was left behind.

        Raises
        ------
        ViewerError
            When another Salient holds it by now, or nothing of it can be read.
        """
        lock = FileLock.take(found.path)
        if lock is None:
            raise ViewerError(
                "That work is open in another window of Salient.", "Go on there, or close it first."
            )
        try:
            copy = cls(found.path, lock)
        except (OSError, sqlite3.Error) as error:
            lock.release()
            raise damaged_session(found.path, error) from error
        try:
            return copy, open_session(found.path)
        except BaseException:
            copy.close()
            raise

    def append(self, edit: Edit) -> None:
        """Write an edit down; it is on the disk when this returns.

        Raises
        ------
        ViewerError
            When it cannot be written; the edit must then not count.
        """
        gone = [key for key, item in edit.after.items() if item is None]
        moved = [
            key
            for key, item in edit.after.items()
            if isinstance(item, Annotation) and _other_kind(edit.before.get(key), item)
        ]
        kept = [item for item in edit.after.values() if item is not None]
        record = compact({"before": _values(edit.before), "after": _values(edit.after)})

        def write(connection: sqlite3.Connection) -> None:
            remove(connection, [*gone, *moved])
            put(connection, kept)
            connection.execute(
                "INSERT INTO edits (name, at, item) VALUES (?, ?, ?)",
                (edit.name, now(), record),
            )

        self._transact(write)

    def set_state(self, content: SessionContent, *, moved: bool) -> None:
        """Write down what is no annotation: view, date, layers, notes, slides.

        Parameters
        ----------
        content : SessionContent
            Its annotations are not looked at.
        moved : bool
            Whether that is worth saving, or a mere look at the map.
        """

        def write(connection: sqlite3.Connection) -> None:
            put_values(connection, content)
            _set(connection, {"moved": moved})

        self._transact(write)

    def mark_saved(
        self, origin: Path, mark: FileMark | None = None, last: int | None = None
    ) -> None:
        """Remember that a session file holds all edits, or those up to a certain one.

        Parameters
        ----------
        origin : Path
            The session file.
        mark : FileMark, optional
            What it is now.
        last : int, optional
            What `last_edit` said when the save began.
        """
        saved = self.last_edit() if last is None else last
        values = {**_origin_values(origin, mark), "saved_edit": saved, "moved": False}
        self._transact(lambda connection: _set(connection, values))

    def last_edit(self) -> int:
        """Number of the newest edit; 0 without any."""
        row = self._connection.execute("SELECT max(fid) FROM edits").fetchone()
        return int(row[0] or 0)

    def history(self) -> list[Edit]:
        """All edits in order, undone ones followed by their way back: to fill an undo stack.

        Edits that can no longer be read end the history: what comes before them is left out.
        """
        edits: list[Edit] = []
        for name, text in self._connection.execute("SELECT name, item FROM edits ORDER BY fid"):
            try:
                record = json.loads(text)
                before, after = (_items_of(record[key]) for key in ("before", "after"))
            except (ValueError, TypeError, LookupError, AttributeError):
                edits.clear()
                continue
            edits.append(Edit(str(name), before, after))
        return edits

    def unsaved_edits(self) -> int:
        """Edits since the last save."""
        return unsaved(self._connection)

    def close(self) -> None:
        """Let go of it; it stays on the disk."""
        self._connection.close()
        self._lock.release()

    def discard(self) -> None:
        """Let go of it and delete it: saved, or not wanted."""
        self._connection.close()
        delete(self.path)
        self._lock.release()

    def _transact(self, write: Callable[[sqlite3.Connection], object]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                write(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(self.path, error) from error


def _not_kept(path: Path, error: Exception) -> ViewerError:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return ViewerError(
        f"The working copy {path} cannot be written ({reason}).",
        "Free some space on that disk.",
        repr(error),
    )


def _set(connection: sqlite3.Connection, values: Mapping[str, Any]) -> None:
    rows = [(key, json.dumps(value)) for key, value in values.items()]
    connection.executemany("INSERT OR REPLACE INTO session (key, value) VALUES (?, ?)", rows)


def _origin_values(origin: Path | None, mark: FileMark | None) -> dict[str, Any]:
    told = [mark.sha256, mark.size] if mark else None
    return {"origin": str(origin) if origin else None, "origin_mark": told}


def _values(items: Mapping[str, Item | None]) -> dict[str, Any]:
    return {key: None if item is None else to_json(item) for key, item in items.items()}


def _items_of(values: Mapping[str, Any]) -> dict[str, Item | None]:
    return {key: None if value is None else from_json(value) for key, value in values.items()}


def _other_kind(before: Item | None, after: Annotation) -> bool:
    return isinstance(before, Annotation) and before.kind != after.kind
