"""Snapshots of one source and status as columns, ready for whole-column work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

DateArray = npt.NDArray[np.datetime64]
GeometryArray = npt.NDArray[Any]


@dataclass(frozen=True)
class SnapshotTable:
    """All snapshots of one source and status, in order of their dates.

    Attributes
    ----------
    source, status : str
        Ids, such as ``deepstate`` and ``ru_held``.
    dates : array of datetime64[D], shape (n,)
        Sorted, each date once. Days without a snapshot are simply not there.
    geometries : array of MultiPolygon, shape (n,)
        Vertices as (lon, lat) in EPSG:4326, two dimensions, valid. May be empty: "none held".
    flags : tuple of str, length n
        ``""``, ``"identical"`` (same as the snapshot before) or ``"fall"`` (over 5 % less area).

    Raises
    ------
    ValueError
        When the columns differ in length or the dates are not sorted and unique.
    """

    source: str
    status: str
    dates: DateArray
    geometries: GeometryArray
    flags: tuple[str, ...]

    def __post_init__(self) -> None:
        if not len(self.dates) == len(self.geometries) == len(self.flags):
            raise ValueError("dates, geometries and flags differ in length")
        if len(self.dates) > 1 and not bool(np.all(self.dates[1:] > self.dates[:-1])):
            raise ValueError("dates must be sorted and unique")

    def __len__(self) -> int:
        return len(self.dates)

    def index_as_of(self, date: np.datetime64) -> int:
        """Index of the last snapshot on or before a date, -1 when there is none."""
        return int(np.searchsorted(self.dates, date, side="right")) - 1

    def missing_dates(self) -> DateArray:
        """Days between the first and the last snapshot that have none, sorted."""
        if len(self.dates) == 0:
            return np.empty(0, dtype="datetime64[D]")
        every = np.arange(self.dates[0], self.dates[-1] + np.timedelta64(1, "D"))
        missing: DateArray = np.setdiff1d(every, self.dates)
        return missing
