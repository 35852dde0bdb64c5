"""The lines of the basemap as numbers that the page draws without reading text.

A level of ``map.json`` tells how many points each ring and line has; a file beside it holds the
points of all of them one after the other: little endian int32 x, y in Web Mercator with the world
2^30 units wide (0.04 m), y down.
"""

from __future__ import annotations

from typing import Any

import numpy as np

WORLD = 2**30
AREAS, LINES = ("land", "lakes"), ("borders",)


def to_world(flat: list[float]) -> Any:
    """Return lon, lat, lon, lat, ... in degrees as int32 x, y, x, y, ... in world units."""
    points = np.array(flat, dtype=float).reshape(-1, 2)
    sine = np.sin(np.radians(points[:, 1]))
    x = points[:, 0] / 360 + 0.5
    y = 0.5 - np.arctanh(sine) / (2 * np.pi)
    return np.round(np.stack([x, y], axis=1) * WORLD).astype("<i4").ravel()


def to_degrees(numbers: Any) -> list[float]:
    """Return the reverse of `to_world`, good to 2e-7 degrees."""
    points = numbers.reshape(-1, 2) / WORLD
    lon = (points[:, 0] - 0.5) * 360
    lat = np.degrees(np.arcsin(np.tanh((0.5 - points[:, 1]) * 2 * np.pi)))
    degrees: list[float] = np.stack([lon, lat], axis=1).ravel().tolist()
    return degrees


def pack_level(level: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Take the points out of a level.

    Parameters
    ----------
    level : dict
        ``max_zoom``; ``land`` and ``lakes``, each a list of polygons, each a list of rings;
        ``borders``, a list of lines; ``rivers`` with ``line`` and more. Rings and lines are
        lon, lat, lon, lat, ...

    Returns
    -------
    dict, bytes
        The level with the number of points in the place of each ring and line; and the points.
    """
    parts: list[Any] = []

    def taken(flat: list[float]) -> int:
        parts.append(to_world(flat))
        return len(flat) // 2

    sizes: dict[str, Any] = {"max_zoom": level["max_zoom"]}
    for name in AREAS:
        sizes[name] = [[taken(ring) for ring in polygon] for polygon in level[name]]
    for name in LINES:
        sizes[name] = [taken(line) for line in level[name]]
    sizes["rivers"] = [{**river, "line": taken(river["line"])} for river in level["rivers"]]
    return sizes, np.concatenate(parts).tobytes()


def unpack_level(sizes: dict[str, Any], numbers: bytes) -> dict[str, Any]:
    """Return the reverse of `pack_level`."""
    left = np.frombuffer(numbers, dtype="<i4")

    def given(count: int) -> list[float]:
        nonlocal left
        taken, left = left[: 2 * count], left[2 * count :]
        return to_degrees(taken)

    level: dict[str, Any] = {"max_zoom": sizes["max_zoom"]}
    for name in AREAS:
        level[name] = [[given(ring) for ring in polygon] for polygon in sizes[name]]
    for name in LINES:
        level[name] = [given(line) for line in sizes[name]]
    level["rivers"] = [{**river, "line": given(river["line"])} for river in sizes["rivers"]]
    if left.size:
        raise ValueError(f"{left.size} numbers more than the level tells")
    return level
