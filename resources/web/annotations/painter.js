// Draws one annotation on a canvas, and says which part of the picture it takes and whether it is hit.
// A view is {ratio, scale, ox, oy}: device pixel = place in the plane * scale - origin.

import { fillOf } from "../hatch.js";
import { lengthText } from "./geodesy.js";
import { segmentDistance } from "./shapes.js";

const DASHES = { solid: [], dash: [4, 2.5], dot: [0.01, 2.2] }; // in widths of the line
const HATCHES = { left: [-45], right: [45], cross: [-45, 45] };
const HATCH = { spacing: 9, width: 1.2, opacity: 0.6 };
const MOST_LETTERS = 120, MOST_LINES = 6;
const STEP_PX = 0.7, CROWD_STEP_PX = 3; // between points of a line
const TINY_PX = 1.5, CROWD_PX = 16, HATCHED_FROM_PX = 9;
const CASING_PX = 1.3, CASING_ALPHA = 0.55;
const GAP_PX = 4;
const LEAST_CONTRAST = 3.4, LEAST_OF_WORDS = 5.2; // against the land

export class Painter {
  constructor(symbols, family) {
    this.symbols = symbols;
    this.family = family;
    this.tokens = { halo: "#ffffff", ink: "#000000", land: "#ffffff" };
    this.colours = new Map(); // of lines
    this.inks = new Map(); // of words
    this.calm = false; // many annotations: no casing, and few words when zoomed out
    this.crowded = false; // many in view: small ones are dots, and words are where there is room
    this.measure = new OffscreenCanvas(1, 1).getContext("2d");
    this.widths = new Map();
  }

  /** Colours of the theme in force. */
  setTheme(tokens) {
    this.tokens = tokens;
    this.colours.clear();
    this.inks.clear();
  }

  /** A colour that can be told from the land: as chosen, or with some of the ink's in it. */
  seen(colour, made = this.colours, least = LEAST_CONTRAST) {
    return made.get(colour) ?? this.mix(colour, made, least);
  }

  mix(colour, kept, least) {
    let made = kept.get(colour);
    if (!made) {
      const land = luminance(rgbOf(this.tokens.land)), ink = rgbOf(this.tokens.ink), own = rgbOf(colour);
      let share = 0, mixed = own;
      while (share < 1 && contrast(luminance(mixed), land) < least) {
        share += 0.05;
        mixed = own.map((part, i) => part + share * (ink[i] - part));
      }
      made = share ? `rgb(${mixed.map(Math.round).join(" ")})` : colour;
      kept.set(colour, made);
    }
    return made;
  }

  font(style) {
    return `600 ${style.text_size}px ${this.family}`;
  }

