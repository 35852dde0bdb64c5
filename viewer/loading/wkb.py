"""Well-known binary of polygons that are at hand as arrays."""

from __future__ import annotations

import struct

import numpy as np

from viewer.loading.rings import Rings

_MULTIPOLYGON = struct.Struct("<BII")
_COUNT = struct.Struct("<I")
_MULTIPOLYGON_TYPE, _POLYGON_TYPE = 6, 3
_POINT_BYTES = 16


def wkb_of_rings(rings: Rings) -> bytes:
    """Write a MultiPolygon, byte for byte as GEOS does.

    Parameters
    ----------
    rings : Rings
        Every ring ends where it begins.

    Returns
    -------
    bytes
        Little endian, two dimensions.
    """
    numbers = memoryview(np.ascontiguousarray(rings.xy, dtype="<f8").tobytes())
    ring_ends = rings.ring_ends.tolist()
    parts: list[bytes | memoryview] = [
        _MULTIPOLYGON.pack(1, _MULTIPOLYGON_TYPE, len(rings.polygon_ends))
    ]
    begin = first = 0
    for last in rings.polygon_ends.tolist():
        parts.append(_MULTIPOLYGON.pack(1, _POLYGON_TYPE, last - first))
        for end in ring_ends[first:last]:
            parts.append(_COUNT.pack(end - begin))
            parts.append(numbers[_POINT_BYTES * begin : _POINT_BYTES * end])
            begin = end
        first = last
    return b"".join(parts)
