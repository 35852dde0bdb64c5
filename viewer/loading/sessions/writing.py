"""Saving: a whole new file beside the old one, synced, then swapped in."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from viewer.errors import ViewerError
from viewer.loading.geopackage import tell_extents
from viewer.loading.qgis_styles import put_styles
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.rows import DIGESTED, compact, digest_of, digest_of_snapshots, put
from viewer.loading.sessions.schema import FORMAT_VERSION, create_session
from viewer.version import version


def write_session(
    path: Path, content: SessionContent, before_swap: Callable[[Path], object] | None = None
) -> None:
    """Write a session file so that the old one stays whole until the new one is.

    Parameters
    ----------
    path : Path
        Target; its folder must exist.
    content : SessionContent
        All of it.
    before_swap : callable, optional
        Called with the target when the new file is safe and the old one still there: to keep the
        old one, or to refuse by raising.

    Raises
    ------
    ViewerError
        With the reason, when the target cannot be written; the old file is then untouched.
    """
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        part = Path(name)
        fill_database(part, content)
        sync(part)
        part.chmod(_mode_of(path))
        if before_swap is not None:
            before_swap(path)
        part.replace(path)
        part = None
        sync(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise cannot_save(path, error) from error
    finally:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def fill_database(path: Path, content: SessionContent, *, edits: bool = False) -> None:
    """Make a session database in an empty file.

    Parameters
    ----------
    path : Path
        An empty file.
    content : SessionContent
        All of it.
    edits : bool
        With the table of edits that a working copy has.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")  # the caller syncs the whole file
        connection.execute("BEGIN")
        create_session(connection, snapshots=bool(content.snapshots), edits=edits)
        if not edits:
            put_styles(connection)  # before the rows: a file cut short is readable up to the cut
        if not connection.in_transaction:
            connection.execute("BEGIN")
        put(connection, content.items)
        put_values(connection, content)
        connection.executemany(
            "INSERT INTO provenance (source, status, date, file, sha256) VALUES (?, ?, ?, ?, ?)",
            [(u.source, u.status, u.date, u.file, u.sha256) for u in content.provenance],
        )
        if content.snapshots:
            connection.executemany(
                "INSERT INTO snapshots (source, status, date, flag, geom) VALUES (?, ?, ?, ?, ?)",
                [(s.source, s.status, s.date, s.flag, s.geometry) for s in content.snapshots],
            )
        if not edits:
            tell_extents(connection)
            _put_digest(connection, content)
        connection.execute("COMMIT")


def _put_digest(connection: sqlite3.Connection, content: SessionContent) -> None:
    connection.execute(
        "INSERT INTO session (key, value) VALUES ('snapshots_digest', ?)",
        (compact(digest_of_snapshots(content)),),
    )
    texts = [
        text
        for table, column in DIGESTED
        for (text,) in connection.execute(f"SELECT {column} FROM {table}")
    ]
    connection.execute(
        "INSERT INTO session (key, value) VALUES ('digest', ?)", (compact(digest_of(texts)),)
    )


def put_values(connection: sqlite3.Connection, content: SessionContent) -> None:
    """Write what is no annotation: version, state, notes and slides."""
    values = {
        "format_version": FORMAT_VERSION,
        "salient_version": version(),
        "state": content.state,
        "notes": content.notes,
    }
    connection.executemany(
        "INSERT OR REPLACE INTO session (key, value) VALUES (?, ?)",
        [(key, compact(value)) for key, value in values.items()],
    )
    connection.execute("DELETE FROM slides")
    connection.executemany(
        "INSERT INTO slides (position, title, item) VALUES (?, ?, ?)",
        [
            (at, str(slide.get("title", "")), compact(slide))
            for at, slide in enumerate(content.slides)
        ],
    )


def cannot_save(path: Path, error: Exception) -> ViewerError:
    """Say why a session was not saved, and where the work is."""
    code = getattr(error, "errno", None)
    safe = "The file is as it was, and your work is kept in the working copy."
    text = str(error)
    if code in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in text:
        return ViewerError(
            f"The disk that holds {path} is full. {safe}",
            "Free some space, or save to another disk with Save as.",
            repr(error),
        )
    if code in (errno.EACCES, errno.EPERM, errno.EROFS) or "readonly" in text:
        return ViewerError(
            f"{path} cannot be written: no permission. {safe}",
            "Save to a folder of your own with Save as.",
            repr(error),
        )
    reason = getattr(error, "strerror", None) or text or type(error).__name__
    return ViewerError(
        f"{path} cannot be written ({reason}). {safe}",
        "Check that its folder or network share is there, or use Save as.",
        repr(error),
    )


def _mode_of(path: Path) -> int:
    """Who may read a file: as it is, or as any new one that the user makes."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return 0o644


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk.

    Raises
    ------
    OSError
        When the disk says that they are not.
    """
    if path.is_dir() and os.name == "nt":
        return  # Windows knows no such thing
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
