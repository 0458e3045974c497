/** States that the real package shows rarely or never on demand, reached with a stand-in for it. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  finished,
  lane,
  launch,
  lots,
  open,
  ready,
  robustAnswered,
  robustPlan,
  robustReady,
  serve,
  solve,
  says,
} from "./harness.mjs";

const WEB = fileURLToPath(new URL("../../web/", import.meta.url));

let folder;
let server;
let browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hunch-page-"));
  const vite = join(WEB, "node_modules/vite/bin/vite.js");
  await promisify(execFile)(
    process.execPath,
    [vite, "build", "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"],
    {
      cwd: WEB,
      env: { ...process.env, HUNCH_PACKAGE: "../tests/page/stand-in/index.js" },
    },
  );
  server = await serve(folder);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const openWith = (state, fragment = "#subject=lot-sizing") =>
  open(browser, `${server.address}?stand-in=${state}${fragment}`);

test("without a model the page says so, and the other lanes still run", async () => {
  const { page, problems, close } = await openWith("no-model", lots());
  await ready(page);
  await page.locator("#model-note").getByText("No trained model fits").waitFor();
  await solve(page);
  assert.match((await lane(page, "exact")).state, /optimal, proven/);
  assert.deepEqual(problems, []);
  await close();
});

test("a lane that fails says why, and the others go on", async () => {
  const { page, problems, close } = await openWith("broken", lots());
  await ready(page);
  await solve(page);
  assert.match((await lane(page, "search")).state, /module failed/);
  assert.match((await lane(page, "exact")).state, /optimal, proven/);
  assert.deepEqual(problems, []);
  await close();
});

test("the package's complaint about an input is shown with field and value", async () => {
  const { page, close } = await openWith("bad-input", lots());
  await ready(page);
  await solve(page);
  assert.match((await lane(page, "guess")).state, /capacity\[3\] is 0/);
  await close();
});

test("a page whose module cannot be loaded says so in words", async () => {
  const { page, close } = await openWith("no-wasm");
  await page.getByRole("alert").getByText("could not be loaded").waitFor();
  await close();
});

test("costs and bounds are shown as they come, and stay after a stop", async () => {
  const { page, problems, close } = await openWith("slow-search", lots());
  await ready(page);
  await page.locator("#solve").click();
  await page.locator("#lane-search .lane-dots i:nth-child(3)").waitFor();
  assert.match((await lane(page, "search")).state, /^running/);
  assert.match((await lane(page, "search")).gap, /%$/);
  assert.equal(await page.locator(".course-chart [data-lane=search] .course-bound[d^=M]").count(), 1);
  await page.getByRole("button", { name: "Stop" }).click();
  await finished(page);
  const stopped = await lane(page, "search");
  assert.match(stopped.state, /stopped; the best until then/);
  assert.ok(stopped.cost > 0);
  assert.deepEqual(problems, []);
  await close();
});

test("without a model the robust page says so, and the search still finds the robust plan and draws the curve", async () => {
  const { page, problems, close } = await openWith("no-model", "#subject=robust-knapsack");
  await page.locator("#robust-model").getByText("No trained model fits").waitFor();
  await page.locator("#plan-proven .lane-state").getByText("optimal, proven").waitFor();
  assert.equal((await robustPlan(page, "proven")).broken, 0);
  assert.ok((await robustPlan(page, "nominal")).broken > 0);
  await page.locator("#curve-line-label").getByText("search").waitFor();
  await page.locator("#curve-table").evaluate((details) => (details.open = true));
  await page.locator("#curve-rows tr:nth-child(11)").waitFor();
  await says(page.locator("#curve-rows tr:nth-child(11)"), /^0\.2.+%.+not asked$/);
  assert.match(await page.locator(".curve-guess").getAttribute("d"), /^M(.+L){10}/);
  assert.deepEqual(problems, []);
  await close();
});

test("a stopped search shows the best plan until then, and runs again when asked", async () => {
  const { page, problems, close } = await openWith("slow-proof", "#subject=robust-inventory");
  await robustAnswered(page);
  await page.locator("#improve-stop").click();
  await page.locator("#plan-proven .lane-state").getByText("stopped; the best plan until then").waitFor();
  assert.equal((await robustPlan(page, "guess")).broken, 0);
  const stopped = await robustPlan(page, "proven");
  assert.deepEqual([stopped.broken, stopped.worst], [0, "holds"]);
  assert.match(stopped.gap, /^1\.9\d %$/);
  await page.locator("#robust-time-limit").selectOption("2");
  await page.locator("#improve").click();
  await page.locator("#plan-proven .lane-state").getByText("time was up").waitFor();
  assert.match((await robustPlan(page, "proven")).gap, /^1\.9\d %$/);
  assert.deepEqual(problems, []);
  await close();
});

test("moving on ends the search of the old problem, and the new one gets its own", async () => {
  const { page, problems, close } = await openWith("slow-proof", "#subject=robust-knapsack");
  await robustAnswered(page);
  await page.locator("#improve-stop").waitFor();
  await page.locator("#rho").fill("0");
  await robustReady(page);
  assert.equal((await robustPlan(page, "proven")).gap, "0 %");
  await page.getByRole("radio", { name: "Lot sizing" }).check();
  await ready(page);
  assert.deepEqual(problems, []);
  await close();
});

test("the page says when a radius or a caution is beyond what the model was trained for", async () => {
  const { page, problems, close } = await openWith("", "#subject=robust-inventory&rho=0.4&nu=100");
  const note = page.locator("#robust-model");
  await note.getByText("repair included").waitFor();
  assert.doesNotMatch(await note.textContent(), /trained/);
  await page.locator("#rho").fill("40");
  await note.getByText("trained for ρ from 0 to 0.4").waitFor();
  await page.locator("#nu").fill("8");
  await note.getByText("trained for ν from 1 to 100").waitFor();
  assert.deepEqual(problems, []);
  await close();
});
