"""Findings as a table to read, CSV and JSON; each row carries source, status, dates and method."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from viewer.core.claims import DIGITS, Claim, Finding
from viewer.core.claims_kinds import NOT_MAP
from viewer.core.claims_table import claim_row, csv_text
from viewer.core.claims_text import (
    across,
    claimed_text,
    difference_text,
    figure_text,
    measured_text,
    sentence,
    snapshots_text,
    span_text,
    tolerance_text,
    typeset,
    where_text,
)
from viewer.core.sources import source_of
from viewer.core.text import MINUS, THIN_SPACE

COLUMNS = (
    "id", "claim", "own", "kind", "status", "sector", "place", "from", "to", "base_from",
    "base_to", "relation", "figure", "unit", "tolerance", "tolerance_in_unit", "source",
    "verdict", "measured", "measured_day", "difference", "difference_percent", "snapshots",
    "oldest_snapshot_days", "reason", "other_figures", "method", "attribution", "citation",
    "remark", "across_sources",
)  # fmt: skip
_WIDTH = 100
_ASCII = str.maketrans(
    {THIN_SPACE: ",", MINUS: "-", "–": "-", "²": "2", "°": " deg", "“": '"', "”": '"'}
)


def report_csv(findings: Sequence[Finding]) -> str:
    """Findings as CSV with the columns `COLUMNS`, one row for each claim and source."""
    rows = []
    for group in _by_claim(findings):
        words = across(group)
        rows += [{**_row(finding), "across_sources": words} for finding in group]
    return csv_text(COLUMNS, rows)


def report_json(findings: Sequence[Finding], problems: Sequence[str] = ()) -> str:
    """Claims with their findings, and the sentences about rows that could not be read."""
    content = {
        "claims": [_claim_json(group) for group in _by_claim(findings)],
        "problems": list(problems),
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def report_text(findings: Sequence[Finding], problems: Sequence[str] = ()) -> str:
    """Findings as text of at most 100 columns, in plain letters for figures."""
    blocks = [_block(group) for group in _by_claim(findings)]
    methods = {
        finding.claim.kind.id: f"{finding.claim.kind.title}: {finding.method}"
        for finding in findings
        if finding.method
    }
    named = dict.fromkeys(finding.source for finding in findings)
    sources = [f"{source_of(one).attribution}. {source_of(one).note}" for one in named]
    notes = [_wrapped(text, "  ") for text in methods.values()]
    parts = [
        *blocks,
        "How it is measured\n" + "\n".join(notes) if notes else "",
        "Sources\n" + "\n".join(_wrapped(text, "  ") for text in sources),
        "\n".join(_wrapped(problem, "") for problem in problems),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _by_claim(findings: Sequence[Finding]) -> list[list[Finding]]:
    return [list(group) for _, group in groupby(findings, key=lambda f: (f.claim.own, f.claim.id))]


def _block(group: Sequence[Finding]) -> str:
    claim = group[0].claim
    head = f"{claim.id:<4} {claim.text}" + (" [own]" if claim.own else "")
    lines = [_wrapped(head, "", "     ")]
    if claim.kind.id == NOT_MAP:
        return "\n".join((*lines, _wrapped(f"not a map quantity. {claim.remark}", "     ")))
    lines.append(_wrapped(about_text(claim), "     "))
    for finding in group:
        name = source_of(finding.source).name
        row = f"     {name:<14} {finding.verdict.title:<14} {measured_text(finding):>16}"
        lines.append(f"{row}   {difference_text(finding)}".rstrip().translate(_ASCII))
        details = [finding.reason, "; ".join(map(figure_text, finding.others))]
        if any(used.age_days for used in finding.snapshots):
            details.append(f"snapshots {snapshots_text(finding.snapshots)}")
        lines += [_wrapped(text, " " * 20) for text in details if text]
    lines += [_wrapped(text, "     ") for text in (across(group), claim.remark) if text]
    return "\n".join(lines)


def about_text(claim: Claim) -> str:
    """Say what is tested: kind, whose ground, where, when, figure and tolerance."""
    parts = [
        ", ".join(
            (claim.kind.title.lower(), claim.status.title, where_text(claim), span_text(claim))
        ),
        f"claimed {claimed_text(claim)}" if claim.figure is not None else "",
        f"tolerance {tolerance_text(claim)}" if tolerance_text(claim) else "",
    ]
    return "; ".join(part for part in parts if part)


def _wrapped(text: str, indent: str, later: str | None = None) -> str:
    return textwrap.fill(
        text.translate(_ASCII),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if later is None else later,
    )


def _row(finding: Finding) -> dict[str, str]:
    claim = finding.claim
    source = source_of(finding.source)
    return {
        **claim_row(claim),
        "own": "yes" if claim.own else "no",
        "tolerance_in_unit": _number(claim.tolerance_in_unit) if claim.kind.unit else "",
        "source": finding.source,
        "verdict": finding.verdict.value,
        "measured": _number(finding.measured),
        "measured_day": _day(finding.measured_day),
        "difference": _number(finding.difference),
        "difference_percent": _number(finding.difference_percent),
        "snapshots": ";".join(_day(used.snapshot) for used in finding.snapshots),
        "oldest_snapshot_days": str(max(used.age_days for used in finding.snapshots))
        if finding.snapshots
        else "",
        "reason": finding.reason,
        "other_figures": "; ".join(
            f"{other.label}: {other.value:.{DIGITS}f} {other.unit}" for other in finding.others
        ),
        "method": finding.method,
        "attribution": source.attribution,
    }


def _claim_json(group: Sequence[Finding]) -> dict[str, Any]:
    claim = group[0].claim
    place = claim.place
    return {
        "id": claim.id,
        "claim": claim.text,
        "own": claim.own,
        "kind": claim.kind.id,
        "measures": claim.kind.explanation,
        "status": None if claim.kind.id == NOT_MAP else claim.status.value,
        "sectors": list(claim.sectors) if claim.kind.sectors else [],
        "place": place
        and {"key": place.key, "name": place.name, "lon": place.lon, "lat": place.lat},
        "from": _day(claim.first) or None,
        "to": _day(claim.last) or None,
        "base_from": _day(claim.base_first) or None,
        "base_to": _day(claim.base_last) or None,
        "relation": claim.relation.value,
        "figure": claim.figure,
        "unit": claim.kind.unit,
        "tolerance": {
            "value": claim.tolerance.value,
            "percent": claim.tolerance.percent,
            "in_unit": claim.tolerance_in_unit,
        },
        "citation": claim.citation,
        "remark": claim.remark,
        "across_sources": across(group),
        "findings": [_finding_json(finding) for finding in group],
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    source = source_of(finding.source)
    return {
        "source": finding.source,
        "status": finding.claim.status.value,
        "attribution": source.attribution,
        "source_note": source.note,
        "schematic": source.schematic,
        "verdict": finding.verdict.value,
        "measured": finding.measured,
        "measured_day": _day(finding.measured_day) or None,
        "difference": finding.difference,
        "difference_percent": finding.difference_percent,
        "reason": finding.reason,
        "snapshots": [
            {
                "date": used.day.isoformat(),
                "snapshot_date": used.snapshot.isoformat(),
                "age_days": used.age_days,
                "flag": used.flag,
            }
            for used in finding.snapshots
        ],
        "other_figures": [
            {"label": other.label, "value": other.value, "unit": other.unit}
            for other in finding.others
        ],
        "method": finding.method,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.{DIGITS}f}"


def detail_text(claim: Claim, findings: Sequence[Finding]) -> str:
    """All that is known of one claim, as text to read and to paste.

    Parameters
    ----------
    claim : Claim
        Which.
    findings : sequence of Finding
        What the sources say of it.
    """
    parts = [f"{claim.id}  {claim.text}"]
    if claim.kind.id == NOT_MAP:
        parts.append("Not a map quantity.")
    else:
        parts += [_about_finding(finding) for finding in findings]
    parts += [words for words in (across(findings), claim.remark) if words]
    if claim.kind.id != NOT_MAP:
        parts.append(f"Tested: {about_text(claim)}.")
    methods = dict.fromkeys(finding.method for finding in findings if finding.method)
    parts += [f"Method: {method}" for method in methods]
    used = [source_of(finding.source) for finding in findings if claim.kind.id != NOT_MAP]
    parts += [f"{source.attribution}. {source.note}" for source in used]
    if claim.citation:
        parts.append(f"Claimed by: {claim.citation}")
    return typeset("\n\n".join(parts))


def _about_finding(finding: Finding) -> str:
    lines = [sentence(finding), *(f"  {figure_text(other)}" for other in finding.others)]
    return "\n".join(lines)
