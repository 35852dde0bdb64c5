"""Claims against made-up evidence whose answers are plain."""

from __future__ import annotations

import pytest
from claims_builders import SECTORS, claim, day, evidence, place
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.claims import Finding, Limit, Relation, Tolerance, Verdict, judge
from viewer.core.claims_check import check_claim, check_claims
from viewer.core.claims_evidence import Evidence
from viewer.core.claims_kinds import KINDS, NOT_MAP
from viewer.core.claims_text import across, difference_text, measured_text, sentence
from viewer.core.ledger_figures import change_between
from viewer.core.sources import Status, source_of

GROWING = [(number, 30.0, 30.5 + 0.1 * number) for number in range(10)]
"""Half of the west on the first day, 0.4 degrees into the east on the last."""


def check(kind: str, found: Evidence | None, **changes: object) -> Finding:
    return check_claim(claim(kind, **changes), source_of("deepstate"), found)


def test_gross_is_the_set_difference_of_the_two_snapshots() -> None:
    moving = evidence([(0, 30.0, 30.5), (4, 30.0, 30.9), (9, 30.2, 30.7)])
    changes = change_between(
        moving.table.geometries[0], moving.table.geometries[2], SECTORS, Status.RU_HELD, None
    )
    gained, lost = changes["whole"]
    gross = check("gross", moving, figure=1.0)
    assert gross.measured == gained  # to the last digit
    assert check("lost", moving, figure=1.0).measured == lost
    net = check("net", moving, figure=1.0).measured
    assert net == pytest.approx(gained - lost, abs=1e-4)
    assert {other.label: other.value for other in gross.others} == {"lost": lost, "net": net}
    # the day in between gained more, and lost it again
    assert gained < moving.figures.values["gained_km2"][-1, 1]


def test_held_is_the_ledgers_figure_of_the_sectors_named() -> None:
    growing = evidence(GROWING)
    found = check("held", growing, sectors=("west", "east"), first=day(9), last=day(9), figure=1.0)
    held = growing.figures.values["held_km2"]
    assert found.measured == pytest.approx(held[0, 9] + held[1, 9], abs=1e-6)
    assert check("held", growing, sectors=("east",), figure=1.0).measured == held[1, 9]


def test_ever_held_counts_ground_that_was_lost_again() -> None:
    moving = evidence([(0, 30.0, 30.4), (4, 30.4, 30.8), (9, 30.4, 30.6)])
    found = check("ever_held", moving, figure=1.0)
    whole = moving.figures.values["held_km2"][-1]
    assert found.measured == pytest.approx(whole[0] + whole[1], rel=1e-9)
    assert found.others[0].value == whole[2]


def test_share_lost_is_of_the_peak() -> None:
    fallen = evidence([(0, 30.0, 30.2), (3, 30.0, 30.8), (9, 30.0, 30.4)])
    found = check("share_lost", fallen, figure=50.0)
    assert found.measured == pytest.approx(50.0, abs=1e-6)
    assert found.verdict is Verdict.SUPPORTED
    assert [used.snapshot for used in found.snapshots] == [day(0), day(3), day(9)]


def test_ratio_divides_the_gains_of_two_spans() -> None:
    growing = evidence(GROWING)
    found = check(
        "ratio", growing, first=day(3), last=day(9), base_first=day(0), base_last=day(3), figure=2.0
    )
    assert found.measured == pytest.approx(2.0, abs=1e-6)


def test_order_holds_the_least_named_against_the_greatest_other() -> None:
    growing = evidence([(0, 30.0, 30.9), (9, 30.0, 31.4)])
    more = {"sectors": ("east",), "relation": Relation.MORE_THAN}
    assert check("order", growing, **more).verdict is Verdict.SUPPORTED
    other = check("order", growing, sectors=("west",), relation=Relation.MORE_THAN)
    assert other.verdict is Verdict.CONTRADICTED
    assert other.measured == -(check("order", growing, **more).measured or 0.0)
    assert [figure.label for figure in other.others] == ["net, East", "net, West"]


def test_distance_and_direction_to_the_front() -> None:
    growing = evidence(GROWING)
    east_of = {"place": place(31.5), "first": day(9), "last": day(9)}
    found = check("distance", growing, figure=7.0, tolerance=Tolerance(1.0), **east_of)
    # a tenth of a degree of longitude at 48.5 north is 7.4 km
    assert found.measured == pytest.approx(7.39, abs=0.02)
    bearing = check("bearing", growing, figure=350.0, **east_of)
    assert bearing.measured == pytest.approx(270.0, abs=0.2)  # the front lies in the west
    inside = check("distance", growing, place=place(30.2), figure=0.0)
    assert inside.measured == 0.0
    assert check("bearing", growing, place=place(30.2), figure=0.0).verdict is (
        Verdict.NOT_DECIDABLE
    )


