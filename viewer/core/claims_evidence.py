"""What one source offers to test claims with: its snapshots, its ledger, and rules for dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import shapely

from viewer.core.claims import DIGITS, WHOLE, Figure, Limit, SnapshotUsed
from viewer.core.geodesy import as_multipolygons, authalic_area_km2
from viewer.core.geodesy_edges import FloatArray, IntArray
from viewer.core.ledger_figures import LedgerFigures, change_between
from viewer.core.ledger_ground import LedgerGround, land_of
from viewer.core.sector_shapes import overlapping
from viewer.core.sectors import Sector
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Source, Status
from viewer.core.text import date_text

OLDEST_DAYS = 7
"""A date whose last snapshot is older than this is not covered."""


class Undecided(Exception):
    """A source cannot speak to a claim; carries the reason and what could be told anyway."""

    def __init__(self, reason: str, others: Sequence[Figure] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.others = tuple(others)


@dataclass(frozen=True)
class Evidence:
    """Snapshots and figures of one source and status.

    Attributes
    ----------
    source : Source
        Whose.
    table : SnapshotTable
        Its snapshots, EPSG:4326.
    figures : LedgerFigures
        Its ledger, of the same snapshots.
    sectors : tuple of Sector
        Fixed ones, which do not overlap, and the user's own.
    ukraine : MultiPolygon or None
        Border, lon, lat in EPSG:4326.
    limits : tuple of Limit
        Where changes of this source and status are none.
    """

    source: Source
    table: SnapshotTable
    figures: LedgerFigures
    sectors: tuple[Sector, ...]
    ukraine: shapely.MultiPolygon | None
    limits: tuple[Limit, ...] = ()

    @property
    def status(self) -> Status:
        """What the polygons assert."""
        return Status(self.table.status)

    @cached_property
    def days(self) -> list[date]:
        """Dates of the snapshots."""
        return list(self.table.dates.astype("datetime64[D]").tolist())

    @cached_property
    def ground(self) -> LedgerGround:
        """Ground that counts."""
        return LedgerGround(self.sectors, self.status, self.ukraine)

    @cached_property
    def land(self) -> shapely.Geometry | None:
        """Land that the status speaks of; None where it is not known or does not matter."""
        if self.ukraine is None or self.status is not Status.RU_HELD:
            return None
        return land_of(self.ukraine)

    def at(self, day: date) -> tuple[int, SnapshotUsed]:
        """Number of the snapshot that stands for a date, and what it is.

        Raises
        ------
        Undecided
            When the source does not cover the date.
        """
        if not self.days:
            raise Undecided(f"{self.source.name} has no snapshots.")
        index = self.table.index_as_of(np.datetime64(day))
        if index < 0:
            raise Undecided(
                f"{self.source.name} begins on {date_text(self.days[0])}, after "
                f"{date_text(day)}: not covered."
            )
        used = SnapshotUsed(day, self.days[index], self.table.flags[index])
        if used.age_days > OLDEST_DAYS:
            raise Undecided(
                f"The last snapshot of {self.source.name} before {date_text(day)} is of "
                f"{date_text(used.snapshot)}, {used.age_days} days older: not covered."
            )
        return index, used

    def check_limits(self, first: date, last: date) -> None:
        """Make sure that a change between two dates is ground that changed hands.

        Raises
        ------
        Undecided
            When the source was redrawn in between.
        """
        for limit in self.limits:
            if limit.spoils(first, last):
                raise Undecided(
                    f"{self.source.name} {limit.reason}: a change over these dates is not usable."
                )

    def rows(self, sectors: Sequence[str]) -> IntArray:
        """Rows of the ledger for some sectors, to be summed.

        Raises
        ------
        Undecided
            When the source does not speak of one of them, or two of them overlap.
        """
        self._check_apart(sectors)
        for name in sectors:
            if name not in self.figures.sectors:
                what = "all ground" if name == WHOLE else f"the sector {name}"
                raise Undecided(
                    f"{self.source.name} is drawn in sectors of its own only and says nothing "
                    f"of {what}."
                )
        return np.array([self.figures.sectors.index(name) for name in sectors], dtype=np.int64)

    def _check_apart(self, sectors: Sequence[str]) -> None:
        """Make sure that no ground is summed twice; only the user's own sectors can overlap."""
        named = [sector for sector in self.sectors if sector.id in sectors]
        if len(sectors) < 2 or not any(sector.own for sector in named):
            return
        both = overlapping(named)
        if both is not None:
            raise Undecided(
                f"The sectors {both[0].name} and {both[1].name} overlap: their sum would count "
                "ground twice."
            )

    def held(self, sectors: Sequence[str]) -> FloatArray:
        """Held on every day in some sectors together, km2; the ledger's figures."""
        total: FloatArray = np.round(
            self.figures.values["held_km2"][self.rows(sectors)].sum(axis=0), DIGITS
        )
        return total

    def change(self, first: int, last: int, sectors: Sequence[str]) -> tuple[float, float]:
        """Gained and lost between two snapshots, km2, by set difference of their polygons."""
        self.rows(sectors)
        changes = change_between(
            self.table.geometries[first],
            self.table.geometries[last],
            self.sectors,
            self.status,
            self.ukraine,
        )
        gained = sum(changes[name][0] for name in sectors)
        lost = sum(changes[name][1] for name in sectors)
        return round(gained, DIGITS), round(lost, DIGITS)

    def union_km2(self, first: int, last: int, sectors: Sequence[str]) -> float:
        """Ground held in any snapshot from one to another, both included, km2."""
        self.rows(sectors)
        every = np.empty(1, dtype=object)
        every[0] = shapely.union_all(self.table.geometries[first : last + 1])
        every = as_multipolygons(every)
        parts = [
            self.ground.whole if name == WHOLE else self.ground.sectors[name] for name in sectors
        ]
        return round(sum(float(part.area_km2(every)[0]) for part in parts), DIGITS)

    def drawn_km2(self, index: int) -> float:
        """Area of a snapshot as drawn, sea and all, km2."""
        return round(float(authalic_area_km2(self.table.geometries[index : index + 1])[0]), DIGITS)
