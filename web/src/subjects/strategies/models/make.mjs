/**
 * Makes the files of this folder anew: `node web/src/subjects/strategies/models/make.mjs`, after `cargo xtask build`. Each is what `hunch learn`
 * writes (the example of `crates/learn` is the same without the trainer's networks), from a program of this repository, with a fixed seed. Which
 * way of answering a file names is decided by times, so another run may name another one where two are as quick.
 */

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { model, sum } from "../../../../../pkg/dist/node.js";
import { bakery } from "../../../../../tests/cases/parametric/bakery/model.mjs";

const root = fileURLToPath(new URL("../../../../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));
const cases = join(root, "tests/cases/parametric");
const folder = mkdtempSync(join(tmpdir(), "hunch-strategies-"));

const cargo = (crate, example, ...rest) =>
  execFileSync(
    "cargo",
    ["run", "--release", "--quiet", "-p", crate, "--example", example, "--", ...rest.map(String)],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 26 },
  );

/** A file in the temporary folder. */
function put(name, content) {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const dish = (name) => ({ lower: `no ${name}`, upper: `as much ${name} as may be` });
const CANTEEN_WORDS = {
  columns: Object.fromEntries(
    ["pasta", "lentils", "chicken", "salad", "rice", "fish"].map((name) => [name, dish(name)]),
  ),
  rows: {
    kcal: { lower: "just enough energy" },
    protein: { lower: "just enough protein" },
    fibre: { lower: "just enough fibre" },
    meat: { upper: "all the meat that goes with the pasta and rice" },
  },
};
const BAKERY_WORDS = {
  columns: {
    on: { 1: "the {0} oven is on", 0: "" },
    hours: { lower: "", upper: "the {0} one all day" },
    short: { lower: "", upper: "" },
    bake: { lower: "no {0}" },
  },
  rows: { orders: { lower: "" }, day: { upper: "" }, ovens: { upper: "" } },
};
const INVENTORY_WORDS = {
  columns: { order: { "lower first": "order nothing in the first {n} periods, then what is demanded" } },
  rows: { hold: { lower: "" }, short: { lower: "" } },
};

const MODELS = [
  {
    name: "inventory",
    models: () => [put("inventory.json", cargo("hunch-families", "parametric", "inventory", 12))],
    words: INVENTORY_WORDS,
  },
  {
    name: "canteen",
    models: () => ["monday.mps", "friday.mps"].map((file) => join(cases, "canteen", file)),
    given: { theta: join(cases, "canteen/history.csv"), map: join(cases, "canteen/map.json") },
    words: CANTEEN_WORDS,
  },
  {
    name: "bakery",
    models: () => [put("bakery.json", bakery({ model, sum }))],
    given: { theta: join(cases, "bakery/orders.csv") },
    words: BAKERY_WORDS,
  },
];

for (const { name, models, given = {}, words } of MODELS) {
  const flags = { ...given, words: put(`${name}.words.json`, words), minutes: 1, samples: 4000, seed: 1 };
  const options = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  const report = JSON.parse(
    cargo("hunch-learn", "learn", "--out", join(folder, name), ...options, ...models()),
  );
  for (const ending of [".safetensors", ".model.json"])
    copyFileSync(join(folder, name + ending), join(here, name + ending));
  // Cards are in Markdown with tables as wide as their content.
  writeFileSync(join(here, `${name}.md`), readFileSync(join(folder, `${name}.md`)));
  console.log(`${name}: ${report.strategies} strategies; ${report.verdict}`);
  console.log(
    readFileSync(join(folder, `${name}.tree.txt`), "utf8")
      .split("\n")
      .slice(0, 12)
      .join("\n"),
  );
}
rmSync(folder, { recursive: true });
