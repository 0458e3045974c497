/**
 * How long the page keeps its main thread: `node tests/page/long-tasks.mjs [part of a subject's name]`. Every step is traced by the
 * browser; told are the longest tasks in processor time of the thread, which other work on the machine changes little, times four: what
 * a processor of a fourth of the speed would take. A task above 50 ms there is one that a visitor feels. With HUNCH_PARTS=1 it says what the
 * longest ones did; HUNCH_PAGE is the folder of another build. It judges nothing.
 */

import { fileURLToPath } from "node:url";
import { launch, lots, serve } from "./harness.mjs";

/** A slow phone beside the machine that measures, as the browser's own throttling has it. */
const SLOWER = 4;
/** Milliseconds of a task that a visitor feels. */
const FELT = 50;
/** Milliseconds that a step is watched after what it waits for. */
const REST = 1_200;
/** Of a task that is felt, this many parts are named. */
const MOST_PARTS = 4;

const folder = process.env["HUNCH_PAGE"] ?? fileURLToPath(new URL("../../web/dist/", import.meta.url));
const only = process.argv[2] ?? "";
const server = await serve(folder);
const browser = await launch();

/** The tasks of the page's main thread within a trace, longest first: milliseconds of the slower processor, and what they did. */
function tasksOf(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const mains = new Map();
  for (const { name, pid, tid, args } of traceEvents)
    if (name === "thread_name" && args.name === "CrRendererMain") mains.set(pid, tid);
  const own = traceEvents.filter(
    ({ ph, pid, tid, tdur }) => ph === "X" && tid === mains.get(pid) && tdur > 0,
  );
  // The page's process is the one that laid something out.
  const page = own.find(({ name }) => name === "Layout" || name === "UpdateLayoutTree")?.pid;
  const inPage = own.filter(({ pid }) => pid === page);
  return inPage
    .filter(({ name }) => name === "ThreadControllerImpl::RunTask")
    .map((task) => {
      const inside = inPage.filter(
        (part) => part !== task && part.ts >= task.ts && part.ts + part.dur <= task.ts + task.dur + 1,
      );
      const parts = inside
        .filter(({ name }) => !/RunTask|RunMicrotasks|FireAnimationFrame|Commit/.test(name))
        .sort((a, b) => b.tdur - a.tdur)
        .slice(0, MOST_PARTS)
        .map((part) => `${part.name}${detail(part)} ${slow(part.tdur).toFixed(0)}`);
      return { cost: slow(task.tdur), parts };
    })
    .sort((a, b) => b.cost - a.cost);
}

const slow = (microseconds) => (microseconds / 1_000) * SLOWER;

function detail({ args }) {
  const { data = {} } = args ?? {};
  const what = data.functionName || data.type || data.url || args?.fileName;
  return what ? ` ${String(what).split("/").at(-1).slice(0, 40)}` : "";
}

const CATEGORIES = [
  "devtools.timeline",
  "disabled-by-default-devtools.timeline",
  "toplevel",
  "v8",
  "v8.execute",
];

async function step(page, name, act) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  await page.waitForTimeout(REST);
  const tasks = tasksOf(await browser.stopTracing());
  const felt = tasks.filter(({ cost }) => cost > FELT);
  console.log(`| ${name} | ${(tasks[0]?.cost ?? 0).toFixed(0)} | ${felt.length} |`);
  if (process.env["HUNCH_PARTS"])
    for (const { cost, parts } of tasks.slice(0, 4))
      if (cost > FELT / 2) console.log(`    ${cost.toFixed(0)}: ${parts.join("; ")}`);
}

/** A page of its own, at a link. */
async function at(link, body, wait = () => {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.on("pageerror", (error) => console.log("uncaught:", error.message));
  await body(page, async (name) =>
    step(page, name, async () => {
      await page.goto(server.address + link);
      await wait(page);
    }),
  );
  await context.close();
}

/** Whether a group of steps has any that is asked for. */
const isAsked = (label) => label.includes(only) || only.includes(label);

const said = (id, text) => (page) =>
  page
    .locator(`#${id}`, text ? { hasText: text } : { hasText: /\S/ })
    .first()
    .waitFor({ timeout: 120_000 });
const tab = (page, name) => page.getByRole("tab", { name, exact: true }).click();

console.log(
  `| step | longest task, ms of a processor of a fourth of the speed | tasks above ${FELT} ms |\n|---|---|---|`,
);

/** A program in CPLEX-LP of about so many characters. */
function longProgram(size) {
  const rows = [];
  for (let k = 0, length = 0; length < size; k++) {
    rows.push(` r${k}: 3 x${k % 97} + 2 x${(k * 7) % 89} + 5 x${(k * 13) % 83} <= ${100 + (k % 900)}`);
    length += rows.at(-1).length + 1;
  }
  return `max\n x1 + x2 + x3\nst\n${rows.join("\n")}\nend\n`;
}

/** Replaces the editor's text by a paste, as the browser tells of one; in a task of its own, since bringing the text into the page is none of its work. */
const paste = (page) =>
  page.locator("#program-editor .cm-content").evaluate(
    (content) =>
      new Promise((resolve) => {
        content.focus();
        setTimeout(() => {
          const { pasted: clipboardData } = globalThis;
          content.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true, composed: true }),
          );
          resolve();
        }, 300);
      }),
  );

