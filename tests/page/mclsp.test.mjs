/** The promises of the subject about lot sizing of many items, kept by the built page in a real browser. */

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { builtPage, open, violations } from "./harness.mjs";
import { init } from "../../pkg/dist/node.js";

const site = builtPage();
/** Pictures of the page, to be looked at. */
const SEEN = fileURLToPath(new URL("../out/", import.meta.url));

let hunch;
before(async () => {
  await mkdir(SEEN, { recursive: true });
  hunch = await init();
});
after(() => hunch?.dispose());

const PROVEN = "The cheapest plan costs";

/** Opens a link of the subject, and waits until its answer says so. */
async function onSubject(link, said, body, options = {}) {
  const { page, problems, close } = await open(site.browser, `${site.address}#subject=mclsp${link}`, options);
  await page.locator("#mclsp-verdict", { hasText: said }).waitFor({ timeout: 60_000 });
  await body(page);
  assert.deepEqual(problems, []);
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  await close();
}

const number = (text) => Number(text.replaceAll(",", "").replace("−", "-"));

/** As the page writes amounts. */
function amount(value) {
  const digits = Math.abs(value) >= 1_000 || Number.isInteger(value) ? 0 : 3;
  return new Intl.NumberFormat("en", { maximumFractionDigits: digits }).format(value).replace("-", "−");
}

function probability(value) {
  if (value > 0.9995) return "> 99.9 %";
  return value < 0.0005 ? "< 0.1 %" : `${(value * 100).toFixed(1)} %`;
}

/** An instance as the page draws it, with its capacities and set-up costs in percent. */
async function instanceOf({ items = 4, periods = 12, c = 5, seed = 29, capacity = 100, setup = 100 }) {
  const drawn = await hunch.sample({ family: "mclsp", items, periods, c, f: 1_000 }, seed);
  const by = (numbers, percent) => Array.from(numbers, (number) => Math.round((number * percent) / 100));
  return { ...drawn, capacity: by(drawn.capacity, capacity), setupCost: by(drawn.setupCost, setup) };
}

/** What the engine answers, and the numbers that it tells on the way. */
async function told(instance, options = {}) {
  const numbers = {};
  const bounds = [];
  const onEvent = (event) => {
    if (event.type === "numbers") numbers[event.name] = Array.from(event.values);
    if (event.type === "bound") bounds.push(event.bound);
  };
  const answer = await hunch.solve(instance, { method: "predopt", timeLimit: 30, onEvent, ...options });
  return { answer, numbers, bounds };
}

const cost = async (page) =>
  number(/costs ([\d,]+)/.exec(await page.locator("#mclsp-verdict").textContent())[1]);

