"""Two sources of one status held against each other: agreed, only in X, only in Y.

Works in a notebook; `viewer.loading.differing` reads what is needed and keeps the figures::

    figures = read_difference(data, "deepstate", "uacontrolmap", "ru_held")
    difference_frame(figures)

X and Y are told apart by their ids, never by "first" and "second": swapping them swaps the columns
and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from viewer.core.alignment import day_shifts
from viewer.core.difference_days import DayPairs, day_pairs
from viewer.core.geodesy import as_multipolygons
from viewer.core.geodesy_edges import FloatArray, GeometryArray
from viewer.core.geodesy_history import EdgeHistory
from viewer.core.ledger_changes import Progress
from viewer.core.ledger_figures import DIGITS, LedgerFigures, held_of
from viewer.core.ledger_ground import WHOLE, LedgerGround
from viewer.core.sectors import Sector
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status, source_of
from viewer.errors import ViewerError

Agreed = dict[tuple[str, str], FloatArray]
"""Ground in both, km2 by sector, by the keys of the snapshot of either source."""

_PAIRS_AT_ONCE = 8
_NOISE_KM2 = 1e-5


@dataclass(frozen=True)
class DifferenceFigures:
    """Figures of two sources over the time that both cover.

    Attributes
    ----------
    x, y : str
        Ids of the sources.
    status : str
        What both assert.
    align : bool
        Whether their cut-offs are aligned.
    days : DayPairs
        The dates, and the snapshot of each source that stands for each.
    sectors : tuple of str
        Ids that both sources speak of; ``elsewhere`` and ``whole`` among them if both do.
    values : dict of str to array of float, shape (sectors, n)
        ``agreed_km2``, ``only_x_km2``, ``only_y_km2``, ``x_held_km2``, ``y_held_km2``. Held are
        the digits of the ledger; agreed + only X = held by X, agreed + only Y = held by Y.
    own : tuple of str
        Ids of the sectors that the user added.
    """

    x: str
    y: str
    status: str
    align: bool
    days: DayPairs
    sectors: tuple[str, ...]
    values: dict[str, FloatArray]
    own: tuple[str, ...] = ()

    def swapped(self) -> DifferenceFigures:
        """Return the same figures with X and Y in each other's place."""
        turn = {"only_x_km2": "only_y_km2", "x_held_km2": "y_held_km2"}
        turn |= {there: here for here, there in turn.items()}
        values = {name: self.values[turn.get(name, name)] for name in self.values}
        return replace(self, x=self.y, y=self.x, days=self.days.swapped(), values=values)


def difference_figures(
    ledgers: tuple[LedgerFigures, LedgerFigures], agreed: Mapping[tuple[str, str], FloatArray],
    *, align: bool = False,
) -> DifferenceFigures:  # fmt: skip
    """Hold the snapshots of two sources against each other on every date that both cover.

    Parameters
    ----------
    ledgers : two LedgerFigures
        What X and what Y holds, in the same sectors and on the same land.
    agreed : mapping
        From `agreed_ground`, with X and Y in this order; all of `pairs_of`.
    align : bool
        Whether a date means the same evening in both sources; see ``alignment.day_shifts``.

    Raises
    ------
    ViewerError
        When the two never cover the same time, or have no sector in common.
    """
    x, y = ledgers
    days = pairs_of(ledgers, align)
    names = sectors_of(ledgers)
    index = (days.x_index, days.y_index)
    held = [
        ledger.values["held_km2"][[ledger.sectors.index(name) for name in names]][:, own]
        for ledger, own in zip(ledgers, index, strict=True)
    ]
    columns = [agreed[x.keys[i], y.keys[j]] for i, j in zip(*index, strict=True)]
    both = np.minimum(np.stack(columns, axis=1), np.minimum(*held))
    values = {
        "agreed_km2": both,
        "only_x_km2": held[0] - both,
        "only_y_km2": held[1] - both,
        "x_held_km2": held[0],
        "y_held_km2": held[1],
    }
    rounded = {name: np.round(value, DIGITS) + 0.0 for name, value in values.items()}
    return DifferenceFigures(x.source, y.source, x.status, align, days, names, rounded, x.own)


def pairs_of(ledgers: tuple[LedgerFigures, LedgerFigures], align: bool) -> DayPairs:
    """Dates that both sources cover, and the snapshots that stand for them.

    Raises
    ------
    ViewerError
        When the two have no time in common.
    ValueError
        When they are one source, or of two statuses.
    """
    x, y = ledgers
    if x.source == y.source or x.status != y.status:
        raise ValueError("a difference is between two sources of one status")
    return day_pairs(ledgers, day_shifts(x.source, y.source, Status(x.status), align))


def sectors_of(ledgers: tuple[LedgerFigures, LedgerFigures]) -> tuple[str, ...]:
    """Ids that both ledgers have; a `ViewerError` when there is none."""
    x, y = ledgers
    names = tuple(name for name in x.sectors if name in y.sectors)
    if not names:
        raise ViewerError(
            f"{source_of(x.source).name} and {source_of(y.source).name} have no sector in common.",
            "Choose two sources of the same ground.",
        )
    return names


def agreed_ground(
    tables: tuple[SnapshotTable, SnapshotTable],
    ledgers: tuple[LedgerFigures, LedgerFigures],
    wanted: Sequence[tuple[int, int]],
    sectors: Sequence[Sector],
    ukraine: shapely.MultiPolygon | None,
    progress: Progress | None = None,
) -> Agreed:
    """Ground that both sources have, for pairs of snapshots.

    Parameters
    ----------
    tables : two SnapshotTable
        Snapshots of X and of Y, of the same status, in EPSG:4326.
    ledgers : two LedgerFigures
        Of the same snapshots.
    wanted : sequence of (int, int)
        Numbers of a snapshot of X and of Y.
    sectors : sequence of Sector
        Fixed ones, which do not overlap, and the user's own, as for the ledgers.
    ukraine : MultiPolygon or None
        Ukraine within its internationally recognised borders, lon, lat in EPSG:4326.
    progress : callable, optional
        Told (done, total, what); may raise to stop.
    """
    names = sectors_of(ledgers)
    x, y = (table.geometries for table in tables)
    both: GeometryArray = np.empty(len(wanted), dtype=object)
    for low in range(0, len(wanted), _PAIRS_AT_ONCE):
        if progress is not None:
            progress(low, len(wanted), "Ground in both sources")
        for at, (i, j) in enumerate(wanted[low : low + _PAIRS_AT_ONCE], start=low):
            both[at] = shapely.intersection(x[i], y[j])
    if not len(wanted):
        return {}
    own = [sector for sector in sectors if sector.id in names]
    ground = LedgerGround(own, Status(tables[0].status), ukraine)
    history = EdgeHistory.of(as_multipolygons(both))
    areas = held_of(history, ground, with_rest=WHOLE in names)
    areas[np.abs(areas) < _NOISE_KM2] = 0.0
    keys = [(ledgers[0].keys[i], ledgers[1].keys[j]) for i, j in wanted]
    return dict(zip(keys, np.round(areas.T, DIGITS), strict=True))
