"""Sectors of the user's own: kept as GeoJSON beside the archives, read without heavy modules.

``<data>/sectors.geojson`` opens in any GIS. What reads it checks it: a file that was changed by
hand into something wrong is told of, never written over.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viewer.core.sectors import Bounds, Outline, Ring, Sector, fixed_sectors, load_sectors
from viewer.core.sources import Status
from viewer.errors import ViewerError

if TYPE_CHECKING:
    from viewer.core.session import Session

FILE_NAME = "sectors.geojson"
MOST_SECTORS = 50
"""Each sector costs time at every import, and a list must be read."""
LONGEST_NAME = 60
RESERVED = ("elsewhere", "whole")


def own_sectors_path(data: Path) -> Path:
    """File of the user's own sectors."""
    return data / FILE_NAME


def read_own_sectors(data: Path) -> tuple[Sector, ...]:
    """Read the user's own sectors; none when there is no file.

    Parameters
    ----------
    data : Path
        The user's data folder; need not exist.

    Raises
    ------
    ViewerError
        When the file cannot be read, or is not as `sectors_geojson` writes it.
    """
    path = own_sectors_path(data)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    try:
        found = tuple(_sector(feature) for feature in json.loads(text)["features"])
        ids = [sector.id for sector in (*load_sectors(), *found)]
        if len(set(ids)) < len(ids) or set(RESERVED) & set(ids):
            raise ValueError("an id is taken twice")
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _unreadable(path, error) from error
    return found


def all_sectors(data: Path) -> tuple[Sector, ...]:
    """The four fixed sectors, then the user's own.

    Raises
    ------
    ViewerError
        As `read_own_sectors`.
    """
    return (*load_sectors(), *read_own_sectors(data))


def take_own_sectors(session: Session, data: Path) -> ViewerError | None:
    """Let a session follow the sectors kept in the data folder beside the fixed ones.

    Returns
    -------
    ViewerError or None
        Why they cannot be read; the fixed ones are followed then.
    """
    try:
        own = read_own_sectors(data)
    except ViewerError as error:
        return error
    session.set_sectors((*fixed_sectors(session.sectors), *own))
    return None


def sectors_geojson(sectors: Sequence[Sector]) -> str:
    """Write sectors as GeoJSON (RFC 7946), to be read by `read_own_sectors`."""
    features = [
        {
            "type": "Feature",
            "id": sector.id,
            "properties": {
                "id": sector.id,
                "name": sector.name,
                "note": sector.note,
                "status": str(sector.status),
            },
            "geometry": {"type": "MultiPolygon", "coordinates": sector.outline},
        }
        for sector in sectors
    ]
    content = {"type": "FeatureCollection", "features": features}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def bounds_of(outline: Outline) -> Bounds:
    """Smallest box that holds an outline."""
    lons, lats = zip(*(at for part in outline for ring in part for at in ring), strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _sector(feature: dict[str, Any]) -> Sector:
    properties = feature["properties"]
    outline = tuple(
        tuple(_ring(ring) for ring in part) for part in feature["geometry"]["coordinates"]
    )
    if not outline or not all(outline):
        raise ValueError("a sector has no outline")
    sector_id, name = str(properties["id"]), str(properties["name"])
    if not sector_id or not name:
        raise ValueError("a sector has no name")
    return Sector(
        id=sector_id,
        name=name,
        note=str(properties["note"]),
        bounds_wgs84=bounds_of(outline),
        status=Status(properties["status"]),
        outline=outline,
    )


def _ring(positions: list[list[float]]) -> Ring:
    ring = tuple((float(at[0]), float(at[1])) for at in positions)
    inside = all(
        math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
        for lon, lat in ring
    )
    if len(ring) < 4 or ring[0] != ring[-1] or not inside:
        raise ValueError("a ring is not closed, or lies outside the world")
    return ring


def _unreadable(path: Path, error: Exception) -> ViewerError:
    why = (error.strerror or str(error)) if isinstance(error, OSError) else "it is damaged"
    return ViewerError(
        f"The file of your own sectors, {path}, cannot be read: {why}.",
        "Rename or delete it, then add the sectors again from their first file.",
        repr(error),
    )
