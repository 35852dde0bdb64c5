// Fill of a style as one repeating tile: a wash with hatch lines on it, anchored to the map.

const cache = new Map();
const LARGEST_TILE = 256;

// Fill for a style, or null when it has none. The view's origin (device pixels of the world) anchors
// the tile to the ground: it stays put while the map is moved.
export function fillOf(ctx, style, { ratio, ox, oy }) {
  if (!style.fill || (!(style.fillOpacity > 0) && !style.hatch)) return null;
  const made = tileOf(style, ratio);
  const pattern = ctx.createPattern(made, "repeat");
  pattern.setTransform(new DOMMatrix([1, 0, 0, 1, -(ox % made.width), -(oy % made.height)]));
  return pattern;
}

function tileOf(style, pixelRatio) {
  const key = JSON.stringify([style.fill, style.fillOpacity, style.hatch, pixelRatio]);
  let tile = cache.get(key);
  if (!tile) {
    if (cache.size > 64) cache.clear();
    tile = paintTile(style, pixelRatio);
    cache.set(key, tile);
  }
  return tile;
}

// A tile as wide and high as the hatch repeats in x and y: its diagonal is one hatch line.
function paintTile(style, pixelRatio) {
  const hatch = style.hatch;
  const tile = document.createElement("canvas");
  const angle = hatch ? (((hatch.angle % 180) + 180) % 180) * (Math.PI / 180) : 0;
  const side = (part) => {
    if (!hatch) return 8;
    const length = (hatch.spacing * pixelRatio) / Math.max(Math.abs(part), 1e-3);
    return Math.max(2, Math.round(Math.min(length, LARGEST_TILE)));
  };
  tile.width = side(Math.sin(angle));
  tile.height = side(Math.cos(angle));
  const ctx = tile.getContext("2d");
  ctx.globalAlpha = style.fillOpacity || 0;
  ctx.fillStyle = style.fill;
  ctx.fillRect(0, 0, tile.width, tile.height);
  if (hatch) paintLines(ctx, hatch, style.fill, angle, pixelRatio);
  return tile;
}

function paintLines(ctx, hatch, color, angle, pixelRatio) {
  const { width, height } = ctx.canvas;
  ctx.globalAlpha = hatch.opacity;
  ctx.strokeStyle = color;
  ctx.lineWidth = hatch.width * pixelRatio;
  ctx.beginPath();
  const level = Math.abs(Math.sin(angle)) < 1e-3;
  const upright = Math.abs(Math.cos(angle)) < 1e-3;
  if (level || upright) {
    ctx.moveTo(upright ? width / 2 : -1, level ? height / 2 : -1);
    ctx.lineTo(upright ? width / 2 : width + 1, level ? height / 2 : height + 1);
  } else {
    // the diagonal and its neighbours, which fill the two corners that it leaves
    const rising = Math.cos(angle) > 0;
    for (let i = -1; i <= 1; i++) {
      const x = i * width;
      ctx.moveTo(x - width, rising ? 2 * height : -height);
      ctx.lineTo(x + 2 * width, rising ? -height : 2 * height);
    }
  }
  ctx.stroke();
}
