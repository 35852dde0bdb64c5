"""Claims as rows of a CSV file: its columns, the places they may name, and writing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date

from viewer.core.claims import Claim, Place
from viewer.core.claims_kinds import NOT_MAP

COLUMNS = (
    "id", "claim", "kind", "status", "sector", "place", "from", "to", "base_from", "base_to",
    "relation", "figure", "unit", "tolerance", "citation", "remark",
)  # fmt: skip
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_LAT_LON = re.compile(r"([-+]?\d+(?:\.\d+)?)[ ,;]+([-+]?\d+(?:\.\d+)?)")


class Places:
    """Places that a claim may name: by id, or by a name that only one of them has.

    Parameters
    ----------
    places : sequence of Place
        Their ids as ``key``.
    """

    def __init__(self, places: Sequence[Place]) -> None:
        self._by_id = {place.key: place for place in places}
        self._by_name: dict[str, list[Place]] = {}
        for place in places:
            self._by_name.setdefault(place.name.casefold(), []).append(place)

    def names(self) -> list[str]:
        """What can be typed: names that only one place has, and the ids of the others."""
        return sorted(
            places[0].name if len(places) == 1 else place.key
            for places in self._by_name.values()
            for place in places
        )

    def find(self, text: str) -> Place:
        """Read an id, a name, or ``lat lon`` in degrees; `ValueError` says what is wrong."""
        if text in self._by_id:
            return self._by_id[text]
        if match := _LAT_LON.fullmatch(text):
            lat, lon = float(match[1]), float(match[2])
            if not (-90 <= lat <= 90 and -180 <= lon <= 180):
                raise ValueError(f"“{text}” is no latitude and longitude in degrees")
            return Place(text, f"{lat:g} N {lon:g} E", lon, lat)
        named = self._by_name.get(text.casefold(), [])
        if len(named) == 1:
            return named[0]
        if named:
            ids = ", ".join(place.key for place in named)
            raise ValueError(f"there are {len(named)} places named “{text}”; write one of {ids}")
        raise ValueError(f"there is no place “{text}”; write a settlement, or latitude longitude")


def guarded(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula; numbers stay as they are."""
    if _FORMULA.match(text) and not _is_number(text):
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """Undo `guarded`."""
    return text[1:] if _QUOTED_FORMULA.match(text) else text


def csv_text(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as CSV; texts that begin like a formula are guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guarded(row.get(name, "")) for name in columns] for row in rows)
    return out.getvalue()


def claim_row(claim: Claim) -> dict[str, str]:
    """Cells of a claim by column, as `read_claim` reads them."""
    one_date = not claim.kind.span
    return {
        "id": claim.id,
        "claim": claim.text,
        "kind": claim.kind.id,
        "status": "" if claim.kind.id == NOT_MAP else str(claim.status.value),
        "sector": ";".join(claim.sectors) if claim.kind.sectors else "",
        "place": claim.place.key if claim.place is not None else "",
        "from": "" if one_date else _iso(claim.first),
        "to": _iso(claim.last),
        "base_from": _iso(claim.base_first),
        "base_to": _iso(claim.base_last),
        "relation": claim.relation.value if claim.figure is not None else "",
        "figure": _plain(claim.figure),
        "unit": claim.kind.unit,
        "tolerance": _tolerance_text(claim),
        "citation": claim.citation,
        "remark": claim.remark,
    }


def write_claims(claims: Sequence[Claim]) -> str:
    """Claims as CSV with the columns `COLUMNS`."""
    return csv_text(COLUMNS, [claim_row(claim) for claim in claims])


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"


def _tolerance_text(claim: Claim) -> str:
    if not claim.kind.unit:
        return ""
    return f"{_plain(claim.tolerance.value)}{' %' if claim.tolerance.percent else ''}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
