// The front layer: draws the shown snapshots of packed series into one picture.
// It holds the series and what it was last told; the truth about date, layers and sectors is elsewhere.

import { area, dirtyBox, meet, mergeBoxes, pixelBox, sectorCells } from "./boxes.js";
import { changedArcs, changedSegments, compareDays } from "./changes.js";
import { fillOf } from "./hatch.js";
import { levelOf } from "./lod.js";
import { cellPath, holdsPlace } from "./outline.js";
import { Screen } from "./screen.js";
import { Series, toWorld } from "./series.js";
import { traceFill, traceFront } from "./trace.js";
import { differs, drawsNothing } from "./uniform.js";

const PANE = "fronts";
const MOST_BOXES = 16;
const TILES_FROM = 0.1; // share of the canvas from which changed tiles may be fewer pixels than boxes
const WHOLE_FROM = 0.7; // share of the canvas from which one whole redraw is cheaper
const IDLE_MS = 6; // of work ahead at a time: a new date that comes meanwhile waits no longer
const WORLD_ZOOM = 22; // 256 px * 2^22 = 2^30 world units

// Options: the name of its pane, and another front layer whose series it shares.
export function createFrontLayer(options) {
  return new FrontLayer(options);
}

export const FrontLayer = L.Layer.extend({
  initialize({ pane = PANE, like = null } = {}) {
    this._paneName = pane;
    this._series = like ? like._series : new Map();
    this._stack = [];
    this._sectors = null;
    this._cells = null;
    this._shown = {};
    this._warming = 0;
    this.counts = { whole: 0, partial: 0, boxes: 0, pixels: 0 };
  },

  // ---- what to draw -------------------------------------------------------------------------

  setSeries(id, buffer) {
    this._series.set(id, new Series(buffer));
    if (this._shown[id] >= 0) this._redraw();
    this._warm();
  },

  dropSeries(id) {
    this._series.delete(id);
    if (this._shown[id] >= 0) this._redraw();
    delete this._shown[id];
  },

  hasSeries(id) {
    return this._series.has(id);
  },

  header(id) {
    return this._series.get(id)?.header ?? null;
  },

  // First is top; only visible entries are given.
  setStack(stack) {
    this._stack = stack;
    if (this._view) this._setView(this._view);
    this._redraw();
  },

  setSectors(sectors) {
    this._sectors = sectors;
    this._cells = sectors && sectorCells(sectors);
    this._redraw();
  },

  // Shows snapshots by index; draws at once, and only where something changed.
  show(indexes) {
    const before = this._shown;
    this._shown = { ...indexes };
    if (!this._ctx || this._scaled) return;
    const view = this._view;
    const boxes = [];
    for (const { id, style } of this._stack) {
      const series = this._series.get(id);
      const from = before[id] ?? -1;
      const to = indexes[id] ?? -1;
      if (!series || from === to) continue;
      const margin = marginOf(style, view);
      const changed = dashOf(style, 1)
        ? changedArcs(series, from, to)
        : changedSegments(series, from, to, levelOf(series, view.scale));
      for (const box of changed) {
        const seen = meet(dirtyBox(box, view, margin), this._whole);
        if (seen && this._inSectors(seen)) boxes.push(seen);
      }
    }
    let merged = mergeBoxes(boxes, MOST_BOXES);
    let pixels = areaOf(merged);
    if (pixels > TILES_FROM * area(this._whole)) {
      const tiles = this._changedTiles(before);
      if (areaOf(tiles) < pixels) merged = tiles;
      pixels = areaOf(merged);
    }
    if (pixels > WHOLE_FROM * area(this._whole)) {
      this._redraw();
      return;
    }
    this.counts.partial++;
    for (const box of merged) this._draw(box);
  },

  // Where a day has moved everywhere, as between two far ones, what is wholly inside stays as it was.
  _changedTiles(before) {
    const tests = this._stack
      .filter(({ id }) => this._series.has(id) && (before[id] ?? -1) !== (this._shown[id] ?? -1))
      .map(({ id, style }) => {
        const series = this._series.get(id);
        return differs(series, before[id] ?? -1, this._shown[id] ?? -1, this._view, marginOf(style, this._view));
      });
    return this._screen.boxesOf((box) => this._inSectors(box) && tests.some((test) => test(box)));
  },

  _isEmpty(box) {
    return !this._inSectors(box) || this._stack.every(({ id, style }) => {
      const series = this._series.get(id);
      const index = this._shown[id] ?? -1;
      return !series || index < 0 || drawsNothing(series, index, box, this._view, marginOf(style, this._view));
    });
  },

  // Series whose polygons hold the place, top first, where a visible sector holds it too.
  hit(latlng) {
    const { x, y } = toWorld(latlng.lat, latlng.lng);
    const over = this._sectors?.find((sector) => holdsPlace(sector, latlng));
    if (this._sectors && !over) return [];
    return this._stack
      .map(({ id }) => ({ id, index: this._shown[id] ?? -1, sector: over ? over.id : null }))
      .filter(({ id, index }) => index >= 0 && this._series.get(id)?.contains(index, x, y));
  },

  // Series that are drawn at a place now and the number of the day of each, top first.
  drawn({ lat, lng }) {
    const seen = ({ bounds: [west, south, east, north] }) => west <= lng && lng <= east && south <= lat && lat <= north;
    if (this._sectors && !this._sectors.some(seen)) return [];
    return this._stack
      .map(({ id }) => ({ series: this._series.get(id), index: this._shown[id] ?? -1 }))
      .filter(({ series, index }) => series && index >= 0);
  },

  // Draws all of it again.
  redraw() {
    this._redraw();
    return this;
  },

  // ---- on the map ---------------------------------------------------------------------------

  getEvents() {
    const events = {
      resize: this._reset,
      moveend: this._onMove,
      move: this._onMove,
      zoom: this._onMove,
    };
    if (this._zoomAnimated) events.zoomanim = this._onZoomAnimation;
    return events;
  },

  onAdd(map) {
    const pane = map.getPane(this._paneName) || map.createPane(this._paneName);
    pane.style.zIndex ||= 400;
    pane.style.pointerEvents = "none";
    this._screen = new Screen(pane, (box) => this._isEmpty(box));
    this._screen.element.className = "fronts leaflet-zoom-animated";
    this._canvas = this._screen.picture;
    this._ctx = this._canvas.getContext("2d");
    this._reset();
  },

  onRemove() {
    this._screen.remove();
    this._screen = this._canvas = this._ctx = null;
    this._stopWarming();
  },

  _reset() {
    const map = this._map;
    const ratio = window.devicePixelRatio || 1;
    const size = map.getSize();
    const width = Math.max(1, Math.ceil(size.x * ratio));
    const height = Math.max(1, Math.ceil(size.y * ratio));
    const before = this._canvas;
    if (before.width !== width || before.height !== height || this._view?.ratio !== ratio) {
      this._screen.resize(width, height, ratio);
    }
    this._whole = [0, 0, width, height];
    this._zoom = map.getZoom();
    this._scaled = false;
    const corner = this._corner();
    this._setView({
      ratio,
      scale: 2 ** (this._zoom - WORLD_ZOOM) * ratio,
      ox: Math.round(corner.world.x * ratio),
      oy: Math.round(corner.world.y * ratio),
    });
    this._place(corner);
    this._redraw();
    this._warm();
  },

  _setView(view) {
    this._view = view;
    this._fills = this._stack.map(({ style }) => fillOf(this._ctx, style, view));
  },

  // Top left corner of the map: as a layer point, in pixels of the world, and as a place.
  _corner() {
    const layer = this._map.containerPointToLayerPoint([0, 0]).round();
    return { layer, world: this._map.getPixelOrigin().add(layer) };
  },

  _place(corner) {
    this._cornerLatLng = this._map.unproject(corner.world, this._zoom);
    L.DomUtil.setPosition(this._screen.element, corner.layer);
  },

  // While the map is moved what was drawn moves along, and only the new edges are drawn.
  _onMove(event) {
    if (!this._screen) return;
    if (this._map.getZoom() !== this._zoom) {
      if (event.type === "moveend") this._reset();
      else this._rescale(this._map.getCenter(), this._map.getZoom());
      return;
    }
    if (this._scaled) {
      if (event.type === "moveend") this._reset();
      return;
    }
    const corner = this._corner();
    const { ratio } = this._view;
    const ox = Math.round(corner.world.x * ratio);
    const oy = Math.round(corner.world.y * ratio);
    const dx = this._view.ox - ox;
    const dy = this._view.oy - oy;
    this._place(corner);
    if (dx === 0 && dy === 0) return;
    this._setView({ ...this._view, ox, oy });
    const [, , width, height] = this._whole;
    if (Math.abs(dx) >= width || Math.abs(dy) >= height) {
      this._redraw();
      return;
    }
    const ctx = this._ctx;
    ctx.globalCompositeOperation = "copy";
    ctx.drawImage(this._canvas, dx, dy);
    ctx.globalCompositeOperation = "source-over";
    this._screen.touch(this._whole);
    if (dx) this._draw(dx > 0 ? [0, 0, dx, height] : [width + dx, 0, width, height]);
    if (dy) this._draw(dy > 0 ? [0, 0, width, dy] : [0, height + dy, width, height]);
  },

  _onZoomAnimation(event) {
    this._rescale(event.center, event.zoom);
  },

  // During a zoom the drawn picture is scaled; it is drawn afresh when the zoom has ended.
  _rescale(center, zoom) {
    this._scaled = true;
    const factor = this._map.getZoomScale(zoom, this._zoom);
    const at = this._map._latLngToNewLayerPoint(this._cornerLatLng, zoom, center);
    L.DomUtil.setTransform(this._screen.element, at, factor);
  },

  // ---- drawing ------------------------------------------------------------------------------

  _redraw() {
    if (!this._ctx || this._scaled) return;
    this.counts.whole++;
    this._draw(this._whole);
  },

  _inSectors(box) {
    const sees = (own) => meet(pixelBox(own, this._view), box);
    return !this._cells || this._cells.some((cell) => cell.boxes ? cell.boxes.some(sees) : sees(cell.box));
  },

  _draw(box) {
    const ctx = this._ctx;
    this.counts.boxes++;
    this.counts.pixels += area(box);
    this._screen.touch(box);
    ctx.clearRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    if (!this._cells) {
      this._drawClipped(box, 1);
      return;
    }
    for (const cell of this._cells) {
      const seen = meet(pixelBox(cell.box, this._view), box);
      if (!seen) continue;
      if (cell.rings) this._drawWithin(cell, seen);
      else this._drawClipped(seen, cell.opacity);
    }
  },

  // What a less opaque cell has drawn there goes.
  _drawWithin(cell, box) {
    const ctx = this._ctx;
    ctx.save();
    ctx.clip(cellPath(cell, this._view));
    ctx.clearRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    this._drawClipped(box, cell.opacity);
    ctx.restore();
  },

  _drawClipped(box, opacity) {
    const ctx = this._ctx;
    ctx.save();
    ctx.beginPath();
    ctx.rect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    ctx.clip();
    for (let i = this._stack.length - 1; i >= 0; i--) {
      const entry = this._stack[i];
      const series = this._series.get(entry.id);
      const index = this._shown[entry.id] ?? -1;
      if (!series || index < 0) continue;
      ctx.globalAlpha = opacity * (entry.opacity ?? 1);
      this._drawSeries(series, index, entry.style, this._fills[i], box);
    }
    ctx.restore();
  },

  _drawSeries(series, index, style, fill, box) {
    const ctx = this._ctx;
    const view = this._view;
    if (fill) {
      ctx.beginPath();
      traceFill(ctx, series, index, view, box);
      ctx.fillStyle = fill;
      ctx.fill("evenodd");
    }
    if (!style.stroke || !(style.width > 0)) return;
    const width = style.width * view.ratio;
    ctx.beginPath();
    traceFront(ctx, series, index, view, box, width / 2 + 1, dashOf(style, view.ratio));
    ctx.strokeStyle = style.stroke;
    ctx.lineWidth = width;
    ctx.lineJoin = ctx.lineCap = "round";
    ctx.stroke();
  },

  // ---- idle time ----------------------------------------------------------------------------

  // Simplifies all arcs for the current zoom, and finds what each day changes, while nothing else is
  // going on: for a smooth first play.
  _warm() {
    this._stopWarming();
    if (!this._view) return;
    this._warming = requestIdleCallback((deadline) => {
      this._warming = 0;
      const until = performance.now() + IDLE_MS;
      if (!this._view) return;
      for (const series of this._series.values()) {
        const level = levelOf(series, this._view.scale);
        const timeLeft = () => Math.min(deadline.timeRemaining(), until - performance.now());
        if (!level.warm(timeLeft) || !compareDays(series, level, timeLeft)) {
          this._warm();
          return;
        }
      }
    });
  },

  _stopWarming() {
    if (this._warming) cancelIdleCallback(this._warming);
    this._warming = 0;
  },
});

// How far what is drawn reaches beyond the outline, device pixels.
export function marginOf(style, view) {
  return ((style.width || 0) / 2) * view.ratio + 2;
}

export function areaOf(boxes) {
  return boxes.reduce((sum, box) => sum + area(box), 0);
}

// Dash lengths in device pixels; round ends lengthen a dash by the width of the line, so it gives that off.
export function dashOf(style, ratio) {
  const dash = style.dash;
  if (!dash || dash.length === 0) return null;
  const even = dash.length % 2 ? [...dash, ...dash] : dash;
  return even.map((length, i) => Math.max(0.01, length + (i % 2 ? style.width : -style.width)) * ratio);
}
