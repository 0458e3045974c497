// Packs the weights files, and writes src/bundled-models.ts: where they are, and what their cards say of the instances that each can answer
// for, so that a page fetches only what it asks. Each address is a literal `new URL(…)`, the only form in which bundlers find a file.
// They are packed because few hosts pack files of unknown kinds: tied weights, written out, shrink to a thirtieth.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const root = new URL("../", import.meta.url);
const files = namesIn("weights/");
// Those asked only by who names them, since they better answers by little (docs/results/predopt.md).
const onRequest = namesIn("weights/on-request/");
const packed = new URL("packed/", root);
rmSync(packed, { recursive: true, force: true });
mkdirSync(packed);
for (const name of onRequest) pack(`weights/on-request/${name}`, name);
const entries = files.map((name) => {
  const bytes = pack(`weights/${name}`, name);
  const { family, sizes } = cardOf(bytes);
  const exact = exactOf(family, name);
  const sizesText = exact.map((size) => `${size}: ${numberOf(sizes[0], size, name)}`).join(", ");
  return `  { url: new URL(${JSON.stringify(`../packed/${name}.gz`)}, import.meta.url), family: ${JSON.stringify(family)}, exact: {${sizesText && ` ${sizesText} `}} },\n`;
});
const text = `// Made by scripts/list-models.js.

import type { BundledModel } from "./models.js";

/** The weights that come with the package. */
export const BUNDLED_MODELS: readonly BundledModel[] = [\n${entries.join("")}];\n`;
writeFileSync(new URL("src/bundled-models.ts", root), text);

function namesIn(folder) {
  return readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith(".safetensors"))
    .sort();
}

/** Packs a file; its bytes. */
function pack(path, name) {
  const bytes = readFileSync(new URL(path, root));
  writeFileSync(new URL(`${name}.gz`, packed), gzipSync(bytes, { level: 9 }));
  return bytes;
}

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

/** Numbers of a card that an instance must have exactly: names in the family's generated table. */
function exactOf(family, name) {
  const table = readFileSync(new URL("src/generated/families.ts", root), "utf8");
  const own = table
    .split(/^ {2}(?="?[a-z-]+"?: \{$)/m)
    .find((part) => part.startsWith(`"${family}": {`) || part.startsWith(`${family}: {`));
  if (own === undefined)
    throw new Error(`weights/${name} is of the family ${family}, which no table describes`);
  const line = own.match(/^ {4}exact: \{(.*)\},$/m)[1];
  return [...line.matchAll(/(\w+): \{/g)].map(([, size]) => size);
}
