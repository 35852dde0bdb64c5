"""Measure the ledger against the loops that one would write by hand, both in one run.

Run ``python tests/benchmarks/ledger.py --data DIR``; DIR holds ``deepstatemap_data_*.geojson``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from viewer.core.border import read_border
from viewer.core.geodesy_history import EdgeHistory
from viewer.core.ledger_changes import changed_ground
from viewer.core.ledger_figures import changes_of, held_of, ledger_figures, sector_areas
from viewer.core.ledger_ground import LedgerGround, land_of
from viewer.core.sectors import load_sectors
from viewer.core.snapshots import SnapshotTable
from viewer.core.sources import Status

from data import days  # isort: skip

GEOD = pyproj.Geod(ellps="WGS84")


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the daily files")
    parser.add_argument("--days", type=int, default=769)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of our own; loops run once")
    options = parser.parse_args()
    table = snapshots(options.data, options.days)
    ukraine, sectors = read_border(), load_sectors()
    land = land_of(ukraine)
    boxes = [shapely.box(*sector.bounds_wgs84) & land for sector in sectors]

    def held(whole: bool) -> Any:
        ground = LedgerGround(sectors, Status.RU_HELD, ukraine)
        return held_of(EdgeHistory.of(table.geometries), ground, with_rest=whole)

    def changes() -> Any:
        ground = LedgerGround(sectors, Status.RU_HELD, ukraine)
        pieces = changed_ground(EdgeHistory.of(table.geometries))
        return changes_of(pieces, ground, len(table), with_rest=True)

    rounds = options.rounds
    rows = [
        ("held: sectors, elsewhere, whole", "Geod loop", 0.06,
         timed(lambda: held(True), rounds),
         timed(lambda: held_loop(table.geometries, [*boxes, land]))),
        ("gained and lost: the same", "loop of difference", 0.1,
         timed(changes, rounds),
         timed(lambda: difference_loop(table.geometries, [*boxes, land]))),
        ("held: the four sectors alone", "Geod loop", None,
         timed(lambda: held(False), rounds), timed(lambda: held_loop(table.geometries, boxes))),
    ]  # fmt: skip
    whole = timed(lambda: ledger_figures(table, sectors, ukraine), rounds)
    short = timed(lambda: sector_areas(table, sectors, ukraine), rounds)
    lines = ["| what | Salient | against | ratio | goal | met |", "|---|---|---|---|---|---|"]
    for what, against, goal, own, other in rows:
        ratio = own / other
        met = "-" if goal is None else "yes" if ratio <= goal else "no"
        lines.append(
            f"| {what} | {own:.2f} s | {against} {other:.2f} s | {ratio:.3f} | "
            f"{'-' if goal is None else f'<= {goal:g}'} | {met} |"
        )
    lines.append(f"\n{len(table)} days; the whole ledger {whole:.2f} s, what packing takes of it ")
    sys.stdout.write("\n".join(lines) + f"{short:.2f} s\n")


def snapshots(folder: Path, count: int) -> SnapshotTable:
    """Days of the sample, made longer as the other benchmarks do."""
    made = list(days(folder, count))
    shapes = np.empty(len(made), dtype=object)
    for number, (_, coordinates) in enumerate(made):
        shape = shapely.MultiPolygon([(rings[0], rings[1:]) for rings in coordinates])
        shapes[number] = shape if shape.is_valid else polygonal(shapely.make_valid(shape))
    dates = np.array([day for day, _ in made], dtype="datetime64[D]")
    return SnapshotTable("deepstate", "ru_held", dates, shapes, ("",) * len(made))


def polygonal(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Parts that have an area."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def timed(call: Callable[[], Any], rounds: int = 1) -> float:
    """Median of the seconds that a call takes."""
    seconds = []
    for _ in range(rounds):
        begun = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def area_km2(shape: shapely.Geometry) -> float:
    """Geodesic area as pyproj gives it."""
    return abs(float(GEOD.geometry_area_perimeter(shape)[0])) / 1e6


def held_loop(shapes: Any, grounds: list[Any]) -> list[list[float]]:
    """Area of each day in each ground."""
    return [[area_km2(shape.intersection(ground)) for ground in grounds] for shape in shapes]


def difference_loop(shapes: Any, grounds: list[Any]) -> list[list[tuple[float, float]]]:
    """Gained and lost of each pair of neighbours in each ground."""
    found = []
    for earlier, later in pairwise(shapes):
        won, lost = later.difference(earlier), earlier.difference(later)
        found.append([(area_km2(won & ground), area_km2(lost & ground)) for ground in grounds])
    return found


if __name__ == "__main__":
    main()
