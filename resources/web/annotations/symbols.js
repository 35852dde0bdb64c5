// Symbols as small bitmaps, each made once: our own set of paths, and APP-6 by milsymbol.

const BOX = 24;
const MOST_KEPT = 600;
const HALO_PX = 1.6;
const MILSYMBOL = "/vendor/milsymbol/milsymbol.js";

export class Symbols {
  /** `changed()` is called when a symbol that was asked for can be drawn at last. */
  constructor(changed) {
    this.changed = changed;
    this.own = null;
    this.kept = new Map();
    this.waiting = new Set();
    this.wait(fetch("/web/annotations/symbols.json").then((answer) => answer.json()).then(({ symbols }) => {
      this.own = new Map(symbols.map((symbol) => [symbol.id, { path: new Path2D(symbol.path), anchor: symbol.anchor ?? [12, 12] }]));
    }));
  }

  wait(promise) {
    const waited = promise.then(() => { this.kept.clear(); }).finally(() => {
      this.waiting.delete(waited);
      this.changed();
    });
    this.waiting.add(waited);
  }

  /** Done when every symbol that was asked for can be drawn. */
  async settled() {
    while (this.waiting.size) await Promise.all(this.waiting);
  }

  /** A bitmap of {symbol, size, colour}, its size and its anchor in px of the screen; null while it is being fetched. */
  get({ symbol, size, colour }, halo, ratio) {
    const key = `${symbol} ${size} ${colour} ${halo} ${ratio}`;
    let made = this.kept.get(key);
    if (made === undefined) {
      made = symbol.startsWith("app6:") ? this.military(symbol.slice(5), size, ratio) : this.simple(symbol, size, colour, halo, ratio);
      if (!made) return null;
      if (this.kept.size >= MOST_KEPT) this.kept.clear();
      this.kept.set(key, made);
    }
    return made;
  }

  simple(id, size, colour, halo, ratio) {
    if (!this.own) return null;
    const { path, anchor } = this.own.get(id) ?? this.own.get("question");
    const scale = size / BOX, side = size + 2 * HALO_PX + 2, edge = HALO_PX + 1;
    const bitmap = new OffscreenCanvas(Math.ceil(side * ratio), Math.ceil(side * ratio));
    const ink = bitmap.getContext("2d");
    ink.setTransform(scale * ratio, 0, 0, scale * ratio, edge * ratio, edge * ratio);
    ink.lineJoin = "round";
    ink.lineWidth = (2 * HALO_PX) / scale;
    ink.strokeStyle = halo;
    ink.stroke(path);
    ink.fillStyle = colour;
    ink.fill(path, "evenodd");
    return { bitmap, width: side, height: side, x: edge + anchor[0] * scale, y: edge + anchor[1] * scale };
  }

  military(sidc, size, ratio) {
    if (!window.ms) {
      this.library ??= this.load();
      return null;
    }
    const symbol = new window.ms.Symbol(sidc, { size: size * ratio, outlineWidth: 3, outlineColor: "rgba(255,255,255,0.8)" });
    const bitmap = symbol.asCanvas(), anchor = symbol.getAnchor();
    return { bitmap, width: bitmap.width / ratio, height: bitmap.height / ratio, x: anchor.x / ratio, y: anchor.y / ratio };
  }

  load() {
    const script = document.createElement("script");
    script.src = MILSYMBOL;
    const loaded = new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = () => reject(new Error("milsymbol cannot be loaded"));
    });
    document.head.append(script);
    this.wait(loaded);
    return loaded;
  }
}
