// Looks at a box so that no card lies over it, and keeps it in view while nobody moves the map.

const LEAST_SHARE = 0.5; // of the map that must be left for the box; else cards may cover it
const GAP = 8; // px between box and card
const SAME_PX = 3; // a centre that is off by this was not moved by anybody

/** `cards()` are the rectangles to keep clear of, in px of the window. */
export function createFit(map, cards) {
  let fitted = null;

  function fit(wanted) {
    const { bounds: [w, s, e, n], padding, exact } = wanted;
    const step = map.options.zoomSnap, box = L.latLngBounds([[s, w], [n, e]]);
    if (exact) map.options.zoomSnap = 0;
    const { x, y } = map.getSize(), root = map.getContainer().getBoundingClientRect();
    const covered = exact ? [] : cards().map((card) => [card.left - root.left, card.top - root.top, card.right - root.left, card.bottom - root.top]);
    const room = clearRoom([x, y], covered, padding, (size) => boxSize(box, size));
    fitted = null;
    map.fitBounds(box, {
      paddingTopLeft: [room[0], room[1]], paddingBottomRight: [x - room[2], y - room[3]], animate: false,
    });
    map.options.zoomSnap = step;
    fitted = { wanted, centre: map.getCenter(), zoom: map.getZoom() };
  }

  // Zoom at which the box fits a size, and its own size then.
  function boxSize(box, [wide, high]) {
    const { x, y } = map.getSize();
    const zoom = map.getBoundsZoom(box, false, L.point(x - wide, y - high));
    const a = map.project(box.getNorthWest(), zoom), b = map.project(box.getSouthEast(), zoom);
    return { zoom, wide: b.x - a.x, high: b.y - a.y };
  }

  map.on("moveend", () => {
    if (!fitted) return;
    const away = map.project(map.getCenter()).distanceTo(map.project(fitted.centre));
    if (map.getZoom() !== fitted.zoom || away > SAME_PX) fitted = null;
  });
  map.on("resize", () => { if (fitted) fit(fitted.wanted); });
  return {
    fit,
    /** Look at the same box again, as after cards have grown, if nobody has moved the map. */
    again() { if (fitted) fit(fitted.wanted); },
  };
}

/**
 * The part [left, top, right, bottom] of a map in whose middle a box is largest without meeting a
 * card; the whole map less the padding where there is none.
 */
export function clearRoom([x, y], cards, padding, boxSize) {
  const whole = [padding, padding, x - padding, y - padding];
  const edges = (at, low, high) => [whole[at], ...cards.map((card) => card[(at + 2) % 4] + (at < 2 ? GAP : -GAP))]
    .filter((edge) => edge >= low && edge <= high);
  const sides = [edges(0, padding, x), edges(1, padding, y), edges(2, 0, x - padding), edges(3, 0, y - padding)];
  let best = null;
  for (const left of sides[0]) for (const top of sides[1]) for (const right of sides[2]) for (const bottom of sides[3]) {
    const wide = right - left, high = bottom - top;
    if (wide <= 0 || high <= 0 || wide * high < LEAST_SHARE * (whole[2] - whole[0]) * (whole[3] - whole[1])) continue;
    const off = Math.hypot((left + right - x) / 2, (top + bottom - y) / 2);
    const size = boxSize([wide, high]);
    if (best && (size.zoom < best.zoom || (size.zoom === best.zoom && off >= best.off))) continue;
    const middle = [(left + right) / 2, (top + bottom) / 2];
    const box = [middle[0] - size.wide / 2, middle[1] - size.high / 2, middle[0] + size.wide / 2, middle[1] + size.high / 2];
    if (cards.every((card) => box[0] >= card[2] || box[2] <= card[0] || box[1] >= card[3] || box[3] <= card[1])) {
      best = { zoom: size.zoom, off, room: [left, top, right, bottom] };
    }
  }
  return best?.room ?? whole;
}
