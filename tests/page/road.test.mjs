/**
 * A researcher's road, as the page words it: a program that cannot hold is pasted, the page says which rows contradict each other and what would have to give,
 * the line is put right, and the optimum stands; on a desk, and on a phone by touch. What is asked at each step is what the page says there.
 */

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { init } from "../../pkg/dist/node.js";
import { builtPage, says } from "./harness.mjs";
import { cells, numberIn, onProgram, panel, paste, verdict } from "./program.mjs";

const site = builtPage();
const PICTURES = fileURLToPath(new URL("../out/page/road/", import.meta.url));

/** A diet whose salt is bounded more tightly than its protein allows: `salt` and `protein` cannot hold together. */
const LINES = [
  "\\ a day's food, in portions",
  "min",
  " cost: 2 bread + 3 beans + 5 fish",
  "st",
  " energy: 240 bread + 300 beans + 200 fish >= 1800",
  " protein: 8 bread + 20 beans + 30 fish >= 120",
  " salt: 1 bread + 0.6 beans + 0.8 fish <= 2",
  " variety: fish >= 1",
  "bounds",
  " bread <= 6",
  "general",
  " fish",
  "end",
];
const PUT_RIGHT = LINES.map((line) => line.replace("<= 2", "<= 6"));

let hunch;
before(async () => {
  hunch = await init();
  await mkdir(PICTURES, { recursive: true });
});
after(() => hunch?.dispose());

/** Whether an element is within the window, as a visitor sees it. */
const inSight = (locator) =>
  locator.evaluate((element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
  });

for (const [name, options] of [
  ["a desk", {}],
  ["a phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
])
  test(`on ${name}: an infeasible program is pasted, explained, put right and solved`, async () => {
    const text = LINES.join("\n");
    const [broken, right] = await Promise.all([
      hunch.solve(text, { explain: true, repair: true }),
      hunch.solve(PUT_RIGHT.join("\n"), { explain: true }),
    ]);
    assert.equal(broken.status, "infeasible");
    assert.equal(right.status, "optimal");
    const picture = (page, step) =>
      page.screenshot({ path: join(PICTURES, `${name.replace(" ", "-")}-${step}.png`) });
    await onProgram(
      site,
      async (page) => {
        await paste(page, text);
        await page.locator("#program-answer[data-old=false]").waitFor();
        // 1. It says that nothing fits, which rows contradict each other, and what would have to give.
        await verdict(page, "No point satisfies all rows and bounds");
        const why = page.locator("#program-why");
        const said = await why.textContent();
        const rows = broken.explanation.rows.map((row) => row.name);
        for (const row of rows) assert.ok(said.includes(row), `${row} is not in “${said}”`);
        for (const { name } of [...broken.repair.rows, ...broken.repair.columns])
          assert.ok(said.includes(name), `${name} is not in “${said}”`);
        // Of what has no point no objective is asked about.
        assert.equal(await page.getByRole("button", { name: "Why this objective?" }).count(), 0);
        // What is said stands near the text, or the way to it is one press.
        await page.locator("#program-verdict").scrollIntoViewIfNeeded();
        assert.ok(await inSight(page.locator("#program-verdict")));
        await picture(page, "1-why");
        // 2. The lines are marked where they stand, and the tables agree.
        await page.locator("#program-editor").scrollIntoViewIfNeeded();
        const marks = page.locator("#program-editor .cm-lint-marker-warning");
        assert.equal(await marks.count(), rows.length);
        await picture(page, "2-marks");
        await panel(page, "Rows");
        const table = await cells(page, "program-rows");
        const members = table.slice(1).filter((row) => row[2] !== "no");
        assert.deepEqual(members.map(([row]) => row).sort(), [...rows].sort());
        // 3. A row is pressed: how much would be enough.
        const [{ name: gives, by }] = broken.repair.rows;
        await page.locator("#program-rows").getByRole("button", { name: gives, exact: true }).click();
        const [, least] = await says(page.locator("#inspector-why"), /let it give way by ([\d.,]+)/);
        assert.ok(Math.abs(numberIn(least) - by) <= 1e-6 * Math.max(1, by), `${least}, not ${by}`);
        await picture(page, "3-row");
        // 4. One line is put right by keys.
        const line = page.locator("#program-editor .cm-line", { hasText: "salt:" });
        await line.scrollIntoViewIfNeeded();
        await line.click();
        await page.keyboard.press("End");
        await page.keyboard.press("Backspace");
        await page.keyboard.type("6");
        await page.locator("#program-answer[data-old=false]").waitFor();
        await verdict(page, "The optimum is");
        const [, value] = await says(page.locator("#program-verdict"), /The optimum is ([\d.,]+)/);
        assert.ok(Math.abs(numberIn(value) - right.objective) <= 1e-6 * right.objective, value);
        // Nothing is left of the conflict.
        assert.equal(await page.locator("#program-editor .cm-lint-marker-warning").count(), 0);
        await page.locator("#program-verdict").scrollIntoViewIfNeeded();
        // Bars of one scale can be compared: their tracks are as long as each other.
        const tracks = await page
          .locator("#program-plan .plan-track")
          .evaluateAll((all) => all.map((track) => Math.round(track.getBoundingClientRect().width)));
        assert.ok(tracks.length === 3 && new Set(tracks).size === 1, `tracks of ${tracks.join(", ")} pixels`);
        await picture(page, "4-optimum");
        // 5. What the answer is, and the link that keeps the program.
        await panel(page, "Columns");
        const columns = new Map(
          (await cells(page, "program-columns")).slice(1).map(([column, at]) => [column, at]),
        );
        for (const column of ["bread", "beans", "fish"])
          assert.ok(Math.abs(numberIn(columns.get(column)) - right.value(column)) <= 1e-6, column);
        assert.match(page.url(), /#subject=program&text=/);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `the page is ${wide} pixels wider than the window`);
        await picture(page, "5-columns");
      },
      { options },
    );
  });
