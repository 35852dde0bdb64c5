// Names of settlements and waters: the more important one wins, none touches another or a card.

import { CanvasLayer, ensurePane, mercator, opacityOf } from "./canvas_layer.js";
import { mergePlaces, weight } from "./places.js";
import { WATERS, riverNames, writeAlong } from "./water_names.js";

// From this zoom on a place of this weight is named.
const SHOWN_FROM = [[5, 400000], [6, 150000], [7, 50000], [8, 16000], [9, 4500], [10, 1200], [10.8, 240], [12, 0]];
// Weight, size and boldness of the name, radius of the dot.
const STYLES = [
  { from: 500000, size: 14, bold: 700, dot: 3.6 },
  { from: 100000, size: 13, bold: 600, dot: 3.1 },
  { from: 18000, size: 12.5, bold: 600, dot: 2.7 },
  { from: 4000, size: 12, bold: 500, dot: 2.3 },
  { from: 0, size: 11, bold: 400, dot: 1.8 },
];
const GAP = 2; // px kept free around a name
const HIT_PX = 10;
const MOST_SPRITES = 800;
const SPRITE_PX = 3; // room around a text for its halo

/** Labels on a Leaflet map; `places` are {name, name_uk, lon, lat, population, id?}. */
export function createLabels(map, places) {
  const all = mergePlaces(places).map((place) => {
    const [x, y] = mercator(place.lon, place.lat);
    return { place, x, y, weight: weight(place) };
  });
  const widths = new Map(), sprites = new Map();
  let tokens = null, opacity = 1, waterOpacity = 1, language = "en", rivers = null;
  let obstacles = () => [];
  let placed = [], shownAs = "";
  const layer = new CanvasLayer({ pane: ensurePane(map, "labels", 600), padding: 0.15 }, paint);
  layer.addTo(map);
  const family = () => getComputedStyle(map.getContainer()).fontFamily;

  // Cards, and the names of sectors, which other layers wrote.
  function inTheWay() {
    const names = map.getPane("sectors")?.querySelectorAll(".sector-name span") ?? [];
    return [...obstacles(), ...Array.from(names, (name) => name.getBoundingClientRect())];
  }

  function width(ink, font, text) {
    const key = font + text;
    if (!widths.has(key)) {
      ink.font = font;
      widths.set(key, ink.measureText(text).width);
    }
    return widths.get(key);
  }

  function linesOf(place) {
    if (language === "uk") return [place.name_uk || place.name];
    if (language === "both" && place.name_uk) return [place.name, place.name_uk];
    return [place.name];
  }

  function paint(ink, frame) {
    placed = [];
    if (!tokens || (!opacity && !waterOpacity)) return false;
    const taken = new Boxes(frame.width, frame.height);
    const corner = map.getContainer().getBoundingClientRect(), offset = layer.offset();
    const { x: viewWidth, y: viewHeight } = map.getSize();
    taken.view = [-offset.x, -offset.y, viewWidth - offset.x, viewHeight - offset.y];
    for (const card of inTheWay()) {
      const x = card.left - corner.left - offset.x, y = card.top - corner.top - offset.y;
      taken.add([x - 4, y - 4, x + card.width + 4, y + card.height + 4]);
    }
    const fonts = family();
    const least = SHOWN_FROM.reduce((found, [zoom, value]) => (frame.zoom >= zoom ? value : found), Infinity);
    const names = opacity ? candidates(frame, least) : [];
    const great = names.findIndex((one) => one.weight < 100000);
    const first = great < 0 ? names.length : great;
    ink.lineJoin = "round";
    ink.textBaseline = "middle";
    names.slice(0, first).forEach((one) => place(ink, one, taken, fonts, frame.zoom < 7.5));
    const written = waterOpacity ? waters(ink, frame, taken, fonts) : [];
    names.slice(first).forEach((one) => place(ink, one, taken, fonts, frame.zoom < 7.5));
    ink.globalAlpha = waterOpacity;
    for (const one of written) writeAlong(ink, one, tokens);
    ink.globalAlpha = opacity;
    for (const one of placed) write(ink, one);
    ink.globalAlpha = 1;
    return placed.length > 0 || written.length > 0;
  }

  function candidates({ scale, x, y, width: right, height: low }, least) {
    const found = [];
    for (const one of all) {
      if (one.weight < least) break;
      const at = [one.x * scale - x, one.y * scale - y];
      if (at[0] > 0 && at[1] > 0 && at[0] < right && at[1] < low) found.push({ ...one, at });
    }
    return found;
  }

  // Tries the sides of the dot in turn; the first free one is taken.
  function place(ink, one, taken, fonts, calm) {
    const style = STYLES.find(({ from }) => one.weight >= from * (calm ? 4 : 1));
    const texts = linesOf(one.place).map((text, row) => {
      const size = row ? Math.max(11, style.size - 1.5) : style.size;
      const font = `${row ? 400 : style.bold} ${size}px ${fonts}`;
      return { text, font, size, minor: row > 0 || style.bold < 500, width: width(ink, font, text) };
    });
    const wide = Math.max(...texts.map((text) => text.width));
    const high = texts.reduce((sum, { size }) => sum + Math.round(size * 1.2), 0);
    const [x, y] = one.at, away = style.dot + 4;
    const dot = [x - style.dot - 1, y - style.dot - 1, x + style.dot + 1, y + style.dot + 1];
    if (taken.meets(dot)) return;
    for (const [left, top, align] of [
      [x + away, y - high / 2, 0], [x - away - wide, y - high / 2, 1],
      [x - wide / 2, y - away - high, 0.5], [x - wide / 2, y + away, 0.5],
      [x + away - 1, y - high - 1, 0], [x + away - 1, y + 1, 0],
    ]) {
      const box = [left - GAP, top - GAP, left + wide + GAP, top + high + GAP];
      if (taken.meets(box) || cut(box, taken.view)) continue;
      taken.add(box);
      taken.add(dot);
      placed.push({ ...one, style, texts, left, top, wide, align, box });
      return;
    }
  }

  function waters(ink, frame, taken, fonts) {
    const names = WATERS.map((water) => ({ ...water, at: mercator(water.lon, water.lat) }));
    return riverNames({ ink, frame, taken, fonts, language, names, rivers: rivers?.(frame.zoom) ?? [] });
  }

  function write(ink, { at: [x, y], style, texts, left, top, wide, align }) {
    ink.fillStyle = style.bold < 500 ? tokens.label_minor ?? tokens.label : tokens.label;
    ink.strokeStyle = tokens.halo;
    ink.lineWidth = 2.5;
    ink.beginPath();
    ink.arc(x, y, style.dot, 0, 7);
    ink.stroke();
    ink.fill();
    const ratio = window.devicePixelRatio || 1;
    let middle = top;
    for (const row of texts) {
      const high = Math.round(row.size * 1.2), from = left + (wide - row.width) * align;
      const { picture, wide: across, high: down } = spriteOf(row, high, ratio);
      const pixel = (value) => Math.round(value * ratio) / ratio; // between two pixels a text is blurred
      ink.drawImage(picture, pixel(from - SPRITE_PX), pixel(middle - SPRITE_PX), across, down);
      middle += high;
    }
  }

  // The outline of letters takes long to draw: a text with its halo is drawn once and then copied.
  function spriteOf({ text, font, minor, width: own }, high, ratio) {
    const colour = minor ? tokens.label_minor ?? tokens.label : tokens.label;
    const key = [text, font, colour, tokens.halo, ratio].join("|");
    let sprite = sprites.get(key);
    if (sprite) return sprite;
    if (sprites.size >= MOST_SPRITES) {
      for (const { picture } of sprites.values()) picture.close();
      sprites.clear();
    }
    const canvas = new OffscreenCanvas(Math.ceil((own + 2 * SPRITE_PX) * ratio), Math.ceil((high + 2 * SPRITE_PX) * ratio));
    const ink = canvas.getContext("2d");
    ink.scale(ratio, ratio);
    ink.lineJoin = "round";
    ink.textBaseline = "middle";
    ink.font = font;
    ink.lineWidth = 3.2;
    ink.strokeStyle = tokens.halo;
    ink.fillStyle = colour;
    ink.strokeText(text, SPRITE_PX, SPRITE_PX + high / 2);
    ink.fillText(text, SPRITE_PX, SPRITE_PX + high / 2);
    sprite = { picture: canvas.transferToImageBitmap(), wide: canvas.width / ratio, high: canvas.height / ratio };
    sprites.set(key, sprite);
    return sprite;
  }

  return {
    settle() { layer.settle(); },
    setTheme(fresh) {
      if (tokens === fresh) return;
      tokens = fresh;
      layer.repaint();
    },
    setVisible(value) {
      if (opacity === opacityOf(value)) return;
      opacity = opacityOf(value);
      layer.repaint();
    },
    setLanguage(wanted) {
      if (language === wanted) return;
      language = wanted;
      layer.repaint();
    },
    /** Where the names of waters come from, `basemap.namedRivers`, and how strong they are. */
    setWaters(source, value = 1) {
      if (rivers && waterOpacity === opacityOf(value)) return;
      rivers = source;
      waterOpacity = opacityOf(value);
      layer.repaint();
    },
    setObstacles(rectangles) { obstacles = rectangles; layer.repaint(); },
    /** Place the names anew, as after a card has moved; free if no card did. */
    redraw() {
      const now = inTheWay().map(({ left, top, width: wide, height }) => [left, top, wide, height].map(Math.round)).join(";");
      if (now === shownAs) return;
      shownAs = now;
      layer.repaint();
    },
    hit(point) {
      if (!opacity) return null;
      layer.settle();
      const { x: right, y: down } = layer.offset();
      const x = point.x - right, y = point.y - down;
      let best = null, least = HIT_PX;
      for (const { at, box, place: found } of placed) {
        const away = inside(box, x, y) ? Math.min(HIT_PX - 1, Math.hypot(at[0] - x, at[1] - y)) : Math.hypot(at[0] - x, at[1] - y);
        if (away < least) {
          least = away;
          best = found;
        }
      }
      return best;
    },
    /** What is written now, in px of the map's container; for tests. */
    shown() {
      layer.settle();
      const { x, y } = layer.offset();
      return placed.map(({ place: { name, name_uk }, box }) => ({ name, name_uk, box: [box[0] + x, box[1] + y, box[2] + x, box[3] + y] }));
    },
  };
}

/** Whether the edge of the view would cut a name in two. */
function cut(box, view) {
  const outside = box[0] > view[2] || box[2] < view[0] || box[1] > view[3] || box[3] < view[1];
  return !outside && (box[0] < view[0] || box[2] > view[2] || box[1] < view[1] || box[3] > view[3]);
}

function inside([left, top, right, bottom], x, y) {
  return x >= left && x <= right && y >= top && y <= bottom;
}

/** Boxes that are taken, found fast through a grid of cells. */
class Boxes {
  constructor(width, height) {
    this.size = 64;
    this.columns = Math.ceil(width / this.size) + 2;
    this.rows = Math.ceil(height / this.size) + 2;
    this.cells = new Map();
  }

  * keys([left, top, right, bottom]) {
    const limit = (value, most) => Math.max(0, Math.min(most, Math.floor(value / this.size) + 1));
    for (let row = limit(top, this.rows); row <= limit(bottom, this.rows); row++) {
      for (let column = limit(left, this.columns); column <= limit(right, this.columns); column++) yield row * 4096 + column;
    }
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }

  meets(box) {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) ?? []) {
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return true;
      }
    }
    return false;
  }
}
