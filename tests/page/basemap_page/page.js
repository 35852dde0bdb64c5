// The basemap and its labels alone on a map, for tests/page.

import { createBasemap } from "/web/basemap.js";
import { createLabels } from "/web/labels.js";
import { mergePlaces } from "/web/places.js";

const map = L.map("map", { zoomControl: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false, inertia: false });
map.setView([49.71, 37.62], 9);
const json = async (url) => (await fetch(url)).json();
const [ground, places, facts] = await Promise.all(["/basemap/map.json", "/basemap/places.json", "/facts/facts.json"].map(json));
const basemap = createBasemap(map, ground);
const labels = createLabels(map, [...facts.settlements, ...places]);
labels.setWaters(basemap.namedRivers);

window.under = {
  map, basemap, labels, mergePlaces,
  theme(tokens) {
    map.getContainer().style.background = tokens.water;
    basemap.setTheme(tokens);
    labels.setTheme(tokens);
  },
  /** Colour [r, g, b, a] of the basemap's canvas at a place. */
  colour(lon, lat) {
    const canvas = map.getPane("basemap").querySelector("canvas");
    const point = map.latLngToLayerPoint([lat, lon]).subtract(L.DomUtil.getPosition(canvas));
    const ratio = window.devicePixelRatio;
    return [...canvas.getContext("2d").getImageData(point.x * ratio, point.y * ratio, 1, 1).data];
  },
  /** How many pixels of a pane's canvas are painted. */
  painted(pane) {
    const canvas = map.getPane(pane).querySelector("canvas");
    if (!canvas || !canvas.width) return 0;
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let count = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at]) count++;
    return count;
  },
};
window.ready = true;
