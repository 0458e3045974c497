/** The page's promises, kept by the built page in a real browser, served as plain files from a sub-path. */

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  bars,
  BUILT_PAGE,
  builtPage,
  finished,
  lane,
  lots,
  open,
  ready,
  serve,
  solve,
  spokenValue,
  values,
  says,
} from "./harness.mjs";

/** The search lane runs into its limit; the shortest one keeps the tests short. */
const SHORT_LIMIT = "2";

const site = builtPage();

/** The address follows the state with a short delay. */
async function addressIs(page, pattern) {
  await page.waitForFunction((source) => new RegExp(source).test(location.hash), pattern.source, {
    timeout: 5_000,
  });
}

/**
 * Runs `body` on a fresh page of lot sizing, of the paper's size unless the link says otherwise, and then
 * demands that nothing went wrong on the way.
 */
async function onPage(options, body) {
  const { fragment = "", ...context } = options;
  const opened = await open(site.browser, site.address + lots(fragment), context);
  try {
    await ready(opened.page);
    await opened.page.locator("#time-limit").selectOption(SHORT_LIMIT);
    await body(opened.page, opened.context);
    assert.deepEqual(opened.problems, []);
    assert.deepEqual(await opened.page.evaluate(() => globalThis.violations), []);
  } finally {
    await opened.close();
  }
}

test("the page is ready without a console message, a failed request or a policy violation", async () => {
  await onPage({}, async (page) => {
    assert.match(
      await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content"),
      /default-src 'none'/,
    );
    await page.locator(".guess-row path.fixed[d^=M]").waitFor({ state: "attached" });
    await says(page.locator("#model-note"), /model/);
  });
});

test("the policy stops what it should: an inline script does not run", async () => {
  const { page, close } = await open(site.browser, site.address + lots());
  await ready(page);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.smuggled = true";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => globalThis.smuggled), undefined);
  assert.equal((await page.evaluate(() => globalThis.violations)).length, 1);
  await close();
});

test("a race runs five ways, each says whether it was right, and their figures agree", async () => {
  await onPage({ fragment: "T=12&f=1000" }, async (page) => {
    await page.locator("#time-limit").selectOption("10");
    await solve(page);
    const names = ["guess", "exact", "search", "microlp", "highs"];
    const lanes = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await lane(page, name)])),
    );
    for (const name of ["exact", "search", "microlp", "highs"]) {
      assert.match(lanes[name].state, /^optimal, proven/, name);
      assert.match(lanes[name].verdict, /^right after/, name);
      assert.equal(lanes[name].cost, lanes.exact.cost, name);
    }
    assert.match(lanes.guess.state, /checked/);
    assert.ok(lanes.guess.cost >= lanes.exact.cost, JSON.stringify(lanes));
    const above = ((lanes.guess.cost - lanes.exact.cost) / lanes.exact.cost) * 100;
    assert.ok(
      above < 0.001
        ? /right/.test(lanes.guess.verdict)
        : Math.abs(Number.parseFloat(lanes.guess.verdict) - above) < 0.06,
      `${lanes.guess.verdict} for ${above}`,
    );
    const summary = await page.locator("#summary").textContent();
    assert.ok(summary.includes(`The optimum is ${lanes.exact.cost.toLocaleString("en")}.`), summary);
    // The live answer above the charts is the same optimum.
    assert.ok(
      (await page.locator("#live-verdict").textContent()).includes(lanes.exact.cost.toLocaleString("en")),
    );
    await page
      .locator("#live")
      .getByText(/HiGHS: .+\./)
      .waitFor({ state: "attached" });
  });
});

test("the race says how many ways run at once, and is replayed on one clock", async () => {
  await onPage({ fragment: "T=12&f=1000" }, async (page) => {
    const cores = await page.evaluate(() => navigator.hardwareConcurrency);
    const turns = await page.locator(".race-turns").textContent();
    assert.match(turns, cores - 1 >= 5 ? /All 5 run at once/ : new RegExp(`This device has ${cores} cores`));
    await solve(page);
    const moment = page.locator("#moment");
    await moment.focus();
    await page.keyboard.press("Home");
    assert.match((await lane(page, "highs")).state, /^running/);
    await page.keyboard.press("End");
    assert.match((await lane(page, "highs")).state, /^optimal|time is up/);
    await page.locator("#replay").click();
    await page.waitForFunction(() => document.querySelector("#moment").value !== "200");
    await page.waitForFunction(() => document.querySelector("#moment").value === "200");
  });
});