const copy = (page, text) =>
  page.evaluate((text) => {
    globalThis.pasted = new DataTransfer();
    globalThis.pasted.setData("text/plain", text);
  }, text);

const editor = async (page) => {
  await said("program-verdict")(page);
  await page.locator("#program-editor .cm-content").waitFor();
};
for (const [example, label] of [
  [null, "first program"],
  ["p0033 of MIPLIB 3", "p0033"],
  ["A tree to walk", "a tree"],
]) {
  if (!isAsked(label)) continue;
  await at(
    "",
    async (page, open) => {
      await open(`opening the page, then ${label}`);
      if (example)
        await step(page, `${label}: chosen and solved`, async () => {
          await page.locator("#program-example").selectOption({ label: example });
          await page.waitForTimeout(1_500);
        });
      await step(page, `${label}: Solve`, async () => {
        await page.locator("#program-solve").click();
        await page.locator("#program-stop").waitFor({ state: "hidden" });
        await page.waitForTimeout(500);
      });
      for (const name of [
        "Columns",
        "Tree",
        "Progress",
        "Simplex",
        "Branch yourself",
        "Proof",
        "Mathematics",
        "Coefficients",
      ])
        await step(page, `${label}: the panel ${name}`, () => tab(page, name));
      if (!example)
        await step(page, `${label}: typing`, async () => {
          await tab(page, "Text");
          await page.locator("#program-editor .cm-content").click();
          await page.keyboard.type("\\ words ", { delay: 60 });
        });
      if (!example) {
        await tab(page, "Text");
        for (const [size, words] of [
          [150_000, "150 kB"],
          [1_200_000, "1.2 MB"],
        ]) {
          await page.locator("#program-editor .cm-content").click();
          await page.keyboard.press("ControlOrMeta+a");
          await copy(page, longProgram(size));
          await step(page, `${label}: a paste of ${words}`, () => paste(page));
        }
      }
      await step(page, `${label}: Share`, async () => {
        await page.locator("#share").click();
        await page.waitForTimeout(300);
      });
    },
    editor,
  );
}

/** Other subjects: opening, a slider or bar, and what their button runs. */
const race = (start, stop) => async (page) => {
  await page.locator(start).click();
  await page.waitForTimeout(400);
  await page.locator(stop).waitFor({ state: "hidden", timeout: 180_000 });
};
const slider = (selector) => async (page) => {
  const input = page.locator(selector).first();
  await input.focus();
  for (let k = 0; k < 12; k++) {
    await page.keyboard.press("ArrowUp");
    await page.waitForTimeout(60);
  }
};
for (const [label, link, wait, steps] of [
  [
    "lot sizing, 12 periods",
    lots("T=12&f=1000"),
    said("live-verdict", /costs|No plan/),
    [
      ["a bar moved", slider("#problem-rows [role=slider]")],
      ["the race", race("#solve", "#stop")],
    ],
  ],
  [
    "lot sizing, 120 periods",
    lots(""),
    said("live-verdict", /costs|No plan/),
    [
      ["a bar moved", slider("#problem-rows [role=slider]")],
      ["the race", race("#solve", "#stop")],
      ["the table of values", (page) => page.locator("#value-table summary").click()],
    ],
  ],
  ["items over time", "#subject=msmk", said("msmk-verdict"), [["a slider moved", slider("#msmk-hold")]]],
  [
    "many items",
    "#subject=mclsp",
    said("mclsp-verdict", /proven/),
    [["a slider moved", slider("#mclsp-setup")]],
  ],
  ["many items, 8 × 200", "#subject=mclsp&size=8x200&seed=1", said("mclsp-verdict", /proven|at most/), []],
  [
    "robust knapsack",
    "#subject=robust-knapsack",
    said("plan-proven", /optimal/),
    [["a slider moved", slider("#rho")]],
  ],
  [
    "robust stocks",
    "#subject=robust-inventory",
    said("plan-proven", /optimal/),
    [["a slider moved", slider("#rho")]],
  ],
  ["strategies", "#subject=strategies", (page) => page.waitForTimeout(3_000), []],
  ["lessons", "#subject=lessons", (page) => page.waitForTimeout(2_000), []],
]) {
  if (!isAsked(label)) continue;
  await at(
    link,
    async (page, open) => {
      await open(`${label}: opened`);
      for (const [name, act] of steps) await step(page, `${label}: ${name}`, () => act(page));
      const button = page.locator("button[id$=solve]:not(#solve)").filter({ visible: true });
      if (label !== "lessons" && (await button.count()) > 0)
        await step(page, `${label}: the race`, async () => {
          await page.locator("select[id$=time-limit]").filter({ visible: true }).first().selectOption("2");
          await button.first().click();
          await page.waitForTimeout(15_000);
        });
    },
    wait,
  );
}

await browser.close();
await server.close();
