/** The models of the package: each is fetched when a call first needs it, and no call fetches what cannot answer it. */

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { BUNDLED_MODELS } from "../dist/bundled-models.js";
import { Models } from "../dist/models.js";
import { init } from "../dist/node.js";
import { rejection } from "./support/check.mjs";

const WEIGHTS = new URL("../weights/", import.meta.url);

const knapsack = (items, rows, domain, set) => ({
  family: "robust-knapsack",
  values: new Float64Array(items),
  weights: new Float64Array(items * rows),
  capacities: new Float64Array(rows),
  set,
  rho: 0.1,
  domain,
});
const inventory = (retailers, factors, set) => ({
  family: "robust-inventory",
  revenue: new Float64Array(retailers),
  factors: new Float64Array(factors),
  set,
  rho: 0.1,
});
const lots = { family: "clsp", demand: new Float64Array(10) };

const bundled = (name, family, exact) => ({ url: new URL(`https://example.com/${name}`), family, exact });
const LIST = [
  bundled("lots-3", "clsp", {}),
  bundled("lots-8", "clsp", {}),
  bundled("items-box", "robust-knapsack", { items: 50, rows: 5, binary: 0, ellipsoid: 0 }),
  bundled("items-ellipsoid", "robust-knapsack", { items: 50, rows: 5, binary: 0, ellipsoid: 1 }),
  bundled("whole-items", "robust-knapsack", { items: 50, rows: 5, binary: 1, ellipsoid: 0 }),
  bundled("shops", "robust-inventory", { retailers: 50, factors: 5, ellipsoid: 0 }),
];

/** Models whose reads are written down; those of `failing` fail. */
function watched(given, failing = new Set()) {
  const reads = [];
  const read = async (source) => {
    const name = new URL(source).pathname.slice(1);
    reads.push(name);
    if (failing.has(name)) throw new Error("no connection");
    return new Uint8Array([1]);
  };
  return { models: new Models(given, LIST, read), reads };
}

describe("the models of the package", () => {
  test("a call fetches those that may answer it, and each once", async () => {
    const { models, reads } = watched();
    const names = async (wish) =>
      (await models.files(wish)).map(({ position }) => LIST[position].url.pathname.slice(1));
    assert.deepEqual(await names("given"), []);
    assert.deepEqual(await names([knapsack(50, 5, "continuous", "ellipsoid")]), ["items-ellipsoid"]);
    assert.deepEqual(await names([knapsack(50, 5, "continuous", "ellipsoid")]), ["items-ellipsoid"]);
    assert.deepEqual(reads, ["items-ellipsoid"]);
    assert.deepEqual(
      await names([
        knapsack(50, 4, "continuous", "box"),
        knapsack(50, 5, "binary", "ellipsoid"),
        inventory(40, 5, "box"),
      ]),
      [],
    );
    assert.deepEqual(await names([inventory(50, 5, "box"), lots]), ["lots-3", "lots-8", "shops"]);
    assert.deepEqual(reads, ["items-ellipsoid", "lots-3", "lots-8", "shops"]);
    assert.equal((await names("all")).length, LIST.length);
    assert.equal(reads.length, LIST.length);
  });

  test("those that the caller gave stand for all calls, and the package's own are left alone", async () => {
    const { models, reads } = watched([new URL("https://example.com/mine")]);
    for (const wish of ["given", "all", [lots], [inventory(3, 1, "box")]])
      assert.equal((await models.files(wish)).length, 1);
    assert.deepEqual(reads, ["mine"]);
  });

  test("a download that failed is named, and tried again by the next call", async () => {
    const failing = new Set(["lots-8"]);
    const { models, reads } = watched(undefined, failing);
    const error = await rejection(models.files([lots]));
    assert.deepEqual([error.code, error.field], ["invalid-weights", "weights[1]"]);
    failing.clear();
    assert.equal((await models.files([lots])).length, 2);
    assert.deepEqual(reads, ["lots-3", "lots-8", "lots-8"]);
  });

  test("packed files are unpacked up to the limit, and damaged ones are refused by name", async () => {
    const content = new Uint8Array(100_000);
    const given = (bytes) => new Models([bytes], [], async () => bytes).files("given");
    assert.deepEqual((await given(gzipSync(content)))[0].bytes, content);
    const damaged = await rejection(given(gzipSync(content).subarray(0, 60)));
    assert.deepEqual([damaged.code, damaged.field], ["invalid-weights", "weights[0]"]);
    assert.match(damaged.message, /damaged gzip/);
    const bomb = await rejection(given(gzipSync(new Uint8Array(65 * 2 ** 20))));
    assert.deepEqual([bomb.code, bomb.field], ["invalid-weights", "weights[0]"]);
    assert.match(bomb.message, /unpacks to more than 67108864 bytes/);
  });

  test("the list says of each file what its card says", async () => {
    const files = (await readdir(WEIGHTS)).filter((name) => name.endsWith(".safetensors")).sort();
    assert.deepEqual(
      BUNDLED_MODELS.map(({ url }) => url.pathname.split("/").at(-1)),
      files.map((name) => `${name}.gz`),
    );
    for (const [k, { url, family, exact }] of BUNDLED_MODELS.entries()) {
      const bytes = gunzipSync(await readFile(url));
      assert.deepEqual(bytes, await readFile(new URL(files[k], WEIGHTS)));
      const card = JSON.parse(
        JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString()).__metadata__.hunch,
      );
      assert.equal(card.family, family);
      for (const [name, value] of Object.entries(exact))
        assert.equal(card.sizes[0][name], value, `${url}, ${name}`);
      assert.equal(Object.keys(exact).length > 0, family !== "clsp");
    }
  });

  test("every kind of instance that the page draws is answered by a model of its kind", async () => {
    const hunch = await init();
    const draws = ["box", "ellipsoid"].flatMap((set) => [
      ...["continuous", "binary"].map((domain) => ({
        family: "robust-knapsack",
        items: 50,
        rows: 5,
        set,
        domain,
        rho: { low: 0.1, high: 0.1 },
      })),
      { family: "robust-inventory", retailers: 50, factors: 5, set, rho: { low: 0.3, high: 0.3 } },
    ]);
    try {
      for (const distribution of draws) {
        const instance = await hunch.sample(distribution, 1);
        const cards = await hunch.models(instance);
        assert.deepEqual(
          cards.map(({ family, sizes }) => [family, sizes[0].ellipsoid]),
          [[distribution.family, Number(distribution.set === "ellipsoid")]],
        );
        assert.equal((await hunch.predict(instance)).model, cards[0].name);
      }
      const other = await hunch.sample({ ...draws[0], items: 7 }, 1);
      assert.deepEqual(await hunch.models(other), []);
      assert.equal((await rejection(hunch.predict(other))).code, "no-model");
    } finally {
      hunch.dispose();
    }
  });
});
