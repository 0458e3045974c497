/** The promises of the robust subjects, kept by the built page in a real browser. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { builtPage, open, ready, robustAnswered, robustModels, robustPlan, robustReady } from "./harness.mjs";

const SUBJECTS = ["robust-knapsack", "robust-inventory"];

const MODELS = await robustModels();

/** For tests of what a network says: they are left out where the package has no model for it. */
const needs = (kind) => ({ skip: MODELS.has(kind) ? false : `the package has no model for ${kind}` });
const KNAPSACK = "robust-knapsack/continuous/box";
const INVENTORY = "robust-inventory/continuous/box";

const site = builtPage();

/** Runs `body` on a fresh page of a robust subject, and then demands that nothing went wrong on the way. */
async function onRobust(fragment, body, options = {}) {
  const opened = await open(site.browser, site.address + fragment, options);
  try {
    await body(opened.page, opened.context);
    assert.deepEqual(opened.problems, []);
    assert.deepEqual(await opened.page.evaluate(() => globalThis.violations), []);
  } finally {
    await opened.close();
  }
}

/** The address follows the state with a short delay. */
async function addressIs(page, pattern) {
  await page.waitForFunction((source) => new RegExp(source).test(location.hash), pattern.source, {
    timeout: 5_000,
  });
}

/** The texts of a table's rows, opened first. */
async function table(page, details, rows) {
  await page.locator(details).evaluate((element) => (element.open = true));
  await page.locator(`${rows} tr`).first().waitFor();
  return page
    .locator(`${rows} tr`)
    .evaluateAll((found) => found.map((row) => [...row.cells].map((cell) => cell.textContent)));
}

/** Promises are shown rounded. */
const ROUNDING = 0.06;

const PROBLEMS = [
  ["#subject=robust-knapsack", KNAPSACK],
  ["#subject=robust-knapsack&items=binary", "robust-knapsack/binary/box"],
  ["#subject=robust-knapsack&errors=ellipsoid", "robust-knapsack/continuous/ellipsoid"],
  ["#subject=robust-inventory&errors=box", INVENTORY],
  ["#subject=robust-inventory&errors=ellipsoid", "robust-inventory/continuous/ellipsoid"],
];

for (const [fragment, kind] of PROBLEMS) {
  test(`${kind}: the nominal plan breaks, the search's never does, and each promise is where it belongs`, async () => {
    await onRobust(fragment, async (page) => {
      await robustReady(page);
      const [nominal, proven] = await Promise.all(
        ["nominal", "proven"].map((name) => robustPlan(page, name)),
      );
      assert.equal(nominal.draws, 400);
      assert.ok(nominal.broken > 0, JSON.stringify(nominal));
      assert.match(nominal.worst, /^over by/);
      assert.equal(proven.broken, 0, JSON.stringify(proven));
      assert.equal(proven.worst, "holds");
      assert.equal(proven.gap, "0 %");
      assert.ok(proven.promise <= nominal.promise + ROUNDING, JSON.stringify([proven, nominal]));
      await page
        .locator("#live")
        .getByText(/The robust plan promises .+, the robust optimum/)
        .waitFor({ state: "attached" });
    });
  });

  test(
    `${kind}: the repaired guess holds, below the optimum and by as much as it says`,
    needs(kind),
    async () => {
      await onRobust(fragment, async (page) => {
        await robustReady(page);
        const [network, guess, proven] = await Promise.all(
          ["network", "guess", "proven"].map((name) => robustPlan(page, name)),
        );
        assert.match(network.worst, /^(holds|over by .+)$/);
        assert.equal(guess.broken, 0, JSON.stringify(guess));
        assert.equal(guess.worst, "holds");
        assert.ok(guess.promise <= proven.promise + ROUNDING, JSON.stringify([guess, proven]));
        const gap = Number(guess.gap.replace(/[<% ]/g, ""));
        assert.ok(
          Math.abs(gap - 100 * (1 - guess.promise / proven.promise)) < 0.1,
          JSON.stringify([guess, proven]),
        );
      });
    },
  );
}

