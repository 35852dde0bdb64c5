"""Reading claims from CSV, row by row: what is wrong is told with row and column."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from viewer.core.claims import WHOLE, Claim, ClaimsRead, Place, Relation, Tolerance
from viewer.core.claims_kinds import KINDS, NOT_MAP, Kind
from viewer.core.claims_table import COLUMNS, Places, unguarded
from viewer.core.sources import Status
from viewer.core.text import parse_date
from viewer.errors import ViewerError

MOST_ROWS = 5000
MOST_TEXT = 2000
_NEEDED = ("claim", "kind")
_Value = TypeVar("_Value")


def read_claims(
    text: str, name: str, places: Places, sectors: Sequence[str], *, own: bool = False
) -> ClaimsRead:
    """Read claims; a row that is wrong is told of and left out, the others are kept.

    Parameters
    ----------
    text : str
        CSV with a header line; `COLUMNS`, of which ``claim`` and ``kind`` must be there.
    name : str
        Name of the file, for the sentences.
    places : Places
        Known places.
    sectors : sequence of str
        Known sector ids.
    own : bool
        Whether these are the user's.

    Raises
    ------
    ViewerError
        When it is no CSV at all, or a needed column is missing.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    claims: dict[str, Claim] = {}
    problems: list[str] = []
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        missing = [column for column in _NEEDED if column not in header]
        if missing:
            raise ViewerError(
                f"{name} lacks the column {', '.join(missing)}.",
                f"Its first line must name columns out of: {', '.join(COLUMNS)}.",
            )
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(claims) + len(problems) >= MOST_ROWS:
                problems.append(f"{name}: only the first {MOST_ROWS} rows were read.")
                break
            if len(cells) != len(header):
                problems.append(
                    f"{name}, line {line}: {len(cells)} cells under {len(header)} columns; "
                    "put texts with commas into double quotes."
                )
                continue
            row = dict(zip(header, (unguarded(cell.strip()) for cell in cells), strict=True))
            row["id"] = row.get("id") or f"line {line}"
            try:
                claim = read_claim(row, places, sectors, own=own)
            except ViewerError as error:
                problems.append(f"{name}, line {line}, {error}")
                continue
            if claim.id in claims:
                problems.append(f"{name}, line {line}, column id: “{claim.id}” is there already.")
                continue
            claims[claim.id] = claim
    except csv.Error as error:
        raise ViewerError(
            f"{name}, line {reader.line_num}: this is no CSV.",
            "Save it as CSV with commas, in UTF-8.",
            repr(error),
        ) from error
    return ClaimsRead(tuple(claims.values()), tuple(problems))


def read_claim(
    row: Mapping[str, str], places: Places, sectors: Sequence[str], *, own: bool = False
) -> Claim:
    """Make a claim of the cells of one row, by column.

    Raises
    ------
    ViewerError
        Naming the column and what is wrong in it.
    """

    def cell(column: str, read: Callable[[str], _Value]) -> _Value:
        try:
            return read(" ".join(row.get(column, "").split()))
        except ViewerError as error:
            raise ViewerError(f"column {column}: {error.message}", error.hint) from error
        except ValueError as error:
            raise ViewerError(f"column {column}: {error}.") from error

    kind = cell("kind", _kind)
    first, last = cell("from", _day), cell("to", _day)
    base_first, base_last = cell("base_from", _day), cell("base_to", _day)
    if kind.id == NOT_MAP:
        first = last = base_first = base_last = None
    elif kind.span:
        _check_span(kind, first, last, "from", "to")
    else:
        if first is not None and last is not None and first != last:
            raise ViewerError(f"column to: {kind.title.lower()} is about one date, not two.")
        first = last = last or first
        if last is None:
            raise ViewerError(f"column to: {kind.title.lower()} needs a date.")
    if kind.base:
        _check_span(kind, base_first, base_last, "base_from", "base_to")
    else:
        base_first = base_last = None
    cell("unit", lambda text: _unit(text, kind))
    return Claim(
        id=cell("id", lambda text: _text(text, "an id")),
        text=cell("claim", lambda text: _text(text, "the statement")),
        kind=kind,
        status=cell("status", _status),
        sectors=cell("sector", lambda text: _sectors(text, kind, sectors)),
        place=cell("place", lambda text: _place(text, kind, places)),
        first=first,
        last=last,
        base_first=base_first,
        base_last=base_last,
        relation=cell("relation", lambda text: _relation(text, kind)),
        figure=cell("figure", lambda text: _figure(text, kind)),
        tolerance=cell("tolerance", _tolerance),
        citation=cell("citation", _optional),
        remark=cell("remark", _optional),
        own=own,
    )