/** The table of the map's numbers: rows of texts, the first of each its name. */
const table = (page) =>
  page
    .locator("#mclsp-numbers tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

/** Chooses what the map shows, with its table open. */
async function paint(page, label) {
  await page.locator("#mclsp-table").evaluate((details) => (details.open = true));
  await page.locator("#choices-mclsp-paint label", { hasText: label }).click();
  await page.locator("#mclsp-numbers caption", { hasText: label }).waitFor({ state: "attached" });
  return table(page);
}

/** What a column of a race's lane says. */
const lane = async (page, name, column) =>
  page.locator(`#mclsp-race-lane-${name} .lane-${column} .value`).textContent();

test("every number of the map is the engine's: plan, beliefs, worths, fixings, prices", async () => {
  const instance = await instanceOf({});
  const { answer, numbers } = await told(instance);
  assert.equal(answer.status, "optimal");
  await onSubject("", PROVEN, async (page) => {
    assert.equal(await cost(page), Math.round(answer.objective));
    const cells = (rows) => rows.slice(0, 4).flatMap(([, ...texts]) => texts);
    const beliefs = await paint(page, "Beliefs");
    assert.deepEqual(cells(beliefs), numbers.beliefs.map(probability));
    const marginals = await paint(page, "Worth");
    const worth = (value) => (value === Infinity ? "needed" : amount(value));
    assert.deepEqual(cells(marginals), numbers.marginals.map(worth));
    const fixed = await paint(page, "Fixed");
    assert.deepEqual(
      cells(fixed),
      numbers.fixed.map((value) => (value < 0 ? "free" : String(value))),
    );
    const plan = await paint(page, "The plan");
    const made = cells(plan).map(number);
    const setups = await page
      .locator(".mclsp-cell")
      .evaluateAll((rects) => rects.map(({ dataset }) => Number(dataset.kind === "made")));
    // The plan that is shown costs what is said, and keeps every row.
    let [money, stock] = [0, 0];
    const uses = Array(12).fill(0);
    for (const [k, pieces] of made.entries()) {
      stock = (k % 12 === 0 ? 0 : stock) + pieces - instance.demand[k];
      assert.ok(stock > -1, `item and period ${k}`);
      assert.ok(pieces === 0 || setups[k] === 1);
      uses[k % 12] += pieces;
      money +=
        pieces * instance.productionCost[k] +
        setups[k] * instance.setupCost[k] +
        Math.max(0, stock) * instance.holdingCost[k];
    }
    assert.ok(Math.abs(money - answer.objective) <= 1e-4 * money, `${money} and ${answer.objective}`);
    const [capacity, used, price] = plan.slice(4).map(([, ...texts]) => texts);
    assert.deepEqual(capacity.map(number), instance.capacity);
    assert.ok(
      used.every((text, t) => Math.abs(number(text) - uses[t]) <= 2 && uses[t] <= instance.capacity[t] + 2),
    );
    assert.deepEqual(price, numbers.prices.map(amount));
    const tight = await paint(page, "Tight");
    for (const [k, text] of cells(tight).entries()) {
      const isFull = uses[k % 12] >= 0.999 * instance.capacity[k % 12];
      assert.equal(text, setups[k] === 0 ? "" : isFull ? "full" : "room", `item and period ${k}`);
    }
    // What is read out of one cell is the same.
    await page.locator("#mclsp-map").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const line = await page.locator("#mclsp-read").textContent();
    assert.match(line, /^Item 2, period 2demand/);
    assert.ok(line.includes(`demand ${amount(instance.demand[13])}`), line);
    assert.ok(line.includes(`belief ${probability(numbers.beliefs[13])}`), line);
  });
});

test("the steps tell the bound of the prices first, then plans, then the proof", async () => {
  const instance = await instanceOf({});
  const { answer, bounds } = await told(instance);
  await onSubject("", PROVEN, async (page) => {
    const rows = await page
      .locator("#mclsp-steps tr")
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    assert.deepEqual(
      rows.map(([name]) => name),
      ["First bound, by the prices", "First plan", "Best plan", "Proof"],
    );
    assert.equal(number(rows[0][1]), Math.round(bounds[0]));
    assert.equal(number(rows[2][1]), Math.round(answer.objective));
    assert.equal(number(rows[3][1]), Math.round(answer.objective));
    assert.ok(number(rows[0][1]) <= number(rows[2][1]) && number(rows[2][1]) <= number(rows[1][1]));
    assert.equal(rows[3][3], "0 %");
    const { fixed, beliefs } = (await told(instance)).numbers;
    const worth = await page.locator("#mclsp-worth").textContent();
    const [, right, all, kept] = /say (\d+) of (\d+) set-ups.*; (\d+) were fixed/.exec(worth);
    assert.equal(Number(all), beliefs.length);
    assert.equal(Number(kept), fixed.filter((value) => value >= 0).length);
    const setup = await paint(page, "The plan");
    const isMade = setup.slice(0, 4).flatMap(([, ...texts]) => texts.map((text) => number(text) > 0));
    const agreed = beliefs.filter((belief, k) => belief >= 0.5 === isMade[k]).length;
    assert.equal(Number(right), agreed);
  });
});

test("sliders are answered with what the engine says of the changed instance; Undo takes one back", async () => {
  await onSubject("&seed=2", PROVEN, async (page) => {
    await page.locator("#mclsp-capacity").fill("130");
    await page.locator("#mclsp-setup").fill("50");
    const { answer } = await told(await instanceOf({ seed: 2, capacity: 130, setup: 50 }));
    const text = `${PROVEN} ${Math.round(answer.objective).toLocaleString("en")}`;
    await page.locator("#mclsp-verdict", { hasText: text }).waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => /capacity=130&setup=50/.test(location.hash));
    await page.locator("#undo").click();
    await page.waitForFunction(() => !/setup=50/.test(location.hash));
    // Far too little of it: nothing can be made in time.
    await page.locator("#mclsp-capacity").fill("70");
    await page.locator("#mclsp-verdict", { hasText: "No plan exists" }).waitFor();
    const none = await hunch.solve(await instanceOf({ seed: 2, capacity: 70 }), { method: "predopt" });
    assert.equal(none.status, "infeasible");
    await page.locator("#reset").click();
    await page.waitForFunction(() => /size=4x12&seed=29$/.test(location.hash));
  });
});

