/** The promises of the map of strategies, kept by the built page in a real browser; every number is held against the engine in Node. */

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { builtPage, open, violations } from "./harness.mjs";
import { init, withValues } from "../../pkg/dist/node.js";
import { initSync, MapTruth, Strategies } from "../../pkg/wasm/hunch_strategies.js";

const site = builtPage();
const MODELS = fileURLToPath(new URL("../../web/src/subjects/strategies/models/", import.meta.url));
const SEEN = fileURLToPath(new URL("../out/strategies/", import.meta.url));
const NAMES = ["inventory", "canteen", "bakery"];
/** Cells along a side, as the page has them. */
const SIDE = 256;
const FINEST = 128;

let hunch;
let files;
/** By name: the file's card, and the program with its names. */
const known = new Map();

before(async () => {
  await mkdir(SEEN, { recursive: true });
  initSync({ module: await readFile(new URL("../../pkg/wasm/hunch_strategies_bg.wasm", import.meta.url)) });
  files = new Strategies();
  hunch = await init({ weights: [] });
  for (const name of NAMES) {
    const card = files.load(await readFile(join(MODELS, `${name}.safetensors`)));
    const program = JSON.parse(await readFile(join(MODELS, `${name}.model.json`), "utf8"));
    known.set(name, { card, program });
  }
});

after(() => {
  hunch?.dispose();
  files?.free();
});

/** Opens a link of the subject, and waits until the point is answered and its times are measured. */
async function onMap(link, body, options = {}) {
  const { page, problems, close } = await open(
    site.browser,
    `${site.address}#subject=strategies${link}`,
    options,
  );
  await rested(page);
  await body(page);
  assert.deepEqual(problems, []);
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  await close();
}

/** Until what is shown is of the point that rests. */
async function rested(page) {
  await page.locator("#strategies-worth", { hasText: "Just now" }).waitFor({ timeout: 60_000 });
  await page.locator("#strategies-map[data-painted=true]").waitFor({ timeout: 60_000 });
}

async function filled(page) {
  await page
    .locator("#strategies-agreement", { hasText: `all ${FINEST} × ${FINEST}` })
    .waitFor({ timeout: 180_000 });
}

const text = (page, id) => page.locator(`#strategies-${id}`).textContent();
const number = (written) => Number(written.replaceAll(",", "").replace("−", "-"));
/** The θ that the sentence is of. */
const shownTheta = async (page) =>
  (await page.locator("#strategies-sentence").getAttribute("data-theta")).split(",").map(Number);

/** Where the map is on the screen, all of it in sight. */
async function boxOf(page) {
  await page.locator("#strategies-map").evaluate((map) => map.scrollIntoView({ block: "center" }));
  return page.locator("#strategies-map").boundingBox();
}

const letter = (strategy) => String.fromCharCode(65 + strategy);

/** The engine's answer at θ, without any file. */
function engine(name, theta, options = {}) {
  const { card, program } = known.get(name);
  const values = Object.fromEntries(card.parameters.map((parameter, j) => [parameter, theta[j]]));
  return hunch.solve(withValues(program, values), options);
}

