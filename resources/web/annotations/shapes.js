// Geometry of annotations on the map's plane: Web Mercator with the world from 0 to 1, y down.
// Arrows and circles are as viewer/core/annotation_shapes.py makes them.

import { direct } from "./geodesy.js";

export const PLACED = new Set(["point", "text", "circle", "range_ring"]);
export const AREAS = new Set(["polygon", "rectangle"]);
export const ROUND = new Set(["circle", "range_ring"]);

const CIRCLE_STEPS = 128, CURVE_STEPS = 24;
const TAIL = 0.05, NECK = 0.03, HEAD = 0.09, HEAD_LENGTH = 0.2;
const LATITUDE_LIMIT = 85.05112877980659;

export function toPlane([lon, lat]) {
  const sine = Math.sin((Math.max(-LATITUDE_LIMIT, Math.min(LATITUDE_LIMIT, lat)) * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.atanh(sine) / (2 * Math.PI)];
}

export function fromPlane([x, y]) {
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  return [Math.max(-180, Math.min(180, x * 360 - 180)), lat];
}

/** Ring of positions at a distance from a centre; the last is not the first again. */
export function circleRing(centre, radius, steps = CIRCLE_STEPS) {
  return Array.from({ length: steps }, (_, i) => direct(centre, (-360 * i) / steps, radius));
}

/** Middle line of an arrow through points of the plane: see arrow_path in Python. */
export function arrowPath(at, bend) {
  if (at.length === 2) {
    const [[x1, y1], [x2, y2]] = at;
    const control = [(x1 + x2) / 2 + bend * (y2 - y1), (y1 + y2) / 2 - bend * (x2 - x1)];
    return steps(CURVE_STEPS + 1, (t) => [0, 1].map((k) =>
      (1 - t) ** 2 * at[0][k] + 2 * t * (1 - t) * control[k] + t * t * at[1][k]));
  }
  const n = at.length, beyond = (a, b) => [2 * a[0] - b[0], 2 * a[1] - b[1]];
  const padded = [beyond(at[0], at[1]), ...at, beyond(at[n - 1], at[n - 2])];
  const path = [];
  for (let i = 0; i + 1 < n; i++) {
    const [p0, p1, p2, p3] = padded.slice(i, i + 4);
    const curve = (t) => [0, 1].map((k) => 0.5 * (2 * p1[k] + (p2[k] - p0[k]) * t
      + (2 * p0[k] - 5 * p1[k] + 4 * p2[k] - p3[k]) * t * t + (3 * p1[k] - p0[k] - 3 * p2[k] + p3[k]) * t ** 3));
    path.push(...steps(CURVE_STEPS + 1, curve).slice(0, -1));
  }
  return [...path, at[n - 1]];
}

function steps(count, make) {
  return Array.from({ length: count }, (_, i) => make(i / (count - 1)));
}

/** Outline of a tapered arrow around its path; the last point is not the first again. */
export function arrowOutline(at, bend) {
  const path = arrowPath(at, bend);
  const along = [0];
  for (let i = 1; i < path.length; i++) along.push(along[i - 1] + Math.hypot(path[i][0] - path[i - 1][0], path[i][1] - path[i - 1][1]));
  const total = along[along.length - 1];
  if (!(total > 0)) return path;
  const neck = total * (1 - HEAD_LENGTH);
  const next = along.findIndex((way) => way >= neck);
  const share = (neck - along[next - 1]) / (along[next] - along[next - 1]);
  const neckAt = [0, 1].map((k) => path[next - 1][k] + share * (path[next][k] - path[next - 1][k]));
  const body = [...path.slice(0, next), neckAt];
  const shares = [...along.slice(0, next), neck].map((way) => way / neck);
  const left = leftOf([...body, path[path.length - 1]]).slice(0, -1);
  const shifted = (at, by, half) => [at[0] + half * by[0], at[1] + half * by[1]];
  const half = shares.map((part) => total * (TAIL + (NECK - TAIL) * part));
  const last = left[left.length - 1];
  return [
    ...body.map((at, i) => shifted(at, left[i], half[i])),
    shifted(neckAt, last, total * HEAD),
    path[path.length - 1],
    shifted(neckAt, last, -total * HEAD),
    ...body.map((at, i) => shifted(at, left[i], -half[i])).reverse(),
  ];
}

// Unit vectors to the left of a path; y is down, so left of (dx, dy) is (dy, -dx).
function leftOf(path) {
  return path.map((_, i) => {
    const from = path[Math.max(0, i - 1)], to = path[Math.min(path.length - 1, i + 1)];
    const dx = to[0] - from[0], dy = to[1] - from[1], length = Math.max(Math.hypot(dx, dy), 1e-300);
    return [dy / length, -dx / length];
  });
}

/** Lines to draw of an annotation: flat arrays x, y, x, y ... in the plane, closed or not. */
export function outlinesOf({ kind, shape, radius_m: radius, bend }) {
  if (ROUND.has(kind)) return { closed: true, lines: [flat(circleRing(shape, radius).map(toPlane))] };
  if (PLACED.has(kind)) return { closed: false, lines: [] };
  if (AREAS.has(kind)) {
    return { closed: true, lines: shape.flatMap((rings) => rings.map((ring) => flat(ring.slice(0, -1).map(toPlane)))) };
  }
  const line = shape.map(toPlane);
  if (kind === "arrow") return { closed: true, lines: [flat(arrowOutline(line, bend ?? 0))] };
  return { closed: false, lines: [flat(line)] };
}

function flat(points) {
  const numbers = new Float64Array(2 * points.length);
  points.forEach(([x, y], i) => { numbers[2 * i] = x; numbers[2 * i + 1] = y; });
  return numbers;
}

/** Where the words of an annotation go, in the plane. */
export function anchorOf({ kind, shape, radius_m: radius, bend }) {
  if (kind === "range_ring") return toPlane(direct(shape, 0, radius));
  if (PLACED.has(kind)) return toPlane(shape);
  if (AREAS.has(kind)) return centroid(shape[0][0].map(toPlane));
  const line = shape.map(toPlane);
  return middleOf(kind === "arrow" ? arrowPath(line, bend ?? 0) : line);
}

function middleOf(path) {
  const ways = path.slice(1).map((to, i) => Math.hypot(to[0] - path[i][0], to[1] - path[i][1]));
  let left = ways.reduce((sum, way) => sum + way, 0) / 2;
  for (let i = 0; i < ways.length; i++) {
    if (left <= ways[i] && ways[i] > 0) return [0, 1].map((k) => path[i][k] + (left / ways[i]) * (path[i + 1][k] - path[i][k]));
    left -= ways[i];
  }
  return path[0];
}

function centroid(ring) {
  let area = 0, x = 0, y = 0;
  const [ox, oy] = ring[0];
  for (let i = 1; i < ring.length; i++) {
    const ax = ring[i - 1][0] - ox, ay = ring[i - 1][1] - oy, bx = ring[i][0] - ox, by = ring[i][1] - oy;
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return area ? [ox + x / (3 * area), oy + y / (3 * area)] : [ox, oy];
}

/** The shape with every position changed by a function of the plane. */
export function mapped(item, change) {
  const each = (at) => fromPlane(change(toPlane(at)));
  if (PLACED.has(item.kind)) return each(item.shape);
  if (AREAS.has(item.kind)) return item.shape.map((rings) => rings.map((ring) => ring.map(each)));
  return item.shape.map(each);
}

/** Points of a line that matter within a tolerance (Douglas-Peucker), for freehand. */
export function simplified(points, tolerance) {
  const kept = new Uint8Array(points.length);
  kept[0] = kept[points.length - 1] = 1;
  const todo = [[0, points.length - 1]];
  while (todo.length) {
    const [first, last] = todo.pop();
    let worst = tolerance, at = -1;
    for (let i = first + 1; i < last; i++) {
      const away = segmentDistance(points[i], points[first], points[last]);
      if (away > worst) { worst = away; at = i; }
    }
    if (at > 0) {
      kept[at] = 1;
      todo.push([first, at], [at, last]);
    }
  }
  return points.filter((_, i) => kept[i]);
}

/** Distance of a point from a segment, and with `nearest` where it is nearest. */
export function segmentDistance(at, a, b, nearest = null) {
  const dx = b[0] - a[0], dy = b[1] - a[1], square = dx * dx + dy * dy;
  const share = square ? Math.max(0, Math.min(1, ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / square)) : 0;
  const x = a[0] + share * dx, y = a[1] + share * dy;
  if (nearest) { nearest[0] = x; nearest[1] = y; }
  return Math.hypot(at[0] - x, at[1] - y);
}
