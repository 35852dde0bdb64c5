"""Reads what a comparison of two dates needs: snapshots, ledger, provenance, places."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.core.sectors import Sector, load_sectors
from viewer.core.sources import SOURCES
from viewer.loading.ledger_cache import read_ledger
from viewer.paths import archive_dir

if TYPE_CHECKING:
    from viewer.core.compare import Comparison
    from viewer.core.ledger_changes import Progress
    from viewer.core.ledger_figures import LedgerFigures
    from viewer.core.snapshots import SnapshotTable
    from viewer.loading.archive import Archive

Problems = dict[date, list[tuple[str, str]]]


def read_comparison(
    data: Path,
    source: str,
    status: str,
    day_a: date,
    day_b: date,
    sectors: Sequence[Sector] | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two dates of one source and status.

    Parameters
    ----------
    data : Path
        The user's data folder.
    source, status : str
        One of ``ledger_cache.ledger_series``.
    day_a, day_b : date
        In either order; gained and lost are told from the earlier to the later.
    sectors : sequence of Sector, optional
        Fixed ones, which do not overlap, and the user's own; the four fixed ones by default.
    progress : callable, optional
        Told (done, total, what); it may raise to stop.

    Returns
    -------
    Comparison

    Raises
    ------
    ViewerError
        When the dates cannot be compared, or the archive or the border cannot be read.
    """
    from viewer.core.border import read_border
    from viewer.core.compare import compare_dates
    from viewer.core.facts import load_margin_settlements, load_settlements

    sectors = load_sectors() if sectors is None else sectors
    state = _state(data, source, status, sectors, progress)
    return compare_dates(
        state.table,
        state.ledger,
        day_a,
        day_b,
        sectors,
        read_border(),
        places=[*load_settlements(), *load_margin_settlements()],
        problems=state.problems,
        progress=progress,
    )


@dataclass(frozen=True)
class _State:
    """Snapshots, figures and provenance, all of one state of the archive."""

    table: SnapshotTable
    ledger: LedgerFigures
    problems: Problems


_kept: OrderedDict[tuple[object, ...], _State] = OrderedDict()
"""The states used last, by what they were read from: comparing again is then quick."""
_MOST_KEPT = 2


def _state(
    data: Path, source: str, status: str, sectors: Sequence[Sector], progress: Progress | None
) -> _State:
    from viewer.loading.archive import Archive, archive_path

    schematic = source in SOURCES and SOURCES[source].schematic
    archive = Archive(archive_path(archive_dir(data), source))

    def mark() -> tuple[object, ...]:
        fingerprint = "" if schematic else archive.fingerprint(status)
        return (str(data), source, status, fingerprint, tuple(sectors))

    while True:
        key = mark()
        state = _kept.pop(key, None)
        if state is None and schematic:
            state = _schematic_state(data, source, status, sectors, progress)
        elif state is None:
            ledger = read_ledger(data, source, status, sectors, progress)
            state = _State(archive.table(status), ledger, _problems(archive, status))
        if mark() == key:  # else an import came in between
            _kept[key] = state
            while len(_kept) > _MOST_KEPT:
                _kept.popitem(last=False)
            return state


def _schematic_state(
    data: Path, source: str, status: str, sectors: Sequence[Sector], progress: Progress | None
) -> _State:
    if progress is not None:
        progress(0, 0, "Rebuilding the schematic line")
    table = next(table for table in _schematic_tables() if str(table.status) == status)
    return _State(table, read_ledger(data, source, status, sectors, progress), {})


@cache
def _schematic_tables() -> tuple[SnapshotTable, ...]:
    """The line of all statuses, rebuilt once: it takes seconds and its facts are bundled."""
    from viewer.core.border import read_border
    from viewer.core.schematic import build_schematic

    return tuple(build_schematic(read_border()))


def _problems(archive: Archive, status: str) -> Problems:
    problems: Problems = defaultdict(list)
    for row in archive.provenance():
        if row.date is not None and row.status == status:
            problems[row.date] += row.problems
    return dict(problems)