/** Numbers that are shown have five digits. */
function near(found, expected, what) {
  const tolerance = 1e-4 * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found}, expected ${expected}`);
}

/** Holds what the page says of its point against the file and the engine in Node. */
async function checkPoint(page, name) {
  const theta = await shownTheta(page);
  const { card } = known.get(name);
  const look = files.look(name, Float64Array.from(theta));
  assert.deepEqual(await page.locator("#strategies-path li").allTextContents(), look.path);
  const plain = await engine(name, theta);
  assert.equal(plain.status, "optimal");
  near(number(/^[\d,.−]+/.exec(await text(page, "value"))[0]), plain.objective, "value");
  const { columns, rows } = known.get(name).program;
  const answer = files.respond(
    name,
    Float64Array.from(theta),
    columns.map((one) => one.name),
    rows.map((one) => one.name),
    5,
  );
  near(answer.objective, plain.objective, "the file's answer");
  const proof = {
    multipliers: /by multipliers/,
    warm: /few steps/,
    tree: /stored tree/,
    search: /by a search/,
  }[answer.provenBy];
  assert.match(await text(page, "proof"), proof);
  const found = answer.strategy.number;
  assert.equal(await text(page, "sentence"), `${letter(found)}: ${card.strategies[found]}`);
  const named = await text(page, "named");
  if (found === look.number) assert.match(named, /named it at once/);
  else
    assert.ok(
      named.includes(`named another one, ${letter(look.number)}, ${card.strategies[look.number]}`),
      named,
    );
  const { boundary } = answer.strategy;
  if (boundary) assert.ok((await text(page, "boundary")).includes(boundary.text), boundary.text);
  return { theta, look, answer };
}

for (const name of NAMES)
  test(`${name}: sentence, path, value, proof and boundary of the point are the file's and the engine's`, async () => {
    await onMap(`&file=${name}`, async (page) => {
      await checkPoint(page, name);
      const worth = await text(page, "worth");
      assert.match(worth, /What the file was worth here: /);
      const [file, search] = [...worth.matchAll(/([\d.,]+) (µs|ms)/g)].map(
        ([, value, unit]) => number(value) * (unit === "ms" ? 1000 : 1),
      );
      assert.ok(file > 0 && search > 0, worth);
      const times = /it was ([\d.]+) times as fast/.exec(worth)?.[1];
      if (times) assert.ok(Math.abs(Number(times) - search / file) <= 0.06 + 0.02 * Number(times), worth);
    });
  });

for (const name of ["inventory", "canteen"])
  test(`${name}: the regions are those of the file, and the share of agreement is that of all its cells`, async () => {
    await onMap(`&file=${name}`, async (page) => {
      await filled(page);
      const theta = Float64Array.from(await shownTheta(page));
      const { card } = known.get(name);
      const [x, y] = [
        await page.locator("#strategies-across").inputValue(),
        await page.locator("#strategies-up").inputValue(),
      ].map(Number);
      const { lower, upper } = card.domain;
      const view = (side) => Float64Array.from([x, y, lower[x], upper[x], lower[y], upper[y], side, side]);
      const painted = files.paint(name, theta, view(SIDE));
      const counts = new Map();
      for (const code of painted) counts.set(code, (counts.get(code) ?? 0) + 1);
      const lines = await page
        .locator("#strategies-legend li")
        .evaluateAll((items) => items.map((item) => [Number(item.dataset.code), item.textContent]));
      for (const [code, line] of lines) {
        const count = counts.get(code);
        if (count === undefined) {
          assert.match(line, /chequered$/);
          continue;
        }
        const share = Number(/([\d.]+) %$/.exec(line)[1]) / 100;
        assert.ok(Math.abs(share - count / SIDE ** 2) <= 6e-4, `${line}: ${count}`);
        assert.ok(line.includes(card.strategies[code]), line);
      }
      for (const code of counts.keys())
        assert.ok(
          lines.some(([shown]) => shown === code),
          `${code}`,
        );
      const truth = new MapTruth();
      const cells = Uint32Array.from({ length: FINEST ** 2 }, (_, k) => k);
      const codes = files.truth(name, theta, view(FINEST), cells, truth);
      const said = files.paint(name, theta, view(FINEST));
      const agreed = codes.reduce((sum, code, k) => sum + Number(code === said[k]), 0) / cells.length;
      const shown = Number(/in ([\d.]+) % of them/.exec(await text(page, "agreement"))[1]) / 100;
      assert.ok(Math.abs(shown - agreed) <= 6e-4, `${shown}, expected ${agreed}`);
      // The picture's own pixels: as many colours as the tree paints, and each region of one.
      await page.getByRole("radio", { name: "the file" }).check();
      await page.waitForTimeout(200);
      const pixels = await page.locator("#strategies-canvas").evaluate((canvas) => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return Array.from({ length: canvas.width * canvas.height }, (_, k) =>
          [data[4 * k], data[4 * k + 1], data[4 * k + 2]].join(),
        );
      });
      const colours = new Map();
      for (const [k, code] of painted.entries()) {
        if (code >= 10) continue;
        assert.equal(pixels[k], colours.get(code) ?? pixels[k], `pixel ${k}`);
        colours.set(code, pixels[k]);
      }
      assert.equal(new Set(colours.values()).size, colours.size);
    });
  });

test("a drag moves the point, and sentence, answer, path and link follow it; Undo takes it back as one", async () => {
  await onMap("&file=canteen", async (page) => {
    const start = await shownTheta(page);
    const box = await boxOf(page);
    const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
    await page.mouse.move(...at(0.5, 0.5));
    await page.mouse.down();
    for (let k = 1; k <= 20; k++) await page.mouse.move(...at(0.5 - 0.02 * k, 0.5 - 0.018 * k));
    await page.mouse.up();
    const link = () => new URLSearchParams(new URL(page.url()).hash.slice(1)).get("theta");
    await page.waitForFunction(() => /theta=/.test(location.hash));
    await page.waitForTimeout(700);
    await rested(page);
    const { theta } = await checkPoint(page, "canteen");
    assert.equal(link(), theta.join(","));
    const [x, y] = [
      await page.locator("#strategies-across").inputValue(),
      await page.locator("#strategies-up").inputValue(),
    ].map(Number);
    const { lower, upper } = known.get("canteen").card.domain;
    const share = (j) => (theta[j] - lower[j]) / (upper[j] - lower[j]);
    assert.ok(Math.abs(share(x) - 0.1) < 0.02, `${share(x)}`);
    assert.ok(Math.abs(share(y) - 0.86) < 0.02, `${share(y)}`);
    // Keys: a hundredth of the range at each.
    await page.locator("#strategies-map").focus();
    for (let k = 0; k < 3; k++) await page.keyboard.press("ArrowRight");
    await page.waitForFunction(
      (old) => document.querySelector("#strategies-sentence").dataset.theta !== old,
      theta.join(","),
    );
    await page.waitForTimeout(700);
    await rested(page);
    const moved = await checkPoint(page, "canteen");
    assert.ok(Math.abs((moved.theta[x] - theta[x]) / (upper[x] - lower[x]) - 0.03) < 0.01);
    await page.locator("#undo").click();
    await page.locator("#undo").click();
    await page.waitForFunction(
      (old) => document.querySelector("#strategies-sentence").dataset.theta === old,
      start.join(","),
    );
  });
});

test("a press anywhere shows the program's tight rows and duals there, as the engine has them", async () => {
  for (const name of ["canteen", "bakery"])
    await onMap(`&file=${name}`, async (page) => {
      const box = await boxOf(page);
      await page.mouse.click(box.x + 0.8 * box.width, box.y + 0.7 * box.height);
      await page.waitForFunction(() => /theta=/.test(location.hash));
      await page.waitForTimeout(900);
      await rested(page);
      const theta = await shownTheta(page);
      const answer = await engine(name, theta, { sensitivity: true });
      const { rows, columns } = known.get(name).program;
      near(
        number(/finds ([\d,.−]+)\. /.exec(await text(page, "answer-words"))[1]),
        answer.objective,
        "objective",
      );
      assert.match(await text(page, "answer-words"), /worth the same/);
      const table = (id) =>
        page
          .locator(`#strategies-${id} tbody tr`)
          .evaluateAll((lines) =>
            lines.map((line) => [line.dataset.tight, ...[...line.cells].map((c) => c.textContent)]),
          );
      const shownRows = await table("rows");
      assert.equal(shownRows.length, rows.length);
      for (const [isTight, row, activity, , room, price] of shownRows) {
        const i = rows.findIndex((one) => one.name === row);
        near(number(activity), answer.activities[i], `${row}'s activity`);
        assert.equal(isTight === "true", Math.abs(answer.slacks[i]) < 1e-6, row);
        if (room !== "tight") near(number(room), answer.slacks[i], `${row}'s room`);
        near(number(price), answer.duals[i], `${row}'s price`);
      }
      for (const [, column, value] of await table("columns")) {
        const j = columns.findIndex((one) => one.name === column);
        near(number(value), answer.values[j], column);
      }
      await page.locator("#strategies-written summary").click();
      await page.locator("#strategies-maths[data-whole=true]").waitFor();
    });
});

