// Shows a picture that is drawn out of sight: tiles on the page, of which only changed ones are renewed.
// Without a GPU a canvas that is drawn on costs its whole area in every frame in which anything
// changes; a tile that holds a finished bitmap costs only its blending, and an empty one is hidden.

const TILE_PX = 256;

export class Screen {
  // isEmpty(box) says whether nothing is drawn in a box: an empty tile is hidden.
  constructor(parent, isEmpty) {
    this.isEmpty = isEmpty;
    this.element = document.createElement("div");
    parent.append(this.element);
    this.picture = new OffscreenCanvas(1, 1);
    this.tiles = [];
    this.side = 0;
    this.waiting = 0;
  }

  // Size in device pixels; all is empty afterwards.
  resize(width, height, ratio) {
    this.picture.width = width;
    this.picture.height = height;
    this.side = Math.round(TILE_PX * ratio);
    this.scratch = new OffscreenCanvas(this.side, this.side);
    this.pen = this.scratch.getContext("2d");
    this.pen.globalCompositeOperation = "copy";
    this.tiles = [];
    for (let y = 0; y < height; y += this.side) {
      for (let x = 0; x < width; x += this.side) this.tiles.push(this.tile(x, y, ratio));
    }
    this.element.replaceChildren(...this.tiles.map((tile) => tile.canvas));
  }

  tile(x, y, ratio) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = this.side;
    Object.assign(canvas.style, {
      position: "absolute",
      pointerEvents: "none",
      left: `${x / ratio}px`,
      top: `${y / ratio}px`,
      width: `${this.side / ratio}px`,
      height: `${this.side / ratio}px`,
    });
    return { x, y, canvas, surface: canvas.getContext("bitmaprenderer"), stale: false, hidden: false };
  }

  // Says that a box [x0, y0, x1, y1] of the picture has changed; it is shown with the next frame.
  touch(box) {
    for (const tile of this.tiles) {
      if (box[0] >= tile.x + this.side || box[2] <= tile.x) continue;
      if (box[1] >= tile.y + this.side || box[3] <= tile.y) continue;
      tile.stale = true;
      this.waiting ||= requestAnimationFrame(() => this.renew());
    }
  }

  renew() {
    this.waiting = 0;
    for (const tile of this.tiles) {
      if (!tile.stale) continue;
      tile.stale = false;
      const hidden = this.isEmpty(this.box(tile));
      if (hidden !== tile.hidden) tile.canvas.style.visibility = hidden ? "hidden" : "";
      if (hidden && !tile.hidden) tile.surface.transferFromImageBitmap(null);
      tile.hidden = hidden;
      if (hidden) continue;
      this.pen.drawImage(this.picture, -tile.x, -tile.y);
      tile.surface.transferFromImageBitmap(this.scratch.transferToImageBitmap());
    }
  }

  box({ x, y }) {
    return [x, y, Math.min(x + this.side, this.picture.width), Math.min(y + this.side, this.picture.height)];
  }

  // Boxes of the tiles for which test(box) holds; neighbours in a row are one box.
  boxesOf(test) {
    const boxes = [];
    for (const tile of this.tiles) {
      const box = this.box(tile);
      if (!test(box)) continue;
      const last = boxes[boxes.length - 1];
      if (last && last[1] === box[1] && last[2] === box[0]) last[2] = box[2];
      else boxes.push(box);
    }
    return boxes;
  }

  remove() {
    if (this.waiting) cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    this.element.remove();
  }
}
