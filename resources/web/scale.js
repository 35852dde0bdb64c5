// A row of the legend: a bar of colours from one date to another.

const WIDTH = 210, HEIGHT = 14;

export function createScaleRow({ title, note, colours, from, to }) {
  const row = document.createElement("div");
  row.className = "legend-row legend-scale";
  const text = row.appendChild(document.createElement("span"));
  text.textContent = title;
  if (note) text.appendChild(document.createElement("small")).textContent = note;
  const canvas = row.appendChild(document.createElement("canvas"));
  const ratio = window.devicePixelRatio || 1;
  canvas.width = WIDTH * ratio;
  canvas.height = HEIGHT * ratio;
  const ink = canvas.getContext("2d");
  const step = canvas.width / colours.length;
  colours.forEach((colour, at) => {
    ink.fillStyle = colour;
    ink.fillRect(Math.floor(at * step), 0, Math.ceil(step) + 1, canvas.height);
  });
  const ends = row.appendChild(document.createElement("p"));
  for (const end of [from, to]) ends.appendChild(document.createElement("span")).textContent = end;
  return row;
}
