"""What a typed line can mean: places in two scripts, positions, scales, dates."""

from __future__ import annotations

from datetime import date

import pytest

from viewer.core.facts import load_settlements
from viewer.core.gazetteer import (
    Gazetteer,
    matches_words,
    parse_day_or_none,
    parse_position_or_none,
    parse_scale,
)
from viewer.core.session import View
from viewer.errors import ViewerError
from viewer.paths import vendor_dir


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(load_settlements(), vendor_dir() / "basemap" / "places.json")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("kura", "Kurakhove"),
        ("KUPIANSK", "Kupiansk"),
        ("сели", "Selydove"),
        ("Куп'янськ", "Kupiansk"),
        ("velyka nov", "Velyka Novosilka"),
        ("dnipro", "Dnipro"),
    ],
)
def test_places_are_found_in_either_script(gazetteer: Gazetteer, typed: str, name: str) -> None:
    assert gazetteer.find(typed)[0].name == name


def test_the_settlements_of_the_sectors_come_first_and_once(gazetteer: Gazetteer) -> None:
    (only,) = [place for place in gazetteer.find("Kurakhove", 50) if place.name == "Kurakhove"]
    assert only.sector == "kurakhove"
    assert gazetteer.find("") == gazetteer.find(" . ") == gazetteer.find("qqqq") == []
    assert len(gazetteer.find("no", 5)) == 5


def test_a_scale_is_read_and_bounded() -> None:
    assert (
        parse_scale("1:250 000") == parse_scale("1 : 250,000") == parse_scale("1/250000") == 250_000
    )
    assert parse_scale("250000") is parse_scale("Kupiansk 1:2") is None
    for wrong in ("1:5", "1:99999999999"):
        with pytest.raises(ViewerError, match="has no scale"):
            parse_scale(wrong)


def test_zoom_and_scale_undo_each_other() -> None:
    view = View(37.5, 48.5, 9.3)
    assert view.zoom_at(view.scale_denominator) == pytest.approx(9.3)


def test_what_is_no_date_or_position_is_none() -> None:
    assert parse_day_or_none("13 Nov 2024") == date(2024, 11, 13)
    assert parse_position_or_none("49.71, 37.62") == pytest.approx((37.62, 49.71))
    for typed in ("Kupiansk", "", "2024", "99 Nov 2024", "km 12"):
        assert parse_day_or_none(typed) is None
        assert parse_position_or_none(typed) is None


def test_words_match_by_their_beginnings() -> None:
    assert matches_words("comp tw", ["Compare two dates"])
    assert not matches_words("two dogs", ["Compare two dates"])
    assert not matches_words(" ", ["Compare two dates"])
