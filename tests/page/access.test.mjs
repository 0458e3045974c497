/** Assistive technology: names, roles and contrasts, as a checker of accessibility rules sees them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { builtPage, lots, open, ready, robustModels, robustReady, solve, violations } from "./harness.mjs";

const site = builtPage();

const VIEWS = [
  { name: "light", options: { colorScheme: "light" } },
  { name: "dark", options: { colorScheme: "dark" } },
  { name: "on a phone", options: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
];

for (const { name, options } of VIEWS) {
  test(`no accessibility rule is broken, ${name}: before and after a race, with tables, an error and the dialog`, async () => {
    const { page, close } = await open(site.browser, `${site.address}${lots("seed=4")}`, options);
    await ready(page);
    assert.deepEqual(await violations(page), []);
    await page.locator("#time-limit").selectOption("2");
    await solve(page);
    for (const details of ["#value-table", "#plan-table"])
      await page.locator(details).evaluate((element) => (element.open = true));
    await page.evaluate(() => (location.hash = "#subject=lot-sizing&seed=x"));
    await page.getByRole("alert").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Model cards" }).click();
    assert.deepEqual(await violations(page), []);
    await close();
  });

  for (const subject of ["robust-knapsack", "robust-inventory"]) {
    test(`no accessibility rule is broken, ${name}: ${subject}, with its tables`, async () => {
      const { page, close } = await open(site.browser, `${site.address}#subject=${subject}`, options);
      await robustReady(page);
      for (const details of ["#cloud-table", "#item-table", "#curve-table"])
        await page.locator(details).evaluate((element) => (element.open = true));
      await page.locator("#item-table-rows tr").first().waitFor();
      assert.deepEqual(await violations(page), []);
      await close();
    });
  }
}

/** Controls and charts that assistive technology could not name. */
function namelessOnes(page) {
  return page.locator("button, input, select, [role=slider], [role=img]").evaluateAll((elements) =>
    elements
      .filter((element) => {
        const labelled =
          element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
        return (labelled ?? "").trim() === "";
      })
      .map((element) => element.outerHTML.slice(0, 80)),
  );
}

test("every control has a name, and the charts speak their content", async () => {
  const { page, close } = await open(site.browser, site.address + lots());
  await ready(page);
  assert.deepEqual(await namelessOnes(page), []);
  await page.locator(".guess-row [aria-label^='The guess: a set-up']").waitFor();
  await close();
});

test("the robust charts speak their content", async () => {
  const { page, close } = await open(site.browser, `${site.address}#subject=robust-knapsack`);
  await robustReady(page);
  assert.deepEqual(await namelessOnes(page), []);
  const spoken = await page
    .locator("#cloud-strips [role=img], #item-rows [role=img], #curve-chart [role=img]")
    .evaluateAll((charts) => charts.map((chart) => chart.getAttribute("aria-label")));
  const hasModel = (await robustModels()).has("robust-knapsack/continuous/box");
  const expected = [
    /^Nominal plan breaks in \d+ of 400 draws/,
    hasModel ? /^Guess, repaired holds in all 400 draws/ : /^Search from there holds in all 400 draws/,
    /^The nominal plan takes/,
    /^The robust plan takes/,
    hasModel
      ? /^The price of robustness: at ρ = 0.1 the repaired guess keeps/
      : /^The price of robustness: not known yet/,
  ];
  assert.equal(spoken.length, expected.length);
  for (const [index, pattern] of expected.entries()) assert.match(spoken[index], pattern);
  await close();
});
