/**
 * What users install is what works: the packed tarball in a fresh Vite project, in plain Node, and for the
 * TypeScript compiler.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { launch, open, serve } from "../browser/harness.mjs";

const HERE = fileURLToPath(new URL("./", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../pkg/", import.meta.url));

/**
 * What a page loads in all, in bytes after gzip, that solves programs or the instances of one family: the
 * project's own promise to slow lines. A model's weights are counted apart: pages bring their own.
 */
const PAGES = {
  programs: 350_000,
  clsp: 420_000,
  "robust-knapsack": 420_000,
  msmk: 412_000,
  mclsp: 420_000,
  element: 568_000,
};
/** Weights files in a folder of the package. */
const countOf = async (folder) =>
  (await readdir(join(PACKAGE, folder))).filter((name) => name.endsWith(".safetensors")).length;

const isWeights = (path) => path.includes(".safetensors");

const run = promisify(execFile);
const npm = (folder, ...words) =>
  run("npm", [...words, "--prefer-offline", "--no-audit", "--no-fund"], { cwd: folder });

describe("the packed tarball", () => {
  let folder;
  let tarball;
  let models;
  let onRequest;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hunch-packaging-"));
    const { stdout } = await run(
      "npm",
      ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
      { cwd: PACKAGE },
    );
    tarball = join(folder, JSON.parse(stdout)[0].filename);
    models = await countOf("weights");
    onRequest = await countOf("weights/on-request");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test("holds the code, the wasm modules, the weights and the README, and no tests", async () => {
    const { stdout } = await run("tar", ["tzf", tarball]);
    const names = stdout.trim().split("\n");
    for (const name of [
      "dist/index.js",
      "dist/index.d.ts",
      "dist/worker.js",
      "dist/node.js",
      "dist/element/index.js",
      "dist/element/index.d.ts",
      "wasm/hunch_programs_bg.wasm",
      "wasm/hunch_kinds_bg.wasm",
      "wasm/hunch_strategies_bg.wasm",
      "wasm/hunch_lots_bg.wasm",
      "wasm/hunch_robust_bg.wasm",
      "wasm/hunch_stages_bg.wasm",
      "wasm/hunch_multilots_bg.wasm",
      "wasm/hunch_gpu_bg.wasm",
      "wasm/hunch_microlp_bg.wasm",
      "wasm/hunch_text_bg.wasm",
      "README.md",
      "LICENSE-MIT",
      "LICENSE-APACHE",
      "package.json",
    ]) {
      assert.ok(names.includes(`package/${name}`), `${name} is missing`);
    }
    // Those of weights/on-request are packed too, and in no list.
    const files = names.filter((name) => name.endsWith(".safetensors.gz"));
    assert.equal(files.length, models + onRequest);
    assert.deepEqual(
      names.filter((name) => name.includes("/test/") || name.includes("node_modules")),
      [],
    );
  });

  test("solves an instance in plain Node, and its types compile", async () => {
    const project = join(folder, "node");
    await cp(join(HERE, "node"), project, { recursive: true });
    await writeFile(
      join(project, "package.json"),
      JSON.stringify({ name: "plain-node", private: true, type: "module" }),
    );
    await npm(project, "install", "--no-save", tarball);
    const { stdout } = await run(process.execPath, ["solve.mjs"], { cwd: project });
    checkResult(JSON.parse(stdout));
    await run(process.execPath, [join(PACKAGE, "node_modules/typescript/bin/tsc"), "--project", project]);
  });

  describe("in a project that Vite built with its default settings", () => {
    let server;
    let browser;
    before(async () => {
      const project = join(folder, "vite");
      await cp(join(HERE, "vite"), project, {
        recursive: true,
        filter: (source) => !/node_modules|dist/.test(source.slice(HERE.length)),
      });
      await npm(project, "ci");
      await npm(project, "install", "--no-save", tarball);
      await run(process.execPath, [join(project, "node_modules/vite/bin/vite.js"), "build"], {
        cwd: project,
      });
      server = await serve({ assets: join(project, "dist/assets"), "index.html": join(project, "dist") });
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    /** What a page's script found, and what the page loaded for it. */
    async function visit(name) {
      server.sent.length = 0;
      const { page, problems, close } = await open(browser, `${server.address}index.html#${name}`);
      await page.waitForFunction(() => document.title === "done", undefined, { timeout: 60_000 });
      const result = await page.evaluate(() => globalThis.result);
      assert.deepEqual(problems, []);
      await close();
      return { result, loaded: new Map(server.sent.map(({ path, bytes }) => [path, bytes])) };
    }

    test("solves an instance, with every module", async () => {
      checkResult((await visit("everything")).result);
    });

    for (const [name, most] of Object.entries(PAGES)) {
      test(`a page of ${name} loads at most ${most} bytes`, async (t) => {
        const { result, loaded } = await visit(name);
        assert.ok(result.values.length > 0, result.status);
        const sizes = [...loaded]
          .filter(([path]) => !isWeights(path))
          .map(([path, bytes]) => [path, gzipSync(bytes, { level: 9 }).length]);
        const total = sizes.reduce((sum, [, size]) => sum + size, 0);
        for (const [path, size] of sizes) t.diagnostic(`${size} ${path}`);
        t.diagnostic(`${total} bytes gzipped in all`);
        assert.ok(total <= most, `${total} bytes`);
      });
    }
  });

  function checkResult(result) {
    assert.equal(result.status, "optimal");
    assert.ok(result.objective > 0);
    assert.ok(result.guess >= result.objective * (1 - 1e-9));
    assert.equal(result.models, models);
    assert.ok(
      Math.abs(result.second - result.objective) <= 1e-6 * result.objective,
      "the second engine, whose module loads by itself, agrees",
    );
  }
});
