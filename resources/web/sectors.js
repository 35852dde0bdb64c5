// Outlines and names of the visible sectors.

/** Dashed boxes with a name in the upper left corner. */
export function createSectorOutlines(map) {
  const group = L.layerGroup().addTo(map);
  let renderer = null;
  let colour = "#6d7480";
  let boxes = [];
  return {
    setTheme(tokens) {
      colour = tokens.sector;
      for (const box of boxes) box.setStyle({ color: colour });
    },
    show(sectors) {
      group.clearLayers();
      boxes = [];
      for (const { bounds: [west, south, east, north], name, visible } of sectors) {
        if (!visible) continue;
        renderer ??= L.svg({ pane: "sectors", padding: 0.5 });
        const box = L.rectangle([[south, west], [north, east]], {
          pane: "sectors", interactive: false, fill: false, color: colour, weight: 1.2, dashArray: "5 5", opacity: 0.9,
          renderer,
        });
        const text = document.createElement("span");
        text.textContent = name;
        const icon = L.divIcon({ className: "sector-name", html: text, iconSize: null, iconAnchor: [-6, -5] });
        const title = L.marker([north, west], { pane: "sectors", icon, interactive: false, keyboard: false });
        boxes.push(box);
        group.addLayer(box).addLayer(title);
      }
    },
  };
}
