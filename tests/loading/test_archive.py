"""The archive on disk: whole or untouched, one import at a time, sentences for what goes wrong."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from loading_builders import star, write, write_deepstate, write_uacontrolmap

from viewer.errors import ViewerError
from viewer.loading import archive_writing
from viewer.loading.archive import Archive, list_archives
from viewer.loading.importing import ImportOptions, ImportReport, import_paths
from viewer.loading.report import Action

Run = Callable[..., ImportReport]
PROJECT = Path(__file__).resolve().parents[2]


def many(folder: Path, first: int, last: int) -> Path:
    for n in range(first, last):
        write_deepstate(folder, f"202408{n:02d}", [[star(radius=1 + n / 100)]])
    return folder


def test_cancelled_import_leaves_the_archive_as_it_was(
    run: Run, files: Path, archives: Path
) -> None:
    run(many(files / "a", 1, 4))
    before = (archives / "deepstate.gpkg").read_bytes()
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    report = import_paths([many(files / "b", 4, 20)], archives, cancelled=cancelled)
    assert report.cancelled
    assert "as they were" in report.to_text()
    assert (archives / "deepstate.gpkg").read_bytes() == before
    assert sorted(p.name for p in archives.iterdir()) == [".import.lock", "deepstate.gpkg"]


def test_progress_runs_to_the_end(files: Path, archives: Path) -> None:
    told: list[tuple[int, int, str]] = []
    import_paths([many(files, 1, 9)], archives, progress=lambda *args: told.append(args))
    done = [entry[0] for entry in told]
    assert done == sorted(done)
    assert told[-1] == (1000, 1000, "Done")
    assert any("20240805" in entry[2] for entry in told)


CHILD = """
import os, signal, sys
from pathlib import Path
from viewer.loading import archive_writing, importing

instant = sys.argv[3]

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def dies_after(function):
    def wrapped(*args, **kwargs):
        result = function(*args, **kwargs)
        die()
        return result
    return wrapped

if instant == "reading":
    importing.merge = die
elif instant == "copied":
    archive_writing._copy = dies_after(archive_writing._copy)
elif instant == "half-written":
    archive_writing._apply = dies_after(archive_writing._apply)
elif instant == "before-sync":
    os.fsync = die
elif instant == "before-swap":
    archive_writing._swap = die
elif instant == "swapped":
    archive_writing._swap = dies_after(archive_writing._swap)
importing.import_paths([Path(sys.argv[1])], Path(sys.argv[2]))
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize(
    ("instant", "days"),
    [
        ("reading", 3),
        ("copied", 3),
        ("half-written", 3),
        ("before-sync", 3),
        ("before-swap", 3),
        ("swapped", 8),
    ],
)
def test_killed_import_leaves_a_whole_archive(
    run: Run, files: Path, archives: Path, instant: str, days: int
) -> None:
    run(many(files / "a", 1, 4))
    path = archives / "deepstate.gpkg"
    before = path.read_bytes()
    many(files / "b", 4, 9)
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(files / "b"), str(archives), instant],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    assert len(Archive(path).table("ru_held")) == days
    if days == 3:
        assert path.read_bytes() == before
    assert run(files).changed == (["deepstate"] if days == 3 else [])
    assert len(Archive(path).table("ru_held")) == 8
    assert sorted(p.name for p in archives.iterdir()) == [".import.lock", "deepstate.gpkg"]


def test_second_import_at_the_same_time_is_refused(files: Path, archives: Path) -> None:
    inside, leave = threading.Event(), threading.Event()

    def progress(done: int, total: int, text: str) -> None:
        inside.set()
        assert leave.wait(30)

    write_deepstate(files, "20240801")
    first = threading.Thread(target=import_paths, args=([files], archives, None, progress))
    first.start()
    try:
        assert inside.wait(30)
        with pytest.raises(ViewerError, match="Another import"):
            import_paths([files], archives)
    finally:
        leave.set()
        first.join()
    assert len(Archive(archives / "deepstate.gpkg").table("ru_held")) == 1


def test_full_disk(run: Run, files: Path, archives: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(many(files / "a", 1, 4))
    before = (archives / "deepstate.gpkg").read_bytes()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ViewerError, match="is full") as caught:
        run(many(files / "b", 4, 8))
    assert "--data-dir" in caught.value.hint
    assert (archives / "deepstate.gpkg").read_bytes() == before
    assert [p.name for p in archives.glob("*part*")] == []


