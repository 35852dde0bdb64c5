"""Claims: dated statements that can be tested against a source, and what a test found.

Only the standard library: the panel, the file reader and the evaluation share these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from viewer.core.claims_kinds import Kind
from viewer.core.sources import Status

WHOLE = "whole"
"""In place of a sector: all ground that the source draws."""
DIGITS = 6
"""Figures are compared after rounding to this many digits, as the ledger's are."""


class Verdict(StrEnum):
    """What a source says of a claim; it judges the claim's fit, never the source."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_DECIDABLE = "not_decidable"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The verdict in words."""
        return self.value.replace("_", " ")


class Relation(StrEnum):
    """How the claim binds its figure."""

    ABOUT = "about"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The relation in words."""
        return self.value.replace("_", " ")


@dataclass(frozen=True)
class Tolerance:
    """How far a measured figure may lie off.

    Attributes
    ----------
    value : float
        Percent of the figure, or a number in the unit of the kind.
    percent : bool
        Which of the two.
    """

    value: float = 0.0
    percent: bool = False

    def in_unit(self, figure: float) -> float:
        """The tolerance in the unit of the kind."""
        return round(abs(figure) * self.value / 100.0, DIGITS) if self.percent else self.value


@dataclass(frozen=True)
class Place:
    """A point that a claim is about.

    Attributes
    ----------
    key : str
        What the file says: an id of ``settlements.csv``, or ``lat lon``.
    name : str
        Name for people.
    lon, lat : float
        Degrees, EPSG:4326.
    """

    key: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Claim:
    """A dated statement, in our own words, with its figure and where it comes from.

    Attributes
    ----------
    id : str
        Number or name, unique in its file.
    text : str
        The statement.
    kind : Kind
        What is measured.
    status : Status
        Whose ground it is about.
    sectors : tuple of str
        Sector ids, or ``whole``.
    place : Place or None
        For the kinds that need one.
    first, last : date or None
        Span, both included; kinds about one date have it in both; None for ``not_map``.
    base_first, base_last : date or None
        Span of the comparison, for ``ratio``.
    relation : Relation
        How the figure binds.
    figure : float or None
        In ``kind.unit``; None for kinds without.
    tolerance : Tolerance
        How far a source may lie off.
    citation, remark : str
        Who said so; what differs between sources and definitions.
    own : bool
        Whether the user added it.
    """

    id: str
    text: str
    kind: Kind
    status: Status = Status.RU_HELD
    sectors: tuple[str, ...] = (WHOLE,)
    place: Place | None = None
    first: date | None = None
    last: date | None = None
    base_first: date | None = None
    base_last: date | None = None
    relation: Relation = Relation.ABOUT
    figure: float | None = None
    tolerance: Tolerance = Tolerance()
    citation: str = ""
    remark: str = ""
    own: bool = False

    @property
    def tolerance_in_unit(self) -> float:
        """How far off a figure may lie, in ``kind.unit``."""
        return self.tolerance.in_unit(self.figure or 0.0)


@dataclass(frozen=True)
class SnapshotUsed:
    """The snapshot that stood for a date (as-of: the last one before it)."""

    day: date
    snapshot: date
    flag: str = ""

    @property
    def age_days(self) -> int:
        """Days between the snapshot and the date asked for."""
        return (self.day - self.snapshot).days


@dataclass(frozen=True)
class Figure:
    """A further figure beside the one that decides, such as net beside gross."""

    label: str
    value: float
    unit: str


@dataclass(frozen=True)
class Finding:
    """What one source says of one claim.

    Attributes
    ----------
    claim : Claim
        The claim.
    source : str
        Id of the source; figures never mix two.
    verdict : Verdict
        Supported, contradicted or not decidable.
    measured : float or None
        In the unit of the kind; for ``flip`` and ``first_held`` days outside the claim's span.
    measured_day : date or None
        The day found, for those two kinds.
    difference, difference_percent : float or None
        Measured less the claim's figure; percent of that figure, None where it is 0.
    reason : str
        Why it is not decidable, or what else must be said.
    snapshots : tuple of SnapshotUsed
        Snapshots that the figure was made from.
    others : tuple of Figure
        Figures by other definitions.
    method : str
        How it was measured.
    """

    claim: Claim
    source: str
    verdict: Verdict
    measured: float | None = None
    measured_day: date | None = None
    difference: float | None = None
    difference_percent: float | None = None
    reason: str = ""
    snapshots: tuple[SnapshotUsed, ...] = ()
    others: tuple[Figure, ...] = ()
    method: str = ""


@dataclass(frozen=True)
class Limit:
    """Dates over which a source's changes are no ground that changed hands.

    Attributes
    ----------
    source, status : str
        Whose.
    first, last : date
        Last day before and first day after the redrawing.
    reason : str
        Half a sentence that follows the source's name.
    """

    source: str
    status: str
    first: date
    last: date
    reason: str

    def spoils(self, first: date, last: date) -> bool:
        """Whether a change from one date to the other holds part of the redrawing."""
        return first < self.last and last > self.first


@dataclass(frozen=True)
class ClaimsRead:
    """Claims of a file, and a sentence for each row that could not be read."""

    claims: tuple[Claim, ...] = ()
    problems: tuple[str, ...] = field(default=())


def judge(measured: float, figure: float, relation: Relation, tolerance: float) -> Verdict:
    """Tell whether a measured figure fits a claimed one.

    Parameters
    ----------
    measured, figure : float
        In one unit.
    relation : Relation
        How the figure binds.
    tolerance : float
        In the same unit; a difference of exactly that much still fits, except for "more than"
        and "less than".
    """
    difference = round(measured - figure, DIGITS)
    fits = {
        Relation.ABOUT: abs(difference) <= tolerance,
        Relation.AT_LEAST: difference >= -tolerance,
        Relation.AT_MOST: difference <= tolerance,
        Relation.MORE_THAN: difference > -tolerance,
        Relation.LESS_THAN: difference < tolerance,
    }[relation]
    return Verdict.SUPPORTED if fits else Verdict.CONTRADICTED
