/**
 * The panels and subjects in a Firefox that is installed: `node tests/page/firefox.mjs [PATH]`, by the browser's own protocol (WebDriver BiDi). Says of each step
 * whether the page came to what it promises there, and what the console complained of; fails where a step does not come. No part of `cargo xtask test`, which
 * cannot count on a Firefox.
 */

import { fileURLToPath } from "node:url";
import { firefox } from "playwright-core";
import { BUILT_PAGE, serve } from "./harness.mjs";

const path = process.argv[2] ?? "/usr/bin/firefox-esr";
const relay = fileURLToPath(new URL("firefox-relay.cjs", import.meta.url));
/** Milliseconds that a step may take on a busy machine. */
const LONGEST = 40_000;

const server = await serve(BUILT_PAGE);
const browser = await firefox.launch({
  executablePath: relay,
  channel: "moz-firefox",
  headless: true,
  env: { ...process.env, HUNCH_FIREFOX: path },
});
const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
page.setDefaultTimeout(LONGEST);
const complaints = new Set();
page.on("console", (message) => {
  if (["error", "warning"].includes(message.type())) complaints.add(message.text());
});
// The driver itself evaluates texts in the page, which the page's policy refuses: those complaints are its own.
page.on("pageerror", ({ message }) => {
  if (!message.includes("eval")) complaints.add(message);
});

let failed = 0;
async function step(name, act) {
  const started = Date.now();
  try {
    await act();
    console.log(`ok      ${name} (${Date.now() - started} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`NOT OK  ${name}: ${String(error.message).split("\n")[0]}`);
  }
}

const says = (id, words) => page.locator(`#${id}`, { hasText: words }).first().waitFor();
const tab = (name) => page.getByRole("tab", { name, exact: true }).click();
const at = async (link) => {
  await page.goto("about:blank");
  await page.goto(server.address + link);
};

console.log(`Firefox ${browser.version()}`);
await step("the page opens solved", async () => {
  await at("");
  await says("program-verdict", "The optimum is 20, proven");
});
await step("a program is typed over it and solved", async () => {
  await page.locator("#program-editor .cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("max\n 3 x + 2 y\nst\n wood: x + y <= 4\n time: x + 3 y <= 8\n x <= 3\nend\n");
  await says("program-verdict", "The optimum is 11, proven");
});
await step("an example without a point is explained", async () => {
  await page.locator("#program-example").selectOption({ label: "What cannot be" });
  await says("program-verdict", "no point satisfies all rows and bounds");
  await says("program-why", "These cannot hold together");
});
await step("an example with a tree", async () => {
  await page.locator("#program-example").selectOption({ label: "A tree to walk" });
  await says("program-verdict", "The optimum is 155, proven");
});
for (const [name, id] of [
  ["Rows", "program-rows"],
  ["Columns", "program-columns"],
  ["Tree", "inspector-tree"],
  ["Progress", "inspector-run-chart"],
  ["Simplex", "inspector-simplex"],
  ["Branch yourself", "inspector-branch"],
])
  await step(`the panel ${name}`, async () => {
    await tab(name);
    await page.locator(`#${id}`).waitFor();
  });
await step("a node says what fixed its columns", async () => {
  await tab("Tree");
  await page.locator("#inspector-tree").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await says("inspector-why", /fixed here|nothing is left/);
  await tab("Columns");
  await page.locator("#program-columns thead th", { hasText: "At node" }).waitFor();
});
await step("a proof is made and checked", async () => {
  await tab("Proof");
  await page.locator("#inspector-prove").click();
  await says("inspector-proof-words", "Checked in exact arithmetic");
});
await step("the program as mathematics", async () => {
  await tab("Mathematics");
  await page.locator("#program-maths-text[data-whole=true] math").first().waitFor();
});
await step("its coefficients", async () => {
  await tab("Coefficients");
  await page.locator("#inspector-matrix").waitFor();
});
for (const [link, id, words] of [
  ["#subject=lot-sizing&T=12&f=1000", "live-verdict", /costs/],
  ["#subject=msmk", "msmk-verdict", /\S/],
  ["#subject=mclsp", "mclsp-verdict", /proven/],
  ["#subject=robust-knapsack", "plan-proven", /optimal/],
  ["#subject=robust-inventory", "plan-proven", /optimal/],
  ["#subject=strategies", "strategies-value", /\S/],
  ["#subject=lessons", "lesson-text", /\S/],
])
  await step(`the subject ${link}`, async () => {
    await at(link);
    await says(id, words);
  });
await step("all values of 120 periods as a table", async () => {
  await at("#subject=lot-sizing&c=3&f=10000&T=120");
  await says("live-verdict", /costs|No plan/);
  await page.locator("#value-table summary").click();
  await page.locator('#value-table[data-whole="true"]').waitFor();
});
for (const complaint of complaints) console.log(`the console: ${complaint}`);
await browser.close();
await server.close();
process.exitCode = failed > 0 ? 1 : 0;
