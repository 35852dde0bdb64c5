// Wires the map: commands from Python change what is drawn; the page keeps no truth of its own.

import { createBasemap } from "./basemap.js";
import { connect, report } from "./bridge.js";
import { createCards } from "./cards.js";
import { createFit } from "./fit.js";
import { createFrontLayer } from "./fronts.js";
import { createSectorOutlines } from "./sectors.js";

const map = window.theMap;
map.setMinZoom(5).setMaxZoom(13);
for (const [name, order] of [["fronts", 400], ["sectors", 450], ["events", 620]]) {
  map.createPane(name).style.zIndex = order;
  map.getPane(name).style.pointerEvents = "none";
}
L.control.zoom({ position: "topright", zoomInTitle: "Zoom in (PgUp)", zoomOutTitle: "Zoom out (PgDown)" }).addTo(map);

const fronts = createFrontLayer().addTo(map);
const sectors = createSectorOutlines(map, () => annotations?.rectangles() ?? []);
const cards = createCards(map, ({ card, across, down, x, y }) => report("card_moved", { card, across, down, x, y }));
const fit = createFit(map, () => [...cards.covering(), ...(compare?.rectangles() ?? [])]);
const state = { theme: null, layers: null, time: null, compare: null };

async function load(url, kind) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer[kind]();
}

// The first picture is told with the page's files: the channel needs longer to open.
const told = load("/start.json", "json").catch(() => []);

let basemap = null, labels = null, events = null, hover = null, compare = null, comparing = null;
let annotations = null, annotating = null;
let data = { places: [], facts: null, markEvents: null };

// First the ground, which the first picture waits for; names, events and facts when that is drawn.
const ground = Promise.all([
  load("/basemap/map.json", "json"), load("/basemap/map_coarse.bin", "arrayBuffer"),
]).then(([file, numbers]) => {
  basemap = createBasemap(map, file, numbers, (name) => load(`/basemap/${name}`, "arrayBuffer"));
  if (state.theme) basemap.setTheme(state.theme.tokens);
  if (state.layers) showContext();
});
let showFirst = null;
const first = new Promise((resolve) => { showFirst = resolve; });
const context = first.then(() => Promise.all([
  load("/basemap/places.json", "json"), load("/facts.json", "json"),
  import("./labels.js"), import("./events.js"), import("./hover.js"),
])).then(([places, facts, { createLabels }, { createEventMarkers }, { createHover }]) => {
  data = { places: [...facts.settlements, ...places], facts };
  labels = createLabels(map, data.places);
  labels.setObstacles(() => [...cards.rectangles(), ...(compare?.rectangles() ?? []), ...(compare?.titles() ?? []), ...(annotations?.rectangles() ?? []), ...(events?.rectangles() ?? [])]);
  data.markEvents = (around) => createEventMarkers(map, facts.events, {
    obstacles: () => [...cards.rectangles(), ...(compare?.rectangles() ?? [])],
    arranged: () => labels.redraw(),
    ...around,
  });
  events = data.markEvents({ span: () => compare?.eventSpan() ?? null });
  hover = createHover(map, {
    fronts, labels, events, facts, state,
    turned: (latlng) => compare?.describe(latlng) ?? [],
    noted: (point) => annotations?.describe(point) ?? [],
    beside: (point) => compare?.beside(point) ?? null,
  });
  cards.onMoved(relabel);
  if (state.theme) showTheme(state.theme);
  if (state.layers) showContext();
  if (state.time) events.show(state.time.date);
});

function showTheme(theme) {
  state.theme = theme;
  for (const [name, value] of Object.entries(theme.tokens)) {
    document.documentElement.style.setProperty(`--${name.replace("_", "-")}`, value);
  }
  document.documentElement.dataset.theme = theme.name;
  sectors.setTheme(theme.tokens);
  basemap?.setTheme(theme.tokens);
  labels?.setTheme(theme.tokens);
  events?.setTheme(theme.tokens);
  compare?.setTheme(theme);
  annotations?.setTheme(theme.tokens);
}

function showContext() {
  const { context: opacity, language } = state.layers;
  basemap.setVisible({ borders: opacity.borders, rivers: opacity.rivers, graticule: opacity.graticule });
  labels?.setLanguage(language);
  labels?.setVisible(opacity.places);
  labels?.setWaters(basemap.namedRivers, opacity.rivers);
  events?.setVisible(opacity.events);
}

function showLegend() {
  cards.showLegend(compare?.legend() ?? state.layers.legend, state.layers.attribution);
}

// What a comparison draws in its own way is not drawn as fronts.
function setStack() {
  const stack = state.layers.series.filter((series) => !series.hidden && fronts.hasSeries(series.id));
  fronts.setStack(compare ? compare.stack(stack) : stack);
}

// Titles of events first: names keep clear of them.
function relabel() {
  events?.arrange();
  compare?.arrange();
  labels?.redraw();
}

// The comparison is fetched when it is first asked for.
function showCompare(message) {
  state.compare = message;
  comparing ??= import("./compare.js").then(({ createCompare }) => {
    compare = createCompare(map, {
      fronts, state, showLegend,
      redraw: () => { if (state.layers) setStack(); },
      context: Promise.all([ground, context]),
      basemap: () => basemap,
      annotations: () => annotations,
      get places() { return data.places; },
      get facts() { return data.facts; },
      get markEvents() { return data.markEvents; },
      relabel,
      swiped: (position) => { relabel(); report("swipe_moved", { position }); },
      pointed: reportAt,
      menu: reportMenu,
    });
  });
  const draw = () => {
    if (state.compare !== message) return;
    compare.show(message);
    compare.settled().then(() => painted(() => report("compare_shown", { serial: message.serial })));
  };
  if (compare) draw();
  else comparing.then(draw);
}

