/**
 * How quickly a large tree follows the slider: `node tests/page/tree-speed.mjs [NODES] [SECONDS]` (50 000 and 60 unless said
 * otherwise) searches a hard program on the built page until it has so many nodes or the seconds are over, then scrubs through
 * the run from end to end for some seconds. Prints frames a second, and the longest frame. The page must be built.
 */

import { BUILT_PAGE, launch, open, serve } from "./harness.mjs";

const [nodes = 50_000, seconds = 60] = process.argv.slice(2).map(Number);
/** Seconds of scrubbing. */
const SCRUBBED = 6;

/** Sums that can hardly be met (Cornuéjols and Dawande, "A class of hard small 0-1 programs", 1998). */
function marketSplit(columns, rows) {
  const names = Array.from({ length: columns }, (_, j) => `x${j}`);
  const lines = Array.from({ length: rows }, (_, i) => {
    const weights = names.map((_, j) => ((j + 1) * (j + 1) * (2 * i + 3) * 7_919 + 31 * j) % 100);
    const half = Math.floor(weights.reduce((a, b) => a + b, 0) / 2);
    return ` r${i}: ${weights.map((w, j) => `+ ${w} x${j}`).join(" ")} + s${i} - t${i} = ${half}`;
  });
  const slacks = lines.map((_, i) => `+ s${i} + t${i}`).join(" ");
  return `min\n ${slacks}\nst\n${lines.join("\n")}\nbinary\n ${names.join(" ")}\nend\n`;
}

const server = await serve(BUILT_PAGE);
const browser = await launch();
const { page, close } = await open(browser, `${server.address}#subject=program`);
await page.locator("#program-editor .cm-content").click();
await page.keyboard.press("ControlOrMeta+a");
await page.keyboard.insertText(marketSplit(30, 4));
await page.locator("#program-verdict", { hasText: "press Solve" }).waitFor();
await page.locator("#program-time-limit").selectOption("60");
await page.getByRole("tab", { name: "Tree", exact: true }).click();
await page.locator("#program-solve").click();
const counted = (least) =>
  Number(document.querySelector("#inspector-tree").dataset.nodes ?? 0) >= least ||
  document.querySelector("#program-stop").hidden;
await page.waitForFunction(counted, nodes, { timeout: 1_000 * (seconds + 30), polling: 200 });
if (await page.locator("#program-stop").isVisible()) await page.locator("#program-stop").click();
await page.locator("#program-solve").waitFor();
await page.waitForTimeout(1_000);
const result = await page.evaluate(
  (limit) =>
    new Promise((resolve) => {
      const slider = document.querySelector("#program-moment");
      const most = Number(slider.max);
      const begun = performance.now();
      let [last, longest, frames] = [begun, 0, 0];
      const frame = () => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        frames += 1;
        const passed = (now - begun) / 1_000;
        if (passed >= limit) return resolve({ events: most, frames, longest, seconds: passed });
        // There and back once in two seconds.
        slider.value = String(Math.round((most * (1 - Math.cos(Math.PI * passed))) / 2));
        slider.dispatchEvent(new Event("input"));
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    }),
  SCRUBBED,
);
await page.locator("#program-moment").evaluate((slider) => {
  slider.value = slider.max;
  slider.dispatchEvent(new Event("input"));
});
await page.waitForTimeout(500);
const words = await page.locator("#inspector-tree-count").textContent();
console.log(`${words} ${result.events.toLocaleString("en")} events.`);
console.log(
  `${(result.frames / result.seconds).toFixed(1)} frames a second over ${result.seconds.toFixed(1)} s; the longest frame took ${result.longest.toFixed(0)} ms.`,
);
await close();
await browser.close();
await server.close();
