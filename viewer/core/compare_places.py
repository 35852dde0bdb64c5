"""Settlements that changed hands between two snapshots, by the source's own polygons.

The day is that of the first snapshot whose polygons say so; the snapshot before it is named too,
because the change happened somewhere between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from viewer.core.facts import Settlement
from viewer.core.ledger_ground import ELSEWHERE
from viewer.core.sectors import Sector, fixed_sectors, own_sectors
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status

GAINED, LOST, BACK = "gained", "lost", "back"


@dataclass(frozen=True)
class PlaceChange:
    """A settlement that changed hands.

    Attributes
    ----------
    id, name, name_uk : str
        As in the facts; ``name_uk`` may be empty.
    lon, lat : float
        The point asked about, degrees, EPSG:4326.
    sector : str
        Id of the fixed sector, or ``elsewhere``.
    change : str
        ``gained`` or ``lost`` by the status; ``back`` when it changed hands and changed back.
    day : date
        Date of the snapshot with the last change.
    before : date
        Date of the snapshot before that one, which did not have it yet.
    times : int
        How often it changed hands between the two dates; more than 1 when it went to and fro.
    own_sectors : tuple of str
        Ids of the user's own sectors that hold it.
    """

    id: str
    name: str
    name_uk: str
    lon: float
    lat: float
    sector: str
    change: str
    day: date
    before: date
    times: int
    own_sectors: tuple[str, ...] = ()

    @property
    def sectors(self) -> tuple[str, ...]:
        """Every sector that it counts for."""
        return (self.sector, *self.own_sectors)


def places_changed(
    table: SnapshotTable,
    first: int,
    last: int,
    places: Sequence[Settlement],
    sectors: Sequence[Sector],
    ukraine: shapely.MultiPolygon | None,
) -> tuple[PlaceChange, ...]:
    """Find the places that polygons cover at one of two snapshots, or only in between.

    Parameters
    ----------
    table : SnapshotTable
        Snapshots of one source and status, in EPSG:4326.
    first, last : int
        Indices of the earlier and the later snapshot.
    places : sequence of Settlement
        Where to ask.
    sectors : sequence of Sector
        To name the sector of a place.
    ukraine : MultiPolygon or None
        What is held in Ukraine is asked of places in it, what is held in Russia of the others.

    Returns
    -------
    tuple of PlaceChange
        By day, then name.
    """
    lon = np.array([place.lon for place in places], dtype=np.float64)
    lat = np.array([place.lat for place in places], dtype=np.float64)
    asked = _asked(Status(table.status), lon, lat, ukraine)
    inside = np.zeros((last - first + 1, len(places)), dtype=bool)
    for row, geometry in enumerate(table.geometries[first : last + 1]):
        shapely.prepare(geometry)
        inside[row] = asked & shapely.intersects_xy(geometry, lon, lat)
        shapely.destroy_prepared(geometry)
    flips = inside[1:] != inside[:-1]
    days = [day.astype("datetime64[D]").item() for day in table.dates[first : last + 1]]
    fixed, own = fixed_sectors(sectors), own_sectors(sectors)
    found = []
    for number in np.flatnonzero(flips.any(axis=0)).tolist():
        place = places[number]
        row = int(np.flatnonzero(flips[:, number])[-1]) + 1
        held_first, held_last = inside[0, number], inside[-1, number]
        change = BACK if held_first == held_last else GAINED if held_last else LOST
        found.append(
            PlaceChange(
                place.id, place.name, place.name_uk, place.lon, place.lat,
                next((s.id for s in fixed if s.holds(place.lon, place.lat)), ELSEWHERE),
                change, days[row], days[row - 1], int(flips[:, number].sum()),
                tuple(s.id for s in own if s.holds(place.lon, place.lat)),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda change: (change.day, change.name, change.id)))


def _asked(
    status: Status,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    ukraine: shapely.MultiPolygon | None,
) -> NDArray[np.bool_]:
    if ukraine is None or status not in (Status.RU_HELD, Status.UA_HELD_IN_RU):
        return np.ones(len(lon), dtype=bool)
    shapely.prepare(ukraine)
    within: NDArray[np.bool_] = shapely.intersects_xy(ukraine, lon, lat)
    return within if status is Status.RU_HELD else ~within
