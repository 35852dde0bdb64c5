"""By how many days one source shows a change before or after another: settlements and ground.

Looked at is the time that both sources cover. For each point, a settlement or a node of a grid over
the ground, the **last change** of a source is that of the first snapshot from which on, to the end
of this time, it says without a break that the point is held, or is not. A lag exists where both
sources changed and agree in the end. It is the day of X less the day of Y, so that it is positive
where X is later; with cut-offs aligned the days are those of the evenings shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from viewer.core.alignment import day_shifts
from viewer.core.difference_days import day_pairs
from viewer.core.difference_table import provenance_of
from viewer.core.facts import Settlement
from viewer.core.geodesy_edges import FloatArray
from viewer.core.lag_changes import NONE, Changes, counted_grid, lags_of
from viewer.core.ledger_changes import Progress
from viewer.core.ledger_ground import ELSEWHERE, WHOLE, counted_part
from viewer.core.sector_shapes import shape_of
from viewer.core.sectors import Sector, fixed_sectors, own_sectors
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status, source_of
from viewer.core.text import date_text, number_text
from viewer.errors import ViewerError

PLACE_COLUMNS = (
    "id", "name", "sector", "change", "x_date", "y_date", "lag_days", "x_span_days", "y_span_days",
    "lon", "lat", "words",
)  # fmt: skip
SUMMARY_COLUMNS = (
    "sector", "places", "places_median_days", "ground_km2", "ground_median_days",
    "ground_lower_days", "ground_upper_days",
)  # fmt: skip
HELD, NOT_HELD = "held", "not held"
_DAY = "datetime64[D]"
_WORLD = shapely.box(-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class LagTables:
    """How two sources follow each other.

    Attributes
    ----------
    places : DataFrame
        `PLACE_COLUMNS`, one row for each settlement that at least one of the two shows changing
        hands, by sector and name. ``x_date`` and ``y_date`` are the dates of the snapshots with
        the last change, missing where a source shows none that agrees with the other's end;
        ``lag_days`` is missing then, and ``words`` says why. ``x_span_days`` are the days since
        the snapshot before: the change came within them.
    summary : DataFrame
        `SUMMARY_COLUMNS`, one row for each sector, then ``elsewhere`` and ``whole``: medians over
        the settlements that have a lag, and over the ground that has one, by area, with the
        quarter and three quarters points.
    """

    places: pd.DataFrame
    summary: pd.DataFrame


def lag_tables(
    tables: tuple[SnapshotTable, SnapshotTable],
    places: Sequence[Settlement],
    sectors: Sequence[Sector],
    ukraine: shapely.MultiPolygon | None,
    *,
    align: bool = False,
    with_rest: bool = True,
    first: date | None = None,
    last: date | None = None,
    progress: Progress | None = None,
) -> LagTables:
    """Find out by how many days X shows what Y shows.

    Parameters
    ----------
    tables : two SnapshotTable
        X and Y, of the same status, in EPSG:4326.
    places : sequence of Settlement
        Where to ask; only their points are used.
    sectors : sequence of Sector
        Fixed ones, which do not overlap, and the user's own. The places table names the fixed one.
    ukraine : MultiPolygon or None
        What is held in Ukraine is asked of points in it, what is held in Russia of the others.
    align : bool
        Whether to align cut-offs.
    with_rest : bool
        Whether both speak of ground outside the sectors too.
    first, last : date, optional
        Window within the time that both cover.
    progress : callable, optional
        Told (done, total, what); may raise to stop.

    Raises
    ------
    ViewerError
        When the two have no time in common, or none in the window.
    """
    x, y = tables[0].source, tables[1].source
    status = Status(tables[0].status)
    shifts = day_shifts(x, y, status, align)
    span = _window(tables, shifts, first, last)
    parts = []
    for number, (table, shift) in enumerate(zip(tables, shifts, strict=True)):
        if progress is not None:
            progress(number, len(tables), "Changes of both sources")
        parts.append(Changes.of(table, shift, span))
    counted = counted_part(_WORLD, status, ukraine)
    shapely.prepare(counted)
    attrs = provenance_of(x, y, status, align) | {
        "from": str(span[0]),
        "to": str(span[1]),
        "method": lag_method(),
    }
    asked = [place for place in places if shapely.intersects_xy(counted, place.lon, place.lat)]
    frame = _place_frame(parts, asked, sectors, (x, y), align)
    lon, lat, weight = counted_grid(parts, counted)
    lags = lags_of(parts, lon, lat)
    summary = _summary(frame, _sector_nodes(lon, lat, sectors), lags, weight, sectors)
    if not with_rest:
        frame = frame[frame["sector"] != ELSEWHERE].reset_index(drop=True)
        summary = summary[~summary["sector"].isin((ELSEWHERE, WHOLE))].reset_index(drop=True)
    frame.attrs.update(attrs)
    summary.attrs.update(attrs)
    return LagTables(frame, summary)


def lag_method() -> str:
    """Say how lags are found, in one line for exports and notes."""
    return (
        "The day of a source is that of the first snapshot from which on, to the end of the time "
        "that both cover, a point stays held, or not held. The lag is the day of X less the day of "
        "Y, positive where X is later, for points where both changed and agree in the end. "
        "Settlements are taken at their gazetteer points, ground at a grid of about 500 m, each "
        "node counting with its area."
    )


def lag_words(lag: float, x: str, y: str, align: bool = False) -> str:
    """Say a lag plainly, as ``UAControlMap shows it 1 day before DeepState``.

    Parameters
    ----------
    lag : float
        Days, positive where X is later; nan gives "".
    x, y : str
        Ids of the sources.
    align : bool
        Whether the days are evenings, with cut-offs aligned.
    """
    name_x, name_y = source_of(x).name, source_of(y).name
    if np.isnan(lag):
        return ""
    if lag == 0:
        same = "for the same evening" if align else "on the same day"
        return f"{name_x} and {name_y} show it {same}"
    early, late = (name_x, name_y) if lag < 0 else (name_y, name_x)
    digits = 0 if float(lag).is_integer() else 1
    days = "1 day" if abs(lag) == 1 else f"{number_text(abs(lag), digits)} days"
    return f"{early} shows it {days} before {late}"


def _window(
    tables: tuple[SnapshotTable, SnapshotTable],
    shifts: tuple[int, int],
    first: date | None,
    last: date | None,
) -> tuple[np.datetime64, np.datetime64]:
    dates = day_pairs(tables, shifts).dates
    begin = dates[0] if first is None else max(dates[0], np.datetime64(first, "D"))
    end = dates[-1] if last is None else min(dates[-1], np.datetime64(last, "D"))
    if begin >= end:
        known = f"{date_text(dates[0].item())} to {date_text(dates[-1].item())}"
        raise ViewerError(
            "A lag needs at least two days that both sources cover.",
            f"Both cover {known}; choose a longer window within it.",
        )
    return begin, end


def _place_frame(
    parts: list[Changes],
    places: list[Settlement],
    sectors: Sequence[Sector],
    sources: tuple[str, str],
    align: bool,
) -> pd.DataFrame:
    lon = np.array([place.lon for place in places], dtype=np.float64)
    lat = np.array([place.lat for place in places], dtype=np.float64)
    found = [part.last(lon, lat) for part in parts]
    ends = []
    for part, (index, sign) in zip(parts, found, strict=True):
        shapely.prepare(part.start)
        ends.append(np.where(index >= 0, sign > 0, shapely.intersects_xy(part.start, lon, lat)))
    rows = []
    for at, place in enumerate(places):
        own = [int(index[at]) for index, _sign in found]
        if max(own) < 0:
            continue
        held = [bool(end[at]) for end in ends]
        leader = 0 if own[0] >= 0 else 1
        # A source that ends otherwise, or never changed, has no day of this change.
        told = [own[n] if own[n] >= 0 and held[n] == held[leader] else NONE for n in range(2)]
        days = [part.dates[n] if n >= 0 else None for part, n in zip(parts, told, strict=True)]
        lag = np.nan
        if min(told) >= 0:
            lag = float(parts[0].days[told[0]] - parts[1].days[told[1]])
            words = lag_words(lag, *sources, align)
        else:
            other = 1 - leader
            words = _missing_words(sources[other], held[other], held[leader], parts[other])
        spans = [
            int((part.dates[n] - part.dates[n - 1]).astype(np.int64)) if n >= 0 else None
            for part, n in zip(parts, told, strict=True)
        ]
        rows.append(
            (
                place.id, place.name, _sector_of(place.lon, place.lat, sectors),
                HELD if held[leader] else NOT_HELD, *days, lag, *spans, place.lon, place.lat, words,
            )
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(PLACE_COLUMNS))
    for name in ("x_date", "y_date"):
        frame[name] = pd.to_datetime(frame[name])
    for name in ("x_span_days", "y_span_days", "lag_days"):
        frame[name] = frame[name].astype("Int64")
    order = {sector.id: number for number, sector in enumerate(sectors)}
    frame["_order"] = frame["sector"].map(lambda name: order.get(name, len(order)))
    frame = frame.sort_values(["_order", "name", "id"]).drop(columns="_order")
    return frame.reset_index(drop=True)


def _missing_words(source: str, held: bool, told: bool, part: Changes) -> str:
    """Say why a settlement has no lag: the other source agrees from the start, or never."""
    name, what = source_of(source).name, HELD if told else NOT_HELD
    if held == told:
        return f"{name} has it as {what} already on {date_text(part.dates[0].item())}"
    return f"{name} does not have it as {what} by {date_text(part.dates[-1].item())}"


def _sector_of(lon: float, lat: float, sectors: Sequence[Sector]) -> str:
    fixed = fixed_sectors(sectors)
    return next((sector.id for sector in fixed if sector.holds(lon, lat)), ELSEWHERE)


def _sector_nodes(
    lon: FloatArray, lat: FloatArray, sectors: Sequence[Sector]
) -> dict[str, NDArray[np.bool_]]:
    """Which points lie in each sector, in none of the fixed ones, and anywhere."""
    nodes: dict[str, NDArray[np.bool_]] = {}
    free = np.ones(len(lon), dtype=bool)
    for sector in sectors:
        if sector.own:
            shape = shape_of(sector)
            shapely.prepare(shape)
            nodes[sector.id] = shapely.contains_xy(shape, lon, lat)
            continue
        west, south, east, north = sector.bounds_wgs84
        within = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        nodes[sector.id] = free & within
        free &= ~within
    return {**nodes, ELSEWHERE: free, WHOLE: np.ones(len(lon), dtype=bool)}


def _summary(
    places: pd.DataFrame,
    nodes: dict[str, NDArray[np.bool_]],
    lags: FloatArray,
    weight: FloatArray,
    sectors: Sequence[Sector],
) -> pd.DataFrame:
    rows = []
    place_lags = places["lag_days"].astype("Float64").to_numpy(np.float64, na_value=np.nan)
    place_names = places["sector"].to_numpy()
    at = list(zip(places["lon"].tolist(), places["lat"].tolist(), strict=True))
    within: dict[str, NDArray[np.bool_]] = {
        one.id: np.array([one.holds(*place) for place in at], dtype=bool)
        for one in own_sectors(sectors)
    }
    for sector in (*(one.id for one in sectors), ELSEWHERE, WHOLE):
        inside = within.get(sector, (place_names == sector) | (sector == WHOLE))
        own = np.isfinite(place_lags) & inside
        ground = np.isfinite(lags) & nodes[sector]
        rows.append(
            (
                sector,
                int(own.sum()),
                float(np.median(place_lags[own])) if own.any() else np.nan,
                round(float(weight[ground].sum()), 2),
                *(_quantile(lags[ground], weight[ground], part) for part in (0.5, 0.25, 0.75)),
            )
        )
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def _quantile(values: FloatArray, weight: FloatArray, part: float) -> float:
    """Lag up to which that part of the ground goes."""
    if not len(values):
        return float("nan")
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    at = int(np.searchsorted(reached, part * reached[-1]))
    return float(values[order][min(at, len(order) - 1)])
