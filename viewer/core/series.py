"""The head of a packed series: its dates, figures and bounds, without the geometry.

The start path reads this, so only the standard library is used here. The arrays behind the head
go to the page as they are; :mod:`viewer.core.packing` writes them and says what they hold.
"""

from __future__ import annotations

import json
import struct
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from viewer.core.sectors import Sector
from viewer.core.sources import series_id
from viewer.errors import ViewerError

MAGIC = b"SALIENT1"
VERSION = 1
ARRAYS = ("day_ring", "ring_ref", "refs", "arc_start", "arc_nodes", "arc_flags", "points")
SUFFIX = ".series"
_HINT = "Delete the file; Salient makes it again from the archive."
_LARGEST_HEADER = 256 * 2**20


@dataclass(frozen=True)
class SeriesHeader:
    """What is known of a series without its geometry.

    Attributes
    ----------
    source, status : str
        Fixed ids.
    dates : list of date
        Days with a snapshot, rising.
    flags : list of str
        Per date: "", "identical" or "fall".
    sectors : list of str
        Sectors that have figures.
    held_km2 : dict of str to list of float
        Per sector, area held on each date, km2.
    gained_km2, lost_km2 : dict of str to list of (float or None)
        Per sector, area gained and lost since the snapshot before, km2; the first is ``None``.
    bounds_wgs84 : tuple of float, or None
        west, south, east, north in degrees; ``None`` when nothing is ever held.
    fingerprint : str
        What the series was made from; when it differs from the archive's, pack again.
    schematic : bool
        True when the line is rebuilt from facts and is no survey.
    outlines : dict of str to str
        For sectors of the user's own, the mark of the outline that the figures are of.
    """

    source: str
    status: str
    dates: list[date]
    flags: list[str]
    sectors: list[str]
    held_km2: dict[str, list[float]]
    gained_km2: dict[str, list[float | None]]
    lost_km2: dict[str, list[float | None]]
    bounds_wgs84: tuple[float, float, float, float] | None
    fingerprint: str
    schematic: bool
    outlines: dict[str, str] = field(default_factory=dict)

    def speaks_of(self, sector: Sector) -> bool:
        """Whether there are figures of this sector, with the outline that it has now."""
        known = sector.id in self.held_km2
        return known and self.outlines.get(sector.id, "") == sector.mark

    @property
    def id(self) -> str:
        """Id of the series, such as ``deepstate/ru_held``."""
        return series_id(self.source, self.status)

    def as_of(self, day: date) -> int:
        """Index of the last snapshot on or before a day; -1 when there is none."""
        return bisect_right(self.dates, day) - 1


def series_name(source: str, status: str) -> str:
    """File name of the series of one source and status."""
    return f"{source}__{status}{SUFFIX}"


def list_series(folder: Path) -> list[Path]:
    """Packed series in a folder, sorted by name; none when there is no such folder."""
    return sorted(folder.glob(f"*__*{SUFFIX}")) if folder.is_dir() else []


def read_header(path: Path) -> SeriesHeader:
    """Read the head of a packed series.

    Parameters
    ----------
    path : Path
        A ``.series`` file.

    Returns
    -------
    SeriesHeader
        Checked: the lists are of one length, and all arrays lie inside the file.

    Raises
    ------
    ViewerError
        When the file cannot be read, is no series, is cut short or was written by a newer Salient.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            start = file.read(12)
            if start[:8] != MAGIC or len(start) < 12:
                raise ViewerError(f"{path} is not a packed series.", _HINT)
            length = struct.unpack("<I", start[8:])[0]
            if 12 + length > min(size, _LARGEST_HEADER):
                raise ViewerError(f"The packed series {path} is cut short.", _HINT)
            text = file.read(length)
    except OSError as error:
        raise ViewerError(
            f"The packed series {path} cannot be read: {error.strerror or error}.",
            "Check that the file exists and that you may read it.",
            repr(error),
        ) from error
    try:
        content = json.loads(text)
        if content["version"] != VERSION:
            raise ViewerError(
                f"The packed series {path} has version {content['version']}; "
                f"this Salient reads version {VERSION}.",
                _HINT,
            )
        header = _header(content)
        _check_arrays(content["arrays"], size - 12 - length, len(header.dates))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ViewerError(f"The packed series {path} is damaged.", _HINT, repr(error)) from error
    return header


def _header(content: dict[str, Any]) -> SeriesHeader:
    dates = [date.fromisoformat(text) for text in content["dates"]]
    if any(a >= b for a, b in pairwise(dates)):
        raise ValueError("dates do not rise")
    sectors = [str(sector) for sector in content["sectors"]]
    flags = [str(flag) for flag in content["flags"]]
    figures = [content[name] for name in ("held_km2", "gained_km2", "lost_km2")]
    lists = [flags, *(figure[sector] for figure in figures for sector in sectors)]
    if any(len(values) != len(dates) for values in lists):
        raise ValueError("lists of different length")
    bounds = content["bounds"]
    return SeriesHeader(
        source=str(content["source"]),
        status=str(content["status"]),
        dates=dates,
        flags=flags,
        sectors=sectors,
        held_km2=figures[0],
        gained_km2=figures[1],
        lost_km2=figures[2],
        bounds_wgs84=None if bounds is None else _box(bounds),
        fingerprint=str(content["fingerprint"]),
        schematic=bool(content["schematic"]),
        outlines={str(key): str(mark) for key, mark in content.get("outlines", {}).items()},
    )


def _box(bounds: list[float]) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in bounds)
    return west, south, east, north


def _check_arrays(arrays: dict[str, list[int]], space: int, days: int) -> None:
    for name in ARRAYS:
        offset, count = arrays[name]
        if offset % 4 or offset < 0 or count < 0 or offset + 4 * count > space:
            raise ValueError(f"array {name} lies outside the file")
    if arrays["day_ring"][1] != days + 1:
        raise ValueError("day_ring does not fit the dates")
