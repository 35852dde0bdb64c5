// A handle between two pictures of the map: what lies left of it shows one date, right of it another.

import { createWords } from "./words.js";

const STEP = 0.02;

/**
 * The handle on a map. `panes` are {left: [name], right: [name]}; `moved(position)` hears of a move
 * that has ended, position being 0 at the left edge and 1 at the right.
 */
export function createSwipe(map, moved) {
  const root = map.getContainer();
  const line = root.appendChild(document.createElement("div"));
  line.className = "swipe";
  line.tabIndex = 0;
  for (const [name, value] of [
    ["role", "slider"], ["aria-orientation", "horizontal"], ["aria-valuemin", "0"], ["aria-valuemax", "100"],
    ["aria-label", "Border between the two dates; arrow keys move it"],
  ]) line.setAttribute(name, value);
  const knob = line.appendChild(document.createElement("i"));
  for (const text of ["‹", "›"]) knob.appendChild(document.createElement("b")).textContent = text;
  const left = createWords(line, "date-card swipe-card before"), right = createWords(line, "date-card swipe-card after");
  L.DomEvent.disableClickPropagation(line);
  L.DomEvent.disableScrollPropagation(line);
  let position = 0.5, panes = { left: [], right: [] }, grip = null;

  function place() {
    const size = map.getSize(), x = Math.round(position * size.x);
    const corner = map.containerPointToLayerPoint([0, 0]).round();
    const [top, bottom] = [corner.y, corner.y + size.y], middle = corner.x + x;
    for (const name of panes.left) clip(name, `rect(${top}px, ${middle}px, ${bottom}px, ${corner.x}px)`);
    for (const name of panes.right) clip(name, `rect(${top}px, ${corner.x + size.x}px, ${bottom}px, ${middle}px)`);
    line.style.transform = `translateX(${x}px)`;
    line.setAttribute("aria-valuenow", String(Math.round(position * 100)));
  }
  function clip(name, shape) {
    const pane = map.getPane(name);
    if (pane) pane.style.clip = shape;
  }
  function set(value) {
    position = Math.max(0, Math.min(1, value));
    place();
  }
  map.on("move zoomend viewreset resize", place);

  line.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    grip = event.clientX - position * root.clientWidth;
    line.setPointerCapture(event.pointerId);
    line.focus({ preventScroll: true });
    event.preventDefault();
  });
  line.addEventListener("pointermove", (event) => {
    if (grip !== null) set((event.clientX - grip) / root.clientWidth);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    line.addEventListener(name, () => {
      if (grip === null) return;
      grip = null;
      moved(position);
    });
  }
  line.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    set(position + step);
    moved(position);
  });

  return {
    /** Say what lies where: names of panes and {title, lines} of each side. */
    show(value, where, before, after) {
      for (const name of [...panes.left, ...panes.right]) clip(name, "");
      panes = where;
      left.show(before.title, before.lines);
      right.show(after.title, after.lines);
      if (grip === null) set(value);
      else place();
    },
    remove() {
      map.off("move zoomend viewreset resize", place);
      for (const name of [...panes.left, ...panes.right]) clip(name, "");
      line.remove();
    },
    /** Left and right edge of what is seen of a pane, in px. */
    span(name) {
      const { x: wide } = map.getSize(), x = Math.round(position * wide);
      return panes.left.includes(name) ? [0, x] : panes.right.includes(name) ? [x, wide] : [0, wide];
    },
    rectangles: () => [left.box, right.box].map((box) => box.getBoundingClientRect()),
  };
}
