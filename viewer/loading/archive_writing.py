"""Changing an archive: a copy is changed beside it and swapped in whole, or not at all."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from viewer.core.sources import Source
from viewer.errors import ViewerError
from viewer.loading import geopackage
from viewer.loading.archive import SUFFIX, archive_path, damaged, open_read_only
from viewer.loading.days import Day, Note
from viewer.loading.locking import cannot_write
from viewer.loading.qgis_styles import put_styles

IMPORTER_VERSION = "1"
"""Raise it when the same file would give another geometry; files are then read again."""
_PART = ".part"


@dataclass(frozen=True)
class ProvenanceRow:
    """One row of provenance to add."""

    day: Day
    problems: tuple[Note, ...]


@dataclass
class Change:
    """What is to be changed in one archive.

    Attributes
    ----------
    source : Source
        Whose archive.
    days : list of Day
        Snapshots to add; one that replaces a snapshot of the same status and date comes in
        ``replaced`` too.
    replaced : list of (status, date)
        Snapshots to take out first.
    flags : dict
        (status, date) to flag, for new and old snapshots.
    provenance : list of ProvenanceRow
        Rows to add.
    """

    source: Source
    days: list[Day] = field(default_factory=list)
    replaced: list[tuple[str, str]] = field(default_factory=list)
    flags: dict[tuple[str, str], str] = field(default_factory=dict)
    provenance: list[ProvenanceRow] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the archive would stay as it is."""
        return not (self.days or self.replaced or self.flags or self.provenance)


def sweep(archive_dir: Path) -> None:
    """Remove what a killed import left behind; call it under the lock only."""
    for path in archive_dir.glob(f".*{SUFFIX}{_PART}*"):
        with contextlib.suppress(OSError):
            path.unlink()


def write_changes(archive_dir: Path, changes: Iterable[Change]) -> None:
    """Bring several archives up to date: all copies are made first, then all are swapped in.

    Parameters
    ----------
    archive_dir : Path
        Folder of the archives, locked by the caller.
    changes : iterable of Change
        Empty ones are left alone.

    Raises
    ------
    ViewerError
        When an archive cannot be read or written; then none is changed.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for change in changes:
            if not change.is_empty:
                target = archive_path(archive_dir, change.source.id)
                part = target.with_name(f".{target.name}{_PART}")
                staged.append((part, target))
                _stage(change, target, part)
        for part, target in staged:
            _swap(part, target)
        _sync_folder(archive_dir)
    finally:
        for part, _ in staged:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def _stage(change: Change, target: Path, part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            is_new = not target.exists()
            if not is_new:
                _copy(target, connection)
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA synchronous = OFF")
            if is_new:
                geopackage.create(connection)
                put_styles(connection)
            connection.execute("BEGIN")
            if is_new:
                _describe(connection, change.source)
            _apply(connection, change)
            connection.execute("COMMIT")
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
    except sqlite3.OperationalError as error:
        raise _sqlite_sentence(target, error) from error
    except sqlite3.Error as error:
        raise damaged(target, error) from error
    except OSError as error:
        raise cannot_write(target, error) from error


def _copy(target: Path, connection: sqlite3.Connection) -> None:
    log = target.with_name(target.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise ViewerError(
            f"The archive {target} is open in another program that has changes in hand.",
            "Close it there (QGIS, for example), then import again.",
        )
    with closing(open_read_only(target)) as old:
        check = old.execute("PRAGMA quick_check(1)").fetchone()
        if check is None or check[0] != "ok":
            raise damaged(target, sqlite3.DatabaseError(str(check)))
        old.backup(connection)
    connection.execute("PRAGMA journal_mode = DELETE")


def _describe(connection: sqlite3.Connection, source: Source) -> None:
    from viewer.version import version

    connection.execute(
        "INSERT INTO source (id, name, attribution, licence, note, salient_version) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (
            source.id,
            source.name,
            source.attribution,
            source.licence,
            source.note,
            version(),
        ),
    )


def _apply(connection: sqlite3.Connection, change: Change) -> None:
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for table in ("snapshots", "provenance"):
        connection.executemany(
            f"DELETE FROM {table} WHERE status = ? AND date = ?", change.replaced
        )
    connection.executemany(
        "INSERT INTO snapshots (date, status, flag, digest, geom) VALUES (?, ?, '', ?, ?)",
        (
            (
                day.date.isoformat(),
                str(day.status),
                day.digest,
                geopackage.blob_of(day.wkb, day.bounds),
            )
            for day in change.days
        ),
    )
    connection.executemany(
        "UPDATE snapshots SET flag = ? WHERE status = ? AND date = ?",
        [(flag, status, date) for (status, date), flag in change.flags.items()],
    )
    connection.executemany(
        "INSERT INTO provenance (file, container, sha256, date, status, importer, "
        "importer_version, imported_at, problems) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                row.day.origin.file,
                row.day.origin.container,
                row.day.origin.sha256,
                row.day.date.isoformat(),
                str(row.day.status),
                row.day.importer,
                IMPORTER_VERSION,
                now,
                json.dumps([[str(a), reason] for a, reason in row.problems], ensure_ascii=False),
            )
            for row in change.provenance
        ),
    )
    bounds = [day.bounds for day in change.days if day.bounds]
    old = connection.execute(
        "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'snapshots'"
    ).fetchone()
    if old and old[0] is not None:
        bounds.append(old)
    if bounds:
        connection.execute(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? "
            "WHERE table_name = 'snapshots'",
            (
                min(box[0] for box in bounds),
                min(box[1] for box in bounds),
                max(box[2] for box in bounds),
                max(box[3] for box in bounds),
            ),
        )
    connection.execute("UPDATE gpkg_contents SET last_change = ?", (now,))


def _sqlite_sentence(target: Path, error: sqlite3.OperationalError) -> ViewerError:
    import errno

    text = str(error)
    if "full" in text:
        return cannot_write(target, OSError(errno.ENOSPC, "disk full"))
    if "readonly" in text or "unable to open" in text:
        return cannot_write(target, OSError(errno.EACCES, "no permission"))
    if "disk I/O" in text:
        return cannot_write(target, OSError(errno.EIO, text))
    return damaged(target, error)


def _swap(part: Path, target: Path) -> None:
    try:
        part.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
