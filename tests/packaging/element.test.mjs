/** `<hunch-solver>` of the packed tarball in a real browser, on a page without a bundler and with a strict policy. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch, open, serve } from "../browser/harness.mjs";

const HERE = fileURLToPath(new URL("./element/", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../pkg/", import.meta.url));
/** Pictures of the elements, to be looked at. */
const SEEN = fileURLToPath(new URL("../out/", import.meta.url));

/** Neither inline styles nor inline scripts; nothing from elsewhere. The page's own style sheet is a file. */
const POLICY = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src data:",
};

/** Hard enough to run until it is stopped: a knapsack with an equation that bounds say nothing of. */
const ENDLESS = `max
 ${range(40, (k) => `${991 + ((k * 37) % 113)} x${k}`)}
st
 sum: ${range(40, (k) => `${1000 + ((k * k * 7919) % 997)} x${k}`)} = 20011
 other: ${range(40, (k) => `${1000 + ((k * k * 104729) % 887)} x${k}`)} = 20101
general
 ${Array.from({ length: 40 }, (_, k) => `x${k}`).join(" ")}
end`;

const run = promisify(execFile);

function range(count, term) {
  return Array.from({ length: count }, (_, k) => term(k)).join(" + ");
}

describe("<hunch-solver> of the packed tarball", () => {
  let folder;
  let server;
  let browser;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hunch-element-"));
    const { stdout } = await run(
      "npm",
      ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
      { cwd: PACKAGE },
    );
    await run("tar", ["xzf", join(folder, JSON.parse(stdout)[0].filename), "-C", folder]);
    await cp(HERE, folder, { recursive: true });
    await mkdir(SEEN, { recursive: true });
    server = await serve({ page: folder }, POLICY);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens the page; nothing may go wrong on its console, where violations of the policy are told too. */
  async function onPage(body, expected = []) {
    const { page, problems, close } = await open(browser, `${server.address}page/index.html`);
    await page.waitForFunction(() =>
      ["furniture", "typed"].every((id) => document.getElementById(id).state === "solved"),
    );
    await body(page);
    assert.deepEqual(problems, expected);
    await close();
  }

  const verdict = (page, id) => page.locator(`#${id}`).locator(".verdict[role=status]").textContent();
  const cells = (page, id, part) =>
    page
      .locator(`#${id} [part~=${part}] tr`)
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

  test("shows the panels that were chosen, solved by itself, under a policy without inline styles", async () => {
    await onPage(async (page) => {
      assert.match(await verdict(page, "furniture"), /^The optimum is 28.5, proven/);
      const columns = await cells(page, "furniture", "columns");
      assert.deepEqual(
        columns.slice(1).map((row) => row.slice(0, 3)),
        [
          ["chairs", "4.5", "≥ 0"],
          ["tables", "3", "≥ 0, integer"],
        ],
      );
      assert.deepEqual((await cells(page, "furniture", "rows")).slice(1), [
        ["wood", "21", "≤ 21", "0", "1.5"],
        ["glue", "7.5", "≤ 8", "0.5", "0"],
      ]);
      const plane = page.locator("#furniture [part~=plane] svg");
      assert.match(await plane.getAttribute("aria-label"), /the answer is at 4.5, 3; it rests on wood/);
      assert.match(
        await page.locator("#furniture [part~=bound] svg").getAttribute("aria-label"),
        /the best answer ends at 28.5/,
      );
      assert.ok((await page.locator("#furniture [part~=tree] circle").count()) > 0);
      assert.match(await page.locator("#furniture [part~=report]").textContent(), /wood/);
      assert.equal(
        await page.locator("#furniture p[slot], #furniture > p").textContent(),
        "Wood and glue are short.",
      );
      const styled = page.locator("#furniture").locator("[part=button]");
      assert.equal(await styled.evaluate((button) => getComputedStyle(button).textTransform), "uppercase");
    });
  });

  test("whole numbers are written whole, and room that is rounding alone is none", async () => {
    await onPage(async (page) => {
      const text = page.locator("#typed textarea");
      await text.fill(
        "max\n x + y\nst\n first: 0.1 x + 0.7 y <= 2.4\n second: 1.1 x + y <= 6.3\n third: 0.3 x + 1.7 y <= 6\n far: x + y <= 2147483647\nend\n",
      );
      await page.locator("#typed .verdict", { hasText: "The optimum is 6" }).waitFor();
      const slacks = await page.locator("#typed").evaluate(({ answer }) => [...answer.slacks]);
      assert.ok(slacks[0] !== 0 && Math.abs(slacks[0]) < 1e-12, String(slacks));
      await page.locator("#typed").evaluate((element) => {
        element.panels = "program answer rows";
        return element.solve().then(() => undefined);
      });
      await page.locator("#typed [part~=rows] tr").nth(4).waitFor();
      const rows = (await cells(page, "typed", "rows")).slice(1);
      assert.deepEqual(
        rows.map((row) => row[3]),
        ["0", "0", "0", "2,147,483,641"],
      );
      assert.equal(rows[3][2], "≤ 2,147,483,647");
    });
  });

  test("a press of the button fetches and solves what src names, and says why nothing fits", async () => {
    await onPage(async (page) => {
      const crew = page.locator("#crew");
      assert.equal(await crew.evaluate((element) => element.state), "ready");
      await crew.locator("button").focus();
      await page.keyboard.press("Enter");
      await crew.locator(".why", { hasText: "staff" }).waitFor();
      assert.match(await verdict(page, "crew"), /^Nothing fits/);
      assert.equal(await crew.evaluate((element) => element.answer.status), "infeasible");
    });
  });

  test("a visitor changes the program, and mistakes are told at their place", async () => {
    await onPage(async (page) => {
      const text = page.locator("#typed textarea");
      assert.match(await verdict(page, "typed"), /^The optimum is 3.5/);
      await text.fill("max\n x + y\nst\n sum: x + 2 y <= 6\n x <= 3\nend\n");
      await page.locator("#typed .verdict", { hasText: "The optimum is 4.5" }).waitFor();
      await text.fill("max\n x + y\nst\n sum: x + <= 6\nend\n");
      await page.locator("#typed .verdict", { hasText: "Line 4, column" }).waitFor();
      assert.equal(await page.locator("#typed").evaluate((element) => element.answer), null);
    });
  });

  test("elements of one page share a worker, and a stopped one leaves the others theirs", async () => {
    await onPage(async (page) => {
      assert.equal(page.workers().length, 1);
      const outcome = await page.evaluate(async (endless) => {
        const long = document.createElement("hunch-solver");
        long.program = endless;
        long.timeLimit = 1000;
        document.querySelector("main").append(long);
        const events = [];
        for (const name of ["progress", "failed"])
          document.addEventListener(name, (event) => events.push([name, event.detail.error?.name]));
        const stopped = long.solve().catch(({ name }) => name);
        await new Promise((resolve) => setTimeout(resolve, 500));
        const wasSolving = long.state;
        long.shadowRoot.querySelector("button").click();
        const first = await stopped;
        const state = [long.state, long.shadowRoot.querySelector(".verdict").textContent];
        // One that leaves the page stops too, and tells nobody.
        const left = long.solve().catch(({ name }) => name);
        await new Promise((resolve) => setTimeout(resolve, 300));
        long.remove();
        const second = await left;
        const next = await document.querySelector("#furniture").solve();
        return {
          wasSolving,
          first,
          state,
          second,
          failures: events.filter(([name]) => name === "failed"),
          next: next.objective,
        };
      }, ENDLESS);
      assert.deepEqual(outcome, {
        wasSolving: "solving",
        first: "AbortError",
        state: ["failed", "Stopped."],
        second: "AbortError",
        failures: [["failed", "AbortError"]],
        next: 28.5,
      });
      // Those that were ended are told a moment later.
      for (let k = 0; k < 50 && page.workers().length > 1; k++) await page.waitForTimeout(100);
      assert.equal(page.workers().length, 1);
    });
  });

  test("takes objects, instances of families and attributes by script, and refuses what it cannot be", async () => {
    await onPage(async (page) => {
      const outcome = await page.evaluate(async () => {
        const element = document.createElement("hunch-solver");
        element.panels = "answer columns";
        document.querySelector("main").append(element);
        const details = [];
        element.addEventListener("solved", ({ detail }) => details.push(detail.answer.objective));
        const rejection = (promise) =>
          promise.then(
            () => null,
            ({ code, field, value }) => [code, field, value],
          );
        const nothing = await rejection(element.solve());
        element.program = {
          format: "hunch-program",
          version: 1,
          sense: "maximize",
          columns: [{ name: "a", objective: 2, upper: 4 }],
          rows: [],
        };
        const object = await element.solve();
        element.program = {
          family: "clsp",
          demand: [30, 50, 20, 60],
          capacity: [90, 90, 90, 90],
          productionCost: [2, 3, 2, 4],
          setupCost: [100, 100, 100, 100],
          holdingCost: [1, 1, 1, 1],
        };
        const plan = await element.solve();
        const heads = [...element.shadowRoot.querySelectorAll("th[scope=col]")].map(
          (head) => head.textContent,
        );
        element.panels = "answer trees";
        const panels = await rejection(element.solve());
        element.panels = "answer";
        element.setAttribute("time-limit", "soon");
        const limit = await rejection(element.solve());
        element.remove();
        return {
          nothing,
          object: object.objective,
          plan: plan.status,
          heads,
          details: details.length,
          panels,
          limit,
        };
      });
      assert.deepEqual(outcome, {
        nothing: ["invalid-input", "program", undefined],
        object: 8,
        plan: "optimal",
        heads: ["No.", "production", "setup", "inventory"],
        details: 2,
        panels: ["invalid-input", "panels", "trees"],
        limit: ["invalid-input", "timeLimit", "NaN"],
      });
    });
  });

  test("keeps what was set before it was defined", async () => {
    await onPage(async (page) => {
      const early = await page.evaluate(async () => {
        const element = document.getElementById("early");
        const { objective } = await element.solve();
        return [objective, element.options, element.getAttribute("panels"), Object.keys(element)];
      });
      assert.deepEqual(early, [3, { relativeGap: 0.5 }, "answer", []]);
    });
  });

  test("is accessible, in light, in dark and on a phone", async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    for (const [name, colorScheme, width] of [
      ["light", "light", 900],
      ["dark", "dark", 900],
      ["phone", "light", 360],
    ]) {
      // axe is code of the test's own, which the page's policy would refuse.
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 800 },
        bypassCSP: true,
      });
      const page = await context.newPage();
      await page.goto(`${server.address}page/index.html`);
      await page.waitForFunction(() => document.querySelector("#typed").state === "solved");
      await page.locator("#crew button").click();
      await page.locator("#crew .why", { hasText: "staff" }).waitFor();
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document));
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
        [],
        name,
      );
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${name}: the page is ${wide} pixels wider than the screen`);
      await page.screenshot({ path: join(SEEN, `element-${name}.png`), fullPage: true });
      await context.close();
    }
  });
});
