// A ring that draws attention to a place that was looked for, and goes away by itself.

let shown = null;

/** Mark a place; the mark before it goes. */
export function markPlace(map, latlng) {
  shown?.remove();
  const icon = L.divIcon({ className: "found", iconSize: [44, 44], html: document.createElement("i") });
  const mark = L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "events" }).addTo(map);
  shown = mark;
  mark.getElement().addEventListener("animationend", () => mark.remove());
}