test(
  "while a slider moves the guess answers, and once it rests the search runs by itself",
  needs(KNAPSACK),
  async () => {
    await onRobust("#subject=robust-knapsack&seed=3", async (page) => {
      await robustReady(page);
      const before = await robustPlan(page, "guess");
      // All that the row says from here on: the search may have ended again before anyone asks.
      await page.locator("#plan-proven").evaluate((row) => {
        globalThis.told = [];
        const look = () => globalThis.told.push(row.querySelector(".lane-state").textContent);
        new MutationObserver(look).observe(row, { childList: true, characterData: true, subtree: true });
      });
      await page.locator("#rho").focus();
      for (let presses = 0; presses < 10; presses++) await page.keyboard.press("ArrowRight");
      await page.waitForFunction(() => globalThis.told.some((state) => /waits|running/.test(state)));
      await page.waitForFunction(
        (promise) => Number(document.querySelector("#plan-guess .plan-promise .value").textContent) < promise,
        before.promise,
      );
      await robustReady(page);
      await addressIs(page, /rho=0.15&nu=10$/);
      // One run of keys is one step of undo.
      await page.keyboard.press("Control+z");
      await addressIs(page, /rho=0.1&nu=10$/);
      await page.waitForFunction(
        (promise) =>
          Number(document.querySelector("#plan-guess .plan-promise .value").textContent) === promise,
        before.promise,
      );
      assert.equal((await robustPlan(page, "proven")).gap, "0 %");
    });
  },
);

test(
  "a subject fetches the weights that answer it, and others when it is turned to them",
  needs(KNAPSACK),
  async () => {
    const fetched = (page) =>
      page.evaluate(() =>
        [
          ...new Set(
            performance
              .getEntriesByType("resource")
              .map(({ name }) => /([^/]+)\.safetensors-[\w-]{8}\.gz$/.exec(name)?.[1]),
          ),
        ]
          .filter(Boolean)
          .sort(),
      );
    await onRobust("#subject=robust-knapsack", async (page) => {
      await robustReady(page);
      assert.deepEqual(await fetched(page), ["robust-knapsack-box"]);
      await page.getByRole("radio", { name: "Robust stock" }).check();
      await robustReady(page);
      assert.deepEqual(await fetched(page), ["robust-inventory-ellipsoid", "robust-knapsack-box"]);
      await page.getByRole("button", { name: "Model cards" }).click();
      await page.getByRole("dialog").waitFor();
      const count = await page.getByRole("dialog").locator("section").count();
      assert.equal((await fetched(page)).length, count);
      assert.ok(count > MODELS.size, "the cards of lot sizing are among them");
    });
  },
);

test("a search that uses its tolerance to the full still holds", async () => {
  await onRobust("#subject=robust-knapsack&errors=ellipsoid&rho=0.75", async (page) => {
    await robustReady(page);
    assert.equal((await robustPlan(page, "proven")).worst, "holds");
  });
});

test("with no uncertainty to guard against, nothing breaks and the robust optimum is the nominal one", async () => {
  await onRobust("#subject=robust-knapsack&rho=0", async (page) => {
    await robustReady(page);
    const [nominal, proven] = await Promise.all(["nominal", "proven"].map((name) => robustPlan(page, name)));
    assert.equal(nominal.broken, 0);
    assert.equal(nominal.promise, proven.promise);
  });
});

