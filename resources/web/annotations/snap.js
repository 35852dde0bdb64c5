// What a position snaps to: fronts, corners and edges of sectors, places, other annotations.

import { fromPlane, segmentDistance, toPlane } from "./shapes.js";

const NEAR_PX = 10;
const POINT_BONUS_PX = 4; // a corner wins over an edge that is this much nearer
const WORLD = 2 ** 30;
const MOST_POINTS = 20000;

/**
 * Finds where a position snaps to. `sources` has `fronts` (the front layer), `sectors()` and
 * `places()`; `layer` draws the annotations.
 */
export function createSnap(map, sources, layer) {
  let kinds = new Set();

  /** The nearest thing to snap to: {at: [lon, lat], kind}, or null. `but` are ids to leave out. */
  function snap(point, but = new Set()) {
    if (!kinds.size) return null;
    const [lon, lat] = lonlat(map.containerPointToLatLng(point));
    const here = toPlane([lon, lat]);
    const scale = 256 * 2 ** map.getZoom(), reach = NEAR_PX / scale;
    let best = null, least = NEAR_PX;
    const offer = (plane, kind, corner, exact = null) => {
      const away = Math.hypot(plane[0] - here[0], plane[1] - here[1]) * scale - (corner ? POINT_BONUS_PX : 0);
      if (away < least && away + (corner ? POINT_BONUS_PX : 0) <= NEAR_PX) {
        least = away;
        best = { at: exact ?? fromPlane(plane), kind };
      }
    };
    const along = (points, kind, closed, corners = true) => {
      const nearest = [0, 0], n = points.length;
      for (let i = 0; i < n; i++) {
        if (corners) offer(points[i], kind, true);
        if (i + 1 === n && !closed) continue;
        segmentDistance(here, points[i], points[(i + 1) % n], nearest);
        offer([...nearest], kind, false);
      }
    };
    if (kinds.has("places")) for (const place of sources.places()) {
      if (Math.abs(place.lon - lon) * scale / 360 < NEAR_PX) offer(toPlane([place.lon, place.lat]), "place", true, [place.lon, place.lat]);
    }
    if (kinds.has("sectors")) for (const { bounds: [w, s, e, n], visible } of sources.sectors()) {
      if (visible) along([[w, s], [e, s], [e, n], [w, n]].map(toPlane), "sector", true);
    }
    if (kinds.has("annotations")) for (const item of layer.hit(point, NEAR_PX)) {
      if (!but.has(item.id)) alongShape(item, offer, along);
    }
    if (kinds.has("fronts")) alongFronts(sources.fronts.drawn({ lat, lng: lon }), here, reach, offer);
    return best;
  }

  return { snap, setKinds(wanted) { kinds = new Set(wanted); } };
}

function alongShape({ kind, shape, lines, closed }, offer, along) {
  const rings = kind === "polygon" || kind === "rectangle" ? shape.flat() : Array.isArray(shape[0]) ? [shape] : [[shape]];
  for (const ring of rings) for (const at of ring) offer(toPlane(at), "annotation", true, at);
  for (const line of lines) {
    const points = [];
    for (let i = 0; i < Math.min(line.length, MOST_POINTS); i += 2) points.push([line[i], line[i + 1]]);
    along(points, "annotation", closed, false); // corners are offered above, exactly
  }
}

// Points and edges of the fronts that are drawn now, within a reach in the plane.
function alongFronts(drawn, here, reach, offer) {
  const x = here[0] * WORLD, y = here[1] * WORLD, far = reach * WORLD, nearest = [0, 0];
  for (const { series, index } of drawn) {
    const { boxes, refs, arcFlags, arcStart, points } = series;
    const [begin, end] = series.refRange(index);
    for (let i = begin; i < end; i++) {
      const arc = refs[i], b = 4 * arc;
      if (!arcFlags[arc] || boxes[b] > x + far || boxes[b + 2] < x - far || boxes[b + 1] > y + far || boxes[b + 3] < y - far) continue;
      for (let p = arcStart[arc]; p < arcStart[arc + 1]; p++) {
        const at = [points[2 * p] / WORLD, points[2 * p + 1] / WORLD];
        offer(at, "front", true);
        if (p + 1 === arcStart[arc + 1]) continue;
        segmentDistance(here, at, [points[2 * p + 2] / WORLD, points[2 * p + 3] / WORLD], nearest);
        offer([...nearest], "front", false);
      }
    }
  }
}

export function lonlat(latlng) {
  return [latlng.lng, latlng.lat];
}
