// Outlines of sectors. A fixed sector is its box; a user's own has `outline`, a list of rings
// [[lon, lat], ...]: outer ones anticlockwise, holes clockwise, edges straight in lon and lat.

import { toWorld } from "./series.js";

const STEP_DEG = 0.1; // a slanting edge is split so often that it stays straight in lon, lat: within 3 m

// Rings of a sector as [lon, lat] pairs; slanting edges are split.
export function ringsOf({ outline, bounds: [w, s, e, n] }) {
  if (!outline) return [[[w, s], [e, s], [e, n], [w, n], [w, s]]];
  return outline.map((ring) => {
    const points = [ring[0]];
    for (let i = 1; i < ring.length; i++) {
      const [x0, y0] = ring[i - 1], [x1, y1] = ring[i];
      const pieces = x0 === x1 ? 1 : Math.max(1, Math.ceil(Math.abs(y1 - y0) / STEP_DEG));
      for (let k = 1; k <= pieces; k++) points.push([x0 + ((x1 - x0) * k) / pieces, y0 + ((y1 - y0) * k) / pieces]);
    }
    return points;
  });
}

// Whether a sector holds a place.
export function holdsPlace({ outline, bounds: [w, s, e, n] }, { lat, lng }) {
  const within = w <= lng && lng <= e && s <= lat && lat <= n;
  if (!within || !outline) return within;
  let inside = false;
  for (const ring of outline) {
    for (let i = 1; i < ring.length; i++) {
      const [x0, y0] = ring[i - 1], [x1, y1] = ring[i];
      if (y0 > lat !== y1 > lat && lng < x0 + ((lat - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
    }
  }
  return inside;
}

// Sectors with outlines as cells, the least opaque first: each holds all sectors of one opacity, and
// where cells overlap the later, more opaque one counts.
export function outlineCells(sectors) {
  const levels = new Map();
  for (const sector of sectors) {
    const opacity = sector.opacity ?? 1;
    const cell = levels.get(opacity) ?? { opacity, boxes: [], rings: [], rectangles: [] };
    levels.set(opacity, cell);
    const [west, south, east, north] = sector.bounds;
    const a = toWorld(north, west), b = toWorld(south, east);
    const box = [a.x, a.y, b.x, b.y];
    cell.boxes.push(box);
    if (sector.outline) {
      cell.rings.push(...ringsOf(sector).map((ring) => ring.map(([lon, lat]) => toWorld(lat, lon))));
    } else cell.rectangles.push(box);
  }
  const cells = [...levels.values()].sort((a, b) => a.opacity - b.opacity);
  for (const cell of cells) {
    cell.box = cell.boxes.reduce((all, box) => [
      Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3]),
    ]);
  }
  return cells;
}

// The ground of a cell as a path in device pixels, to be filled or clipped by the rule "nonzero".
// Sides of boxes are rounded to whole pixels, as those of boxes alone are.
export function cellPath({ rings, rectangles }, { scale, ox, oy }) {
  const path = new Path2D();
  for (const ring of rings) {
    ring.forEach(({ x, y }, at) => {
      if (at) path.lineTo(x * scale - ox, y * scale - oy);
      else path.moveTo(x * scale - ox, y * scale - oy);
    });
    path.closePath();
  }
  for (const box of rectangles) {
    const x0 = Math.round(box[0] * scale - ox), y0 = Math.round(box[1] * scale - oy);
    const x1 = Math.round(box[2] * scale - ox), y1 = Math.round(box[3] * scale - oy);
    path.moveTo(x0, y1); // anticlockwise on the screen too, as outer rings are
    path.lineTo(x1, y1);
    path.lineTo(x1, y0);
    path.lineTo(x0, y0);
    path.closePath();
  }
  return path;
}
