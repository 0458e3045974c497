/**
 * The lessons: each step's answer is the engine's, for the lesson's program and for one of the learner's own.
 */

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { builtPage, open, violations } from "./harness.mjs";
import { init } from "../../pkg/dist/node.js";

const site = builtPage();

const FOLDER = new URL("../../web/src/lessons/", import.meta.url);

/** The lessons that there are, in their order, with how many steps each has. */
const LESSONS = await Promise.all(
  (await readdir(FOLDER, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name !== "parts")
    .map(async ({ name }) => JSON.parse(await readFile(new URL(`${name}/about.json`, FOLDER), "utf8"))),
);
LESSONS.sort((a, b) => a.order - b.order);

const STEPS = 5;

async function onLesson(link, body, options = {}) {
  const { page, problems, close } = await open(
    site.browser,
    `${site.address}#subject=lessons${link}`,
    options,
  );
  try {
    await settled(page);
    await body(page);
    assert.deepEqual(problems, []);
    assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  } finally {
    await close();
  }
}

/** Waits until the steps of the lesson are made. */
async function settled(page) {
  await page.locator('#lesson-step[aria-busy="false"]').waitFor();
}

async function turnTo(page, lesson, step) {
  await page.evaluate((hash) => (location.hash = hash), `#subject=lessons&lesson=${lesson}&step=${step}`);
  await page.locator("#lesson-step-title", { hasText: `Step ${step} of` }).waitFor();
  await page.waitForFunction(
    (name) => document.querySelector(`#choices-lesson input:checked`).value === name,
    lesson,
  );
  await settled(page);
}

const text = (page, id) => page.locator(`#${id}`).textContent();

/** Answers as the page says, and as it must not be. */
async function answerRightly(page) {
  const solution = /^The answer: (.+?)\. /.exec((await shown(page)).replaceAll("\u00a0", " "))[1];
  const options = page.locator(".lesson-option");
  if ((await options.count()) > 0) await options.getByText(solution, { exact: true }).click();
  else await page.locator("#lesson-number").fill(solution.replace("−", "-"));
  await page.locator("#lesson-check").click();
  await page.locator('#lesson-feedback[data-kind="right"]').waitFor();
}

async function shown(page) {
  await page.locator("#lesson-reveal").click();
  return text(page, "lesson-feedback");
}

test("there are six lessons, each found by its place", async () => {
  assert.deepEqual(
    LESSONS.map(({ name }) => name),
    ["walls", "prices", "branching", "cuts", "guess", "strategies"],
  );
  await onLesson("", async (page) => {
    assert.equal(await page.locator("#choices-lesson label").count(), LESSONS.length);
  });
});

for (const { name, title } of LESSONS) {
  test(`${title}: every step has a picture or words, a wrong answer helps on, the right one is taken`, async () => {
    await onLesson(`&lesson=${name}`, async (page) => {
      for (let step = 1; step <= STEPS; step++) {
        await turnTo(page, name, step);
        assert.match(await text(page, "lesson-step-title"), new RegExp(`^Step ${step} of ${STEPS}: .`));
        assert.ok((await text(page, "lesson-text")).length > 20);
        assert.ok((await text(page, "lesson-spoken")).length > 5);
        const isNumber = await page
          .locator("#lesson-number")
          .isVisible()
          .catch(() => false);
        if (isNumber) {
          await page.locator("#lesson-number").fill("987654");
          await page.locator("#lesson-check").click();
          await page.locator('#lesson-feedback[data-kind="wrong"]').getByText("Not yet.").waitFor();
          await page.locator("#lesson-number").fill("what?");
          await page.locator("#lesson-check").click();
          await page.locator('#lesson-feedback[data-kind="unread"]').waitFor();
        }
        await answerRightly(page);
      }
      assert.equal(await page.locator('#lesson-progress [data-solved="true"]').count(), STEPS);
    });
  });
}

test("the answers are the engine's: optima, prices, relaxations, cuts", async () => {
  const hunch = await init();
  const solve = (lp) => hunch.solve(lp, { sensitivity: true });
  const walls = "max\n 5 t + 4 c\nst\n machine: 6 t + 4 c <= 24\n labour: t + 2 c <= 6\nend\n";
  const expected = [
    ["walls", 3, (await solve(walls)).objective],
    ["walls", 5, (await solve(walls.replace("24", "25"))).objective],
    [
      "prices",
      1,
      (await solve("max\n 30 b + 50 c\nst\n o: b + 2 c <= 40\n f: 2 b + c <= 50\nend\n")).duals[0],
    ],
    [
      "prices",
      2,
      (await solve("max\n 30 b + 50 c\nst\n o: b + 2 c <= 40\n f: 2 b + c <= 50\nend\n")).objective,
    ],
    ["branching", 1, (await solve(walls.replace("24", "25"))).objective],
    ["branching", 4, (await solve(walls.replace("24", "25").replace("end", "general\n t c\nend"))).objective],
    [
      "cuts",
      5,
      (await solve("max\n a + 2 b\nst\n f: 3 a + 2 b <= 6\n s: -3 a + 2 b <= 0\n cut: b <= 1\nend\n"))
        .objective,
    ],
  ];
  await onLesson("", async (page) => {
    for (const [lesson, step, answer] of expected) {
      await turnTo(page, lesson, step);
      const told = Number(/^The answer: (\S+?)\. /.exec(await shown(page))[1].replace("−", "-"));
      assert.ok(Math.abs(told - answer) < 1e-3, `${lesson} ${step}: ${told} for ${answer}`);
    }
  });
  hunch.dispose();
});

test("the lesson of the guess tells the subject's own numbers", async () => {
  const hunch = await init();
  const instance = await hunch.sample({ family: "clsp", c: 3, f: 1_000, horizon: 12 }, 1);
  const exact = await hunch.solve(instance, { method: "exact" });
  const guess = await hunch.solve(instance, { method: "guess", level: 85 });
  hunch.dispose();
  await onLesson("&lesson=guess&step=3", async (page) => {
    const words = await text(page, "lesson-text");
    for (const { objective } of [exact, guess])
      assert.ok(words.includes(String(Number(objective.toPrecision(6)))), `${words}: ${objective}`);
    await page
      .locator("#lesson-number")
      .fill(((100 * (guess.objective - exact.objective)) / exact.objective).toFixed(2));
    await page.locator("#lesson-check").click();
    await page.locator('#lesson-feedback[data-kind="right"]').waitFor();
  });
});

test("a lesson is given on the learner's own program, and refuses one that does not suit, in words", async () => {
  let link = "";
  await onLesson("&lesson=walls", async (page) => {
    const program = page.locator("#lesson-program");
    await program.fill("max\n 3 x + 2 y\nst\n wood: x + y <= 4\n time: x + 3 y <= 8\n x <= 3\nend\n");
    await page.locator("#lesson-use").click();
    await page.locator("#lesson-aim", { hasText: "On your program." }).waitFor();
    await page.locator("#lesson-progress button").nth(2).click();
    await page.locator("#lesson-ask", { hasText: "x = 3, y = 1" }).waitFor();
    await page.locator("#lesson-number").fill("11");
    await page.locator("#lesson-check").click();
    await page.locator('#lesson-feedback[data-kind="right"]').waitFor();
    await page.waitForFunction(() => /step=3&text=/.test(location.hash));
    link = await page.evaluate(() => location.hash.replace("#subject=lessons", ""));
    await program.fill("max\n x + y + z\nst\n a: x + y + z <= 4\nend\n");
    await page.locator("#lesson-use").click();
    await page.locator("#lesson-refused", { hasText: "it has 3 variables" }).waitFor();
    await program.fill("max\n x +\nst\n");
    await page.locator("#lesson-use").click();
    await page.locator("#lesson-refused", { hasText: "line" }).waitFor();
    await page.locator("#undo").click();
    await page.locator("#lesson-step-title", { hasText: "Step 1 of" }).waitFor();
  });
  await onLesson(link, async (page) => {
    assert.match(await text(page, "lesson-step-title"), /^Step 3 of/);
    assert.match(await text(page, "lesson-ask"), /x = 3, y = 1/);
    await page.locator("#lesson-given").click();
    await page.locator("#lesson-step-title", { hasText: "Step 1 of" }).waitFor();
  });
});

test("a link that names no lesson or step is refused in words", async () => {
  await onLesson("", async (page) => {
    for (const [hash, words] of [
      ["lesson=astrology", "lesson is “astrology”"],
      ["step=0", "step is “0”"],
      ["text=%", "text is “%”"],
    ]) {
      await page.evaluate((fields) => (location.hash = `#subject=lessons&${fields}`), hash);
      await page.getByRole("alert").getByText(words).waitFor();
      await page.getByRole("button", { name: "Dismiss" }).click();
    }
  });
});

test("a lesson is walked by keyboard alone", async () => {
  await onLesson("&lesson=walls&step=3", async (page) => {
    await page.locator("#lesson-number").focus();
    await page.keyboard.type("21");
    await page.keyboard.press("Enter");
    await page.locator('#lesson-feedback[data-kind="right"]').waitFor();
    for (let presses = 0; presses < 6; presses++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement.id === "lesson-next")) break;
    }
    await page.keyboard.press("Enter");
    await page.locator("#lesson-step-title", { hasText: "Step 4 of" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "lesson-step-title");
  });
});

const VIEWS = [
  { name: "light", options: { colorScheme: "light" } },
  { name: "dark", options: { colorScheme: "dark" } },
  { name: "on a phone", options: { viewport: { width: 320, height: 740 }, hasTouch: true, isMobile: true } },
];

for (const { name, options } of VIEWS) {
  test(`no accessibility rule is broken and nothing is wider than the screen, ${name}`, async () => {
    await onLesson(
      "&lesson=prices&step=2",
      async (page) => {
        for (const lesson of ["prices", "branching", "strategies"]) {
          await turnTo(page, lesson, 2);
          await shown(page);
          assert.deepEqual(await violations(page), []);
          if (!options.viewport) continue;
          const width = options.viewport.width;
          assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth]), [width]);
        }
      },
      options,
    );
  });
}
