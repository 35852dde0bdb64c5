// A bare map.
window.map = L.map("map", { zoomControl: false, attributionControl: false }).setView(
  [48.2, 37.3],
  9,
  { animate: false },
);
