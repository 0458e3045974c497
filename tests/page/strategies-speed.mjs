/**
 * How soon the map of strategies follows a drag, in the built page and a real browser: from each move of the pointer until the sentence is of that
 * point or a later one; how soon a slider's map is painted anew; what that costs the main thread, and its longest task (by the clock, so of
 * whatever else runs too). `node tests/page/strategies-speed.mjs`, after `cargo xtask demo --no-serve`.
 */

import { BUILT_PAGE, launch, open, serve } from "./harness.mjs";

/** Moves of a drag, and milliseconds between two of them: as many as a screen shows pictures. */
const MOVES = 120;
const EVERY_MS = 16;
const SLIDES = 20;

const server = await serve(BUILT_PAGE);
const browser = await launch();

const share = (list, part) => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted.length > 0 ? sorted[Math.floor(part * (sorted.length - 1))].toFixed(1) : "–";
};

console.log(
  "| file | ms until the sentence follows: median, 95 % | moves that a later one overtook | main thread, processor ms a move | ms until a map is painted anew: median, worst | main thread, processor ms a map with 0.4 s of its truth | longest task, ms |",
);
console.log("|---|--:|--:|--:|--:|--:|--:|");
for (const file of ["inventory", "canteen", "bakery"]) {
  const { page, close } = await open(browser, `${server.address}#subject=strategies&file=${file}`);
  await page.locator("#strategies-agreement", { hasText: "all 128" }).waitFor({ timeout: 180_000 });
  await page.locator("#strategies-worth", { hasText: "Just now" }).waitFor({ timeout: 60_000 });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  /** Milliseconds of processor time that the page's main thread has taken. */
  const processorTime = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1_000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  const work = async ({ moves, every, slides }) => {
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    let longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    }).observe({ type: "longtask" });
    const map = document.querySelector("#strategies-map");
    const heading = document.querySelector("#strategies-sentence");
    const box = map.querySelector("canvas").getBoundingClientRect();
    map.setPointerCapture = () => {};
    const send = (type, k) => {
      const angle = (2 * Math.PI * k) / Math.max(1, moves);
      const clientX = box.left + box.width * (0.5 + 0.4 * Math.cos(angle));
      const clientY = box.top + box.height * (0.5 + 0.4 * Math.sin(angle));
      map.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, clientX, clientY, bubbles: true }));
    };
    // Sentences come in the order of their points, some points without one.
    const waiting = [];
    const followed = [];
    let overtaken = 0;
    const inputs = () =>
      [...document.querySelectorAll("#strategies-numbers input[type=range]")].map((one) => Number(one.value));
    const near = (a, b) =>
      a.length === b.length &&
      a.every((value, k) => Math.abs(value - b[k]) <= 1e-2 * Math.max(1, Math.abs(value)));
    new MutationObserver(() => {
      const theta = heading.dataset.theta.split(",").map(Number);
      const at = waiting.findLastIndex((one) => near(one.theta, theta));
      if (at < 0) return;
      overtaken += at;
      followed.push(performance.now() - waiting[at].time);
      waiting.splice(0, at + 1);
    }).observe(heading, { attributes: true, attributeFilter: ["data-theta"] });
    send("pointerdown", 0);
    for (let k = 1; k <= moves; k++) {
      const time = performance.now();
      send("pointermove", k);
      waiting.push({ time, theta: inputs() });
      await pause(every);
    }
    send("pointerup", moves);
    await pause(500);
    // A parameter that is no axis: the whole map is another one.
    const axes = ["across", "up"].map((id) => Number(document.querySelector(`#strategies-${id}`).value));
    const sliders = [...document.querySelectorAll("#strategies-numbers input[type=range]")];
    const slider = sliders.find((_, j) => !axes.includes(j));
    const agreement = document.querySelector("#strategies-agreement");
    const painted = [];
    for (let k = 0; k < slides; k++) {
      const part = 0.3 + (0.4 * ((k * 7) % slides)) / slides;
      slider.value = String(Number(slider.min) + part * (Number(slider.max) - Number(slider.min)));
      const changed = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          resolve(performance.now());
        });
        observer.observe(agreement, { childList: true, characterData: true, subtree: true });
      });
      const time = performance.now();
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      painted.push((await Promise.race([changed, pause(5_000).then(() => Number.NaN)])) - time);
      await pause(400);
    }
    return { followed, overtaken, painted: painted.filter((ms) => ms > 0), longest };
  };
  const before = await processorTime();
  const dragged = await page.evaluate(work, { moves: MOVES, every: EVERY_MS, slides: 0 });
  const between = await processorTime();
  const slid = await page.evaluate(work, { moves: 0, every: EVERY_MS, slides: SLIDES });
  const end = await processorTime();
  const ofMove = ((between - before) / MOVES).toFixed(1);
  const ofMap = ((end - between) / SLIDES).toFixed(1);
  console.log(
    `| ${file} | ${share(dragged.followed, 0.5)}, ${share(dragged.followed, 0.95)} | ${dragged.overtaken} of ${MOVES} | ${ofMove} | ${share(slid.painted, 0.5)}, ${share(slid.painted, 1)} | ${ofMap} | ${Math.max(dragged.longest, slid.longest).toFixed(0)} |`,
  );
  await close();
}
await browser.close();
await server.close();