test("several workers search alone, and the other ways stay as they are", async () => {
  await onPage({}, async (page) => {
    await page.locator("#workers").selectOption("2");
    await solve(page);
    const [guess, search, exact] = await Promise.all(
      ["guess", "search", "exact"].map((name) => lane(page, name)),
    );
    assert.match(search.state, /optimal, proven|the best found/);
    assert.ok(guess.cost >= exact.cost && search.cost >= exact.cost, JSON.stringify([guess, search, exact]));
  });
});

test("the plan shown meets the demand, within the capacity", async () => {
  await onPage({}, async (page) => {
    await page.locator("#worth:not(:empty)").waitFor();
    const problem = await values(page);
    for (const name of ["Guess", "Best"]) {
      await page.getByRole("radio", { name }).check();
      await page.locator("#plan-table").evaluate((details) => (details.open = true));
      await page.locator("#plan-rows tr").first().waitFor();
      const plan = await page
        .locator("#plan-rows tr")
        .evaluateAll((rows) =>
          rows.map((row) => [...row.cells].map((cell) => cell.textContent.replaceAll(",", ""))),
        );
      assert.equal(plan.length, problem.length);
      let stock = 0;
      for (const [period, [, demand, setup, production, inventory]] of plan.entries()) {
        assert.equal(demand, problem[period][0]);
        assert.ok(
          Number(production) <= (setup === "yes" ? Number(problem[period][1]) : 0),
          `${name}, period ${period + 1}: ${production}`,
        );
        stock += Number(production) - Number(demand);
        assert.ok(
          stock >= 0 && stock === Number(inventory),
          `${name}, period ${period + 1}: stock ${stock}, shown ${inventory}`,
        );
      }
    }
  });
});

test("what the level fixes is previewed as the answer then fixes it", async () => {
  await onPage({ fragment: "seed=5" }, async (page) => {
    const free = page.locator(".guess-row path.free");
    await page.locator(".guess-row path.free[d^=M]").waitFor({ state: "attached" });
    await page.locator("#worth:not(:empty)").waitFor();
    // The preview is drawn at once; the answer at that level comes when the slider rests.
    const worth = await page.locator("#worth").textContent();
    await page.locator("#level").fill("60");
    const preview = await free.getAttribute("d");
    await page.waitForFunction((before) => document.querySelector("#worth").textContent !== before, worth);
    assert.equal(await free.getAttribute("d"), preview);
    await page.locator("#solve").click();
    await page.locator("#lane-guess .lane-state[data-state=done]").waitFor({ timeout: 60_000 });
    assert.match((await lane(page, "guess")).state, /60 % fixed/);
    await page.locator("#stop").click();
    await finished(page);
  });
});

test("a link brings back the problem with every change", async () => {
  let link;
  let before;
  await onPage({ fragment: "c=8&f=1000&T=90&seed=42&level=70" }, async (page) => {
    await bars(page, "Demand").focus();
    for (const key of ["ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowRight", "PageUp"])
      await page.keyboard.press(key);
    await bars(page, "Holding cost").focus();
    await page.keyboard.press("ArrowUp");
    await addressIs(page, /holding/);
    link = await page.evaluate(() => location.hash);
    before = await values(page);
  });
  assert.match(
    link,
    /^#subject=lot-sizing&c=8&f=1000&T=90&seed=42&level=70&demand=3:\d+,4:\d+&holding=4:[\d.]+$/,
  );
  await onPage({ fragment: link }, async (page) => {
    assert.deepEqual(await values(page), before);
    assert.equal(before.length, 90);
    assert.equal(await page.locator("#level").inputValue(), "70");
    assert.equal(await page.evaluate(() => location.hash), link);
  });
});

const HOSTILE_LINKS = [
  ["#subject=lot-sizing&seed=-1", "seed", "-1"],
  ["#subject=lot-sizing&seed=1e9", "seed", "1e9"],
  ["#subject=lot-sizing&seed=99999999999", "seed", "99999999999"],
  ["#subject=lot-sizing&c=4", "c", "4"],
  ["#subject=lot-sizing&f=NaN", "f", "NaN"],
  ["#subject=lot-sizing&T=100000", "T", "100000"],
  ["#subject=lot-sizing&level=0", "level", "0"],
  ["#subject=lot-sizing&demand=5:-3", "demand", "5:-3"],
  ["#subject=lot-sizing&T=120&demand=121:3", "demand", "121"],
  ["#subject=lot-sizing&demand=5:99999999", "demand in period 5", "99999999"],
  ["#subject=lot-sizing&demand=5:1,5:2", "demand in period 5", "2"],
  ["#subject=lot-sizing&setup=__proto__:1", "setup", "__proto__:1"],
  ["#subject=lot-sizing&seed=1&seed=2", "seed", "2"],
  ["#subject=lot-sizing&mine=1:-2", "mine", "1:-2"],
  ["#subject=lot-sizing&T=90&mine=1:2", "mine", "1:2"],
  ["#surprise=1", "field", "surprise"],
  ["#<img src=x onerror=alert(1)>", "field", "<img"],
  ["#nonsense", "part", "nonsense"],
  [`#subject=lot-sizing&demand=${"1:1,".repeat(10_000)}1:1`, "length", "40029"],
];

