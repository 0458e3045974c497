/** The race: any problem in several ways on one clock, and what it says of who was right. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { builtPage, open, robustReady, violations } from "./harness.mjs";
import { init } from "../../pkg/dist/node.js";

const site = builtPage();

async function onPage(link, body, options = {}) {
  const { page, problems, close } = await open(site.browser, site.address + link, options);
  try {
    await body(page);
    assert.deepEqual(problems, []);
    assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  } finally {
    await close();
  }
}

/** Races, and waits until all ways have ended. */
async function race(page, prefix, seconds = "30") {
  await page.locator(`#${prefix}solve:not([disabled])`).waitFor();
  await page.locator(`#${prefix}time-limit`).selectOption(seconds);
  await page.locator(`#${prefix}solve`).click();
  await page.locator(`#${prefix}stop`).waitFor({ state: "hidden", timeout: 300_000 });
}

/** What each way says. */
async function lanes(page, prefix) {
  const rows = await page.locator(`[id^="${prefix}lane-"]:visible`).evaluateAll((all) =>
    all.map((row) => {
      const text = (selector) => row.querySelector(selector).textContent;
      return {
        name: row.id.split("-").at(-1),
        state: text(".lane-state"),
        value: Number(text(".lane-cost .value").replaceAll(",", "")),
        verdict: text(".lane-verdict .value"),
      };
    }),
  );
  return Object.fromEntries(rows.map((row) => [row.name, row]));
}

test("a program of one's own is raced, and the ways agree with the answer above", async () => {
  await onPage("#subject=program", async (page) => {
    await page.locator("#program-verdict", { hasText: "The optimum is 20" }).waitFor();
    // The panel loads when it is scrolled to.
    await page.locator("#program-race-title").scrollIntoViewIfNeeded();
    await race(page, "program-race-");
    const found = await lanes(page, "program-race-");
    assert.deepEqual(Object.keys(found), ["search", "microlp", "highs"]);
    for (const { name, value, verdict, state } of Object.values(found)) {
      assert.equal(value, 20, name);
      assert.match(verdict, /^right/, name);
      // microlp ends here without a proof of its own, and the table says so.
      assert.match(state, name === "microlp" ? /optimal, proven|without a proof/ : /optimal, proven/, name);
    }
    // Another program: the results stay, marked as old, until the next race.
    await page.locator("#program-example").selectOption({ label: "What cannot be" });
    await page.locator("#program-race-lane-highs").waitFor();
    await page.locator(".race-old:visible", { hasText: "Race again" }).waitFor();
    await race(page, "program-race-");
    for (const { name, state } of Object.values(await lanes(page, "program-race-")))
      assert.match(state, name === "microlp" ? /nothing fits|gave up/ : /nothing fits \(proven\)/, name);
    await page.locator("#program-race-summary", { hasText: "No way found anything" }).waitFor();
    assert.deepEqual(await violations(page), []);
  });
});

test("the robust knapsack's program is the package's own problem: all ways end at one optimum", async () => {
  await onPage("#subject=robust-knapsack&items=binary", async (page) => {
    await robustReady(page);
    await race(page, "robust-race-");
    const found = await lanes(page, "robust-race-");
    assert.deepEqual(Object.keys(found), ["guess", "search", "microlp", "highs"]);
    const hunch = await init();
    const drawn = await hunch.sample(
      {
        family: "robust-knapsack",
        items: 50,
        rows: 5,
        set: "box",
        domain: "binary",
        rho: { low: 0, high: 0 },
      },
      1,
    );
    const { objective } = await hunch.solve({ ...drawn, rho: 0.1 }, { method: "search" });
    hunch.dispose();
    for (const name of ["search", "microlp", "highs"]) {
      assert.ok(Math.abs(found[name].value - objective) < 1e-3, `${name}: ${found[name].value}`);
      assert.match(found[name].verdict, /^right/);
    }
    assert.ok(found.guess.value <= objective + 1e-3);
  });
});

test("where a counterpart has a cone, HiGHS is left out", async () => {
  await onPage("#subject=robust-inventory", async (page) => {
    await robustReady(page);
    await page.locator("#robust-race-lane-search").waitFor();
    assert.deepEqual(Object.keys(await lanes(page, "robust-race-")), ["guess", "search", "microlp"]);
  });
});

test("the program of items over time is the package's own problem: HiGHS ends at the same optimum", async () => {
  await onPage("#subject=msmk&items=8&periods=12&seed=1&hold=25&bonus=30", async (page) => {
    await page.locator("#msmk-verdict", { hasText: "none of the" }).waitFor();
    await race(page, "msmk-race-", "60");
    const { exact, highs } = await lanes(page, "msmk-race-");
    assert.equal(highs.value, exact.value);
    assert.match(highs.verdict, /^right/);
  });
});

test("a race that is stopped keeps what was found, and the next one runs", async () => {
  await onPage("#subject=msmk&items=16&periods=30", async (page) => {
    await page.locator("#msmk-race-solve:not([disabled])").waitFor();
    await page.locator("#msmk-race-time-limit").selectOption("60");
    await page.locator("#msmk-race-solve").click();
    await page.locator('#msmk-race-lane-highs [data-state="running"]').waitFor({ timeout: 120_000 });
    await page.locator("#msmk-race-stop").click();
    await page.locator("#msmk-race-solve").waitFor();
    const { exact, highs } = await lanes(page, "msmk-race-");
    assert.match(exact.verdict, /^right/);
    assert.match(highs.state, /^stopped/);
    await race(page, "msmk-race-", "2");
    assert.match((await lanes(page, "msmk-race-")).highs.state, /time is up|optimal/);
  });
});
