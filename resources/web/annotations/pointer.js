// Hears the pointer before the map does: a press on what is in hand never pans the map.

const CLICK_PX = 4, LEFT = 0, MIDDLE = 1;

/**
 * Calls `current()` (a tool: down, drag, up, move, click, twice, menu) with pixels of the map's
 * container. Middle drag always pans; the wheel is left to the map.
 */
export function hearPointer(map, current) {
  const root = map.getContainer();
  let held = null, pan = null, swallow = false;
  const pointOf = (event) => map.mouseEventToContainerPoint(event);
  const own = (event) => event.target.closest?.(".card, .leaflet-control, .swipe, .annotation-input");
  const stop = (event) => {
    event.stopImmediatePropagation();
    event.preventDefault();
  };

  root.addEventListener("mousedown", (event) => {
    if (own(event)) return;
    if (event.button === MIDDLE) {
      stop(event);
      pan = pointOf(event);
      map.fire("movestart");
      return;
    }
    if (event.button !== LEFT) return;
    const point = pointOf(event);
    held = { first: point, grabbed: !event.shiftKey && current().down(point, event) };
    if (held.grabbed) {
      stop(event);
      root.focus({ preventScroll: true });
    }
  }, true);

  document.addEventListener("mousemove", (event) => {
    const point = pointOf(event);
    if (pan) {
      const way = pan.subtract(point);
      pan = point;
      if (way.x || way.y) {
        map._rawPanBy(way);
        map.fire("move").fire("drag");
      }
    } else if (held?.grabbed) current().drag(point, event);
    else if (!held && root.contains(event.target) && !own(event)) current().move(point, event);
  });

  document.addEventListener("mouseup", (event) => {
    if (pan && event.button === MIDDLE) {
      pan = null;
      map.fire("moveend");
      return;
    }
    if (!held || event.button !== LEFT) return;
    const point = pointOf(event), { first, grabbed } = held;
    held = null;
    swallow = false;
    if (grabbed) {
      swallow = true;
      current().up(point, event);
    }
    if (first.distanceTo(point) <= CLICK_PX) swallow = current().click(point, event) || swallow;
  }, true);

  for (const [name, act] of [
    ["click", () => swallow],
    ["dblclick", (event) => current().twice(pointOf(event), event)],
    ["contextmenu", (event) => current().menu(pointOf(event), event)],
  ]) {
    root.addEventListener(name, (event) => {
      if (!own(event) && act(event)) stop(event);
    }, true);
  }
}
