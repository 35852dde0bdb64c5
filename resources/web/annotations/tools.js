// Tools that draw: each takes presses and moves of the pointer and ends with one report.

import { inverse } from "./geodesy.js";
import { segmentLabels, tipOf } from "./measures.js";
import { simplified } from "./shapes.js";

const SAME_PX = 4;
const FREEHAND_PX = 1.2;

/**
 * The tool of a name, or null for one that there is not. `desk` has overlay, style(), place(point)
 * (a position, snapped), position(point), finish(shape), cut(line), box(corners, add) and leave().
 */
export function createTool(name, desk) {
  switch (name) {
    case "point": return new PointTool(name, desk);
    case "text": return new TextTool(name, desk);
    case "line": case "arrow": case "polygon": case "cut": return new PathTool(name, desk);
    case "rectangle": case "circle": case "range_ring": case "box": return new SpanTool(name, desk);
    case "freehand": return new FreehandTool(name, desk);
    default: return null;
  }
}

class Tool {
  constructor(name, desk) {
    this.name = name;
    this.desk = desk;
  }

  get busy() { return false; }
  down() { return false; }
  drag() {}
  up() {}
  click() { return true; }
  twice() { return true; }
  menu() { return false; }
  enter() {}
  back() { return false; }
  cancel() { this.desk.overlay.clear(); }
  redraw() {}

  move(point) {
    this.desk.hint(point, this.desk.place(point));
  }

  /** Show a shape as it would be. */
  show(shape, point) {
    const { overlay } = this.desk;
    const data = { id: "draft", title: "", bend: 0, radius_m: 0, visible: true, style: this.desk.style(), ...shape };
    overlay.draft([data]);
    overlay.tell(point, tipOf(data));
  }
}

class PointTool extends Tool {
  click(point) {
    this.desk.finish({ kind: "point", shape: this.desk.place(point).at });
    return true;
  }
}

class TextTool extends Tool {
  click(point) {
    this.cancel();
    const { at } = this.desk.place(point), { overlay } = this.desk;
    const input = document.createElement("input");
    input.className = "annotation-input";
    input.maxLength = 200;
    input.placeholder = "Text, then Enter";
    const pixel = overlay.point(at);
    input.style.left = `${Math.round(pixel.x)}px`;
    input.style.top = `${Math.round(pixel.y)}px`;
    L.DomEvent.disableClickPropagation(input);
    const end = (take) => {
      if (this.input !== input) return;
      this.input = null;
      const title = input.value.trim();
      input.remove();
      if (take && title) this.desk.finish({ kind: "text", shape: at, title });
      else overlay.clear();
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        end(event.key === "Enter");
        this.desk.focus();
      }
    });
    input.addEventListener("blur", () => end(true));
    this.input = input;
    this.desk.root().append(input);
    requestAnimationFrame(() => input.focus());
    return true;
  }

  get busy() { return !!this.input; }

  cancel() {
    const { input } = this;
    this.input = null;
    input?.remove();
    super.cancel();
  }
}

class PathTool extends Tool {
  constructor(name, desk) {
    super(name, desk);
    this.points = [];
    this.least = name === "polygon" ? 3 : 2;
  }

  get busy() { return this.points.length > 0; }

  click(point) {
    const { overlay } = this.desk, { at } = this.desk.place(point);
    const near = (other) => overlay.point(other).distanceTo(point) <= 2 * SAME_PX;
    const last = this.points[this.points.length - 1];
    if (this.name === "polygon" && this.points.length >= 3 && near(this.points[0])) this.end();
    else if (!last || overlay.point(last).distanceTo(overlay.point(at)) > SAME_PX) {
      this.points.push(at);
      this.move(point);
    }
    return true;
  }

  twice() {
    this.end();
    return true;
  }

  menu() {
    if (!this.busy) return false;
    this.end();
    return true;
  }

  enter() { this.end(); }

  back() {
    if (!this.busy) return false;
    this.points.pop();
    if (this.points.length) this.redraw();
    else this.cancel();
    return true;
  }

  move(point) {
    this.pointer = point;
    const place = this.desk.place(point);
    if (this.points.length) this.preview([...this.points, place.at], point);
    this.desk.hint(point, place, this.points.map((at) => ({ kind: "vertex", point: this.desk.overlay.point(at), size: 6 })));
  }

  redraw() {
    if (this.busy) this.move(this.pointer);
  }