test("a hostile link is refused as a whole, with a message that names the field and the value", async () => {
  await onPage({ fragment: "seed=7" }, async (page) => {
    const before = await values(page);
    for (const [link, field, value] of HOSTILE_LINKS) {
      await page.evaluate((hash) => (location.hash = hash), link);
      const alert = page.getByRole("alert");
      await alert.waitFor();
      const text = decodeURIComponent(await alert.locator("p").textContent());
      assert.ok(text.includes(field) && text.includes(value.slice(0, 40)), `${link.slice(0, 60)}: ${text}`);
      assert.equal(await page.locator("#alert img").count(), 0);
      await page.getByRole("button", { name: "Dismiss" }).click();
      await page.waitForFunction(() => location.hash.includes("seed=7"));
      assert.deepEqual(await values(page), before, link.slice(0, 60));
    }
  });
});

test("undo, redo and reset travel through the changes; results stay, marked as old, and come back with their problem", async () => {
  await onPage({ fragment: "seed=11" }, async (page) => {
    await solve(page);
    const { cost } = await lane(page, "exact");
    const original = await values(page);
    await bars(page, "Demand").focus();
    await page.keyboard.press("PageUp");
    await page.keyboard.press("PageUp");
    const changed = await values(page);
    assert.notDeepEqual(changed, original);
    // The race is that of the problem before, and says so.
    assert.equal((await lane(page, "exact")).cost, cost);
    await page.locator(".race-old:visible", { hasText: "before your last change" }).waitFor();
    // Both presses were one gesture, so one undo takes them back.
    await page.getByRole("button", { name: "Undo" }).click();
    assert.deepEqual(await values(page), original);
    assert.equal((await lane(page, "exact")).cost, cost);
    await page.locator(".race-old").waitFor({ state: "hidden" });
    await page.keyboard.press("Control+Shift+z");
    assert.deepEqual(await values(page), changed);
    await page.getByRole("button", { name: "Reset changes" }).click();
    assert.deepEqual(await values(page), original);
    await page.keyboard.press("Control+z");
    assert.deepEqual(await values(page), changed);
    await page.getByRole("button", { name: "New draw" }).click();
    await page.waitForFunction(() => !location.hash.includes("seed=11"));
    await page.keyboard.press("Control+z");
    await page.waitForFunction(() => location.hash.includes("seed=11"));
    assert.deepEqual(await values(page), changed);
  });
});

test("dragging a bar changes its value and no other, and is one step of undo", async () => {
  await onPage({ fragment: "seed=3" }, async (page) => {
    const original = await values(page);
    const box = await bars(page, "Demand").boundingBox();
    const x = box.x + (box.width * 10.5) / 120;
    await page.mouse.move(x, box.y + box.height - 4);
    await page.mouse.down();
    await page.mouse.move(x + 40, box.y + box.height - 14, { steps: 4 });
    await page.mouse.up();
    const changed = await values(page);
    const different = changed.flatMap((row, period) =>
      row.join() === original[period].join() ? [] : [period],
    );
    assert.deepEqual(different, [10]);
    assert.ok(Number(changed[10][0]) > Number(original[10][0]));
    await page.keyboard.press("Control+z");
    assert.deepEqual(await values(page), original);
  });
});

test("by touch, a tap chooses a bar and its handle drags it", async () => {
  await onPage(
    { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
    async (page, context) => {
      const row = bars(page, "Demand");
      await row.scrollIntoViewIfNeeded();
      const box = await row.boundingBox();
      await page.touchscreen.tap(box.x + 3.5 * 8, box.y + 40);
      assert.match(await row.getAttribute("aria-valuetext"), /^period 4:/);
      const before = await spokenValue(page, "Demand");
      const handle = await page.locator(".handle:visible").boundingBox();
      const touch = await context.newCDPSession(page);
      const at = (dy) => [{ x: handle.x + 22, y: handle.y + 22 + dy }];
      await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0) });
      for (const dy of [-6, -12, -20])
        await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(dy) });
      await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      assert.ok((await spokenValue(page, "Demand")) > before);
      await addressIs(page, /demand=4:\d+$/);
    },
  );
});

