"""Sessions at 10, 1,000 and 10,000 annotations: open, save, and how soon an edit is on the disk.

    python tests/benchmarks/sessions.py [--rounds 5]

The working copy is made in the background when a session is opened. ``edit`` is the time that the
window's thread spends on one edit; ``durable`` the time until that edit is in the working copy and
the file is synced, from the same start. Milliseconds belong to the machine and its disk; each is
given as min / median / max.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QCoreApplication, QObject

from viewer.core.annotations import Annotation, Kind
from viewer.core.sectors import load_sectors
from viewer.core.session import Session
from viewer.core.session_state import state_of
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.opening import open_session
from viewer.loading.sessions.saving import FileMark, save_session
from viewer.qt.session_journal import SessionJournal

COUNTS = (10, 1_000, 10_000)
EDITS = 20


def make(count: int) -> list[Annotation]:
    """Annotations of four kinds, spread over the sectors."""
    found = []
    for n in range(count):
        at = (35.0 + n % 100 / 25, 47.5 + n // 100 % 100 / 40)
        end = (at[0] + 0.1, at[1] + 0.05)
        ring = (at, (at[0] + 0.1, at[1]), end, at)
        kind = (Kind.POINT, Kind.ARROW, Kind.POLYGON, Kind.TEXT)[n % 4]
        shape = {Kind.ARROW: (at, end), Kind.POLYGON: ((ring,),)}.get(kind, at)
        found.append(Annotation(f"{n:032x}", kind, shape, title=f"Annotation {n}"))
    return found


def timed(action: Callable[[], object]) -> float:
    """Milliseconds that an action takes."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def spread(values: list[float]) -> str:
    """Min, median and max."""
    return f"{min(values):.1f} / {median(values):.1f} / {max(values):.1f}"


def measure(count: int, rounds: int, folder: Path) -> list[str]:
    """One row of the table."""
    items = make(count)
    path, versions = folder / "s.salient.gpkg", folder / "versions"
    content = SessionContent(items=list(items))
    saves = [
        timed(lambda: save_session(path, content, versions, FileMark.of(path)))
        for _ in range(rounds)
    ]
    opens = [timed(lambda: open_session(path)) for _ in range(rounds)]
    session = Session(load_sectors())
    store = session.annotations

    def now() -> SessionContent:
        return SessionContent(state_of(session), list(store.snapshot().values()))

    journal = SessionJournal(store, now, folder / "recovery", QObject())
    journal.begin(None, None, content)
    store.load(items)
    ready = timed(journal.wait)
    edits, durable = [], []
    for n in range(EDITS):
        one = replace(items[n % count], note=f"Note {n}")
        begun = time.perf_counter()
        store.edit("note", {one.id: one})
        edits.append((time.perf_counter() - begun) * 1000)
        journal.wait()
        durable.append((time.perf_counter() - begun) * 1000)
    journal.close(keep=False)
    times = [spread(values) for values in (opens, saves, edits, durable)]
    return [f"{count:,}", *times, f"{ready:.0f}"]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    QCoreApplication(sys.argv[:1])
    names = (
        "annotations",
        "open ms",
        "save ms",
        "edit ms",
        "durable ms",
        "working copy ready, in the background, ms",
    )
    lines = [names, ["---"] * len(names)]
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            lines.append(measure(count, rounds, Path(folder)))
    for line in lines:
        sys.stdout.write(f"| {' | '.join(line)} |\n")


if __name__ == "__main__":
    main()