def test_the_short_way_round_counts_for_a_direction() -> None:
    growing = evidence([(0, 30.0, 31.0)])
    north = place(30.5, 49.1)
    south = check(
        "bearing", growing, place=north, first=day(0), last=day(0), figure=180.0,
        tolerance=Tolerance(1.0),
    )  # fmt: skip
    assert south.verdict is Verdict.SUPPORTED
    over_north = check(
        "bearing", growing, place=place(30.5, 47.9), first=day(0), last=day(0), figure=355.0,
        tolerance=Tolerance(6.0),
    )  # fmt: skip
    assert over_north.verdict is Verdict.SUPPORTED
    assert over_north.difference == pytest.approx(5.0, abs=0.1)


def test_nearer_is_the_fall_of_the_distance() -> None:
    found = check("nearer", evidence(GROWING), place=place(31.5), relation=Relation.MORE_THAN)
    assert found.verdict is Verdict.SUPPORTED
    assert found.measured == pytest.approx(9 * 7.39, rel=0.01)


def test_flip_within_before_and_after_the_dates() -> None:
    growing = evidence(GROWING)
    town = place(31.05)  # covered from the day on which the edge passes it: day 6
    assert check("flip", growing, place=town).measured_day == day(6)
    early = check("flip", growing, place=town, first=day(8), last=day(9))
    assert (early.verdict, early.difference) == (Verdict.CONTRADICTED, -2.0)
    assert difference_text(early) == "2 days earlier"
    late = check("flip", growing, place=town, first=day(0), last=day(3), tolerance=Tolerance(3.0))
    assert (late.verdict, late.difference) == (Verdict.SUPPORTED, 3.0)


def test_a_place_held_from_the_first_snapshot_on_decides_nothing() -> None:
    found = check("flip", evidence(GROWING), place=place(30.1))
    assert found.verdict is Verdict.NOT_DECIDABLE
    assert "from its first snapshot on, 1 Sep 2024" in found.reason


def test_a_place_never_taken_contradicts_only_where_the_dates_are_covered() -> None:
    growing = evidence(GROWING)
    assert check("flip", growing, place=place(31.9)).verdict is Verdict.CONTRADICTED
    beyond = check("flip", growing, place=place(31.9), last=day(40))
    assert beyond.verdict is Verdict.NOT_DECIDABLE


def test_a_flip_over_a_gap_names_the_gap() -> None:
    found = check("flip", evidence([(0, 30.0, 30.5), (6, 30.0, 31.0)]), place=place(30.8))
    assert found.measured_day == day(6)
    assert "those 6 days" in found.reason


def test_first_ground_held() -> None:
    found = check("first_held", evidence([(0, 30.0, 30.0), (3, 30.0, 30.2), (9, 30.0, 30.4)]))
    assert (found.measured_day, found.verdict) == (day(3), Verdict.SUPPORTED)
    assert check("first_held", evidence(GROWING)).verdict is Verdict.NOT_DECIDABLE


def test_holding_a_place_tells_when_that_changes() -> None:
    growing = evidence(GROWING)
    found = check("not_held", growing, place=place(31.05), first=day(2), last=day(2))
    assert found.verdict is Verdict.SUPPORTED
    assert "changes on 7 Sep 2024" in found.reason
    assert check("is_held", growing, place=place(31.05), first=day(2), last=day(2)).verdict is (
        Verdict.CONTRADICTED
    )


def test_a_date_before_the_first_snapshot_is_not_covered_but_the_rest_is_told() -> None:
    found = check("gross", evidence(GROWING), first=day(-30), figure=1.0)
    assert found.verdict is Verdict.NOT_DECIDABLE
    assert "begins on 1 Sep 2024, after 2 Aug 2024" in found.reason
    gained = check("gross", evidence(GROWING), figure=1.0).measured
    assert found.others[0].value == gained
    assert found.others[0].label == "gained, from 1 Sep 2024 to 10 Sep 2024 only"


def test_an_old_snapshot_serves_a_week_with_its_age_and_no_longer() -> None:
    growing = evidence(GROWING)
    week = check("held", growing, last=day(16), figure=1.0)
    assert week.snapshots[0].age_days == 7
    assert week.verdict is not Verdict.NOT_DECIDABLE
    assert "8 days older" in check("held", growing, last=day(17), figure=1.0).reason


def test_a_change_over_a_redrawing_is_not_usable() -> None:
    limit = Limit("deepstate", "ru_held", day(3), day(5), "was redrawn")
    growing = evidence(GROWING, (limit,))
    found = check("gross", growing, figure=1.0)
    assert found.verdict is Verdict.NOT_DECIDABLE
    assert "DeepState was redrawn: a change over these dates is not usable." in found.reason
    assert check("gross", growing, first=day(5), figure=1.0).verdict is not Verdict.NOT_DECIDABLE
    assert check("gross", growing, last=day(3), figure=1.0).verdict is not Verdict.NOT_DECIDABLE
    assert check("held", growing, figure=1.0).verdict is not Verdict.NOT_DECIDABLE


