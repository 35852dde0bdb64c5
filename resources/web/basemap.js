// The ground under the fronts: land, water, rivers and state borders on one quiet canvas.
// It is painted again when the view or the colours change, never for a new date.

import { CanvasLayer, ensurePane, opacityOf } from "./canvas_layer.js";
import { createGraticule } from "./graticule.js";
import { WORLD } from "./series.js";

const LEAST_LAKE_PX = 2;

/**
 * Draw `ground`, the content of map.json, on a Leaflet map; `numbers` are the points of its first
 * level. Those of its finest level are a file of their own, which `fetchFine` brings once needed.
 */
export function createBasemap(map, ground, numbers, fetchFine) {
  const { accuracy, credits } = ground;
  const [coarse, fineLevel] = ground.levels;
  const levels = [prepared(coarse, numbers)];
  const layers = new Set(); // of all maps that draw this ground
  let fine = null;
  function complete() {
    fine ??= fetchFine(fineLevel.file).then((points) => {
      levels.push(prepared(fineLevel, points));
      for (const layer of layers) layer.repaint();
    });
    return fine;
  }
  return groundOn(map, { accuracy, credits, levels, layers, complete });
}

function groundOn(map, shared) {
  const { levels, layers, complete } = shared;
  const visible = { borders: 1, rivers: 1 };
  let tokens = null;
  const graticule = createGraticule(map);
  const layer = new CanvasLayer({ pane: ensurePane(map, "basemap", 200), padding: 0.1 }, paint);
  layer.addTo(map);
  layers.add(layer);

  function levelAt(zoom) {
    const fitting = levels.find((one) => zoom <= one.max_zoom);
    if (!fitting) complete();
    return (fitting ?? levels[levels.length - 1]).ready;
  }

  function paint(ink, frame) {
    if (!tokens) return false;
    const { land, lakes, rivers, borders } = levelAt(frame.zoom);
    fill(ink, frame, land, tokens.land, 0);
    fill(ink, frame, lakes, tokens.water, LEAST_LAKE_PX);
    if (visible.rivers) paintRivers(ink, frame, rivers, tokens, visible.rivers);
    if (visible.borders) paintBorders(ink, frame, borders, tokens, visible.borders);
  }

  return {
    /** Resolved when the level that the map's zoom asks for is drawn. */
    whole() {
      return levels.some((one) => map.getZoom() <= one.max_zoom) ? Promise.resolve() : complete();
    },
    complete,
    settle() { layer.settle(); },
    accuracy: shared.accuracy,
    credits: shared.credits,
    /** The same ground on another map, from the same numbers. */
    share(other) { return groundOn(other, shared); },
    /** Draw no more, as before the map goes. */
    remove() {
      layers.delete(layer);
      layer.remove();
    },
    setTheme(fresh) {
      if (tokens === fresh) return;
      tokens = fresh;
      graticule.setTheme(fresh);
      layer.repaint();
    },
    setVisible({ borders, rivers, graticule: grid }) {
      const before = JSON.stringify(visible);
      if (borders !== undefined) visible.borders = opacityOf(borders);
      if (rivers !== undefined) visible.rivers = opacityOf(rivers);
      if (grid !== undefined) graticule.setVisible(grid);
      if (JSON.stringify(visible) !== before) layer.repaint();
    },
    /** Named rivers, for the labels: [{name, name_uk, rank, line: {xy, box}}], in world units. */
    namedRivers(zoom) {
      return levelAt(zoom).rivers.filter((river) => river.name);
    },
  };
}

// The points of a level follow each other as its parts do; a path keeps its stretch of them.
function prepared({ max_zoom, land, lakes, borders, rivers }, numbers) {
  const all = new Int32Array(numbers);
  let used = 0;
  const path = (count) => {
    const xy = all.subarray(used, used += 2 * count);
    const box = [WORLD, WORLD, 0, 0];
    for (let at = 0; at < xy.length; at += 2) {
      if (xy[at] < box[0]) box[0] = xy[at];
      if (xy[at + 1] < box[1]) box[1] = xy[at + 1];
      if (xy[at] > box[2]) box[2] = xy[at];
      if (xy[at + 1] > box[3]) box[3] = xy[at + 1];
    }
    return { xy, box };
  };
  const area = (rings) => {
    const paths = rings.map(path);
    return { paths, box: paths[0].box };
  };
  const ready = { land: land.map(area), lakes: lakes.map(area), borders: borders.map(path) };
  ready.rivers = rivers.map((river) => ({ ...river, line: path(river.line) }));
  return { max_zoom, ready };
}

/** Whether a box in world units meets the painted area, and is large enough to be seen. */
export function seen([west, north, east, south], { scale: whole, x, y, width, height }, least = 0) {
  const scale = whole / WORLD;
  return (
    east * scale >= x && west * scale <= x + width && south * scale >= y && north * scale <= y + height &&
    Math.max(east - west, south - north) * scale >= least
  );
}

function trace(ink, { scale: whole, x, y }, { xy }, close) {
  const scale = whole / WORLD;
  ink.moveTo(xy[0] * scale - x, xy[1] * scale - y);
  for (let at = 2; at < xy.length; at += 2) ink.lineTo(xy[at] * scale - x, xy[at + 1] * scale - y);
  if (close) ink.closePath();
}

function fill(ink, frame, areas, colour, least) {
  ink.beginPath();
  for (const one of areas) {
    if (seen(one.box, frame, least)) for (const ring of one.paths) trace(ink, frame, ring, true);
  }
  ink.fillStyle = colour;
  ink.fill("evenodd");
}

function paintRivers(ink, frame, rivers, tokens, opacity) {
  const grow = Math.max(0, Math.min(1, (frame.zoom - 6) / 6));
  ink.lineJoin = ink.lineCap = "round";
  ink.strokeStyle = tokens.river;
  for (const [rank, thin, thick, from] of [[3, 0.6, 1.2, 8], [2, 0.7, 1.8, 6.5], [1, 0.9, 2.4, 5]]) {
    if (frame.zoom < from) continue;
    ink.beginPath();
    for (const river of rivers) {
      if (river.rank === rank && seen(river.line.box, frame)) trace(ink, frame, river.line, false);
    }
    ink.globalAlpha = opacity;
    ink.lineWidth = thin + (thick - thin) * grow;
    ink.stroke();
  }
  ink.globalAlpha = 1;
}

function paintBorders(ink, frame, borders, tokens, opacity) {
  ink.beginPath();
  for (const border of borders) if (seen(border.box, frame)) trace(ink, frame, border, false);
  ink.lineJoin = "round";
  ink.lineCap = "butt";
  ink.strokeStyle = tokens.border;
  ink.globalAlpha = 0.14 * opacity;
  ink.lineWidth = frame.zoom < 7 ? 4 : 6;
  ink.stroke();
  ink.globalAlpha = 0.85 * opacity;
  ink.lineWidth = frame.zoom < 7 ? 0.9 : 1.2;
  ink.setLineDash(frame.zoom < 7 ? [] : [8, 3, 1.5, 3]);
  ink.stroke();
  ink.setLineDash([]);
  ink.globalAlpha = 1;
}
