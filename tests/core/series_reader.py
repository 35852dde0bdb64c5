"""Reads a packed series back into polygons: the other half of viewer.core.packing, for tests."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from viewer.core.mercator import to_lonlat
from viewer.core.series import ARRAYS


class PackedFile:
    """Header and arrays of a ``.series`` file."""

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        assert content[:8] == b"SALIENT1"
        length = struct.unpack("<I", content[8:12])[0]
        self.header: dict[str, Any] = json.loads(content[12 : 12 + length])
        assert length % 4 == 0
        for name in ARRAYS:
            offset, count = self.header["arrays"][name]
            setattr(
                self, name, np.frombuffer(content, "<i4", count=count, offset=12 + length + offset)
            )
        self.points: Any = self.points.reshape(-1, 2)  # type: ignore[has-type]
        self.arc_nodes: Any = self.arc_nodes.reshape(-1, 2)  # type: ignore[has-type]

    def arc(self, number: int) -> Any:
        return self.points[self.arc_start[number] : self.arc_start[number + 1]]

    def rings(self, day: int) -> list[Any]:
        """Closed rings of a day, world units; each arc must begin where the one before ends."""
        rings = []
        for ring in range(self.day_ring[day], self.day_ring[day + 1]):
            arcs = [self.arc(a) for a in self.refs[self.ring_ref[ring] : self.ring_ref[ring + 1]]]
            for before, after in zip(arcs, [*arcs[1:], arcs[0]], strict=True):
                assert (before[-1] == after[0]).all()
            rings.append(np.concatenate([arcs[0][:1], *(arc[1:] for arc in arcs)]))
        return rings

    def polygons(self, day: int) -> Any:
        """Area of a day by the even-odd rule, lon, lat."""
        area = shapely.MultiPolygon()
        for ring in self.rings(day):
            area = area ^ shapely.Polygon(to_lonlat(ring.astype(float)))
        return area
