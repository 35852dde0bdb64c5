// Level of detail: the points of an arc that matter at one scale (Douglas-Peucker, half a pixel).
// Made when an arc is first drawn at that scale, then kept. Ends always stay, so arcs still meet.

const KEPT_LEVELS = 4;
const TOLERANCE_PX = 0.5;

// The level for a scale (pixels per world unit): equal for all scales between two powers of two.
export function levelOf(series, scale) {
  const step = Math.ceil(Math.log2(scale) - 1e-9);
  let level = series.levels.get(step);
  if (level) {
    series.levels.delete(step); // to the end: the oldest goes first
  } else {
    level = new Level(series, TOLERANCE_PX / 2 ** step);
    if (series.levels.size >= KEPT_LEVELS) {
      series.levels.delete(series.levels.keys().next().value);
    }
  }
  series.levels.set(step, level);
  return level;
}

class Level {
  constructor(series, tolerance) {
    this.series = series;
    this.square = tolerance * tolerance;
    this.begin = new Int32Array(series.arcCount).fill(-1);
    this.count = new Int32Array(series.arcCount);
    this.kept = new Int32Array(1024); // numbers of points, arc after arc
    this.used = 0;
    this.warmed = 0;
    this.mark = new Uint8Array(256);
    this.changes = new Map(); // of changes.js: where pairs of days differ
    this.compared = 0; // neighbouring days compared in idle time so far
  }

  // Makes sure that arc has its points: kept[begin[arc] .. begin[arc] + count[arc]].
  need(arc) {
    if (this.begin[arc] < 0) this.simplify(arc);
  }

  // Simplifies arcs never drawn so far until the deadline; returns whether all are done.
  warm(timeLeft) {
    while (this.warmed < this.series.arcCount) {
      if ((this.warmed & 31) === 0 && timeLeft() < 2) return false;
      this.need(this.warmed++);
    }
    return true;
  }

  simplify(arc) {
    const { arcStart, points } = this.series;
    const start = arcStart[arc];
    const n = arcStart[arc + 1] - start;
    if (this.mark.length < n) this.mark = new Uint8Array(2 * n);
    const mark = this.mark;
    mark.fill(0, 0, n);
    mark[0] = mark[n - 1] = 1;
    let count = 2;
    const todo = [0, n - 1];
    while (todo.length) {
      const last = todo.pop();
      const first = todo.pop();
      const far = farthest(points, start, first, last, this.square);
      if (far < 0) continue;
      mark[far] = 1;
      count++;
      todo.push(first, far, far, last);
    }
    if (this.used + count > this.kept.length) {
      const larger = new Int32Array(2 * this.kept.length + count);
      larger.set(this.kept);
      this.kept = larger;
    }
    this.begin[arc] = this.used;
    this.count[arc] = count;
    for (let i = 0; i < n; i++) if (mark[i]) this.kept[this.used++] = start + i;
  }
}

// The point between first and last that lies farthest from their line, if farther than allowed.
function farthest(points, start, first, last, square) {
  const ax = points[2 * (start + first)];
  const ay = points[2 * (start + first) + 1];
  const dx = points[2 * (start + last)] - ax;
  const dy = points[2 * (start + last) + 1] - ay;
  const length = dx * dx + dy * dy;
  let worst = square;
  let at = -1;
  for (let i = first + 1; i < last; i++) {
    let x = points[2 * (start + i)] - ax;
    let y = points[2 * (start + i) + 1] - ay;
    if (length > 0) {
      const along = Math.max(0, Math.min(1, (x * dx + y * dy) / length));
      x -= along * dx;
      y -= along * dy;
    }
    const distance = x * x + y * y;
    if (distance > worst) {
      worst = distance;
      at = i;
    }
  }
  return at;
}
