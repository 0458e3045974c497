/** The promises of the multi-stage knapsack's subject, kept by the built page in a real browser. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { builtPage, open, violations } from "./harness.mjs";

const site = builtPage();

/** Opens a link of the subject, and waits until its structure has settled the instance. */
async function onMsmk(link, body, options = {}) {
  const { page, problems, close } = await open(site.browser, `${site.address}#subject=msmk${link}`, options);
  await page.locator("#msmk-lane-structure").getByText("none, proven").waitFor();
  await body(page);
  assert.deepEqual(problems, []);
  await close();
}

test("the structure's proof comes by itself, and the search ends at the same choices' worth", async () => {
  await onMsmk("&items=8&periods=12&seed=1", async (page) => {
    assert.equal(await page.locator("#msmk-grid tbody tr").count(), 8);
    assert.equal(await page.locator("#msmk-grid tbody tr").first().locator("td").count(), 12);
    const verdict = page.locator("#msmk-verdict");
    assert.match(await verdict.textContent(), /none of the 2⁹⁶ possible ones earn more/);
    await page.locator("#msmk-time-limit").selectOption({ index: 2 });
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("button", { name: "Search", exact: true }).waitFor();
    await page.locator("#msmk-verdict", { hasText: "The search alone" }).waitFor();
    const worth = async (lane) =>
      (await page.locator(`#${lane} .msmk-earns`).textContent()).match(/[\d,]{4,}/)?.[0];
    assert.ok(await worth("msmk-lane-structure"));
    assert.equal(await worth("msmk-lane-search"), await worth("msmk-lane-structure"));
  });
});

test("with more items than subsets settle at once, prices give choices and a bound before the time limit", async () => {
  const { page, problems, close } = await open(
    site.browser,
    `${site.address}#subject=msmk&items=20&periods=12`,
  );
  const lane = page.locator("#msmk-lane-structure");
  await lane.getByText("Prices, then search").waitFor();
  // The first choices are shown while the search goes on, the bound comes with the end.
  await page.locator("#msmk-verdict", { hasText: "the search goes on" }).waitFor();
  assert.ok((await page.locator('#msmk-grid td[data-chosen="true"]').count()) > 0);
  await page.locator("#msmk-verdict", { hasText: "below the best" }).waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test("a link says what is shown, Undo takes a change back, and nonsense is refused in words", async () => {
  await onMsmk("&items=10&periods=30&seed=7", async (page) => {
    assert.ok(await page.getByRole("radio", { name: "10" }).isChecked());
    await page.locator("#msmk-draw").click();
    await page.waitForFunction(() => !/seed=7$/.test(location.hash));
    await page.locator("#undo").click();
    await page.waitForFunction(() => /seed=7$/.test(location.hash));
    await page.evaluate(() => (location.hash = "#subject=msmk&items=9"));
    assert.match(await page.getByRole("alert").textContent(), /items/);
  });
});

for (const width of [320, 1280]) {
  test(`at ${width} pixels nothing is wider than the screen, and no accessibility rule is broken`, async () => {
    const body = async (page) => {
      const widths = () => [document.documentElement.scrollWidth, document.body.scrollWidth];
      assert.deepEqual(await page.evaluate(widths), [width, width]);
      assert.deepEqual(await violations(page), []);
    };
    await onMsmk("&items=16&periods=30&seed=1", body, { viewport: { width, height: 740 } });
  });
}
