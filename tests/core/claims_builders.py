"""Made-up claims and evidence: squares of one degree that grow from day to day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import shapely

from viewer.core.claims import WHOLE, Claim, Limit, Place, Relation, Tolerance
from viewer.core.claims_evidence import Evidence
from viewer.core.claims_kinds import KINDS
from viewer.core.ledger_figures import ledger_figures
from viewer.core.sectors import Sector
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status, source_of

FIRST = date(2024, 9, 1)
SECTORS = (
    Sector("west", "West", "", (30.0, 48.0, 31.0, 49.0), Status.RU_HELD),
    Sector("east", "East", "", (31.0, 48.0, 32.0, 49.0), Status.RU_HELD),
)


def day(number: int) -> date:
    """Day of that number, 0 being 1 September 2024."""
    return FIRST + timedelta(days=number)


def box(west: float, east: float) -> shapely.MultiPolygon:
    """Held ground between two meridians, 48 to 49 north; empty when they are the same."""
    if west == east:
        return shapely.MultiPolygon()
    return shapely.MultiPolygon([shapely.box(west, 48.0, east, 49.0)])


def evidence(
    held: list[tuple[int, float, float]],
    limits: tuple[Limit, ...] = (),
    source: str = "deepstate",
    status: Status = Status.RU_HELD,
) -> Evidence:
    """Make evidence of (day, west, east), the border being unknown."""
    geometries = np.empty(len(held), dtype=object)
    geometries[:] = [box(west, east) for _, west, east in held]
    dates = np.array([np.datetime64(day(number)) for number, _, _ in held], dtype="datetime64[D]")
    table = SnapshotTable(source, status.value, dates, geometries, ("",) * len(held))
    figures = ledger_figures(table, SECTORS, None)
    return Evidence(source_of(source), table, figures, SECTORS, None, limits)


def claim(kind: str, **changes: object) -> Claim:
    """Make a claim of a kind: the whole, days 0 to 9, no tolerance."""
    values: dict[str, object] = {
        "id": "1",
        "text": "Something happened",
        "kind": KINDS[kind],
        "sectors": (WHOLE,),
        "first": day(0),
        "last": day(9),
        "relation": Relation.ABOUT,
        "figure": None if KINDS[kind].figure == "none" else 0.0,
        "tolerance": Tolerance(0.0),
        **changes,
    }
    return Claim(**values)  # type: ignore[arg-type]


def place(lon: float, lat: float = 48.5) -> Place:
    """A place on that meridian."""
    return Place(f"{lat} {lon}", "Town", lon, lat)
