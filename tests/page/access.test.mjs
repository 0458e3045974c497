/** Assistive technology: names, roles and contrasts, as a checker of accessibility rules sees them. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { BUILT_PAGE, launch, open, ready, serve, solve } from "./harness.mjs";

let server;
let browser;
let axe;

before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  server = await serve(BUILT_PAGE);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** Violations as short texts, so that a failure says what to repair. */
async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() =>
    globalThis.axe.run(
      // The rows of a table are alike; the first ones stand for all.
      { include: document, exclude: ["#value-rows tr:nth-child(n+4)", "#plan-rows tr:nth-child(n+4)"] },
      { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    ),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).slice(0, 5).join(", ")}`);
}

const VIEWS = [
  { name: "light", options: { colorScheme: "light" } },
  { name: "dark", options: { colorScheme: "dark" } },
  { name: "on a phone", options: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
];

for (const { name, options } of VIEWS) {
  test(`no accessibility rule is broken, ${name}: before and after a race, with tables, an error and the dialog`, async () => {
    const { page, close } = await open(browser, `${server.address}#seed=4`, options);
    await ready(page);
    assert.deepEqual(await violations(page), []);
    await page.locator("#time-limit").selectOption("2");
    await solve(page);
    for (const details of ["#value-table", "#plan-table"]) await page.locator(details).evaluate((element) => (element.open = true));
    await page.evaluate(() => (location.hash = "#seed=x"));
    await page.getByRole("alert").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Model cards" }).click();
    assert.deepEqual(await violations(page), []);
    await close();
  });
}

test("every control has a name, and the charts speak their content", async () => {
  const { page, close } = await open(browser, server.address);
  await ready(page);
  const nameless = await page.locator("button, input, select, [role=slider], [role=img]").evaluateAll((elements) =>
    elements.filter((element) => {
      const labelled = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
      return (labelled ?? "").trim() === "";
    }).map((element) => element.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(nameless, []);
  await page.locator(".guess-row [aria-label^='The guess: a set-up']").waitFor();
  await close();
});
