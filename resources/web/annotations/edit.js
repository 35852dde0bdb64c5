// Without a tool in hand: select, move, turn, and change by handles.

import { boxOf } from "./tools.js";
import { tipOf } from "./measures.js";
import { dragged, handlesOf, movedBy, pixelBox, turnedBy, without } from "./handles.js";
import { PLACED, toPlane } from "./shapes.js";

const START_PX = 4, HANDLE_PX = 9;
const MOST_FRAMES = 60; // so many of the selected have a frame of their own
const MOST_DRAFTS = 400; // more than these are only shown as their frame while they are dragged
const STEP = Math.PI / 12;

/**
 * Selecting and changing. `desk` has overlay, layer, model, place(point, but), position(point),
 * hit(point), select(ids), change(gesture, list), open(id), menu(point) and selection().
 */
export class Edit {
  constructor(desk, tool) {
    this.desk = desk;
    this.tool = tool;
    this.grip = null;
    this.vertex = null;
    this.waiting = false;
    this.step = null; // px to move by when Python has answered
  }

  get busy() { return !!this.grip; }

  /** The annotations that are selected and seen. */
  chosen() {
    return this.desk.selection().map((id) => this.desk.model.get(id)).filter((item) => item?.alpha);
  }

  free() {
    return this.chosen().filter((item) => !item.locked);
  }

  /** Draw frames and handles of the selection again, as after it or the map has changed. */
  redraw() {
    if (this.grip || this.waiting) return;
    const { overlay } = this.desk, at = (position) => overlay.point(position);
    const chosen = this.chosen();
    if (!chosen.length) {
      this.vertex = null;
      overlay.clear();
      this.handles = [];
      return;
    }
    const frames = chosen.length > MOST_FRAMES ? [pixelBox(chosen, at)] : chosen.map((item) => this.frame(item));
    const free = this.free();
    this.handles = free.length === chosen.length ? handlesOf(free, at) : [];
    const turn = this.handles.find(({ kind }) => kind === "turn");
    overlay.draft([]);
    overlay.tell(null, []);
    overlay.labels([]);
    overlay.marks([
      ...frames.map((points) => ({ kind: "box", className: free.length === chosen.length ? "chosen" : "chosen locked", points })),
      ...(turn ? [{ kind: "line", className: "stem", points: [turn.foot, turn.point] }] : []),
      ...this.handles.map((handle) => ({ ...handle, className: this.isActive(handle) ? "active" : "", size: handle.size ?? 9 })),
    ]);
  }

  frame(item) {
    const ratio = window.devicePixelRatio || 1, { layer } = this.desk;
    if (item.lines.length && item.kind !== "arrow") {
      const [x0, y0, x1, y1] = pixelBox([item], (position) => this.desk.overlay.point(position));
      return [x0 - 6, y0 - 6, x1 + 6, y1 + 6];
    }
    return layer._boxOf(item).map((px, i) => px / ratio + (i < 2 ? -2 : 2));
  }

  isActive(handle) {
    return !!this.vertex && handle.role === "vertex" && handle.index === this.vertex.index && String(handle.path) === String(this.vertex.path);
  }

  handleAt(point) {
    return [...(this.handles ?? [])].reverse().find((handle) => handle.point.distanceTo(point) <= HANDLE_PX);
  }

  // ---- the pointer ----------------------------------------------------------------------------

  down(point, event) {
    if (event.ctrlKey || event.metaKey) {
      this.grip = { kind: "box", first: point };
      return true;
    }
    const handle = this.handleAt(point);
    if (handle) {
      this.grip = { kind: handle.kind === "turn" ? "turn" : "handle", handle, first: point, items: this.free() };
      return true;
    }
    const selected = new Set(this.desk.selection()), [top] = this.desk.hit(point).filter((item) => selected.has(item.id));
    const items = top ? this.free() : [];
    if (!items.length || top.locked) return false;
    this.grip = { kind: "carry", first: point, items, top };
    return true;
  }

  drag(point, event) {
    const { grip } = this;
    if (!grip) return;
    if (!grip.moved && grip.first.distanceTo(point) < START_PX) return;
    if (!grip.moved) this.desk.carrying(true);
    grip.moved = true;
    if (grip.kind === "box") {
      this.desk.overlay.marks([{ kind: "box", className: "pick", points: boxOf(grip.first, point) }]);
      return;
    }
    grip.made = this[grip.kind](point, event);
    const drafts = grip.items.map((item) => ({ ...item, ...grip.made.get(item.id) }));
    this.desk.layer.hide(drafts.length > MOST_DRAFTS ? [] : drafts.map(({ id }) => id));
    this.desk.overlay.draft(drafts.length > MOST_DRAFTS ? drafts.slice(0, MOST_DRAFTS) : drafts);
    this.desk.overlay.tell(point, grip.words ?? (drafts.length === 1 && grip.kind === "handle" ? tipOf(drafts[0]) : []));
    this.desk.overlay.marks(grip.snapped ? [{ kind: "snap", className: grip.snapped.kind, point: this.desk.overlay.point(grip.snapped.at), size: 14 }] : []);
  }

  move(point) {
    const handle = this.handleAt(point);
    const over = handle ? handle.kind : this.desk.hit(point).length ? "item" : "";
    this.desk.cursor({ "": "", item: "pointer", vertex: "move", middle: "copy", turn: "grab", knob: "move" }[over]);
  }

