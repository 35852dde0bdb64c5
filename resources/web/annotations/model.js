// The annotations that the page was told of, found fast by place and by date.

import { anchorOf, outlinesOf, toPlane, PLACED } from "./shapes.js";

const CELLS = 4096; // a cell is about 10 km wide in the plane at the equator
const MOST_CELLS = 64; // what lies in more cells is looked at always

/** Day number of an ISO date, or the value for none. */
export function dayOf(iso, none) {
  return iso ? Math.round(Date.parse(`${iso}T00:00:00Z`) / 86400000) : none;
}

/** One annotation, ready to be drawn: outlines in the plane, its box, its days. */
export function prepare(data) {
  const { lines, closed } = outlinesOf(data);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const grow = (x, y) => {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  for (const line of lines) for (let i = 0; i < line.length; i += 2) grow(line[i], line[i + 1]);
  if (PLACED.has(data.kind)) grow(...toPlane(data.shape));
  return {
    ...data, lines, closed, box, anchor: anchorOf(data),
    first: dayOf(data.from, -Infinity), last: dayOf(data.to, Infinity),
    alpha: 0, rank: 0, cells: null, turn: 0, sized: 0, extent: null, worded: false,
  };
}

/** How strong an annotation is on a day: 1 while it holds, less while it fades after that. */
export function strength(item, day, fade) {
  if (!item.visible || day < item.first) return 0;
  if (!(day > item.last)) return 1;
  return fade > 0 ? Math.max(0, 1 - (day - item.last) / (fade + 1)) : 0;
}

export class Model {
  constructor() {
    this.clear();
  }

  clear() {
    this.items = new Map();
    this.grid = new Map();
    this.wide = new Set();
    this.ranked = true;
    this.sorted = [];
    this.turn = 0; // number of the search, so that none is found twice
  }

  get(id) {
    return this.items.get(id);
  }

  put(data) {
    this.remove(data.id);
    const item = prepare(data);
    this.items.set(item.id, item);
    item.cells = cellsOf(item.box);
    if (!item.cells) this.wide.add(item);
    else for (const key of item.cells) {
      if (!this.grid.has(key)) this.grid.set(key, new Set());
      this.grid.get(key).add(item);
    }
    this.ranked = false;
    return item;
  }

  remove(id) {
    const item = this.items.get(id);
    if (!item) return null;
    this.items.delete(id);
    this.wide.delete(item);
    for (const key of item.cells ?? []) {
      const cell = this.grid.get(key);
      cell.delete(item);
      if (!cell.size) this.grid.delete(key);
    }
    this.ranked = false;
    return item;
  }

  /** All, the lowest first. */
  inOrder() {
    if (!this.ranked) {
      this.ranked = true;
      this.sorted = [...this.items.values()].sort((a, b) =>
        a.order - b.order || compare(a.created, b.created) || compare(a.id, b.id));
      this.sorted.forEach((item, rank) => { item.rank = rank; });
    }
    return this.sorted;
  }

  /** Those whose outlines may meet a box of the plane and pass a test, the lowest first. */
  within([x0, y0, x1, y1], test) {
    this.inOrder();
    const good = (item) => meets(item.box, x0, y0, x1, y1) && test(item);
    if (cellCount(x0, y0, x1, y1) > this.items.size) return this.sorted.filter(good);
    const found = [...this.wide].filter(good), turn = ++this.turn;
    for (let row = Math.floor(y0 * CELLS); row <= Math.floor(y1 * CELLS); row++) {
      for (let column = Math.floor(x0 * CELLS); column <= Math.floor(x1 * CELLS); column++) {
        const cell = this.grid.get(row * CELLS + column);
        if (!cell) continue;
        for (const item of cell) {
          if (item.turn === turn) continue;
          item.turn = turn;
          if (good(item)) found.push(item);
        }
      }
    }
    return found.sort((a, b) => a.rank - b.rank);
  }

  /** Whether one whose outline may meet a box of the plane passes a test. */
  some([x0, y0, x1, y1], test) {
    const good = (item) => meets(item.box, x0, y0, x1, y1) && test(item);
    const any = (items) => { for (const item of items) if (good(item)) return true; return false; };
    if (cellCount(x0, y0, x1, y1) > this.items.size) return any(this.items.values());
    if (any(this.wide)) return true;
    for (let row = Math.floor(y0 * CELLS); row <= Math.floor(y1 * CELLS); row++) {
      for (let column = Math.floor(x0 * CELLS); column <= Math.floor(x1 * CELLS); column++) {
        const cell = this.grid.get(row * CELLS + column);
        if (cell && any(cell)) return true;
      }
    }
    return false;
  }
}

function cellCount(x0, y0, x1, y1) {
  return (Math.floor(x1 * CELLS) - Math.floor(x0 * CELLS) + 1) * (Math.floor(y1 * CELLS) - Math.floor(y0 * CELLS) + 1);
}

function meets(box, x0, y0, x1, y1) {
  return box[0] <= x1 && box[2] >= x0 && box[1] <= y1 && box[3] >= y0;
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function cellsOf([x0, y0, x1, y1]) {
  const left = Math.floor(x0 * CELLS), right = Math.floor(x1 * CELLS);
  const top = Math.floor(y0 * CELLS), low = Math.floor(y1 * CELLS);
  if (!((right - left + 1) * (low - top + 1) <= MOST_CELLS)) return null;
  const keys = [];
  for (let row = top; row <= low; row++) for (let column = left; column <= right; column++) keys.push(row * CELLS + column);
  return keys;
}
