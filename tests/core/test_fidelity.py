"""How close the schematic comes to the public maps, on the sample archives."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from viewer.core.fidelity import compare_areas, fidelity_report
from viewer.errors import ViewerError
from viewer.paths import facts_dir, vendor_dir

GOALS = {"kupiansk": 0.93, "kurakhove": 0.92, "pokrovsk": 0.92, "kursk": 0.78}


def column(*geometries: shapely.Geometry) -> np.ndarray:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def test_overlap_of_two_areas() -> None:
    left, right = shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)
    empty = shapely.MultiPolygon()
    found = compare_areas(
        column(left, left, empty, left), column(right, left, empty, empty), shapely.box(0, 0, 3, 1)
    )
    assert found.overlap == pytest.approx([1 / 3, 1, 1, 0], rel=1e-6)
    assert found.held_km2[0] == pytest.approx(found.reference_km2[0])


def test_only_the_region_counts() -> None:
    found = compare_areas(
        column(shapely.box(0, 0, 2, 1)), column(shapely.box(1, 0, 3, 1)), shapely.box(1, 0, 2, 1)
    )
    assert found.overlap == pytest.approx([1])


def test_distance_of_two_fronts_leaves_the_edges_out() -> None:
    """Two areas that end 0.02 degrees apart in a box near the equator: 2.22 km."""
    box = shapely.box(0, -0.5, 1, 0.5)
    found = compare_areas(
        column(shapely.box(0, -0.5, 0.5, 0.5), box),
        column(shapely.box(0, -0.5, 0.52, 0.5), shapely.box(0, -0.5, 0.5, 0.5)),
        box,
    )
    assert found.front_km[0] == pytest.approx(0.02 * 111.195, rel=1e-3)
    assert np.isnan(found.front_km[1])


@pytest.fixture(scope="module")
def report(sample_dir: Path) -> pd.DataFrame:
    if not (vendor_dir() / "basemap" / "ukraine.wkb").is_file():
        pytest.fail("the border is not built: run python resources/build_assets.py")
    return fidelity_report(sample_dir / "deepstate", sample_dir / "uacontrolmap")


def test_goals_are_reached(report: pd.DataFrame) -> None:
    measured = dict(zip(report["sector"], report["mean_iou"], strict=True))
    assert set(measured) == set(GOALS)
    for sector, goal in GOALS.items():
        assert measured[sector] >= goal, f"{sector}: {measured[sector]:.4f}"


def test_the_table_in_the_readme_is_what_is_measured(report: pd.DataFrame) -> None:
    lines = (facts_dir() / "README.md").read_text(encoding="utf-8").splitlines()
    for row in report.itertuples():
        (line,) = [line for line in lines if line.lower().startswith(f"| {row.sector} |")]
        _, _, _, mean, worst, area, _, front, _ = (cell.strip() for cell in line.split("|"))
        assert float(mean) == pytest.approx(row.mean_iou, abs=0.0015)
        assert float(worst) == pytest.approx(row.worst_iou, abs=0.0015)
        assert float(area.split()[0]) == pytest.approx(row.area_error_km2, abs=1)
        assert float(front.split()[0]) == pytest.approx(row.front_km, abs=0.06)


def test_every_day_of_the_span_is_measured(report: pd.DataFrame) -> None:
    assert list(report["days"]) == [106, 106, 106, 108]
    assert set(report["first"]) == {"2024-08-15"}
    assert set(report["last"]) == {"2024-11-30"}
    assert list(report["reference"]) == ["DeepState"] * 3 + ["UAControlMap"]
    assert (report["front_km"] < 2).all()
    assert (report["worst_iou"] <= report["mean_iou"]).all()


def test_a_folder_without_such_days_is_named(tmp_path: Path) -> None:
    border = shapely.MultiPolygon([shapely.box(33, 46, 38, 50.3)])
    with pytest.raises(ViewerError, match="holds no day between 2024-08-15 and 2024-11-30"):
        fidelity_report(tmp_path, tmp_path, border)


def test_a_broken_day_is_named(tmp_path: Path) -> None:
    border = shapely.MultiPolygon([shapely.box(33, 46, 38, 50.3)])
    (tmp_path / "deepstatemap_data_20240901.geojson").write_text('{"features": [', encoding="utf-8")
    with pytest.raises(ViewerError, match="deepstatemap_data_20240901"):
        fidelity_report(tmp_path, tmp_path, border)
    (tmp_path / "deepstatemap_data_20240901.geojson").write_text(
        json.dumps({"features": [{}]}), encoding="utf-8"
    )
    with pytest.raises(ViewerError, match="deepstatemap_data_20240901"):
        fidelity_report(tmp_path, tmp_path, border)
