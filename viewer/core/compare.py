"""Two dates of one source and status held against each other: figures, ground, settlements.

Works in a notebook; `viewer.loading.comparing` reads what is needed::

    comparison = read_comparison(data, "deepstate", "ru_held", date(2024, 9, 1), date(2024, 11, 3))
    compare_frame(comparison)

Gained and lost are told from the earlier to the later date, in whatever order the two are given.
Held and front are those of the ledger, and so are gained and lost of neighbouring snapshots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import shapely

from viewer.core.compare_ground import GroundPart, ground_parts
from viewer.core.compare_notes import UsedSnapshot, notes_of, used_snapshot
from viewer.core.compare_places import PlaceChange, places_changed
from viewer.core.directions import direction_of
from viewer.core.facts import Settlement
from viewer.core.geodesy import authalic_area_km2
from viewer.core.geodesy_history import EdgeHistory
from viewer.core.ledger_changes import ChangedGround, Progress, changed_ground
from viewer.core.ledger_figures import (
    DIGITS,
    SLIVER_KM2,
    LedgerFigures,
    changes_of,
    method_text,
    own_text,
)
from viewer.core.ledger_ground import ELSEWHERE, WHOLE, LedgerGround
from viewer.core.sectors import Sector
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Source, Status, source_of
from viewer.core.text import date_text
from viewer.errors import ViewerError

FIGURES = (
    "held_from_km2", "held_to_km2", "gained_km2", "lost_km2", "net_km2", "gained_slivers_km2",
    "lost_slivers_km2", "front_from_km", "front_to_km",
)  # fmt: skip
"""Columns of figures, in this order."""
_CHANGES = ("gained_km2", "lost_km2", "gained_slivers_km2", "lost_slivers_km2")


@dataclass(frozen=True)
class Comparison:
    """What changed between two dates, by one source and status.

    Attributes
    ----------
    source : Source
        Who drew the polygons.
    status : Status
        What they assert.
    first, last : UsedSnapshot
        The earlier and the later date asked for, and the snapshot that stands for each.
    turned : bool
        True when the later date was given first.
    sectors, names : tuple of str
        Ids and names; then ``elsewhere`` and ``whole``, unless the source covers sectors only.
    figures : dict of str to tuple of float
        By the names of `FIGURES`, one value for each sector: km2, km for the front.
    pieces : ChangedGround
        Whole pieces of ground that changed hands, not cut to sectors or land.
    places : tuple of PlaceChange
        Settlements that changed hands, by day.
    notes : tuple of str
        Sentences on gaps, age, identical and near-empty days; what must be told with the figures.
    method : str
        How the figures were made.
    own : tuple of str
        Ids of the sectors that the user added; each is counted for itself.
    """

    source: Source
    status: Status
    first: UsedSnapshot
    last: UsedSnapshot
    turned: bool
    sectors: tuple[str, ...]
    names: tuple[str, ...]
    figures: dict[str, tuple[float, ...]]
    pieces: ChangedGround
    places: tuple[PlaceChange, ...]
    notes: tuple[str, ...]
    method: str
    own: tuple[str, ...] = ()

    def value(self, name: str, sector: str) -> float:
        """One figure of one sector; `KeyError` or `ValueError` when there is no such."""
        return self.figures[name][self.sectors.index(sector)]

    def ground(
        self,
        sectors: Sequence[Sector],
        ukraine: shapely.MultiPolygon | None,
    ) -> tuple[GroundPart, ...]:
        """Ground gained and lost as polygons, by sector; see `ground_parts`."""
        own = [sector for sector in sectors if sector.id in self.sectors]
        return ground_parts(
            self.pieces, own, self.status, ukraine, with_rest=ELSEWHERE in self.sectors
        )


def compare_dates(
    table: SnapshotTable,
    ledger: LedgerFigures,
    day_a: date,
    day_b: date,
    sectors: Sequence[Sector],
    ukraine: shapely.MultiPolygon | None,
    *,
    places: Sequence[Settlement] = (),
    problems: Mapping[date, Sequence[tuple[str, str]]] | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two dates.

    Parameters
    ----------
    table : SnapshotTable
        All snapshots of one source and status, in EPSG:4326.
    ledger : LedgerFigures
        Figures of the same snapshots.
    day_a, day_b : date
        In either order. A date without a snapshot takes the last one before it.
    sectors : sequence of Sector
        Fixed ones, which do not overlap, and the user's own, as for the ledger.
    ukraine : MultiPolygon or None
        Ukraine within its internationally recognised borders, lon, lat in EPSG:4326.
    places : sequence of Settlement
        Settlements to look at.
    problems : mapping of date to (action, reason), optional
        What the archive's provenance says of each day.
    progress : callable, optional
        Told (done, total, what); may raise to stop.

    Raises
    ------
    ViewerError
        When the dates are the same, the source begins later, or both show the same snapshot.
    """
    source, status = source_of(table.source), Status(table.status)
    early, late = sorted((day_a, day_b))
    i, j = check_dates(source, table, early, late)
    if progress is not None:
        progress(0, 3, "Comparing")
    pair = np.empty(2, dtype=object)
    pair[:] = table.geometries[[i, j]]
    pieces = changed_ground(EdgeHistory.of(pair))
    with_rest = WHOLE in ledger.sectors
    own = [sector for sector in sectors if sector.id in ledger.sectors]
    if j == i + 1:  # the ledger has these very figures
        changes = np.stack([ledger.values[name][:, j] for name in _CHANGES])
    else:
        ground = LedgerGround(own, status, ukraine)
        changes = changes_of(pieces, ground, 2, with_rest=with_rest)[:, :, 1]
    if progress is not None:
        progress(1, 3, "Settlements")
    held, front = ledger.values["held_km2"], ledger.values["front_km"]
    columns = dict(zip(_CHANGES, changes, strict=True)) | {
        "held_from_km2": held[:, i],
        "held_to_km2": held[:, j],
        "net_km2": held[:, j] - held[:, i],
        "front_from_km": front[:, i],
        "front_to_km": front[:, j],
    }
    rounded = {name: np.round(columns[name], DIGITS) + 0.0 for name in FIGURES}
    titles = {sector.id: sector.name for sector in sectors}
    first, last = (used_snapshot(table, at, day) for at, day in ((i, early), (j, late)))
    return Comparison(
        source=source,
        status=status,
        first=first,
        last=last,
        turned=day_a > day_b,
        sectors=ledger.sectors,
        names=tuple(titles.get(name, name) for name in ledger.sectors),
        figures={name: tuple(map(float, values)) for name, values in rounded.items()},
        pieces=pieces,
        places=places_changed(table, i, j, places, sectors, ukraine),
        notes=notes_of(source, table, first, last, problems or {}),
        method=compare_method(status) + own_text(ledger.own),
        own=ledger.own,
    )


