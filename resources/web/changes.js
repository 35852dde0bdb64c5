// Where two days differ: boxes [x0, y0, x1, y1] in world units outside which they look the same.

// From this many changed arc points on the difference is not worth finding segment by segment.
const MANY_POINTS = 3000;
const KEPT_PAIRS = 8192;

// Boxes by what is drawn at a level of detail, remembered per pair of days.
export function changedSegments(series, dayA, dayB, level) {
  const key = dayA < dayB ? dayB * 65536 + dayA : dayA * 65536 + dayB;
  let boxes = level.changes.get(key);
  if (!boxes) {
    let many = 0;
    series.visitChanged(dayA, dayB, (arc) => {
      many += series.arcStart[arc + 1] - series.arcStart[arc];
    });
    boxes = many > MANY_POINTS ? changedArcs(series, dayA, dayB) : findSegments(series, dayA, dayB, level);
    if (level.changes.size >= KEPT_PAIRS) level.changes.clear();
    level.changes.set(key, boxes);
  }
  return boxes;
}

// Segments that both days draw cancel out, and those that remain are the outline of the difference.
// Segments that touch make one box.
function findSegments(series, dayA, dayB, level) {
  const { points } = series;
  const balance = new Map(); // hash of a segment -> [first point, last point, how often]
  series.visitChanged(dayA, dayB, (arc, sign) => {
    level.need(arc);
    const { kept } = level;
    const stop = level.begin[arc] + level.count[arc] - 1;
    let from = hash(points[2 * kept[level.begin[arc]]], points[2 * kept[level.begin[arc]] + 1]);
    for (let q = level.begin[arc]; q < stop; q++) {
      const to = hash(points[2 * kept[q + 1]], points[2 * kept[q + 1] + 1]);
      const key = (from * 3 + to) % Number.MAX_SAFE_INTEGER;
      const known = balance.get(key);
      if (known) known[4] += sign;
      else balance.set(key, [kept[q], kept[q + 1], from, to, sign]);
      from = to;
    }
  });
  const groups = new Groups();
  for (const [first, last, from, to, count] of balance.values()) {
    if (count === 0) continue;
    groups.join(from, to);
    groups.widen(from, points[2 * first], points[2 * first + 1]);
    groups.widen(from, points[2 * last], points[2 * last + 1]);
  }
  return groups.boxes();
}

// Compares neighbouring days ahead of time until the deadline; returns whether all are done.
export function compareDays(series, level, timeLeft) {
  const last = Math.min(series.dayCount, KEPT_PAIRS >> 1) - 1;
  while (level.compared < last) {
    if (timeLeft() < 2) return false;
    changedSegments(series, level.compared, ++level.compared, level);
  }
  return true;
}

// Boxes by whole arcs, for lines whose pattern changes along all of an arc when a part of it does.
export function changedArcs(series, dayA, dayB) {
  const { arcNodes, boxes } = series;
  const groups = new Groups();
  series.visitChanged(dayA, dayB, (arc) => {
    groups.join(arcNodes[2 * arc], arcNodes[2 * arc + 1]);
    groups.widen(arcNodes[2 * arc], boxes[4 * arc], boxes[4 * arc + 1]);
    groups.widen(arcNodes[2 * arc], boxes[4 * arc + 2], boxes[4 * arc + 3]);
  });
  return groups.boxes();
}

// A whole number below 2^50 for a place; two places that differ have the same one hardly ever.
function hash(x, y) {
  let a = Math.imul(x ^ (y >>> 15), 0x2c1b3c6d);
  a = Math.imul(a ^ (a >>> 13) ^ y, 0x297a2d39);
  let b = Math.imul(y ^ (x >>> 13), 0x165667b1);
  b = Math.imul(b ^ (b >>> 16) ^ x, 0x27d4eb2f);
  return (a >>> 0) + ((b >>> 14) & 0x3ffff) * 4294967296;
}

// Nodes joined into groups, each with a box.
class Groups {
  constructor() {
    this.parent = new Map();
    this.byRoot = new Map();
  }

  root(node) {
    let at = node;
    for (let up = this.parent.get(at); up !== undefined && up !== at; up = this.parent.get(at)) {
      at = up;
    }
    this.parent.set(node, at);
    return at;
  }

  join(a, b) {
    const from = this.root(a);
    const to = this.root(b);
    if (from === to) return;
    this.parent.set(from, to);
    const box = this.byRoot.get(from);
    if (!box) return;
    this.byRoot.delete(from);
    this.grow(to, box[0], box[1]);
    this.grow(to, box[2], box[3]);
  }

  widen(node, x, y) {
    this.grow(this.root(node), x, y);
  }

  grow(root, x, y) {
    const box = this.byRoot.get(root);
    if (!box) {
      this.byRoot.set(root, [x, y, x, y]);
      return;
    }
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }

  boxes() {
    return [...this.byRoot.values()];
  }
}
