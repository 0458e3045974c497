/**
 * What the page's tests share: a plain static server under a sub-path, a real browser, and pages that record
 * what goes wrong.
 */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/** The page must run from any folder of a host, so the tests never serve it from the root. */
const SUB_PATH = "/some/folder/";

export const BUILT_PAGE = fileURLToPath(new URL("../../web/dist/", import.meta.url));

/** Only the media types that any static host knows; no header beyond them. */
const MEDIA_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** Serves `folder` under the sub-path on a free port; `onFile` hears of each file that is sent. */
export async function serve(folder, onFile = () => {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname.startsWith(SUB_PATH)
      ? normalize(decodeURIComponent(pathname.slice(SUB_PATH.length)))
      : null;
    if (name === null || name.startsWith(`..${sep}`)) return response.writeHead(404).end();
    const file = name === "." || name === "" ? "index.html" : name;
    try {
      const bytes = await readFile(join(folder, file));
      onFile(file, bytes);
      response
        .writeHead(200, { "content-type": MEDIA_TYPES[extname(file)] ?? "application/octet-stream" })
        .end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://localhost:${server.address().port}${SUB_PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

export function launch() {
  return chromium.launch({
    executablePath: process.env["HUNCH_BROWSER"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * The built page on a server, and a browser, for all tests of the file that calls this: `address` and `browser`
 * are there once the first of them runs.
 */
export function builtPage() {
  const site = { address: "", browser: undefined };
  let server;
  before(async () => {
    server = await serve(BUILT_PAGE);
    site.address = server.address;
    site.browser = await launch();
  });
  after(async () => {
    await site.browser?.close();
    await server?.close();
  });
  return site;
}

/**
 * Opens the page in a context of its own. `problems` collects console errors and warnings, uncaught
 * exceptions, failed requests and violations of the page's policy.
 */
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      problems.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) =>
    problems.push(`request failed: ${request.url()} ${request.failure()?.errorText}`),
  );
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI}`),
    );
  });
  await page.goto(address);
  return { context, page, problems, close: () => context.close() };
}

/** How long a text may take to come on a busy machine, and how often it is looked at; milliseconds. */
const [LONGEST_WAIT, LOOK_EVERY] = [30_000, 50];

/** The match of `pattern` in what a part of the page says, which a frame or a worker may bring a moment later. */
export async function says(locator, pattern) {
  for (const end = Date.now() + LONGEST_WAIT; ; ) {
    const text = await locator.textContent();
    const match = pattern.exec(text);
    if (match) return match;
    if (Date.now() > end) assert.match(text, pattern);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

/** A link of lot sizing, of the paper's size unless the fields say otherwise. */
export function lots(fields = "") {
  const given = new URLSearchParams(fields.replace(/^#/, ""));
  given.delete("subject");
  const missing = Object.entries({ T: "120", f: "10000" }).filter(([name]) => !given.has(name));
  const all = [...missing, ...given].map(([name, value]) => `${name}=${value}`);
  return `#subject=lot-sizing&${all.join("&")}`;
}

/** Waits until an instance of lot sizing is drawn, answered, and can be raced. */
export async function ready(page) {
  await page.locator("#solve:not([disabled])").waitFor();
  await page.locator("#live-verdict", { hasText: /costs|No plan|plan of|no answer/ }).waitFor();
  return page;
}

/** Races, and waits until all lanes have ended. */
export async function solve(page) {
  await page.locator("#solve").click();
  await finished(page);
}

export async function finished(page) {
  await page.locator("#stop").waitFor({ state: "hidden", timeout: 180_000 });
}

/** What a lane's row says, by column. */
export function lane(page, name) {
  return page.locator(`#lane-${name}`).evaluate((row) => {
    const text = (selector) => row.querySelector(selector).textContent;
    const number = (selector) => Number(text(selector).replaceAll(",", ""));
    return {
      state: text(".lane-state"),
      cost: number(".lane-cost .value"),
      verdict: text(".lane-verdict .value"),
      gap: text(".lane-gap .value"),
    };
  });
}

/** All values of the problem, a row a period, as the table shows them. */
export async function values(page) {
  await page.locator("#value-table").evaluate((details) => (details.open = true));
  // Its rows are made some at a time.
  await page.locator('#value-table[data-whole="true"]').waitFor();
  return page
    .locator("#value-rows tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("input")].map((input) => input.value)));
}

/** The row of bars of a parameter: a slider that speaks period and value. */
export function bars(page, label) {
  return page.getByRole("slider", { name: new RegExp(`^${label},`) });
}

/** The number that a row of bars speaks for the chosen period. */
export async function spokenValue(page, label) {
  return Number(await bars(page, label).getAttribute("aria-valuenow"));
}

/** Waits until the search's plan of a robust subject is there, and all that comes before it. */
export async function robustReady(page) {
  await robustAnswered(page);
  await page.locator("#plan-proven .lane-state").getByText("optimal, proven").waitFor({ timeout: 60_000 });
  return page;
}

/**
 * Waits until the nominal plan of a robust subject is there, and the repaired guess or the reason why there
 * is none.
 */
export async function robustAnswered(page) {
  await page.locator("#plan-nominal .plan-breaks .value").getByText("%").waitFor({ timeout: 60_000 });
  const guess = page.locator("#plan-guess .plan-breaks .value").getByText("%");
  await guess
    .or(page.locator("#robust-model").getByText("No trained model fits"))
    .first()
    .waitFor({ timeout: 60_000 });
}

const WEIGHTS = new URL("../../pkg/weights/", import.meta.url);

/** Which robust problems the package has a model for: texts of the form family/domain/set. */
export async function robustModels() {
  const files = (await readdir(WEIGHTS)).filter((name) => name.endsWith(".safetensors"));
  const kinds = await Promise.all(
    files.map(async (name) => {
      const bytes = await readFile(new URL(name, WEIGHTS));
      const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString();
      const { family, sizes } = JSON.parse(JSON.parse(header).__metadata__.hunch);
      return `${family}/${sizes[0].binary ? "binary" : "continuous"}/${sizes[0].ellipsoid ? "ellipsoid" : "box"}`;
    }),
  );
  return new Set(kinds);
}

/** What the row of a robust plan says, by column. */
export function robustPlan(page, name) {
  return page.locator(`#plan-${name}`).evaluate((row) => {
    const text = (selector) => row.querySelector(selector).textContent;
    const broken = /in (\d+) of (\d+) draws/.exec(text(".plan-breaks .detail"));
    return {
      state: text(".lane-state"),
      promise: Number(text(".plan-promise .value").replaceAll(",", "")),
      worst: text(".plan-worst .value"),
      broken: broken && Number(broken[1]),
      draws: broken && Number(broken[2]),
      gap: text(".plan-gap .value"),
    };
  });
}

/** The rows of a table are alike; the first ones stand for all. */
const LATER_ROWS = ["value-rows", "plan-rows", "cloud-rows", "item-table-rows", "curve-rows"].map(
  (rows) => `#${rows} tr:nth-child(n+4)`,
);

/** Accessibility rules that a page breaks, as short texts, so that a failure says what to repair. */
export async function violations(page) {
  const script = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  await page.evaluate(await readFile(script, "utf8"));
  // Colours that are on their way are none that a person reads; what turns for ever is not waited for.
  await page.evaluate(() => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    return Promise.allSettled(ending.map(({ finished }) => finished));
  });
  const { violations: found } = await page.evaluate(
    (exclude) =>
      globalThis.axe.run(
        { include: document, exclude },
        { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
      ),
    LATER_ROWS,
  );
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => node.target.join(" "))
        .slice(0, 5)
        .join(", ")}`,
  );
}
