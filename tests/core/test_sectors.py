"""The four fixed sectors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from viewer.core.sectors import load_sectors, union_bounds
from viewer.core.sources import Status
from viewer.errors import ViewerError


def test_the_four_fixed_sectors_are_there_in_their_order() -> None:
    sectors = load_sectors()
    assert [sector.id for sector in sectors] == ["kupiansk", "kurakhove", "pokrovsk", "kursk"]
    assert [sector.status for sector in sectors] == [Status.RU_HELD] * 3 + [Status.UA_HELD_IN_RU]
    assert all(sector.name and sector.note for sector in sectors)


def test_bounds_are_west_south_east_north_in_degrees() -> None:
    kupiansk = load_sectors()[0]
    assert kupiansk.bounds_wgs84 == (37.35, 49.3, 38.2, 50.02)
    assert kupiansk.holds(37.6159, 49.7102)
    assert kupiansk.holds(37.35, 49.3)
    assert not kupiansk.holds(49.7102, 37.6159)


def test_the_union_holds_all_of_them() -> None:
    sectors = list(load_sectors())
    west, south, east, north = union_bounds(sectors)
    for sector in sectors:
        w, s, e, n = sector.bounds_wgs84
        assert west <= w < e <= east
        assert south <= s < n <= north


@pytest.mark.parametrize("text", ["", "{", '{"features": [{}]}', '{"features": 7}', "[]"])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sectors.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ViewerError, match=r"sectors\.geojson cannot be read\. .*Install Salient"):
        load_sectors(path)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ViewerError) as caught:
        load_sectors(tmp_path / "none.geojson")
    assert "FileNotFoundError" in caught.value.details


def test_odd_properties_are_a_sentence_too(tmp_path: Path) -> None:
    path = tmp_path / "sectors.geojson"
    feature = {"properties": [], "geometry": {"coordinates": [[[0, 0]]]}}
    path.write_text(json.dumps({"features": [feature]}), encoding="utf-8")
    with pytest.raises(ViewerError):
        load_sectors(path)
