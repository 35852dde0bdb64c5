"""Nothing is lost: folders that cannot be written, damaged files and hostile ones."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from viewer.core.annotations import Annotation, Kind
from viewer.errors import ViewerError
from viewer.loading.sessions.content import SessionContent, SnapshotRow, SnapshotUsed
from viewer.loading.sessions.opening import OpenedSession, open_session
from viewer.loading.sessions.schema import COLUMNS, FORMAT_VERSION, LAYERS
from viewer.loading.sessions.writing import write_session

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs an ordinary user")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    folder.chmod(0o500)
    with pytest.raises(ViewerError, match="no permission"):
        write_session(folder / "s.salient.gpkg", SessionContent())


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ViewerError, match="work is kept in the working copy") as caught:
        write_session(tmp_path / "share" / "s.salient.gpkg", SessionContent())
    assert "network share" in caught.value.hint


@pytest.fixture(scope="module")
def good_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A session with 300 annotations, as bytes."""
    path = tmp_path_factory.mktemp("good") / "s.salient.gpkg"
    items = [
        Annotation(f"{n:032x}", Kind.POINT, (30 + n / 100, 48.0), title=f"{n} {MARKUP}")
        for n in range(300)
    ]
    write_session(path, SessionContent({"theme": "dark"}, list(items), notes=MARKUP))
    return path.read_bytes()


def _open(path: Path, content: bytes) -> OpenedSession | None:
    """Open a damaged file: a report or a sentence, never anything else."""
    path.write_bytes(content)
    try:
        opened = open_session(path)
    except ViewerError:
        return None
    titles = [item.title for item in opened.content.items if isinstance(item, Annotation)]
    whole = titles == [f"{n} {MARKUP}" for n in range(300)] and opened.content.notes == MARKUP
    assert whole or opened.problems, "something is wrong and nothing was said"
    assert all(isinstance(item, Annotation) for item in opened.content.items)
    return opened


def test_a_truncated_file_gives_a_sentence_or_a_part_with_a_report(
    tmp_path: Path, good_file: bytes
) -> None:
    kept = [
        _open(tmp_path / "s.salient.gpkg", good_file[: len(good_file) * part // 40])
        for part in range(40)
    ]
    assert kept[0] is None
    assert any(one is not None and 0 < len(one.content.items) < 300 for one in kept)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bits_give_a_sentence_or_a_part_with_a_report(
    tmp_path: Path, good_file: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(good_file)
    for _ in range(data.draw(st.integers(1, 20))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] ^= 1 << data.draw(st.integers(0, 7))
    _open(tmp_path / "s.salient.gpkg", bytes(damaged))


json_texts = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
).map(lambda value: json.dumps(value))
cells = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.text(max_size=20),
    st.binary(max_size=20), json_texts, st.just("[" * 5_000),
)  # fmt: skip


@settings(max_examples=1000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from([*LAYERS, "annotation_groups", "slides"]), cells)),
    values=st.dictionaries(
        st.sampled_from(["format_version", "state", "notes", "x"]), cells, max_size=4
    ),
)
def test_hostile_rows_are_left_out_with_words(
    tmp_path: Path, rows: list[tuple[str, Any]], values: dict[str, Any]
) -> None:
    path = tmp_path / "h.salient.gpkg"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("BEGIN")
        for table in (*LAYERS, "annotation_groups", "slides"):
            connection.execute(f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY, item)")
        connection.execute("CREATE TABLE session (fid INTEGER PRIMARY KEY, key, value)")
        for table, cell in rows:
            connection.execute(f"INSERT INTO {table} (item) VALUES (?)", (cell,))
        connection.executemany("INSERT INTO session (key, value) VALUES (?, ?)", values.items())
        connection.commit()
    opened = open_session(path)
    kept = len(opened.content.items) + len(opened.content.slides)
    assert kept + len(opened.problems) >= len(rows)
    assert isinstance(opened.content.state, dict)
    assert isinstance(opened.content.notes, str)


def test_a_source_can_be_no_path(tmp_path: Path) -> None:
    path, names = tmp_path / "s.salient.gpkg", ("../../outside", "/outside", "schematic", "mine")
    shown = [SnapshotUsed(name, "ru_held", "2024-08-01") for name in names]
    inside = [SnapshotRow(name, "ru_held", "2024-08-01", "", None) for name in names]
    write_session(path, SessionContent(provenance=shown, snapshots=inside))
    opened = open_session(path)
    assert opened.content.provenance == shown[2:]
    assert opened.content.snapshots == inside[3:]
    assert ["can be no source" in problem for problem in opened.problems] == [True, True]


def test_views_triggers_and_virtual_tables_of_a_file_do_nothing(
    tmp_path: Path, good_file: bytes
) -> None:
    path = tmp_path / "s.salient.gpkg"
    path.write_bytes(good_file)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE annotation_points")
        connection.execute(
            "CREATE VIEW annotation_points AS SELECT 1 AS fid, "
            "(SELECT group_concat(x) FROM (WITH RECURSIVE c(x) AS "
            "(SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c)) AS item"
        )
        connection.commit()
    opened = open_session(path)
    assert opened.content.items == []
    assert opened.problems == ["The layer annotation_points is missing."]


def test_a_file_of_a_newer_salient_is_read_only(tmp_path: Path, good_file: bytes) -> None:
    path = tmp_path / "s.salient.gpkg"
    path.write_bytes(good_file)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "UPDATE session SET value = ? WHERE key = 'format_version'", (FORMAT_VERSION + 1,)
        )
        connection.execute("INSERT INTO session (key, value) VALUES ('new', '\"thing\"')")
        connection.commit()
    opened = open_session(path)
    assert opened.read_only
    assert opened.format_version == FORMAT_VERSION + 1
    assert len(opened.content.items) == 300


def test_what_is_no_session_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.salient.gpkg"
    with pytest.raises(ViewerError, match="cannot be opened"):
        open_session(path)
    path.write_text("no database")
    with pytest.raises(ViewerError, match="damaged or is no Salient session"):
        open_session(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE x (y)")
    with pytest.raises(ViewerError, match="no Salient session"):
        open_session(path)


def test_the_columns_that_others_see_hold_markup_as_text(tmp_path: Path, good_file: bytes) -> None:
    path = tmp_path / "s.salient.gpkg"
    path.write_bytes(good_file)
    with closing(sqlite3.connect(path)) as connection:
        title = connection.execute("SELECT title FROM annotation_points LIMIT 1").fetchone()[0]
    assert title == f"0 {MARKUP}"
    assert "item" in COLUMNS
