// The annotations once more, as they are on another date: on a second map, or at one side of a swipe.

import { AnnotationLayer } from "./layer.js";
import { dayOf, Model } from "./model.js";
import { Painter } from "./painter.js";
import { told } from "./told.js";

const CLICK_PX = 4;

/**
 * A layer of its own on a map, fed with what the first one shows. `options` are {pane, changed,
 * covers}: where it lies, whom to tell that words have moved, and whether a place in px is its own.
 */
export function createMirror(map, symbols, { pane, changed, covers = () => false }) {
  const painter = new Painter(symbols, getComputedStyle(map.getContainer()).fontFamily);
  const layer = new AnnotationLayer(new Model(), painter, pane).addTo(map);
  let day = NaN, words = "[]";
  function tell() {
    const now = JSON.stringify(layer.wordBoxes());
    if (now === words) return;
    words = now;
    changed();
  }
  map.on("moveend", tell);

  return {
    map, layer, covers,
    take(items, gone, fade) {
      layer.update(items, gone);
      layer.show(day, fade);
      tell();
    },
    clear() { layer.clear(); },
    redraw() { layer.redraw(); },
    showDate(iso) {
      const wanted = dayOf(iso, NaN);
      if (wanted === day) return;
      day = wanted;
      layer.show(day);
      tell();
    },
    setTheme(tokens) {
      painter.setTheme(tokens);
      layer.redraw();
    },
    rectangles: () => wordRectangles(map, layer),
    describe: (point) => layer.hit(point).slice(0, 1).flatMap(told),
    remove() {
      map.off("moveend", tell);
      layer.remove();
    },
  };
}

/** Boxes of words and symbols on the screen, as long as these are few. */
export function wordRectangles(map, layer) {
  const corner = map.getContainer().getBoundingClientRect();
  return layer.wordBoxes().map(([x0, y0, x1, y1]) => new DOMRect(corner.left + x0, corner.top + y0, x1 - x0, y1 - y0));
}

/** Let clicks on a second map select and open what it shows, and its menu; returns what ends that. */
export function hearClicks(map, layer, { select, open, selection, menu }) {
  const root = map.getContainer(), ended = new AbortController();
  let first = null;
  const top = (event) => layer.hit(map.mouseEventToContainerPoint(event))[0];
  const hear = (name, act) => root.addEventListener(name, act, { capture: true, signal: ended.signal });
  const own = (event) => event.target.closest(".card, .leaflet-control");
  hear("mousedown", (event) => { first = map.mouseEventToContainerPoint(event); });
  hear("mousemove", (event) => { root.style.cursor = !own(event) && top(event) ? "pointer" : ""; });
  hear("click", (event) => {
    if (own(event) || first?.distanceTo(map.mouseEventToContainerPoint(event)) > CLICK_PX) return;
    const id = top(event)?.id, chosen = selection();
    if (!id && !chosen.length) return;
    event.stopImmediatePropagation();
    if (!event.ctrlKey && !event.metaKey) select(id ? [id] : []);
    else if (id) select(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  });
  hear("dblclick", (event) => {
    const item = !own(event) && top(event);
    if (!item) return;
    event.stopImmediatePropagation();
    open(item.id);
  });
  hear("contextmenu", (event) => {
    const item = !own(event) && top(event);
    if (!item) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (!selection().includes(item.id)) select([item.id]);
    menu(map.mouseEventToContainerPoint(event), map);
  });
  return () => ended.abort();
}
