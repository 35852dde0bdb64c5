"""End or fail a save at each of its steps in turn: every call that touches the disk is one.

Run as a program of its own, so that it may fork. ``kill`` ends the process there as a power cut
would, without any clean-up; ``full`` lets the call fail because the disk is full.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from viewer.core.annotation_store import Edit
from viewer.core.annotations import Annotation, Kind
from viewer.errors import ViewerError
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.leftover import recoverable
from viewer.loading.sessions.opening import open_session
from viewer.loading.sessions.saving import FileMark, save_session
from viewer.loading.sessions.versions import list_versions
from viewer.loading.sessions.working import WorkingCopy

OLD = [Annotation(f"{n:032x}", Kind.POINT, (36.0, 48.0), title="old") for n in range(3)]
NEW = Annotation("f" * 32, Kind.POINT, (37.0, 49.0), title="new")
CALLS = (
    (os, "fsync"), (os, "open"), (Path, "replace"), (Path, "chmod"), (Path, "mkdir"),
    (Path, "exists"), (shutil, "copyfile"), (tempfile, "mkstemp"),
)  # fmt: skip


@contextmanager
def counted(act: Callable[[int], None]) -> Iterator[list[int]]:
    """Call ``act`` with its number before every step of what runs within."""
    count = [0]

    def step(*_ignored: object) -> None:
        count[0] += 1
        act(count[0])

    def stepping(call: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **named: Any) -> Any:
            step()
            return call(*arguments, **named)

        return stepped

    real = [(owner, name, getattr(owner, name)) for owner, name in CALLS]
    connect = sqlite3.connect

    class Stepping(sqlite3.Connection):
        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            step()
            return super().execute(*arguments)

        def executemany(self, *arguments: Any) -> sqlite3.Cursor:
            step()
            return super().executemany(*arguments)

    try:
        for owner, name, call in real:
            setattr(owner, name, stepping(call))
        sqlite3.connect = lambda *a, **k: connect(*a, factory=Stepping, **k)
        yield count
    finally:
        sqlite3.connect = connect
        for owner, name, call in real:
            setattr(owner, name, call)


def prepare(folder: Path) -> tuple[Path, WorkingCopy, FileMark]:
    """A saved session with one edit that is not saved yet."""
    path = folder / "s.salient.gpkg"
    mark = save_session(path, SessionContent(items=list(OLD)), folder / "versions", None)
    working = WorkingCopy.create(folder / "recovery", SessionContent(items=list(OLD)), path)
    working.append(Edit("draw point", {NEW.id: None}, {NEW.id: NEW}))
    return path, working, mark


def save(folder: Path, path: Path, working: WorkingCopy, mark: FileMark) -> None:
    """The save that is to be disturbed."""
    save_session(path, SessionContent(items=[*OLD, NEW]), folder / "versions", mark)
    working.mark_saved(path)


def verdict(folder: Path, path: Path) -> str:
    """What is wrong with what the next start would find; "" when nothing is."""
    opened = open_session(path)
    titles = sorted(item.title for item in opened.content.items if isinstance(item, Annotation))
    if opened.problems or titles not in (["old"] * 3, ["new", *["old"] * 3]):
        return f"the file holds {titles}, {opened.problems}"
    for version in list_versions(folder / "versions", path):
        if len(open_session(version.path).content.items) != 3:
            return "an earlier version is damaged"
    found = recoverable(folder / "recovery")
    if len(titles) == 3 and not found:
        return "the edit is neither in the file nor in the working copy"
    if found and len(open_session(found[0].path).content.items) != 4:
        return "the working copy lost the edit"
    return ""


def main(folder: Path, how: str) -> None:
    """Disturb every step in turn and print what happened as JSON."""
    wrong: list[str] = []
    number = 0
    while True:
        number += 1
        place = folder / f"{how}{number}"
        place.mkdir(parents=True)
        child = os.fork()
        if child == 0:
            os._exit(disturbed(place, how, number))
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code not in (0, 9, 1):
            wrong.append(f"step {number}: ended with {code}")
        problem = verdict(place, place / "s.salient.gpkg")
        if problem:
            wrong.append(f"step {number}: {problem}")
        if how == "full" and list(place.glob(".*.part")):
            wrong.append(f"step {number}: left a file behind")
        shutil.rmtree(place)
        if code == 0:
            break
    sys.stdout.write(json.dumps({"steps": number - 1, "wrong": wrong}))


def disturbed(place: Path, how: str, number: int) -> int:
    """Save with a disturbance; the exit code: 0 when the save ended before it, 1 when it told."""
    path, working, mark = prepare(place)

    def act(step: int) -> None:
        if step == number:
            if how == "kill":
                os._exit(9)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with counted(act) as count:
        try:
            save(place, path, working, mark)
        except ViewerError as error:
            return 1 if error.hint else 3
    return 0 if count[0] < number else 4


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
