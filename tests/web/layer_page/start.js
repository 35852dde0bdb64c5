// The layer on the map, and what the tests ask about its pixels.
import { createFrontLayer } from "/web/fronts.js";
window.layer = createFrontLayer().addTo(map);
window.bring = (module) => import(`/web/${module}`);
window.load = async (id) => layer.setSeries(id, await (await fetch("/series/" + id)).arrayBuffer());
window.pixels = () => layer._ctx.getImageData(0, 0, layer._canvas.width, layer._canvas.height).data;
window.at = (lat, lon, around = 0) => {  // mean colour of the canvas around a place
  const p = map.latLngToContainerPoint([lat, lon]).multiplyBy(devicePixelRatio).round();
  const size = 2 * around + 1;
  const d = layer._ctx.getImageData(p.x - around, p.y - around, size, size).data;
  const mean = [0, 0, 0, 0];
  for (let i = 0; i < d.length; i++) mean[i % 4] += d[i] / (d.length / 4);
  return mean;
};
window.difference = (a, b) => {  // [pixels that differ, largest difference, pixels that differ much]
  let count = 0, most = 0, much = 0;
  for (let i = 0; i < a.length; i += 4) {
    // premultiplied: colour counts as much as it is seen
    let d = Math.abs(a[i + 3] - b[i + 3]);
    for (let k = 0; k < 3; k++) {
      d = Math.max(d, Math.abs(a[i + k] * a[i + 3] - b[i + k] * b[i + 3]) / 255);
    }
    if (d > 0.5) count++;
    if (d > 24) much++;
    most = Math.max(most, d);
  }
  return [count, most, much];
};
window.ready = true;
