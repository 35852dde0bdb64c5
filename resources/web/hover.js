// What is under the pointer: sector, status, source, snapshot and its age, settlement and its changes.

import { holdsPlace } from "./outline.js";

const NEAR_PX = 14;
const SIDES = { ru: "Russian-held", ua: "Ukrainian-held" };

/**
 * A small card beside the pointer; a click pins it until Escape or the next click. `beside(point)` has
 * the {fronts, events, date} of places that show another date than the rest of the map, `noted(point)` what is
 * to be told of what was drawn there.
 */
export function createHover(map, { fronts, labels, events, facts, state, turned, noted = () => [], beside = () => null }) {
  const root = map.getContainer();
  const box = document.createElement("div");
  box.className = "card hover-card";
  box.hidden = true;
  root.append(box);
  const places = facts.settlements.map((place) => ({ ...place, at: L.latLng(place.lat, place.lon) }));
  let pinned = null, last = null, waiting = false, timer = 0;

  function place(point) {
    const right = point.x + 18 + box.offsetWidth > root.clientWidth;
    const low = point.y + 18 + box.offsetHeight > root.clientHeight;
    box.style.left = `${Math.max(4, right ? point.x - box.offsetWidth - 12 : point.x + 16)}px`;
    box.style.top = `${Math.max(4, low ? point.y - box.offsetHeight - 12 : point.y + 16)}px`;
  }
  function show(latlng) {
    const point = map.latLngToContainerPoint(latlng);
    const rows = describe(latlng, point);
    box.hidden = !rows.length;
    box.replaceChildren(...rows.map(([className, text]) => {
      const row = document.createElement("p");
      row.className = className;
      row.textContent = text;
      return row;
    }));
    if (rows.length) place(point);
  }
  function describe(latlng, point) {
    const rows = [...noted(point)];
    const there = beside(point) ?? { fronts, events, date: state.time?.date };
    const event = there.events?.hit(point);
    if (event) rows.push(["dated", `${people(event.date)}: ${event.title}`]);
    const settlement = nearest(point);
    if (settlement) {
      rows.push(["name", settlement.name_uk ? `${settlement.name} · ${settlement.name_uk}` : settlement.name]);
      for (const text of history(settlement)) rows.push(["fact", text]);
    }
    const over = (state.layers?.sectors ?? []).filter((sector) => sector.visible && holdsPlace(sector, latlng));
    const sector = over.length > 0;
    const hits = there.fronts.hit(latlng);
    if (sector) rows.push(["sector", over.map(({ name }) => `${name} sector`).join(" · ")]);
    rows.push(...turned(latlng));
    for (const { id, index } of hits) rows.push(["hit", snapshotText(id, index, there.date)]);
    if (sector && !hits.length) {
      for (const series of state.layers.series.filter((one) => !one.hidden)) rows.push(["miss", `Not in: ${series.title}`]);
    }
    return rows;
  }
  function snapshotText(id, index, shown) {
    const series = state.layers.series.find((one) => one.id === id);
    const date = fronts.header(id).dates[index];
    const age = Math.round((Date.parse(shown) - Date.parse(date)) / 86400000);
    return `${series.title} · ${people(date)}, ${age === 1 ? "1 day" : `${age} days`} old`;
  }
  function nearest(point) {
    let best = null, least = NEAR_PX;
    for (const one of places) {
      const away = map.latLngToContainerPoint(one.at).distanceTo(point);
      if (away < least) { least = away; best = one; }
    }
    return best ?? labels.hit(point);
  }

  map.on("mousemove", ({ latlng }) => {
    last = latlng;
    clearTimeout(timer);
    if (pinned || waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; if (last && !pinned && !map.dragging?.moving?.()) show(last); });
  });
  map.on("mouseout", () => { last = null; if (!pinned) box.hidden = true; });
  map.on("movestart zoomstart", () => { if (!pinned) box.hidden = true; });
  map.on("moveend", () => { if (pinned) show(pinned); });
  map.on("click", ({ latlng }) => {
    pinned = pinned ? null : latlng;
    box.classList.toggle("pinned", !!pinned);
    show(latlng);
    if (!pinned) box.hidden = true;
  });
  function unpin(event) {
    if (event.key !== "Escape" || !pinned) return;
    event.preventDefault();
    pinned = null;
    box.classList.remove("pinned");
    box.hidden = true;
  }
  document.addEventListener("keydown", unpin);
  return {
    /** Tell the same place again after the date has changed. */
    refresh() {
      if (pinned) show(pinned);
      else if (last && !box.hidden) {
        clearTimeout(timer);
        timer = setTimeout(() => { if (last) show(last); }, 120);
      }
    },
    remove() {
      clearTimeout(timer);
      document.removeEventListener("keydown", unpin);
      box.remove();
    },
  };
}

function history(place) {
  if (!place.source) return place.population ? [`Population ${place.population.toLocaleString("en").replaceAll(",", "\u202f")}`] : [];
  const named = place.source.split("control: ")[1] ?? place.source;
  const told = [[named, place.start, place.changes]];
  if (place.second && place.second.source !== named) told.push([place.second.source, place.second.start, place.second.changes]);
  return told.filter(([, start]) => start).map(([source, start, changes]) => {
    const steps = changes.map(([date, side]) => `${SIDES[side] ?? side} from ${people(date)}`);
    return `${steps.length ? steps.join(", ") : `${SIDES[start] ?? start} throughout`} (${source})`;
  });
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** An ISO date for people. */
export function people(iso) {
  const [year, month, day] = iso.split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}
