"""Comparisons of any two dates of both sample archives: identities, polygons, known figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from viewer.core.border import read_border
from viewer.core.compare import Comparison
from viewer.core.facts import load_margin_settlements, load_settlements
from viewer.core.ledger_figures import change_between
from viewer.core.sectors import load_sectors
from viewer.core.sources import Status
from viewer.loading.archive import Archive
from viewer.loading.comparing import read_comparison
from viewer.loading.importing import import_paths
from viewer.loading.ledger_cache import read_ledger

SERIES = [
    ("deepstate", "ru_held"),
    ("uacontrolmap", "ru_held"),
    ("uacontrolmap", "ua_held_in_ru"),
]
GEOD = pyproj.Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def data(sample_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compare")
    import_paths([sample_dir / "deepstate", sample_dir / "uacontrolmap"], folder / "archives")
    return folder


@pytest.fixture(scope="module", params=SERIES, ids="/".join)
def some(request: pytest.FixtureRequest, data: Path) -> list[Comparison]:
    """Comparisons of pairs of dates taken at random, neighbours and far ones."""
    source, status = request.param
    days = read_ledger(data, source, status).dates.astype(object)
    pairs = np.random.default_rng(11).integers(0, len(days), (12, 2))
    pairs[:2, 1] = np.minimum(pairs[:2, 0] + 1, len(days) - 1)
    pairs[2] = (len(days) - 1, 0)
    different = [(days[a], days[b]) for a, b in pairs if a != b]
    assert len(different) > 8
    return [read_comparison(data, source, status, a, b) for a, b in different]


def test_gained_less_lost_is_the_change_of_held(some: list[Comparison]) -> None:
    for change in some:
        for sector in change.sectors:
            gained, lost, held_from, held_to, net = (
                change.value(name, sector)
                for name in ("gained_km2", "lost_km2", "held_from_km2", "held_to_km2", "net_km2")
            )
            assert gained - lost == pytest.approx(held_to - held_from, abs=1e-4)
            assert net == pytest.approx(held_to - held_from, abs=1e-9)
            assert min(gained, lost) >= 0
            assert change.value("gained_slivers_km2", sector) <= gained + 1e-6
    assert max(change.value("gained_km2", "whole") for change in some) > 1


def test_sectors_and_elsewhere_are_the_whole(some: list[Comparison]) -> None:
    for change in some:
        for values in change.figures.values():
            assert sum(values[:-1]) == pytest.approx(values[-1], abs=5e-6)


def test_turned_dates_turn_gained_and_lost(some: list[Comparison], data: Path) -> None:
    for change in some[:6]:
        table = Archive(data / "archives" / f"{change.source.id}.gpkg").table(str(change.status))
        i, j = (
            table.index_as_of(np.datetime64(used.snapshot)) for used in (change.first, change.last)
        )
        back = change_between(
            table.geometries[j], table.geometries[i], load_sectors(), change.status, read_border()
        )
        for sector, (gained, lost) in back.items():
            assert change.value("lost_km2", sector) == pytest.approx(gained, abs=2e-6)
            assert change.value("gained_km2", sector) == pytest.approx(lost, abs=2e-6)
        turned = read_comparison(
            data, change.source.id, str(change.status), change.last.asked, change.first.asked
        )
        assert turned.figures == change.figures


def test_polygons_have_the_areas_of_the_table(some: list[Comparison]) -> None:
    ukraine, sectors = read_border(), load_sectors()
    boxes = {sector.id: shapely.box(*sector.bounds_wgs84) for sector in sectors}
    seen = 0
    for change in some:
        areas: dict[tuple[str, str], float] = {}
        for part in change.ground(sectors, ukraine):
            assert shapely.is_valid(part.geometry)
            dense = shapely.segmentize(part.geometry, 0.01)
            area = GEOD.geometry_area_perimeter(dense)[0] / 1e6
            assert area > 0  # anticlockwise outside, as RFC 7946 wants it
            areas[part.sector, part.change] = area
            if part.sector in boxes:
                assert boxes[part.sector].buffer(1e-7).covers(part.geometry)
            seen += 1
        for sector in change.sectors[:-1]:
            for kind in ("gained", "lost"):
                expected = change.value(f"{kind}_km2", sector)
                assert areas.get((sector, kind), 0.0) == pytest.approx(expected, rel=1e-5, abs=1e-5)
    assert seen >= len(some)


@pytest.mark.parametrize(
    ("source", "gross", "net", "sectors"),
    [
        ("deepstate", 973, 958, {"kurakhove": 534, "pokrovsk": 183, "kupiansk": 76}),
        ("uacontrolmap", 1007, 1004, {"kurakhove": 582, "pokrovsk": 192, "kupiansk": 82}),
    ],
)
def test_the_article_was_checked_with_these(
    source: str, gross: int, net: int, sectors: dict[str, int], data: Path
) -> None:
    """facts/claims.md, numbers 4 and 5, made with another coast: within half a percent."""
    change = read_comparison(data, source, "ru_held", date(2024, 9, 1), date(2024, 11, 3))
    assert change.value("gained_km2", "whole") == pytest.approx(gross, rel=0.005)
    assert change.value("net_km2", "whole") == pytest.approx(net, rel=0.005)
    for sector, value in sectors.items():
        assert change.value("net_km2", sector) == pytest.approx(value, abs=1)
    assert not change.notes


def test_vuhledar_on_the_days_that_the_sources_say(data: Path) -> None:
    """facts/claims.md, number 11."""
    for source, day in (("deepstate", date(2024, 10, 2)), ("uacontrolmap", date(2024, 10, 1))):
        change = read_comparison(data, source, "ru_held", date(2024, 9, 1), date(2024, 11, 3))
        (place,) = (place for place in change.places if place.name == "Vuhledar")
        assert (place.change, place.day, place.sector) == ("gained", day, "kurakhove")


def test_days_of_settlements_are_those_of_the_bundled_facts(data: Path) -> None:
    """The facts were drawn from the same archives by other means, before this was written."""
    first, last = date(2024, 8, 1), date(2024, 11, 30)
    places = [*load_settlements(), *load_margin_settlements()]
    checked = 0
    for source, name in (("deepstate", "DeepState"), ("uacontrolmap", "UAControlMap")):
        change = read_comparison(data, source, "ru_held", first, last)
        found = {place.id: place.day for place in change.places}
        for place in places:
            if place.source.endswith(f"control: {name}"):
                changes = place.changes
            elif place.second is not None and place.second.source == name:
                changes = place.second.changes
            else:
                continue
            days = [day for day, _ in changes if first < day <= last]
            if days and place.sector != "kursk":
                assert found[place.id] == days[-1], place.name
                checked += 1
    assert checked > 120


def test_what_the_archive_says_of_its_days_is_told(data: Path) -> None:
    change = read_comparison(
        data, "uacontrolmap", "ua_held_in_ru", date(2024, 10, 1), date(2024, 11, 20)
    )
    assert change.status is Status.UA_HELD_IN_RU
    assert any("1 Oct 2024 was repaired at import" in note for note in change.notes)
    assert any("20 Nov 2024 is identical" in note for note in change.notes)
    missing = read_comparison(data, "deepstate", "ru_held", date(2024, 8, 18), date(2024, 9, 18))
    assert (missing.first.snapshot, missing.first.age_days) == (date(2024, 8, 17), 1)
    assert "17 Aug 2024, 1 day old, stands for it" in missing.notes[0]


def test_the_schematic_is_compared_in_its_own_sectors(data: Path) -> None:
    change = read_comparison(data, "schematic", "ru_held", date(2024, 9, 1), date(2024, 11, 3))
    assert change.sectors == ("kupiansk", "kurakhove", "pokrovsk")
    assert change.value("gained_km2", "kurakhove") > 300
    (place,) = (place for place in change.places if place.name == "Vuhledar")
    assert place.day == date(2024, 10, 2)
