// Handles of the selected annotation: where they are, and what the shape is after one was dragged.

import { direct, inverse } from "./geodesy.js";
import { arrowPath, AREAS, fromPlane, mapped, PLACED, ROUND, toPlane } from "./shapes.js";

const MOST_VERTICES = 300;
const TURN_PX = 30;

/** Handles [{kind, point, ...}] of annotations in pixels; `at` gives the pixels of a position. */
export function handlesOf(items, at) {
  const handles = items.length === 1 ? ownHandles(items[0], at) : [];
  if (items.some((item) => !PLACED.has(item.kind)) || items.length > 1) {
    const box = pixelBox(items, at);
    if (box) {
      const point = L.point((box[0] + box[2]) / 2, box[1] - TURN_PX);
      const centre = L.point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
      handles.push({ kind: "turn", point, centre, foot: L.point(point.x, box[1]) });
    }
  }
  return handles;
}

function ownHandles(item, at) {
  const { kind, shape } = item;
  if (ROUND.has(kind)) return [{ kind: "knob", role: "radius", point: at(direct(shape, 90, item.radius_m)) }];
  if (PLACED.has(kind)) return [];
  const rings = AREAS.has(kind) ? shape.flatMap((polygon, p) => polygon.map((ring, r) => ({ ring, path: [p, r], closed: true }))) : [{ ring: shape, path: [], closed: false }];
  if (rings.reduce((sum, { ring }) => sum + ring.length, 0) > MOST_VERTICES) return [];
  const handles = [];
  for (const { ring, path, closed } of rings) {
    const count = closed ? ring.length - 1 : ring.length;
    for (let i = 0; i + (closed ? 0 : 1) < count && kind !== "rectangle"; i++) {
      const a = at(ring[i]), b = at(ring[i + 1]);
      const bent = kind === "arrow" && ring.length === 2;
      if (!bent && a.distanceTo(b) > 26) handles.push({ kind: "middle", role: "insert", path, index: i + 1, point: a.add(b).divideBy(2), size: 7 });
    }
    for (let i = 0; i < count; i++) handles.push({ kind: "vertex", role: kind === "rectangle" ? "corner" : "vertex", path, index: i, point: at(ring[i]) });
  }
  if (kind === "arrow" && shape.length === 2) {
    const path = arrowPath(shape.map(toPlane), item.bend);
    handles.push({ kind: "knob", role: "bend", point: at(fromPlane(path[Math.floor(path.length / 2)])) });
  }
  return handles;
}

/** What is different after a handle was dragged to a position. */
export function dragged(item, handle, to) {
  switch (handle.role) {
    case "radius": return { radius_m: Math.max(1, Math.min(5e6, inverse(item.shape, to).m)) };
    case "bend": return { bend: bendAt(item.shape.map(toPlane), toPlane(to)) };
    case "corner": return { shape: [[cornered(item.shape[0][0], handle.index, to)]] };
    case "insert": return { shape: changedRing(item, handle.path, (ring) => [...ring.slice(0, handle.index), to, ...ring.slice(handle.index)]) };
    default: return { shape: changedRing(item, handle.path, (ring, closed) => {
      const made = ring.slice();
      made[handle.index] = to;
      if (closed && handle.index === 0) made[made.length - 1] = to;
      return made;
    }) };
  }
}

/** What is different without a vertex; null when the shape needs it. */
export function without(item, { path, index }) {
  const ring = path.length ? item.shape[path[0]][path[1]] : item.shape;
  if (item.kind === "rectangle" || ring.length <= (path.length ? 4 : 2)) return null;
  return { shape: changedRing(item, path, (old, closed) => {
    const made = old.filter((_, i) => i !== index);
    if (closed && index === 0) made[made.length - 1] = made[0];
    return made;
  }) };
}

function changedRing(item, path, change) {
  if (!path.length) return change(item.shape, false);
  return item.shape.map((polygon, p) => polygon.map((ring, r) => (p === path[0] && r === path[1] ? change(ring, true) : ring)));
}

function bendAt([a, b], at) {
  const wx = b[0] - a[0], wy = b[1] - a[1], square = wx * wx + wy * wy;
  if (!square) return 0;
  const dx = at[0] - (a[0] + b[0]) / 2, dy = at[1] - (a[1] + b[1]) / 2;
  const bend = (2 * (dx * wy - dy * wx)) / square; // the curve's middle lies at half the bend
  return Math.abs(bend) < 0.02 ? 0 : Math.max(-1, Math.min(1, bend));
}

// A rectangle stays one, turned or not: the corner opposite stays where it is.
function cornered(ring, index, to) {
  const plane = ring.slice(0, 4).map(toPlane), fixed = plane[(index + 2) % 4], old = plane[index];
  const next = plane[(index + 1) % 4], wx = next[0] - old[0], wy = next[1] - old[1], length = Math.hypot(wx, wy) || 1;
  const u = [wx / length, wy / length], v = [-u[1], u[0]], target = toPlane(to);
  const dx = target[0] - fixed[0], dy = target[1] - fixed[1];
  const along = dx * u[0] + dy * u[1], across = dx * v[0] + dy * v[1];
  const made = plane.slice();
  made[index] = target;
  made[(index + 1) % 4] = [fixed[0] + across * v[0], fixed[1] + across * v[1]];
  made[(index + 3) % 4] = [fixed[0] + along * u[0], fixed[1] + along * u[1]];
  const back = made.map((at, i) => (i === (index + 2) % 4 ? ring[i] : fromPlane(at)));
  return [...back, back[0]];
}

/** The shape moved by a way in the plane. */
export function movedBy(item, dx, dy) {
  return mapped(item, ([x, y]) => [x + dx, y + dy]);
}

/** The shape turned clockwise by radians around a point of the plane. */
export function turnedBy(item, angle, [cx, cy]) {
  const cosine = Math.cos(angle), sine = Math.sin(angle);
  return mapped(item, ([x, y]) => [cx + (x - cx) * cosine - (y - cy) * sine, cy + (x - cx) * sine + (y - cy) * cosine]);
}

/** Box of annotations in pixels, without their words. */
export function pixelBox(items, at) {
  let box = null;
  for (const { box: [x0, y0, x1, y1] } of items) {
    const a = at(fromPlane([x0, y0])), b = at(fromPlane([x1, y1]));
    box = box ? [Math.min(box[0], a.x), Math.min(box[1], a.y), Math.max(box[2], b.x), Math.max(box[3], b.y)] : [a.x, a.y, b.x, b.y];
  }
  return box;
}
