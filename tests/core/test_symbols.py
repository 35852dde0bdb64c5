"""Symbols: our own set and APP-6 are found by their words and have whole ids."""

from __future__ import annotations

import re

import pytest

from viewer.core.annotations import Annotation, Kind, Style, fresh_id, problem_of
from viewer.core.symbols import (
    ECHELONS,
    ENTITIES,
    IDENTITIES,
    app6,
    own_symbols,
    search,
    symbol_name,
)


def test_our_own_set_is_whole() -> None:
    symbols = own_symbols()
    assert len(symbols) >= 20
    assert len({one.id for one in symbols}) == len(symbols)
    assert Style().symbol in {one.id for one in symbols}
    for one in symbols:
        assert re.fullmatch(r"[a-z]+", one.id)
        assert one.path.startswith("M")
        assert one.path.endswith("Z")


@pytest.mark.parametrize("identity", IDENTITIES)
@pytest.mark.parametrize("echelon", ECHELONS)
def test_every_app6_symbol_has_a_sidc_of_twenty_digits(identity: str, echelon: str) -> None:
    for entity in ENTITIES:
        symbol = app6(entity, identity, echelon)
        assert re.fullmatch(r"app6:[0-9]{20}", symbol.id)
        assert symbol_name(symbol.id) == symbol.name
        point = Annotation(fresh_id(), Kind.POINT, (37.0, 48.0), style=Style(symbol=symbol.id))
        assert problem_of(point) == ""


def test_words_find_symbols() -> None:
    assert search("drone")[0].id == "drone"
    assert [one.name for one in search("hostile infantry brigade")][:1] == [
        "Hostile infantry brigade"
    ]
    assert search("hostile infantry brigade")[0].id == "app6:10061000181211000000"
    assert {one.name for one in search("tank")} >= {"Hostile tank", "Friend tank", "Hostile armour"}
    assert search("no such thing") == []
    assert len(search("")) == 60
    assert symbol_name("app6:99999999999999999999") == "app6:99999999999999999999"
