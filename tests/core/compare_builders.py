"""Small made-up archives for tests of comparisons."""

from __future__ import annotations

from datetime import date

import numpy as np
import shapely

from viewer.core.compare import Comparison, compare_dates
from viewer.core.facts import Settlement
from viewer.core.ledger_figures import ledger_figures
from viewer.core.sectors import Sector
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status

WEST = Sector("west", "West", "left box", (37.0, 48.0, 37.5, 48.5), Status.RU_HELD)
EAST = Sector("east", "East", "right box", (37.5, 48.0, 38.0, 48.5), Status.RU_HELD)
SECTORS = (WEST, EAST)


def table_of(
    shapes: dict[str, shapely.Geometry],
    source: str = "deepstate",
    status: str = "ru_held",
    flags: dict[str, str] | None = None,
) -> SnapshotTable:
    """Snapshots by ISO date."""
    days = sorted(shapes)
    geometries = np.empty(len(days), dtype=object)
    for number, day in enumerate(days):
        parts = shapely.get_parts(shapes[day])
        geometries[number] = shapely.MultiPolygon(list(parts))
    marks = tuple((flags or {}).get(day, "") for day in days)
    return SnapshotTable(source, status, np.array(days, dtype="datetime64[D]"), geometries, marks)


def place(name: str, lon: float, lat: float) -> Settlement:
    """A settlement of which nothing but the point is known."""
    return Settlement(name.lower(), name, "", lat, lon, "west", None, "ua", (), "test", None)


def compare(
    table: SnapshotTable,
    first: str,
    last: str,
    places: tuple[Settlement, ...] = (),
    problems: dict[date, list[tuple[str, str]]] | None = None,
    ukraine: shapely.MultiPolygon | None = None,
    schematic: bool = False,
) -> Comparison:
    """Compare two ISO dates of a table."""
    ledger = ledger_figures(table, SECTORS, ukraine, schematic=schematic)
    return compare_dates(
        table,
        ledger,
        date.fromisoformat(first),
        date.fromisoformat(last),
        SECTORS,
        ukraine,
        places=places,
        problems=problems,
    )
