"""Claims and findings in words: figures for people, and sentences about sources side by side."""

from __future__ import annotations

from collections.abc import Sequence

from viewer.core.claims import WHOLE, Claim, Figure, Finding, Relation, SnapshotUsed, Verdict
from viewer.core.sources import source_of
from viewer.core.text import age_text, date_text, number_text, signed_text

_UNITS = {"km2": "km²", "%": "%", "km": "km", "times": "times", "degrees": "°", "days": "days"}
_COMPASS = (
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
)
_PROPORTIONAL = ("km2", "km", "%", "times")
_PLAIN = ("order", "nearer")
_SMALL = 100.0


def value_text(value: float, unit: str, *, signed: bool = False) -> str:
    """Write a figure with its unit, as many digits as one reads.

    Parameters
    ----------
    value : float
        In ``unit``.
    unit : str
        Unit of a kind, such as ``km2``.
    signed : bool
        Whether a plus goes before what is above zero.
    """
    digits = 0 if unit in ("degrees", "days") or abs(value) >= _SMALL else 1
    write = signed_text if signed else number_text
    if unit == "degrees" and not signed:
        octant = _COMPASS[round(value % 360.0 / 45.0) % 8]
        return f"{write(value % 360.0, digits)}° ({octant})"
    if unit == "%" and signed:
        return f"{write(value, digits)} points"
    if unit == "days":
        return f"{write(value, digits)} {'day' if abs(value) == 1 else 'days'}"
    space = "" if unit == "degrees" else " "
    return f"{write(value, digits)}{space}{_UNITS[unit]}"


def claimed_text(claim: Claim) -> str:
    """Write what the claim says, such as ``more than 1 000 km²``; "" when it has no figure."""
    if claim.kind.id in ("flip", "first_held"):
        return span_text(claim)
    if claim.figure is None:
        return ""
    if claim.figure == 0 and claim.relation is Relation.MORE_THAN and claim.kind.id in _PLAIN:
        return {"order": f"{where_text(claim)} first", "nearer": "nearer"}[claim.kind.id]
    if claim.figure == 0 and claim.relation is not Relation.ABOUT:
        return f"{claim.relation.title} nothing"
    unit = claim.kind.unit
    if unit == "degrees":
        return f"{claim.relation.title} {value_text(claim.figure, unit)}"
    return f"{claim.relation.title} {_short(claim.figure)} {_UNITS[unit]}"


def tolerance_text(claim: Claim) -> str:
    """Write the tolerance, such as ``5 % (50 km²)``; "" for kinds without a unit."""
    if not claim.kind.unit:
        return ""
    tolerance = claim.tolerance_in_unit
    if tolerance == 0:
        return "none"
    units = {**_UNITS, "%": "points"}
    own = (
        f"{_short(tolerance)}{'' if claim.kind.unit == 'degrees' else ' '}{units[claim.kind.unit]}"
    )
    return f"{_short(claim.tolerance.value)} % ({own})" if claim.tolerance.percent else own


def span_text(claim: Claim) -> str:
    """Write the date or dates of a claim; "" when it has none."""
    if claim.first is None or claim.last is None:
        return ""
    if claim.first == claim.last:
        return date_text(claim.last)
    return f"{date_text(claim.first)} to {date_text(claim.last)}"


def measured_text(finding: Finding) -> str:
    """Write what was measured; a dash when nothing was."""
    if finding.measured_day is not None:
        return date_text(finding.measured_day)
    if finding.measured is None:
        return "–"
    return value_text(finding.measured, finding.claim.kind.unit)


def difference_text(finding: Finding) -> str:
    """Write by how much the source lies off, with percent where that means something."""
    if finding.difference is None:
        return ""
    if finding.measured_day is not None:
        if finding.difference == 0:
            return "within"
        days = value_text(abs(finding.difference), "days")
        return f"{days} {'earlier' if finding.difference < 0 else 'later'}"
    text = value_text(finding.difference, finding.claim.kind.unit, signed=True)
    if finding.difference_percent is None:
        return text
    return f"{text} ({signed_text(finding.difference_percent, 1)} %)"


