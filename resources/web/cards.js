// The cards on the map: date, legend, scale and credits. They say what Python says, as text.

const EDGE = 12; // px between the credits and the edges of the map
const LEAST_CREDIT = 250; // px: with less room beside the legend the credits go below it
const SCALE_PX = 160;

/**
 * Cards that can be dragged; `rectangles` tells the labels where not to write. `dragged` is called with
 * the name of a card and its new place.
 */
export function createCards(map, dragged) {
  const root = map.getContainer();
  const date = card(root, "card date-card"), legend = card(root, "card legend-card");
  const title = add(date, "h1"), lines = add(date, "div");
  date.hidden = true;
  const rows = add(legend, "div");
  legend.hidden = true;
  L.control.scale({ position: "bottomright", imperial: false, maxWidth: 140 }).addTo(map);
  const credit = card(root, "credit");
  const mark = card(root, "mark");
  mark.hidden = true;
  const moved = [];
  const shown = { date: true, legend: true };
  let told = null, lineCount = -1;
  for (const [name, box] of [["date", date], ["legend", legend]]) {
    draggable(box, root, (place) => {
      dragged({ card: name, ...place });
      changed();
    });
  }
  map.on("resize", layOut);

  function changed() {
    layOut();
    moved.forEach((tell) => tell());
  }

  // Credits stand beside the legend or below it, the scale above both, so that none covers another.
  function layOut() {
    const wide = root.clientWidth, stays = !legend.hidden && !legend.style.left;
    const right = stays ? legend.offsetLeft + legend.offsetWidth : 0, room = wide - right - 2 * EDGE;
    const below = stays && room < LEAST_CREDIT;
    root.classList.toggle("credit-below", below);
    credit.style.maxWidth = `${below ? wide - 2 * EDGE : room}px`;
    root.style.setProperty("--credit-height", `${credit.offsetHeight}px`);
    const lift = below && room < SCALE_PX ? legend.offsetHeight + EDGE : 0;
    root.style.setProperty("--scale-lift", `${lift}px`);
  }

  function writeDate() {
    const { text, sources } = told;
    if (title.textContent !== text) title.textContent = text;
    while (lines.children.length < sources.length) add(lines, "p");
    while (lines.children.length > sources.length) lines.lastChild.remove();
    sources.forEach((source, at) => {
      const line = lines.children[at];
      if (line.textContent !== source.text) line.textContent = source.text;
      line.classList.toggle("stale", source.stale);
    });
    date.hidden = false;
    if (lineCount !== sources.length) {
      lineCount = sources.length;
      changed();
    }
  }

  return {
    /** Say the date and its sources; while the card is hidden this costs nothing. */
    showDate(text, sources) {
      told = { text, sources };
      if (shown.date) writeDate();
    },
    showLegend(entries, attribution) {
      rows.replaceChildren(...entries.map((entry) => entry.element ?? legendRow(entry)));
      legend.hidden = !shown.legend || !entries.length;
      credit.textContent = attribution;
      changed();
    },
    setVisible(which) {
      Object.assign(shown, { date: which.date, legend: which.legend });
      date.hidden = true;
      if (which.date && told) writeDate();
      legend.hidden = !which.legend || !rows.children.length;
      root.classList.toggle("no-controls", !which.controls);
      put(date, root, which.places.date);
      put(legend, root, which.places.legend);
      changed();
    },
    showMark(colour) {
      mark.hidden = !colour;
      mark.style.background = colour;
    },
    /** Where the cards are that lie over much of the map. */
    covering() {
      return [date, legend].filter((box) => !box.hidden && box.offsetParent).map((box) => box.getBoundingClientRect());
    },
    onMoved(tell) { moved.push(tell); },
    rectangles() {
      return [date, legend, credit, ...root.querySelectorAll(".leaflet-control-scale, .leaflet-control-zoom")]
        .filter((box) => !box.hidden && box.offsetParent).map((box) => box.getBoundingClientRect());
    },
  };
}

function add(parent, tag) {
  return parent.appendChild(document.createElement(tag));
}

function card(parent, className) {
  const box = add(parent, "div");
  box.className = className;
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  return box;
}

