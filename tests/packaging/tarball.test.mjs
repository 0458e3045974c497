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
import { launch, open, serve } from "../browser/harness.mjs";

const HERE = fileURLToPath(new URL("./", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../pkg/", import.meta.url));

const run = promisify(execFile);
const npm = (folder, ...words) =>
  run("npm", [...words, "--prefer-offline", "--no-audit", "--no-fund"], { cwd: folder });

describe("the packed tarball", () => {
  let folder;
  let tarball;
  let models;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hunch-packaging-"));
    const { stdout } = await run(
      "npm",
      ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
      { cwd: PACKAGE },
    );
    tarball = join(folder, JSON.parse(stdout)[0].filename);
    models = (await readdir(join(PACKAGE, "weights"))).filter((name) => name.endsWith(".safetensors")).length;
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
      "wasm/hunch_cpu_bg.wasm",
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
    assert.equal(names.filter((name) => name.endsWith(".safetensors.gz")).length, models);
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

  test("solves an instance in a page that Vite built with its default settings", async (t) => {
    const project = join(folder, "vite");
    await cp(join(HERE, "vite"), project, {
      recursive: true,
      filter: (source) => !/node_modules|dist/.test(source.slice(HERE.length)),
    });
    await npm(project, "ci");
    await npm(project, "install", "--no-save", tarball);
    await run(process.execPath, [join(project, "node_modules/vite/bin/vite.js"), "build"], { cwd: project });
    const server = await serve({ assets: join(project, "dist/assets"), "index.html": join(project, "dist") });
    const browser = await launch();
    try {
      const { page, problems } = await open(browser, `${server.address}index.html`);
      await page.waitForFunction(() => document.title === "done", undefined, { timeout: 60_000 });
      checkResult(await page.evaluate(() => globalThis.result));
      assert.deepEqual(problems, []);
    } finally {
      await browser.close();
      await server.close();
    }
    t.diagnostic(`built files: ${(await readdir(join(project, "dist/assets"))).join(", ")}`);
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
