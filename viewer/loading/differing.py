"""Reads what a difference of two sources needs, and keeps the slow part beside the archives.

A derived file ``<data>/cache/<X>__<Y>__<status>.difference`` for each two sources holds the ground
in both for every pair of snapshots, aligned or not. When it is damaged, or the border, the sectors
or the method are others, it is made anew.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np

from viewer.core.border import read_border
from viewer.core.difference import (
    Agreed,
    DifferenceFigures,
    agreed_ground,
    difference_figures,
    pairs_of,
    sectors_of,
)
from viewer.core.difference_ground import DifferencePart, difference_parts
from viewer.core.difference_lag import LagTables, lag_tables
from viewer.core.difference_table import row_on
from viewer.core.facts import load_margin_settlements, load_settlements
from viewer.core.ledger_changes import Progress
from viewer.core.ledger_figures import LedgerFigures
from viewer.core.ledger_ground import WHOLE
from viewer.core.sectors import Sector, load_sectors
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status, source_of
from viewer.errors import ViewerError
from viewer.loading.ledger_cache import (
    ground_mark,
    ledger_series,
    ledger_sources,
    own_mark,
    read_ledger,
    series_table,
)
from viewer.loading.saving import write_whole
from viewer.paths import series_dir

Ledgers = tuple[LedgerFigures, LedgerFigures]
SUFFIX = ".difference"
METHOD = 1
"""Raised when ground must be computed again although nothing it is made from has changed."""


def common_statuses(data: Path, x: str, y: str) -> tuple[Status, ...]:
    """Statuses that both sources have.

    Parameters
    ----------
    data : Path
        The user's data folder.
    x, y : str
        Ids of two sources.

    Raises
    ------
    ViewerError
        When a source is not there, both are the same, or they have no status in common.
    """
    known = ledger_sources(data)
    for source in (x, y):
        if source not in known:
            raise ViewerError(
                f"There is no source {source}.",
                f"Sources are {', '.join(known)}; import files of others first.",
            )
    if x == y:
        raise ViewerError(
            f"{source_of(x).name} cannot be held against itself.", "Choose two different sources."
        )
    own = {one: [status for _, status in ledger_series(data, [one])] for one in (x, y)}
    common = tuple(status for status in Status if all(status in has for has in own.values()))
    if not common:
        has = [f"{source_of(one).name} has {', '.join(own[one])}" for one in own]
        raise ViewerError(
            f"The two sources tell of different things: {'; '.join(has)}.",
            "Choose two sources with the same status.",
        )
    return common


def read_difference(
    data: Path,
    x: str,
    y: str,
    status: str,
    *,
    align: bool = False,
    sectors: Sequence[Sector] | None = None,
    progress: Progress | None = None,
) -> DifferenceFigures:
    """Figures of two sources over the time that both cover, kept or computed and then kept.

    Parameters
    ----------
    data : Path
        The user's data folder.
    x, y : str
        Ids of two sources, in either order.
    status : str
        One of `common_statuses`.
    align : bool
        Whether to align their cut-offs.
    sectors : sequence of Sector, optional
        Fixed ones, which do not overlap, and the user's own; the four fixed ones by default.
    progress : callable, optional
        Told (done, total, what); it may raise to stop, and nothing is kept then.

    Raises
    ------
    ViewerError
        When the sources cannot be held against each other, or an archive cannot be read.
    """
    if x > y:  # one order, so that swapping swaps columns and nothing else
        return read_difference(
            data, y, x, status, align=align, sectors=sectors, progress=progress
        ).swapped()
    sectors = load_sectors() if sectors is None else sectors
    own = f".{mark}" if (mark := own_mark(sectors)) else ""
    path = series_dir(data) / f"{x}__{y}__{status}{own}{SUFFIX}"
    mark = f"{METHOD} {ground_mark(x, sectors)} {ground_mark(y, sectors)}"
    ledgers = (
        read_ledger(data, x, status, sectors, progress),
        read_ledger(data, y, status, sectors, progress),
    )
    kept = _kept(path, mark)
    todo = _missing(ledgers, align, kept)
    if todo:
        tables, ledgers = _state(data, (x, y), status, sectors, progress)
        todo = _missing(ledgers, align, kept)
        kept |= agreed_ground(tables, ledgers, todo, sectors, read_border(), progress)
        # A folder that may not be written costs time at the next start and nothing else.
        with contextlib.suppress(ViewerError):
            _keep(path, mark, kept, ledgers)
    return difference_figures(ledgers, kept, align=align)


def read_parts(
    data: Path,
    x: str,
    y: str,
    status: str,
    day: date,
    *,
    align: bool = False,
    sectors: Sequence[Sector] | None = None,
    progress: Progress | None = None,
) -> tuple[DifferencePart, ...]:
    """Agreed, only in X, only in Y as polygons on one date.

    Parameters
    ----------
    data, x, y, status, align, sectors, progress
        As for `read_difference`.
    day : date
        Date asked for; it takes the last snapshot of either source on or before its day.

    Raises
    ------
    ViewerError
        When one of the sources begins later or has ended, or an archive cannot be read.
    """
    sectors = load_sectors() if sectors is None else sectors
    tables, ledgers = _state(data, (x, y), status, sectors, progress)
    days = pairs_of(ledgers, align)
    at = row_on(days, (x, y), day)
    names = sectors_of(ledgers)
    return difference_parts(
        tables[0].geometries[days.x_index[at]],
        tables[1].geometries[days.y_index[at]],
        [sector for sector in sectors if sector.id in names],
        Status(status),
        read_border(),
        with_rest=WHOLE in names,
    )


def read_lag(
    data: Path,
    x: str,
    y: str,
    status: str,
    *,
    align: bool = False,
    first: date | None = None,
    last: date | None = None,
    sectors: Sequence[Sector] | None = None,
    progress: Progress | None = None,
) -> LagTables:
    """By how many days X shows what Y shows.

    Parameters
    ----------
    data, x, y, status, align, sectors, progress
        As for `read_difference`.
    first, last : date, optional
        Window within the time that both cover.

    Raises
    ------
    ViewerError
        When the two have too little time in common, or an archive cannot be read.
    """
    sectors = load_sectors() if sectors is None else sectors
    tables, ledgers = _state(data, (x, y), status, sectors, progress)
    names = sectors_of(ledgers)
    return lag_tables(
        tables,
        [*load_settlements(), *load_margin_settlements()],
        [sector for sector in sectors if sector.id in names],
        read_border(),
        align=align,
        with_rest=WHOLE in names,
        first=first,
        last=last,
        progress=progress,
    )


def _missing(ledgers: Ledgers, align: bool, kept: Agreed) -> list[tuple[int, int]]:
    """Pairs of snapshots whose common ground is not known."""
    x, y = ledgers
    days = pairs_of(ledgers, align)
    pairs = dict.fromkeys(zip(days.x_index.tolist(), days.y_index.tolist(), strict=True))
    return [(i, j) for i, j in pairs if (x.keys[i], y.keys[j]) not in kept]


def _state(
    data: Path,
    sources: tuple[str, str],
    status: str,
    sectors: Sequence[Sector],
    progress: Progress | None,
) -> tuple[tuple[SnapshotTable, SnapshotTable], Ledgers]:
    """Snapshots and ledgers of two sources, each of one state of its archive."""
    tables, ledgers = [], []
    for source in sources:
        while True:
            table, keys = series_table(data, source, status)
            ledger = read_ledger(data, source, status, sectors, progress)
            if list(ledger.keys) == keys:  # else an import came in between
                break
        tables.append(table)
        ledgers.append(ledger)
    return (tables[0], tables[1]), (ledgers[0], ledgers[1])


def _keep(path: Path, mark: str, agreed: Agreed, ledgers: Ledgers) -> None:
    x, y = (set(ledger.keys) for ledger in ledgers)
    rows = [
        [*key, *values.tolist()] for key, values in agreed.items() if key[0] in x and key[1] in y
    ]
    text = json.dumps([mark, rows], allow_nan=False, separators=(",", ":"))
    write_whole(path, f"{sha256(text.encode()).hexdigest()}\n{text}".encode())


def _kept(path: Path, mark: str) -> Agreed:
    """Ground that was kept; none when there is none, it is damaged or of another ground."""
    try:
        digest, _, text = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    if digest != sha256(text.encode()).hexdigest():
        return {}
    own, rows = json.loads(text)
    if own != mark:
        return {}
    return {(x, y): np.array(values, dtype=np.float64) for x, y, *values in rows}
