// Walks the arcs of a day into a canvas path: rings for the fill, open chains for the front.
// A view is {scale, ox, oy}: device pixel = world unit * scale - origin. A box is [x0, y0, x1, y1].

import { levelOf } from "./lod.js";

const FILL_MARGIN_PX = 2;
const EVERYWHERE = [-Infinity, -Infinity, Infinity, Infinity];
const SMALLEST_RING_PX = 2; // a ring smaller than this would only be a dot of stroke

function worldBox(view, box, margin) {
  return [
    (box[0] - margin + view.ox) / view.scale,
    (box[1] - margin + view.oy) / view.scale,
    (box[2] + margin + view.ox) / view.scale,
    (box[3] + margin + view.oy) / view.scale,
  ];
}

// Sides of the box [x0, y0, x1, y1] beyond which a place lies, as bits.
function sidesOf(x, y, x0, y0, x1, y1) {
  return (x > x1 ? 1 : x < x0 ? 2 : 0) | (y > y1 ? 4 : y < y0 ? 8 : 0);
}

// Adds the rings of a day to the path. Whatever stays wholly beyond one side of the box, arc or part
// of an arc, is replaced by one straight line, which changes nothing inside.
export function traceFill(path, series, day, view, box) {
  const { dayRing, ringRef, refs, boxes, points, arcStart } = series;
  const { scale, ox, oy } = view;
  const level = levelOf(series, scale);
  const [x0, y0, x1, y1] = worldBox(view, box, FILL_MARGIN_PX);
  if (day < 0 || day >= series.dayCount) return;
  for (let ring = dayRing[day]; ring < dayRing[day + 1]; ring++) {
    const firstPoint = arcStart[refs[ringRef[ring]]];
    path.moveTo(points[2 * firstPoint] * scale - ox, points[2 * firstPoint + 1] * scale - oy);
    let beyond = 15; // sides of the box beyond which the pen has stayed since the last line
    let end = -1; // where the pen is, when no line leads there yet
    for (let i = ringRef[ring]; i < ringRef[ring + 1]; i++) {
      const arc = refs[i];
      const b = 4 * arc;
      const sides =
        (boxes[b] > x1 ? 1 : 0) |
        (boxes[b + 2] < x0 ? 2 : 0) |
        (boxes[b + 1] > y1 ? 4 : 0) |
        (boxes[b + 3] < y0 ? 8 : 0);
      if (end >= 0 && !(beyond & sides)) {
        path.lineTo(points[2 * end] * scale - ox, points[2 * end + 1] * scale - oy);
        beyond = 15;
        end = -1;
      }
      if (sides) {
        beyond &= sides;
        end = arcStart[arc + 1] - 1;
        continue;
      }
      level.need(arc);
      const { kept } = level;
      const begin = level.begin[arc];
      const stop = begin + level.count[arc];
      let before = 2 * kept[begin];
      before = sidesOf(points[before], points[before + 1], x0, y0, x1, y1);
      for (let q = begin + 1; q < stop; q++) {
        const p = 2 * kept[q];
        const x = points[p];
        const y = points[p + 1];
        const here = sidesOf(x, y, x0, y0, x1, y1);
        const both = before & here;
        before = here;
        if (end >= 0 && !(beyond & both)) {
          path.lineTo(points[2 * end] * scale - ox, points[2 * end + 1] * scale - oy);
          beyond = 15;
          end = -1;
        }
        if (both) {
          beyond &= both;
          end = kept[q];
        } else {
          path.lineTo(x * scale - ox, y * scale - oy);
        }
      }
    }
    if (end >= 0) path.lineTo(points[2 * end] * scale - ox, points[2 * end + 1] * scale - oy);
    path.closePath();
  }
}