def _number(text: str) -> float:
    try:
        value = float(text.replace("\u2212", "-").replace("\u2009", "").replace(" ", ""))
    except ValueError:
        raise ValueError(f"“{text}” is not a number; write it as 1000 or 3.5") from None
    if not math.isfinite(value) or abs(value) > 1e9:
        raise ValueError(f"“{text}” is not a number that could be measured")
    return value


def _day(text: str) -> date | None:
    return parse_date(text) if text else None


def _check_span(kind: Kind, first: date | None, last: date | None, a: str, b: str) -> None:
    for column, day in ((a, first), (b, last)):
        if day is None:
            raise ViewerError(f"column {column}: {kind.title.lower()} needs a date.")
    if first is not None and last is not None and first > last:
        raise ViewerError(f"column {b}: {last} is before {first}; turn them round.")


def _kind(text: str) -> Kind:
    kind = KINDS.get(text.casefold())
    if kind is None:
        said = f"“{text}” is no kind" if text else "no kind is given"
        raise ValueError(f"{said}; write one of {', '.join(KINDS)}")
    return kind


def _status(text: str) -> Status:
    try:
        return Status(text) if text else Status.RU_HELD
    except ValueError:
        known = ", ".join(status.value for status in Status)
        raise ValueError(f"“{text}” is no status; write one of {known}") from None


def _sectors(text: str, kind: Kind, known: Sequence[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(";") if name.strip()))
    if not kind.sectors or not names:
        if kind.id == "order":
            raise ValueError("the order of sectors needs the sectors that come first")
        return (WHOLE,)
    for name in names:
        if name not in known and (name != WHOLE or kind.id == "order"):
            every = ", ".join(known if kind.id == "order" else (*known, WHOLE))
            raise ValueError(f"there is no sector “{name}”; sectors are {every}")
    if WHOLE in names and len(names) > 1:
        raise ValueError(f"“{WHOLE}” holds all sectors already; name it alone")
    return names


def _place(text: str, kind: Kind, places: Places) -> Place | None:
    if not kind.place:
        return None
    if not text:
        raise ValueError(f"{kind.title.lower()} needs a place: a settlement, or latitude longitude")
    return places.find(text)


def _relation(text: str, kind: Kind) -> Relation:
    if not text or kind.figure == "none":
        return Relation.MORE_THAN if kind.figure == "zero" else Relation.ABOUT
    try:
        return Relation(text.casefold().replace(" ", "_"))
    except ValueError:
        known = ", ".join(relation.value for relation in Relation)
        raise ValueError(f"“{text}” is no relation; write one of {known}") from None


def _figure(text: str, kind: Kind) -> float | None:
    if kind.figure == "none":
        if text:
            raise ValueError(f"{kind.title.lower()} has no figure; leave it empty")
        return None
    if not text and kind.figure == "zero":
        return 0.0
    if not text:
        raise ValueError(f"{kind.title.lower()} needs a figure in {kind.unit}")
    return _number(text)


def _unit(text: str, kind: Kind) -> None:
    if text.replace("²", "2") not in ("", kind.unit):
        unit = f"is in {kind.unit}" if kind.unit else "has no unit"
        raise ValueError(f"{kind.title.lower()} {unit}, not in “{text}”")


def _tolerance(text: str) -> Tolerance:
    if not text:
        return Tolerance()
    percent = text.endswith("%")
    value = _number(text.removesuffix("%").strip())
    if value < 0:
        raise ValueError(f"“{text}” is below zero")
    return Tolerance(value, percent)


def _text(text: str, what: str) -> str:
    if not text:
        raise ValueError(f"{what} is missing")
    return _optional(text)


def _optional(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise ValueError(f"{len(text)} letters are too many; {MOST_TEXT} are the most")
    return text
