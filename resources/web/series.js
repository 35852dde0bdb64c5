// A packed series: the days of one source and status as arcs that days share.
// Reads the file that viewer/core/packing.py writes; coordinates are Web Mercator, world = 2^30 units.

const MAGIC = "SALIENT1";
const WORLD_BITS = 30;

export const WORLD = 2 ** WORLD_BITS;

// World units of a place.
export function toWorld(lat, lng) {
  const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
  return {
    x: ((lng + 180) / 360) * WORLD,
    y: (0.5 - Math.atanh(sine) / (2 * Math.PI)) * WORLD,
  };
}

export class Series {
  constructor(buffer) {
    const bytes = new Uint8Array(buffer, 0, 8);
    if (String.fromCharCode(...bytes) !== MAGIC) throw new Error("not a packed series");
    const length = new DataView(buffer).getUint32(8, true);
    this.header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 12, length)));
    const array = (name) => {
      const [offset, count] = this.header.arrays[name];
      return new Int32Array(buffer, 12 + length + offset, count);
    };
    this.dayRing = array("day_ring");
    this.ringRef = array("ring_ref");
    this.refs = array("refs");
    this.arcStart = array("arc_start");
    this.arcNodes = array("arc_nodes");
    this.arcFlags = array("arc_flags");
    this.points = array("points");
    this.dayCount = this.header.dates.length;
    this.arcCount = this.arcFlags.length;
    this.boxes = boxesOf(this.arcStart, this.points);
    this.counts = new Int8Array(this.arcCount);
    this.levels = new Map();
  }

  // Begin and end of a day in refs; nothing for -1.
  refRange(day) {
    if (day < 0 || day >= this.dayCount) return [0, 0];
    return [this.ringRef[this.dayRing[day]], this.ringRef[this.dayRing[day + 1]]];
  }

  // Arcs that only one of two days has: the outline of what differs.
  // Calls visit(arc, sign), with 1 for an arc of the first day and -1 for one of the second.
  visitChanged(dayA, dayB, visit) {
    const { refs, counts } = this;
    const touched = [];
    for (const [day, sign] of [[dayA, 1], [dayB, -1]]) {
      const [begin, end] = this.refRange(day);
      for (let i = begin; i < end; i++) {
        if (counts[refs[i]] === 0) touched.push(refs[i]);
        counts[refs[i]] += sign;
      }
    }
    for (const arc of touched) {
      const sign = counts[arc];
      counts[arc] = 0; // an arc may be in the list twice
      if (sign) visit(arc, sign);
    }
  }

  // Whether the place (world units) is inside the polygons of a day, by the even-odd rule.
  contains(day, x, y) {
    const { refs, boxes, arcStart, points } = this;
    const [begin, end] = this.refRange(day);
    let inside = false;
    for (let i = begin; i < end; i++) {
      const arc = refs[i];
      const b = 4 * arc;
      if (boxes[b + 1] > y || boxes[b + 3] < y || boxes[b + 2] < x) continue;
      for (let p = arcStart[arc]; p < arcStart[arc + 1] - 1; p++) {
        const ay = points[2 * p + 1];
        const by = points[2 * p + 3];
        if (ay > y === by > y) continue;
        const ax = points[2 * p];
        if (x < ax + ((points[2 * p + 2] - ax) * (y - ay)) / (by - ay)) inside = !inside;
      }
    }
    return inside;
  }
}

function boxesOf(arcStart, points) {
  const boxes = new Int32Array(4 * Math.max(0, arcStart.length - 1));
  for (let arc = 0; arc + 1 < arcStart.length; arc++) {
    let x0 = 2 ** 31 - 1;
    let y0 = x0;
    let x1 = -x0;
    let y1 = -x0;
    for (let p = arcStart[arc]; p < arcStart[arc + 1]; p++) {
      const x = points[2 * p];
      const y = points[2 * p + 1];
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
    }
    boxes.set([x0, y0, x1, y1], 4 * arc);
  }
  return boxes;
}