  preview(line, point) {
    const { overlay } = this.desk;
    const lines = line.length > 1 && !same(line[line.length - 2], line[line.length - 1]) ? line : line.slice(0, -1);
    overlay.labels(lines.length > 2 ? segmentLabels(lines, (at) => overlay.point(at)) : []);
    if (lines.length < 2) {
      overlay.draft([]);
      return;
    }
    if (this.name === "cut") {
      this.show({ kind: "line", shape: lines, style: { ...this.desk.style(), colour: "#c2255c", width: 2, dash: "dash" } }, point);
    } else if (this.name === "polygon" && lines.length > 2) {
      this.show({ kind: "polygon", shape: [[[...lines, lines[0]]]] }, point);
    } else {
      this.show({ kind: this.name === "polygon" ? "line" : this.name, shape: lines }, point);
    }
  }

  end() {
    const points = this.points.filter((at, i) => !i || !same(at, this.points[i - 1]));
    if (points.length < this.least) {
      if (!points.length) return;
      this.desk.overlay.tell(this.pointer, [`Needs ${this.least} positions`]);
      return;
    }
    this.points = [];
    this.desk.overlay.clear();
    if (this.name === "cut") this.desk.cut(points);
    else if (this.name === "polygon") this.desk.finish({ kind: "polygon", shape: [[[...points, points[0]]]] });
    else this.desk.finish({ kind: this.name, shape: points });
  }

  cancel() {
    this.points = [];
    super.cancel();
  }
}

// From one corner or centre to another place: press, drag and let go, or click twice.
class SpanTool extends Tool {
  get busy() { return !!this.from; }

  begin(point) {
    this.from = this.name === "box" ? this.desk.position(point) : this.desk.place(point).at;
    this.first = point;
  }

  down(point) {
    if (this.from) return true;
    this.begin(point);
    return true;
  }

  drag(point) { this.move(point); }

  up(point, event) {
    if (this.first.distanceTo(point) <= SAME_PX) return;
    this.end(point, event);
  }

  click(point, event) {
    if (this.from && this.first.distanceTo(point) > SAME_PX) this.end(point, event);
    return true;
  }

  twice() { return true; }

  menu() {
    if (!this.busy) return false;
    this.cancel();
    return true;
  }

  move(point) {
    this.pointer = point;
    const place = this.name === "box" ? { at: this.desk.position(point) } : this.desk.place(point);
    if (!this.from) {
      if (this.name !== "box") this.desk.hint(point, place);
      return;
    }
    const marks = [];
    if (this.name === "box") {
      marks.push({ kind: "box", className: "pick", points: boxOf(this.desk.overlay.point(this.from), point) });
    } else {
      const shape = this.shape(place.at);
      if (shape) this.show(shape, point);
      if (this.name !== "rectangle") marks.push({ kind: "line", className: "spoke", points: [this.desk.overlay.point(this.from), this.desk.overlay.point(place.at)] });
    }
    this.desk.hint(point, place, marks);
  }

  redraw() {
    if (this.busy && this.pointer) this.move(this.pointer);
  }

  shape(at) {
    if (this.name === "rectangle") {
      const [w, s] = this.from, [e, n] = at;
      if (w === e || s === n) return null;
      return { kind: "rectangle", shape: [[[[w, s], [e, s], [e, n], [w, n], [w, s]]]] };
    }
    const radius = inverse(this.from, at).m;
    return radius > 0 ? { kind: this.name, shape: this.from, radius_m: radius } : null;
  }

  end(point, event) {
    const from = this.from;
    if (this.name === "box") {
      const corners = boxOf(this.desk.overlay.point(from), point);
      this.cancel();
      this.desk.box(corners, event.ctrlKey || event.metaKey);
      return;
    }
    const shape = this.shape(this.desk.place(point).at);
    if (!shape) return;
    this.cancel();
    this.desk.finish(shape);
  }

  cancel() {
    this.from = null;
    super.cancel();
  }
}

class FreehandTool extends Tool {
  get busy() { return !!this.points; }

  down(point) {
    this.points = [point];
    return true;
  }

  drag(point) {
    if (!this.points) return;
    if (point.distanceTo(this.points[this.points.length - 1]) < 1) return;
    this.points.push(point);
    this.show({ kind: "freehand", shape: this.points.map((at) => this.desk.position(at)) }, point);
  }

  up() {
    const points = this.points ?? [];
    this.cancel();
    if (points.length < 2) return;
    const kept = simplified(points.map(({ x, y }) => [x, y]), FREEHAND_PX).map(([x, y]) => this.desk.position(L.point(x, y)));
    this.desk.finish({ kind: "freehand", shape: kept });
  }

  move() {}

  cancel() {
    this.points = null;
    super.cancel();
  }
}

export function boxOf(a, b) {
  return [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.max(a.x, b.x), Math.max(a.y, b.y)];
}

function same(a, b) {
  return a[0] === b[0] && a[1] === b[1];
}
