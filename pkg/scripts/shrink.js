// Makes a module and its glue small where they are: `node scripts/shrink.js hunch_programs`. What wasm-opt leaves out is what LLVM and
// wasm-bindgen leave behind; the glue is copied by bundlers as it is, so that nothing else would shorten it.

import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { transformSync } from "esbuild";

const [name] = process.argv.slice(2);
if (!/^hunch_\w+$/.test(name ?? "")) throw new Error("name a module, such as hunch_programs");
const path = (address) => fileURLToPath(new URL(`../${address}`, import.meta.url));

/** What every browser has that has 128-bit SIMD, and the compiler may use. */
const FEATURES = [
  "bulk-memory",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "sign-ext",
  "simd",
];

const wasm = path(`wasm/${name}_bg.wasm`);
// Data without its zeros is more than that after gzip: each part has a header.
const options = [
  "-Os",
  "--converge",
  // The stack is at the bottom of the memory and grows downwards, so that nothing lies in its first kilobyte before the stack overflows.
  "--low-memory-unused",
  "--skip-pass=memory-packing",
  "--strip-producers",
  ...FEATURES.map((feature) => `--enable-${feature}`),
];
const smaller = `${wasm}.smaller`;
execFileSync(
  process.execPath,
  [path("node_modules/binaryen/bin/wasm-opt"), ...options, wasm, "-o", smaller],
  { stdio: "inherit" },
);
// Code that was compiled for size has fewer bytes then, and may have more after gzip.
const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;
if (gzipped(smaller) < gzipped(wasm)) renameSync(smaller, wasm);
else rmSync(smaller);

const glue = path(`wasm/${name}.js`);
const { code } = transformSync(readFileSync(glue, "utf8"), { format: "esm", minify: true, target: "es2022" });
writeFileSync(glue, code);