test("everything is done by keyboard alone", async () => {
  await onPage({}, async (page) => {
    const tabTo = async (matches) => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press("Tab");
        if (await page.evaluate(matches)) return;
      }
      assert.fail(`not reached by Tab: ${matches}`);
    };
    await tabTo(() => document.activeElement.getAttribute("aria-label")?.startsWith("Capacity,"));
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowDown");
    await addressIs(page, /capacity=120:\d+$/);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "bar-value");
    await page.keyboard.type("1234");
    await page.keyboard.press("Enter");
    await addressIs(page, /capacity=120:1234$/);
    assert.match(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), /^Capacity,/);
    await page.keyboard.press("Delete");
    await page.waitForFunction(() => !location.hash.includes("capacity"));
    await page.locator("body").click({ position: { x: 2, y: 2 } });
    await tabTo(() => document.activeElement.getAttribute("aria-label")?.startsWith("Read the plan"));
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    assert.match(
      await page.evaluate(() => document.activeElement.getAttribute("aria-valuetext")),
      /^period 2: demand .+ stock at the end/,
    );
    await tabTo(() => document.activeElement.id === "solve");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "stop");
    await page.locator("#lane-exact .lane-state[data-state=done]").waitFor({ timeout: 30_000 });
    await page.keyboard.press("Enter");
    await finished(page);
  });
});

test("the first Tab offers a way past the charts, which leaves the address alone", async () => {
  await onPage({ fragment: "seed=8" }, async (page) => {
    await page.locator("body").press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "problem-title");
    assert.match(await page.evaluate(() => location.hash), /seed=8/);
  });
});

test("a wrong value is answered in words that name the field and the value", async () => {
  await onPage({}, async (page) => {
    const box = page.locator("#bar-value");
    const alert = page.getByRole("alert");
    for (const [text, expected] of [
      ["-5", "Demand in period 1 is “-5”"],
      ["12.5", "whole number"],
      ["many", "“many”"],
      ["1e9", "10,000"],
      ["1.234", "it can be read as 1234 or as 1.234"],
      ["1,2345", "whole number"],
      ["1,23,4", "groups of three digits"],
    ]) {
      await box.fill(text);
      await box.press("Enter");
      assert.ok((await alert.textContent()).includes(expected), await alert.textContent());
      assert.equal(await box.getAttribute("aria-invalid"), "true");
    }
    await page.locator("#seed").fill("zero");
    await page.locator("#seed").press("Enter");
    await says(alert, /Seed is “zero”/);
  });
});

test("a problem without any plan is named as such, with the period", async () => {
  await onPage({ fragment: "demand=1:10000" }, async (page) => {
    await says(page.locator("#shortage"), /by period 1 the demand adds up to 10,000/);
    await solve(page);
    await says(page.locator("#live-verdict"), /No plan exists, proven/);
    for (const name of ["guess", "search", "exact", "highs"])
      assert.match((await lane(page, name)).state, /nothing fits \(proven\)/, name);
  });
});

test("the page says which model answers, and when none was trained for the size", async () => {
  await onPage({ fragment: "c=3&f=10000&T=120" }, async (page) => {
    await page.locator("#model-note").getByText("trained for these sizes").waitFor();
    await page.getByRole("button", { name: "Model cards" }).click();
    await says(page.getByRole("dialog"), /licence/);
    await page.getByRole("button", { name: "Close" }).click();
    await page
      .getByRole("radiogroup", { name: "Capacity c" })
      .or(page.getByRole("group", { name: "Capacity c" }))
      .getByRole("radio", { name: "5" })
      .check();
    await page
      .locator("#model-note")
      .getByText("No model was trained for c = 5, f = 10,000, T = 120")
      .waitFor();
  });
});

test("stopping ends the race, keeps the page alive, and the next race runs", async () => {
  await onPage({ fragment: "seed=2" }, async (page) => {
    await page.locator("#time-limit").selectOption("60");
    await page.locator("#solve").click();
    await page.locator("#lane-highs .lane-state[data-state=running]").waitFor({ timeout: 180_000 });
    await page.getByRole("button", { name: "Stop" }).click();
    await finished(page);
    assert.match((await lane(page, "highs")).state, /stopped/);
    await page.locator("#time-limit").selectOption(SHORT_LIMIT);
    await solve(page);
    assert.match((await lane(page, "exact")).state, /optimal, proven/);
  });
});

