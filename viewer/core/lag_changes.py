"""What one source changed within a time, and when each point changed for the last time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from viewer.core.geodesy_edges import FloatArray, IntArray
from viewer.core.geodesy_history import EdgeHistory
from viewer.core.lag_grid import grid_over
from viewer.core.ledger_changes import ChangedGround, changed_ground
from viewer.core.snapshots import DateArray, SnapshotTable

NONE = -1
_DAY = "datetime64[D]"


@dataclass(frozen=True)
class Changes:
    """What one source changed within the time looked at.

    Attributes
    ----------
    ground : ChangedGround
        Pieces gained and lost, by snapshot.
    dates : array of datetime64[D], shape (n,)
        Snapshots of the time.
    days : array of int, shape (n,)
        The same as days since 1970, put off by what aligns the cut-offs.
    start : MultiPolygon
        The first of them.
    """

    ground: ChangedGround
    dates: DateArray
    days: IntArray
    start: shapely.Geometry

    @classmethod
    def of(cls, table: SnapshotTable, shift: int, span: tuple[np.datetime64, ...]) -> Changes:
        """Look at the snapshots of a source from the first to the last day of a time."""
        own = table.dates.astype(_DAY)
        days = own + np.timedelta64(shift, "D")
        low = max(int(np.searchsorted(days, span[0], "right")) - 1, 0)
        high = int(np.searchsorted(days, span[1], "right"))
        ground = changed_ground(EdgeHistory.of(table.geometries[low:high]))
        return cls(ground, own[low:high], days[low:high].astype(np.int64), table.geometries[low])

    def last(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, IntArray]:
        """Index of the last change at each point, -1 for none, and its sign."""
        index = np.full(len(lon), NONE, dtype=np.int64)
        sign = np.zeros(len(lon), dtype=np.int64)
        tree = shapely.STRtree(np.asarray(shapely.points(lon, lat), dtype=object))
        face, point = tree.query(self.ground.faces, predicate="contains")
        order = np.argsort(self.ground.day[face], kind="stable")
        index[point[order]] = self.ground.day[face[order]]
        sign[point[order]] = self.ground.sign[face[order]]
        return index, sign


def counted_grid(
    parts: list[Changes], counted: shapely.Geometry
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Nodes on counted ground that both sources changed, and the area of each, km2."""
    lon, lat, weight = grid_over(parts[0].ground.faces)
    inside: NDArray[np.bool_] = shapely.intersects_xy(counted, lon, lat)
    return lon[inside], lat[inside], weight[inside]


def lags_of(parts: list[Changes], lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Lag of each point, nan where there is none."""
    (x_index, x_sign), (y_index, y_sign) = (part.last(lon, lat) for part in parts)
    both = (x_index >= 0) & (y_index >= 0) & (x_sign == y_sign)
    lags = np.full(len(lon), np.nan)
    lags[both] = parts[0].days[x_index[both]] - parts[1].days[y_index[both]]
    return lags
