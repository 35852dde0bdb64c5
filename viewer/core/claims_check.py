"""Test claims against sources, each by itself; a difference is told, no source is called wrong.

Works in a notebook::

    evidence = load_evidence(data_dir(), "uacontrolmap", "ru_held")
    finding = check_claim(claim, source_of("uacontrolmap"), evidence)
    finding.verdict, finding.measured, finding.difference, finding.reason
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from viewer.core.claims import DIGITS, WHOLE, Claim, Finding, Verdict, judge
from viewer.core.claims_evidence import Evidence, Undecided
from viewer.core.claims_kinds import NOT_MAP
from viewer.core.claims_measure import AREA_MEASURES, Absent, Measured
from viewer.core.claims_places import PLACE_MEASURES
from viewer.core.ledger_figures import SLIVER_KM2
from viewer.core.sources import Source, Status

_MEASURES = {**AREA_MEASURES, **PLACE_MEASURES}
_DAYS_FOUND = ("flip", "first_held")
_IN_PERCENT = ("km2", "km", "times")
_HOLDING = ("is_held", "not_held")


def check_claim(claim: Claim, source: Source, evidence: Evidence | None) -> Finding:
    """Test one claim against one source.

    Parameters
    ----------
    claim : Claim
        Read and checked.
    source : Source
        Whose map.
    evidence : Evidence or None
        Its snapshots of the claim's status; None when it has none.

    Returns
    -------
    Finding
        Figures are in the unit of the claim's kind, rounded as the ledger's.
    """
    method = method_of(claim)
    if claim.kind.id == NOT_MAP:
        reason = claim.remark or f"{claim.kind.explanation}."
        return Finding(claim, source.id, Verdict.NOT_DECIDABLE, reason=reason, method=method)
    if evidence is None:
        reason = f"{source.name} draws no ground that is {_ground(claim.status)}."
        return Finding(claim, source.id, Verdict.NOT_DECIDABLE, reason=reason, method=method)
    try:
        measured = _MEASURES[claim.kind.id](claim, evidence)
    except Undecided as answer:
        return Finding(
            claim,
            source.id,
            Verdict.NOT_DECIDABLE,
            reason=answer.reason,
            others=answer.others,
            method=method,
        )
    except Absent as answer:
        return Finding(claim, source.id, Verdict.CONTRADICTED, reason=str(answer), method=method)
    return _found(claim, source, measured, method)


def check_claims(
    claims: Sequence[Claim],
    sources: Sequence[Source],
    evidence: Mapping[tuple[str, str], Evidence],
) -> list[Finding]:
    """Test every claim against every source, claim by claim.

    Parameters
    ----------
    claims, sources : sequence
        In the order wanted.
    evidence : dict of (source id, status) to Evidence
        What there is.
    """
    return [
        check_claim(claim, source, evidence.get((source.id, claim.status.value)))
        for claim in claims
        for source in sources
    ]


def method_of(claim: Claim) -> str:
    """Say how a claim is measured, in one line for exports and notes."""
    kind = claim.kind
    if kind.id == NOT_MAP:
        return ""
    if not kind.sectors:
        return f"{kind.explanation}. Geodesic on WGS 84, to the source's polygons."
    where = {
        Status.RU_HELD: "on Ukraine's land and inland waters",
        Status.UA_HELD_IN_RU: "outside Ukraine",
    }.get(claim.status, "wherever drawn")
    box = "" if claim.sectors == (WHOLE,) else ", within the sectors' boxes"
    return (
        f"{kind.explanation}. Geodesic area on WGS 84 of the source's polygons, {where}{box}; "
        f"pieces under {SLIVER_KM2:g} km2 included; the same figures as the ledger's."
    )


def _found(claim: Claim, source: Source, measured: Measured, method: str) -> Finding:
    difference: float | None
    if claim.kind.id in _HOLDING:
        verdict = Verdict.SUPPORTED if measured.value else Verdict.CONTRADICTED
        value = difference = None
    elif claim.kind.id in _DAYS_FOUND:
        fits = abs(measured.value) <= claim.tolerance.value
        verdict = Verdict.SUPPORTED if fits else Verdict.CONTRADICTED
        value = difference = measured.value
    else:
        assert claim.figure is not None
        value = measured.value
        difference = round(value - claim.figure, DIGITS)
        verdict = judge(value, claim.figure, claim.relation, claim.tolerance_in_unit)
    percent = None
    if difference is not None and claim.figure and claim.kind.unit in _IN_PERCENT:
        percent = round(difference / abs(claim.figure) * 100.0, DIGITS)
    return Finding(
        claim,
        source.id,
        verdict,
        measured=value,
        measured_day=measured.day,
        difference=difference,
        difference_percent=percent,
        reason=measured.note,
        snapshots=measured.snapshots,
        others=measured.others,
        method=method,
    )


def _ground(status: Status) -> str:
    title = status.title
    return title[0].lower() + title[1:] if not title.startswith(("Russian", "Ukrainian")) else title
