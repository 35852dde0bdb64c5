"""Sectors: areas with fixed extents in which fronts are followed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from viewer.core.sources import Status
from viewer.errors import ViewerError
from viewer.paths import facts_dir

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Sector:
    """One sector.

    Attributes
    ----------
    id, name, note : str
        Fixed id, name for people, and what the box holds.
    bounds_wgs84 : tuple of float
        west, south, east, north in degrees; the edges are meridians and parallels.
    status : Status
        The status whose area tells the story of this sector.
    """

    id: str
    name: str
    note: str
    bounds_wgs84: Bounds
    status: Status

    def holds(self, lon: float, lat: float) -> bool:
        """Whether the point lies inside the box or on its edge."""
        west, south, east, north = self.bounds_wgs84
        return west <= lon <= east and south <= lat <= north


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


def union_bounds(sectors: list[Sector]) -> Bounds:
    """Smallest box that holds all the sectors.

    Parameters
    ----------
    sectors : list of Sector
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
