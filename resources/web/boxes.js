// Boxes [x0, y0, x1, y1] in device pixels: what must be drawn again, and where sectors let it show.

import { outlineCells } from "./outline.js";
import { toWorld } from "./series.js";

export function meet(a, b) {
  const box = [
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ];
  return box[0] < box[2] && box[1] < box[3] ? box : null;
}

export const area = (box) => (box[2] - box[0]) * (box[3] - box[1]);

function around(a, b) {
  return [
    Math.min(a[0], b[0]),
    Math.min(a[1], b[1]),
    Math.max(a[2], b[2]),
    Math.max(a[3], b[3]),
  ];
}

// Drawing one more box costs about as much as this many more pixels.
const BOX_PX = 4000;

// Joins boxes where the joined one costs no more than the two; at most `limit` remain.
export function mergeBoxes(boxes, limit) {
  const merged = [];
  for (let box of boxes) {
    for (let i = 0; i < merged.length; i++) {
      const both = around(merged[i], box);
      if (area(both) <= area(merged[i]) + area(box) + BOX_PX) {
        box = both;
        merged.splice(i, 1);
        i = -1; // the larger box may now take in others
      }
    }
    merged.push(box);
  }
  while (merged.length > limit) merged.push(around(merged.pop(), merged.shift()));
  return merged;
}

// Sectors as world boxes that do not overlap, each with its opacity. Where sectors overlap the
// more opaque one counts. With outlines among them cells are outlines too, see there.
export function sectorCells(sectors) {
  if (sectors.some(({ outline }) => outline)) return outlineCells(sectors);
  const boxes = sectors.map((sector) => {
    const [west, south, east, north] = sector.bounds;
    const a = toWorld(north, west);
    const b = toWorld(south, east);
    return { box: [a.x, a.y, b.x, b.y], opacity: sector.opacity ?? 1 };
  });
  const overlap = boxes.some((a, i) => boxes.some((b, j) => i < j && meet(a.box, b.box)));
  if (!overlap) return boxes;
  const edges = (low, high) =>
    [...new Set(boxes.flatMap(({ box }) => [box[low], box[high]]))].sort((a, b) => a - b);
  const xs = edges(0, 2);
  const ys = edges(1, 3);
  const cells = [];
  for (let i = 0; i + 1 < xs.length; i++) {
    for (let j = 0; j + 1 < ys.length; j++) {
      const cell = [xs[i], ys[j], xs[i + 1], ys[j + 1]];
      const over = boxes.filter(({ box }) => meet(box, cell));
      if (over.length) cells.push({ box: cell, opacity: Math.max(...over.map((s) => s.opacity)) });
    }
  }
  return cells;
}

// World box as device pixels. Rounded, so that neighbours share an edge without a seam.
export function pixelBox(box, view) {
  return [
    Math.round(box[0] * view.scale - view.ox),
    Math.round(box[1] * view.scale - view.oy),
    Math.round(box[2] * view.scale - view.ox),
    Math.round(box[3] * view.scale - view.oy),
  ];
}

// World box as device pixels with a margin, grown to whole pixels.
export function dirtyBox(box, view, margin) {
  return [
    Math.floor(box[0] * view.scale - view.ox - margin),
    Math.floor(box[1] * view.scale - view.oy - margin),
    Math.ceil(box[2] * view.scale - view.ox + margin),
    Math.ceil(box[3] * view.scale - view.oy + margin),
  ];
}