  width(text, style) {
    const key = `${style.text_size} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.measure.font = this.font(style);
      width = this.measure.measureText(text).width;
      if (this.widths.size > 20000) this.widths.clear();
      this.widths.set(key, width);
    }
    return width;
  }

  /** Whether an annotation has words at a zoom. */
  hasWords({ kind, title }, zoom) {
    return kind === "text" || (zoom >= (this.calm ? 10 : 7) && (title !== "" || kind === "range_ring"));
  }

  /** Lines of words that an annotation shows at a zoom. */
  words(item, zoom) {
    if (!this.hasWords(item, zoom)) return [];
    let text = item.title;
    if (item.kind === "range_ring") text = [text, lengthText(item.radius_m)].filter(Boolean).join(" · ");
    if (!text && item.kind === "text") text = "Text";
    if (!text) return [];
    return text.split("\n", MOST_LINES).map((line) => (line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS - 1)}…` : line));
  }

  /** Box [x0, y0, x1, y1] of the words in px of the screen around the anchor; null without words. */
  wordsBox(item, zoom) {
    if (this.crowded && !item.worded) return null;
    const lines = this.words(item, zoom);
    if (!lines.length) return null;
    const { style } = item;
    const wide = Math.max(...lines.map((line) => this.width(line, style))), high = lines.length * style.text_size * 1.25;
    let left = -wide / 2, top = -high / 2;
    if (item.kind === "point") {
      const symbol = this.symbol(item, 1);
      left = (symbol ? symbol.width - symbol.x : style.size / 2) + GAP_PX;
      if (symbol) top = symbol.height / 2 - symbol.y - high / 2;
    } else if (item.kind === "range_ring") {
      top = -high - style.width / 2 - 1;
    }
    return [left, top, left + wide, top + high];
  }

  symbol(item, ratio) {
    const { symbol, size, colour } = item.style;
    return this.symbols.get({ symbol, size, colour: this.seen(colour) }, this.tokens.halo, ratio);
  }

  /** The part of the world that an annotation takes at a scale, in device pixels of the world. */
  extent(item, view, zoom) {
    if (item.sized === view.scale && item.extent) return item.extent;
    const { scale, ratio } = view, { box, style } = item;
    const margin = (style.width / 2 + CASING_PX + 2) * ratio;
    const made = [box[0] * scale - margin, box[1] * scale - margin, box[2] * scale + margin, box[3] * scale + margin];
    const x = item.anchor[0] * scale, y = item.anchor[1] * scale;
    const grow = (part) => {
      made[0] = Math.min(made[0], x + (part[0] - 3) * ratio);
      made[1] = Math.min(made[1], y + (part[1] - 3) * ratio);
      made[2] = Math.max(made[2], x + (part[2] + 3) * ratio);
      made[3] = Math.max(made[3], y + (part[3] + 3) * ratio);
    };
    let whole = true;
    if (item.kind === "point") {
      const symbol = this.symbol(item, 1);
      whole = !!symbol;
      const side = 2 * style.size;
      grow(symbol ? [-symbol.x, -symbol.y, symbol.width - symbol.x, symbol.height - symbol.y] : [-side, -side, side, side]);
    }
    const words = this.wordsBox(item, zoom);
    if (words) grow(words);
    if (whole) item.sized = scale;
    item.extent = made;
    return made;
  }

  /** Draw it; `alpha` is how strong. */
  paint(ctx, item, view, zoom, alpha) {
    const { style } = item;
    if (item.lines.length && this.isDot(item, view)) {
      const { box } = item;
      this.paintDot(ctx, item, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], view, alpha);
      return;
    }
    if (item.lines.length) this.paintLines(ctx, item, view, alpha);
    if (item.kind === "range_ring") this.paintCentre(ctx, item, view, alpha);
    ctx.globalAlpha = alpha * style.opacity;
    if (item.kind === "point") this.paintSymbol(ctx, item, view);
    const words = this.wordsBox(item, zoom);
    if (words) this.paintWords(ctx, item, this.words(item, zoom), words, view);
    else if (item.kind === "text") this.paintDot(ctx, item, item.anchor, view, alpha);
    ctx.globalAlpha = 1;
  }

  /** Whether an outline is too small to be told from a dot, or in a crowd to be worth its lines. */
  isDot({ box }, { scale, ratio }) {
    return Math.max(box[2] - box[0], box[3] - box[1]) * scale < (this.crowded ? CROWD_PX : TINY_PX) * ratio;
  }

  paintDot(ctx, { style }, at, { scale, ox, oy, ratio }, alpha) {
    const half = Math.round((this.crowded ? 2 : 1) * ratio);
    ctx.globalAlpha = alpha * style.opacity;
    ctx.fillStyle = this.seen(style.colour);
    ctx.fillRect(Math.round(at[0] * scale) - ox - half, Math.round(at[1] * scale) - oy - half, 2 * half, 2 * half); // on whole pixels: that is fast
    ctx.globalAlpha = 1;
  }

  paintLines(ctx, item, view, alpha) {
    const { style } = item, { ratio } = view;
    ctx.beginPath();
    for (const line of item.lines) trace(ctx, line, item.closed, view, (this.crowded ? CROWD_STEP_PX : STEP_PX) * ratio);
    if (item.closed) this.fill(ctx, item, view, alpha);
    const strong = alpha * style.opacity;
    ctx.lineJoin = this.calm ? "bevel" : "round";
    ctx.lineCap = style.dash === "dash" || (this.calm && style.dash === "solid") ? "butt" : "round";
    if (!this.calm) {
      ctx.globalAlpha = strong * CASING_ALPHA;
      ctx.strokeStyle = this.tokens.halo;
      ctx.lineWidth = (style.width + 2 * CASING_PX) * ratio;
      ctx.stroke();
    }
    ctx.globalAlpha = strong;
    ctx.strokeStyle = this.seen(style.colour);
    ctx.lineWidth = style.width * ratio;
    const dash = DASHES[style.dash] ?? [];
    if (dash.length) ctx.setLineDash(dash.map((part) => part * Math.max(2, style.width) * ratio));
    ctx.stroke();
    if (dash.length) ctx.setLineDash([]);
  }

  fill(ctx, item, view, alpha) {
    const { style } = item;
    const plain = style.fill || (item.kind === "arrow" && !style.hatch ? style.colour : "");
    if (plain) {
      ctx.globalAlpha = alpha * style.opacity * style.fill_opacity;
      ctx.fillStyle = this.seen(plain);
      ctx.fill("evenodd");
    }
    const { box } = item, side = Math.min(box[2] - box[0], box[3] - box[1]) * view.scale;
    if (side < HATCHED_FROM_PX * view.ratio) return;
    ctx.globalAlpha = alpha * style.opacity;
    for (const angle of HATCHES[style.hatch] ?? []) {
      ctx.fillStyle = fillOf(ctx, { fill: this.seen(style.fill || style.colour), fillOpacity: 0, hatch: { ...HATCH, angle } }, view);
      ctx.fill("evenodd");
    }
  }

  paintCentre(ctx, item, view, alpha) {
    const [x, y] = onScreen(planeOf(item), view), arm = 4 * view.ratio;
    ctx.globalAlpha = alpha * item.style.opacity;
    ctx.strokeStyle = this.seen(item.style.colour);
    ctx.lineWidth = 1.5 * view.ratio;
    ctx.beginPath();
    ctx.moveTo(x - arm, y);
    ctx.lineTo(x + arm, y);
    ctx.moveTo(x, y - arm);
    ctx.lineTo(x, y + arm);
    ctx.stroke();
  }

  paintSymbol(ctx, item, view) {
    const [x, y] = onScreen(item.anchor, view), { ratio } = view;
    const symbol = this.symbol(item, ratio);
    if (symbol) {
      ctx.drawImage(symbol.bitmap, Math.round(x - symbol.x * ratio), Math.round(y - symbol.y * ratio));
      return;
    }
    ctx.fillStyle = this.seen(item.style.colour);
    ctx.beginPath();
    ctx.arc(x, y, 4 * ratio, 0, 7);
    ctx.fill();
  }

  paintWords(ctx, item, lines, box, view) {
    const { style } = item, { ratio } = view;
    const [x, y] = onScreen(item.anchor, view);
    const centred = item.kind !== "point";
    ctx.save();
    ctx.translate(Math.round(x), Math.round(y));
    ctx.scale(ratio, ratio);
    ctx.font = this.font(style);
    ctx.textBaseline = "middle";
    ctx.textAlign = centred ? "center" : "left";
    ctx.lineJoin = "round";
    const high = style.text_size * 1.25, left = centred ? (box[0] + box[2]) / 2 : box[0];
    lines.forEach((line, row) => {
      const middle = box[1] + high * (row + 0.5);
      if (style.halo) {
        ctx.strokeStyle = this.tokens.halo;
        ctx.lineWidth = Math.max(3, style.text_size / 4.5);
        ctx.strokeText(line, left, middle);
      }
      ctx.fillStyle = this.seen(style.colour, this.inks, LEAST_OF_WORDS);
      ctx.fillText(line, left, middle);
    });
    ctx.restore();
  }

  /** Whether a place of the screen, in device pixels, is on an annotation. */
  hits(item, x, y, view, zoom, tolerance) {
    const { style } = item, { ratio } = view;
    const away = tolerance * ratio;
    const [ax, ay] = onScreen(item.anchor, view);
    const within = (box) => box && x >= ax + box[0] * ratio - 2 && x <= ax + box[2] * ratio + 2 && y >= ay + box[1] * ratio - 2 && y <= ay + box[3] * ratio + 2;
    if (within(this.wordsBox(item, zoom))) return true;
    if (item.kind === "point") {
      const symbol = this.symbol(item, 1);
      return symbol ? within([-symbol.x, -symbol.y, symbol.width - symbol.x, symbol.height - symbol.y]) : Math.hypot(x - ax, y - ay) <= away + style.size * ratio / 2;
    }
    const near = Math.max(away, (style.width / 2 + 2) * ratio);
    let inside = false;
    for (const line of item.lines) {
      const n = line.length / 2;
      for (let i = item.closed ? 0 : 1, j = item.closed ? n - 1 : 0; i < n; j = i++) {
        const a = onScreen([line[2 * j], line[2 * j + 1]], view), b = onScreen([line[2 * i], line[2 * i + 1]], view);
        if (segmentDistance([x, y], a, b) <= near) return true;
        if (a[1] > y !== b[1] > y && x < a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1])) inside = !inside;
      }
    }
    return item.closed && inside && Boolean(style.fill || style.hatch || item.kind === "arrow");
  }
}

function rgbOf(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function planeOf(item) {
  return [(item.box[0] + item.box[2]) / 2, (item.box[1] + item.box[3]) / 2];
}

export function onScreen([x, y], { scale, ox, oy }) {
  return [x * scale - ox, y * scale - oy];
}

// A line as a path; points closer than `least` to the one before are left out.
function trace(ctx, line, closed, { scale, ox, oy }, least) {
  let x = line[0] * scale - ox, y = line[1] * scale - oy;
  ctx.moveTo(x, y);
  const last = line.length - 2;
  for (let i = 2; i <= last; i += 2) {
    const nx = line[i] * scale - ox, ny = line[i + 1] * scale - oy;
    if (i < last && Math.abs(nx - x) < least && Math.abs(ny - y) < least) continue;
    ctx.lineTo(x = nx, y = ny);
  }
  if (closed) ctx.closePath();
}