test("how far a number alone may go is how far the tree's strategy goes", async () => {
  await onMap("&file=bakery", async (page) => {
    const theta = await shownTheta(page);
    const { reach } = files.look("bakery", Float64Array.from(theta));
    const { card } = known.get("bakery");
    const lines = await page.locator("#strategies-numbers tr").allTextContents();
    assert.equal(lines.length, card.parameters.length);
    for (const [j, line] of lines.entries()) {
      assert.ok(line.startsWith(card.parameters[j]), line);
      for (const { at } of reach[j]) {
        const isInside = at !== null && at >= card.domain.lower[j] && at <= card.domain.upper[j];
        const shown =
          isInside && Number(at.toPrecision(5)).toLocaleString("en", { maximumSignificantDigits: 5 });
        if (shown) assert.ok(line.includes(shown.replace("-", "−")), `${line}: ${at}`);
      }
    }
    const shares = files.importance("bakery");
    for (const [j, line] of lines.entries()) {
      const shown = Number(/([\d.]+) %$/.exec(line)?.[1] ?? Number.NaN) / 100;
      assert.ok(Math.abs(shown - Math.max(0, shares[j])) < 6e-4, `${line}: ${shares[j]}`);
    }
  });
});

test("a link says what is shown, and nonsense is refused in words", async () => {
  await onMap("&file=bakery&axes=3,0&theta=60,110,12,0.3&layer=engine", async (page) => {
    assert.deepEqual(await shownTheta(page), [60, 110, 12, 0.3]);
    assert.equal(await page.locator("#strategies-across").inputValue(), "3");
    assert.equal(await page.locator("#strategies-up").inputValue(), "0");
    assert.ok(await page.getByRole("radio", { name: "the engine" }).isChecked());
    // Choosing the other axis exchanges the two.
    await page.locator("#strategies-across").selectOption("0");
    assert.equal(await page.locator("#strategies-up").inputValue(), "3");
    for (const [fields, word] of [
      ["file=nothing", /file is “nothing”/],
      ["axes=1,1", /axes is “1,1”/],
      ["axes=1,99", /axes/],
      ["theta=1;2", /theta/],
      ["theta=1e999", /theta/],
      [`theta=${"1,".repeat(80)}1`, /theta/],
      ["layer=all", /layer/],
      ["colour=red", /a field of the link is “colour”/],
    ]) {
      await page.evaluate((hash) => (location.hash = hash), `#subject=strategies&${fields}`);
      await page.getByRole("alert").waitFor();
      assert.match(await page.getByRole("alert").textContent(), word);
      await page.getByRole("button", { name: "Dismiss" }).click();
    }
  });
  // What fits no program of the file is told when that is there.
  for (const [fields, word] of [
    ["&file=canteen&theta=1,2,3", /theta has 3 numbers; the file has 9/],
    ["&file=canteen&axes=0,12", /axes is “0,12”/],
    ["&file=bakery&theta=60,110,12,99", /number 3 of theta is 99/],
  ])
    await onMap(fields, async (page) => {
      assert.match(await page.getByRole("alert").textContent(), word);
    });
});

