"""Measuring what a claim is about, for the kinds that are about a place."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyproj
import shapely

from viewer.core.claims import DIGITS, Claim, Figure, Place
from viewer.core.claims_evidence import Evidence, Undecided
from viewer.core.claims_measure import BoolArray, Measure, Measured, found_day, span_of
from viewer.core.text import date_text

_REACH_KM = 150.0
_KM_PER_DEGREE = 111.2
_GEOD = pyproj.Geod(ellps="WGS84")


def _place(claim: Claim) -> Place:
    assert claim.place is not None
    return claim.place


def _check_sector(evidence: Evidence, place: Place) -> None:
    """A source drawn sector by sector says nothing of places outside of its sectors."""
    if not evidence.source.schematic:
        return
    own = [sector for sector in evidence.sectors if sector.id in evidence.figures.sectors]
    if not any(sector.holds(place.lon, place.lat) for sector in own):
        raise Undecided(
            f"{evidence.source.name} is drawn in sectors of its own only and says nothing of "
            f"{place.name}."
        )


def is_held(evidence: Evidence, index: int, place: Place) -> bool:
    """Whether a place lies in the polygons of a snapshot, or on their edge."""
    return bool(shapely.intersects_xy(evidence.table.geometries[index], place.lon, place.lat))


def to_front(evidence: Evidence, index: int, place: Place) -> tuple[float, float]:
    """Distance and direction from a place to the nearest held ground.

    Parameters
    ----------
    evidence : Evidence
        Whose snapshots.
    index : int
        Number of the snapshot.
    place : Place
        Where from.

    Returns
    -------
    tuple of float
        Geodesic km on WGS 84, 0 within held ground; degrees clockwise from north.

    Raises
    ------
    Undecided
        When there is none within 150 km.
    """
    wide = _REACH_KM / _KM_PER_DEGREE / np.cos(np.radians(place.lat))
    high = _REACH_KM / _KM_PER_DEGREE
    box = (place.lon - wide, place.lat - high, place.lon + wide, place.lat + high)
    near = shapely.clip_by_rect(evidence.table.geometries[index], *box)
    land = evidence.land
    if land is not None and not near.is_empty:
        near = shapely.intersection(shapely.make_valid(near), shapely.clip_by_rect(land, *box))
    if near.is_empty:
        raise Undecided(
            f"{evidence.source.name} has no held ground within {_REACH_KM:.0f} km of {place.name} "
            f"on {date_text(evidence.days[index])}."
        )
    local = pyproj.Transformer.from_crs(
        "EPSG:4326",
        f"+proj=aeqd +lat_0={place.lat} +lon_0={place.lon} +ellps=WGS84",
        always_xy=True,
    )
    flat = shapely.transform(
        near, lambda xy: np.column_stack(local.transform(xy[:, 0], xy[:, 1])), interleaved=True
    )
    east, north = shapely.get_coordinates(shapely.shortest_line(shapely.Point(0, 0), flat))[1]
    lon, lat = local.transform(east, north, direction="INVERSE")
    azimuth, _, metres = _GEOD.inv(place.lon, place.lat, lon, lat)
    return round(metres / 1000.0, DIGITS), round(azimuth % 360.0, DIGITS)


def _distance(claim: Claim, evidence: Evidence) -> Measured:
    place, (_, day) = _place(claim), span_of(claim)
    _check_sector(evidence, place)
    index, used = evidence.at(day)
    others = []
    for step, words in ((-1, "in the snapshot before"), (1, "in the next snapshot")):
        if 0 <= index + step < len(evidence.days):
            when = date_text(evidence.days[index + step])
            value = to_front(evidence, index + step, place)[0]
            others.append(Figure(f"{words}, {when}", value, "km"))
    return Measured(to_front(evidence, index, place)[0], (used,), tuple(others))


def _nearer(claim: Claim, evidence: Evidence) -> Measured:
    place, (first, last) = _place(claim), span_of(claim)
    _check_sector(evidence, place)
    evidence.check_limits(first, last)
    (a, used_a), (b, used_b) = evidence.at(first), evidence.at(last)
    before, after = to_front(evidence, a, place)[0], to_front(evidence, b, place)[0]
    others = (
        Figure(f"distance on {date_text(first)}", before, "km"),
        Figure(f"distance on {date_text(last)}", after, "km"),
    )
    return Measured(round(before - after, DIGITS), (used_a, used_b), others)


def _bearing(claim: Claim, evidence: Evidence) -> Measured:
    place, (_, day) = _place(claim), span_of(claim)
    _check_sector(evidence, place)
    index, used = evidence.at(day)
    if is_held(evidence, index, place):
        raise Undecided(f"{place.name} lies in held ground, so that there is no direction.")
    km, degrees = to_front(evidence, index, place)
    assert claim.figure is not None
    # the short way round: 350 degrees lie 20 degrees from 10
    turn = (degrees - claim.figure + 180.0) % 360.0 - 180.0
    return Measured(
        round(claim.figure + turn, DIGITS), (used,), (Figure("distance there", km, "km"),)
    )


def _held_states(evidence: Evidence, place: Place) -> BoolArray:
    return np.asarray(shapely.intersects_xy(evidence.table.geometries, place.lon, place.lat))


def _flip(claim: Claim, evidence: Evidence) -> Measured:
    place = _place(claim)
    _check_sector(evidence, place)
    held = _held_states(evidence, place)
    found = [(int(i), evidence.days[i]) for i in np.flatnonzero(held[1:] & ~held[:-1]) + 1]
    return found_day(claim, evidence, found, held, f"{place.name} among held ground")[1]


def _holding(claim: Claim, evidence: Evidence) -> Measured:
    """1 when the place is held as the claim says, else 0."""
    place, (_, day) = _place(claim), span_of(claim)
    _check_sector(evidence, place)
    index, used = evidence.at(day)
    held = is_held(evidence, index, place)
    words = "in held ground" if held else "not in held ground"
    others = []
    if not held:
        try:
            others.append(
                Figure("distance to the front", to_front(evidence, index, place)[0], "km")
            )
        except Undecided:
            words = "far from held ground"
    change = _next_change(evidence, index, place)
    note = f"{place.name} is {words}" + (
        f"; that changes on {date_text(change)}." if change else "."
    )
    agrees = held == (claim.kind.id == "is_held")
    return Measured(float(agrees), (used,), tuple(others), None, note)


def _next_change(evidence: Evidence, index: int, place: Place) -> date | None:
    states = _held_states(evidence, place)[index:]
    other = np.flatnonzero(states != states[0])
    return evidence.days[index + int(other[0])] if len(other) else None


PLACE_MEASURES: dict[str, Measure] = {
    "distance": _distance,
    "nearer": _nearer,
    "bearing": _bearing,
    "flip": _flip,
    "is_held": _holding,
    "not_held": _holding,
}
