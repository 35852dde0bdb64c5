"""Ledgers kept beside the archives, so that only new days are computed.

A derived file ``<data>/cache/<source>__<status>.ledger`` for each series. It names what it was made
from; when days were added it is extended, and when it is damaged, or the border, the sectors or
the method are others, it is made again. Figures of sectors of the user's own lie in files of their
own, so that those of the fixed sectors stay as they are.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from hashlib import sha256
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viewer.core.sectors import Sector, fixed_sectors, load_sectors, own_sectors
from viewer.core.sources import SOURCES, Status
from viewer.paths import archive_dir, facts_dir, series_dir, vendor_dir

if TYPE_CHECKING:
    from viewer.core.ledger_changes import Progress
    from viewer.core.ledger_figures import LedgerFigures
    from viewer.core.snapshots import SnapshotTable

SUFFIX = ".ledger"
METHOD = 2
"""Raised when figures must be computed again although nothing they are made from has changed."""
_MOST_KEPT = 4
"""Sets of own sectors whose figures are kept for each series."""
_SCHEMATIC = "schematic"
_FACTS = ("settlements.csv", "settlements_margin.csv", "control_points.csv", "sectors.geojson")


def ledger_sources(data: Path) -> list[str]:
    """Ids of the sources that have a ledger: archives by name, then the bundled schematic."""
    folder = archive_dir(data)
    archives = sorted(folder.glob("*.gpkg")) if folder.is_dir() else []
    return [*(path.stem for path in archives), _SCHEMATIC]


def ledger_series(data: Path, sources: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """Source and status of all that has a ledger.

    Parameters
    ----------
    data : Path
        The user's data folder; need not exist.
    sources : sequence of str, optional
        Some of `ledger_sources`; all by default.

    Raises
    ------
    ViewerError
        When an archive is damaged.
    """
    from viewer.loading.archive import Archive, archive_path

    found: list[tuple[str, str]] = []
    for source in ledger_sources(data) if sources is None else sources:
        if source == _SCHEMATIC:
            statuses = tuple(str(status) for status in SOURCES[_SCHEMATIC].statuses)
        else:
            statuses = Archive(archive_path(archive_dir(data), source)).statuses()
        found += [(source, status) for status in statuses]
    return found


def read_ledger(
    data: Path,
    source: str,
    status: str,
    sectors: Sequence[Sector] | None = None,
    progress: Progress | None = None,
) -> LedgerFigures:
    """Figures of one series, from the file kept or computed and then kept.

    Parameters
    ----------
    data : Path
        The user's data folder.
    source, status : str
        One of `ledger_series`.
    sectors : sequence of Sector, optional
        Fixed ones, which do not overlap, and the user's own, which may; the four fixed ones by
        default. A source drawn sector by sector says nothing of the user's own.
    progress : callable, optional
        Told (done, total, what) while computing; it may raise to stop, and nothing is kept then.

    Raises
    ------
    ViewerError
        When the archive or the border cannot be read.
    """
    sectors = load_sectors() if sectors is None else sectors
    own = own_sectors(sectors)
    fixed = fixed_sectors(sectors)
    path = series_dir(data) / f"{source}__{status}{SUFFIX}"
    if not own or source == _SCHEMATIC:  # the schematic line ends where its own sectors do
        return _read(data, source, status, fixed, path, progress)
    beside = series_dir(data) / f"{source}__{status}.{own_mark(sectors)}{SUFFIX}"
    from viewer.core.ledger_figures import joined_figures

    while True:
        first = _read(data, source, status, fixed, path, progress)
        second = _read(data, source, status, own, beside, progress)
        if first.keys == second.keys:  # else an import came in between
            break
    _forget_oldest(path, beside)
    return joined_figures(first, second, [sector.id for sector in sectors])


def own_mark(sectors: Sequence[Sector]) -> str:
    """Name a set of sectors of the user's own, for the files kept of them; "" for none."""
    marks = [f"{sector.id} {sector.mark}" for sector in own_sectors(sectors)]
    return _hash(*(mark.encode() for mark in sorted(marks))) if marks else ""


def _forget_oldest(path: Path, newest: Path) -> None:
    """Keep the files of a few sets of own sectors and no more."""
    with contextlib.suppress(OSError):
        found = [p for p in path.parent.glob(f"{path.stem}.*{SUFFIX}") if p != newest]
        found.sort(key=lambda one: one.stat().st_mtime_ns)
        for old in found[: -(_MOST_KEPT - 1)]:
            old.unlink()


