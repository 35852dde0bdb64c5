// Draws ground by what became of it: gained and lost between two days, its age, two sources apart.
// A part says what is drawn; its `days` are the snapshots it depends on, so that a step draws only
// what may look different.

import { area, dirtyBox, meet, mergeBoxes } from "./boxes.js";
import { changedArcs, changedSegments } from "./changes.js";
import { FrontLayer, areaOf, dashOf, marginOf } from "./fronts.js";
import { fillOf } from "./hatch.js";
import { levelOf } from "./lod.js";
import { traceFill } from "./trace.js";
import { meetsBox, traceLoops, turnedLoops } from "./turned.js";
import { drawsNothing } from "./uniform.js";

const MOST_BOXES = 16;
const WHOLE_FROM = 0.6; // share of the canvas from which one whole redraw is cheaper
const MANY_DAYS = 60; // a trace that jumps farther is drawn whole
const STROKE_PX = 6; // no line of a part is wider

/**
 * A layer for parts:
 * - change: `days` [before, after] of one series; styles kept, gained, lost, before, after
 * - age: `days` [now], `first`, `last`, `colours` (index of snapshot -> colour), styles plain, lost, line
 * - difference: `days` of two series; styles agreed, only_x, only_y, line_x, line_y
 * - line: `days` [one]; style line
 * Each day is [id of series, index of snapshot].
 */
export const GroundLayer = FrontLayer.extend({
  initialize(options) {
    FrontLayer.prototype.initialize.call(this, options);
    this._parts = [];
  },

  setParts(parts) {
    const before = this._parts;
    this._parts = parts;
    if (!this._ctx || this._scaled) return;
    if (frameOf(before) !== frameOf(parts)) {
      this._setView(this._view);
      this._redraw();
      return;
    }
    const boxes = parts.flatMap((part, at) => this._changed(before[at], part));
    const merged = mergeBoxes(boxes, MOST_BOXES);
    if (areaOf(merged) > WHOLE_FROM * area(this._whole)) {
      this._redraw();
      return;
    }
    this.counts.partial++;
    for (const box of merged) this._draw(box);
  },

  // Boxes in which a part may look different from what it was.
  _changed(before, part) {
    const view = this._view, boxes = [];
    part.days.forEach(([id, to], at) => {
      const dashed = LINES[part.kind].some(([day, style]) => day === at && dashOf(part.styles[style], 1));
      const from = before.days[at][1], series = this._series.get(id);
      if (!series || from === to) return;
      if (part.kind === "age" && Math.abs(from - to) > MANY_DAYS) boxes.push(this._whole);
      for (const [day, next] of part.kind === "age" ? daysBetween(from, to).slice(0, MANY_DAYS) : [[from, to]]) {
        const found = dashed ? changedArcs(series, day, next) : changedSegments(series, day, next, levelOf(series, view.scale));
        for (const box of found) {
          const seen = meet(dirtyBox(box, view, marginOf({ width: STROKE_PX }, view)), this._whole);
          if (seen && this._inSectors(seen)) boxes.push(seen);
        }
      }
    });
    return boxes;
  },

  _setView(view) {
    this._view = view;
    this._fills = this._parts.map(({ styles }) => {
      return Object.fromEntries(Object.entries(styles).map(([name, style]) => [name, fillOf(this._ctx, style, view)]));
    });
  },

  _isEmpty(box) {
    return !this._inSectors(box) || this._parts.every((part) => this._drawsNothing(part, box));
  },

  _drawsNothing(part, box) {
    const margin = marginOf({ width: STROKE_PX }, this._view);
    const still = part.days.every(([id, index]) => {
      const series = this._series.get(id);
      return !series || index < 0 || drawsNothing(series, index, box, this._view, margin);
    });
    if (!still || part.kind !== "age") return still;
    return !this._ageLoops(part).some(([, loops]) => loops.some((loop) => meetsBox(loop, this._view, box)));
  },

  // Beside the picture one of the same size, to put a part together on.
  _pen(box) {
    const { width, height } = this._canvas;
    if (this._sheet?.width !== width || this._sheet.height !== height) {
      this._sheet = new OffscreenCanvas(width, height);
    }
    const pen = this._sheet.getContext("2d");
    pen.save();
    pen.beginPath();
    pen.rect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    pen.clip();
    return pen;
  },

  _put(box) {
    const wide = box[2] - box[0], high = box[3] - box[1];
    this._ctx.drawImage(this._sheet, box[0], box[1], wide, high, box[0], box[1], wide, high);
  },

  _drawClipped(box, opacity) {
    const ctx = this._ctx;
    const [x0, y0, x1, y1] = meet(box, this._whole) ?? [0, 0, 0, 0];
    if (x1 <= x0) return;
    const seen = [x0, y0, x1, y1];
    ctx.save();
    ctx.beginPath();
    ctx.rect(x0, y0, x1 - x0, y1 - y0);
    ctx.clip();
    this._parts.forEach((part, at) => {
      if (part.days.some(([id]) => !this._series.has(id))) return;
      ctx.globalAlpha = opacity * (part.opacity ?? 1);
      DRAW[part.kind]?.call(this, part, this._fills[at], seen);
      LINES[part.kind].forEach(([day, style]) => {
        const [id, index] = part.days[day];
        if (index >= 0) this._drawSeries(this._series.get(id), index, part.styles[style], null, seen);
      });
    });
    ctx.restore();
  },

  _fillOf(id, index, box) {
    const path = new Path2D();
    if (index >= 0) traceFill(path, this._series.get(id), index, this._view, box);
    return path;
  },

  // Fills the meeting, or for `without` the difference, of two areas.
  _fillBoth(box, one, other, fill, without = false) {
    if (!fill) return;
    const ctx = this._ctx;
    ctx.save();
    ctx.clip(without ? outside(other, box) : other, "evenodd");
    ctx.fillStyle = fill;
    ctx.fill(one, "evenodd");
    ctx.restore();
  },

  _ageLoops({ days: [[id]], first, last }) {
    const series = this._series.get(id), found = [];
    for (let day = first + 1; series && day <= last; day++) {
      const loops = turnedLoops(series, day - 1, day);
      if (loops.length) found.push([day, loops]);
    }
    return found;
  },
});