function legendRow({ kind, title, note, style }) {
  const row = document.createElement("div");
  row.className = kind === "series" ? "legend-row" : "legend-row small";
  row.append(swatch(kind, style));
  const text = add(row, "span");
  text.textContent = title;
  if (note) {
    const small = add(text, "small");
    small.textContent = note;
  }
  return row;
}

const WIDTH = 34, HEIGHT = 18;

/** A small picture of how something is drawn on the map. */
function swatch(kind, style) {
  const canvas = document.createElement("canvas"), ratio = window.devicePixelRatio || 1;
  canvas.width = WIDTH * ratio;
  canvas.height = HEIGHT * ratio;
  canvas.className = "swatch";
  const ink = canvas.getContext("2d");
  ink.scale(ratio, ratio);
  if (kind === "event") {
    ink.fillStyle = style.stroke;
    ink.beginPath();
    ink.moveTo(17, 4);
    ink.lineTo(23, 14);
    ink.lineTo(11, 14);
    ink.fill();
    return canvas;
  }
  const line = () => {
    ink.beginPath();
    ink.moveTo(1, 2.5);
    ink.lineTo(WIDTH - 1, 2.5);
  };
  if (style.fill) {
    ink.globalAlpha = style.fillOpacity;
    ink.fillStyle = style.fill;
    ink.fillRect(1, 2, WIDTH - 2, HEIGHT - 3);
    if (style.hatch) hatch(ink, style);
    ink.globalAlpha = 1;
  }
  if (!(style.width > 0)) return canvas;
  ink.strokeStyle = style.stroke;
  ink.lineWidth = style.width;
  ink.setLineDash(style.dash);
  if (style.fill) line();
  else {
    ink.beginPath();
    ink.moveTo(1, HEIGHT / 2);
    ink.lineTo(WIDTH - 1, HEIGHT / 2);
  }
  ink.stroke();
  return canvas;
}

function hatch(ink, style) {
  const up = style.hatch.angle > 0 ? 1 : -1;
  ink.save();
  ink.beginPath();
  ink.rect(1, 2, WIDTH - 2, HEIGHT - 3);
  ink.clip();
  ink.globalAlpha = style.hatch.opacity;
  ink.strokeStyle = style.stroke;
  ink.lineWidth = style.hatch.width;
  ink.beginPath();
  for (let x = -HEIGHT; x < WIDTH + HEIGHT; x += style.hatch.spacing * 0.75) {
    ink.moveTo(x, up > 0 ? HEIGHT : 0);
    ink.lineTo(x + HEIGHT, up > 0 ? 0 : HEIGHT);
  }
  ink.stroke();
  ink.restore();
}

/** Let a card be dragged; it stays within the map and keeps its distance to the nearer edges. */
function draggable(box, root, done) {
  let from = null, place = null;
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = box.getBoundingClientRect();
    from = { x: event.clientX - at.left, y: event.clientY - at.top };
    box.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  box.addEventListener("pointermove", (event) => {
    if (!from) return;
    const width = root.clientWidth, height = root.clientHeight;
    const left = clamp(event.clientX - from.x, 4, width - box.offsetWidth - 4);
    const top = clamp(event.clientY - from.y, 4, height - box.offsetHeight - 4);
    const low = top + box.offsetHeight / 2 > height / 2, far = left + box.offsetWidth / 2 > width / 2;
    place = [
      far ? "right" : "left", low ? "bottom" : "top",
      far ? width - left - box.offsetWidth : left, low ? height - top - box.offsetHeight : top,
    ];
    put(box, root, place);
  });
  box.addEventListener("pointerup", () => {
    if (from && place) done({ across: place[0], down: place[1], x: place[2], y: place[3] });
    from = place = null;
  });
}

/** Put a card at its distances from two edges, as far as the map reaches; where it is at first without. */
function put(box, root, place) {
  const [across, down, x, y] = place ?? ["", "", 0, 0], style = { left: "", right: "", top: "", bottom: "" };
  if (place) {
    Object.assign(style, { left: "auto", right: "auto", top: "auto", bottom: "auto" });
    style[across] = `max(0px, min(${x}px, 100% - ${box.offsetWidth}px))`;
    style[down] = `max(0px, min(${y}px, 100% - ${box.offsetHeight}px))`;
  }
  Object.assign(box.style, style);
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}
