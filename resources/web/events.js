// Dated events beside the date shown: a triangle where each happened, fading over a week.

const DAYS_SHOWN = 7;

/**
 * Markers of the events of the last days before the date shown. A marker is made once and then only
 * fades: it lies on a layer of its own, so that a new date draws nothing of it afresh.
 */
export function createEventMarkers(map, events) {
  const group = L.layerGroup().addTo(map);
  const dated = events.map((event) => ({ ...event, day: dayNumber(event.date), marker: null, shown: 0 }));
  let opacity = 1, day = NaN;
  const zoomed = () => map.getContainer().classList.toggle("zoomed-in", map.getZoom() >= 8.5);
  map.on("zoomend", zoomed);
  zoomed();
  function draw() {
    for (const event of dated) {
      const age = day - event.day;
      const wanted = age >= 0 && age < DAYS_SHOWN ? opacity * (1 - (0.6 * age) / DAYS_SHOWN) : 0;
      if (wanted === event.shown) continue;
      event.shown = wanted;
      if (!wanted) {
        group.removeLayer(event.marker);
        continue;
      }
      event.marker ??= createMarker(event);
      event.marker.setOpacity(wanted);
      group.addLayer(event.marker);
    }
  }
  return {
    show(date) { day = dayNumber(date); draw(); },
    setVisible(value) { opacity = Number(value); draw(); },
    setTheme() {},
  };
}

function createMarker(event) {
  const body = document.createElement("div");
  const mark = document.createElement("i");
  const text = document.createElement("span");
  text.textContent = event.title;
  body.append(mark, text);
  const icon = L.divIcon({ className: "event", html: body, iconSize: null, iconAnchor: [6, 6] });
  return L.marker([event.lat, event.lon], { pane: "events", icon, interactive: false, keyboard: false });
}

function dayNumber(iso) {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / 86400000);
}
