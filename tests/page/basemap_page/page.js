// The basemap and its labels alone on a map, for tests/page.

import { createBasemap } from "/web/basemap.js";
import { createLabels } from "/web/labels.js";
import { mergePlaces } from "/web/places.js";
import { riverNames } from "/web/water_names.js";

// A canvas that shows finished bitmaps cannot be read back; keep a copy of each bitmap it is given.
const copies = new WeakMap();
const show = ImageBitmapRenderingContext.prototype.transferFromImageBitmap;
ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (bitmap) {
  if (!bitmap) return show.call(this, bitmap);
  const copy = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(bitmap, 0, 0);
  copies.set(this.canvas, copy);
  show.call(this, bitmap);
};

/** Colours of a rectangle of what a canvas shows, of all of it by default. */
function pixels(canvas, x = 0, y = 0, width = 0, height = 0) {
  const ink = copies.get(canvas) ?? canvas.getContext("2d");
  return ink.getImageData(x, y, width || ink.canvas.width, height || ink.canvas.height).data;
}

const map = L.map("map", { zoomControl: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false, inertia: false });
map.setView([49.71, 37.62], 9);
const json = async (url) => (await fetch(url)).json();
const points = async (name) => (await fetch(`/basemap/${name}`)).arrayBuffer();
const [ground, places, facts] = await Promise.all(["/basemap/map.json", "/basemap/places.json", "/facts/facts.json"].map(json));
const basemap = createBasemap(map, ground, await points("map_coarse.bin"), points);
await basemap.complete();
const labels = createLabels(map, [...facts.settlements, ...places]);
labels.setWaters(basemap.namedRivers);

window.under = {
  pixels,
  map, basemap, labels, mergePlaces,
  theme(tokens) {
    map.getContainer().style.background = tokens.water;
    basemap.setTheme(tokens);
    labels.setTheme(tokens);
  },
  /** Colour [r, g, b, a] of the basemap's canvas at a place. */
  colour(lon, lat) {
    basemap.settle();
    const canvas = map.getPane("basemap").querySelector("canvas");
    const point = map.latLngToLayerPoint([lat, lon]).subtract(L.DomUtil.getPosition(canvas));
    const ratio = window.devicePixelRatio;
    return [...pixels(canvas, Math.floor(point.x * ratio), Math.floor(point.y * ratio), 1, 1)];
  },
  /** Of each river's name in view, how close its letters come: 1 is as on a straight line. */
  riverGaps() {
    const ink = new OffscreenCanvas(1, 1).getContext("2d"), zoom = map.getZoom(), { x, y } = map.getSize();
    const corner = map.getPixelBounds().min, taken = { meets: () => false, add() {} };
    const frame = { zoom, scale: 256 * 2 ** zoom, x: corner.x, y: corner.y, width: x, height: y };
    const rivers = basemap.namedRivers(zoom);
    return riverNames({ ink, frame, taken, fonts: "sans-serif", language: "en", names: [], rivers }).map(({ font, glyphs }) => {
      ink.font = font;
      const width = (letter) => ink.measureText(letter).width + 1;
      return Math.min(...glyphs.slice(1).map(([letter, px, py], at) => {
        const [other, qx, qy] = glyphs[at];
        return Math.hypot(px - qx, py - qy) / ((width(letter) + width(other)) / 2);
      }));
    });
  },
  /** How many pixels of a pane's canvas are painted. */
  painted(pane) {
    basemap.settle();
    labels.settle();
    const canvas = map.getPane(pane).querySelector("canvas");
    if (!canvas || !canvas.width) return 0;
    const data = pixels(canvas);
    let count = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at]) count++;
    return count;
  },
};
window.ready = true;
