// Boxes that no outline crosses: there a day is all inside or all outside, and one point tells which.

function middle(box, { scale, ox, oy }) {
  return [((box[0] + box[2]) / 2 + ox) / scale, ((box[1] + box[3]) / 2 + oy) / scale];
}

// A test for boxes in device pixels: whether they may look different on two days. margin: half a stroke.
export function differs(series, dayA, dayB, view, margin) {
  const changed = [];
  const reach = margin / view.scale;
  series.visitChanged(dayA, dayB, (arc) => changed.push(4 * arc));
  return (box) => {
    const [x0, y0, x1, y1] = worldBox(box, view, reach);
    const { boxes } = series;
    for (const b of changed) {
      if (boxes[b] <= x1 && boxes[b + 2] >= x0 && boxes[b + 1] <= y1 && boxes[b + 3] >= y0) return true;
    }
    const [x, y] = middle(box, view);
    return series.contains(dayA, x, y) !== series.contains(dayB, x, y);
  };
}

// Whether a day draws nothing in a box; may say no where it draws nothing after all.
export function drawsNothing(series, day, box, view, margin) {
  const { refs, boxes } = series;
  const [x0, y0, x1, y1] = worldBox(box, view, margin / view.scale);
  const [begin, end] = series.refRange(day);
  for (let i = begin; i < end; i++) {
    const b = 4 * refs[i];
    if (boxes[b] <= x1 && boxes[b + 2] >= x0 && boxes[b + 1] <= y1 && boxes[b + 3] >= y0) return false;
  }
  const [x, y] = middle(box, view);
  return !series.contains(day, x, y);
}

function worldBox(box, { scale, ox, oy }, reach) {
  return [
    (box[0] + ox) / scale - reach,
    (box[1] + oy) / scale - reach,
    (box[2] + ox) / scale + reach,
    (box[3] + oy) / scale + reach,
  ];
}
