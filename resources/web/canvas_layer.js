// A canvas that moves and zooms with the map and is painted again when the map rests.
// Leaflet's renderer base class gives the position, the margin and the zoom animation.

/**
 * Layer whose `paint(ink, frame)` draws; `frame` knows scale, size and the world around it. When it
 * returns false there is nothing to see, and no bitmap is kept.
 */
export const CanvasLayer = L.Renderer.extend({
  initialize(options, paint) {
    L.Renderer.prototype.initialize.call(this, options);
    this._paint = paint;
  },

  /** Draw again with the next frame, as after a change of colours; asked for often, it draws once. */
  repaint() {
    if (this._container && this._bounds) this._due ||= requestAnimationFrame(() => this._draw());
  },

  /** Draw now what waits for the next frame, for who asks what is drawn. */
  settle() {
    if (this._due) this._draw();
  },

  /** How far the painted area lies off the map's container, in px. */
  offset() {
    return this._map.layerPointToContainerPoint(this._bounds.min);
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.style.pointerEvents = "none";
    this._surface = this._container.getContext("bitmaprenderer");
    this._picture = new OffscreenCanvas(1, 1);
    this._ink = this._picture.getContext("2d");
  },

  _destroyContainer() {
    this._forget();
    this._container.remove();
    this._container = this._surface = this._picture = this._ink = null;
  },

  _updatePaths() {},

  /** Stay on whole pixels while the map rests; between two pixels everything would be blurred. */
  _updateTransform(centre, zoom) {
    if (zoom === this._zoom) L.DomUtil.setPosition(this._container, this._bounds.min);
    else L.Renderer.prototype._updateTransform.call(this, centre, zoom);
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const canvas = this._container, size = this._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    this._ratio = ratio;
    // Leaflet tells twice of a new view, by "moveend" and by "viewreset".
    const seen = [this._map.getPixelOrigin().add(this._bounds.min), size, this._map.getZoom(), ratio].join();
    if (seen !== this._seen) this._draw();
    this._seen = seen;
  },

  _forget() {
    if (this._due) cancelAnimationFrame(this._due);
    this._due = 0;
  },

  _draw() {
    this._forget();
    const ink = this._ink, map = this._map, size = this._bounds.getSize();
    const zoom = map.getZoom(), scale = 256 * 2 ** zoom;
    const origin = map.getPixelOrigin().add(this._bounds.min);
    // The size is set anew each time: that also clears, and lets the last picture go.
    this._picture.width = Math.ceil(size.x * this._ratio);
    this._picture.height = Math.ceil(size.y * this._ratio);
    ink.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
    const frame = { zoom, scale, x: origin.x, y: origin.y, width: size.x, height: size.y };
    const empty = this._paint(ink, frame) === false;
    if (empty) this._picture.width = this._picture.height = 1;
    // What is seen is a finished bitmap: without a GPU a canvas that is drawn on costs its whole area
    // in every frame in which anything on the page changes, even if it does not. The canvas stays the
    // same: what a canvas of its own for each bitmap held was not given back for hundreds of dates.
    this._surface.transferFromImageBitmap(this._picture.transferToImageBitmap());
    this._container.style.visibility = empty ? "hidden" : "";
    this._picture.width = this._picture.height = 1;
  },
});

/** A pane of the map at a height in the stack of panes, deaf to the mouse. */
export function ensurePane(map, name, height) {
  const pane = map.getPane(name) ?? map.createPane(name);
  pane.style.zIndex = height;
  pane.style.pointerEvents = "none";
  return name;
}

/** Web Mercator with the world from 0 to 1, y down. */
export function mercator(lon, lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** What `setVisible` gives, a number or a truth, as an opacity. */
export function opacityOf(value) {
  return value === true ? 1 : Number(value) || 0;
}