// Adds the front of a day to the path: only what is front and near the box. Parts that follow each
// other become one line; where one begins or ends, its round end is as good as a join.
// dash is null or lengths in device pixels; dashed arcs are drawn whole, or their dashes would move.
export function traceFront(path, series, day, view, box, margin, dash) {
  const { dayRing, ringRef, refs, boxes, arcFlags } = series;
  const level = levelOf(series, view.scale);
  const [x0, y0, x1, y1] = worldBox(view, box, margin);
  if (day < 0 || day >= series.dayCount) return;
  const near = [x0, y0, x1, y1];
  const smallest = SMALLEST_RING_PX / view.scale;
  for (let ring = dayRing[day]; ring < dayRing[day + 1]; ring++) {
    const begin = ringRef[ring];
    const size = ringRef[ring + 1] - begin;
    const only = size === 1 ? 4 * refs[begin] : -1;
    if (only >= 0 && Math.max(boxes[only + 2] - boxes[only], boxes[only + 3] - boxes[only + 1]) < smallest) continue;
    const skip = (i) => {
      const arc = refs[begin + i];
      const b = 4 * arc;
      if (!arcFlags[arc]) return true;
      return boxes[b] > x1 || boxes[b + 2] < x0 || boxes[b + 1] > y1 || boxes[b + 3] < y0;
    };
    // begin behind an arc that is not drawn: then no chain is broken where the ring begins
    let from = 0;
    while (from < size && !skip(from)) from++;
    let joined = false;
    for (let k = 0; k < size; k++) {
      const i = (from + k) % size;
      if (skip(i)) {
        joined = false;
        continue;
      }
      level.need(refs[begin + i]);
      const arc = refs[begin + i];
      if (dash) joined = dashArc(path, series, level, arc, view, joined, dash);
      else joined = lineArc(path, series, level, arc, view, joined, near);
    }
  }
}

// Adds an arc, without what is beyond one side of the box near (null for no box). joined says whether
// the pen is where the arc begins; returns whether it is where the arc ends.
function lineArc(path, series, level, arc, view, joined, near) {
  const { points } = series;
  const { scale, ox, oy } = view;
  const { kept } = level;
  const begin = level.begin[arc];
  const stop = begin + level.count[arc];
  const [x0, y0, x1, y1] = near ?? EVERYWHERE;
  let x = points[2 * kept[begin]];
  let y = points[2 * kept[begin] + 1];
  let before = sidesOf(x, y, x0, y0, x1, y1);
  let drawing = joined;
  for (let q = begin + 1; q < stop; q++) {
    const tx = points[2 * kept[q]];
    const ty = points[2 * kept[q] + 1];
    const here = sidesOf(tx, ty, x0, y0, x1, y1);
    if (before & here) {
      drawing = false;
    } else {
      if (!drawing) path.moveTo(x * scale - ox, y * scale - oy);
      path.lineTo(tx * scale - ox, ty * scale - oy);
      drawing = true;
    }
    x = tx;
    y = ty;
    before = here;
  }
  return drawing;
}

// The pattern is stretched a little so that an arc begins and ends in the middle of a dash. So dashes
// run on from arc to arc, and an arc that changes moves no dash of its neighbours.
function dashArc(path, series, level, arc, view, joined, dash) {
  const { points } = series;
  const { scale, ox, oy } = view;
  const { kept } = level;
  const begin = level.begin[arc];
  const stop = begin + level.count[arc];
  const px = (q) => points[2 * kept[q]] * scale - ox;
  const py = (q) => points[2 * kept[q] + 1] * scale - oy;
  let length = 0;
  for (let q = begin + 1; q < stop; q++) length += Math.hypot(px(q) - px(q - 1), py(q) - py(q - 1));
  const period = dash.reduce((sum, part) => sum + part, 0);
  const repeats = Math.round(length / period);
  if (repeats === 0) {
    return lineArc(path, series, level, arc, view, joined, null);
  }
  const stretch = length / (repeats * period);
  let part = 0;
  let left = (dash[0] * stretch) / 2;
  let x = px(begin);
  let y = py(begin);
  if (!joined) path.moveTo(x, y);
  for (let q = begin + 1; q < stop; q++) {
    const tx = px(q);
    const ty = py(q);
    let way = Math.hypot(tx - x, ty - y);
    while (way > left) {
      x += ((tx - x) * left) / way;
      y += ((ty - y) * left) / way;
      way -= left;
      if (part % 2 === 0) path.lineTo(x, y);
      else path.moveTo(x, y);
      part = (part + 1) % dash.length;
      left = dash[part] * stretch;
    }
    left -= way;
    x = tx;
    y = ty;
    if (part % 2 === 0) path.lineTo(x, y);
  }
  return true;
}
