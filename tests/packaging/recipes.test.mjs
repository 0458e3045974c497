/**
 * The recipes of `docs/recipes`, followed to the letter: their files are those of their pages, their commands too, with the packed tarball
 * in place of the published package and the versions of a lock file in place of the newest.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch, open, serve } from "../browser/harness.mjs";
import { binaryOf, inlineScripts, RUNTIMES } from "./hosts.mjs";

const RECIPES = fileURLToPath(new URL("../../docs/recipes/", import.meta.url));
const HERE = fileURLToPath(new URL("./", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../pkg/", import.meta.url));

/** Milliseconds that a build may take on a busy machine. */
const BUILD_PATIENCE = 300_000;
/** What each recipe finds. */
const PLAN = "6 chairs and 2 tables";

/** Where the lock file of a recipe is, and which folder of the project a server sends, by the first parts of addresses. */
const PLACES = {
  html: { lock: "hosts/html", sent: { page: "." } },
  vite: { lock: "vite", sent: { page: "dist" } },
  webpack: { lock: "hosts/webpack", sent: { page: "." } },
  next: { lock: "hosts/next", sent: { page: "out", _next: "out/_next" } },
  node: {},
  deno: { lock: "hosts/deno" },
  bun: { lock: "hosts/bun" },
};

const run = promisify(execFile);
const npm = (folder, ...words) =>
  run("npm", [...words, "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: folder });

/** The files and commands of a recipe's page. */
async function recipe(name) {
  const text = await readFile(join(RECIPES, `${name}.md`), "utf8");
  const files = [...text.matchAll(/^`([\w./-]+)`[^\n]*\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
    ([, path, content]) => [path, content],
  );
  const commands = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, lines]) =>
    lines.trim().split("\n"),
  );
  const fenced = text.match(/^```\w+$/gm).length;
  const shells = text.match(/^```sh$/gm).length;
  assert.equal(files.length + shells, fenced, "a block of the page is neither a file nor commands");
  return { files, commands };
}

describe("the recipes", () => {
  let folder;
  let tarball;
  let browser;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hunch-recipes-"));
    const { stdout } = await npm(PACKAGE, "pack", "--json", "--pack-destination", folder);
    tarball = join(folder, JSON.parse(stdout)[0].filename);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("are all tried here, and told of in the list", async () => {
    const pages = (await readdir(RECIPES))
      .filter((name) => name !== "README.md")
      .map((name) => name.replace(".md", ""));
    assert.deepEqual(pages.sort(), Object.keys(PLACES).sort());
    const list = await readFile(join(RECIPES, "README.md"), "utf8");
    for (const name of pages) assert.ok(list.includes(`(${name}.md)`), name);
  });

  for (const [name, { lock, sent }] of Object.entries(PLACES)) {
    test(`${name}.md`, async (t) => {
      const { files, commands } = await recipe(name);
      const project = join(folder, name);
      await mkdir(project);
      if (lock) await install(project, lock, commands);
      for (const [path, content] of files) {
        const file = join(project, path);
        // The versions are those of the lock file.
        if (lock && path === "package.json") continue;
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
      await npm(project, "install", "--no-save", tarball);
      for (const command of commands.filter((line) => !line.startsWith("npm install "))) {
        const [program, ...words] = command.split(" ");
        const called = await callOf(project, program, words);
        if (!called) return t.skip(`${program} has no binary for ${process.platform} on ${process.arch}`);
        const { stdout } = await run(...called, {
          cwd: project,
          timeout: BUILD_PATIENCE,
          env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
        });
        if (!sent) assert.equal(stdout.trim(), PLAN);
      }
      if (sent) assert.equal(await visit(project, sent), PLAN);
    });
  }

  /** What a lock file names; the recipe's own `npm install` names nothing else. */
  async function install(project, lock, commands) {
    for (const name of ["package.json", "package-lock.json", ".npmrc"])
      await cp(join(HERE, lock, name), join(project, name));
    if (lock.endsWith("next"))
      await cp(join(HERE, lock, "no-sharp"), join(project, "no-sharp"), { recursive: true });
    const { dependencies, devDependencies } = JSON.parse(
      await readFile(join(project, "package.json"), "utf8"),
    );
    const named = commands
      .filter((line) => line.startsWith("npm install "))
      .flatMap((line) => line.split(" ").slice(2));
    for (const word of named.filter((word) => !word.startsWith("-") && word !== "hunch-solver"))
      assert.ok({ ...dependencies, ...devDependencies }[word], `the lock file has no ${word}`);
    await npm(project, "ci");
  }

  /** How a command of a page is called here: `npx` from what is installed, runtimes from their packages. */
  async function callOf(project, program, words) {
    if (program === "npx") return [join(project, "node_modules/.bin", words[0]), words.slice(1)];
    if (program === "node") return [process.execPath, words];
    const binary = await binaryOf(project, RUNTIMES[program]);
    return binary && [binary, words];
  }

  /** What the page says, under the policy that pkg/README.md asks for. */
  async function visit(project, sent) {
    const roots = Object.fromEntries(
      Object.entries(sent).map(([part, place]) => [part, join(project, place)]),
    );
    const html = await readFile(join(roots.page, "index.html"), "utf8");
    const scripts = ["script-src 'self' 'wasm-unsafe-eval'", ...inlineScripts(html)].join(" ");
    const policy = `default-src 'none'; ${scripts}; worker-src 'self'; connect-src 'self'; img-src data:`;
    const server = await serve(roots, { "content-security-policy": policy });
    try {
      const { page, problems, close } = await open(browser, `${server.address}page/index.html`);
      await page.locator("output", { hasText: "chairs" }).waitFor();
      const said = await page.locator("output").textContent();
      assert.match(
        await page.locator("hunch-solver .verdict[role=status]").textContent(),
        /^The optimum is 28, proven/,
      );
      assert.deepEqual(problems, []);
      await close();
      return said;
    } finally {
      await server.close();
    }
  }
});
