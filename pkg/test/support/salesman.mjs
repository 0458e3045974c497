/** The travelling salesman as rows on demand: degrees are stated, subtours are told where they occur. Runs in browsers too. */

import { model, sum } from "../../dist/model/index.js";

/** Cities in a square of side 1000, from numbers in [0, 1). */
export function draw(count, next) {
  return Array.from({ length: count }, () => [Math.floor(1000 * next()), Math.floor(1000 * next())]);
}

/** Whole numbers, as in TSPLIB. */
export function distance([x, y], [u, v]) {
  return Math.round(Math.hypot(x - u, y - v));
}

/** The program of a tour, and the function that tells which rows a point violates. */
export function salesman(places) {
  const m = model("salesman");
  const cities = places.map((_, k) => k);
  const all = m.set("cities", cities);
  const pairs = cities.flatMap((a) => cities.slice(a + 1).map((b) => [a, b]));
  const ways = m.binary(
    "way",
    m.set(
      "pairs",
      pairs.map(([a, b]) => `${a}-${b}`),
    ),
  );
  const way = (a, b) => ways[a < b ? `${a}-${b}` : `${b}-${a}`];
  m.rows("twice", all, (a) => sum(cities.filter((b) => b !== a).map((b) => way(a, b))).eq(2));
  m.minimize(sum(pairs.map(([a, b]) => way(a, b).times(distance(places[a], places[b])))));

  /** At least two ways lead out of some cities, but not all. */
  const leave = (some) => {
    const inside = new Set(some);
    const out = some.flatMap((a) => cities.filter((b) => !inside.has(b)).map((b) => way(a, b)));
    return sum(out).ge(2);
  };
  const rows = ({ value, integral }) => {
    const weight = cities.map((a) => cities.map((b) => (a === b ? 0 : value(way(a, b)))));
    const sets = integral ? parts(weight) : thin(weight);
    return sets.map(leave);
  };
  return { program: m.at(), rows, way };
}

/** The tours that a point is made of; none where it is a single one. */
function parts(weight) {
  const found = tours(weight);
  return found.length > 1 ? found : [];
}

/** The parts that ways of more than half a unit join. */
export function tours(weight) {
  const unseen = new Set(weight.keys());
  const found = [];
  for (const first of unseen) {
    const part = [first];
    unseen.delete(first);
    for (const a of part)
      for (const b of unseen)
        if (weight[a][b] > 0.5) {
          unseen.delete(b);
          part.push(b);
        }
    found.push(part);
  }
  return found;
}

/** Cities that less than two units lead out of: the cuts of the phases of Stoer and Wagner, "A simple min-cut algorithm" (1997). */
function thin(given) {
  const weight = given.map((row) => row.slice());
  const groups = given.map((_, a) => [a]);
  let alive = given.map((_, a) => a);
  const found = [];
  while (alive.length > 1) {
    const reach = new Map(alive.map((a) => [a, 0]));
    let before = -1;
    let last = -1;
    while (reach.size > 0) {
      before = last;
      last = [...reach].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
      const total = reach.get(last);
      reach.delete(last);
      for (const b of reach.keys()) reach.set(b, reach.get(b) + weight[last][b]);
      if (reach.size === 0 && total < 2 - 1e-6) found.push(groups[last]);
    }
    groups[before] = [...groups[before], ...groups[last]];
    for (const b of alive) weight[before][b] = weight[b][before] = weight[before][b] + weight[last][b];
    alive = alive.filter((a) => a !== last);
  }
  return found;
}

/** The length of the shortest tour, by the dynamic programme of Held and Karp, "A dynamic programming approach to sequencing problems" (1962). */
export function shortest(places) {
  const n = places.length - 1;
  const best = Array.from({ length: 2 ** n }, () => new Float64Array(n).fill(Infinity));
  for (let a = 0; a < n; a++) best[2 ** a][a] = distance(places[n], places[a]);
  for (let set = 1; set < 2 ** n; set++)
    for (let last = 0; last < n; last++)
      for (let next = 0; next < n; next++) {
        if (((set >> last) & 1) === 0 || ((set >> next) & 1) === 1) continue;
        const length = best[set][last] + distance(places[last], places[next]);
        const after = best[set | (1 << next)];
        after[next] = Math.min(after[next], length);
      }
  return Math.min(...best[2 ** n - 1].map((length, a) => length + distance(places[a], places[n])));
}
