"""Figures of the ledger for all days of one source and status, and for new days of it.

Held comes from the edges of each day, gained and lost from the ground between neighbouring days,
each on its own; that they agree is tested, not assumed. See ``method_text`` for the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from viewer.core.front_mask import FrontMask
from viewer.core.geodesy import authalic_area_km2
from viewer.core.geodesy_edges import EdgeTable, FloatArray, IntArray
from viewer.core.geodesy_ground import Ground
from viewer.core.geodesy_history import EdgeHistory
from viewer.core.ledger_changes import ChangedGround, Progress, changed_ground
from viewer.core.ledger_ground import ELSEWHERE, WHOLE, LedgerGround
from viewer.core.mercator import to_world
from viewer.core.outlines import SLIT_M, Outlines
from viewer.core.sector_shapes import share_in
from viewer.core.sectors import Sector, fixed_sectors
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status

DIGITS = 6
"""Figures are rounded to this many digits once, here, so that all who show them show the same."""
SLIVER_KM2 = 0.01
"""A piece of gained or lost ground smaller than this is a sliver: one hectare."""
MEASURES = (
    "held_km2", "gained_km2", "lost_km2", "gained_slivers_km2", "lost_slivers_km2", "front_km",
)  # fmt: skip
_CHANGES = MEASURES[1:5]


@dataclass(frozen=True)
class LedgerFigures:
    """Figures of one source and status.

    Attributes
    ----------
    source, status : str
        Ids.
    dates : array of datetime64[D], shape (n,)
        Days with a snapshot, rising.
    keys : tuple of str, length n
        What tells the polygons of one day from those of another, such as their digests.
    flags : tuple of str, length n
        "", "identical" or "fall", as in the archive.
    sectors : tuple of str
        Sector ids; then ``elsewhere`` and ``whole``, unless the source covers sectors only. The
        fixed sectors and ``elsewhere`` make up the ``whole``; the user's own are counted each for
        itself.
    values : dict of str to array of float, shape (sectors, n)
        By the names of `MEASURES`; km2, and km for the front. Changes of the first day are nan.
    own : tuple of str
        Ids of the sectors that the user added.
    """

    source: str
    status: str
    dates: npt.NDArray[np.datetime64]
    keys: tuple[str, ...]
    flags: tuple[str, ...]
    sectors: tuple[str, ...]
    values: dict[str, FloatArray]
    own: tuple[str, ...] = ()


def joined_figures(
    fixed: LedgerFigures, own: LedgerFigures, sectors: Sequence[str]
) -> LedgerFigures:
    """Put the rows of the user's own sectors beside those of the fixed ones.

    Parameters
    ----------
    fixed, own : LedgerFigures
        Of the same snapshots.
    sectors : sequence of str
        Ids of all sectors, in the order wanted; ``elsewhere`` and ``whole`` follow them.
    """
    rest = tuple(name for name in fixed.sectors if name in (ELSEWHERE, WHOLE))
    order = (*sectors, *rest)
    rows = [(own if name in own.sectors else fixed) for name in order]
    values = {
        measure: np.stack(
            [
                one.values[measure][one.sectors.index(name)]
                for name, one in zip(order, rows, strict=True)
            ]
        )
        for measure in MEASURES
    }
    return replace(fixed, sectors=order, values=values, own=own.own)


def own_text(own: Sequence[str]) -> str:
    """Say how sectors that the user added are counted; "" when there are none."""
    if not own:
        return ""
    return (
        f" Sectors of the user's own ({', '.join(own)}) may overlap others: each is counted for "
        "itself; the fixed sectors and elsewhere make up the whole."
    )


def method_text(status: Status) -> str:
    """Say how the figures of a status are made, in one line for exports and notes."""
    where = {
        Status.RU_HELD: "on Ukraine's land and inland waters",
        Status.UA_HELD_IN_RU: "outside Ukraine",
    }.get(status, "wherever drawn")
    return (
        f"Geodesic area on WGS 84 of the source's polygons, {where}, within the sector; "
        "gained and lost are set differences from the snapshot before, "
        f"pieces under {SLIVER_KM2:g} km2 included and also counted apart as slivers; "
        "the front is the geodesic length of the outline without state borders, coasts, sector "
        f"edges and holes under {SLIT_M:g} m wide."
    )


def ledger_figures(
    table: SnapshotTable,
    sectors: Sequence[Sector],
    ukraine: shapely.MultiPolygon | None,
    *,
    schematic: bool = False,
    with_rest: bool = True,
    keys: Sequence[str] | None = None,
    known: LedgerFigures | None = None,
    progress: Progress | None = None,
) -> LedgerFigures:
    """Compute the ledger of one source and status.

    Parameters
    ----------
    table : SnapshotTable
        Snapshots of one source and status, in EPSG:4326.
    sectors : sequence of Sector
        Fixed ones, which do not overlap, and the user's own, which may.
    ukraine : MultiPolygon or None
        Ukraine within its internationally recognised borders, lon, lat in EPSG:4326.
    schematic : bool
        True when the source is computed sector by sector: it says nothing of the rest, nor of the
        user's own sectors, nor of one whose story another status tells, and the edges of sectors
        are no front.
    with_rest : bool
        Whether ``elsewhere`` and ``whole`` are wanted; never for a schematic source.
    keys : sequence of str, optional
        One for each snapshot, equal only where the polygons are; the dates by default.
    known : LedgerFigures, optional
        Earlier figures made with the same sectors and border. Gained and lost, the slow part,
        are taken from it for neighbours with the same keys.
    progress : callable, optional
        Told (done, total, what); may raise to stop.

    Returns
    -------
    LedgerFigures
    """
    status = Status(table.status)
    keys = tuple(str(day) for day in table.dates) if keys is None else tuple(keys)
    if schematic:
        sectors = [sector for sector in fixed_sectors(sectors) if sector.status is status]
        with_rest = False
    ids = (*(sector.id for sector in sectors), *((ELSEWHERE, WHOLE) if with_rest else ()))
    if progress is not None:
        progress(0, len(table), "Held")
    ground = LedgerGround(sectors, status, ukraine)
    history = EdgeHistory.of(table.geometries)
    mask = FrontMask(ukraine, sectors)
    values = {
        "held_km2": held_of(history, ground, with_rest=with_rest),
        "front_km": _front(history, mask, sectors, status, schematic, with_rest),
    }
    changes = np.full((len(_CHANGES), len(ids), len(table)), np.nan)
    todo = _take_known(changes, keys, known, ids)
    if len(todo):
        pieces = changed_ground(history, todo, progress)
        changes[..., todo] = changes_of(pieces, ground, len(table), with_rest=with_rest)[..., todo]
    values |= dict(zip(_CHANGES, changes, strict=True))
    rounded = {name: np.round(values[name], DIGITS) + 0.0 for name in MEASURES}
    own = tuple(sector.id for sector in sectors if sector.own)
    return LedgerFigures(
        table.source, str(status), table.dates, keys, tuple(table.flags), ids, rounded, own
    )


def sector_areas(
    table: SnapshotTable,
    sectors: Sequence[Sector],
    ukraine: shapely.MultiPolygon | None,
    *,
    outlines: Outlines | None = None,
    progress: Progress | None = None,
) -> dict[str, FloatArray]:
    """Held, gained and lost of the sectors alone: the same figures as the ledger's, sooner.

    Parameters
    ----------
    table, sectors, ukraine, progress
        As for `ledger_figures`.
    outlines : Outlines, optional
        Rings of the table's geometries, when they are known already.

    Returns
    -------
    dict of str to array of float, shape (sectors, n)
        ``held_km2``, ``gained_km2`` and ``lost_km2``; changes of the first day are nan.
    """
    ground = LedgerGround(sectors, Status(table.status), ukraine)
    history = EdgeHistory.of_outlines(outlines or Outlines.of(table.geometries))
    pieces = changed_ground(history, progress=progress)
    gained, lost = changes_of(pieces, ground, len(table), with_rest=False)[:2]
    gained[:, :1] = lost[:, :1] = np.nan
    values = {
        "held_km2": held_of(history, ground, with_rest=False),
        "gained_km2": gained,
        "lost_km2": lost,
    }
    return {name: np.round(value, DIGITS) + 0.0 for name, value in values.items()}


def change_between(
    first: shapely.Geometry,
    second: shapely.Geometry,
    sectors: Sequence[Sector],
    status: Status,
    ukraine: shapely.MultiPolygon | None,
) -> dict[str, tuple[float, float]]:
    """Ground gained and lost from one snapshot to any later one, km2, by sector id.

    Gained is ground that only the second has. Ground that was won and lost again in between
    counts as neither, so these are no sums of the daily figures.

    Parameters
    ----------
    first, second : MultiPolygon
        lon, lat in EPSG:4326, of one source and status.
    sectors, status, ukraine
        As for `ledger_figures`.

    Returns
    -------
    dict of str to (gained, lost)
        Sectors, ``elsewhere`` and ``whole``.
    """
    pair = np.empty(2, dtype=object)
    pair[:] = (first, second)
    ground = LedgerGround(sectors, status, ukraine)
    gained, lost = changes_of(changed_ground(EdgeHistory.of(pair)), ground, 2, with_rest=True)[
        :2, :, 1
    ]
    ids = (*ground.sectors, ELSEWHERE, WHOLE)
    figures = np.round(np.stack((gained, lost), axis=1), DIGITS) + 0.0
    return {name: (float(a), float(b)) for name, (a, b) in zip(ids, figures, strict=True)}


def _take_known(
    changes: FloatArray, keys: Sequence[str], known: LedgerFigures | None, ids: tuple[str, ...]
) -> IntArray:
    """Fill in what is known; return the days whose changes must still be computed."""
    pairs: dict[tuple[str, str], int] = {}
    if known is not None and known.sectors == ids:
        pairs = {(known.keys[i - 1], known.keys[i]): i for i in range(1, len(known.keys))}
    todo = []
    for day in range(1, len(keys)):
        place = pairs.get((keys[day - 1], keys[day]))
        if place is None or known is None:
            todo.append(day)
        else:
            for row, name in enumerate(_CHANGES):
                changes[row, :, day] = known.values[name][:, place]
    return np.array(todo, dtype=np.int64)


def _with_rest(
    sectors: list[FloatArray],
    fixed: npt.NDArray[np.bool_],
    whole: FloatArray | None,
    count: int,
) -> FloatArray:
    """Sectors, and when the whole is given the rest (of the fixed ones) and the whole, as rows."""
    rows = np.array(sectors, dtype=np.float64).reshape(len(sectors), count)
    if whole is None:
        return rows
    return np.vstack((rows, whole - rows[fixed].sum(axis=0), whole))


def held_of(history: EdgeHistory, ground: LedgerGround, *, with_rest: bool) -> FloatArray:
    """Area held, km2, shape (sectors, n); not rounded.

    Parameters
    ----------
    history : EdgeHistory
        Edges of the days.
    ground : LedgerGround
        Where.
    with_rest : bool
        Whether ``elsewhere`` and ``whole`` follow the sectors.
    """

    def held(part: Ground) -> FloatArray:
        return history.total(part.edge_km2(history.start, history.end))

    parts = [held(part) for part in ground.sectors.values()]
    whole = held(ground.whole) if with_rest else None
    return _with_rest(parts, ground.fixed, whole, history.count)


def changes_of(
    pieces: ChangedGround, ground: LedgerGround, count: int, *, with_rest: bool
) -> FloatArray:
    """Gained, lost and the slivers of both, km2: shape (4, sectors, days); not rounded.

    Parameters
    ----------
    pieces : ChangedGround
        What changed hands, and when.
    ground : LedgerGround
        Where.
    count : int
        Number of days.
    with_rest : bool
        Whether ``elsewhere`` and ``whole`` follow the sectors.
    """
    edges = EdgeTable.of(pieces.faces)
    small = authalic_area_km2(pieces.faces) < SLIVER_KM2
    gained = pieces.sign > 0
    kinds = (gained, ~gained, gained & small, ~gained & small)

    def sums(part: Ground) -> list[FloatArray]:
        share = part.edge_km2(edges.start, edges.end)
        area = np.bincount(edges.owner, share, edges.count)
        return [
            np.bincount(pieces.day[kind], area[kind], count).astype(np.float64) for kind in kinds
        ]

    parts = [sums(part) for part in ground.sectors.values()]
    whole = sums(ground.whole) if with_rest else None
    return np.array(
        [
            _with_rest(
                [part[kind] for part in parts],
                ground.fixed,
                None if whole is None else whole[kind],
                count,
            )
            for kind in range(len(kinds))
        ]
    )


def _front(
    history: EdgeHistory,
    mask: FrontMask,
    sectors: Sequence[Sector],
    status: Status,
    schematic: bool,
    with_rest: bool,
) -> FloatArray:
    """Length of front, km, of what the map strokes."""
    starts, ends = (
        np.rint(to_world(lonlat)).astype(np.int32) for lonlat in (history.start, history.end)
    )
    long = (starts != ends).any(axis=1)
    is_front = np.zeros(len(starts), dtype=bool)
    is_front[long] = mask.is_front(starts[long], ends[long], status, schematic=schematic)
    lon_1, lat_1 = history.start.T
    lon_2, lat_2 = history.end.T
    geod = pyproj.Geod(ellps="WGS84")
    length_km = np.asarray(geod.inv(lon_1, lat_1, lon_2, lat_2)[2]) * is_front / 1000.0
    parts = [
        history.total_of_front(length_km * share_in(history.start, history.end, sector))
        for sector in sectors
    ]
    fixed = np.array([not sector.own for sector in sectors], dtype=bool)
    whole = history.total_of_front(length_km) if with_rest else None
    return _with_rest(parts, fixed, whole, history.count)
