"""What the user's archives and the bundled schematic offer to test claims with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.core.claims import Limit
from viewer.core.facts_table import read_records
from viewer.core.sectors import Sector, load_sectors
from viewer.core.sources import SOURCES, Source, Status
from viewer.loading.ledger_cache import ledger_sources, read_ledger
from viewer.paths import archive_dir, facts_dir

if TYPE_CHECKING:
    from viewer.core.claims_evidence import Evidence
    from viewer.core.ledger_changes import Progress
    from viewer.core.snapshots import SnapshotTable

_SCHEMATIC = "schematic"
_TRIES = 5


def claim_sources(data: Path) -> list[Source]:
    """Sources that claims can be tested against: archives by name, then the schematic."""
    from viewer.loading.archive import Archive, archive_path

    return [
        SOURCES[_SCHEMATIC]
        if source == _SCHEMATIC
        else Archive(archive_path(archive_dir(data), source)).source()
        for source in ledger_sources(data)
    ]


def load_limits(folder: Path | None = None) -> tuple[Limit, ...]:
    """Read where a source was redrawn.

    Raises
    ------
    ViewerError
        When the bundled file or a row of it is broken.
    """
    return read_records(
        (folder or facts_dir()) / "source_limits.csv",
        ("source", "status", "from", "to", "reason"),
        lambda row: Limit(
            row["source"],
            Status(row["status"]).value,
            date.fromisoformat(row["from"]),
            date.fromisoformat(row["to"]),
            row["reason"],
        ),
    )


def load_evidence(
    data: Path,
    source: Source,
    status: str,
    sectors: Sequence[Sector] | None = None,
    progress: Progress | None = None,
) -> Evidence | None:
    """Read snapshots and ledger of one source and status.

    Parameters
    ----------
    data : Path
        The user's data folder.
    source : Source
        One of `claim_sources`.
    status : str
        What the polygons assert.
    sectors : sequence of Sector, optional
        Fixed ones, which do not overlap, and the user's own; the four fixed ones by default.
    progress : callable, optional
        Told (done, total, what); may raise to stop.

    Returns
    -------
    Evidence or None
        None when the source has nothing of that status.

    Raises
    ------
    ViewerError
        When the archive or the border cannot be read.
    """
    from viewer.core.border import read_border
    from viewer.core.claims_evidence import Evidence

    sectors = tuple(load_sectors() if sectors is None else sectors)
    if status not in _statuses(data, source):
        return None
    for attempt in range(_TRIES):
        figures = read_ledger(data, source.id, status, sectors, progress)
        table = _table(data, source, status)
        days = table.dates.astype("datetime64[D]").tolist()
        if days == figures.dates.astype("datetime64[D]").tolist() or attempt == _TRIES - 1:
            break  # else an import came in between
    limits = tuple(
        limit for limit in load_limits() if (limit.source, limit.status) == (source.id, status)
    )
    return Evidence(source, table, figures, sectors, read_border(), limits)


def _statuses(data: Path, source: Source) -> tuple[str, ...]:
    if source.id == _SCHEMATIC:
        return tuple(status.value for status in source.statuses)
    from viewer.loading.archive import Archive, archive_path

    return Archive(archive_path(archive_dir(data), source.id)).statuses()


def _table(data: Path, source: Source, status: str) -> SnapshotTable:
    if source.id == _SCHEMATIC:
        return next(table for table in _schematic() if str(table.status) == status)
    from viewer.loading.archive import Archive, archive_path

    return Archive(archive_path(archive_dir(data), source.id)).table(status)


@lru_cache(maxsize=1)
def _schematic() -> tuple[SnapshotTable, SnapshotTable]:
    """The bundled schematic; it takes seconds and does not change while the program runs."""
    from viewer.core.border import read_border
    from viewer.core.schematic import build_schematic

    return build_schematic(read_border())