// Pairs of neighbouring days from one to another: a trace holds all of them, even what turned back.
function daysBetween(from, to) {
  const low = Math.min(from, to);
  return Array.from({ length: Math.abs(from - to) }, (_, at) => [low + at, low + at + 1]);
}

// What of a box is not in an area.
function outside(path, [x0, y0, x1, y1]) {
  const rest = new Path2D();
  rest.rect(x0 - 9, y0 - 9, x1 - x0 + 18, y1 - y0 + 18);
  rest.addPath(path);
  return rest;
}

// What decides how all of a part is drawn; where this differs everything is drawn anew.
function frameOf(parts) {
  return JSON.stringify(parts.map((part) => [
    part.kind, part.opacity, part.styles, part.first, part.colours, part.days.map(([id]) => id),
  ]));
}

const LINES = {
  change: [[0, "before"], [1, "after"]],
  age: [[0, "line"]],
  difference: [[1, "line_y"], [0, "line_x"]],
  line: [[0, "line"]],
};

const DRAW = {
  change({ days: [[id, from], [, to]] }, fills, box) {
    const series = this._series.get(id);
    const turned = new Path2D();
    const any = traceLoops(turned, series, turnedLoops(series, from, to), this._view, box);
    const before = this._fillOf(id, from, box);
    this._fillBoth(box, before, turned, fills.kept, true);
    if (!any) return;
    this._fillBoth(box, turned, this._fillOf(id, to, box), fills.gained);
    this._fillBoth(box, turned, before, fills.lost);
  },

  // Paints what turned day after day, so that the last change is seen; then marks what is not held.
  age(part, fills, box) {
    const [id, now] = part.days[0], series = this._series.get(id);
    const pen = this._pen(box);
    pen.clearRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    let any = false;
    for (const [day, loops] of this._ageLoops(part)) {
      const path = new Path2D();
      if (!traceLoops(path, series, loops, this._view, box)) continue;
      any = true;
      pen.fillStyle = pen.strokeStyle = part.colours[day - part.first];
      pen.lineWidth = 0.5 * this._view.ratio; // without it the ground would shine through between two days
      pen.fill(path, "evenodd");
      pen.stroke(path);
    }
    const held = this._fillOf(id, now, box);
    if (any && fills.lost) {
      pen.globalCompositeOperation = "source-atop";
      pen.fillStyle = fills.lost;
      pen.fill(outside(held, box), "evenodd");
    }
    pen.globalCompositeOperation = "destination-over";
    pen.fillStyle = fills.plain;
    pen.fill(held, "evenodd");
    pen.restore();
    this._put(box);
  },

  difference({ days: [[x, indexX], [y, indexY]] }, fills, box) {
    const inX = this._fillOf(x, indexX, box), inY = this._fillOf(y, indexY, box);
    this._fillBoth(box, inX, inY, fills.agreed);
    this._fillBoth(box, inX, inY, fills.only_x, true);
    this._fillBoth(box, inY, inX, fills.only_y, true);
  },
};
