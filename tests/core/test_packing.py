from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from series_reader import PackedFile
from shapely.geometry import shape

from viewer.core.arcs import LONGEST
from viewer.core.front_mask import FrontMask
from viewer.core.packing import pack_series
from viewer.core.sectors import load_sectors
from viewer.core.series import read_header
from viewer.core.snapshots import SnapshotTable
from viewer.errors import ViewerError

NO_BORDERS = FrontMask(None, [])


def table(geometries: list[Any], start: str = "2024-08-01") -> SnapshotTable:
    column = np.empty(len(geometries), dtype=object)
    column[:] = [shapely.multipolygons([g]) if g.geom_type == "Polygon" else g for g in geometries]
    dates = np.datetime64(start, "D") + np.arange(len(geometries))
    return SnapshotTable("deepstate", "ru_held", dates, column, ("",) * len(geometries))


def packed(tmp_path: Path, geometries: list[Any], **options: Any) -> PackedFile:
    out = tmp_path / "made" / "deepstate__ru_held.series"
    pack_series(table(geometries), load_sectors(), NO_BORDERS, out, **options)
    assert [file.name for file in out.parent.iterdir()] == [out.name]
    return PackedFile(out)


def wavy(moved: dict[int, float] | None = None, *, start: int = 0, turn: bool = False) -> Any:
    """A ring of 400 vertices near Pokrovsk; some of them may be moved outward."""
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    radius = 0.2 + 0.02 * np.sin(9 * angle)
    for vertex, by in (moved or {}).items():
        radius[vertex] += by
    xy = np.stack([37.3 + radius * np.cos(angle), 48.2 + radius * np.sin(angle)], axis=1)
    xy = np.roll(xy, -start, axis=0)
    return shapely.Polygon(xy[::-1] if turn else xy)


def test_days_come_back_as_they_went_in(tmp_path: Path) -> None:
    holed = shapely.Polygon(
        [(37, 48), (37.5, 48), (37.5, 48.4), (37, 48.4)],
        [[(37.1, 48.1), (37.2, 48.1), (37.2, 48.2)]],
    )
    two = shapely.MultiPolygon([holed, shapely.box(38, 48, 38.1, 48.1)])
    days = [wavy(), two, shapely.MultiPolygon(), wavy({7: 0.05})]
    file = packed(tmp_path, days)
    for day, geometry in enumerate(days):
        assert (file.polygons(day) ^ geometry).area < 1e-6 * max(geometry.area, 1e-3)
    assert file.day_ring.tolist() == [0, 1, 4, 4, 5]


def test_unchanged_arcs_are_kept_once(tmp_path: Path) -> None:
    file = packed(tmp_path, [wavy(), wavy({100: 0.05}), wavy()])
    rings = [
        set(file.refs[file.ring_ref[day] : file.ring_ref[day + 1]].tolist()) for day in range(3)
    ]
    assert rings[0] == rings[2]
    assert len(rings[0] - rings[1]) <= 2
    assert len(file.points) < 1.5 * 400


@pytest.mark.parametrize("again", [wavy(start=123), wavy(turn=True), wavy(start=57, turn=True)])
def test_same_ring_written_differently_is_the_same(tmp_path: Path, again: Any) -> None:
    file = packed(tmp_path, [wavy(), again])
    first, second = (
        sorted(file.refs[file.ring_ref[day] : file.ring_ref[day + 1]].tolist()) for day in (0, 1)
    )
    assert first == second


def test_what_never_changes_is_few_arcs(tmp_path: Path) -> None:
    file = packed(tmp_path, [wavy(), wavy()])
    assert len(file.arc_flags) <= 3
    assert np.diff(file.arc_start).max() <= LONGEST
    assert len(file.points) <= 400 + len(file.arc_flags)


def test_nodes_name_the_ends_of_arcs(tmp_path: Path) -> None:
    file = packed(tmp_path, [wavy(), wavy({100: 0.05})])
    places: dict[int, tuple[int, int]] = {}
    for number, nodes in enumerate(file.arc_nodes.tolist()):
        arc = file.arc(number).tolist()
        for node, point in zip(nodes, (arc[0], arc[-1]), strict=True):
            assert places.setdefault(node, tuple(point)) == tuple(point)
    assert len(set(places.values())) == len(places)