test("editing stays live while a race runs, and ends the race of the old problem", async () => {
  await onPage({ fragment: "seed=2" }, async (page) => {
    await page.locator("#time-limit").selectOption("60");
    await page.locator("#solve").click();
    await page.locator("#lane-highs .lane-state[data-state=running]").waitFor({ timeout: 180_000 });
    const verdict = await page.locator("#live-verdict").textContent();
    await bars(page, "Demand").focus();
    await page.keyboard.press("PageUp");
    await page.waitForFunction(
      (before) => document.querySelector("#live-verdict").textContent !== before,
      verdict,
    );
    await finished(page);
    await addressIs(page, /demand=1:\d+$/);
    assert.match((await lane(page, "highs")).state, /stopped/);
  });
});

test("after the first load the page works without a network", async () => {
  await onPage({ fragment: "seed=9" }, async (page, context) => {
    const before = await values(page);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await context.setOffline(true);
    await page.reload();
    await ready(page);
    assert.deepEqual(await values(page), before);
    await page.locator("#time-limit").selectOption(SHORT_LIMIT);
    await solve(page);
    assert.match((await lane(page, "exact")).state, /optimal, proven/);
    assert.match((await lane(page, "guess")).state, /checked/);
    // HiGHS comes when it is first raced; without a network that is said, and nothing else suffers.
    assert.match((await lane(page, "highs")).state, /could not be loaded|optimal|time is up/);
  });
});

test("a new version is offered, not forced, and replaces the old one as a whole", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hunch-version-"));
  await cp(BUILT_PAGE, folder, { recursive: true });
  const host = await serve(folder);
  const { page, problems, close } = await open(site.browser, host.address);
  try {
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const edit = async (file, from, to) =>
      writeFile(join(folder, file), (await readFile(join(folder, file), "utf8")).replace(from, to));
    await edit("index.html", /<title>.*<\/title>/, "<title>The next version</title>");
    await edit("sw.js", /[0-9a-f]{16}/, "0123456789abcdef");
    await page.reload();
    await page.locator("#program-verdict:not(:empty)").waitFor();
    assert.doesNotMatch(await page.title(), /next version/);
    await page.getByRole("button", { name: "Use it now" }).click();
    await page.waitForFunction(() => document.title === "The next version");
    await page.waitForFunction(async () => (await caches.keys()).length === 1);
    assert.deepEqual(problems, []);
  } finally {
    await close();
    await host.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test("the colours follow the system's scheme", async () => {
  const paper = {};
  for (const colorScheme of ["light", "dark"]) {
    await onPage({ colorScheme }, async (page) => {
      paper[colorScheme] = await page.evaluate(() =>
        getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).map(Number),
      );
    });
  }
  assert.ok(Math.min(...paper.light) > 200, String(paper.light));
  assert.ok(Math.max(...paper.dark) < 60, String(paper.dark));
});

test("nothing moves for those who ask for reduced motion", async () => {
  await onPage({ reducedMotion: "reduce" }, async (page) => {
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll("*")].filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return transitionDuration !== "0s" || animationName !== "none";
        }).length,
    );
    assert.equal(moving, 0);
  });
});

for (const width of [320, 360, 768]) {
  test(`at ${width} pixels nothing is wider than the screen, and charts scroll inside`, async () => {
    await onPage({ viewport: { width, height: 740 } }, async (page) => {
      await solve(page);
      for (const details of ["#value-table", "#plan-table"])
        await page.locator(details).evaluate((element) => (element.open = true));
      assert.deepEqual(
        await page.evaluate(() => [document.documentElement.scrollWidth, document.body.scrollWidth]),
        [width, width],
      );
      if (width > 400) return;
      // Both groups of rows show the same periods.
      await page.locator("#problem-rows").evaluate((rows) => (rows.scrollLeft = 200));
      await page.waitForFunction(() => document.querySelector("#plan-rows-chart").scrollLeft === 200);
    });
  });
}

test("on a phone no title of a chart is covered, wherever the page is scrolled to", async () => {
  await onPage({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async (page) => {
    const covered = await page.locator(".row-name:visible").evaluateAll((titles) =>
      titles
        .filter((title) => {
          scrollTo(0, title.getBoundingClientRect().top + scrollY - 12);
          const { left, top, width, height } = title.getBoundingClientRect();
          return document.elementFromPoint(left + width / 2, top + height / 2) !== title;
        })
        .map((title) => title.textContent),
    );
    assert.deepEqual(covered, []);
  });
});