  up(point) {
    const { grip } = this;
    this.grip = null;
    if (!grip) return;
    this.desk.carrying(false);
    if (!grip.moved) {
      if (grip.kind === "handle" && grip.handle.role === "vertex") this.vertex = grip.handle;
      this.redraw();
      return;
    }
    if (grip.kind === "box") {
      const found = this.desk.layer.inside(boxOf(grip.first, point)).map(({ id }) => id);
      this.redraw();
      this.desk.select([...new Set([...this.desk.selection(), ...found])]);
      return;
    }
    const list = grip.items.map(({ id }) => ({ id, ...grip.made.get(id) }));
    const gesture = grip.kind === "handle" ? { radius: "resize", bend: "bend", corner: "resize" }[grip.handle.role] ?? "reshape" : grip.kind === "turn" ? "rotate" : "move";
    this.vertex = null;
    this.waiting = true; // the draft stays until Python has answered
    this.desk.overlay.marks([]);
    this.desk.overlay.tell(null, []);
    this.desk.change(gesture, list);
  }

  /** Show what was drawn until Python has answered. */
  await(drafts) {
    this.waiting = true;
    this.desk.overlay.draft(drafts);
  }

  /** Move what is selected by px of the screen, as the arrow keys do; false when nothing is. */
  nudge(dx, dy) {
    const items = this.free();
    if (!items.length || this.grip) return false;
    this.step = this.step ? [this.step[0] + dx, this.step[1] + dy] : [dx, dy];
    if (!this.waiting) this.takeStep(items);
    return true;
  }

  takeStep(items) {
    const scale = 256 * 2 ** this.desk.zoom(), [dx, dy] = this.step.map((px) => px / scale);
    this.step = null;
    this.waiting = true;
    this.desk.change("move", items.map((item) => ({ id: item.id, shape: movedBy(item, dx, dy) })));
  }

  /** Python has answered: what it said is drawn, so the draft can go. */
  answered() {
    this.waiting = false;
    if (this.step && this.free().length) this.takeStep(this.free());
    if (this.grip?.moved) return;
    this.desk.layer.hide([]);
    if (!this.tool()) this.redraw();
    else {
      this.desk.overlay.draft([]);
      this.tool().redraw();
    }
  }

  // What is placed snaps with its own position, all else goes where the pointer goes.
  carry(point) {
    const { grip } = this, from = toPlane(this.desk.position(grip.first));
    let to = toPlane(this.desk.position(point));
    grip.snapped = null;
    if (grip.items.length === 1 && PLACED.has(grip.top.kind)) {
      const own = this.desk.overlay.point(grip.top.shape), aim = point.subtract(grip.first).add(own);
      const place = this.desk.place(aim, new Set([grip.top.id]));
      const home = toPlane(grip.top.shape), target = toPlane(place.at);
      to = [from[0] + target[0] - home[0], from[1] + target[1] - home[1]];
      grip.snapped = place.kind ? place : null;
    }
    return new Map(grip.items.map((item) => [item.id, { shape: movedBy(item, to[0] - from[0], to[1] - from[1]) }]));
  }

  handle(point) {
    const { grip } = this, [item] = grip.items;
    const place = this.desk.place(point, new Set([item.id]));
    grip.snapped = place.kind ? place : null;
    return new Map([[item.id, dragged(item, grip.handle, place.at)]]);
  }

  turn(point, event) {
    const { grip } = this, { centre } = grip.handle;
    const angleOf = (at) => Math.atan2(at.y - centre.y, at.x - centre.x);
    let angle = angleOf(point) - angleOf(grip.handle.point);
    if (event.shiftKey) angle = Math.round(angle / STEP) * STEP;
    grip.words = [`${Math.round((((angle * 180) / Math.PI + 540) % 360) - 180)}°`];
    const around = toPlane(this.desk.position(centre));
    return new Map(grip.items.map((item) => [item.id, { shape: turnedBy(item, angle, around) }]));
  }

  // ---- clicks and keys ------------------------------------------------------------------------

  click(point, event) {
    const hits = this.desk.hit(point), chosen = this.desk.selection();
    if (!hits.length) {
      if (chosen.length && !event.ctrlKey && !this.handleAt(point)) this.desk.select([]);
      return chosen.length > 0;
    }
    const { id } = hits[0];
    if (event.ctrlKey || event.metaKey) this.desk.select(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
    else if (!this.handleAt(point)) this.desk.select([id]);
    return true;
  }

  twice(point) {
    const [top] = this.desk.hit(point);
    if (top) this.desk.open(top.id);
    return !!top;
  }

  menu(point) {
    const handle = this.handleAt(point);
    if (handle?.role === "vertex") {
      this.remove(handle);
      return true;
    }
    const [top] = this.desk.hit(point);
    if (!top) return false;
    if (!this.desk.selection().includes(top.id)) this.desk.select([top.id]);
    this.desk.menu(point);
    return true;
  }

  remove(handle) {
    const [item] = this.free(), made = item && without(item, handle);
    this.vertex = null;
    if (made) this.desk.change("reshape", [{ id: item.id, ...made }]);
    else this.redraw();
  }

  /** Delete was pressed: the vertex that was clicked, else the selection; false when there is none. */
  erase() {
    if (!this.desk.selection().length) return false;
    if (this.vertex) this.remove(this.vertex);
    else this.desk.erase();
    return true;
  }

  /** Esc was pressed; false when there was nothing to leave. */
  cancel() {
    if (this.grip) {
      this.grip = null;
      this.desk.carrying(false);
      this.desk.layer.hide([]);
      this.redraw();
      return true;
    }
    if (!this.desk.selection().length) return false;
    this.desk.select([]);
    return true;
  }

}

