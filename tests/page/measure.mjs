/**
 * How live the prepared subjects are, by the built page: `node tests/page/measure.mjs`. Prints, as rows of a
 * table, how long after an edit the new optimum stands on the page, how soon it opens solved, how much moves meanwhile, and the
 * longest task of the main thread while a race runs at a fourth of the processor's speed. It judges nothing.
 */

import { BUILT_PAGE, launch, lots, open, ready, serve } from "./harness.mjs";

const EDITS = 30;

const server = await serve(BUILT_PAGE);
const browser = await launch();

/** Milliseconds from each edit until the line that tells the optimum has changed. */
async function editTimes(link, verdict, input) {
  const { page, close } = await open(browser, server.address + link);
  await page.locator(`${verdict}:not(:empty)`).waitFor();
  await page.waitForTimeout(2_000);
  const times = await page.evaluate(
    async ([verdict, input, edits]) => {
      const line = document.querySelector(verdict);
      const slider = document.querySelector(input);
      const changed = () =>
        new Promise((resolve) => {
          const observer = new MutationObserver(() => {
            observer.disconnect();
            resolve(performance.now());
          });
          observer.observe(line, { childList: true, characterData: true, subtree: true });
          setTimeout(() => resolve(null), 3_000);
        });
      const times = [];
      for (let k = 0; k < edits; k++) {
        const start = performance.now();
        const after = changed();
        if (slider.matches("input")) {
          slider.value = String(Number(slider.value) + (k % 2 ? 7 : -7));
          slider.dispatchEvent(new Event("input"));
        } else slider.dispatchEvent(new KeyboardEvent("keydown", { key: "PageUp", bubbles: true }));
        const end = await after;
        if (end !== null) times.push(end - start);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return times.sort((a, b) => a - b);
    },
    [verdict, input, EDITS],
  );
  await close();
  return times;
}

const of = (times, share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]?.toFixed(0);

console.log("| edit → new optimum, ms | median | nine of ten | worst | edits |\n|---|---|---|---|---|");
const demand = "#problem-rows [role=slider]";
for (const [name, ...where] of [
  ["lot sizing, 12 periods: a bar", lots("T=12&f=1000"), "#live-verdict", demand],
  ["lot sizing, 120 periods: a bar", lots("T=120&f=10000"), "#live-verdict", demand],
  ["items over time, 8 × 12: a slider", "#subject=msmk", "#msmk-verdict", "#msmk-hold"],
  ["many items, 4 × 12: a slider, the first plan", "#subject=mclsp", "#mclsp-verdict", "#mclsp-setup"],
  ["robust knapsack: a slider, the repaired guess", "#subject=robust-knapsack", "#at-once", "#rho"],
]) {
  const times = await editTimes(...where);
  console.log(`| ${name} | ${of(times, 0.5)} | ${of(times, 0.9)} | ${of(times, 1)} | ${times.length} |`);
}

/** Loads of the page, each in a profile of its own. */
const LOADS = 15;
const loads = { "first picture": [], "… with the program solved": [] };
for (let k = 0; k < LOADS; k++) {
  const { page, close } = await open(browser, server.address);
  await page.locator("#program-verdict:not(:empty)").waitFor();
  const [painted, solved] = await page.evaluate(() =>
    ["first-contentful-paint", "hunch:settled"].map(
      (name) => performance.getEntriesByName(name)[0].startTime,
    ),
  );
  loads["first picture"].push(painted);
  loads["… with the program solved"].push(solved);
  await close();
}
console.log(
  "\n| after the address was given, ms | median | nine of ten | worst | loads |\n|---|---|---|---|---|",
);
for (const [name, all] of Object.entries(loads)) {
  const times = all.sort((a, b) => a - b);
  console.log(`| ${name} | ${of(times, 0.5)} | ${of(times, 0.9)} | ${of(times, 1)} | ${times.length} |`);
}

console.log("\n| while it opens | layout shift |\n|---|---|");
for (const link of [
  lots("T=12&f=1000"),
  "#subject=msmk",
  "#subject=mclsp",
  "#subject=robust-knapsack",
  "#subject=lessons",
]) {
  const { page, close } = await open(browser, "about:blank");
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries())
        globalThis.shift += hadRecentInput ? 0 : value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(server.address + link);
  await page.waitForTimeout(3_000);
  console.log(`| \`${link.slice(0, 40)}\` | ${(await page.evaluate(() => globalThis.shift)).toFixed(3)} |`);
  await close();
}

console.log("\n| a race, main thread | longest task, ms | tasks above 50 ms |\n|---|---|---|");
for (const rate of [1, 4]) {
  const { page, close } = await open(browser, server.address + lots("T=12&f=1000"));
  await ready(page);
  await page.waitForTimeout(2_000);
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  await page.evaluate(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.tasks.push(duration);
    }).observe({ type: "longtask" });
  });
  await page.locator("#time-limit").selectOption("2");
  await page.locator("#solve").click();
  await page.locator("#stop").waitFor({ state: "hidden", timeout: 180_000 });
  const tasks = await page.evaluate(() => globalThis.tasks);
  console.log(`| throttled ${rate} × | ${Math.max(0, ...tasks)} | ${tasks.length} |`);
  await close();
}

/** What a visitor sees of lots of many items: how soon a bound and a plan stand, and what is left open after two seconds. */
console.log(
  "\n| many items | first bound | first plan | open then | open at the end |\n|---|---|---|---|---|",
);
for (const [size, ...seeds] of [
  ["4x12", 29],
  ["8x40", 1, 2, 3],
  ["12x100", 1, 2, 3],
  ["8x200", 1, 2, 3],
]) {
  for (const seed of seeds) {
    const { page, close } = await open(browser, `${server.address}#subject=mclsp`);
    const verdict = page.locator("#mclsp-verdict", { hasText: "proven" });
    await verdict.waitFor();
    await page.locator("#mclsp-limit").selectOption("2");
    await page.evaluate((hash) => (location.hash = hash), `#subject=mclsp&size=${size}&seed=${seed}`);
    await page.waitForTimeout(1_000);
    await verdict.waitFor();
    const rows = await page
      .locator("#mclsp-steps tr")
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    const [bound, plan, , end] = rows;
    const gap = /at most ([\d.< ]+ %) above/.exec(await verdict.textContent());
    const left = end[0] === "Proof" ? `nothing, after ${end[2]}` : gap?.[1];
    console.log(`| ${size}, seed ${seed} | ${bound[2]} | ${plan[2]} | ${plan[3]} | ${left} |`);
    await close();
  }
}

await browser.close();
await server.close();
