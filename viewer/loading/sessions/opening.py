"""Opening session files of unknown make: everything is checked, and what is good is kept.

The file is another's until proven otherwise: it is opened read only, without its triggers, views
or extensions, and only tables and columns that are known by name are read.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from viewer.core.annotation_json import WrongAnnotation
from viewer.core.annotation_store import Item
from viewer.core.sources import source_of
from viewer.errors import ViewerError
from viewer.loading.archive import open_read_only
from viewer.loading.names import slug_of
from viewer.loading.sessions.content import SessionContent, SnapshotRow, SnapshotUsed
from viewer.loading.sessions.rows import MOST_ITEM_BYTES, digest_of, digest_of_snapshots, read_item
from viewer.loading.sessions.schema import FORMAT_VERSION, LAYERS, SUFFIX

MOST_ITEMS = 1_000_000
MOST_BYTES = 4_000_000_000
_MAGIC = b"SQLite format 3\0"
_READ_ONLY_ACTIONS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_PRAGMA}
)
_KNOWN = frozenset({*LAYERS, "annotation_groups", "session", "slides", "provenance", "snapshots"})


@dataclass
class OpenedSession:
    """What was found in a session file.

    Attributes
    ----------
    path : Path
        The file.
    content : SessionContent
        What could be read.
    format_version : int
        Of the file; higher than `FORMAT_VERSION` when a newer Salient wrote it.
    problems : list of str
        Sentences about what could not be read; empty when all is well.
    """

    path: Path
    content: SessionContent
    format_version: int = FORMAT_VERSION
    problems: list[str] = field(default_factory=list)

    @property
    def read_only(self) -> bool:
        """Whether it must not be written over: a newer Salient made it, or parts are lost."""
        return self.format_version > FORMAT_VERSION or bool(self.problems)


def open_session(path: Path) -> OpenedSession:
    """Read a session file.

    Raises
    ------
    ViewerError
        When it is missing, no session, or so damaged that nothing can be read.
    """
    _check_file(path)
    try:
        with closing(open_read_only(path)) as connection:
            _make_safe(connection)
            return _read(path, connection)
    except (sqlite3.Error, OSError) as error:
        raise damaged_session(path, error) from error


def is_session(path: Path) -> bool:
    """Whether a file says that it is a session: by its name, or as a GeoPackage by its tables."""
    if path.name.endswith(SUFFIX):
        return True
    if path.suffix.lower() != ".gpkg" or not path.is_file():
        return False
    try:
        with closing(open_read_only(path)) as connection:
            query = "SELECT count(*) FROM sqlite_master WHERE name IN ('session', 'slides')"
            return bool(connection.execute(query).fetchone()[0] == 2)
    except sqlite3.Error:
        return False


def damaged_session(path: Path, error: Exception) -> ViewerError:
    """Say that nothing of a session file can be read."""
    return ViewerError(
        f"{path} is damaged or is no Salient session; nothing of it can be read.",
        "Open an earlier version of it: Salient keeps the last ones (File, Earlier versions).",
        repr(error),
    )


def _check_file(path: Path) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise ViewerError(
            f"{path} cannot be opened: {error.strerror or error}.",
            "Check the name, and that its disk or share is there.",
            repr(error),
        ) from error
    if head != _MAGIC:
        raise damaged_session(path, ValueError("no SQLite file"))
    if size > MOST_BYTES:
        raise ViewerError(
            f"{path} is larger than 4 GB; that is no Salient session.", "Choose another file."
        )


def _make_safe(connection: sqlite3.Connection) -> None:
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 200_000_000)

    def authorise(action: int, table: str | None, *_rest: object) -> int:
        if action not in _READ_ONLY_ACTIONS:
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    connection.set_authorizer(authorise)


def _read(path: Path, connection: sqlite3.Connection) -> OpenedSession:
    tables = {
        name: str(sql)
        for name, sql in connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        )
        if name in _KNOWN
    }
    if "session" not in tables or not set(LAYERS) & set(tables):
        raise ViewerError(
            f"{path} is a database, but no Salient session.",
            "Choose a file that ends in .salient.gpkg, or import it as a vector file.",
        )
    opened = OpenedSession(path, SessionContent())
    texts: list[str] = []
    values = _values(connection, opened, texts)
    version = values.get("format_version", 0)
    opened.format_version = version if isinstance(version, int) else 0
    content = opened.content
    state, notes = values.get("state"), values.get("notes")
    content.state = state if isinstance(state, dict) else {}
    content.notes = notes if isinstance(notes, str) else ""
    content.items = list(_items(connection, opened, tables, texts))
    content.slides = list(_slides(connection, opened, tables, texts))
    content.provenance = [
        SnapshotUsed(*map(str, row))
        for row in _rows(
            connection, opened, tables, "provenance", "source, status, date, file, sha256"
        )
        if _has_source(opened, row[0])
    ]
    content.snapshots = [
        SnapshotRow(str(row[0]), str(row[1]), str(row[2]), str(row[3]), row[4])
        for row in _rows(
            connection, opened, tables, "snapshots", "source, status, date, flag, geom"
        )
        if isinstance(row[4], bytes | None)
        and _has_source(opened, row[0])
        and not source_of(row[0]).schematic
    ]
    if "digest" in values and values["digest"] != digest_of(texts) and not opened.problems:
        opened.problems.append(
            "The file is not as Salient wrote it: it is damaged, or another program changed it."
        )
    told = values.get("snapshots_digest")
    if told is not None and told != digest_of_snapshots(content) and not opened.problems:
        opened.problems.append(
            "The snapshots in the file, or what it tells of them, are not as Salient wrote them."
        )
    return opened


def _has_source(opened: OpenedSession, source: object) -> bool:
    """Whether that can be the id of a source; archives are files of that name, so it matters."""
    if isinstance(source, str) and source and slug_of(source) == source:
        return True
    sentence = f"A snapshot of “{str(source)[:40]}”, which can be no source, was left out."
    if sentence not in opened.problems:
        opened.problems.append(sentence)
    return False


def _values(
    connection: sqlite3.Connection, opened: OpenedSession, texts: list[str]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, text in _rows(connection, opened, {"session": ""}, "session", "key, value"):
        if key != "digest":
            texts.append(str(text))
        try:
            values[str(key)] = json.loads(text)
        except (ValueError, TypeError, RecursionError):
            opened.problems.append(f"The setting “{str(key)[:40]}” is damaged and was left out.")
    return values


def _items(
    connection: sqlite3.Connection,
    opened: OpenedSession,
    tables: dict[str, str],
    texts: list[str],
) -> Iterator[Item]:
    seen: set[str] = set()
    for table in (*LAYERS, "annotation_groups"):
        if table not in tables:
            opened.problems.append(f"The layer {table} is missing.")
        for number, (text,) in enumerate(_rows(connection, opened, tables, table, "item"), 1):
            texts.append(str(text))
            try:
                item = read_item(text)
            except WrongAnnotation as error:
                opened.problems.append(f"{table}, row {number}: annotation left out, {error}.")
                continue
            if item.id in seen:
                opened.problems.append(f"{table}, row {number}: the same annotation stands twice.")
                continue
            seen.add(item.id)
            yield item


def _slides(
    connection: sqlite3.Connection,
    opened: OpenedSession,
    tables: dict[str, str],
    texts: list[str],
) -> Iterator[dict[str, Any]]:
    for number, (text,) in enumerate(_rows(connection, opened, tables, "slides", "item"), 1):
        texts.append(str(text))
        try:
            slide = json.loads(text)
        except (ValueError, TypeError, RecursionError):
            slide = None
        if isinstance(slide, dict):
            yield slide
        else:
            opened.problems.append(f"Slide {number} is damaged and was left out.")


def _rows(
    connection: sqlite3.Connection,
    opened: OpenedSession,
    tables: dict[str, str],
    table: str,
    columns: str,
) -> Iterator[tuple[Any, ...]]:
    """Rows of a table in order, as far as they can be read; a damaged page ends them."""
    if table not in tables:
        return
    count = 0
    try:
        for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY fid"):
            if any(isinstance(part, str) and len(part) > MOST_ITEM_BYTES for part in row):
                opened.problems.append(f"{table}: a row is too long and was left out.")
                continue
            count += 1
            if count > MOST_ITEMS:
                opened.problems.append(f"{table}: only the first {MOST_ITEMS} rows were read.")
                return
            yield row
    except (sqlite3.Error, OverflowError) as error:
        opened.problems.append(f"{table}: damaged after row {count} ({error}).")