def test_full_disk_while_sqlite_writes(
    run: Run, files: Path, archives: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(archive_writing, "_apply", full)
    with pytest.raises(ViewerError, match="is full"):
        run(write_deepstate(files, "20240801"))
    assert not (archives / "deepstate.gpkg").exists()


def test_archive_folder_that_cannot_be_made(files: Path, tmp_path: Path) -> None:
    write_deepstate(files, "20240801")
    blocker = write(tmp_path / "file", b"x")
    with pytest.raises(ViewerError, match="cannot be written"):
        import_paths([files], blocker / "archives")


def test_no_permission(files: Path, archives: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_deepstate(files, "20240801")

    def refuse(*args: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ViewerError, match="no permission") as caught:
        import_paths([files], archives)
    assert "SALIENT_DATA_DIR" in caught.value.hint


def test_archive_that_cannot_be_written(
    run: Run, files: Path, archives: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(archive_writing, "_apply", refuse)
    with pytest.raises(ViewerError, match="no permission"):
        run(write_deepstate(files, "20240801"))


@pytest.mark.parametrize("damage", ["text", "empty", "cut", "tables", "blob", "source"])
def test_damaged_archive_is_named_and_the_others_list_and_load(
    run: Run, files: Path, archives: Path, damage: str
) -> None:
    run(many(files, 1, 10), write_uacontrolmap(files, "20240801"))
    path = archives / "deepstate.gpkg"
    data = path.read_bytes()
    if damage == "text":
        path.write_bytes(b"this is no database at all, it is text")
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(data[: len(data) // 3])
    else:
        sql = {
            "tables": "DROP TABLE snapshots",
            "blob": "UPDATE snapshots SET geom = x'4750'",
            "source": "DELETE FROM source",
        }[damage]
        with sqlite3.connect(path) as connection:
            connection.execute(sql)
        connection.close()
    with pytest.raises(ViewerError, match=r"deepstate\.gpkg") as caught:
        Archive(path).table("ru_held")
    assert "import the files again" in caught.value.hint
    summaries = list_archives(archives)
    assert [summary.source.id for summary in summaries] == ["deepstate", "uacontrolmap"]
    assert summaries[1].error is None
    if damage == "blob":
        return
    assert summaries[0].error is not None
    damaged = path.read_bytes()
    report = run(write_deepstate(files / "more", "20240820"), write_uacontrolmap(files, "20240802"))
    assert report.changed == ["uacontrolmap"]
    assert "damaged" in report.of(Action.SKIPPED)[0].reason
    assert path.read_bytes() == damaged


def test_archive_held_open_by_another_program(run: Run, files: Path, archives: Path) -> None:
    run(write_deepstate(files, "20240801"))
    path = archives / "deepstate.gpkg"
    other = sqlite3.connect(path)
    try:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("UPDATE snapshots SET flag = 'fall'")
        other.commit()
        assert Archive(path).table("ru_held").flags == ("fall",)
        with pytest.raises(ViewerError, match="open in another program"):
            run(write_deepstate(files, "20240802"))
    finally:
        other.close()
    assert run(write_deepstate(files, "20240802")).imported == 1
    assert Archive(path).table("ru_held").flags[0] == "fall"
    assert not list(archives.glob("*-wal"))


def test_near_empty_days_are_recorded_once(run: Run, files: Path, archives: Path) -> None:
    write_uacontrolmap(files, "20240801")
    bad = write_uacontrolmap(files, "20240802", areas=[])
    assert run(bad).changed == []
    assert not (archives / "uacontrolmap.gpkg").exists()
    assert run(files).changed == ["uacontrolmap"]
    before = (archives / "uacontrolmap.gpkg").read_bytes()
    report = run(files)
    assert (report.changed, report.skipped, report.already_there) == ([], 1, 1)
    assert (archives / "uacontrolmap.gpkg").read_bytes() == before


def test_snapshot_deleted_by_hand_comes_back(run: Run, files: Path, archives: Path) -> None:
    run(many(files, 1, 4))
    path = archives / "deepstate.gpkg"
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("DELETE FROM snapshots WHERE date = '2024-08-02'")
    connection.close()
    report = run(files)
    assert (report.imported, report.already_there) == (1, 2)


def test_same_bytes_under_another_date_are_another_day(
    run: Run, files: Path, archives: Path
) -> None:
    first = write_uacontrolmap(files, "20240801")
    run(first)
    second = write(files / "20240802.json", first.read_bytes())
    report = run(second)
    assert report.imported == 1
    table = Archive(archives / "uacontrolmap.gpkg").table("ru_held")
    assert [str(day) for day in table.dates] == ["2024-08-01", "2024-08-02"]


def test_fingerprint_follows_the_snapshots(run: Run, files: Path, archives: Path) -> None:
    run(write_deepstate(files, "20240801"))
    archive = Archive(archives / "deepstate.gpkg")
    first = archive.fingerprint("ru_held")
    run(files)
    assert archive.fingerprint("ru_held") == first
    run(write_deepstate(files, "20240802"))
    assert archive.fingerprint("ru_held") != first


def test_no_archives_and_no_folder(archives: Path) -> None:
    assert list_archives(archives) == []
    with pytest.raises(ViewerError, match="no archive"):
        Archive(archives / "deepstate.gpkg").summary()


def test_status_that_is_not_there_is_an_empty_table(run: Run, files: Path, archives: Path) -> None:
    run(write_deepstate(files, "20240801"))
    table = Archive(archives / "deepstate.gpkg").table("claimed")
    assert len(table) == 0
    assert len(table.missing_dates()) == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"status": "held"}, "no status held"),
        ({"source": "???"}, "cannot be the name"),
        ({"source": "schematic"}, "takes no files"),
    ],
)
def test_wrong_options(archives: Path, options: dict[str, str], words: str) -> None:
    with pytest.raises(ViewerError, match=words):
        import_paths([], archives, ImportOptions(**options))