test("in the race all ways end at one optimum, the network's too, and it is said who won", async () => {
  // The package asks no network of itself; the race brings the one that is there on request.
  assert.deepEqual(await hunch.models(await instanceOf({})), []);
  await onSubject("", PROVEN, async (page) => {
    await page.locator("#mclsp-race-time-limit").selectOption("30");
    await page.locator("#mclsp-race-solve").click();
    await page.locator("#mclsp-race-stop").waitFor({ state: "hidden", timeout: 180_000 });
    const optimum = await cost(page);
    const ways = ["guess", "structure", "search", "highs"];
    for (const name of ways) {
      assert.match(await lane(page, name, "verdict"), /right after/, name);
      const says = number(await lane(page, name, "cost"));
      assert.ok(Math.abs(says - optimum) <= 1e-5 * optimum, `${name} says ${says}, not ${optimum}`);
    }
    assert.match(await page.locator("#mclsp-race-summary").textContent(), /The optimum is/);
    assert.match(await page.locator("#mclsp-why").textContent(), /won: it had this plan after .* Why: /);
    await page.locator("#mclsp-race").screenshot({ path: `${SEEN}mclsp-race.png` });
  });
});

test("set-ups by hand: cost and overload at once, cheapest amounts by the engine, the optimum is recognised", async () => {
  const instance = await instanceOf({});
  let link = "";
  await onSubject("", PROVEN, async (page) => {
    const verdict = page.locator("#mclsp-turn-verdict");
    await verdict.getByText("Nothing is set up yet").waitFor();
    // Everything in the first period: more than its capacity, as the arithmetic says.
    for (let item = 0; item < 4; item++)
      await page.locator("#mclsp-mine tbody tr").nth(item).locator("button").first().click();
    const asked = Array.from(instance.demand).reduce((a, b) => a + b, 0);
    await page.locator("#mclsp-turn-broken li", { hasText: amount(asked - instance.capacity[0]) }).waitFor();
    await verdict.getByText("No amounts meet the demand").waitFor();
    assert.equal(await page.locator('#mclsp-mine td[data-over="true"]').count(), 1);
    await page.locator("#mclsp-clear").click();
    const rows = (await paint(page, "The plan")).slice(0, 4);
    for (const [item, [, ...texts]] of rows.entries())
      for (const [period, text] of texts.entries())
        if (number(text) > 0)
          await page.locator("#mclsp-mine tbody tr").nth(item).locator("button").nth(period).click();
    await verdict.getByText("that is the optimum").waitFor();
    const compared = await page
      .locator("#mclsp-turn-compare tbody tr")
      .evaluateAll((rows) => rows.map((row) => row.children[1].textContent));
    assert.equal(number(compared[2]), await cost(page));
    assert.equal(number(compared[1]), await cost(page));
    // The address follows within half a second.
    await page.waitForTimeout(700);
    assert.match(await page.evaluate(() => location.hash), /mine=[0-9a-f]{12}/);
    link = await page.evaluate(() => location.hash.replace("#subject=mclsp", ""));
  });
  await onSubject(link, PROVEN, async (page) => {
    await page.locator("#mclsp-turn-verdict", { hasText: "that is the optimum" }).waitFor();
  });
});

