// Ground that changed hands between two days of a series: closed loops of the arcs that only one of
// the days has. What both days share is not in them, so nothing runs along a line that did not move.

import { levelOf } from "./lod.js";

const KEPT = 4096;
const kept = new WeakMap(); // series -> pair of days -> loops

/** Loops [{arcs, box}] round what two days hold differently; an arc below 0 (~arc) runs backwards. */
export function turnedLoops(series, dayA, dayB) {
  let known = kept.get(series);
  if (!known) kept.set(series, known = new Map());
  const [low, high] = dayA < dayB ? [dayA, dayB] : [dayB, dayA];
  const key = (low + 1) * 65536 + high + 1;
  let loops = known.get(key);
  if (!loops) {
    loops = low === high ? [] : makeLoops(series, low, high);
    if (known.size >= KEPT) known.clear();
    known.set(key, loops);
  }
  return loops;
}

// Every node has an even number of changed arcs, so a walk that takes each once comes back.
function makeLoops(series, dayA, dayB) {
  const { arcNodes, boxes } = series;
  const at = new Map(); // node -> ends of arcs there
  const arcs = [];
  series.visitChanged(dayA, dayB, (arc, sign) => {
    if (sign % 2 === 0) return;
    arcs.push(arc);
    for (const [node, end] of [[arcNodes[2 * arc], arc], [arcNodes[2 * arc + 1], ~arc]]) {
      const ends = at.get(node);
      if (ends) ends.push(end);
      else at.set(node, [end]);
    }
  });
  const used = new Set();
  const loops = [];
  for (const first of arcs) {
    if (used.has(first)) continue;
    const loop = [];
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let next = first;
    while (next !== undefined) {
      const arc = next < 0 ? ~next : next;
      used.add(arc);
      loop.push(next);
      for (let side = 0; side < 4; side++) {
        const value = boxes[4 * arc + side];
        box[side] = side < 2 ? Math.min(box[side], value) : Math.max(box[side], value);
      }
      const ends = at.get(arcNodes[2 * arc + (next < 0 ? 0 : 1)]);
      do next = ends.pop(); while (next !== undefined && used.has(next < 0 ? ~next : next));
    }
    loops.push({ arcs: Int32Array.from(loop), box });
  }
  return loops;
}

/** Whether a loop may be seen in a box of device pixels. */
export function meetsBox({ box: [x0, y0, x1, y1] }, { scale, ox, oy }, [left, top, right, bottom]) {
  return x1 * scale - ox >= left && x0 * scale - ox <= right && y1 * scale - oy >= top && y0 * scale - oy <= bottom;
}

/** Adds loops near a box to a path, to be filled even-odd; returns whether there are any. */
export function traceLoops(path, series, loops, view, box) {
  const level = levelOf(series, view.scale);
  const near = [box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2];
  let any = false;
  for (const loop of loops) {
    if (!meetsBox(loop, view, near)) continue;
    any = true;
    traceLoop(path, series, level, loop, view, near);
  }
  return any;
}

// An arc that is wholly beyond one side of the box is one straight line: that changes nothing inside.
function traceLoop(path, series, level, { arcs }, { scale, ox, oy }, [left, top, right, bottom]) {
  const { points, arcStart, boxes } = series;
  const to = (point) => path.lineTo(points[2 * point] * scale - ox, points[2 * point + 1] * scale - oy);
  const start = arcs[0] < 0 ? arcStart[~arcs[0] + 1] - 1 : arcStart[arcs[0]];
  path.moveTo(points[2 * start] * scale - ox, points[2 * start + 1] * scale - oy);
  for (const one of arcs) {
    const arc = one < 0 ? ~one : one, b = 4 * arc;
    if (
      boxes[b] * scale - ox > right || boxes[b + 2] * scale - ox < left ||
      boxes[b + 1] * scale - oy > bottom || boxes[b + 3] * scale - oy < top
    ) {
      to(one < 0 ? arcStart[arc] : arcStart[arc + 1] - 1);
      continue;
    }
    level.need(arc);
    const begin = level.begin[arc], last = begin + level.count[arc] - 1;
    if (one < 0) for (let q = last - 1; q >= begin; q--) to(level.kept[q]);
    else for (let q = begin + 1; q <= last; q++) to(level.kept[q]);
  }
  path.closePath();
}

/** Whether a place in world units changed hands between two days. */
export function turnedAt(series, dayA, dayB, x, y) {
  const { points, arcStart, boxes } = series;
  let inside = false;
  for (const { arcs, box } of turnedLoops(series, dayA, dayB)) {
    if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) continue;
    for (const one of arcs) {
      const arc = one < 0 ? ~one : one;
      if (boxes[4 * arc + 1] > y || boxes[4 * arc + 3] < y || boxes[4 * arc + 2] < x) continue;
      for (let p = arcStart[arc]; p < arcStart[arc + 1] - 1; p++) {
        const ay = points[2 * p + 1], by = points[2 * p + 3];
        if (ay > y === by > y) continue;
        const ax = points[2 * p];
        if (x < ax + ((points[2 * p + 2] - ax) * (y - ay)) / (by - ay)) inside = !inside;
      }
    }
  }
  return inside;
}

/** The last day in (dayA, dayB] on which a place changed hands; -1 when it never did. */
export function lastTurn(series, dayA, dayB, x, y) {
  for (let day = dayB; day > dayA; day--) {
    if (turnedAt(series, day - 1, day, x, y)) return day;
  }
  return -1;
}
