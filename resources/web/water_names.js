// Names of seas, reservoirs and rivers; rivers are named along their water.

import { WORLD } from "./series.js";

export const WATERS = [
  { name: "Black Sea", name_uk: "Чорне море", lon: 32.4, lat: 43.9, from: 5, to: 9, size: 15 },
  { name: "Sea of Azov", name_uk: "Азовське море", lon: 36.6, lat: 46.05, from: 6, to: 10, size: 13 },
  { name: "Dnipro", name_uk: "Дніпро", lon: 32.75, lat: 49.32, from: 7.5, to: 9.5, size: 11.5 },
  { name: "Dnipro", name_uk: "Дніпро", lon: 34.45, lat: 47.53, from: 7.5, to: 10, size: 11.5 },
];

const RIVERS_FROM = { 1: 7.5, 2: 8.5 };
const SIZE = 11.5, SPACING = 1, EVERY_PX = 620, EDGE = 40, LIFT = 8, MOST_TURN = 0.5;
const LEAST_GAP = 0.8; // of the way between two letters on straight water; in a bend they come closer

/** Choose where to write; every answer is {glyphs: [[text, x, y, angle]], font}. */
export function riverNames({ ink, frame, taken, fonts, language, names, rivers }) {
  const found = [];
  for (const water of names) {
    if (frame.zoom < water.from || frame.zoom > water.to) continue;
    const font = `italic 400 ${water.size}px ${fonts}`, text = nameOf(water, language);
    const glyphs = measured(ink, font, text, water.size > 12 ? 3 : SPACING);
    const long = glyphs.reduce((sum, [, width]) => sum + width, 0);
    let x = water.at[0] * frame.scale - frame.x - long / 2;
    const y = water.at[1] * frame.scale - frame.y;
    const box = [x, y - water.size, x + long, y + water.size];
    if (taken.meets(box)) continue;
    taken.add(box);
    found.push({ font, glyphs: glyphs.map(([letter, width]) => { x += width; return [letter, x - width / 2, y, 0]; }) });
  }
  for (const river of rivers) {
    if (frame.zoom < RIVERS_FROM[river.rank]) continue;
    const font = `italic 400 ${SIZE}px ${fonts}`;
    const glyphs = measured(ink, font, nameOf(river, language), SPACING);
    for (const line of onScreen(river.line.xy, frame)) found.push(...alongLine(line, glyphs, font, taken));
  }
  return found;
}

/** Write what `riverNames` chose. */
export function writeAlong(ink, { font, glyphs }, tokens) {
  ink.font = font;
  ink.textAlign = "center";
  ink.fillStyle = tokens.label_water ?? tokens.mute;
  ink.strokeStyle = tokens.halo;
  ink.lineWidth = 2.5;
  const each = (write) => {
    for (const [letter, x, y, angle] of glyphs) {
      ink.save();
      ink.translate(x, y);
      ink.rotate(angle);
      write(letter);
      ink.restore();
    }
  };
  each((letter) => ink.strokeText(letter, 0, 0));
  each((letter) => ink.fillText(letter, 0, 0));
  ink.textAlign = "start";
}

function nameOf({ name, name_uk }, language) {
  if (language === "uk") return name_uk;
  return language === "both" ? `${name} · ${name_uk}` : name;
}

function measured(ink, font, text, spacing) {
  ink.font = font;
  return Array.from(text, (letter) => [letter, ink.measureText(letter).width + spacing]);
}

// The stretches of a line that are on the painted area, as points every few px, smoothed.
function onScreen(xy, { scale: whole, x, y, width, height }) {
  const scale = whole / WORLD;
  const stretches = [];
  let points = [];
  const end = () => { if (points.length > 8) stretches.push(smooth(points)); points = []; };
  for (let at = 0; at < xy.length; at += 2) {
    const px = xy[at] * scale - x, py = xy[at + 1] * scale - y;
    if (px < EDGE || py < EDGE || px > width - EDGE || py > height - EDGE) { end(); continue; }
    const last = points[points.length - 1];
    if (!last) { points.push([px, py]); continue; }
    const away = Math.hypot(px - last[0], py - last[1]);
    for (let step = 6; step <= away; step += 6) {
      points.push([last[0] + ((px - last[0]) * step) / away, last[1] + ((py - last[1]) * step) / away]);
    }
  }
  end();
  return stretches;
}

function smooth(points) {
  const half = 6;
  return points.map((_, at) => {
    let x = 0, y = 0, count = 0;
    for (let near = Math.max(0, at - half); near <= Math.min(points.length - 1, at + half); near++) {
      x += points[near][0];
      y += points[near][1];
      count++;
    }
    return [x / count, y / count];
  });
}

function alongLine(points, glyphs, font, taken) {
  const long = glyphs.reduce((sum, [, width]) => sum + width, 0);
  const lengths = [0];
  for (let at = 1; at < points.length; at++) {
    lengths.push(lengths[at - 1] + Math.hypot(points[at][0] - points[at - 1][0], points[at][1] - points[at - 1][1]));
  }
  const total = lengths[lengths.length - 1], result = [];
  for (let start = 20; start + long + 20 < total; start += 24) {
    const chosen = tryAt(points, lengths, start, glyphs, long);
    if (!chosen) continue;
    const boxes = chosen.map(([, x, y]) => [x - 6, y - 7, x + 6, y + 7]);
    if (boxes.some((box) => taken.meets(box))) continue;
    for (const box of boxes) taken.add(box);
    result.push({ font, glyphs: chosen });
    start += long + EVERY_PX;
  }
  return result;
}

function tryAt(points, lengths, start, glyphs, long) {
  const from = pointAt(points, lengths, start), to = pointAt(points, lengths, start + long);
  const backwards = to.x < from.x;
  if (Math.hypot(to.x - from.x, to.y - from.y) < 0.9 * long) return null;
  const whole = Math.atan2(to.y - from.y, to.x - from.x) + (backwards ? Math.PI : 0);
  const result = [];
  let along = backwards ? start + long : start, before = null;
  for (const [letter, width] of glyphs) {
    const middle = pointAt(points, lengths, backwards ? along - width / 2 : along + width / 2);
    let angle = middle.angle + (backwards ? Math.PI : 0);
    const turn = Math.atan2(Math.sin(angle - whole), Math.cos(angle - whole));
    if (Math.abs(turn) > MOST_TURN) return null;
    angle = whole + turn;
    const x = middle.x + Math.sin(angle) * LIFT, y = middle.y - Math.cos(angle) * LIFT;
    if (before && Math.hypot(x - before.x, y - before.y) < (LEAST_GAP * (width + before.width)) / 2) return null;
    before = { x, y, width };
    result.push([letter, x, y, angle]);
    along += backwards ? -width : width;
  }
  return result;
}

function pointAt(points, lengths, at) {
  let low = 0, high = lengths.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lengths[middle] <= at) low = middle;
    else high = middle;
  }
  const [x0, y0] = points[low], [x1, y1] = points[high];
  const part = (at - lengths[low]) / (lengths[high] - lengths[low] || 1);
  return { x: x0 + (x1 - x0) * part, y: y0 + (y1 - y0) * part, angle: Math.atan2(y1 - y0, x1 - x0) };
}