test("of a large instance a bound and a plan are there soon, better ones follow, and Stop keeps them", async () => {
  const instance = await instanceOf({ items: 8, periods: 200, c: 10, seed: 1 });
  const { bounds, numbers } = await told(instance, { timeLimit: 0.5 });
  await onSubject("&size=8x200&seed=1&paint=marginals", "the search goes on", async (page) => {
    // The map is painted piece by piece.
    await page.locator(".mclsp-cell").nth(1_599).waitFor();
    assert.equal(await page.locator(".mclsp-cell").count(), 1_600);
    await page.locator('.mclsp-cell[data-kind="pays"]').first().waitFor();
    await page.locator("#mclsp-stop").click();
    await page.locator("#mclsp-verdict", { hasText: "stopped, not proven" }).waitFor();
    const [first] = await page
      .locator("#mclsp-steps tr td")
      .evaluateAll((cells) => cells.map(({ textContent }) => textContent));
    assert.equal(number(first), Math.round(bounds[0]));
    const { prices } = numbers;
    const rows = await paint(page, "Worth");
    assert.deepEqual(rows.at(-1).slice(1), prices.map(amount));
    await page.locator("#mclsp-turn-note", { hasText: "at most 60" }).waitFor();
    await page.locator("#mclsp-solve").waitFor();
  });
});

test("a link says what is shown, and nonsense is refused in words", async () => {
  await onSubject("&seed=7&paint=fixed", PROVEN, async (page) => {
    assert.ok(await page.getByRole("radio", { name: "Fixed", exact: true }).isChecked());
    await page.locator('.mclsp-cell[data-kind="free"]').first().waitFor();
    for (const [fields, word] of [
      ["size=5x5", /size/],
      ["capacity=5", /capacity/],
      ["paint=red", /paint/],
      ["mine=xyz", /mine/],
    ]) {
      await page.evaluate((hash) => (location.hash = hash), `#subject=mclsp&${fields}`);
      await page.getByRole("alert").waitFor();
      assert.match(await page.getByRole("alert").textContent(), word);
      await page.getByRole("button", { name: "Dismiss" }).click();
    }
  });
});

for (const [name, width, colorScheme] of [
  ["phone", 320, "light"],
  ["light", 1280, "light"],
  ["dark", 1280, "dark"],
]) {
  test(`${name}: nothing is wider than the screen, nothing moves, and no accessibility rule is broken`, async () => {
    const options = { viewport: { width, height: 740 }, colorScheme };
    const body = async (page) => {
      const widths = () => [document.documentElement.scrollWidth, document.body.scrollWidth];
      assert.deepEqual(await page.evaluate(widths), [width, width]);
      assert.deepEqual(await violations(page), []);
    };
    await onSubject(
      "&paint=beliefs",
      PROVEN,
      async (page) => {
        await body(page);
        await page.screenshot({ path: `${SEEN}mclsp-${name}.png`, fullPage: true });
      },
      options,
    );
    await onSubject(
      "&size=12x100&paint=marginals",
      "not proven",
      async (page) => {
        await body(page);
        await page.screenshot({ path: `${SEEN}mclsp-wide-${name}.png`, fullPage: true });
      },
      options,
    );
  });
}

test("nothing shifts while the subject opens and solves", async () => {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${site.address}#subject=mclsp`);
  await page.locator("#mclsp-verdict", { hasText: PROVEN }).waitFor({ timeout: 60_000 });
  const shift = await page.evaluate(() => globalThis.shift);
  assert.ok(shift <= 0.05, `${shift} of the page moved`);
  await context.close();
});
