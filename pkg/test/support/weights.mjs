/**
 * Weights files made here, byte by byte, without the code that reads them: safetensors whose metadata hold a card and the digest of
 * everything. The numbers are random: a guess never decides truth, so any weights must give checked answers.
 */

import { createHash } from "node:crypto";

/** Mulberry32: 32-bit seeded uniform numbers in [0, 1). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A card for lot sizing. `changes` replace its fields. */
export function card({
  hidden = 4,
  layers = 1,
  name = "random",
  sizes = [{ c: 3, f: 10000, T: 120 }],
  ...changes
} = {}) {
  const bilstm = Array.from({ length: layers }, (_, k) => ({ op: "bilstm", name: `layer${k}`, hidden }));
  return {
    version: 1,
    name,
    family: "clsp",
    sizes,
    features: [
      { name: "productionCost", mean: 3, std: 1.41 },
      { name: "setupCost", mean: 10000, std: 577 },
      { name: "capacity", mean: 810, std: 104 },
      { name: "demand", mean: 300, std: 173 },
    ],
    outputs: ["setup"],
    architecture: [
      { op: "standardise" },
      ...bilstm,
      { op: "dense", name: "out", units: 1, activation: "sigmoid" },
    ],
    training: { seed: 1, sampler_version: 1, labels: "none", instances: 0, seconds: 0, hardware: "none" },
    evaluation: {},
    licence: "MIT OR Apache-2.0",
    ...changes,
  };
}

/** A card for instances of a robust distribution: two layers of random weights. `extras` are the inputs beyond the parameters. */
function robustCard(distribution, { name = "random", hidden = 8, extras = [] } = {}) {
  const { family, set, domain } = distribution;
  const isKnapsack = family === "robust-knapsack";
  const [first, second] = isKnapsack
    ? [distribution.items, distribution.rows]
    : [distribution.retailers, distribution.factors];
  const inputs = isKnapsack ? first + first * second + second : 4 * first + first * second + second + 1;
  const outputs = isKnapsack ? first : first * (2 + second);
  const size = isKnapsack
    ? { items: first, rows: second, binary: domain === "binary" ? 1 : 0 }
    : { retailers: first, factors: second };
  const names = [...Array.from({ length: inputs }, (_, k) => `parameter[${k}]`), ...extras];
  return card({
    name,
    family,
    sizes: [
      {
        ...size,
        ellipsoid: set === "ellipsoid" ? 1 : 0,
        rhoLow: 0,
        rhoHigh: 1,
        penaltyLow: 1,
        penaltyHigh: 100,
      },
    ],
    features: names.map((feature) => ({ name: feature, mean: 0.5, std: 0.5 })),
    outputs: Array.from({ length: outputs }, (_, k) => `output[${k}]`),
    architecture: [
      { op: "standardise" },
      { op: "dense", name: "hidden", units: hidden, activation: "relu" },
      { op: "dense", name: "out", units: outputs, activation: isKnapsack ? "sigmoid" : "none" },
    ],
  });
}

/** A whole file for a robust distribution. */
export function robustWeights(distribution, options = {}, seed = 1) {
  const theCard = robustCard(distribution, options);
  return file(theCard, tensors(theCard, seed));
}

/** Tensors that fit a card, uniform in ±scale. */
export function tensors({ architecture, features }, seed = 1, scale = 0.3) {
  const next = random(seed);
  const list = [];
  const add = (name, shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    list.push({ name, shape, values: Float32Array.from({ length: size }, () => (2 * next() - 1) * scale) });
  };
  let width = features.length;
  for (const operator of architecture) {
    if (operator.op === "bilstm") {
      for (const direction of ["forward", "backward"]) {
        add(`${operator.name}.${direction}.w`, [width, 4 * operator.hidden]);
        add(`${operator.name}.${direction}.u`, [operator.hidden, 4 * operator.hidden]);
        add(`${operator.name}.${direction}.b`, [4 * operator.hidden]);
      }
      width = 2 * operator.hidden;
    } else if (operator.op === "dense") {
      add(`${operator.name}.w`, [width, operator.units]);
      add(`${operator.name}.b`, [operator.units]);
      width = operator.units;
    }
  }
  return list;
}

/** The file. `digest` replaces the true one. */
export function file(theCard, theTensors, digest) {
  const text = JSON.stringify(theCard);
  const header = { __metadata__: { hunch: text, sha256: digest ?? sha256(text, theTensors) } };
  let offset = 0;
  for (const { name, shape, values } of theTensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  let json = JSON.stringify(header);
  json = json.padEnd(Math.ceil(json.length / 8) * 8, " ");
  const bytes = new Uint8Array(8 + json.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(new TextEncoder().encode(json), 8);
  let place = 8 + json.length;
  for (const { values } of theTensors) {
    bytes.set(new Uint8Array(values.buffer), place);
    place += values.byteLength;
  }
  return bytes;
}

/** A whole file in one call. */
export function weights(options = {}, seed = 1) {
  const theCard = card(options);
  return file(theCard, tensors(theCard, seed));
}

function sha256(text, theTensors) {
  const hash = createHash("sha256").update(text);
  for (const { name, shape, values } of theTensors) {
    hash.update(`\n${name} F32`);
    for (const size of shape) {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(size));
      hash.update(bytes);
    }
    hash.update("\n").update(new Uint8Array(values.buffer));
  }
  return hash.digest("hex");
}
