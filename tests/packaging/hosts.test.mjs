/**
 * The packed tarball where users run it besides Vite and Node: webpack, Parcel, Next, a page without a bundler,
 * Deno and Bun. Each folder of `hosts` is a project as a user would write it; `hosts/work.js` is what all of them do.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch, open, serve } from "../browser/harness.mjs";
import { binaryOf, inlineScripts, RUNTIMES } from "./hosts.mjs";

const HOSTS = fileURLToPath(new URL("./hosts/", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../pkg/", import.meta.url));

/** Milliseconds after which a page or a script counts as stuck: what they do takes below a second. */
const PATIENCE = 60_000;
/** The same for a build, which takes up to 20 seconds on one core. */
const BUILD_PATIENCE = 300_000;
/** Next without any setting, then on the server too; its own bundler, and webpack with Next's settings. */
const NEXT = [
  { bundler: "turbopack", server: false },
  { bundler: "turbopack", server: true },
  { bundler: "webpack", server: true },
];

const run = promisify(execFile);
/** Without install scripts, since the runtimes' binaries are called where they lie. */
const npm = (folder, ...words) =>
  run("npm", [...words, "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: folder });

/** The policy that pkg/README.md asks for, and the page's own inline scripts. */
const policy = (html) => ({
  "content-security-policy": [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...inlineScripts(html)].join(" "),
    "worker-src 'self'",
    "connect-src 'self'",
    "img-src data:",
  ].join("; "),
});

describe("the packed tarball", () => {
  let folder;
  let tarball;
  let models;
  let browser;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hunch-hosts-"));
    const { stdout } = await npm(PACKAGE, "pack", "--json", "--pack-destination", folder);
    tarball = join(folder, JSON.parse(stdout)[0].filename);
    models = (await readdir(join(PACKAGE, "weights"))).filter((name) => name.endsWith(".safetensors")).length;
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("built by webpack, without a setting", async () => {
    const project = await install("webpack");
    await run(process.execPath, ["build.js"], { cwd: project, timeout: BUILD_PATIENCE });
    const html = await readFile(join(project, "index.html"), "utf8");
    checkResult(await visit({ page: project }, policy(html)));
  });

  test("built by Parcel, with the settings of its package.json and .parcelrc", async () => {
    const project = await install("parcel");
    await run(
      process.execPath,
      ["node_modules/parcel/lib/bin.js", "build", "--no-cache", "--public-url", "./"],
      {
        cwd: project,
        timeout: BUILD_PATIENCE,
      },
    );
    const html = await readFile(join(project, "dist/index.html"), "utf8");
    checkResult(await visit({ page: join(project, "dist") }, policy(html)));
  });

  describe("in Next", () => {
    let project;
    let isPlatform;
    before(async () => {
      project = await install("next");
      const compilers = await readdir(join(project, "node_modules/@next"));
      isPlatform = compilers.some((name) => name.startsWith("swc-"));
    });

    for (const { bundler, server } of NEXT) {
      const where = server ? "in the browser and on the server" : "in the browser, without a setting";
      test(`built by ${bundler}, ${where}`, async (t) => {
        if (!isPlatform) return t.skip(`Next has no compiler for ${process.platform} on ${process.arch}`);
        if (server) await cp(join(HOSTS, "next/with-server"), project, { recursive: true });
        await run(process.execPath, ["node_modules/next/dist/bin/next", "build", `--${bundler}`], {
          cwd: project,
          timeout: BUILD_PATIENCE,
          env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
        });
        const out = join(project, "out");
        const html = await readFile(join(out, "index.html"), "utf8");
        checkResult(await visit({ page: out, _next: join(out, "_next") }, policy(html)));
        if (server) {
          const [, text] = /<output>(.*?)<\/output>/.exec(await readFile(join(out, "server.html"), "utf8"));
          checkResult(JSON.parse(text.replaceAll("&quot;", '"')));
        }
      });
    }
  });

  test("in a page without a bundler, by an import map, from a server that sends no headers", async () => {
    const project = await install("html");
    const html = await readFile(join(project, "index.html"), "utf8");
    for (const hash of inlineScripts(html)) assert.ok(html.includes(hash), `the page's policy lacks ${hash}`);
    checkResult(await visit({ page: project }));
  });

  for (const [name, runtime] of Object.entries(RUNTIMES)) {
    test(`in ${name}`, async (t) => {
      const project = await install(name);
      const binary = await binaryOf(project, runtime);
      if (!binary) return t.skip(`${name} has no binary for ${process.platform} on ${process.arch}`);
      const { stdout } = await run(binary, runtime.run, { cwd: project, timeout: PATIENCE });
      checkResult(JSON.parse(stdout));
    });
  }

  /** A copy of a host's project, with what its lock file names and the tarball. */
  async function install(host) {
    const project = join(folder, host);
    await cp(join(HOSTS, host), project, { recursive: true });
    await cp(join(HOSTS, "work.js"), join(project, "work.js"));
    await npm(project, "ci");
    await npm(project, "install", "--no-save", tarball);
    return project;
  }

  /** What the page `page/index.html` found; nothing may go wrong on its console. */
  async function visit(roots, headers = {}) {
    const server = await serve(roots, headers);
    try {
      const { page, problems, close } = await open(browser, `${server.address}page/index.html`);
      const done = page.waitForFunction(() => document.title === "done", undefined, { timeout: PATIENCE });
      await done.catch((error) => problems.push(error.message));
      assert.deepEqual(problems, []);
      const result = await page.evaluate(() => globalThis.result);
      await close();
      return result;
    } finally {
      await server.close();
    }
  }

  function checkResult(result) {
    assert.deepEqual(result, {
      object: ["optimal", 28, 1, 6],
      text: ["optimal", 28, 1, 6],
      second: 28.5,
      kinds: ["optimal", 26, 7],
      variants: [
        ["optimal", 24],
        ["optimal", 28],
        ["optimal", 32],
      ],
      accepted: true,
      refused: false,
      shared: ["optimal", 28.5],
      models,
      periods: 120,
      afterwards: "disposed",
      knapsack: 7,
    });
  }
});