def check_dates(source: Source, table: SnapshotTable, early: date, late: date) -> tuple[int, int]:
    """Indices of the snapshots that two dates show.

    Raises
    ------
    ViewerError
        When there is nothing to compare; says why and what to do.
    """
    if early == late:
        raise ViewerError(
            f"Both dates are {date_text(early)}; there is nothing to compare.",
            "Choose two different dates.",
        )
    if not len(table):
        raise ViewerError(
            f"{source.name} has no snapshots that say {Status(table.status).title}.",
            "Choose another source, or import files of it first.",
        )
    i, j = (table.index_as_of(np.datetime64(day, "D")) for day in (early, late))
    begin, end = (table.dates[at].astype("datetime64[D]").item() for at in (0, -1))
    if i < 0:
        raise ViewerError(
            f"{source.name} has nothing for {date_text(early)}: its first snapshot "
            f"({Status(table.status).title}) is of {date_text(begin)}.",
            f"Choose dates from {date_text(begin)} to {date_text(end)}, or another source.",
        )
    if i == j:
        same = table.dates[i].astype("datetime64[D]").item()
        raise ViewerError(
            f"{source.name} has no snapshot after {date_text(same)} up to {date_text(late)}: "
            "both dates show the same one.",
            f"Choose dates further apart, between {date_text(begin)} and {date_text(end)}.",
        )
    return i, j


def compare_method(status: Status) -> str:
    """Say how the figures of a comparison are made, in one line for exports and notes."""
    return (
        method_text(status).replace("the snapshot before", "the earlier to the later snapshot")
        + " Ground won and lost again in between counts as neither. A settlement changes hands "
        "with the first snapshot whose polygons cover, or no longer cover, its gazetteer point."
    )


def compare_frame(comparison: Comparison, sectors: Sequence[str] | None = None) -> pd.DataFrame:
    """Figures as a table, one row for each sector.

    Parameters
    ----------
    comparison : Comparison
        From `compare_dates`.
    sectors : sequence of str, optional
        Ids wanted, ``elsewhere`` and ``whole`` among them; all by default.

    Returns
    -------
    DataFrame
        ``sector`` and `FIGURES`, km2 (km for the front). ``net_km2`` is held at the later less
        held at the earlier snapshot, and equals gained - lost to 1e-4. ``attrs`` holds source,
        status, from, to, the snapshots used and their ages, notes, method and attribution.
    """
    rows = {"sector": list(comparison.sectors), **comparison.figures}
    frame = pd.DataFrame({name: list(values) for name, values in rows.items()})
    if sectors is not None:
        frame = frame[frame["sector"].isin(sectors)].reset_index(drop=True)
    frame.attrs = dict(provenance_of(comparison).items())
    return frame


def places_frame(comparison: Comparison) -> pd.DataFrame:
    """Settlements that changed hands as a table.

    Returns
    -------
    DataFrame
        Columns of `PlaceChange`, by day; ``attrs`` as of `compare_frame`. Longitude and latitude
        in degrees, EPSG:4326.
    """
    names = list(PlaceChange.__dataclass_fields__)
    frame = pd.DataFrame(
        [[getattr(place, name) for name in names] for place in comparison.places], columns=names
    )
    for name in ("day", "before"):
        frame[name] = pd.to_datetime(frame[name])
    frame.attrs = dict(provenance_of(comparison).items())
    return frame


def provenance_of(comparison: Comparison) -> dict[str, object]:
    """Whose figures they are, of which dates and how made: what goes with every export."""
    first, last, words = comparison.first, comparison.last, direction_of(comparison.status)
    return {
        "source": comparison.source.id,
        "status": str(comparison.status),
        "from": first.asked.isoformat(),
        "to": last.asked.isoformat(),
        "snapshot_from": first.snapshot.isoformat(),
        "age_from_days": first.age_days,
        "snapshot_to": last.snapshot.isoformat(),
        "age_to_days": last.age_days,
        "gained_means": words.gained,
        "lost_means": words.lost,
        "gained_way": words.gained_way,
        "lost_way": words.lost_way,
        "notes": list(comparison.notes),
        "attribution": comparison.source.attribution,
        "method": comparison.method,
        "source_note": comparison.source.note,
        "sliver_km2": SLIVER_KM2,
    }


def sliver_counts(comparison: Comparison) -> tuple[int, int]:
    """Number of gained and of lost pieces smaller than ``SLIVER_KM2``, everywhere."""
    small = authalic_area_km2(comparison.pieces.faces) < SLIVER_KM2
    sign = comparison.pieces.sign
    return int((small & (sign > 0)).sum()), int((small & (sign < 0)).sum())
