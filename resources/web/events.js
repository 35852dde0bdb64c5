// Dated events beside the date shown: a triangle where each happened, fading over a week, and its title.

const DAYS_SHOWN = 7;
const NAMED_FROM = 8.5; // the zoom from which on titles are written
const TEXT_AT = [10, -6]; // px from the place to the title beside it
const NEAR_PX = 9;
const MARK = [-7, -6, 7, 6]; // px that the triangle takes

/**
 * Markers of the events of the last days before the date shown. A marker is made once and then only
 * fades: it lies on a layer of its own, so that a new date draws nothing of it afresh. A title stands
 * right or left of its mark, where neither a newer title nor one of `around.obstacles()` is, within
 * `around.span()` (left and right edge in px); where no side is free, the mark stands alone.
 * `around.arranged()` hears that titles have come, gone or moved. They lie in `around.pane`.
 */
export function createEventMarkers(map, events, around = {}) {
  const group = L.layerGroup().addTo(map);
  const dated = events.map((event, at) => ({ ...event, at, day: dayNumber(event.date), marker: null, shown: 0, side: "", box: null }));
  dated.sort((a, b) => b.day - a.day);
  let opacity = 1, day = NaN, arrangedAs = "";

  function zoomed() {
    map.getContainer().classList.toggle("zoomed-in", map.getZoom() >= NAMED_FROM);
    arrange();
  }
  function draw() {
    let changed = false;
    for (const event of dated) {
      const age = day - event.day;
      const wanted = age >= 0 && age < DAYS_SHOWN ? opacity * (1 - (0.4 * age) / DAYS_SHOWN) : 0;
      if (wanted === event.shown) continue;
      changed ||= !wanted || !event.shown;
      event.shown = wanted;
      if (!wanted) {
        group.removeLayer(event.marker);
        continue;
      }
      event.marker ??= createMarker(event, around.pane ?? "events");
      event.marker.setOpacity(wanted);
      group.addLayer(event.marker);
    }
    if (changed) arrange();
  }

  const named = () => map.getZoom() >= NAMED_FROM ? dated.filter((event) => event.shown) : [];

  function arrange() {
    const written = named();
    const { x, y } = map.getSize(), [least, most] = around.span?.() ?? [0, x];
    const corner = map.getContainer().getBoundingClientRect();
    const titles = map.getPane("sectors")?.querySelectorAll(".sector-name") ?? [];
    const others = () => [...(around.obstacles?.() ?? []), ...Array.from(titles, (title) => title.getBoundingClientRect())];
    const taken = !written.length ? [] : others().map(({ left, top, right, bottom }) => (
      [left - corner.left, top - corner.top, right - corner.left, bottom - corner.top]
    ));
    const points = written.map((event) => map.latLngToContainerPoint([event.lat, event.lon]));
    const seen = points.map((point) => point.x >= least && point.x <= most && point.y >= 0 && point.y <= y);
    const marks = points.map((point) => [point.x + MARK[0], point.y + MARK[1], point.x + MARK[2], point.y + MARK[3]]);
    taken.push(...marks.filter((_, at) => seen[at]));
    written.forEach((event, at) => {
      const { x: px, y: py } = points[at], [wide, high] = sizeOf(event);
      const boxes = { right: TEXT_AT[0], left: -TEXT_AT[0] - wide };
      event.side = "";
      for (const [side, dx] of Object.entries(boxes)) {
        const box = [px + dx, py + TEXT_AT[1], px + dx + wide, py + TEXT_AT[1] + high];
        if (box[0] < least || box[2] > most || box[1] < 0 || box[3] > y || !seen[at]) continue;
        if (taken.some((other) => other !== marks[at] && meet(box, other))) continue;
        taken.push(box);
        Object.assign(event, { side, box: [dx, TEXT_AT[1], dx + wide, TEXT_AT[1] + high] });
        break;
      }
      event.marker.getElement().dataset.side = event.side;
    });
    const now = written.map((event) => `${event.at} ${event.side}`).join();
    if (now === arrangedAs) return;
    arrangedAs = now;
    around.arranged?.();
  }

  map.on("moveend resize", arrange);
  map.on("zoomend", zoomed);
  zoomed();
  return {
    show(date) {
      day = dayNumber(date);
      if (opacity) draw();
    },
    setVisible(value) { opacity = Number(value); draw(); },
    setTheme() {},
    arrange,
    remove() {
      map.off("moveend resize", arrange);
      map.off("zoomend", zoomed);
      group.remove();
    },
    /** Where titles are, in px of the window; names keep clear of them. */
    rectangles() {
      const { left, top } = map.getContainer().getBoundingClientRect();
      return named().filter((event) => event.side).map((event) => {
        const { x, y } = map.latLngToContainerPoint([event.lat, event.lon]), { box } = event;
        return new DOMRect(left + x + box[0], top + y + box[1], box[2] - box[0], box[3] - box[1]);
      });
    },
    /** The event whose mark is at a point of the map, in px of its container. */
    hit(point) {
      const near = (event) => map.latLngToContainerPoint([event.lat, event.lon]).distanceTo(point) <= NEAR_PX;
      return dated.find((event) => event.shown && near(event)) ?? null;
    },
  };
}

function createMarker(event, pane) {
  const body = document.createElement("div");
  const mark = document.createElement("i");
  const text = document.createElement("span");
  text.textContent = event.title;
  body.append(mark, text);
  const icon = L.divIcon({ className: "event", html: body, iconSize: null, iconAnchor: [6, 6] });
  return L.marker([event.lat, event.lon], { pane, icon, interactive: false, keyboard: false });
}

// A title is measured once, where it is; it is as large on either side.
function sizeOf(event) {
  if (!event.size) {
    const text = event.marker.getElement().querySelector("span");
    event.size = [text.offsetWidth, text.offsetHeight];
  }
  return event.size;
}

function meet(a, b) {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}

function dayNumber(iso) {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / 86400000);
}