// Annotations and their tools are fetched when there are any, or one is to be drawn.
function annotate(act) {
  annotating ??= import("./annotations/annotations.js").then(({ createAnnotations }) => {
    annotations = createAnnotations(map, {
      fronts,
      sectors: () => state.layers?.sectors ?? [],
      places: () => data.places,
      changed() {
        labels?.redraw();
        sectors.sortNames();
      },
    });
    if (state.theme) annotations.setTheme(state.theme.tokens);
    if (state.time) annotations.showDate(state.time.date);
    compare?.annotated();
  });
  if (annotations) act();
  else annotating.then(act);
}

function showAnnotations(message) {
  annotate(async () => {
    await annotations.show(message);
    await annotations.settled();
    painted(() => report("annotations_shown", { serial: message.serial }));
  });
}

const fetching = new Map(), loaded = new Map();

function fetchSeries({ url }) {
  if (!fetching.has(url)) fetching.set(url, load(url, "arrayBuffer"));
  return fetching.get(url);
}

async function showLayers(layers) {
  state.layers = layers;
  const problems = [];
  const missing = layers.series.filter((series) => loaded.get(series.id) !== series.url);
  for (const series of missing) fetchSeries(series).catch(() => {}); // told below
  sectors.show(layers.sectors);
  showLegend();
  fronts.setSectors(layers.clip ? layers.sectors.filter((sector) => sector.visible) : null);
  const draw = () => {
    setStack();
    if (state.time) fronts.show(state.time.indices);
    compare?.refresh();
  };
  draw();
  if (basemap) showContext();
  await Promise.all(missing.map(async (series) => {
    try {
      const buffer = await fetchSeries(series);
      if (loaded.get(series.id) !== series.url) {
        fronts.setSeries(series.id, buffer);
        loaded.set(series.id, series.url);
      }
    } catch (error) {
      problems.push(`${series.title}: ${error.message}`);
    } finally {
      fetching.delete(series.url);
    }
  }));
  if (missing.length && state.layers === layers) draw();
  await ground;
  if (state.layers !== layers) return; // newer ones tell when they are shown
  painted(() => {
    report("fronts_shown", { serial: layers.serial });
    showFirst();
  });
  await context;
  await basemap.whole();
  await comparing;
  await compare?.settled();
  await annotating;
  await annotations?.settled();
  if (state.layers !== layers) return;
  painted(() => report("layers_shown", { serial: layers.serial, problems }));
}

/** Call back when what was drawn is on the screen. */
function painted(done) {
  requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = done;
    after.port2.postMessage(0);
  });
}

function showTime(time) {
  state.time = time;
  fronts.show(time.indices);
  cards.showDate(time.title, time.lines);
  events?.show(time.date);
  annotations?.showDate(time.date);
  hover?.refresh();
  painted(() => report("time_shown", { serial: time.serial }));
}

// A view that is asked for is shown as it is; only zooming by hand goes in steps.
function lookAt({ lon, lat, zoom }) {
  const step = map.options.zoomSnap;
  map.options.zoomSnap = 0;
  map.setView([lat, lon], zoom, { animate: false });
  map.options.zoomSnap = step;
}

const commands = {
  show_theme: showTheme,
  show_layers: showLayers,
  show_time: showTime,
  show_compare: showCompare,
  show_annotations: showAnnotations,
  set_tool: (message) => annotate(() => annotations.setTool(message)),
  show_cards: (which) => cards.setVisible(which),
  set_view: lookAt,
  mark_place: ({ lon, lat }) => import("./found.js").then(({ markPlace }) => markPlace(map, [lat, lon])),
  fit_bounds: (wanted) => {
    fit.fit(wanted);
    if (comparing && !compare) comparing.then(() => compare.settled()).then(fit.again);
  },
  show_mark: ({ colour }) => cards.showMark(colour),
  zoom_by: ({ delta }) => map.setZoom(map.getZoom() + delta),
};

function reportView() {
  const centre = map.getCenter(), box = map.getBounds();
  report("view_changed", {
    lon: centre.lng, lat: centre.lat, zoom: map.getZoom(),
    bounds: [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()],
  });
}

let pointer = null;
function reportPointer() {
  const at = pointer;
  pointer = null;
  if (at) report("cursor_moved", { lon: at.lng, lat: at.lat, inside: true });
}
function reportAt(latlng) {
  if (!latlng) report("cursor_moved", { lon: 0, lat: 0, inside: false });
  else if (!pointer) requestAnimationFrame(reportPointer);
  pointer = latlng ? latlng.wrap() : null;
}
map.on("moveend", reportView);
map.on("mousemove", ({ latlng }) => reportAt(latlng));
map.on("mouseout", () => reportAt(null));
window.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) report("escape_pressed");
});
function reportMenu({ latlng, originalEvent: { clientX: x, clientY: y } }) {
  report("map_menu_requested", { lon: latlng.lng, lat: latlng.lat, x, y });
}
map.on("contextmenu", reportMenu);

window.salient = { ready: () => !!hover, map, fronts, cards, state, commands, get labels() { return labels; }, get events() { return events; }, get compare() { return compare; }, get annotations() { return annotations; }, get basemap() { return basemap; } };
connect({ ...commands, set_view: (view) => { commands.set_view(view); reportView(); } }, told.then(async (messages) => {
  const series = messages.flatMap((message) => message.series ?? []);
  await Promise.allSettled([ground, ...series.map(fetchSeries)]); // then one frame draws it all
  return messages;
}));
