// What lies over the annotations while one is drawn or changed: draft, handles, measures, boxes.

import { prepare } from "./model.js";
import { toPlane } from "./shapes.js";

const SVG = "http://www.w3.org/2000/svg";

/** Elements over the map; `painter` draws drafts as annotations are drawn. */
export class Overlay {
  constructor(map, painter) {
    this.map = map;
    this.painter = painter;
    this.root = document.createElement("div");
    this.root.className = "annotation-overlay";
    this.canvas = this.root.appendChild(document.createElement("canvas"));
    this.svg = this.root.appendChild(document.createElementNS(SVG, "svg"));
    this.words = this.root.appendChild(document.createElement("div"));
    this.tip = this.root.appendChild(document.createElement("div"));
    this.tip.className = "measure-tip";
    this.root.hidden = this.tip.hidden = true;
    map.getContainer().append(this.root);
    this.drafts = [];
  }

  /** Pixels of the map's container of a position. */
  point([lon, lat]) {
    return this.map.latLngToContainerPoint([lat, lon]);
  }

  /** Draw annotations that are not told yet, as on the map. */
  draft(list) {
    this.drafts = list.map(prepare);
    this.paintDrafts();
    this.root.hidden = false;
  }

  paintDrafts() {
    const ratio = window.devicePixelRatio || 1, size = this.map.getSize(), zoom = this.map.getZoom();
    const scale = 256 * 2 ** zoom * ratio;
    const corner = this.map.containerPointToLatLng([0, 0]), [x, y] = toPlane([corner.lng, corner.lat]);
    const view = { ratio, scale, ox: Math.round(x * scale), oy: Math.round(y * scale) };
    let box = null;
    for (const item of this.drafts) {
      item.sized = 0;
      const [x0, y0, x1, y1] = this.painter.extent(item, view, zoom);
      const part = [x0 - view.ox, y0 - view.oy, x1 - view.ox, y1 - view.oy];
      box = box ? [Math.min(box[0], part[0]), Math.min(box[1], part[1]), Math.max(box[2], part[2]), Math.max(box[3], part[3])] : part;
    }
    box &&= [Math.max(0, Math.floor(box[0])), Math.max(0, Math.floor(box[1])), Math.min(size.x * ratio, Math.ceil(box[2])), Math.min(size.y * ratio, Math.ceil(box[3]))];
    const width = box ? Math.max(0, box[2] - box[0]) : 0, height = box ? Math.max(0, box[3] - box[1]) : 0;
    this.canvas.width = width; // this also clears it
    this.canvas.height = height;
    this.canvas.hidden = !width || !height;
    if (this.canvas.hidden) return;
    Object.assign(this.canvas.style, { left: `${box[0] / ratio}px`, top: `${box[1] / ratio}px`, width: `${width / ratio}px`, height: `${height / ratio}px` });
    const ctx = this.canvas.getContext("2d"), shifted = { ...view, ox: view.ox + box[0], oy: view.oy + box[1] };
    for (const item of this.drafts) this.painter.paint(ctx, item, shifted, zoom, 1);
  }

  /** Draw handles, boxes and lines: a list of {kind, point | points, ...} in pixels. */
  marks(list) {
    this.svg.replaceChildren(...list.map(mark));
    this.root.hidden = false;
  }

  /** Words on the shape: [{point, text}]. */
  labels(list) {
    while (this.words.children.length > list.length) this.words.lastChild.remove();
    while (this.words.children.length < list.length) this.words.append(document.createElement("span"));
    list.forEach(({ point, text }, i) => {
      const span = this.words.children[i];
      if (span.textContent !== text) span.textContent = text;
      span.style.transform = `translate(${Math.round(point.x)}px, ${Math.round(point.y)}px) translate(-50%, -50%)`;
    });
  }

  /** Lines of words beside the pointer; none hides them. */
  tell(point, lines) {
    this.tip.hidden = !lines.length;
    if (!lines.length) return;
    while (this.tip.children.length > lines.length) this.tip.lastChild.remove();
    while (this.tip.children.length < lines.length) this.tip.append(document.createElement("p"));
    lines.forEach((line, i) => { this.tip.children[i].textContent = line; });
    const size = this.map.getSize(), { offsetWidth: wide, offsetHeight: high } = this.tip;
    const x = point.x + 20 + wide > size.x ? point.x - wide - 14 : point.x + 18;
    const y = point.y + 20 + high > size.y ? point.y - high - 14 : point.y + 18;
    this.tip.style.transform = `translate(${Math.round(Math.max(2, x))}px, ${Math.round(Math.max(2, y))}px)`;
  }

  clear() {
    this.draft([]);
    this.marks([]);
    this.labels([]);
    this.tell(null, []);
    this.root.hidden = true;
  }
}

function mark({ kind, point, points, size = 9, className = "" }) {
  const make = (name, attributes) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries({ class: `${kind} ${className}`.trim(), ...attributes })) element.setAttribute(key, value);
    return element;
  };
  switch (kind) {
    case "vertex":
      return make("rect", { x: point.x - size / 2, y: point.y - size / 2, width: size, height: size });
    case "middle": case "turn": case "snap":
      return make("circle", { cx: point.x, cy: point.y, r: size / 2 });
    case "knob":
      return make("path", { d: `M${point.x} ${point.y - 7}L${point.x + 7} ${point.y}L${point.x} ${point.y + 7}L${point.x - 7} ${point.y}Z` });
    case "box": {
      const [x0, y0, x1, y1] = points;
      return make("rect", { x: x0, y: y0, width: x1 - x0, height: y1 - y0 });
    }
    default:
      return make("polyline", { points: points.map(({ x, y }) => `${x},${y}`).join(" ") });
  }
}

