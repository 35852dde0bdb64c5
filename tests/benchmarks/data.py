"""Daily files for the benchmarks: the real sample, made longer or finer when more is asked for."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SHIFT = (0.0137, 0.0071)
"""Degrees by which each further copy of the sample is moved, so that copies share no vertex."""


def sample_days(folder: Path) -> list[tuple[datetime.date, Path]]:
    """DeepState daily files of a folder, in order."""
    days = []
    for path in sorted(folder.rglob("deepstatemap_data_*.geojson")):
        digits = re.search(r"(\d{8})", path.name)
        if digits:
            days.append((datetime.datetime.strptime(digits[1], "%Y%m%d").date(), path))
    if not days:
        raise SystemExit(f"no deepstatemap_data_*.geojson below {folder}")
    return days


def polygons(path: Path) -> list[list[list[list[float]]]]:
    """Coordinates of the one MultiPolygon of a day."""
    coordinates: list[list[list[list[float]]]] = json.loads(path.read_bytes())["features"][0][
        "geometry"
    ]["coordinates"]
    return coordinates


def days(source: Path, count: int, finer: int = 1) -> Iterator[tuple[datetime.date, Any]]:
    """Yield ``count`` days of MultiPolygon coordinates.

    Parameters
    ----------
    source : Path
        Folder of the sample.
    count : int
        Days wanted; beyond the sample's own, copies of it follow, each moved a little further.
    finer : int
        Every edge becomes this many, bent a little; the bend depends on the edge alone, so that
        an edge that does not change from day to day stays as it was.
    """
    sample = [polygons(path) for _, path in sample_days(source)]
    first = sample_days(source)[0][0]
    for day in range(count):
        copy, number = divmod(day, len(sample))
        rings = [[_ring(ring, copy, finer) for ring in polygon] for polygon in sample[number]]
        yield first + datetime.timedelta(days=day), rings


def _ring(ring: list[list[float]], copy: int, finer: int) -> list[list[float]]:
    import numpy as np  # here: who only opens a page must not pay for it

    xy = np.array(ring)[:, :2] + np.array(SHIFT) * copy
    if finer > 1:
        xy = _bend(xy, finer)
    rounded: list[list[float]] = np.round(xy, 6).tolist()
    return rounded


def _bend(xy: Any, finer: int) -> Any:
    import numpy as np

    start, way = xy[:-1], np.diff(xy, axis=0)
    share = np.arange(finer) / finer
    seed = np.abs(np.sin(start[:, 0] * 12.9898 + start[:, 1] * 78.233) * 43758.5453)
    wave = np.sin((seed[:, None] + np.arange(finer)) * 2.4) * 0.08 * (share > 0)
    across = np.stack([-way[:, 1], way[:, 0]], axis=1)
    fine = start[:, None] + way[:, None] * share[None, :, None] + across[:, None] * wave[..., None]
    return np.concatenate([fine.reshape(-1, 2), xy[-1:]])


def write_days(source: Path, out: Path, count: int, finer: int = 1) -> Path:
    """Write days as DeepState files; a folder that is already whole is kept."""
    done = out / ".done"  # hidden, so that it is none of the files to import
    if done.is_file() and done.read_text() == f"{count} {finer}":
        return out
    out.mkdir(parents=True, exist_ok=True)
    for day, coordinates in days(source, count, finer):
        name = f"deepstatemap_data_{day:%Y%m%d}"
        geometry = {"type": "MultiPolygon", "coordinates": coordinates}
        collection = {
            "type": "FeatureCollection",
            "name": name,
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
            "features": [{"type": "Feature", "properties": {}, "geometry": geometry}],
        }
        (out / f"{name}.geojson").write_text(json.dumps(collection))
    done.write_text(f"{count} {finer}")
    return out
