"""On which days of a packed series a position lies in held ground: even-odd, from its arcs.

Days share most of their arcs, so each arc is asked once per position and a day is a sum.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from viewer.core.annotations import Position
from viewer.core.mercator import to_world
from viewer.core.series import read_header
from viewer.errors import ViewerError

BoolArray = npt.NDArray[np.bool_]
_IntArray = npt.NDArray[np.int32]


def held_at(path: Path, positions: Sequence[Position]) -> BoolArray:
    """Say for each position and day whether the position lies in the polygons of that day.

    Parameters
    ----------
    path : Path
        A packed series.
    positions : sequence of (lon, lat)
        Degrees, EPSG:4326.

    Returns
    -------
    array of bool, shape (positions, days)
        In the order of the positions and of the header's dates.

    Raises
    ------
    ViewerError
        When the series cannot be read or is damaged.
    """
    days = len(read_header(path).dates)
    if not positions:
        return np.zeros((0, days), dtype=np.bool_)
    try:
        arrays = _arrays(path)
        at = to_world(np.array(positions, dtype=np.float64))
        return np.stack([_held_days(arrays, x, y) for x, y in at])
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise ViewerError(
            f"The packed series {path} cannot be read.",
            "Delete the file; Salient makes it again from the archive.",
            repr(error),
        ) from error


def _arrays(path: Path) -> dict[str, _IntArray]:
    content = path.read_bytes()
    start = 12 + struct.unpack("<I", content[8:12])[0]
    places = json.loads(content[12:start])["arrays"]
    return {
        name: np.frombuffer(content, "<i4", count=count, offset=start + offset)
        for name, (offset, count) in places.items()
    }


def _held_days(arrays: dict[str, _IntArray], x: float, y: float) -> BoolArray:
    starts = arrays["arc_start"]
    px, py = arrays["points"][0::2], arrays["points"][1::2]
    above = py > y
    edges = np.flatnonzero(above[1:] != above[:-1])
    arc = np.searchsorted(starts, edges, side="right") - 1
    inside = edges + 1 < starts[arc + 1]  # the next point begins another arc
    edges, arc = edges[inside], arc[inside]
    x1, y1 = px[edges].astype(np.float64), py[edges].astype(np.float64)
    x2, y2 = px[edges + 1], py[edges + 1]
    crossed = x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    odd = np.bincount(arc[crossed], minlength=len(starts) - 1) & 1
    total = np.concatenate(([0], np.cumsum(odd[arrays["refs"]])))
    by_day = total[arrays["ring_ref"][arrays["day_ring"]]]
    held: BoolArray = (np.diff(by_day) & 1).astype(np.bool_)
    return held