test("with keys alone: the numbers' sliders and boxes move the point", async () => {
  await onMap("&file=inventory", async (page) => {
    const slider = page.getByRole("slider", { name: "stock, slider" });
    const before = await shownTheta(page);
    await slider.focus();
    for (let k = 0; k < 5; k++) await page.keyboard.press("ArrowLeft");
    await page.waitForFunction(
      (old) => document.querySelector("#strategies-sentence").dataset.theta !== old,
      before.join(","),
    );
    const box = page.getByRole("textbox", { name: "demand_4" });
    await box.fill("2.4");
    await box.press("Enter");
    await page.waitForFunction(
      () => document.querySelector("#strategies-sentence").dataset.theta.split(",")[4] === "2.4",
    );
    await rested(page);
    await checkPoint(page, "inventory");
    await box.fill("77");
    await box.press("Enter");
    assert.match(await page.getByRole("alert").textContent(), /demand_4 is “77”; it must be a number from/);
  });
});

test("it works without a network once the page is there", async () => {
  const { page, context, problems, close } = await open(site.browser, site.address);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.getByRole("radio", { name: "Strategies", exact: true }).check();
  await rested(page);
  await checkPoint(page, "inventory");
  assert.deepEqual(problems, []);
  await close();
});

test("the lesson on strategies ends with a link to the map", async () => {
  const { page, problems, close } = await open(
    site.browser,
    `${site.address}#subject=lessons&lesson=strategies&step=5`,
  );
  await page.locator("#lesson-text a").click();
  await rested(page);
  await checkPoint(page, "inventory");
  assert.deepEqual(problems, []);
  await close();
});

test("nothing shifts while the subject opens", async () => {
  const { page, close } = await open(site.browser, "about:blank");
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${site.address}#subject=strategies`);
  await rested(page);
  await page.waitForTimeout(1_000);
  const shift = await page.evaluate(() => globalThis.shift);
  assert.ok(shift <= 0.05, `${shift}`);
  await close();
});

for (const [name, options] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["phone", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
])
  test(`no accessibility rule is broken and nothing is wider than the screen, ${name}`, async () => {
    for (const file of NAMES)
      await onMap(
        `&file=${file}`,
        async (page) => {
          await page
            .locator("#strategies-agreement", { hasText: "all 32" })
            .or(page.locator("#strategies-agreement", { hasText: "all 64" }))
            .or(page.locator("#strategies-agreement", { hasText: "all 128" }))
            .first()
            .waitFor({ timeout: 120_000 });
          await page.locator("#strategies-written").evaluate((part) => (part.open = true));
          await page.locator("#strategies-maths[data-whole=true]").waitFor();
          assert.deepEqual(await violations(page), []);
          const [wide, seen] = await page.evaluate(() => [
            document.documentElement.scrollWidth,
            document.documentElement.clientWidth,
          ]);
          assert.ok(wide <= seen, `${wide} of ${seen} pixels`);
          await page.screenshot({ path: join(SEEN, `${file}-${name}.png`), fullPage: true });
        },
        options,
      );
  });
