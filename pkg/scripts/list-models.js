// Writes src/bundled-models.ts: the addresses of the weights files in this package. Each is a literal `new URL(…)`, the only form in
// which bundlers find a file.

import { readdirSync, writeFileSync } from "node:fs";

const root = new URL("../", import.meta.url);
const files = readdirSync(new URL("weights/", root)).filter((name) => name.endsWith(".safetensors")).sort();
const lines = files.map((name) => `  new URL(${JSON.stringify(`../weights/${name}`)}, import.meta.url),\n`);
const text = `// Made by scripts/list-models.js.\n\n/** The weights that come with the package. */\nexport const BUNDLED_MODELS: readonly URL[] = [\n${lines.join("")}];\n`;
writeFileSync(new URL("src/bundled-models.ts", root), text);
