"""Ten times the days, packed from memory: writing and importing 7,690 files would take too long."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path

import numpy as np
import shapely
from product import SERIES

from data import SHIFT, polygons, sample_days


def write_series(sample: Path, data: Path, count: int) -> None:
    """Pack a data folder as the page wants it: `count` days, made longer as in `data.py`.

    The archive beside the series is an empty file, for the page never opens it; the series has no
    figures of sectors, which the page does not draw either.
    """
    from viewer.core.border import read_border
    from viewer.core.front_mask import FrontMask
    from viewer.core.packing import pack_series
    from viewer.core.sectors import load_sectors
    from viewer.core.series import series_name
    from viewer.core.snapshots import SnapshotTable
    from viewer.loading.library import fingerprint
    from viewer.paths import archive_dir, series_dir

    source, status = SERIES.split("/")
    days = sample_days(sample)
    first = days[0][0]
    known = np.array(
        [shapely.MultiPolygon([(p[0], p[1:]) for p in polygons(path)]) for _, path in days]
    )
    copies = [
        shapely.transform(known, lambda xy, n=copy: np.round(xy + np.array(SHIFT) * n, 6))
        for copy in range(-(-count // len(days)))
    ]
    dates = [first + datetime.timedelta(days=day) for day in range(count)]
    table = SnapshotTable(
        source=source,
        status=status,
        dates=np.array(dates, dtype="datetime64[D]"),
        flags=("",) * count,
        geometries=np.concatenate(copies)[:count],
    )
    archive = archive_dir(data) / f"{source}.gpkg"
    archive.parent.mkdir(parents=True, exist_ok=True)
    archive.touch()
    mask = FrontMask(read_border(), load_sectors())
    out = series_dir(data) / series_name(source, status)
    pack_series(table, (), mask, out, fingerprint=f"{fingerprint(archive)}.1")


def main() -> None:
    """Write what ``run.py`` asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=Path, required=True, help="folder of the sample")
    parser.add_argument("--work", type=Path, required=True, help="data folder to make")
    parser.add_argument("--count", type=int, required=True)
    options = parser.parse_args()
    write_series(options.days, options.work, options.count)
    sys.stdout.write(json.dumps({"days": options.count}) + "\n")


if __name__ == "__main__":
    main()