def test_a_source_without_the_status_and_what_no_map_tells() -> None:
    kursk = check("gross", None, status=Status.UA_HELD_IN_RU, figure=1.0)
    assert kursk.reason == "DeepState draws no ground that is Ukrainian-held in Russia."
    troops = check(NOT_MAP, evidence(GROWING), remark="A number of troops.", figure=None)
    assert (troops.verdict, troops.reason) == (Verdict.NOT_DECIDABLE, "A number of troops.")


def test_every_kind_is_measured() -> None:
    growing = evidence(GROWING)
    for kind in KINDS.values():
        found = check(
            kind.id, growing, place=place(31.9), sectors=("east",), base_first=day(0),
            base_last=day(9), figure=None if kind.figure == "none" else 1.0,
        )  # fmt: skip
        assert sentence(found).startswith("DeepState: ")


@given(
    figure=st.floats(-1e5, 1e5).map(lambda value: round(value, 3)),
    tolerance=st.floats(0, 1e4).map(lambda value: round(value, 3)),
    sign=st.sampled_from([-1, 1]),
)
def test_the_verdict_flips_exactly_at_the_tolerance(
    figure: float, tolerance: float, sign: int
) -> None:
    edge = figure + sign * tolerance
    step = sign * 2e-6
    assert judge(edge, figure, Relation.ABOUT, tolerance) is Verdict.SUPPORTED
    assert judge(edge + step, figure, Relation.ABOUT, tolerance) is Verdict.CONTRADICTED
    low, high = figure - tolerance, figure + tolerance
    assert judge(low, figure, Relation.AT_LEAST, tolerance) is Verdict.SUPPORTED
    assert judge(low, figure, Relation.MORE_THAN, tolerance) is Verdict.CONTRADICTED
    assert judge(low + 2e-6, figure, Relation.MORE_THAN, tolerance) is Verdict.SUPPORTED
    assert judge(low - 2e-6, figure, Relation.AT_LEAST, tolerance) is Verdict.CONTRADICTED
    assert judge(high, figure, Relation.AT_MOST, tolerance) is Verdict.SUPPORTED
    assert judge(high, figure, Relation.LESS_THAN, tolerance) is Verdict.CONTRADICTED
    assert judge(high - 2e-6, figure, Relation.LESS_THAN, tolerance) is Verdict.SUPPORTED
    assert judge(high + 2e-6, figure, Relation.AT_MOST, tolerance) is Verdict.CONTRADICTED


@settings(max_examples=30, deadline=None)
@given(st.floats(0.001, 200).map(lambda value: round(value, 3)))
def test_the_verdict_of_a_claim_flips_where_its_tolerance_in_percent_does(percent: float) -> None:
    growing = _GROWN
    measured = check("net", growing, figure=1.0).measured
    assert measured is not None
    figure = round(measured / (1.0 + percent / 100.0), 6)
    found = check("net", growing, figure=figure, tolerance=Tolerance(percent, True))
    fits = round(measured - figure, 6) <= round(figure * percent / 100.0, 6)
    assert (found.verdict is Verdict.SUPPORTED) == fits
    wider = Tolerance(percent * 1.01 + 0.001, True)
    assert check("net", growing, figure=figure, tolerance=wider).verdict is Verdict.SUPPORTED
    tighter = Tolerance(percent * 0.99, True)
    assert check("net", growing, figure=figure, tolerance=tighter).verdict is Verdict.CONTRADICTED


def test_sources_are_told_apart_and_none_is_wrong() -> None:
    more, less = evidence(GROWING), evidence(GROWING[:8], source="uacontrolmap")
    measured = check("net", more, figure=1.0).measured
    assert measured is not None
    findings = check_claims(
        [claim("net", figure=measured, last=day(9), tolerance=Tolerance(1, True))],
        [source_of("deepstate"), source_of("uacontrolmap")],
        {("deepstate", "ru_held"): more, ("uacontrolmap", "ru_held"): less},
    )
    assert [finding.verdict for finding in findings] == [Verdict.SUPPORTED, Verdict.CONTRADICTED]
    words = across(findings)
    assert "DeepState supported, UAControlMap contradicted" in words
    assert "no error of either" in words
    assert "wrong" not in words
    between = (measured + (findings[1].measured or 0.0)) / 2
    straddling = check_claims(
        [claim("net", figure=between, tolerance=Tolerance(90, True))],
        [source_of("deepstate"), source_of("uacontrolmap")],
        {("deepstate", "ru_held"): more, ("uacontrolmap", "ru_held"): less},
    )
    assert across(straddling).startswith("The sources lie on both sides of ")
    assert measured_text(straddling[0]) in across(straddling)


_GROWN = evidence(GROWING)
