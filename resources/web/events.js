// Dated events beside the date shown: a triangle where each happened, fading over a week.

const DAYS_SHOWN = 7;

/** Markers of the events of the last days before the date shown. */
export function createEventMarkers(map, events) {
  const group = L.layerGroup().addTo(map);
  const dated = events.map((event) => ({ ...event, day: dayNumber(event.date) }));
  let opacity = 1, key = "", day = NaN;
  const zoomed = () => map.getContainer().classList.toggle("zoomed-in", map.getZoom() >= 8.5);
  map.on("zoomend", zoomed);
  zoomed();
  function draw() {
    const near = opacity > 0 ? dated.filter((event) => day - event.day >= 0 && day - event.day < DAYS_SHOWN) : [];
    const fresh = near.map((event) => `${event.date}${event.title}${day - event.day}`).join("|") + opacity;
    if (fresh === key) return;
    key = fresh;
    group.clearLayers();
    for (const event of near) {
      const body = document.createElement("div");
      const mark = document.createElement("i");
      const text = document.createElement("span");
      text.textContent = event.title;
      body.append(mark, text);
      const icon = L.divIcon({ className: "event", html: body, iconSize: null, iconAnchor: [6, 6] });
      const age = (day - event.day) / DAYS_SHOWN;
      group.addLayer(L.marker([event.lat, event.lon],
        { pane: "events", icon, interactive: false, keyboard: false, opacity: opacity * (1 - 0.6 * age) }));
    }
  }
  return {
    show(date) { day = dayNumber(date); draw(); },
    setVisible(value) { opacity = value; draw(); },
    setTheme() {},
  };
}

function dayNumber(iso) {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / 86400000);
}
