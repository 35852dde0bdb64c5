// Two dates, or two sources, held against each other. Python says what is drawn; this is how.

import { createFrontLayer } from "./fronts.js";
import { GroundLayer } from "./ground.js";
import { holdsPlace } from "./outline.js";
import { createScaleRow } from "./scale.js";
import { toWorld } from "./series.js";
import { createSwipe } from "./swipe.js";
import { lastTurn } from "./turned.js";

const GROUND = "ground", SECOND = "fronts-b", GROUND_B = "ground-b", EVENTS_B = "events-b";
const NOTES = "annotations", NOTES_B = "annotations-b";
const UNDRAWN = { stroke: "", width: 0, dash: [], fill: "", fillOpacity: 0, hatch: null };

/**
 * The comparison on a map. `env` is the rest of the page: {fronts, state, places, facts, basemap,
 * context (a promise of the last three), annotations, markEvents, redraw, relabel, showLegend, swiped, pointed, menu}.
 */
export function createCompare(map, env) {
  const { fronts, state } = env;
  for (const [name, order] of [[SECOND, 401], [GROUND, 405], [GROUND_B, 406], [EVENTS_B, 620]]) {
    map.createPane(name).style.zIndex = order;
    map.getPane(name).style.pointerEvents = "none";
  }
  let shown = null, ground = null, groundB = null, second = null, swipe = null, twin = null, waiting = null;
  let mirror = null, eventsB = null;
  let replaced = "";
  const legends = new Map();
  env.context.then(() => { if (shown) showEventsB(); });

  const sectors = () => state.layers.clip ? state.layers.sectors.filter((sector) => sector.visible) : null;

  function show(message) {
    const before = shown;
    shown = message;
    const now = JSON.stringify(message.replaced);
    if (now !== replaced) {
      replaced = now;
      env.redraw();
      if (second) drawSecond(second);
      if (twin) drawSecond(twin.layer);
    }
    if (mirror && mirror.mode !== message.mode) dropMirror();
    ground = painted(ground, map, GROUND, message.parts);
    showSecond();
    showSwipe();
    showTwin();
    showGroundB();
    showEventsB();
    showMirror();
    document.body.classList.toggle("swiping", message.mode === "swipe");
    if (JSON.stringify(before?.legend) !== JSON.stringify(message.legend)) env.showLegend();
    if (before?.mode !== message.mode || before.swipe !== message.swipe) env.relabel();
  }

  // The layer with these parts on a map, made or taken away as needed.
  function painted(layer, where, pane, parts) {
    if (!parts.length) {
      layer?.remove();
      return null;
    }
    if (!layer) {
      layer = new GroundLayer({ pane, like: fronts }).addTo(where);
      if (state.layers) layer.setSectors(sectors());
    }
    layer.setParts(parts.map(coloured).reverse());
    return layer;
  }

  // What date B has in place of fronts: on this map beside the handle, or on the second map.
  function showGroundB() {
    if (twin) groundB = painted(groundB, twin.map, GROUND, shown.parts_b);
    else groundB = painted(groundB, map, GROUND_B, shown.mode === "swipe" ? shown.parts_b : []);
  }

  // The second map has events of its own; beside the handle they are made here, once facts are there.
  function showEventsB() {
    if (shown.mode !== "swipe") {
      eventsB?.remove();
      eventsB = null;
      return;
    }
    eventsB ??= env.markEvents?.({ pane: EVENTS_B, span: () => swipe?.span(EVENTS_B) ?? null }) ?? null;
    eventsB?.setVisible(state.layers?.context.events ?? false);
    eventsB?.show(shown.b.date);
  }

  function dropGroundB() {
    groundB?.remove();
    groundB = null;
  }

  // The colour of each snapshot of an age is its place between the first day of the window and the last.
  function coloured(part) {
    if (part.kind !== "age") return part;
    const dates = fronts.header(part.days[0][0])?.dates ?? [];
    const { start, end, colours } = part.scale, from = Date.parse(start);
    const whole = Math.max(1, Date.parse(end) - from);
    const at = (date) => Math.floor(((Date.parse(date) - from) / whole) * colours.length);
    const within = dates.slice(part.first).filter((date) => date <= end);
    return { ...part, colours: within.map((date) => colours[Math.max(0, Math.min(colours.length - 1, at(date)))]) };
  }

  const indicesB = () => Object.fromEntries(shown.series.map(({ id, index_b: index }) => [id, index]));
  const undrawn = (series) => series.map((one) => shown?.replaced.includes(one.id) ? { ...one, style: UNDRAWN } : one);
  const stack = () => undrawn(state.layers.series.filter(({ id, hidden }) => !hidden && fronts.hasSeries(id)));

  function drawSecond(layer) {
    if (!state.layers) return;
    layer.setSectors(sectors());
    layer.setStack(stack());
    layer.show(indicesB());
  }

  function showSecond() {
    if (shown.mode !== "swipe") {
      if (second) dropGroundB();
      second?.remove();
      second = null;
    } else if (second) second.show(indicesB());
    else {
      second = createFrontLayer({ pane: SECOND, like: fronts }).addTo(map);
      drawSecond(second);
    }
  }

  function showSwipe() {
    if (shown.mode !== "swipe") {
      swipe?.remove();
      swipe = null;
      return;
    }
    swipe ??= createSwipe(map, env.swiped);
    const a = [["fronts", GROUND, "events", NOTES], shown.a], b = [[SECOND, GROUND_B, EVENTS_B, NOTES_B], shown.b];
    const [left, right] = shown.b_first ? [b, a] : [a, b];
    swipe.show(shown.swipe, { left: left[0], right: right[0] }, left[1], right[1]);
  }

  function showTwin() {
    if (shown.mode !== "side") {
      if (!twin) return;
      dropGroundB();
      twin.remove();
      twin = null;
      env.showLegend();
      return;
    }
    if (twin) {
      twin.layer.show(indicesB());
      twin.show(shown.b, shown.b_first);
      return;
    }
    waiting ??= Promise.all([env.context, import("./twin.js")]).then(([, { createTwin }]) => {
      waiting = null;
      if (twin || shown.mode !== "side") return;
      twin = createTwin(map, { ...env, basemap: env.basemap(), describe: (latlng) => describeIn(shown.parts_b, latlng), words: () => mirror?.rectangles() ?? [], noted: (point) => mirror?.describe(point) ?? [] }, env.pointed);
      twin.setTheme(state.theme);
      twin.setLayers(state.layers);
      drawSecond(twin.layer);
      twin.show(shown.b, shown.b_first);
      showGroundB();
      showMirror();
      env.showLegend(); // the line of credits has less room now
    });
  }

  // Annotations as they are on date B, where there is a place for it.
  function showMirror() {
    const where = { side: twin?.map, swipe: swipe && map }[shown?.mode], annotations = env.annotations();
    if (!where || !annotations) return;
    const fresh = !mirror;
    if (fresh) {
      const { mode } = shown;
      mirror = { mode, ...annotations.mirror(where, mode === "side"
        ? { pane: NOTES, changed: () => twin.relabel() }
        : { pane: NOTES_B, changed: () => env.relabel(), covers: ({ x }) => onSideB(x) }) };
      if (swipe) showSwipe(); // its pane is clipped too
    }
    mirror.showDate(shown.b.date);
    if (fresh) twin?.relabel();
  }

  function dropMirror() {
    mirror?.remove();
    mirror = null;
  }

  const onSideB = (x) => {
    const [left, right] = swipe?.span(NOTES_B) ?? [0, 0];
    return x >= left && x < right;
  };

  return {
    show,
    /** Resolved when all that was asked for is drawn. */
    settled: async () => { await waiting; },
    /** Series as the first picture of the fronts draws them: what the ground draws is left to it. */
    stack: undrawn,
    legend: () => shown?.legend.length ? shown.legend.map((row) => row.kind === "scale" ? scaleRow(row) : row) : null,
    /** Draw again, as after series or sectors have changed. */
    refresh() {
      if (!shown) return;
      if (ground) {
        ground.setSectors(sectors());
        ground = painted(ground, map, GROUND, shown.parts);
        ground.redraw();
      }
      if (second) drawSecond(second);
      if (twin) {
        twin.setLayers(state.layers);
        drawSecond(twin.layer);
      }
      showEventsB();
      if (groundB) {
        groundB.setSectors(sectors());
        showGroundB();
        groundB.redraw();
      }
    },
    setTheme(theme) { twin?.setTheme(theme); },
    /** Annotations are there now. */
    annotated() { showMirror(); },
    rectangles: () => swipe?.rectangles() ?? [],
    titles: () => eventsB?.rectangles() ?? [],
    arrange() { eventsB?.arrange(); },
    eventSpan: () => swipe?.span("events") ?? null,
    /** What became of a place, as [class, text] rows for the hover card. */
    describe: describeAt,
    /** The fronts, date and events that are seen at a place in the window; null for those of date A. */
    beside: (point) => second && onSideB(point.x) ? { fronts: second, date: shown.b.date, events: eventsB } : null,
    get ground() { return ground; },
    get groundB() { return groundB; },
    get second() { return second; },
    get twin() { return twin; },
    get mirror() { return mirror; },
  };

  function describeAt(latlng) {
    if (!shown) return [];
    const beside = second && onSideB(map.latLngToContainerPoint(latlng).x);
    return describeIn(beside ? shown.parts_b : shown.parts, latlng);
  }

  function describeIn(parts, latlng) {
    return parts.flatMap((part) => describe(part, latlng));
  }

  function scaleRow(row) {
    const key = JSON.stringify(row);
    if (!legends.has(key)) legends.clear();
    legends.set(key, legends.get(key) ?? createScaleRow(row));
    return { ...row, element: legends.get(key) };
  }

  function describe(part, { lat, lng }) {
    const { x, y } = toWorld(lat, lng);
    const inSector = !sectors() || sectors().some((sector) => holdsPlace(sector, { lat, lng }));
    if (!inSector || part.days.some(([id]) => !fronts.hasSeries(id))) return [];
    const series = part.days.map(([id]) => fronts._series.get(id));
    const held = part.days.map(([, index], at) => series[at].contains(index, x, y));
    if (part.kind === "difference") {
      const said = held[0] ? (held[1] ? part.words.both : part.words.only_x) : held[1] ? part.words.only_y : "";
      return said ? [["turned", said]] : [];
    }
    if (part.kind !== "change" && part.kind !== "age") return [];
    const [from, to] = part.kind === "age" ? [part.first, part.last] : part.days.map(([, index]) => index);
    const on = lastTurn(series[0], Math.max(0, from), to, x, y);
    if (on < 0 || (part.kind === "change" && held[0] === held[1])) return [];
    const now = held[held.length - 1];
    return [["turned", `${now ? part.words.gained : part.words.lost} (snapshot of ${people(series[0].header.dates[on])})`]];
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
function people(iso) {
  const [year, month, day] = iso.split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}
