"""The known sources and their words."""

from __future__ import annotations

from viewer.core.sources import SOURCES, Status, series_id, source_of


def test_the_fixed_ids_are_as_agreed() -> None:
    assert list(SOURCES) == ["deepstate", "uacontrolmap", "isw", "viina", "schematic"]
    assert [str(status) for status in Status] == [
        "ru_held",
        "ua_held_in_ru",
        "contested",
        "claimed",
    ]
    assert series_id("deepstate", Status.RU_HELD) == "deepstate/ru_held"


def test_every_source_says_who_drew_it_and_its_licence() -> None:
    for source_id, source in SOURCES.items():
        assert source.id == source_id
        assert source.name
        assert source.attribution
        assert source.licence
        assert source.note


def test_only_the_bundled_source_is_schematic_and_says_so() -> None:
    assert [source.id for source in SOURCES.values() if source.schematic] == ["schematic"]
    assert "chematic" in SOURCES["schematic"].name
    assert "chematic" in SOURCES["schematic"].attribution


def test_a_source_named_by_a_user_is_described() -> None:
    source = source_of("mine", "My map")
    assert (source.id, source.name, source.schematic) == ("mine", "My map", False)
    assert source_of("mine").name == "mine"
    assert source_of("deepstate", "Other") is SOURCES["deepstate"]


def test_every_status_has_a_title() -> None:
    titles = [status.title for status in Status]
    assert len(set(titles)) == len(titles)
    assert all(titles)
