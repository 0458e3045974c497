/**
 * A subject of the page is a folder: adding one edits nothing, and nothing of it is loaded before it is
 * shown.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch, open, ready, serve } from "./harness.mjs";

const WEB = fileURLToPath(new URL("../../web/", import.meta.url));
const PACKAGE = fileURLToPath(new URL("./stand-in/index.js", import.meta.url));

/** The smallest subject: a number that a button raises, kept in the link. */
const COUNTER = {
  "about.json": JSON.stringify({
    order: 15,
    subjects: [{ name: "counter", label: "Counter", title: "Hunch – counter" }],
  }),
  "intro.html": `<p class="lead">How often?</p>`,
  "panels.html": `<section class="card"><h2 id="counter-title" tabindex="-1">Counter</h2>
    <button type="button" id="count">0</button></section>`,
  "source.html": "<p>The method is counting.</p>",
  "style.css": "#count { border-width: 7px; }",
  "subject.ts": `
    import { History } from "../../frame/history";
    import { type LinkFields, onlyFields, wholeNumber } from "../../frame/link";
    import type { Frame, Subject } from "../../frame/subject";
    import { byId } from "../../ui/dom";
    import "./style.css";

    export function open(frame: Frame): Subject {
      const history = new History(0);
      const subject: Subject = {
        name: "counter",
        landing: byId("counter-title"),
        get canUndo() { return history.canUndo; },
        get canRedo() { return history.canRedo; },
        get canReset() { return history.present > 0; },
        choose: () => {},
        fragment: () => "#subject=counter&count=" + history.present,
        follow: (fields: LinkFields) => {
          onlyFields(fields, ["subject", "count"]);
          history.change(wholeNumber(fields, "count", 0, 99, 0));
        },
        show: async () => {
          byId("count").textContent = String(history.present);
          frame.changed();
        },
        leave: () => {},
        undo: () => history.undo(),
        redo: () => history.redo(),
        reset: () => {
          history.change(0);
          void subject.show();
        },
        warmUp: async () => {},
      };
      byId("count").addEventListener("click", () => {
        history.change(history.present + 1);
        void subject.show();
      });
      return subject;
    }
  `,
};

let folder;
let browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hunch-subject-"));
  // The page takes the package's modules from the folder beside its own.
  await symlink(join(WEB, "../pkg"), join(folder, "pkg"));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Builds the page with one more folder, and returns where it lies. */
async function buildWith(name, files) {
  const web = join(folder, name);
  for (const part of ["index.html", "vite.config.ts", "package.json", "build", "src"]) {
    await cp(join(WEB, part), join(web, part), { recursive: true });
  }
  await symlink(join(WEB, "node_modules"), join(web, "node_modules"));
  await mkdir(join(web, "src/subjects/counter"));
  for (const [file, text] of Object.entries(files)) {
    await writeFile(join(web, "src/subjects/counter", file), text);
  }
  const vite = join(WEB, "node_modules/vite/bin/vite.js");
  const env = { ...process.env, HUNCH_PACKAGE: PACKAGE };
  await promisify(execFile)(process.execPath, [vite, "build", "--logLevel", "warn"], { cwd: web, env });
  return join(web, "dist");
}

test("a folder is all that a new subject takes: choice, markup, style, link, undo and title are there", async () => {
  const server = await serve(await buildWith("added", COUNTER));
  const { page, problems, close } = await open(browser, `${server.address}#subject=lot-sizing`);
  const fetched = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .map(({ name }) => name)
        .filter((name) => /\/(counter|robust)-/.test(name)),
    );
  await ready(page);
  const labels = await page.locator("#choices-subject label").allTextContents();
  // By the order that its folder states: after the first of the page's own, before the others.
  assert.deepEqual(labels.slice(0, 3), ["Your program", "Lot sizing", "Counter"]);
  assert.deepEqual(await fetched(), [], "what is not shown is not loaded");
  await page.getByRole("radio", { name: "Counter" }).check();
  await page.locator("#count").click();
  await page.waitForFunction(() => location.hash === "#subject=counter&count=1");
  assert.equal(await page.title(), "Hunch – counter");
  assert.equal(
    await page.locator("#count").evaluate((button) => getComputedStyle(button).borderTopWidth),
    "7px",
  );
  assert.deepEqual(await page.locator(".lead:visible").allTextContents(), ["How often?"]);
  assert.deepEqual(await page.locator("main h2:visible").allTextContents(), ["Counter"]);
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => location.hash === "#subject=counter&count=0");
  await page.evaluate(() => {
    location.hash = "#subject=counter&count=7";
  });
  await page.locator("#count").getByText("7").waitFor();
  await page.getByRole("radio", { name: "Lot sizing" }).check();
  await ready(page);
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  assert.deepEqual(problems, []);
  await close();
  await server.close();
});

test("a link to a subject shows that one and no other, from the first moment on", async () => {
  const server = await serve(join(folder, "added/dist"));
  const { page, problems, close } = await open(browser, `${server.address}#subject=counter&count=3`);
  await page.locator("#count").getByText("3").waitFor();
  assert.deepEqual(await page.locator("main h2:visible").allTextContents(), ["Counter"]);
  assert.deepEqual(problems, []);
  await close();
  await server.close();
});

test("the folder with the least order is in the page before any script has run", async () => {
  const about = COUNTER["about.json"].replace("15", "1");
  const server = await serve(await buildWith("first", { ...COUNTER, "about.json": about }));
  const { page, close } = await open(browser, server.address, { javaScriptEnabled: false });
  assert.equal(await page.title(), "Hunch – counter");
  assert.deepEqual(await page.locator("main h2").allTextContents(), ["Counter"]);
  assert.equal(
    await page.locator("#count").evaluate((button) => getComputedStyle(button).borderTopWidth),
    "7px",
  );
  await close();
  await server.close();
});

test("a folder that lacks a part fails the build, with the part's name", async () => {
  const { "style.css": _, ...rest } = COUNTER;
  await assert.rejects(buildWith("broken", rest), /subjects\/counter lacks style\.css/);
});
