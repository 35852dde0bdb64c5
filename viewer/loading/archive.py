"""Archives on disk, read only: what is in them, and their snapshots as columns.

One GeoPackage per source, ``<archive_dir>/<source>.gpkg``. Listing needs SQLite alone, so that it
is quick; geometry needs shapely and is read when a table is asked for.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.core.sources import Source, source_of
from viewer.errors import ViewerError
from viewer.loading.geopackage import wkb_of

if TYPE_CHECKING:
    from viewer.core.snapshots import SnapshotTable

SUFFIX = ".gpkg"
_CURE = (
    "Move the file away and import the files again; "
    "if you edited it in another program, close that program first."
)


@dataclass(frozen=True)
class StatusSummary:
    """What an archive holds of one status.

    Attributes
    ----------
    status : str
        Id of the status.
    dates : tuple of datetime.date
        Days with a snapshot, sorted.
    identical, falls : int
        Days with that flag.
    """

    status: str
    dates: tuple[datetime.date, ...]
    identical: int
    falls: int

    @property
    def count(self) -> int:
        """Number of snapshots."""
        return len(self.dates)

    @property
    def first(self) -> datetime.date:
        """First day."""
        return self.dates[0]

    @property
    def last(self) -> datetime.date:
        """Last day."""
        return self.dates[-1]

    @property
    def missing(self) -> tuple[datetime.date, ...]:
        """Days between the first and the last that have no snapshot, sorted."""
        days = (self.last - self.first).days
        there = set(self.dates)
        every = (self.first + datetime.timedelta(days=n) for n in range(days))
        return tuple(day for day in every if day not in there)


@dataclass(frozen=True)
class ArchiveSummary:
    """What an archive holds, or why it cannot be read.

    Attributes
    ----------
    path : Path
        The GeoPackage.
    source : Source
        Who drew it; made up from the file name when the archive is damaged.
    statuses : tuple of StatusSummary
        Per status, in the order of their ids.
    provenance : int
        Rows of provenance.
    size : int
        Bytes.
    error : ViewerError or None
        Set when the archive cannot be read; all else is empty then.
    """

    path: Path
    source: Source
    statuses: tuple[StatusSummary, ...] = ()
    provenance: int = 0
    size: int = 0
    error: ViewerError | None = None

    @property
    def count(self) -> int:
        """Snapshots of all statuses."""
        return sum(status.count for status in self.statuses)


@dataclass(frozen=True)
class Provenance:
    """Where one snapshot came from, or why a day has none.

    Attributes
    ----------
    file, container, sha256, status, importer, importer_version, imported_at : str
        As stored; ``imported_at`` is UTC, ISO 8601.
    date : datetime.date or None
        The day.
    problems : tuple of (action, reason)
        What was noticed; action ``skipped`` means that the day is not in the archive.
    """

    file: str
    container: str
    sha256: str
    date: datetime.date | None
    status: str
    importer: str
    importer_version: str
    imported_at: str
    problems: tuple[tuple[str, str], ...]


class Archive:
    """One archive, opened anew for each question, so that no file stays open.

    Parameters
    ----------
    path : Path
        The GeoPackage; nothing is read yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        if not self.path.is_file():
            raise ViewerError(
                f"There is no archive {self.path}.", "Import files of that source first."
            )
        try:
            with closing(open_read_only(self.path)) as connection:
                yield connection
        except (sqlite3.Error, ValueError, TypeError, OSError) as error:
            raise damaged(self.path, error) from error

    def source(self) -> Source:
        """Who drew the snapshots.

        Raises
        ------
        ViewerError
            When the archive is missing or damaged.
        """
        with self._reading() as connection:
            return _source(connection, self.path)

    def summary(self) -> ArchiveSummary:
        """Dates, counts and gaps, without reading geometry.

        Raises
        ------
        ViewerError
            When the archive is missing or damaged.
        """
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT status, date, flag FROM snapshots ORDER BY status, date"
            ).fetchall()
            count = connection.execute("SELECT count(*) FROM provenance").fetchone()[0]
            statuses = []
            for name in dict.fromkeys(str(row[0]) for row in rows):
                own = [row for row in rows if row[0] == name]
                statuses.append(
                    StatusSummary(
                        status=name,
                        dates=tuple(datetime.date.fromisoformat(row[1]) for row in own),
                        identical=sum(row[2] == "identical" for row in own),
                        falls=sum(row[2] == "fall" for row in own),
                    )
                )
            return ArchiveSummary(
                path=self.path,
                source=_source(connection, self.path),
                statuses=tuple(statuses),
                provenance=int(count),
                size=self.path.stat().st_size,
            )

    def statuses(self) -> tuple[str, ...]:
        """Ids of the statuses that the archive holds, sorted."""
        with self._reading() as connection:
            rows = connection.execute("SELECT DISTINCT status FROM snapshots ORDER BY status")
            return tuple(str(row[0]) for row in rows)

    def sizes(self) -> dict[str, int]:
        """Bytes of the snapshots by id of their status, sorted: how much work each one is."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT status, sum(length(geom)) FROM snapshots GROUP BY status ORDER BY status"
            )
            return {str(status): int(size or 0) for status, size in rows}

    def marks(self) -> list[tuple[str, str, str, str]]:
        """Status, date (ISO), geometry digest and flag of every snapshot."""
        with self._reading() as connection:
            rows = connection.execute("SELECT status, date, digest, flag FROM snapshots")
            return [(str(a), str(b), str(c), str(d)) for a, b, c, d in rows]

    def wkb(self, status: str, date: str) -> bytes:
        """Geometry of one snapshot as WKB.

        Raises
        ------
        ViewerError
            When the archive is damaged or has no such snapshot.
        """
        with self._reading() as connection:
            row = connection.execute(
                "SELECT geom FROM snapshots WHERE status = ? AND date = ?", (status, date)
            ).fetchone()
            return wkb_of(row[0])

    def blob(self, status: str, date: str) -> tuple[bytes | None, str]:
        """Geometry of one snapshot as GeoPackage stores it, and its flag; None for no ground.

        Raises
        ------
        ViewerError
            When the archive is damaged or has no such snapshot.
        """
        with self._reading() as connection:
            row = connection.execute(
                "SELECT geom, flag FROM snapshots WHERE status = ? AND date = ?", (status, date)
            ).fetchone()
            if not isinstance(row[0], bytes | None):
                raise TypeError("a geometry is no blob")
            return row[0], str(row[1])

    def fingerprint(self, status: str) -> str:
        """16 hex digits that change whenever a snapshot of the status does.

        Made from dates, flags and geometry digests; for caches of derived files.
        """
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT date, flag, digest FROM snapshots WHERE status = ? ORDER BY date",
                (str(status),),
            ).fetchall()
        return sha256(json.dumps(rows).encode()).hexdigest()[:16]

    def table(self, status: str) -> SnapshotTable:
        """All snapshots of one status, sorted by date.

        Raises
        ------
        ViewerError
            When the archive is missing or damaged. A status that it does not hold gives an empty
            table.
        """
        import numpy as np
        import shapely

        from viewer.core.snapshots import SnapshotTable

        with self._reading() as connection:
            rows = connection.execute(
                "SELECT date, flag, geom FROM snapshots WHERE status = ? ORDER BY date",
                (str(status),),
            ).fetchall()
            dates = np.array([row[0] for row in rows], dtype="datetime64[D]")
            try:
                geometries = shapely.from_wkb([wkb_of(row[2]) for row in rows])
            except shapely.errors.ShapelyError as error:
                raise damaged(self.path, error) from error
            return SnapshotTable(
                source=_source(connection, self.path).id,
                status=str(status),
                dates=dates,
                geometries=np.asarray(geometries, dtype=object),
                flags=tuple(str(row[1]) for row in rows),
            )

    def provenance(self) -> tuple[Provenance, ...]:
        """Where every snapshot came from, and the days that were left out, by date.

        Raises
        ------
        ViewerError
            When the archive is missing or damaged.
        """
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT file, container, sha256, date, status, importer, importer_version, "
                "imported_at, problems FROM provenance ORDER BY date, status, fid"
            ).fetchall()
            return tuple(
                Provenance(
                    file=row[0],
                    container=row[1],
                    sha256=row[2],
                    date=datetime.date.fromisoformat(row[3]) if row[3] else None,
                    status=row[4],
                    importer=row[5],
                    importer_version=row[6],
                    imported_at=row[7],
                    problems=tuple((str(a), str(reason)) for a, reason in json.loads(row[8])),
                )
                for row in rows
            )


def archive_path(archive_dir: Path, source_id: str) -> Path:
    """Where the archive of a source lives."""
    return archive_dir / f"{source_id}{SUFFIX}"


def list_archives(archive_dir: Path) -> list[ArchiveSummary]:
    """Summaries of all archives of a folder, by source id.

    A damaged one is listed with its ``error``; a folder that does not exist holds none.
    """
    if not archive_dir.is_dir():
        return []
    summaries = []
    for path in sorted(archive_dir.glob(f"*{SUFFIX}")):
        if path.name.startswith("."):
            continue
        try:
            summaries.append(Archive(path).summary())
        except ViewerError as error:
            summaries.append(ArchiveSummary(path, source_of(path.stem), error=error))
    return summaries


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a database so that nothing beside it is written.

    A write-ahead log of another program is honoured; without one the file is taken as it is.
    """
    log = path.with_name(path.name + "-wal")
    mode = "mode=ro" if log.exists() else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)


def damaged(path: Path, error: Exception) -> ViewerError:
    """Say that an archive cannot be read."""
    return ViewerError(f"The archive {path} is damaged or is no archive.", _CURE, repr(error))


def _source(connection: sqlite3.Connection, path: Path) -> Source:
    row = connection.execute("SELECT id, name FROM source ORDER BY fid LIMIT 1").fetchone()
    if row is None:
        raise ValueError("no row in the table source")
    return source_of(str(row[0]), str(row[1]))
