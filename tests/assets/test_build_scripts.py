"""The build scripts' own parts, and that a repeat costs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from built_files import build_assets, build_places, build_water

from viewer.page.document import page_key
from viewer.paths import project_dir


@pytest.fixture
def fresh_vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vendor folder of the test's own, and no way to reach a registry."""

    def refuse(*_: Any) -> None:
        raise AssertionError("the build reached for npm")

    monkeypatch.setattr(build_assets, "VENDOR", tmp_path / "_vendor")
    monkeypatch.setattr(build_assets, "npm_ci", refuse)
    return tmp_path / "_vendor"


def write_stamp(vendor: Path, stamps: dict[str, str]) -> None:
    vendor.mkdir()
    text = "".join(f"{part}={digest}\n" for part, digest in stamps.items())
    (vendor / "STAMP").write_text(text, encoding="ascii")


def test_a_repeated_build_does_nothing(fresh_vendor: Path) -> None:
    write_stamp(fresh_vendor, build_assets.stamps())
    assert build_assets.build() is False


def test_new_facts_rebuild_the_schematic_front_only(
    fresh_vendor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pretend(fresh: Path) -> bool:
        fresh.mkdir()
        (fresh / "new").touch()
        return True

    monkeypatch.setattr(build_assets, "build_schematic", pretend)
    write_stamp(fresh_vendor, {**build_assets.stamps(), "schematic": "old"})
    (fresh_vendor / "leaflet").mkdir()
    assert build_assets.build() is True
    assert (fresh_vendor / "schematic" / "new").is_file()
    assert (fresh_vendor / "leaflet").is_dir()
    assert build_assets.read_stamps() == build_assets.stamps()


def test_a_new_page_is_made_alone(fresh_vendor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_assets, "build_schematic", lambda _fresh: pytest.fail("made again"))
    write_stamp(fresh_vendor, {**build_assets.stamps(), "page": "old"})
    (fresh_vendor / "page").mkdir()
    (fresh_vendor / "page" / "old.json").touch()
    assert build_assets.build() is True
    assert [path.name for path in (fresh_vendor / "page").iterdir()] == [f"page-{page_key()}.json"]
    assert build_assets.build() is False


def test_a_new_lock_fetches_again(fresh_vendor: Path) -> None:
    write_stamp(fresh_vendor, {**build_assets.stamps(), "assets": "old"})
    with pytest.raises(AssertionError, match="npm"):
        build_assets.build()


def test_the_lock_names_no_registry() -> None:
    text = (project_dir() / "resources" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert "http" not in text
    assert text.count('"integrity": "sha512-') == text.count('"node_modules/') >= 3


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Куп'янськ", "kupiansk"),
        ("Запоріжжя", "zaporizhzhia"),
        ("Єнакієве", "yenakiieve"),
        ("Згурівка", "zghurivka"),
        ("Ямпіль", "yampil"),
    ],
)
def test_national_romanisation(ukrainian: str, latin: str) -> None:
    assert build_places.romanise(ukrainian) == latin


def test_the_ukrainian_name_is_chosen_not_the_russian() -> None:
    alternates = ["Артемовск", "Бахмут", "Bachmut", "Артемівськ"]
    assert build_places.ukrainian_name("Bakhmut", alternates) == "Бахмут"
    assert build_places.ukrainian_name("Pokrovsk", ["Покровск", "Покровськ"]) == "Покровськ"
    assert build_places.ukrainian_name("Rylsk", ["Рыльск"]) == ""


def test_a_network_is_followed_across_a_small_gap() -> None:
    network = build_water.Network(
        [
            shapely.LineString([(30.0, 50.0), (30.5, 50.0)]),
            shapely.LineString([(30.52, 50.0), (31.0, 50.1)]),
            shapely.LineString([(30.5, 50.0), (30.5, 50.4)]),
        ]
    )
    way = network.path(network.nearest((30.0, 50.0)), network.nearest((31.0, 50.1)))
    assert way[0] == (30_000, 50_000)
    assert way[-1] == (31_000, 50_100)
    assert np.max(np.array(way)[:, 1]) == 50_100


def test_only_polygons_in_the_box_are_parsed(tmp_path: Path) -> None:
    path = tmp_path / "map.geo.json"
    path.write_text(
        '{"type":"GeometryCollection", "geometries": [\n'
        '{"type":"MultiPolygon","coordinates":[[[[1,1],[2,1],[1,2],[1,1]]],'
        "[[[30,50],[31,50],[30,51],[30,50]],[[30.1,50.1],[30.2,50.1],[30.1,50.2],[30.1,50.1]]]]},\n"
        '{"type":"MultiPolygon","coordinates":[[[[32,50],[33,50],[32,51],[32,50]]]]}]}',
        encoding="utf-8",
    )
    found = list(build_water.polygon_rings(path, (29.0, 49.0, 34.0, 52.0)))
    assert [len(rings) for rings in found] == [2, 1]
    assert found[1][0][0] == [32, 50]
