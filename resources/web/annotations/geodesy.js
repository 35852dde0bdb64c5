// Measures on the ellipsoid WGS 84: distance, direction, area. Positions are [lon, lat] in degrees.

const A = 6378137, F = 1 / 298.257223563, B = A * (1 - F);
const RADIANS = Math.PI / 180;
const LONGEST_STEP_M = 5000; // an edge of an area is followed along its geodesic in steps of this
const FEW_EDGES = 60, LEAST_STEPS = 6; // and in so many at least, where there are few

/** Distance in metres and direction in degrees, clockwise from north, from one position to another. */
export function inverse([lon1, lat1], [lon2, lat2]) {
  const L0 = (lon2 - lon1) * RADIANS;
  const u1 = Math.atan((1 - F) * Math.tan(lat1 * RADIANS)), u2 = Math.atan((1 - F) * Math.tan(lat2 * RADIANS));
  const s1 = Math.sin(u1), c1 = Math.cos(u1), s2 = Math.sin(u2), c2 = Math.cos(u2);
  let lambda = L0, sinL = 0, cosL = 1, sine = 0, cosine = 1, sigma = 0, alpha2 = 0, middle = 0;
  for (let round = 0; round < 100; round++) {
    sinL = Math.sin(lambda);
    cosL = Math.cos(lambda);
    sine = Math.hypot(c2 * sinL, c1 * s2 - s1 * c2 * cosL);
    if (sine === 0) return { m: 0, degrees: 0 };
    cosine = s1 * s2 + c1 * c2 * cosL;
    sigma = Math.atan2(sine, cosine);
    const alpha = (c1 * c2 * sinL) / sine;
    alpha2 = 1 - alpha * alpha;
    middle = alpha2 ? cosine - (2 * s1 * s2) / alpha2 : 0;
    const c = (F / 16) * alpha2 * (4 + F * (4 - 3 * alpha2));
    const before = lambda;
    lambda = L0 + (1 - c) * F * alpha * (sigma + c * sine * (middle + c * cosine * (2 * middle * middle - 1)));
    if (Math.abs(lambda - before) < 1e-12) break;
  }
  const [a, delta] = series(alpha2, sine, cosine, middle);
  const degrees = Math.atan2(c2 * sinL, c1 * s2 - s1 * c2 * cosL) / RADIANS;
  return { m: B * a * (sigma - delta), degrees: (degrees + 360) % 360 };
}

/** Position at a distance in metres in a direction in degrees, clockwise from north. */
export function direct([lon, lat], degrees, m) {
  const sinA = Math.sin(degrees * RADIANS), cosA = Math.cos(degrees * RADIANS);
  const t = (1 - F) * Math.tan(lat * RADIANS), c1 = 1 / Math.sqrt(1 + t * t), s1 = t * c1;
  const sigma1 = Math.atan2(t, cosA), alpha = c1 * sinA, alpha2 = 1 - alpha * alpha;
  const [a] = series(alpha2, 0, 1, 0);
  let sigma = m / (B * a), sine = 0, cosine = 1, middle = 0;
  for (let round = 0; round < 100; round++) {
    middle = Math.cos(2 * sigma1 + sigma);
    sine = Math.sin(sigma);
    cosine = Math.cos(sigma);
    const before = sigma;
    sigma = m / (B * a) + series(alpha2, sine, cosine, middle)[1];
    if (Math.abs(sigma - before) < 1e-12) break;
  }
  const x = s1 * sine - c1 * cosine * cosA;
  const lat2 = Math.atan2(s1 * cosine + c1 * sine * cosA, (1 - F) * Math.hypot(alpha, x));
  const lambda = Math.atan2(sine * sinA, c1 * cosine - s1 * sine * cosA);
  const c = (F / 16) * alpha2 * (4 + F * (4 - 3 * alpha2));
  const turn = lambda - (1 - c) * F * alpha * (sigma + c * sine * (middle + c * cosine * (2 * middle * middle - 1)));
  return [lon + turn / RADIANS, lat2 / RADIANS];
}

// Vincenty's A, and his correction of the arc.
function series(alpha2, sine, cosine, middle) {
  const u = (alpha2 * (A * A - B * B)) / (B * B);
  const a = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
  const b = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
  const inner = cosine * (2 * middle * middle - 1) - (b / 6) * middle * (4 * sine * sine - 3) * (4 * middle * middle - 3);
  return [a, b * sine * (middle + (b / 4) * inner)];
}

/** Length of a line in metres. */
export function lengthM(line) {
  let sum = 0;
  for (let i = 1; i < line.length; i++) sum += inverse(line[i - 1], line[i]).m;
  return sum;
}

const E = Math.sqrt(F * (2 - F));
const authalic = (s) => ((1 - E * E) / 2) * (s / (1 - E * E * s * s) + Math.atanh(E * s) / E);

/** Area of a ring in km2: summed under its edges in the equal-area cylinder, edges being geodesics. */
export function areaKm2(ring) {
  const least = ring.length <= FEW_EDGES ? LEAST_STEPS : 1;
  let twice = 0;
  for (let i = 0; i < ring.length; i++) {
    const from = ring[i], to = ring[(i + 1) % ring.length];
    const { m, degrees } = inverse(from, to);
    const steps = Math.min(200, Math.max(least, Math.ceil(m / LONGEST_STEP_M)));
    let before = from;
    for (let step = 1; step <= steps; step++) {
      const here = step === steps ? to : direct(from, degrees, (m * step) / steps);
      const y1 = authalic(Math.sin(before[1] * RADIANS)), y2 = authalic(Math.sin(here[1] * RADIANS));
      twice += (here[0] - before[0]) * RADIANS * (y1 + y2);
      before = here;
    }
  }
  return (Math.abs(twice) * A * A) / 2e6;
}

/** A length for people. */
export function lengthText(m) {
  if (m < 1000) return `${Math.round(m)} m`;
  return `${(m / 1000).toFixed(m < 100000 ? 2 : 1)} km`;
}

/** An area for people. */
export function areaText(km2) {
  if (km2 < 1) return `${(km2 * 100).toFixed(1)} ha`;
  return `${km2.toFixed(km2 < 100 ? 2 : km2 < 10000 ? 1 : 0)} km²`;
}

/** A direction for people. */
export function bearingText(degrees) {
  return `${String(Math.round(degrees) % 360).padStart(3, "0")}°`;
}