def short_difference_text(finding: Finding) -> str:
    """Write by how much the source lies off, in percent where that means something."""
    if finding.difference_percent is not None:
        return f"{signed_text(finding.difference_percent, 1)} %"
    if finding.claim.figure == 0:  # measured and difference are the same
        return ""
    return difference_text(finding)


def typeset(text: str) -> str:
    """Write km2 as it is printed, for the window; files keep plain letters."""
    return text.replace("km2", "km²")


def where_text(claim: Claim) -> str:
    """Write the place or the sectors of a claim."""
    if claim.place is not None:
        return claim.place.name
    if claim.sectors == (WHOLE,):
        return "all ground"
    return " and ".join(name.capitalize() for name in claim.sectors)


def figure_text(figure: Figure) -> str:
    """Write a further figure with its label."""
    return f"{figure.label}: {value_text(figure.value, figure.unit)}"


def snapshots_text(snapshots: Sequence[SnapshotUsed]) -> str:
    """Write the snapshots that a figure was made from, with the age of those that are older."""
    parts = []
    for used in dict.fromkeys(snapshots):
        age = f", {age_text(used.age_days)} on {date_text(used.day)}" if used.age_days else ""
        flag = {"identical": ", same as the one before", "fall": ", over 5 % less than before"}
        parts.append(f"{date_text(used.snapshot)}{age}{flag.get(used.flag, '')}")
    return "; ".join(parts)


def across(findings: Sequence[Finding]) -> str:
    """Say in words how the sources lie to each other; "" when there is nothing to say.

    Parameters
    ----------
    findings : sequence of Finding
        Of one claim. The schematic is left out: it is no survey.
    """
    decided = [
        finding
        for finding in findings
        if finding.verdict is not Verdict.NOT_DECIDABLE and not source_of(finding.source).schematic
    ]
    if len(decided) < 2:
        return ""
    figures = ", ".join(f"{_name(f)} {measured_text(f)}" for f in decided)
    if len({finding.verdict for finding in decided}) > 1:
        said = ", ".join(f"{_name(f)} {f.verdict.title}" for f in decided)
        return (
            f"The verdict depends on the source: {said}. Sources differ in definition and "
            "cut-off; that is no error of either."
        )
    claim = decided[0].claim
    differences = [f.difference for f in decided if f.difference is not None]
    if (
        claim.figure
        and claim.kind.unit in _PROPORTIONAL
        and differences
        and min(differences) < 0 < max(differences)
    ):
        claimed = value_text(claim.figure, claim.kind.unit)
        return f"The sources lie on both sides of {claimed}: {figures}."
    return ""


def sentence(finding: Finding) -> str:
    """One line to paste: source, verdict, figure, difference, tolerance, snapshots."""
    parts = [f"{_name(finding)}: {finding.verdict.title}"]
    if finding.measured is not None:
        parts.append(f"measured {measured_text(finding)}")
    if difference_text(finding):
        parts.append(f"difference {difference_text(finding)}")
    if tolerance_text(finding.claim) and finding.verdict is not Verdict.NOT_DECIDABLE:
        parts.append(f"tolerance {tolerance_text(finding.claim)}")
    if finding.snapshots:
        parts.append(f"snapshots {snapshots_text(finding.snapshots)}")
    text = "; ".join(parts) + "."
    return f"{text} {finding.reason}" if finding.reason else text


def _short(value: float) -> str:
    """A number that someone typed: no digits that say nothing."""
    return number_text(value, 0 if float(value).is_integer() or value >= _SMALL else 1)


def _name(finding: Finding) -> str:
    source = source_of(finding.source)
    return f"{source.name} (no survey)" if source.schematic else source.name
