"""The order in which days arrive does not matter."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from loading_builders import star, write_deepstate

from viewer.core.snapshots import SnapshotTable
from viewer.loading.archive import Archive
from viewer.loading.importing import import_paths

RADII = [1.0, 1.0, 1.2, 1.1, 1.1, 1.3, 1.0]


def table_after(files: list[Path], groups: list[list[Path]]) -> SnapshotTable:
    with tempfile.TemporaryDirectory() as folder:
        archives = Path(folder)
        for group in groups:
            import_paths(group, archives)
        assert len(Archive(archives / "deepstate.gpkg").provenance()) == len(files)
        return Archive(archives / "deepstate.gpkg").table("ru_held")


@given(st.permutations(range(len(RADII))), st.sets(st.integers(1, len(RADII) - 1)))
@settings(max_examples=12, deadline=None)
def test_any_order_in_any_portions(order: list[int], cuts: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        days = [
            write_deepstate(Path(folder), f"2024080{n + 1}", [[star(radius=radius)]])
            for n, radius in enumerate(RADII)
        ]
        shuffled = [days[n] for n in order]
        bounds = [0, *sorted(cuts), len(days)]
        groups = [shuffled[a:b] for a, b in itertools.pairwise(bounds)]
        whole = table_after(days, [days])
        parts = table_after(days, groups)
    assert whole.flags == ("", "identical", "", "fall", "identical", "", "fall")
    assert parts.flags == whole.flags
    assert (parts.dates == whole.dates).all()
    assert shapely.equals_exact(parts.geometries, whole.geometries, 0.0).all()
