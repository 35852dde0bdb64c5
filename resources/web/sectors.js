// Outlines and names of the visible sectors.

import { ringsOf } from "./outline.js";

/**
 * Dashed outlines with a name: in the upper left corner of a box, above the top of another shape.
 * `obstacles()` are rectangles of the screen that names keep clear of.
 */
export function createSectorOutlines(map, obstacles = () => []) {
  const group = L.layerGroup().addTo(map);
  let renderer = null;
  let colour = "#6d7480";
  let shapes = [];
  let names = [];

  // A name that would lie on another one before it is not shown; fixed sectors come first.
  function sortNames() {
    const taken = [...obstacles()];
    for (const name of names) {
      const text = name.getElement()?.querySelector("span");
      if (!text) continue;
      text.hidden = false;
      const box = text.getBoundingClientRect();
      text.hidden = taken.some((other) => other.left < box.right && box.left < other.right && other.top < box.bottom && box.top < other.bottom);
      if (!text.hidden) taken.push(box);
    }
  }
  map.on("zoomend", sortNames);

  return {
    sortNames,
    setTheme(tokens) {
      colour = tokens.sector;
      for (const shape of shapes) shape.setStyle({ color: colour });
    },
    show(sectors) {
      group.clearLayers();
      shapes = [];
      names = [];
      for (const sector of sectors) {
        if (!sector.visible) continue;
        renderer ??= L.svg({ pane: "sectors", padding: 0.5 });
        const rings = ringsOf(sector).map((ring) => ring.map(([lon, lat]) => [lat, lon]));
        const shape = L.polyline(rings, {
          pane: "sectors", interactive: false, color: colour, weight: 1.2, dashArray: "5 5", opacity: 0.9, renderer,
          noClip: true, smoothFactor: 0,
        });
        shapes.push(shape);
        names.push(nameOf(sector));
        group.addLayer(shape).addLayer(names.at(-1));
      }
      sortNames();
    },
  };
}

function nameOf({ outline, bounds: [west, , , north], name }) {
  const text = document.createElement("span");
  text.textContent = name;
  const className = outline ? "sector-name above" : "sector-name";
  const icon = L.divIcon({ className, html: text, iconSize: null, iconAnchor: outline ? [0, 0] : [-6, -5] });
  const top = outline ? outline.flat().reduce((best, at) => (at[1] > best[1] ? at : best)) : [west, north];
  return L.marker([top[1], top[0]], { pane: "sectors", icon, interactive: false, keyboard: false });
}
