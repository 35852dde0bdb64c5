"""What is shown as the evidence of a claim."""

from __future__ import annotations

from claims_builders import SECTORS, claim, day, evidence, place

from viewer.core.claims import Verdict
from viewer.core.claims_check import check_claim
from viewer.core.claims_kinds import NOT_MAP
from viewer.core.claims_scene import scene_of
from viewer.core.sectors import union_bounds
from viewer.core.sources import source_of

BOX = (30.0, 48.0, 32.0, 49.0)
LOADED = {
    ("deepstate", "ru_held"): BOX,
    ("uacontrolmap", "ru_held"): BOX,
    ("uacontrolmap", "ua_held_in_ru"): None,
    ("schematic", "ru_held"): BOX,
}


def test_a_claim_about_all_ground_shows_all_real_sources_and_what_lies_outside() -> None:
    scene = scene_of(claim("gross", figure=1.0), [], None, SECTORS, LOADED)
    assert scene is not None
    assert (scene.current, scene.compare, scene.window) == (day(0), day(9), (day(0), day(9)))
    assert scene.sources == ("deepstate", "uacontrolmap")
    assert scene.sectors == ("west", "east")
    assert scene.elsewhere
    assert scene.bounds == union_bounds(SECTORS)  # most of what changed lies there
    held = scene_of(claim("held", figure=1.0), [], None, SECTORS, LOADED)
    assert held is not None
    assert held.bounds == BOX
    assert scene.words(SECTORS) == (
        "1 Sep 2024 compared with 10 Sep 2024, the window between them; all sectors and what lies "
        "outside; DeepState and UAControlMap"
    )


def test_only_sources_that_decide_are_shown_where_some_do() -> None:
    one = claim("gross", figure=1.0, sectors=("east",))
    finding = check_claim(one, source_of("deepstate"), evidence([(0, 30.0, 31.2), (9, 30.0, 31.4)]))
    assert finding.verdict is not Verdict.NOT_DECIDABLE
    scene = scene_of(one, [finding], None, SECTORS, LOADED)
    assert scene is not None
    assert scene.sources == ("deepstate",)
    assert (scene.sectors, scene.elsewhere) == (("east",), False)
    assert scene.bounds == SECTORS[1].bounds_wgs84
    asked = scene_of(one, [finding], "schematic", SECTORS, LOADED)
    assert asked is not None
    assert asked.sources == ("schematic",)


def test_a_share_is_compared_with_the_day_of_the_peak() -> None:
    share = claim("share_lost", figure=50.0)
    fallen = evidence([(0, 30.0, 30.2), (3, 30.0, 30.8), (9, 30.0, 30.4)])
    finding = check_claim(share, source_of("deepstate"), fallen)
    scene = scene_of(share, [finding], None, SECTORS, LOADED)
    assert scene is not None
    assert (scene.current, scene.compare) == (day(3), day(9))


def test_a_place_on_one_date_has_no_window() -> None:
    near = claim("distance", figure=1.0, place=place(31.5), first=day(9))
    scene = scene_of(near, [], None, SECTORS, LOADED)
    assert scene is not None
    assert (scene.current, scene.compare, scene.window) == (day(9), None, None)
    assert scene.sectors == ("east",)
    west, south, east, north = scene.bounds
    assert west < 31.5 < east
    assert south < 48.5 < north


def test_nothing_is_shown_of_what_no_map_or_no_loaded_source_has() -> None:
    assert scene_of(claim(NOT_MAP, first=None, last=None), [], None, SECTORS, LOADED) is None
    gross = claim("gross", figure=1.0)
    assert scene_of(gross, [], "isw", SECTORS, LOADED) is None
    assert scene_of(gross, [], None, SECTORS, {}) is None
    alone = scene_of(gross, [], None, SECTORS, {("schematic", "ru_held"): None})
    assert alone is not None
    assert alone.sources == ("schematic",)