def _read(
    data: Path,
    source: str,
    status: str,
    sectors: Sequence[Sector],
    path: Path,
    progress: Progress | None,
) -> LedgerFigures:
    """Figures from one file, which is made, extended or made again when need be."""
    mark = ground_mark(source, sectors)
    kept = _kept(path, mark)
    if kept is not None and list(kept.keys) == _keys(data, source, status, kept):
        return kept
    from viewer.core.border import read_border
    from viewer.core.ledger_figures import ledger_figures

    table, keys = series_table(data, source, status)
    figures = ledger_figures(
        table,
        sectors,
        read_border(),
        schematic=source == _SCHEMATIC,
        with_rest=not own_sectors(sectors),
        keys=keys,
        known=kept,
        progress=progress,
    )
    # A folder that may not be written costs time at the next start and nothing else.
    with contextlib.suppress(OSError):
        _keep(path, figures, mark)
    return figures


def _keys(data: Path, source: str, status: str, kept: LedgerFigures | None = None) -> list[str]:
    """Name the polygons of each day; those of the schematic are named by the ground already."""
    if source == _SCHEMATIC:
        return list(kept.keys) if kept is not None else []
    from viewer.loading.archive import Archive, archive_path

    marks = Archive(archive_path(archive_dir(data), source)).marks()
    return [" ".join(rest).rstrip() for own, *rest in sorted(marks) if own == status]


def series_table(data: Path, source: str, status: str) -> tuple[SnapshotTable, list[str]]:
    """Snapshots and their names, both of one state of the archive."""
    if source == _SCHEMATIC:
        from viewer.core.border import read_border
        from viewer.core.schematic import build_schematic

        tables = build_schematic(read_border())
        table = next(table for table in tables if str(table.status) == status)
        return table, [str(day) for day in table.dates.astype("datetime64[D]")]
    from viewer.loading.archive import Archive, archive_path

    archive = Archive(archive_path(archive_dir(data), source))
    while True:
        keys = _keys(data, source, status)
        table = archive.table(status)
        if keys == _keys(data, source, status):  # else an import came in between
            return table, keys


def ground_mark(source: str, sectors: Sequence[Sector]) -> str:
    """Name the border, the sectors, the method, and for the schematic the facts."""
    files = [vendor_dir() / "basemap" / "ukraine.wkb"]
    if source == _SCHEMATIC:
        files += [facts_dir() / name for name in _FACTS]
    boxes = json.dumps([[s.id, s.bounds_wgs84, *([s.mark] if s.own else [])] for s in sectors])
    # A file that is missing is told of when it is needed to compute something.
    contents = [path.read_bytes() if path.is_file() else b"" for path in files]
    return f"{METHOD}.{_hash(boxes.encode(), *contents)}"


def _hash(*contents: bytes) -> str:
    digest = sha256()
    for content in contents:
        digest.update(sha256(content).digest())
    return digest.hexdigest()[:16]


def _keep(path: Path, figures: LedgerFigures, ground: str) -> None:
    content = {
        "ground": ground,
        "source": figures.source,
        "status": figures.status,
        "dates": [str(day) for day in figures.dates.astype("datetime64[D]")],
        "keys": list(figures.keys),
        "flags": list(figures.flags),
        "sectors": list(figures.sectors),
        "own": list(figures.own),
        "values": {
            name: [[None if isnan(value) else value for value in row] for row in values.tolist()]
            for name, values in figures.values.items()
        },
    }
    text = json.dumps(content, allow_nan=False, separators=(",", ":"))
    mark = _hash(text.encode())
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        temporary.write_text(f"{mark}\n{text}", encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _kept(path: Path, ground: str) -> LedgerFigures | None:
    """Figures that were kept; none when there are none, they are damaged or of another ground."""
    try:
        mark, _, text = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    if mark != _hash(text.encode()):
        return None
    try:
        content: dict[str, Any] = json.loads(text)
        return _figures(content) if content["ground"] == ground else None
    except (KeyError, TypeError, ValueError):  # written by another version
        return None


def _figures(content: dict[str, Any]) -> LedgerFigures:
    import numpy as np

    from viewer.core.ledger_figures import LedgerFigures

    sectors = tuple(content["sectors"])
    return LedgerFigures(
        source=content["source"],
        status=str(Status(content["status"])),
        dates=np.array(content["dates"], dtype="datetime64[D]"),
        keys=tuple(content["keys"]),
        flags=tuple(content["flags"]),
        sectors=sectors,
        values={
            name: np.array(values, dtype=np.float64).reshape(len(sectors), -1)
            for name, values in content["values"].items()
        },
        own=tuple(content.get("own", ())),
    )
