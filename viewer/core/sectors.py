"""Sectors: areas with fixed extents in which fronts are followed, the user's own among them.

The four fixed sectors are boxes that do not overlap, so that they and the rest make up the whole.
The user's own sectors have any outline, may overlap anything, and each counts for itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from viewer.core.sources import Status
from viewer.errors import ViewerError
from viewer.paths import facts_dir

Bounds = tuple[float, float, float, float]
Ring = tuple[tuple[float, float], ...]
Outline = tuple[tuple[Ring, ...], ...]
"""Parts, each an outer ring and its holes, of lon, lat in degrees, closed; as in GeoJSON."""


@dataclass(frozen=True)
class Sector:
    """One sector.

    Attributes
    ----------
    id, name, note : str
        Fixed id, name for people, and what the box holds.
    bounds_wgs84 : tuple of float
        west, south, east, north in degrees. A fixed sector is this box; its edges are meridians
        and parallels.
    status : Status
        The status whose area tells the story of this sector.
    outline : tuple
        Of a sector of the user's own: its polygons, edges straight in lon and lat. Empty for a
        fixed one.
    """

    id: str
    name: str
    note: str
    bounds_wgs84: Bounds
    status: Status
    outline: Outline = ()

    @property
    def own(self) -> bool:
        """Whether the user added it: it has an outline and counts for itself."""
        return bool(self.outline)

    @cached_property
    def mark(self) -> str:
        """Name of the outline: another for every other outline; "" for a fixed sector."""
        if not self.own:
            return ""
        from hashlib import sha256  # loads OpenSSL: not to start without own sectors

        return sha256(repr(self.outline).encode()).hexdigest()[:12]

    def holds(self, lon: float, lat: float) -> bool:
        """Whether the point lies inside; on the edge of a box it does."""
        west, south, east, north = self.bounds_wgs84
        within = west <= lon <= east and south <= lat <= north
        if not within or not self.own:
            return within
        crossed = sum(_crossed(ring, lon, lat) for part in self.outline for ring in part)
        return crossed % 2 == 1


def _crossed(ring: Ring, lon: float, lat: float) -> int:
    """How many edges of a ring lie east of a point."""
    count = 0
    for (x_1, y_1), (x_2, y_2) in pairwise(ring):
        if (y_1 > lat) != (y_2 > lat) and lon < x_1 + (lat - y_1) / (y_2 - y_1) * (x_2 - x_1):
            count += 1
    return count


def fixed_sectors(sectors: Iterable[Sector]) -> list[Sector]:
    """Those that do not overlap and make up the whole with the rest."""
    return [sector for sector in sectors if not sector.own]


def own_sectors(sectors: Iterable[Sector]) -> list[Sector]:
    """Those that the user added."""
    return [sector for sector in sectors if sector.own]


def load_sectors(path: Path | None = None) -> tuple[Sector, ...]:
    """Read the four fixed sectors.

    Parameters
    ----------
    path : Path, optional
        A GeoJSON file of boxes; the bundled one by default.

    Raises
    ------
    ViewerError
        When the file cannot be read or is not what we shipped.
    """
    path = path or facts_dir() / "sectors.geojson"
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return tuple(_sector(feature) for feature in features)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ViewerError(
            f"The sector file {path} cannot be read.",
            "Install Salient again, or restore the file.",
            repr(error),
        ) from error


def _sector(feature: dict[str, Any]) -> Sector:
    properties = feature["properties"]
    ring = feature["geometry"]["coordinates"][0]
    lons = [float(position[0]) for position in ring]
    lats = [float(position[1]) for position in ring]
    sector_id = str(properties["id"])
    return Sector(
        id=sector_id,
        name=str(properties["name"]),
        note=str(properties["note"]),
        bounds_wgs84=(min(lons), min(lats), max(lons), max(lats)),
        status=Status.UA_HELD_IN_RU if sector_id == "kursk" else Status.RU_HELD,
    )


def union_bounds(sectors: Sequence[Sector]) -> Bounds:
    """Smallest box that holds all the sectors.

    Parameters
    ----------
    sectors : sequence of Sector
        At least one.

    Returns
    -------
    tuple of float
        west, south, east, north in degrees.
    """
    boxes = [sector.bounds_wgs84 for sector in sectors]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
