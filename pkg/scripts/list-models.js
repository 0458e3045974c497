// Packs the weights files, and writes src/bundled-models.ts: where they are, and what their cards say of the instances that each can answer
// for, so that a page fetches only what it asks. Each address is a literal `new URL(…)`, the only form in which bundlers find a file.
// They are packed because few hosts pack files of unknown kinds: tied weights, written out, shrink to a thirtieth.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

// Numbers of a card that an instance must have exactly, as the wasm demands (crates/guide, `models`). The nearest model answers for a
// lot-sizing instance, so all of them are at hand then.
const EXACT = {
  clsp: [],
  "robust-knapsack": ["items", "rows", "binary", "ellipsoid"],
  "robust-inventory": ["retailers", "factors", "ellipsoid"],
};

const root = new URL("../", import.meta.url);
const files = readdirSync(new URL("weights/", root)).filter((name) => name.endsWith(".safetensors")).sort();
const packed = new URL("packed/", root);
rmSync(packed, { recursive: true, force: true });
mkdirSync(packed);
const entries = files.map((name) => {
  const bytes = readFileSync(new URL(`weights/${name}`, root));
  writeFileSync(new URL(`${name}.gz`, packed), gzipSync(bytes, { level: 9 }));
  const { family, sizes } = cardOf(bytes);
  const exact = EXACT[family];
  if (!exact) throw new Error(`weights/${name} is of the family ${family}, of which this script does not know what an instance must have`);
  const sizesText = exact.map((size) => `${size}: ${numberOf(sizes[0], size, name)}`).join(", ");
  return `  { url: new URL(${JSON.stringify(`../packed/${name}.gz`)}, import.meta.url), family: ${JSON.stringify(family)}, exact: {${sizesText && ` ${sizesText} `}} },\n`;
});
const text = `// Made by scripts/list-models.js.

import type { BundledModel } from "./models.js";

/** The weights that come with the package. */
export const BUNDLED_MODELS: readonly BundledModel[] = [\n${entries.join("")}];\n`;
writeFileSync(new URL("src/bundled-models.ts", root), text);

/** The card in the metadata of a safetensors file: eight bytes of length, then JSON. */
function cardOf(bytes) {
  const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0)));
  return JSON.parse(JSON.parse(header.toString()).__metadata__.hunch);
}

function numberOf(size, field, name) {
  const value = size?.[field];
  if (typeof value !== "number") throw new Error(`weights/${name} has no number ${field} on its card`);
  return value;
}
