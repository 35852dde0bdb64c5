// A second map beside the first, for another date: it shares series and ground and follows the view.

import { createEventMarkers } from "./events.js";
import { createFrontLayer } from "./fronts.js";
import { createHover } from "./hover.js";
import { createLabels } from "./labels.js";
import { createSectorOutlines } from "./sectors.js";
import { createWords } from "./words.js";

const OPTIONS = [
  "zoomSnap", "zoomDelta", "wheelPxPerZoomLevel", "maxBounds", "maxBoundsViscosity", "bounceAtZoomLimits",
  "keyboardPanDelta", "minZoom", "maxZoom", "preferCanvas",
];

/**
 * The second map; `remove()` frees it and gives the first its width back. It takes {fronts, basemap,
 * places, facts, state} of the first map, what describes a place beside its own snapshots, the
 * rectangles of the words of annotations, what is told of one, and whom to tell of a right click.
 */
export function createTwin(main, { fronts, basemap, places, facts, state, describe, words, noted, menu }, moved) {
  const first = main.getContainer();
  const root = document.createElement("div");
  root.className = "twin";
  first.after(root);
  document.body.classList.add("side-by-side");
  main.invalidateSize({ animate: false });
  const options = Object.fromEntries(OPTIONS.map((name) => [name, main.options[name]]));
  const map = L.map(root, { ...options, attributionControl: false, zoomControl: false });
  map.setView(main.getCenter(), main.getZoom(), { animate: false });
  for (const [name, order] of [["fronts", 400], ["ground", 405], ["sectors", 450], ["events", 620]]) {
    map.createPane(name).style.zIndex = order;
    map.getPane(name).style.pointerEvents = "none";
  }
  const card = createWords(root, "date-card");
  const ground = basemap.share(map);
  const layer = createFrontLayer({ like: fronts }).addTo(map);
  const sectors = createSectorOutlines(map, words);
  const labels = createLabels(map, places);
  const obstacles = () => [card.box.getBoundingClientRect()];
  const events = createEventMarkers(map, facts.events, { obstacles, arranged: () => labels.redraw() });
  labels.setObstacles(() => [...obstacles(), ...words(), ...events.rectangles()]);
  const shown = { get layers() { return state.layers; }, time: null };
  const hover = createHover(map, { fronts: layer, labels, events, facts, state: shown, turned: describe, noted });
  const unlink = [link(main, map), link(map, main), point(main, map), point(map, main)];
  map.on("mousemove", ({ latlng }) => moved(latlng));
  map.on("mouseout", () => moved(null));
  map.on("contextmenu", menu);

  return {
    map,
    layer,
    events,
    relabel() {
      labels.redraw();
      sectors.sortNames();
    },
    setTheme({ tokens }) {
      ground.setTheme(tokens);
      sectors.setTheme(tokens);
      labels.setTheme(tokens);
    },
    setLayers({ context, language, sectors: boxes }) {
      ground.setVisible({ borders: context.borders, rivers: context.rivers, graticule: context.graticule });
      sectors.show(boxes);
      labels.setLanguage(language);
      labels.setVisible(context.places);
      labels.setWaters(ground.namedRivers, context.rivers);
      events.setVisible(context.events);
    },
    /** Words of the card; the twin stands at the left or at the right of the first map. */
    show({ title, lines, date }, atLeft) {
      const fresh = shown.time?.date !== date;
      shown.time = { date };
      card.show(title, lines);
      events.show(date);
      if (fresh) {
        events.arrange();
        hover.refresh();
      }
      labels.redraw();
      document.body.classList.toggle("twin-first", atLeft);
    },
    remove() {
      for (const end of unlink) end();
      hover.remove();
      ground.remove();
      map.remove();
      root.remove();
      document.body.classList.remove("side-by-side", "twin-first");
      main.invalidateSize({ animate: false });
    },
  };
}

let leading = null; // the map whose move is being followed: what it causes is not followed back

/** Make one map follow another; returns what ends that. */
function link(leader, follower) {
  function follow({ type }) {
    if (leading !== null && leading !== leader) return;
    leading = leader;
    const zoom = leader.getZoom(), centre = leader.getCenter();
    if (follower.getZoom() !== zoom) {
      if (type === "moveend") follower.setView(centre, zoom, { animate: false });
    } else {
      const off = follower.project(centre).subtract(follower.project(follower.getCenter())).round();
      if (off.x || off.y) {
        follower._rawPanBy(off);
        follower.fire("move");
      }
      if (type === "moveend") follower.fire("moveend");
    }
    leading = null;
  }
  leader.on("move moveend", follow);
  return () => leader.off("move moveend", follow);
}

/** Show in one map where the pointer is in another; returns what ends that. */
function point(from, to) {
  const cross = to.getContainer().appendChild(document.createElement("div"));
  cross.className = "cross";
  cross.hidden = true;
  const move = ({ latlng }) => {
    const { x, y } = to.latLngToContainerPoint(latlng);
    cross.hidden = false;
    cross.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  };
  const leave = () => { cross.hidden = true; };
  from.on("mousemove", move);
  from.on("mouseout", leave);
  return () => {
    from.off("mousemove", move);
    from.off("mouseout", leave);
    cross.remove();
  };
}
