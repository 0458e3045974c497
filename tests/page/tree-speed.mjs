/**
 * How quickly a large tree follows the slider: `node tests/page/tree-speed.mjs [NODES] [SECONDS]` (50 000 and 60 unless said
 * otherwise) searches a hard program on the built page until it has so many nodes or the seconds are over, then scrubs through
 * the run from end to end for some seconds. Prints frames a second, the longest frame, and the processor time of a frame, which
 * other work on the machine does not change. The page must be built.
 */

import { BUILT_PAGE, launch, open, serve } from "./harness.mjs";

const [nodes = 50_000, seconds = 60] = process.argv.slice(2).map(Number);
/** Seconds of scrubbing. */
const SCRUBBED = 6;

/** The first state of the weights' generator: 1 divided by the golden ratio, as 32 bits. */
const SEED = 0x9e3779b9;

/** Sums that can hardly be met (Cornuéjols and Dawande, "A class of hard small 0-1 programs", 1998), weights from 0 to 99. */
function marketSplit(columns, rows) {
  let state = SEED;
  const weight = () => {
    // A linear congruential generator (Knuth, "The Art of Computer Programming", volume 2, section 3.3.4, line 16).
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * 100);
  };
  const names = Array.from({ length: columns }, (_, j) => `x${j}`);
  const lines = Array.from({ length: rows }, (_, i) => {
    const weights = names.map(weight);
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
await page.keyboard.insertText(marketSplit(40, 5));
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
console.log(await page.locator("#program-verdict").textContent());
await page.waitForTimeout(1_000);
const devtools = await page.context().newCDPSession(page);
await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
/** Seconds of processor time that the page's main thread has taken. */
async function processorTime() {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value;
}
const before = await processorTime();
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
const taken = (await processorTime()) - before;
await page.locator("#program-moment").evaluate((slider) => {
  slider.value = slider.max;
  slider.dispatchEvent(new Event("input"));
});
await page.waitForTimeout(500);
const words = await page.locator("#inspector-tree-count").textContent();
console.log(`${words} ${result.events.toLocaleString("en")} events.`);
console.log(
  `${(result.frames / result.seconds).toFixed(1)} frames a second over ${result.seconds.toFixed(1)} s; the longest took ${result.longest.toFixed(0)} ms. The main thread needs ${((1_000 * taken) / result.frames).toFixed(1)} ms of processor time a frame.`,
);
await close();
await browser.close();
await server.close();
