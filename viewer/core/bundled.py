"""Make the series that ship with the program: the schematic front, packed for the page.

The build calls this where only numpy, shapely and pyproj are installed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from viewer.core.border import read_border
from viewer.core.front_mask import FrontMask
from viewer.core.packing import pack_series
from viewer.core.schematic import build_schematic
from viewer.core.sectors import load_sectors
from viewer.core.series import series_name
from viewer.paths import facts_dir

_FACTS = (
    "settlements.csv",
    "settlements_margin.csv",
    "control_points.csv",
    "sectors.geojson",
)


def build_bundled(out_dir: Path, basemap_dir: Path | None = None) -> None:
    """Rebuild the schematic from the facts and write its series.

    Parameters
    ----------
    out_dir : Path
        Folder for ``schematic__ru_held.series`` and ``schematic__ua_held_in_ru.series``; made when
        missing.
    basemap_dir : Path, optional
        Folder with ``ukraine.wkb``; the one that the build filled by default.

    Raises
    ------
    ViewerError
        When facts or border cannot be read, or the folder cannot be written.
    """
    ukraine = read_border(basemap_dir)
    sectors = load_sectors()
    mask = FrontMask(ukraine, sectors)
    for table in build_schematic(ukraine):
        own = [sector for sector in sectors if sector.status == table.status]
        pack_series(
            table,
            own,
            mask,
            out_dir / f"{series_name(table.source, table.status)}",
            schematic=True,
            fingerprint=_fingerprint(),
            ukraine=ukraine,
        )


def _fingerprint() -> str:
    """Digest of the facts that the schematic was made from."""
    digest = hashlib.sha256()
    for name in _FACTS:
        digest.update((facts_dir() / name).read_bytes())
    return digest.hexdigest()
