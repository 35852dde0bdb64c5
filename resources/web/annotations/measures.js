// Words that say how long, how large and in which direction, while something is drawn.

import { areaKm2, areaText, bearingText, inverse, lengthM, lengthText } from "./geodesy.js";

const LEAST_PX = 64; // a shorter segment has no words of its own
const MOST_SEGMENTS = 30;

/** Lines for the words beside the pointer. */
export function tipOf({ kind, shape, radius_m: radius }) {
  if (kind === "circle" || kind === "range_ring") {
    return [`Radius ${lengthText(radius)}`, `Area ${areaText(discKm2(radius))}`];
  }
  if (kind === "polygon" || kind === "rectangle") {
    const ring = shape[0][0];
    const area = shape.reduce((sum, [outer, ...holes]) => sum + areaKm2(outer) - holes.reduce((s, hole) => s + areaKm2(hole), 0), 0);
    const sides = kind === "rectangle" ? `${lengthText(inverse(ring[0], ring[1]).m)} × ${lengthText(inverse(ring[1], ring[2]).m)}` : `Round ${lengthText(lengthM(ring))}`;
    return [`Area ${areaText(area)}`, sides];
  }
  if (!Array.isArray(shape[0])) return [];
  if (shape.length < 2) return [];
  const last = inverse(shape[shape.length - 2], shape[shape.length - 1]);
  const whole = `Length ${lengthText(lengthM(shape))}`;
  if (kind === "freehand") return [whole];
  const leg = `${lengthText(last.m)} towards ${bearingText(last.degrees)}`;
  return shape.length > 2 ? [whole, `Last ${leg}`] : [leg];
}

/** Words on each segment of a line: [{point, text}]; `at` gives the pixels of a position. */
export function segmentLabels(line, at) {
  if (line.length > MOST_SEGMENTS + 1) return [];
  const labels = [];
  for (let i = 1; i < line.length; i++) {
    const a = at(line[i - 1]), b = at(line[i]);
    if (a.distanceTo(b) < LEAST_PX) continue;
    labels.push({ point: a.add(b).divideBy(2), text: lengthText(inverse(line[i - 1], line[i]).m) });
  }
  return labels;
}

// Of a disc on the ground: the curvature of the earth counts from some hundred kilometres on.
function discKm2(radius) {
  const sphere = 6371.0072;
  return 2 * Math.PI * sphere * sphere * (1 - Math.cos(radius / 1000 / sphere));
}
