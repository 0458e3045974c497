/** The promises of the multi-stage knapsack's subject, kept by the built page in a real browser. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { builtPage, open, violations, says } from "./harness.mjs";
import { init } from "../../pkg/dist/node.js";

const site = builtPage();

/** Opens a link of the subject, and waits until its structure has settled the instance. */
async function onMsmk(link, body, options = {}) {
  const { page, problems, close } = await open(site.browser, `${site.address}#subject=msmk${link}`, options);
  await page.locator("#msmk-verdict", { hasText: "none of the" }).waitFor();
  await body(page);
  assert.deepEqual(problems, []);
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  await close();
}

const number = (text) => Number(text.replaceAll(",", ""));

/** What the choices on the page earn. */
const earned = async (page) => number((await says(page.locator("#msmk-verdict"), /earn ([\d,]+)/))[1]);

test("the structure's proof comes by itself, and the race's other ways end at the same choices' worth", async () => {
  await onMsmk("&items=8&periods=12&seed=1", async (page) => {
    assert.equal(await page.locator("#msmk-grid tbody tr").count(), 8);
    assert.equal(await page.locator("#msmk-grid tbody tr").first().locator("td").count(), 12);
    const verdict = page.locator("#msmk-verdict");
    await says(verdict, /none of the 2⁹⁶ possible ones earn more/);
    await page.locator("#msmk-race-time-limit").selectOption("30");
    await page.locator("#msmk-race-solve").click();
    await page
      .locator("#msmk-race-lane-search .lane-verdict", { hasText: "right" })
      .waitFor({ timeout: 120_000 });
    const worth = async (lane) =>
      number(await page.locator(`#msmk-race-lane-${lane} .lane-cost .value`).textContent());
    assert.equal(await worth("exact"), await earned(page));
    assert.equal(await worth("search"), await earned(page));
    if (await page.locator("#msmk-race-stop").isVisible()) await page.locator("#msmk-race-stop").click();
    await page.locator("#msmk-race-solve").waitFor();
    const highs = await worth("highs");
    assert.ok(!(highs > (await earned(page)) + 1e-6), `HiGHS has ${highs}`);
  });
});

test("sliders are answered at once, with what the engine says of the changed instance", async () => {
  await onMsmk("&items=8&periods=12&seed=2", async (page) => {
    const before = await earned(page);
    await page.locator("#msmk-hold").fill("60");
    await page.waitForFunction(
      (old) => !document.querySelector("#msmk-verdict").textContent.includes(old),
      before.toLocaleString("en"),
    );
    await page.locator("#msmk-bonus").fill("0");
    const hunch = await init();
    const drawn = await hunch.sample({ family: "msmk", items: 8, periods: 12, knapsacks: 5 }, 2);
    const capacities = Array.from(drawn.capacities, (c) => Math.round(c * 0.6));
    const bonuses = Array.from(drawn.bonuses, () => 0);
    const { objective } = await hunch.solve({ ...drawn, capacities, bonuses }, { method: "exact" });
    hunch.dispose();
    await page.locator("#msmk-verdict", { hasText: Math.round(objective).toLocaleString("en") }).waitFor();
    await says(page.locator("#msmk-worth"), /What a guess would be worth here: nothing/);
    await page.waitForFunction(() => /hold=60&bonus=0/.test(location.hash));
    await page.locator("#undo").click();
    await page.waitForFunction(() => !/bonus=0/.test(location.hash));
  });
});

test("choices by hand: what they earn and overfill is told at once, and the optimum by hand is the optimum", async () => {
  let link = "";
  await onMsmk("&items=8&periods=12&seed=1", async (page) => {
    const chosen = await page
      .locator("#msmk-grid tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.dataset.chosen)),
      );
    const verdict = page.locator("#msmk-turn-verdict");
    const first = page.locator("#msmk-mine button").first();
    await first.focus();
    // Everything in the first period: too much for its knapsacks.
    for (let item = 0; item < 8; item++) {
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowDown");
    }
    await verdict.getByText(/overfill \d knapsacks?:/).waitFor();
    const told = await page.locator("#msmk-turn-broken li").count();
    await says(verdict, new RegExp(`overfill ${told} knapsack`));
    await page.locator("#msmk-clear").click();
    await verdict.getByText("Nothing is chosen yet").waitFor();
    for (const [item, row] of chosen.entries())
      for (const [period, isChosen] of row.entries())
        if (isChosen === "true")
          await page.locator("#msmk-mine tbody tr").nth(item).locator("button").nth(period).click();
    await verdict.getByText("that is the optimum").waitFor();
    const earns = number(
      await page.locator("#msmk-turn-compare tbody tr").first().locator("td").first().textContent(),
    );
    assert.equal(earns, await earned(page));
    // The address follows within half a second.
    await page.waitForTimeout(700);
    assert.match(await page.evaluate(() => location.hash), /mine=[0-9a-f]{24}/);
    link = await page.evaluate(() => location.hash.replace("#subject=msmk", ""));
  });
  await onMsmk(link, async (page) => {
    await page.locator("#msmk-turn-verdict", { hasText: "that is the optimum" }).waitFor();
  });
});

test("with more items than subsets settle at once, prices give choices and a bound before the time limit", async () => {
  const { page, problems, close } = await open(
    site.browser,
    `${site.address}#subject=msmk&items=20&periods=12`,
  );
  // The first choices are shown while the search goes on, the bound comes with the end.
  await page.locator("#msmk-verdict", { hasText: "the search goes on" }).waitFor();
  assert.ok((await page.locator('#msmk-grid td[data-chosen="true"]').count()) > 0);
  await page.locator("#msmk-verdict", { hasText: "below the best" }).waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test("a link says what is shown, Undo takes a change back, and nonsense is refused in words", async () => {
  await onMsmk("&items=10&periods=30&seed=7", async (page) => {
    assert.ok(await page.getByRole("radio", { name: "10", exact: true }).isChecked());
    await page.locator("#msmk-draw").click();
    await page.waitForFunction(() => !/seed=7$/.test(location.hash));
    await page.locator("#undo").click();
    await page.waitForFunction(() => /seed=7$/.test(location.hash));
    for (const [fields, word] of [
      ["items=9", /items/],
      ["hold=5", /hold/],
      ["mine=xyz", /mine/],
    ]) {
      await page.evaluate((hash) => (location.hash = hash), `#subject=msmk&${fields}`);
      await page.getByRole("alert").waitFor();
      await says(page.getByRole("alert"), word);
      await page.getByRole("button", { name: "Dismiss" }).click();
    }
  });
});

for (const [width, colorScheme] of [
  [320, "light"],
  [1280, "light"],
  [1280, "dark"],
]) {
  test(`at ${width} pixels, ${colorScheme}, nothing is wider than the screen, and no accessibility rule is broken`, async () => {
    const body = async (page) => {
      const widths = () => [document.documentElement.scrollWidth, document.body.scrollWidth];
      assert.deepEqual(await page.evaluate(widths), [width, width]);
      assert.deepEqual(await violations(page), []);
    };
    const options = { viewport: { width, height: 740 }, colorScheme };
    await onMsmk("&items=16&periods=30&seed=1", body, options);
    await onMsmk("&items=8&periods=12&seed=1", body, options);
  });
}
