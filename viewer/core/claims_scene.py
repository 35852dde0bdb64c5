"""What to show as the evidence of a claim: dates, window, sectors, sources and where to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from viewer.core.claims import WHOLE, Claim, Finding, Place, Verdict
from viewer.core.claims_kinds import NOT_MAP
from viewer.core.sectors import Bounds, Sector, union_bounds
from viewer.core.sources import source_of
from viewer.core.text import date_text

_ROUND_PLACE = (0.24, 0.15)
"""Half of the box round a place, degrees of longitude and latitude."""
_CHANGES = ("gross", "lost", "net", "ratio")


@dataclass(frozen=True)
class Scene:
    """A view on the evidence of a claim.

    Attributes
    ----------
    current : date
        The date shown; the earlier of the two where there are two.
    compare : date or None
        The date to compare with.
    window : tuple of date or None
        First and last day to play in.
    sectors : tuple of str
        Sectors to show; all others are hidden.
    elsewhere : bool
        Whether what lies outside the sectors is shown.
    sources : tuple of str
        Sources to show; all others are hidden.
    status : str
        The status that must be visible.
    bounds : tuple of float
        west, south, east, north in degrees.
    """

    current: date
    compare: date | None
    window: tuple[date, date] | None
    sectors: tuple[str, ...]
    elsewhere: bool
    sources: tuple[str, ...]
    status: str
    bounds: Bounds

    def words(self, sectors: Sequence[Sector]) -> str:
        """Say what is shown, in one sentence."""
        names = [sector.name for sector in sectors if sector.id in self.sectors]
        where = "all sectors" if len(names) == len(sectors) else _joined(names)
        if self.elsewhere:
            where += " and what lies outside"
        when = date_text(self.current)
        if self.compare is not None:
            when += f" compared with {date_text(self.compare)}, the window between them"
        who = _joined([source_of(source).name for source in self.sources])
        return f"{when}; {where}; {who}"


def scene_of(
    claim: Claim,
    findings: Sequence[Finding],
    wanted: str | None,
    sectors: Sequence[Sector],
    loaded: Mapping[tuple[str, str], Bounds | None],
) -> Scene | None:
    """Find what shows the evidence of a claim.

    Parameters
    ----------
    claim : Claim
        Which claim.
    findings : sequence of Finding
        What the sources say of it; may be empty.
    wanted : str or None
        The one source to show; by default all that decide, the schematic only where it is alone.
    sectors : sequence of Sector
        The sectors that can be shown.
    loaded : dict of (source, status) to bounds or None
        What can be drawn, and where it lies.

    Returns
    -------
    Scene or None
        None when no map shows it, or none that is loaded.
    """
    if claim.kind.id == NOT_MAP or claim.first is None or claim.last is None:
        return None
    status = claim.status.value
    sources = _sources(findings, wanted, [source for source, own in loaded if own == status])
    if not sources:
        return None
    first = claim.first
    if claim.kind.id == "share_lost":
        first = _peak(findings, sources) or first
    span = (first, claim.last) if first < claim.last else None
    wide = claim.kind.sectors and claim.sectors == (WHOLE,)
    return Scene(
        current=first,
        compare=claim.last if span else None,
        window=span,
        sectors=_sectors(claim, sectors),
        elsewhere=wide or claim.place is not None,
        sources=sources,
        status=status,
        bounds=_bounds(claim, sectors, loaded[sources[0], status]),
    )


def _sources(
    findings: Sequence[Finding], wanted: str | None, loaded: Sequence[str]
) -> tuple[str, ...]:
    if wanted is not None:
        return (wanted,) if wanted in loaded else ()
    decided = {f.source for f in findings if f.verdict is not Verdict.NOT_DECIDABLE}
    real = [source for source in loaded if not source_of(source).schematic]
    for choice in ([source for source in real if source in decided], real):
        if choice:
            return tuple(dict.fromkeys(choice))
    return tuple(dict.fromkeys(loaded))


def _peak(findings: Sequence[Finding], sources: Sequence[str]) -> date | None:
    """Day of the peak that a share was taken of, by the first source shown."""
    for finding in findings:
        if finding.source == sources[0] and len(finding.snapshots) == 3:
            return finding.snapshots[1].snapshot
    return None


def _sectors(claim: Claim, sectors: Sequence[Sector]) -> tuple[str, ...]:
    if claim.place is not None:
        place: Place = claim.place
        near = tuple(sector.id for sector in sectors if sector.holds(place.lon, place.lat))
        return near or tuple(sector.id for sector in sectors)
    if claim.sectors == (WHOLE,) or claim.kind.id == "order":
        own = tuple(sector.id for sector in sectors if sector.status is claim.status)
        return own if claim.kind.id == "order" else tuple(sector.id for sector in sectors)
    return claim.sectors


def _bounds(claim: Claim, sectors: Sequence[Sector], drawn: Bounds | None) -> Bounds:
    if claim.place is not None:
        lon, lat = claim.place.lon, claim.place.lat
        wide, high = _ROUND_PLACE
        return (lon - wide, lat - high, lon + wide, lat + high)
    shown = _sectors(claim, sectors)
    if claim.sectors == (WHOLE,):
        if claim.kind.id not in _CHANGES:
            return drawn or union_bounds(list(sectors))
        # a month's change is not seen on the whole front: look at where most of it is
        shown = tuple(sector.id for sector in sectors if sector.status is claim.status) or shown
    return union_bounds([sector for sector in sectors if sector.id in shown])


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
