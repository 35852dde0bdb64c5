"""Claims from CSV: every broken cell is named, good rows are kept, and nothing runs as formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.claims import Claim, Place
from viewer.core.claims_read import read_claims
from viewer.core.claims_table import COLUMNS, Places, csv_text, guarded, unguarded, write_claims
from viewer.errors import ViewerError

PLACES = Places(
    [
        Place("kup-town", "Town", 37.6, 49.7),
        Place("kur-a", "Twin", 37.2, 47.9),
        Place("kur-b", "Twin", 37.3, 47.8),
    ]
)
SECTORS = ("kupiansk", "kurakhove")
GOOD = {
    "id": "a", "claim": "More was taken", "kind": "gross", "sector": "kupiansk",
    "from": "2024-09-01", "to": "3 Nov 2024", "relation": "more_than", "figure": "1000",
    "unit": "km2", "tolerance": "5 %", "citation": "A paper",
}  # fmt: skip


def read(*rows: dict[str, str]) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    answer = read_claims(csv_text(COLUMNS, rows), "mine.csv", PLACES, SECTORS, own=True)
    return answer.claims, answer.problems


def test_a_good_row() -> None:
    (claim,), problems = read(GOOD)
    assert problems == ()
    assert str(claim.last) == "2024-11-03"
    assert claim.tolerance_in_unit == 50.0
    assert claim.own


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"from": "2024-02-31"}, "column from: “2024-02-31” is no day of the calendar."),
        ({"to": "soon"}, "column to: “soon” is not a date."),
        ({"to": "2024-08-01"}, "column to: 2024-08-01 is before 2024-09-01"),
        ({"from": ""}, "column from: ground gained needs a date."),
        ({"sector": "donbas"}, "column sector: there is no sector “donbas”; sectors are kupiansk"),
        ({"sector": "whole;kupiansk"}, "column sector: “whole” holds all sectors already"),
        ({"kind": "grosss"}, "column kind: “grosss” is no kind; write one of gross"),
        ({"kind": ""}, "column kind: no kind is given"),
        ({"figure": "many"}, "column figure: “many” is not a number"),
        ({"figure": "nan"}, "column figure: “nan” is not a number that could be measured"),
        ({"figure": "1e400"}, "column figure: “1e400” is not a number that could be measured"),
        ({"figure": ""}, "column figure: ground gained needs a figure in km2."),
        ({"unit": "miles"}, "column unit: ground gained is in km2, not in “miles”."),
        ({"tolerance": "-3"}, "column tolerance: “-3” is below zero."),
        ({"tolerance": "five"}, "column tolerance: “five” is not a number"),
        ({"relation": "roughly"}, "column relation: “roughly” is no relation"),
        ({"status": "held"}, "column status: “held” is no status; write one of ru_held"),
        ({"claim": ""}, "column claim: the statement is missing."),
        (
            {"kind": "distance", "from": "", "unit": ""},
            "column place: distance to the front needs a place",
        ),
        (
            {"kind": "flip", "unit": "", "place": "Twin"},
            "column place: there are 2 places named “Twin”",
        ),
        (
            {"kind": "flip", "unit": "", "place": "Nowhere"},
            "column place: there is no place “Nowhere”",
        ),
        ({"kind": "flip", "unit": "", "place": "95 37"}, "column place: “95 37” is no latitude"),
        ({"kind": "held"}, "column to: ground held is about one date, not two."),
        ({"kind": "ratio"}, "column base_from: ratio of gains needs a date."),
        ({"kind": "order", "sector": ""}, "column sector: the order of sectors needs"),
        ({"claim": "x" * 3000}, "column claim: 3000 letters are too many"),
    ],
)
def test_a_broken_cell_is_named_and_the_others_are_read(
    changes: dict[str, str], sentence: str
) -> None:
    claims, (problem,) = read({**GOOD, "id": "first"}, {**GOOD, **changes}, {**GOOD, "id": "last"})
    assert [claim.id for claim in claims] == ["first", "last"]
    assert problem.startswith(f"mine.csv, line 3, {sentence}")


def test_rows_of_another_width_and_ids_that_are_there_already() -> None:
    text = csv_text(COLUMNS, [GOOD, GOOD]) + "a,b\n\n"
    answer = read_claims(text, "mine.csv", PLACES, SECTORS)
    assert len(answer.claims) == 1
    assert answer.problems == (
        "mine.csv, line 3, column id: “a” is there already.",
        "mine.csv, line 4: 2 cells under 16 columns; put texts with commas into double quotes.",
    )


def test_places_by_id_name_and_position() -> None:
    rows = [
        {"id": text, "claim": "x", "kind": "not_held", "to": "2024-11-20", "place": text}
        for text in ("kup-town", "town", "49.7, 37.6")
    ]
    claims, problems = read(*rows)
    assert problems == ()
    assert [(one.place.lon, one.place.lat) for one in claims if one.place] == [(37.6, 49.7)] * 3


def test_what_is_no_csv_or_lacks_a_column() -> None:
    with pytest.raises(ViewerError, match="lacks the column kind"):
        read_claims("claim,figure\nx,1\n", "mine.csv", PLACES, SECTORS)
    with pytest.raises(ViewerError, match="lacks the column claim, kind"):
        read_claims("", "mine.csv", PLACES, SECTORS)
    with pytest.raises(ViewerError, match=r"mine\.csv, line 2: this is no CSV"):
        read_claims('claim,kind\n"x" y,gross\n', "mine.csv", PLACES, SECTORS)


def test_written_claims_are_read_again_as_they_were() -> None:
    claims, _ = read(
        GOOD,
        {"id": "b", "claim": "=cmd()", "kind": "not_map", "remark": "-2 is no formula, 'this is"},
        {"id": "c", "claim": "@x", "kind": "bearing", "to": "2024-11-20", "place": "49.7 37.6",
         "figure": "45", "tolerance": "22.5"},
    )  # fmt: skip
    text = write_claims(claims)
    assert read_claims(text, "x", PLACES, SECTORS, own=True).claims == claims
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=cmd()" in cells
    assert not any(cell.startswith(("=", "@", "+")) for cell in cells)


@given(st.text())
def test_guarding_is_undone_exactly_and_hides_formulas(text: str) -> None:
    safe = guarded(text)
    assert safe == text or not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    if not _is_number(text):
        assert unguarded(safe) == text


@pytest.mark.parametrize("text", ["-230.5", "+3", "1000"])
def test_numbers_stay_numbers(text: str) -> None:
    assert guarded(text) == text


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    problems: tuple[str, ...] = ()
    try:
        problems = read_claims(f"claim,kind,from\n{text}", "x.csv", PLACES, SECTORS).problems
    except ViewerError as error:
        problems = (str(error),)
    assert all(problem.startswith("x.csv, line ") for problem in problems)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
