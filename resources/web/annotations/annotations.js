// Annotations on the map: drawn as Python tells them; what the user draws goes there as one report.

import { report } from "../bridge.js";
import { Edit } from "./edit.js";
import { AnnotationLayer } from "./layer.js";
import { createMirror, hearClicks, wordRectangles } from "./mirror.js";
import { dayOf, Model } from "./model.js";
import { Overlay } from "./overlay.js";
import { Painter } from "./painter.js";
import { hearPointer } from "./pointer.js";
import { createSnap, lonlat } from "./snap.js";
import { Symbols } from "./symbols.js";
import { told } from "./told.js";
import { createTool } from "./tools.js";

const CROWD_WORDS = "Many annotations: small ones are dots, words are only where there is room. Zoom in to see them whole.";
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }, STEP_PX = 10;
const STYLE = {
  colour: "#0b5cad", width: 2.5, dash: "solid", opacity: 1, fill: "", fill_opacity: 0.2, hatch: "", symbol: "pin", size: 24,
  text_size: 14, halo: true,
};

/** `sources` are those of `createSnap`, and `changed()` is called when words have moved. */
export function createAnnotations(map, sources) {
  const root = map.getContainer();
  const mirrors = new Set();
  const symbols = new Symbols(() => {
    for (const one of [layer, ...mirrors]) one.redraw();
    overlay.paintDrafts();
  });
  const painter = new Painter(symbols, getComputedStyle(root).fontFamily);
  const model = new Model(), layer = new AnnotationLayer(model, painter).addTo(map), overlay = new Overlay(map, painter);
  const note = root.appendChild(document.createElement("p"));
  note.className = "crowd-note";
  note.textContent = CROWD_WORDS;
  note.hidden = true;
  layer.onCrowd = (on) => { note.hidden = !on; };
  const snapping = createSnap(map, sources, layer);
  let selection = [], style = STYLE, keep = false, tool = null, altKey = false, fade = 0, day = NaN;
  let loading = Promise.resolve(), words = "[]";

  const desk = {
    overlay, layer, model,
    root: () => root,
    zoom: () => map.getZoom(),
    focus: () => root.focus({ preventScroll: true }),
    style: () => style,
    selection: () => selection,
    // What is seen at a place, the topmost first: a mirror may have its side of this map.
    hit(point) {
      const other = [...mirrors].find((one) => one.covers(point));
      return other ? other.layer.hit(point).map(({ id }) => model.get(id)).filter(Boolean) : layer.hit(point);
    },
    position: (point) => lonlat(map.containerPointToLatLng(point)).map((degrees, i) => Math.max(i ? -85 : -180, Math.min(i ? 85 : 180, degrees))),
    place: (point, but) => (altKey ? null : snapping.snap(point, but)) ?? { at: desk.position(point), kind: "" },
    cursor: (name) => { root.style.cursor = name; },
    carrying: (on) => root.classList.toggle("annotating", on || !!tool),
    hint(point, place, marks = []) {
      const snap = place.kind ? [{ kind: "snap", className: place.kind, point: overlay.point(place.at), size: 14 }] : [];
      overlay.marks([...marks, ...snap]);
    },
    finish(shape) {
      done();
      edit.await([{ id: "draft", title: "", bend: 0, radius_m: 0, visible: true, style, ...shape }]);
      report("annotation_drawn", { text: JSON.stringify(shape) });
    },
    cut(line) {
      done();
      report("cut_drawn", { text: JSON.stringify(line) });
    },
    box(corners, add) {
      const found = layer.inside(corners).map(({ id }) => id);
      desk.select(add ? [...new Set([...selection, ...found])] : found);
      done();
    },
    select: (ids) => report("selection_changed", { ids }),
    change: (gesture, list) => report("annotations_changed", { gesture, text: JSON.stringify(list) }),
    open: (id) => report("annotation_opened", { id }),
    erase: () => report("delete_pressed"),
    menu(point, where = map) {
      const { lng, lat } = where.containerPointToLatLng(point), corner = where.getContainer().getBoundingClientRect();
      report("annotation_menu_requested", { lon: lng, lat, x: corner.left + point.x, y: corner.top + point.y });
    },
  };
  const edit = new Edit(desk, () => tool);
  const current = () => tool ?? edit;

  function done() {
    if (!keep) leave();
  }
  function leave() {
    const ended = tool?.name;
    take("");
    if (ended) report("tool_ended", { tool: ended });
  }
  function take(name) {
    if (name === (tool?.name ?? "")) return;
    tool?.cancel();
    tool = createTool(name, desk);
    desk.carrying(false);
    desk.cursor(tool ? "crosshair" : "");
    if (tool) {
      overlay.clear();
      map.doubleClickZoom.disable();
    } else {
      map.doubleClickZoom.enable();
      edit.redraw();
    }
  }

  hearPointer(map, current);
  map.on("move zoom viewreset resize moveend zoomend", () => (tool ? tool.redraw() : edit.redraw()));
  map.on("zoomanim", () => overlay.marks([]));
  map.on("moveend", tellWords);
  document.addEventListener("keyup", (event) => { altKey = event.altKey; });
  document.addEventListener("mousemove", (event) => { altKey = event.altKey; }, true);
  document.addEventListener("keydown", (event) => {
    altKey = event.altKey;
    if (event.target instanceof HTMLInputElement) return;
    if (press(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  function press(event) {
    const way = ARROWS[event.key];
    if (way) {
      const px = event.shiftKey ? 1 : STEP_PX;
      return event.ctrlKey && !event.altKey && !tool && edit.nudge(px * way[0], px * way[1]);
    }
    switch (event.key) {
      case "Escape":
        if (!tool) return edit.cancel();
        if (tool.busy) tool.cancel();
        else leave();
        return true;
      case "Enter":
        if (!tool?.busy) return false;
        tool.enter();
        return true;
      case "Backspace":
        return tool ? tool.back() : edit.erase();
      case "Delete":
        return tool ? false : edit.erase();
      default:
        return false;
    }
  }

  // Names keep clear of words and symbols, as long as these are few.
  function tellWords() {
    const now = JSON.stringify(layer.wordBoxes());
    if (now === words) return;
    words = now;
    sources.changed();
  }

  async function show(message) {
    const items = message.url ? await fetched(message.url) : message.items;
    if (message.reset) layer.clear();
    fade = message.fade;
    layer.update(items, message.gone);
    layer.show(day, fade);
    for (const one of mirrors) {
      if (message.reset) one.clear();
      one.take(items, message.gone, fade);
      if (message.reset) one.redraw();
    }
    if (message.reset) layer.redraw();
    selection = message.selection;
    edit.answered();
    tellWords();
  }

  return {
    model, layer, edit, snapping,
    get selection() { return selection; },
    get tool() { return tool; },
    /** Take over what Python says; messages are taken one after the other. */
    show(message) {
      const shown = loading.then(() => show(message));
      loading = shown.catch(() => {});
      return shown;
    },
    setTool({ tool: name, style: wanted, snap, keep: stays }) {
      style = { ...STYLE, ...wanted };
      keep = stays;
      snapping.setKinds(snap);
      take(name);
    },
    showDate(iso) {
      const wanted = dayOf(iso, NaN);
      if (wanted === day) return;
      day = wanted;
      layer.show(day, fade);
      if (!tool) edit.redraw();
      if (model.items.size) tellWords();
    },
    setTheme(tokens) {
      painter.setTheme(tokens);
      for (const one of mirrors) one.setTheme(tokens);
      layer.redraw();
      overlay.paintDrafts();
    },
    /** Boxes of words and symbols on the screen. */
    rectangles() {
      const here = [...mirrors].filter((one) => one.map === map), corner = root.getBoundingClientRect();
      const of = (box) => here.find((one) => one.covers({ x: box.x + box.width / 2 - corner.left }));
      return [
        ...wordRectangles(map, layer).filter((box) => !of(box)),
        ...here.flatMap((one) => one.rectangles().filter((box) => of(box) === one)),
      ];
    },
    /** What the card beside the pointer says of what is seen at a place of the map's container. */
    describe(point) {
      const [top] = desk.hit(point);
      return top ? told(top) : [];
    },
    /** Show the same on a second map, or on this one in a pane of its own; see `createMirror`. */
    mirror(where, options) {
      const made = createMirror(where, symbols, options);
      made.setTheme(painter.tokens);
      made.take([...model.items.values()], [], fade);
      mirrors.add(made);
      const deaf = where === map ? () => {} : hearClicks(where, made.layer, { ...desk });
      return {
        ...made,
        remove() {
          deaf();
          mirrors.delete(made);
          made.remove();
        },
      };
    },
    /** Done when all that was told is drawn, with its symbols. */
    async settled() {
      await loading;
      await symbols.settled();
    },
  };
}

async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}