test("the subject is chosen by keyboard, kept in the link, and each keeps its own state", async () => {
  await onRobust("#subject=lot-sizing", async (page) => {
    await ready(page);
    // By name: where it stands in the choice is nobody's promise.
    await page.getByRole("radio", { name: "Robust knapsack" }).focus();
    await page.keyboard.press("Space");
    await robustAnswered(page);
    await addressIs(page, /^#subject=robust-knapsack&items=continuous&errors=box&seed=1/);
    assert.match(await page.title(), /robust knapsack/);
    assert.equal(await page.locator("#problem-title").isVisible(), false);
    await page.locator("#robust-seed").fill("5");
    await page.locator("#robust-seed").press("Enter");
    await addressIs(page, /seed=5/);
    await page.getByRole("radio", { name: "Robust stock" }).check();
    await robustAnswered(page);
    await addressIs(page, /^#subject=robust-inventory&errors=ellipsoid&seed=2&/);
    assert.equal(await page.getByRole("group", { name: "Items" }).isVisible(), false);
    await page.getByRole("radio", { name: "Robust knapsack" }).check();
    await addressIs(page, /^#subject=robust-knapsack&.*seed=5/);
    await page.getByRole("button", { name: "Undo" }).click();
    await addressIs(page, /^#subject=robust-knapsack&.*seed=1&/);
    await page.getByRole("radio", { name: "Lot sizing" }).check();
    await ready(page);
    await addressIs(page, /^#subject=lot-sizing&c=3&f=1000&T=12/);
  });
});

test("a link brings back the whole choice", async () => {
  const link = "#subject=robust-knapsack&items=binary&errors=ellipsoid&seed=42&rho=0.25&nu=3";
  let plans;
  await onRobust(link, async (page) => {
    await robustAnswered(page);
    assert.equal(await page.evaluate(() => location.hash), link);
    assert.equal(await page.getByRole("radio", { name: "all or nothing" }).isChecked(), true);
    assert.equal(await page.getByRole("radio", { name: "not all at once" }).isChecked(), true);
    await robustReady(page);
    await page.getByRole("radio", { name: "Search from there" }).check();
    await page.waitForFunction(() => document.querySelector("#item-rows .row[data-lane=proven]") !== null);
    plans = await table(page, "#item-table", "#item-table-rows");
    for (const [, , , robust] of plans) assert.match(robust, /^(taken|left out)$/);
  });
  await onRobust("#subject=robust-inventory", async (page) => {
    await robustAnswered(page);
    await page.evaluate((hash) => (location.hash = hash), link);
    await page.waitForFunction(
      () => document.querySelector("#item-rows .axis-row text").textContent === "Item 1",
    );
    await robustReady(page);
    await page.getByRole("radio", { name: "Search from there" }).check();
    await page.waitForFunction(() => document.querySelector("#item-rows .row[data-lane=proven]") !== null);
    assert.deepEqual(await table(page, "#item-table", "#item-table-rows"), plans);
  });
});

test("a proof of the choice before stays, marked as old, until the present one has its own", async () => {
  await onRobust("#subject=robust-knapsack", async (page) => {
    await robustReady(page);
    const before = await robustPlan(page, "proven");
    await page.locator("#rho").fill("36");
    // Seen and read at once: the next look may find the new one.
    const old = await page.waitForFunction(() => {
      const row = document.querySelector('#plan-proven[data-old="true"]');
      if (!row?.textContent.includes("of the choice before")) return null;
      return row.querySelector(".plan-promise .value").textContent;
    });
    assert.equal(Number((await old.jsonValue()).replaceAll(",", "")), before.promise);
    await page.locator('#plan-proven[data-old="false"]', { hasText: "optimal, proven" }).waitFor();
    assert.ok((await robustPlan(page, "proven")).promise < before.promise);
  });
});

test("what the guess was worth is told in the figures of the table", needs(KNAPSACK), async () => {
  await onRobust("#subject=robust-knapsack", async (page) => {
    await robustReady(page);
    await page.locator("#robust-worth:not(:empty)").waitFor();
    const sentence = await page.locator("#robust-worth").textContent();
    const { gap } = await robustPlan(page, "guess");
    assert.ok(
      gap === "0 %" ? /: the optimum after/.test(sentence) : sentence.includes(`a plan ${gap} below`),
      sentence,
    );
  });
});

test("the stocks open with a case in which trusting the forecast is seen to cost", async () => {
  await onRobust("#subject=robust-inventory", async (page) => {
    await robustReady(page);
    await page.locator("#robust-worth", { hasText: "Robustness is for promises" }).waitFor();
    const sentence = await page.locator("#robust-worth").textContent();
    const [, less, draws] = /less than this promise in (\d+) of (\d+) draws/.exec(sentence);
    assert.equal(draws, "400");
    assert.ok(Number(less) >= 40, sentence);
    // The table of the draws says the same.
    const { promise } = await robustPlan(page, "guess");
    const rows = await table(page, "#cloud-table", "#cloud-rows");
    const below = rows.filter(
      ([, nominal]) => Number(nominal.replaceAll(",", "").match(/[\d.]+/)[0]) < promise,
    );
    assert.ok(Math.abs(below.length - Number(less)) <= 12, `${below.length} for ${less}`);
  });
});

const HOSTILE_LINKS = [
  ["#subject=roulette", "subject", "roulette"],
  ["#subject=robust-knapsack&rho=-1", "rho", "-1"],
  ["#subject=robust-knapsack&rho=0.1234", "rho", "0.1234"],
  ["#subject=robust-inventory&rho=1e9", "rho", "1e9"],
  ["#subject=robust-knapsack&nu=0", "nu", "0"],
  ["#subject=robust-knapsack&items=half", "items", "half"],
  ["#subject=robust-inventory&items=binary", "field", "items"],
  ["#subject=robust-knapsack&errors=none", "errors", "none"],
  ["#subject=robust-knapsack&seed=99999999999", "seed", "99999999999"],
  ["#subject=robust-knapsack&level=85", "field", "level"],
];

test("a hostile link is refused as a whole, with a message that names the field and the value", async () => {
  await onRobust("#subject=robust-knapsack&seed=7", async (page) => {
    await robustAnswered(page);
    for (const [link, field, value] of HOSTILE_LINKS) {
      await page.evaluate((hash) => (location.hash = hash), link);
      const alert = page.getByRole("alert");
      await alert.waitFor();
      const text = await alert.locator("p").textContent();
      assert.ok(text.includes(field) && text.includes(value), `${link}: ${text}`);
      await page.getByRole("button", { name: "Dismiss" }).click();
      await page.waitForFunction(
        () =>
          location.hash.startsWith("#subject=robust-knapsack") &&
          location.hash.includes("seed=7&rho=0.1&nu=10"),
      );
    }
  });
});

test("the tables say what the charts show", needs(KNAPSACK), async () => {
  await onRobust("#subject=robust-knapsack", async (page) => {
    await robustReady(page);
    const nominal = await robustPlan(page, "nominal");
    const draws = await table(page, "#cloud-table", "#cloud-rows");
    assert.equal(draws.length, 400);
    assert.equal(draws.filter(([, first]) => first.includes("too heavy")).length, nominal.broken);
    assert.ok(draws.every(([, , robust]) => robust === "0.000"));
    const items = await table(page, "#item-table", "#item-table-rows");
    assert.equal(items.length, 50);
    const curve = await table(page, "#curve-table", "#curve-rows");
    assert.equal(curve.length, 41);
    const share = (row) => Number(row[1].replace(" %", ""));
    assert.ok(share(curve[40]) < share(curve[0]), `${curve[40]} against ${curve[0]}`);
    assert.equal(curve.filter(([, , searched]) => searched !== "–").length, 1);
  });
});

test("the plans are read shop by shop with the keyboard", needs(INVENTORY), async () => {
  await onRobust("#subject=robust-inventory", async (page) => {
    await robustAnswered(page);
    const reader = page.getByRole("slider", { name: "Read the plans shop by shop" });
    await reader.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    const text = await reader.getAttribute("aria-valuetext");
    assert.match(
      text,
      /^Shop 49, margin .+, expected demand .+, nominal plan .+ pieces, robust plan .+ pieces$/,
    );
    assert.equal((await page.locator("#item-readout").locator("> *").allTextContents()).join(", "), text);
  });
});

test("after the first load the robust subjects work without a network", async () => {
  await onRobust("#subject=robust-knapsack", async (page, context) => {
    await robustAnswered(page);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await context.setOffline(true);
    await page.reload();
    await robustReady(page);
    await page.getByRole("radio", { name: "Robust stock" }).check();
    await robustReady(page);
  });
});

for (const subject of SUBJECTS) {
  for (const width of [320, 360, 768]) {
    test(`${subject}: at ${width} pixels nothing is wider than the screen`, async () => {
      await onRobust(
        `#subject=${subject}`,
        async (page) => {
          await robustReady(page);
          for (const details of ["#cloud-table", "#item-table", "#curve-table"])
            await page.locator(details).evaluate((element) => (element.open = true));
          await page.locator("#cloud-rows tr").first().waitFor();
          assert.deepEqual(
            await page.evaluate(() => [document.documentElement.scrollWidth, document.body.scrollWidth]),
            [width, width],
          );
        },
        { viewport: { width, height: 740 } },
      );
    });
  }
}
