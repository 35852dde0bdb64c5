// Meridians and parallels with their degrees at the edge of the map; off until asked for.

import { ensurePane, opacityOf } from "./canvas_layer.js";

// Steps in minutes of arc, so that every line has a short name.
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200];
const LEAST_PX = 110;

/** A grid on its own canvas, painted for every move because its labels stick to the edge. */
export function createGraticule(map) {
  const pane = map.getPane(ensurePane(map, "graticule", 250));
  const canvas = document.createElement("canvas");
  canvas.className = "leaflet-zoom-hide";
  canvas.style.pointerEvents = "none";
  const ink = canvas.getContext("2d");
  let tokens = null, opacity = 0;
  map.on("move zoomend resize viewreset", paint);

  function paint() {
    if (!opacity || !tokens) return;
    const { x: width, y: height } = map.getSize(), ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    canvas.width = Math.ceil(width * ratio);
    canvas.height = Math.ceil(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    ink.globalAlpha = opacity;
    const box = map.getBounds();
    const step = stepFor((width / (box.getEast() - box.getWest())) / 60);
    const meridians = steps(box.getWest(), box.getEast(), step)
      .map((minutes) => [map.latLngToContainerPoint([box.getCenter().lat, minutes / 60]).x, degrees(minutes, "E", "W")]);
    const parallels = steps(Math.max(box.getSouth(), -84), Math.min(box.getNorth(), 84), step)
      .map((minutes) => [map.latLngToContainerPoint([minutes / 60, box.getCenter().lng]).y, degrees(minutes, "N", "S")]);
    lines(meridians, parallels, width, height);
    names(meridians, parallels, width, height);
  }

  function lines(meridians, parallels, width, height) {
    ink.beginPath();
    for (const [x] of meridians) {
      ink.moveTo(Math.round(x) + 0.5, 0);
      ink.lineTo(Math.round(x) + 0.5, height);
    }
    for (const [y] of parallels) {
      ink.moveTo(0, Math.round(y) + 0.5);
      ink.lineTo(width, Math.round(y) + 0.5);
    }
    ink.strokeStyle = tokens.graticule;
    ink.lineWidth = 1;
    ink.stroke();
  }

  function names(meridians, parallels, width, height) {
    ink.font = `11px ${getComputedStyle(map.getContainer()).fontFamily}`;
    ink.lineJoin = "round";
    ink.lineWidth = 3;
    ink.strokeStyle = tokens.halo;
    ink.fillStyle = tokens.mute;
    const write = (text, x, y, align, baseline) => {
      ink.textAlign = align;
      ink.textBaseline = baseline;
      ink.strokeText(text, x, y);
      ink.fillText(text, x, y);
    };
    for (const [x, text] of meridians) {
      if (x < 30 || x > width - 30) continue;
      write(text, x, 4, "center", "top");
      write(text, x, height - 4, "center", "bottom");
    }
    for (const [y, text] of parallels) {
      if (y < 24 || y > height - 24) continue;
      write(text, 4, y - 2, "left", "bottom");
      write(text, width - 4, y - 2, "right", "bottom");
    }
  }

  return {
    setTheme(fresh) { tokens = fresh; paint(); },
    setVisible(value) {
      opacity = opacityOf(value);
      if (opacity) pane.append(canvas);
      else canvas.remove();
      paint();
    },
  };
}

function stepFor(pixelsPerMinute) {
  return STEPS.find((step) => step * pixelsPerMinute >= LEAST_PX) ?? STEPS[STEPS.length - 1];
}

function steps(from, to, step) {
  const result = [];
  for (let at = Math.ceil((from * 60) / step) * step; at <= to * 60; at += step) result.push(at);
  return result;
}

function degrees(minutes, plus, minus) {
  const whole = Math.floor(Math.abs(minutes) / 60), rest = Math.abs(minutes) % 60;
  const name = rest ? `${whole}°${String(rest).padStart(2, "0")}′` : `${whole}°`;
  return minutes ? `${name} ${minutes > 0 ? plus : minus}` : name;
}
