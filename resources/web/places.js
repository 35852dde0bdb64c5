// Settlements for the labels: two lists made one, the same place named once.

const SAME_KM = 2, SAME_SPELLING_KM = 4;
const CHIEF_WEIGHT = 60000; // a sector's largest place, and the largest that changed hands

/**
 * Places of the facts (they have an id) and of GeoNames as one list, most important first.
 * Where both name a place, the facts' spelling stays and the rest is taken over.
 */
export function mergePlaces(places) {
  const kept = [], cells = new Map();
  const ordered = [...places].sort((a, b) => (a.id ? 0 : 1) - (b.id ? 0 : 1));
  for (const place of ordered) {
    const twin = near(cells, place).find((other) => same(place, other));
    if (twin) {
      twin.name_uk ||= place.name_uk || "";
      twin.population ||= place.population || 0;
      continue;
    }
    const copy = { ...place, name_uk: place.name_uk || "", population: place.population || 0, key: spelling(place.name) };
    kept.push(copy);
    const cell = cellOf(place.lon, place.lat);
    if (!cells.has(cell)) cells.set(cell, []);
    cells.get(cell).push(copy);
  }
  for (const place of largestOfSectors(kept)) place.chief = true;
  for (const place of largestOfSectors(kept.filter(({ changes }) => changes?.length))) place.chief = true;
  return kept.sort((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1));
}

/** How important a place is: its population; places the facts speak of count for more. */
export function weight(place) {
  if (!place.id) return place.population;
  return Math.max(place.population * 2, place.chief ? CHIEF_WEIGHT : 250);
}

function largestOfSectors(places) {
  const largest = new Map();
  for (const place of places) {
    if (place.sector && place.population > (largest.get(place.sector)?.population ?? 0)) largest.set(place.sector, place);
  }
  return largest.values();
}

/** A name with the differences of transliteration taken out: Kupyansk and Kupiansk are one. */
export function spelling(name) {
  return name.toLowerCase().normalize("NFD").replace(/[^a-z]/g, "")
    .replace(/(oye|oie|oe|ove|ovo|e|o)$/, "").replace(/y|j/g, "i").replace(/i+/g, "i").replace(/iu/g, "u").replace(/([a-z])\1/g, "$1");
}

function same(a, b) {
  const km = kilometres(a, b);
  if (km > SAME_SPELLING_KM) return false;
  const key = spelling(a.name);
  if (key === b.key) return true;
  return km <= SAME_KM && Math.min(key.length, b.key.length) >= 4 && distance(key, b.key) <= 0.25 * Math.max(key.length, b.key.length);
}

function kilometres(a, b) {
  const turn = Math.PI / 180;
  return 111.2 * Math.hypot((a.lon - b.lon) * Math.cos(a.lat * turn), a.lat - b.lat);
}

function cellOf(lon, lat, east = 0, north = 0) {
  return `${Math.floor(lon * 10) + east},${Math.floor(lat * 10) + north}`;
}

function near(cells, { lon, lat }) {
  const found = [];
  for (const east of [-1, 0, 1]) {
    for (const north of [-1, 0, 1]) found.push(...(cells.get(cellOf(lon, lat, east, north)) ?? []));
  }
  return found;
}

/** Levenshtein's distance. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