def test_packing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        pack_series(
            table([wavy(), wavy({5: 0.1})]), load_sectors(), NO_BORDERS, tmp_path / name,
            fingerprint="f",
        )  # fmt: skip
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_arcs_are_cut_where_front_begins(tmp_path: Path) -> None:
    country = shapely.MultiPolygon([shapely.box(36, 47, 37.3, 49)])
    out = tmp_path / "x.series"
    held = shapely.box(36.5, 48, 37.3, 48.4)  # its east edge is the border
    pack_series(table([held]), load_sectors(), FrontMask(country, []), out)
    file = PackedFile(out)
    border = [file.arc(a) for a in np.flatnonzero(file.arc_flags == 0)]
    assert len(border) == 1
    assert len(np.unique(border[0][:, 0])) == 1
    assert sum(len(file.arc(a)) - 1 for a in np.flatnonzero(file.arc_flags)) == 3


def test_figures_add_up(tmp_path: Path) -> None:
    days = [shapely.box(37, 48.1, 37.2, 48.3), shapely.box(37.1, 48.1, 37.4, 48.3)]
    header = packed(tmp_path, days, fingerprint="abc").header
    held, gained, lost = (
        header[name]["pokrovsk"] for name in ("held_km2", "gained_km2", "lost_km2")
    )
    assert gained[0] is None
    assert lost[0] is None
    assert gained[1] - lost[1] == pytest.approx(held[1] - held[0], abs=2e-4)
    assert gained[1] == pytest.approx(2 * lost[1], rel=1e-3)
    assert header["held_km2"]["kursk"] == [0.0, 0.0]
    assert header["bounds"] == [37, 48.1, 37.4, 48.3]
    assert header["fingerprint"] == "abc"


def test_nothing_held_has_no_bounds(tmp_path: Path) -> None:
    assert packed(tmp_path, [shapely.MultiPolygon()]).header["bounds"] is None


def test_unwritable_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ViewerError, match="cannot be written") as told:
        pack_series(table([wavy()]), [], NO_BORDERS, tmp_path / "file" / "x.series")
    assert told.value.hint


boxes = st.builds(
    lambda x, y, w, h: shapely.box(x / 50, y / 50, (x + w) / 50, (y + h) / 50),
    st.integers(1750, 1950), st.integers(2350, 2500), st.integers(1, 60), st.integers(1, 60),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(days=st.lists(st.lists(boxes, max_size=5), min_size=1, max_size=4))
def test_any_polygons_come_back(tmp_path_factory: pytest.TempPathFactory, days: list[Any]) -> None:
    united = [shapely.union_all(day) if day else shapely.MultiPolygon() for day in days]
    file = packed(tmp_path_factory.mktemp("any"), united)
    for day, geometry in enumerate(united):
        assert (file.polygons(day) ^ geometry).area < 1e-5


@pytest.fixture(scope="module")
def real(sample_dir: Path) -> SnapshotTable:
    files = sorted((sample_dir / "deepstate").glob("*.geojson"))[:60]
    features = [json.loads(file.read_bytes())["features"][0] for file in files]
    return table([shape(feature["geometry"]) for feature in features])


def test_real_days_come_back_small(tmp_path: Path, real: SnapshotTable) -> None:
    out = tmp_path / "real.series"
    pack_series(real, load_sectors(), NO_BORDERS, out)
    file = PackedFile(out)
    for day in (0, 30, 59):
        assert (file.polygons(day) ^ real.geometries[day]).area < 1e-4
    assert out.stat().st_size < 5_000 * len(real)
    header = read_header(out)
    for sector in ("kupiansk", "kurakhove", "pokrovsk"):
        held, gained, lost = (
            figures[sector] for figures in (header.held_km2, header.gained_km2, header.lost_km2)
        )
        for i in range(1, len(held)):
            more, less = gained[i], lost[i]
            assert more is not None
            assert less is not None
            assert more - less == pytest.approx(held[i] - held[i - 1], abs=5e-4)
