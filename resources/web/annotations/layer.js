// The layer of all annotations: one picture, of which only what changed is drawn again.

import { area, meet, mergeBoxes } from "../boxes.js";
import { Screen } from "../screen.js";
import { strength } from "./model.js";

const PANE = "annotations", HEIGHT = 610;
const MOST_BOXES = 120; // annotations that change are small and far apart: joined they would be most of the picture
const MOST_WORDS = 200; // so many words and symbols can be kept clear of
const CELL_PX = 80;
const WHOLE_FROM = 0.7; // share of the picture from which one whole redraw is cheaper
const MANY = 1500; // from so many annotations on they are drawn more calmly
const CROWD = 1500, LEAST_CROWD = 1200; // so many in view are a crowd, so few no longer
const ROOM_PX = [84, 18], ROW = 2 ** 24; // in a crowd words keep so far from others
const FARTHEST_PX = 1200; // words and symbols reach no farther from the outlines

export const AnnotationLayer = L.Layer.extend({
  initialize(model, painter, pane = PANE) {
    this._model = model;
    this._painter = painter;
    this._name = pane;
    this._day = NaN;
    this._fade = 0;
    this._reach = 0;
    this._hidden = new Set();
    this.onCrowd = () => {};
    this.counts = { whole: 0, partial: 0, painted: 0 };
  },

  /** Show a day, and how many days annotations fade. */
  show(day, fade = this._fade) {
    this._day = day;
    this._fade = fade;
    const changed = [];
    for (const item of this._model.items.values()) {
      const before = item.alpha;
      item.alpha = strength(item, day, fade);
      if (item.alpha !== before) changed.push(item);
    }
    this._renew(changed);
  },

  /** Take over annotations that are new or different, and drop others. */
  update(items, gone) {
    const touched = [];
    for (const id of [...gone, ...items.map((item) => item.id)]) {
      const old = this._model.remove(id);
      if (old?.alpha) touched.push(old);
    }
    for (const data of items) {
      const item = this._model.put(data);
      item.alpha = strength(item, this._day, this._fade);
      if (item.alpha) touched.push(item);
      if (this._view) this._reach = Math.max(this._reach, this._reachOf(item));
    }
    const calm = this._model.items.size > MANY;
    if (calm !== this._painter.calm) {
      this._painter.calm = calm;
      this.redraw();
    } else {
      this._renew(touched);
    }
  },

  clear() {
    this._model.clear();
    this._reach = 0;
  },

  /** Leave some out, because they are being dragged. */
  hide(ids) {
    const wanted = new Set(ids);
    const changed = [...wanted, ...this._hidden].filter((id) => wanted.has(id) !== this._hidden.has(id));
    this._hidden = wanted;
    this._renew(changed.map((id) => this._model.get(id)).filter(Boolean));
  },

  /** Those at a place of the map's container, the topmost first. */
  hit(point, tolerance = 6) {
    if (!this._view) return [];
    const { ratio } = this._view, x = point.x * ratio, y = point.y * ratio, r = tolerance * ratio;
    return this._among([x - r, y - r, x + r, y + r])
      .filter((item) => this._painter.hits(item, x, y, this._view, this._zoom, tolerance))
      .reverse();
  },

  /** Those that lie wholly in a box of the map's container. */
  inside([x0, y0, x1, y1]) {
    const { ratio, ox, oy, scale } = this._view;
    return this._among([x0, y0, x1, y1].map((px) => px * ratio)).filter(({ box }) =>
      box[0] * scale - ox >= x0 * ratio && box[2] * scale - ox <= x1 * ratio
      && box[1] * scale - oy >= y0 * ratio && box[3] * scale - oy <= y1 * ratio);
  },

  /** Boxes of the words and symbols that are seen, px of the map's container; none when too many. */
  wordBoxes() {
    if (!this._view || this._painter.calm) return [];
    const { ratio } = this._view, boxes = [];
    for (const item of this._among(this._whole)) {
      const words = this._painter.wordsBox(item, this._zoom);
      if (!words && item.kind !== "point") continue;
      const x = (item.anchor[0] * this._view.scale - this._view.ox) / ratio;
      const y = (item.anchor[1] * this._view.scale - this._view.oy) / ratio;
      const half = item.kind === "point" ? item.style.size / 2 : 0;
      const part = words ?? [-half, -half, half, half];
      boxes.push([x + Math.min(part[0], -half), y + Math.min(part[1], -half), x + part[2], y + Math.max(part[3], half)]);
      if (boxes.length > MOST_WORDS) return [];
    }
    return boxes;
  },

  redraw() {
    for (const item of this._model.items.values()) item.sized = 0;
    this._redraw();
    return this;
  },

  // ---- on the map ---------------------------------------------------------------------------

  getEvents() {
    const events = { resize: this._reset, moveend: this._onMove, move: this._onMove, zoom: this._onMove };
    if (this._zoomAnimated) events.zoomanim = ({ center, zoom }) => this._rescale(center, zoom);
    return events;
  },

  onAdd(map) {
    const pane = map.getPane(this._name) ?? map.createPane(this._name);
    pane.style.zIndex = HEIGHT;
    pane.style.pointerEvents = "none";
    this._screen = new Screen(pane, (box) => !this._anyIn(box));
    this._screen.element.className = "annotations leaflet-zoom-animated";
    this._reset();
  },

  onRemove() {
    this._screen.remove();
    this._screen = this._view = null;
  },

  _reset() {
    const map = this._map, ratio = window.devicePixelRatio || 1, size = map.getSize();
    const width = Math.max(1, Math.ceil(size.x * ratio)), height = Math.max(1, Math.ceil(size.y * ratio));
    const { picture } = this._screen;
    if (picture.width !== width || picture.height !== height || this._view?.ratio !== ratio) {
      this._screen.resize(width, height, ratio);
      this._ctx = picture.getContext("2d");
    }
    this._whole = [0, 0, width, height];
    this._zoom = map.getZoom();
    this._scaled = false;
    const corner = this._corner();
    const scale = 256 * 2 ** this._zoom * ratio;
    if (scale !== this._view?.scale) this._reach = 0;
    this._view = { ratio, scale, ox: Math.round(corner.world.x * ratio), oy: Math.round(corner.world.y * ratio) };
    this._place(corner);
    this._redraw();
  },

  _corner() {
    const layer = this._map.containerPointToLayerPoint([0, 0]).round();
    return { layer, world: this._map.getPixelOrigin().add(layer) };
  },

  _place(corner) {
    this._cornerLatLng = this._map.unproject(corner.world, this._zoom);
    L.DomUtil.setPosition(this._screen.element, corner.layer);
  },

  // While the map is moved what was drawn moves along, and only the new edges are drawn.
  _onMove({ type }) {
    if (!this._screen) return;
    if (this._map.getZoom() !== this._zoom) {
      if (type === "moveend") this._reset();
      else this._rescale(this._map.getCenter(), this._map.getZoom());
      return;
    }
    if (this._scaled) {
      if (type === "moveend") this._reset();
      return;
    }
    const corner = this._corner(), { ratio } = this._view;
    const ox = Math.round(corner.world.x * ratio), oy = Math.round(corner.world.y * ratio);
    const dx = this._view.ox - ox, dy = this._view.oy - oy;
    this._place(corner);
    if (dx === 0 && dy === 0) return;
    this._view = { ...this._view, ox, oy };
    const [, , width, height] = this._whole;
    if (Math.abs(dx) >= width || Math.abs(dy) >= height) {
      this._redraw();
      return;
    }
    const ctx = this._ctx;
    ctx.globalCompositeOperation = "copy";
    ctx.drawImage(this._screen.picture, dx, dy);
    ctx.globalCompositeOperation = "source-over";
    this._screen.touch(this._whole);
    if (dx) this._draw(dx > 0 ? [0, 0, dx, height] : [width + dx, 0, width, height]);
    if (dy) this._draw(dy > 0 ? [0, 0, width, dy] : [0, height + dy, width, height]);
  },

  _rescale(centre, zoom) {
    this._scaled = true;
    const at = this._map._latLngToNewLayerPoint(this._cornerLatLng, zoom, centre);
    L.DomUtil.setTransform(this._screen.element, at, this._map.getZoomScale(zoom, this._zoom));
  },

  // ---- drawing ------------------------------------------------------------------------------

  // Those that are seen and whose picture meets a box of the picture, in drawing order.
  _among(box) {
    return this._model.within(this._planeOf(box), (item) => item.alpha && this._meets(item, box));
  },

  // Whether anything is drawn in a box of the picture.
  _anyIn(box) {
    return this._model.some(this._planeOf(box), (item) => item.alpha && !this._hidden.has(item.id) && this._meets(item, box));
  },

  _planeOf([x0, y0, x1, y1], reach = this._reach || FARTHEST_PX * this._view.ratio) {
    const { scale, ox, oy } = this._view;
    return [(x0 + ox - reach) / scale, (y0 + oy - reach) / scale, (x1 + ox + reach) / scale, (y1 + oy + reach) / scale];
  },

  _meets(item, [x0, y0, x1, y1]) {
    const { ox, oy } = this._view, [left, top, right, low] = this._painter.extent(item, this._view, this._zoom);
    return left - ox < x1 && right - ox > x0 && top - oy < y1 && low - oy > y0;
  },

  _boxOf(item) {
    const { ox, oy } = this._view, [x0, y0, x1, y1] = this._painter.extent(item, this._view, this._zoom);
    return [Math.floor(x0 - ox) - 1, Math.floor(y0 - oy) - 1, Math.ceil(x1 - ox) + 1, Math.ceil(y1 - oy) + 1];
  },

  _renew(items) {
    if (!this._view || this._scaled || !items.length) return;
    if (this._crowdChanges()) {
      this.redraw();
      return;
    }
    const boxes = [...items.map((item) => this._boxOf(item)), ...this._giveRoom()].map((box) => meet(box, this._whole)).filter(Boolean);
    const merged = mergeBoxes(boxes.length > 2 * MOST_BOXES ? this._cells(boxes) : boxes, MOST_BOXES);
    if (merged.reduce((sum, box) => sum + area(box), 0) > WHOLE_FROM * area(this._whole)) {
      this._redraw();
      return;
    }
    this.counts.partial++;
    for (const box of merged) this._draw(box);
  },

  // Many boxes as few: rows of cells that they touch.
  _cells(boxes) {
    const side = CELL_PX * this._view.ratio, columns = Math.ceil(this._whole[2] / side), rows = Math.ceil(this._whole[3] / side);
    const dirty = new Uint8Array(columns * rows);
    for (const [x0, y0, x1, y1] of boxes) {
      for (let row = Math.floor(y0 / side); row < y1 / side; row++) {
        dirty.fill(1, row * columns + Math.floor(x0 / side), row * columns + Math.ceil(x1 / side));
      }
    }
    const runs = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (!dirty[row * columns + column]) continue;
        const first = column;
        while (column < columns && dirty[row * columns + column]) column++;
        runs.push([first * side, row * side, Math.min(column * side, this._whole[2]), Math.min((row + 1) * side, this._whole[3])]);
      }
    }
    return runs;
  },

  // Whether there has come to be a crowd in the view, or it has gone.
  _crowdChanges() {
    const { crowded } = this._painter, { size } = this._model.items;
    const most = crowded ? LEAST_CROWD : CROWD;
    let seen = 0;
    if (size > most) this._model.some(this._planeOf(this._whole, 0), (item) => item.alpha && ++seen > most);
    if (seen > most === crowded) return false;
    this._painter.crowded = !crowded;
    for (const item of this._model.items.values()) item.worded = false;
    this.onCrowd(!crowded);
    return true;
  },

  // In a crowd the topmost annotation of each place has words. The places are those of the world, so
  // that they stay when the map is moved. Boxes of those that have got words or lost them.
  _giveRoom() {
    if (!this._painter.crowded) return [];
    const { scale, ratio } = this._view, [wide, high] = ROOM_PX.map((px) => scale / (px * ratio));
    const taken = new Set(), boxes = [], items = this._model.inOrder();
    const around = [-1, 0, 1].flatMap((row) => [-1, 0, 1].map((column) => row * ROW + column));
    for (let i = items.length - 1; i >= 0; i--) {
      const item = items[i];
      let worded = false;
      if (item.alpha && this._painter.hasWords(item, this._zoom)) {
        const key = Math.floor(item.anchor[1] * high) * ROW + Math.floor(item.anchor[0] * wide);
        worded = !around.some((step) => taken.has(key + step));
        if (worded) taken.add(key);
      }
      if (worded === item.worded) continue;
      boxes.push(this._boxOf(item));
      item.worded = worded;
      item.sized = 0;
      boxes.push(this._boxOf(item));
    }
    return boxes;
  },

  _redraw() {
    if (!this._view || this._scaled) return;
    if (this._crowdChanges()) for (const item of this._model.items.values()) item.sized = 0;
    this._giveRoom();
    this.counts.whole++;
    this._reach = this._longestReach();
    this._draw(this._whole);
  },

  // How far words and symbols reach beyond their outlines: what is farther off need not be looked at.
  _longestReach() {
    let most = 1;
    for (const item of this._model.items.values()) most = Math.max(most, this._reachOf(item));
    return most;
  },

  _reachOf(item) {
    const { scale } = this._view, { box } = item;
    const made = this._painter.extent(item, this._view, this._zoom);
    return Math.max(box[0] * scale - made[0], box[1] * scale - made[1], made[2] - box[2] * scale, made[3] - box[3] * scale);
  },

  _draw(box) {
    const ctx = this._ctx;
    this._screen.touch(box);
    ctx.clearRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    const items = this._among(box).filter((item) => !this._hidden.has(item.id));
    if (!items.length) return;
    ctx.save();
    ctx.beginPath();
    ctx.rect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    ctx.clip();
    for (const item of items) this._painter.paint(ctx, item, this._view, this._zoom, item.alpha);
    this.counts.painted += items.length;
    ctx.restore();
  },
});
