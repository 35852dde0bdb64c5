"""Two small made-up sources for tests of differences."""

from __future__ import annotations

from datetime import date, timedelta

import shapely
from compare_builders import EAST, SECTORS, WEST, place, table_of

from viewer.core.difference import (
    DifferenceFigures,
    agreed_ground,
    difference_figures,
    pairs_of,
)
from viewer.core.ledger_figures import ledger_figures
from viewer.core.snapshots import SnapshotTable

__all__ = ["EAST", "SECTORS", "WEST", "days_of", "figures_of", "place", "strip", "table_of"]


def strip(east: float) -> shapely.Geometry:
    """Ground from 37 degrees east to a front."""
    return shapely.box(37.0, 48.1, east, 48.4)


def days_of(source: str, first: str, fronts: list[float | None]) -> SnapshotTable:
    """A source whose front stands there on one day after the other; None for no snapshot."""
    begin = date.fromisoformat(first)
    shapes = {
        (begin + timedelta(days=number)).isoformat(): strip(front)
        for number, front in enumerate(fronts)
        if front is not None
    }
    return table_of(shapes, source)


def figures_of(x: SnapshotTable, y: SnapshotTable, align: bool = False) -> DifferenceFigures:
    """Figures of two sources in the two sectors, without a border."""
    ledgers = (ledger_figures(x, SECTORS, None), ledger_figures(y, SECTORS, None))
    days = pairs_of(ledgers, align)
    wanted = list(zip(days.x_index.tolist(), days.y_index.tolist(), strict=True))
    agreed = agreed_ground((x, y), ledgers, wanted, SECTORS, None)
    return difference_figures(ledgers, agreed, align=align)
