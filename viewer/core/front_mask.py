"""What part of a polygon's outline is front, and what is only a border, a coast or an edge.

A stroke along the state border or the shore would claim a front where there is none. A segment is
no front when it keeps to the border of Ukraine (or its coast) from end to end, lies outside the
land that its status speaks of, or, for the schematic, runs along the edge of a sector. Neither is a
stretch that leaves the border only a little and comes back: there the source drew the border
differently. Lakes and reservoirs count as land: a front along their shore is a front.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from viewer.core.distinct import distinct
from viewer.core.mercator import WORLD_UNITS, to_world, units_per_m
from viewer.core.sectors import Sector
from viewer.core.sources import Status

BORDER_TOLERANCE_M = 400.0
STRAY_M = 1500.0
EDGE_TOLERANCE_M = 5.0
_MIDDLE_LATITUDE = 49.0
_PIECE = 16
_WORLD_EDGE = 1.0

BoolArray = npt.NDArray[np.bool_]


class FrontMask:
    """Decides which segments of an outline are front.

    Parameters
    ----------
    ukraine : MultiPolygon or None
        Ukraine within its internationally recognised borders, lon, lat in EPSG:4326. Without
        it borders and coasts are not known and all but edges counts as front.
    sectors : sequence of Sector
        Sectors whose edges are no front where a source is computed sector by sector.
    tolerance_m : float
        How far from the border a segment still follows it, in metres. Sources draw the border
        at their own scale, so it must be larger than their error and smaller than any front's
        distance that a reader should see.
    stray_m : float
        A stretch that nowhere gets farther from the border than this, and hangs together with no
        front that does, is taken for the border too.
    """

    def __init__(
        self,
        ukraine: shapely.MultiPolygon | None,
        sectors: Sequence[Sector],
        tolerance_m: float = BORDER_TOLERANCE_M,
        stray_m: float = STRAY_M,
    ) -> None:
        self._sector_edges = [_world_box(sector) for sector in sectors]
        self._reach = tolerance_m * units_per_m(_MIDDLE_LATITUDE)
        self._stray = stray_m * units_per_m(_MIDDLE_LATITUDE)
        self._land: shapely.Geometry | None = None
        self._border: shapely.STRtree | None = None
        if ukraine is not None and not ukraine.is_empty:
            self._land = shapely.transform(_without_holes(ukraine), to_world)
            shapely.prepare(self._land)
            self._border = shapely.STRtree(_pieces(self._land))

    def is_front(
        self,
        starts: npt.NDArray[np.int32],
        ends: npt.NDArray[np.int32],
        status: Status,
        *,
        schematic: bool = False,
    ) -> BoolArray:
        """Tell for each segment whether it is front.

        Parameters
        ----------
        starts, ends : array of int, shape (n, 2)
            World units of :mod:`viewer.core.mercator`.
        status : Status
            What the polygons assert; it says on which side of the border they can be.
        schematic : bool
            True when the source is computed sector by sector, so that its polygons end at the
            edges of the sectors.

        Returns
        -------
        array of bool, shape (n,)
        """
        front = ~_on_world_edge(starts, ends)
        if schematic:
            slack = EDGE_TOLERANCE_M * units_per_m(_MIDDLE_LATITUDE)
            for box in self._sector_edges:
                front &= ~_along_box(starts, ends, box, slack)
        todo = np.flatnonzero(front)
        if self._land is not None and len(todo):
            front[todo] = self._inland(starts[todo], ends[todo], status)
        return front

    def _inland(
        self, starts: npt.NDArray[np.int32], ends: npt.NDArray[np.int32], status: Status
    ) -> BoolArray:
        """Whether the segments leave the border, alone or together with their neighbours."""
        both = np.concatenate([starts, ends])
        place, number = distinct(*(column.astype(np.uint64) for column in both.T))
        vertices = both[place]
        first, last = number.astype(np.int64).reshape(2, -1)
        corners = vertices.astype(np.float64)
        inland = ~self._beside(corners, first, last, status, self._reach)
        near = np.flatnonzero(inland)
        near = near[self._beside(corners, first[near], last[near], status, self._stray)]
        far = inland.copy()
        far[near] = False
        # what is near stays only if it hangs together with what is far
        held = np.zeros(len(vertices), dtype=bool)
        held[first[far]] = held[last[far]] = True
        while len(near):
            linked = held[first[near]] | held[last[near]]
            if not linked.any():
                break
            held[first[near[linked]]] = held[last[near[linked]]] = True
            near = near[~linked]
        inland[near] = False
        return inland

    def _beside(
        self,
        corners: npt.NDArray[np.float64],
        first: npt.NDArray[np.int64],
        last: npt.NDArray[np.int64],
        status: Status,
        reach: float,
    ) -> BoolArray:
        """Whether both ends and the middle are near the border or on the wrong side of it."""
        used, place = np.unique(np.concatenate([first, last]), return_inverse=True)
        at_corner = self._off_land(corners[used], status, reach)[place]
        off = at_corner[: len(first)] & at_corner[len(first) :]
        todo = np.flatnonzero(off)
        for share in (0.5, 0.25, 0.75):
            between = corners[first[todo]] * (1.0 - share) + corners[last[todo]] * share
            off[todo] = self._off_land(between, status, reach)
            todo = todo[off[todo]]
        return off

    def _off_land(self, xy: npt.NDArray[np.float64], status: Status, reach: float) -> BoolArray:
        assert self._land is not None
        assert self._border is not None
        off = np.zeros(len(xy), dtype=bool)
        if status in (Status.RU_HELD, Status.UA_HELD_IN_RU):
            inside = shapely.contains_xy(self._land, xy[:, 0], xy[:, 1])
            off = ~inside if status is Status.RU_HELD else inside
        todo = np.flatnonzero(~off)
        near = self._border.query(shapely.points(xy[todo]), "dwithin", distance=reach)[0]
        off[todo[near]] = True
        return off


def _without_holes(land: shapely.MultiPolygon) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([shapely.Polygon(part.exterior) for part in land.geoms])


def _pieces(land: shapely.Geometry) -> npt.NDArray[np.object_]:
    """Cut the outline into short lines, which a tree finds much faster than long ones."""
    lines = []
    for ring in shapely.get_rings(shapely.get_parts(land)):
        xy = shapely.get_coordinates(ring)
        lines += [shapely.LineString(xy[i : i + _PIECE + 1]) for i in range(0, len(xy) - 1, _PIECE)]
    return np.array(lines, dtype=object)


def _world_box(sector: Sector) -> tuple[float, float, float, float]:
    west, south, east, north = sector.bounds_wgs84
    corners = to_world(np.array([[west, north], [east, south]]))
    return corners[0, 0], corners[0, 1], corners[1, 0], corners[1, 1]


def _along_box(
    starts: npt.NDArray[np.int32],
    ends: npt.NDArray[np.int32],
    box: tuple[float, float, float, float],
    slack: float,
) -> BoolArray:
    x0, y0, x1, y1 = box
    along = np.zeros(len(starts), dtype=bool)
    for axis, value, low, high in (
        (0, x0, y0, y1),
        (0, x1, y0, y1),
        (1, y0, x0, x1),
        (1, y1, x0, x1),
    ):
        on = (np.abs(starts[:, axis] - value) <= slack) & (np.abs(ends[:, axis] - value) <= slack)
        for point in (starts[:, 1 - axis], ends[:, 1 - axis]):
            on &= (point >= low - slack) & (point <= high + slack)
        along |= on
    return along


def _on_world_edge(starts: npt.NDArray[np.int32], ends: npt.NDArray[np.int32]) -> BoolArray:
    on = np.zeros(len(starts), dtype=bool)
    for axis in (0, 1):
        for value in (0, WORLD_UNITS):
            at = (np.abs(starts[:, axis] - value) <= _WORLD_EDGE) & (
                np.abs(ends[:, axis] - value) <= _WORLD_EDGE
            )
            on |= at
    return on
