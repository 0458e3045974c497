/**
 * The promises of the inspector, kept by the built page in a real browser. Each number that is read here is held against the
 * engine's own answer to the same program, asked in Node.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { init } from "../../pkg/dist/node.js";
import { builtPage, violations, says } from "./harness.mjs";
import {
  cells,
  example,
  onProgram as onProgramOf,
  optimum,
  panel,
  type,
  numberIn,
  verdict,
} from "./program.mjs";

const site = builtPage();
const onProgram = (body, options) => onProgramOf(site, body, options);

/** Where pictures of the panels are kept, to be looked at. */
const PICTURES = fileURLToPath(new URL("../out/page/", import.meta.url));

let hunch;
before(async () => {
  hunch = await init();
});
after(() => hunch?.dispose());

/** What the page asks for too. */
const ASKED = { sensitivity: true, explain: true, repair: true };

/** A linear program with a tight row, a loose one, a column at each bound and one between. */
const LINEAR =
  "max\n 3 x + 2 y - z + 0.5 w\nst\n wood: x + y + w <= 4\n time: x + 3 y + 2 z <= 8\n least: z >= 1\nbounds\n x <= 3\n w <= 2\nend\n";
const P0033 = new URL("../../web/src/subjects/your-program/programs/p0033.mps", import.meta.url);
/** A tree of some tens of nodes. */
const BRANCHING = "A tree to walk";

/** A text cell as a number. */
const near = (text, value, what) =>
  assert.ok(
    Math.abs(numberIn(text) - value) <= 1e-6 * Math.max(1, Math.abs(value)),
    `${what}: ${text}, not ${value}`,
  );

/** The text that the editor holds; a short one, all of whose lines it draws. */
const programText = (page) =>
  page
    .locator("#program-editor .cm-content")
    .evaluate((content) =>
      [...content.querySelectorAll(".cm-line")].map(({ textContent }) => textContent).join("\n"),
    );

/** The engine's answer to the program, with the events that it told. */
async function answerOf(text, options = {}) {
  const events = [];
  const answer = await hunch.solve(text, { ...ASKED, ...options, onEvent: (event) => events.push(event) });
  return { answer, events };
}

test("every number of the tables is the engine's", async () => {
  const { answer } = await answerOf(LINEAR);
  await onProgram(async (page) => {
    await type(page, LINEAR);
    await optimum(page);
    // What the page opened with has two rows, and an optimum too.
    await page.locator("#program-rows tr").nth(3).waitFor({ state: "attached" });
    const [rowHeads, ...rows] = await cells(page, "program-rows");
    assert.equal(rows.length, 3);
    for (const row of rows) {
      const at = (head) => row[rowHeads.indexOf(head)];
      near(at("Activity"), answer.activity(row[0]), `activity of ${row[0]}`);
      near(at("Room left"), answer.slack(row[0]), `slack of ${row[0]}`);
      near(at("Price"), answer.dual(row[0]), `dual of ${row[0]}`);
    }
    const [heads, ...columns] = await cells(page, "program-columns");
    assert.equal(columns.length, 4);
    for (const column of columns) {
      const at = (head) => column[heads.indexOf(head)];
      near(at("Value"), answer.value(column[0]), `value of ${column[0]}`);
      near(at("Reduced cost"), answer.reducedCost(column[0]), `reduced cost of ${column[0]}`);
      const { low, high } = answer.range(column[0]).cost;
      const ends = at("The answer holds for costs")
        .match(/−?[\d.]+/g)
        .map(numberIn);
      assert.deepEqual(ends, [low, high].filter(Number.isFinite), column[0]);
    }
    const held = Object.fromEntries(columns.map((column) => [column[0], column[heads.indexOf("Held by")]]));
    assert.deepEqual(held, { x: "upper bound", y: "tight rows", z: "tight rows", w: "lower bound" });
  });
});

test("numbers of the program are shown whole, and room that is rounding alone counts as tight", async () => {
  const text =
    "max\n x + y\nst\n first: 0.1 x + 0.7 y <= 2.4\n second: 1.1 x + y <= 6.3\n third: 0.3 x + 1.7 y <= 6\n far: x + y <= 2147483647\nend\n";
  const { answer } = await answerOf(text);
  assert.ok(answer.slack("first") !== 0 && Math.abs(answer.slack("first")) < 1e-12);
  await onProgram(async (page) => {
    await type(page, text);
    await verdict(page, "The optimum is 6");
    await page.locator("#program-rows tr").nth(4).waitFor({ state: "attached" });
    const [heads, ...rows] = await cells(page, "program-rows");
    const room = rows.map((row) => row[heads.indexOf("Room left")]);
    assert.deepEqual(room, ["0", "0", "0", "2,147,483,641"]);
    assert.ok(
      rows[3].some((cell) => cell.includes("2,147,483,647")),
      rows[3].join(" | "),
    );
    const tight = page.locator("#program-rows [data-tight=true]");
    assert.equal(await tight.count(), 3);
  });
});

test("a number is asked why: the sums that are written out are the engine's", async () => {
  const { answer } = await answerOf(LINEAR);
  await onProgram(async (page) => {
    await type(page, LINEAR);
    await optimum(page);
    const said = () => page.locator("#inspector-why").textContent();
    for (const row of ["wood", "time", "least"]) {
      await page.locator("#program-rows").getByRole("button", { name: row, exact: true }).click();
      await page.locator("#inspector-why h4", { hasText: row }).waitFor();
      const text = await said();
      near(/Activity: .* = (−?[\d.]+)\./.exec(text)[1], answer.activity(row), row);
      near(/Its price is (−?\d+(?:\.\d+)?)/.exec(text)[1], answer.dual(row), row);
    }
    await panel(page, "Columns");
    for (const column of ["x", "y", "z", "w"]) {
      await page.locator("#program-columns").getByRole("button", { name: column, exact: true }).click();
      await page.locator("#inspector-why h4", { hasText: `Column ${column} ` }).waitFor();
      const text = await said();
      near(/ is (−?[\d.]+)\.(?:It rests|The answer)/.exec(text)[1], answer.reducedCost(column), column);
    }
    await page.getByRole("button", { name: "Why this objective?" }).click();
    near(/ = (−?[\d.]+)\.$/.exec(await said())[1], answer.objective, "objective");
    await page.getByRole("button", { name: "Why no better?" }).click();
    near(/No point can be better than (−?[\d.]+)\. /.exec(await said())[1], answer.bound, "bound");
  });
});

test("the tree is the engine's at every moment, and is walked by keys", async () => {
  await onProgram(async (page) => {
    await example(page, BRANCHING);
    await verdict(page, "The optimum is 155, proven");
    const { events } = await answerOf(await programText(page));
    await panel(page, "Tree");
    const canvas = page.locator("#inspector-tree");
    const slider = page.locator("#program-moment");
    assert.equal(Number(await slider.getAttribute("max")), events.length);
    /** Nodes of the tree that grows after so many events, and how many of them are open. */
    const counted = (moment) => {
      let [nodes, open] = [0, 0];
      for (const event of events.slice(0, moment)) {
        if (event.type === "nodeOpened" && event.parent === undefined) [nodes, open] = [0, 0];
        if (event.type === "nodeOpened") [nodes, open] = [nodes + 1, open + 1];
        if (event.type === "nodeClosed") open -= 1;
      }
      return `${nodes} ${nodes === 1 ? "node" : "nodes"}, ${open} of them open.`;
    };
    const opened = events.findIndex(({ type }) => type === "nodeOpened") + 1;
    for (const moment of [events.length, Math.floor(events.length / 2), opened + 6, opened]) {
      await slider.fill(String(moment));
      await page.locator("#inspector-tree-count", { hasText: counted(moment) }).waitFor();
    }
    await slider.fill(String(events.length));
    await canvas.focus();
    await page.keyboard.press("ArrowDown");
    await page.locator("#inspector-node", { hasText: "the whole program" }).waitFor();
    await page.keyboard.press("ArrowDown");
    const [, id, bound] = await says(
      page.locator("#inspector-node"),
      /^Node (\d+), .*: bound ([\d.]+), depth 1/,
    );
    const closed = events.find((event) => event.type === "nodeClosed" && event.id === Number(id));
    const node = events.find((event) => event.type === "nodeOpened" && event.id === Number(id));
    near(bound, Number.isFinite(closed?.bound) ? closed.bound : node.bound, "bound of the node");
    await says(page.locator("#inspector-why"), /part of the program with/);
    await panel(page, "Columns");
    const [heads] = await cells(page, "program-columns");
    assert.equal(heads.at(-1), `At node ${id}`);
  });
});

test("columns say what fixed them at a node: branching, a row, the objective or reduced costs, as the engine does", async () => {
  const seen = new Set();
  await onProgram(async (page) => {
    await example(page, BRANCHING);
    await verdict(page, "The optimum is 155, proven");
    const text = await programText(page);
    const { events } = await answerOf(text);
    const { rows, columns } = JSON.parse((await hunch.write(text, { to: "json" })).text);
    await panel(page, "Tree");
    const canvas = page.locator("#inspector-tree");
    await page.locator("#inspector-tree[data-nodes]").waitFor();
    /** Walks by a key, and says which node is chosen then: the table's head follows at once, the tree's words in the next frame. */
    const walk = async (key) => {
      await panel(page, "Tree");
      await canvas.focus();
      await page.keyboard.press(key);
      await panel(page, "Columns");
      const [heads] = await cells(page, "program-columns");
      return /^At node (\d+)$/.exec(heads.at(-1))[1];
    };
    let id = await walk("ArrowDown");
    for (let depth = 0; depth < 6; depth++) {
      const path = pathOf(events, Number(id));
      const best = bestAt(events, Number(id));
      const { bounds, end } = await explained(text, path, best);
      const fixed = new Map(bounds.filter(({ lower, upper }) => lower === upper).map((b) => [b.column, b]));
      const why = page.locator("#inspector-why");
      if (fixed.size > 0)
        await why
          .filter({ hasText: `${fixed.size} ${fixed.size === 1 ? "column is" : "columns are"} fixed here` })
          .waitFor();
      if (end)
        await why
          .filter({
            hasText: end.depth === 0 ? "Already at the root" : `At depth ${end.depth} nothing is left`,
          })
          .waitFor();
      const table = await cells(page, "program-columns");
      for (const [j, { name }] of columns.entries()) {
        const said = table[1 + j].at(-1);
        const bound = fixed.get(j);
        if (!bound) {
          assert.ok(!said.includes("fixed"), `${name} at node ${id}: ${said}`);
          continue;
        }
        const by = {
          branching: "branching",
          row: `propagation of row ${rows[bound.row]?.name}`,
          objective: "propagation of the objective",
          relaxation: "reduced costs",
        }[bound.by];
        seen.add(bound.by);
        const place = bound.depth === 0 ? "at the root" : `at depth ${bound.depth}`;
        assert.equal(numberIn(/fixed at ([\d.−]+)/.exec(said)?.[1] ?? ""), bound.lower, said);
        assert.ok(
          said.startsWith(`fixed at`) && said.includes(`by ${by} ${place}`),
          `${name} at node ${id}: ${said}`,
        );
      }
      const next = await walk("ArrowDown");
      id = next === id ? await walk("ArrowRight") : next;
    }
    // A text that is no program leaves the run before it on the page, and what is asked of that.
    await page.getByRole("tab", { name: "Text", exact: true }).click();
    await type(page, "min\n x +\nst\n nonsense >=\n");
    await says(page.locator("#program-verdict"), /What is shown is of the program before/);
    id = await walk("ArrowUp");
    const { bounds } = await explained(text, pathOf(events, Number(id)), bestAt(events, Number(id)));
    const count = new Set(bounds.filter(({ lower, upper }) => lower === upper).map(({ column }) => column))
      .size;
    await says(page.locator("#inspector-why"), new RegExp(`${count} columns? (is|are) fixed here`));
  });
  assert.ok(seen.has("branching") && seen.size >= 2, [...seen].join(", "));
});

/** The best objective that was known when a node was closed. */
function bestAt(events, id) {
  const closed = events.findIndex(({ type, id: one }) => type === "nodeClosed" && one === id);
  const known = events.slice(0, closed < 0 ? events.length : closed + 1);
  return known.findLast(({ type }) => type === "incumbent")?.objective;
}

async function explained(text, path, best) {
  const loaded = await hunch.load(text);
  try {
    return await loaded.explainNode({ path, ...(best === undefined ? {} : { best }) });
  } finally {
    await loaded.unload();
  }
}

/** The branchings from the root to a node, as events told them. */
function pathOf(events, id) {
  const path = [];
  for (let at = id; ; ) {
    const node = events.find((event) => event.type === "nodeOpened" && event.id === at);
    if (node.parent === undefined) return path;
    path.unshift({
      ...(node.column === undefined ? {} : { column: node.column }),
      lower: node.lower ?? null,
      upper: node.upper ?? null,
    });
    at = node.parent;
  }
}

test("progress says what the events said: points, bounds, cuts and iterations", async () => {
  await onProgram(async (page) => {
    await example(page, BRANCHING);
    await verdict(page, "The optimum is 155, proven");
    const { events } = await answerOf(await programText(page));
    await panel(page, "Progress");
    await page.locator("#inspector-run-chart canvas").waitFor();
    const words = (await says(page.locator("#inspector-run-words"), /\S/)).input;
    const points = events.filter(({ type }) => type === "incumbent");
    const bounds = events.filter(({ type }) => type === "bound");
    near(/The first point, of ([\d.]+),/.exec(words)[1], points[0].objective, "first point");
    near(/The last bound is ([\d.]+)\./.exec(words)[1], bounds.at(-1).bound, "last bound");
    const rounds = events.filter(({ type }) => type === "cutRound");
    assert.equal(await page.locator("#inspector-cut-rows tr").count(), rounds.length);
    const shown = await page
      .locator("#inspector-cut-rows tr")
      .evaluateAll((rows) => rows.map((row) => [...row.children].map(({ textContent }) => textContent)));
    for (const [k, [round, cuts, bound]] of shown.entries()) {
      assert.deepEqual([numberIn(round), numberIn(cuts)], [rounds[k].round, rounds[k].cuts]);
      near(bound, rounds[k].bound, `bound of round ${round}`);
    }
    const closed = events.filter(({ type }) => type === "nodeClosed");
    const effort = (await says(page.locator("#inspector-effort-words"), /\S/)).input;
    const [, iterations, nodes] = /^([\d,]+) simplex iterations until ([\d,]+) nodes/.exec(effort);
    assert.deepEqual([numberIn(iterations), numberIn(nodes)], [closed.at(-1).iterations, closed.length]);
  });
});

test("each cut is the engine's: its numbers, class, round and violation, and whether it is a row at the moment", async () => {
  const text = await readFile(P0033, "utf8");
  await onProgram(async (page) => {
    await example(page, "p0033 of MIPLIB 3");
    await verdict(page, "The optimum is 3,089, proven");
    const { answer, events } = await answerOf(text);
    await panel(page, "Progress");
    const list = page.locator("#inspector-cut-list tr");
    await list.first().waitFor();
    const shown = await list.evaluateAll((rows) =>
      rows.map((row) => [...row.children].map(({ textContent }) => textContent)),
    );
    const added = events.filter(({ type }) => type === "cutAdded");
    assert.ok(added.length > 0);
    assert.equal(shown.length, Math.min(60, added.length));
    let [round, left] = [null, 0];
    const rounds = [];
    for (const event of events) {
      if (event.type === "cutRound") [round, left] = [event.round, event.cuts];
      if (event.type === "cutAdded") rounds.push(left-- > 0 ? String(round) : "below the root");
    }
    const names = answer.columns;
    for (const [k, [inequality, family, ofRound, violated]] of shown.entries()) {
      const { terms, upper, violation } = added[k];
      assert.equal(family, added[k].family);
      assert.equal(ofRound, rounds[k]);
      near(violated, violation, `violation of cut ${k}`);
      const side = inequality.includes("≥") ? -1 : 1;
      near(/[≤≥] (−?[\d,.e+-]+)$/.exec(inequality)[1], side * upper, `side of cut ${k}`);
      const written = [...inequality.matchAll(/([−+]?) ?([\d,.]+ )?([A-Za-z]\w*)/g)].slice(0, 16);
      for (const [t, [, sign, size = "1", name]] of written.entries()) {
        if (t >= terms.length || name === "more" || name === "terms") break;
        const [column, coefficient] = terms[t];
        assert.equal(name, names[column]);
        near(`${sign}${size.trim()}`.replace("+", ""), side * coefficient, `${name} in cut ${k}`);
      }
    }
    const gone = new Set(events.flatMap((event) => (event.type === "cutsRemoved" ? event.ids : [])));
    const force = shown.map((row) => row.at(-1));
    assert.deepEqual(
      force,
      added.slice(0, 60).map(({ id }) => (gone.has(id) ? "no more" : "yes")),
    );
    await page.locator("#program-moment").fill("0");
    await page.locator("#inspector-cut-count", { hasText: /^At this moment 0 of/ }).waitFor();
    assert.equal(await list.first().locator("td").last().textContent(), "not yet");
  });
});

test("of a node it is said how it stands at the moment that is looked at", async () => {
  await onProgram(async (page) => {
    await example(page, BRANCHING);
    await verdict(page, "The optimum is 155, proven");
    const { events } = await answerOf(await programText(page));
    await panel(page, "Tree");
    await page.locator("#inspector-child").click();
    const reason = page.locator("#inspector-why");
    const node = await says(reason, /Node (\d+)/);
    const id = Number(node[1]);
    const moment = (type) => events.findIndex((event) => event.type === type && event.id === id) + 1;
    const slider = page.locator("#program-moment");
    for (const [at, words] of [
      [moment("nodeOpened") - 1, "is not opened yet"],
      [moment("nodeOpened"), "At this moment of the run it is open"],
      [moment("nodeClosed"), "is split in two"],
    ]) {
      await slider.fill(String(at));
      await reason.filter({ hasText: words }).waitFor();
    }
  });
});

test("the simplex is walked by pivots of one's own, and cuts lead to the whole optimum", async () => {
  await onProgram(async (page) => {
    const text = await programText(page);
    await panel(page, "Simplex");
    const words = page.locator("#inspector-dictionary-words");
    const objective = async () => (await says(words, /The objective is (−?\d+(?:\/\d+)?) at/))[1];
    const fraction = (written) => {
      const [over, under = "1"] = written.replace("−", "-").split("/");
      return Number(over) / Number(under);
    };
    // A pivot of one's own: chairs enter, and labour, which limits them, leaves.
    await page.locator("#inspector-dictionary").getByRole("button", { name: "chairs" }).click();
    await page.getByRole("button", { name: "leaves, at 3" }).click();
    await words.filter({ hasText: "chairs has entered, labour has left" }).waitFor();
    assert.equal(await objective(), "12");
    assert.equal(await page.locator("#program-plane .corner").count(), 2);
    await page.locator("#inspector-to-end").click();
    await words.filter({ hasText: "this is the optimum of the relaxation" }).waitFor();
    const relaxed = await hunch.solve(text.replace(/general[\s\S]*end/, "end"));
    near(String(fraction(await objective())), relaxed.objective, "the relaxation's optimum");
    // Each cut is added to the program that the engine solves as well.
    let rows = "";
    for (let k = 1; k <= 20; k++) {
      const button = page.locator("#inspector-cut");
      if ((await button.getAttribute("aria-disabled")) === "true") break;
      await button.click();
      const [, cut] = await says(words, /The cut (.*) holds at every whole point/);
      // The engine reads decimals: an equal row without fractions.
      rows += ` cut${k}: ${wholeRow(cut)}\n`;
      await page.locator("#inspector-to-end").click();
      const withCuts = text.replace("general", `${rows}general`);
      const answer = await hunch.solve(withCuts.replace(/general[\s\S]*end/, "end"));
      near(String(fraction(await objective())), answer.objective, `with ${k} cuts`);
      near(String((await hunch.solve(withCuts)).objective), 20, "the optimum stays");
    }
    assert.notEqual(rows, "");
    assert.equal(await objective(), "20");
    assert.equal(await page.locator("#program-plane .cut").count(), rows.trim().split("\n").length);
    await page.locator("#inspector-from-start").click();
    await words.filter({ hasText: "All slacks are on the left" }).waitFor();
  });
});

/** `3/4 x +1/2 y ≤ 5/2` → `3 x + 2 y <= 10`. */
function wholeRow(cut) {
  const [left, right] = cut.replaceAll("−", "-").replaceAll("≤", "<=").split(" <= ");
  const terms = [...left.matchAll(/([+-]?\d+(?:\/\d+)?) (\w+)/g)].map(([, number, name]) => [number, name]);
  const under = (number) => Number(number.split("/")[1] ?? 1);
  const scale = [right, ...terms.map(([number]) => number)].reduce(
    (product, number) => product * under(number),
    1,
  );
  const whole = (number) => Math.round((Number(number.split("/")[0]) * scale) / under(number));
  return `${terms.map(([number, name]) => `${whole(number) < 0 ? "-" : "+"} ${Math.abs(whole(number))} ${name}`).join(" ")} <= ${whole(right)}`;
}

test("dictionaries end as the engine does, for programs without points and without end as well", async () => {
  await onProgram(async (page) => {
    for (const [text, words] of [
      ["min\n x + y\nst\n a: x + y >= 4\n b: x + 2 y <= 3\nend\n", "no point satisfies all rows"],
      ["max\n x + y\nst\n a: x - y <= 4\n b: x >= 1\nend\n", "there is no end"],
      ["min\n 2 x + 3 y\nst\n a: x + y >= 4\n b: x - y >= -2\n c: x <= 3\nend\n", "this is the optimum"],
    ]) {
      await type(page, text);
      const answer = await hunch.solve(text);
      await panel(page, "Simplex");
      await page.locator("#inspector-dictionary-words", { hasText: "All slacks" }).waitFor();
      await page.locator("#inspector-to-end").click();
      await page.locator("#inspector-dictionary-words", { hasText: words }).waitFor();
      const status = {
        "no point satisfies all rows": "infeasible",
        "there is no end": "unbounded",
        "this is the optimum": "optimal",
      };
      assert.equal(answer.status, status[words]);
    }
  });
});

test("one branches oneself: each part is worth what the engine says, and the end is the optimum", async () => {
  await onProgram(async (page) => {
    const text = await programText(page);
    await panel(page, "Branch yourself");
    const node = page.locator("#inspector-hand-node");
    await node.filter({ hasText: "the whole program" }).waitFor();
    await page.getByRole("button", { name: /^Split by tables/ }).click();
    await page.locator("#inspector-hand-tree circle").nth(2).waitFor();
    // Every part's label against the engine, which solves the program with its bounds.
    await page.locator("#inspector-split-all").click();
    await page
      .locator("#inspector-hand-words", { hasText: "nothing is open, so that it is the optimum" })
      .waitFor();
    const parts = page.locator("#inspector-hand-tree circle");
    const count = await parts.count();
    assert.ok(count >= 5, `${count} parts`);
    for (let k = 0; k < count; k++) {
      await parts.nth(k).click();
      await node.filter({ hasText: `Part ` }).waitFor();
      const label = await parts.nth(k).getAttribute("aria-label");
      await node.filter({ hasText: label.split(",")[0] }).waitFor();
      const said = await node.textContent();
      const value = /Its relaxation has (−?[\d.]+) at/.exec(said);
      const bounds = await pathBounds(page, k);
      const answer = await hunch.solve(text.replace(/general[\s\S]*end/, `bounds\n${bounds}end`));
      if (value) near(value[1], answer.objective, said);
      else assert.equal(answer.status, "infeasible", said);
    }
    const [, best] = /The best whole point so far has ([\d.]+)/.exec(
      await page.locator("#inspector-hand-words").textContent(),
    );
    near(best, (await hunch.solve(text)).objective, "the optimum");
  });
});

/** The bounds of a part as lines of LP, from the labels of the parts above it in the drawing. */
async function pathBounds(page, k) {
  const path = await page.locator("#inspector-hand-tree").evaluate((frame, k) => {
    const at = (element, ...names) => names.map((name) => Number(element.getAttribute(name)));
    const circles = [...frame.querySelectorAll("circle")];
    const lines = [...frame.querySelectorAll("line")];
    const labels = [];
    let here = circles[k];
    while (here) {
      const [x, y] = at(here, "cx", "cy");
      labels.push(here.getAttribute("aria-label").split(", ")[1]);
      const line = lines.find((one) => String(at(one, "x2", "y2")) === String([x, y]));
      const above = line && String(at(line, "x1", "y1"));
      here = above && circles.find((one) => String(at(one, "cx", "cy")) === above);
    }
    return labels.reverse().slice(1);
  }, k);
  return path.map((label) => ` ${label.replace("≤", "<=").replace("≥", ">=")}\n`).join("");
}

test("a certificate is made and checked in the tab, for answers and for what has none", async () => {
  await onProgram(async (page) => {
    for (const [name, words] of [
      ["Two products", /the optimum is 20, and no point is better than 20/],
      ["What cannot be", /no point satisfies all rows and bounds/],
    ]) {
      await example(page, name);
      await panel(page, "Proof");
      await page.locator("#inspector-prove").click();
      await page.locator("#inspector-proof-words", { hasText: words }).waitFor({ timeout: 30_000 });
    }
    const download = page.waitForEvent("download");
    await page.locator("#inspector-save-proof").click();
    assert.equal((await download).suggestedFilename(), "certificate.json");
  });
});

test("forces balance: the pull of the objective and the engine's prices add up to nothing", async () => {
  await onProgram(async (page) => {
    await type(page, "max\n 3 x + 2 y\nst\n wood: x + y <= 4\n time: x + 3 y <= 8\nbounds\n x <= 3\nend\n");
    await verdict(page, "The optimum is 11");
    const answer = await hunch.solve(
      "max\n 3 x + 2 y\nst\n wood: x + y <= 4\n time: x + 3 y <= 8\nbounds\n x <= 3\nend\n",
      ASKED,
    );
    const words = (await says(page.locator("#program-forces-words"), /\S/)).input;
    near(/wood at the price ([\d.]+)/.exec(words)[1], answer.dual("wood"), "price of wood");
    near(
      /the bound of x at the price ([\d.]+)/.exec(words)[1],
      answer.reducedCost("x"),
      "price of the bound",
    );
    const arrows = await page
      .locator("#program-plane")
      .evaluate((plane) =>
        [...plane.querySelectorAll("line.pull, line.force")].map((line) =>
          ["x1", "y1", "x2", "y2"].map((name) => Number(line.getAttribute(name))),
        ),
      );
    assert.equal(arrows.length, 3);
    for (const [from, to] of [
      [0, 2],
      [1, 3],
    ]) {
      const sum = arrows.reduce((total, arrow) => total + arrow[to] - arrow[from], 0);
      assert.ok(Math.abs(sum) < 0.1, `the forces leave ${sum} pixels`);
    }
    await page.locator("#program-forces").uncheck();
    assert.equal(await page.locator("#program-plane .force").count(), 0);
  });
});

test("the picture that the page opens with says what the engine says of the relaxation", async () => {
  await onProgram(async (page) => {
    const text = (await programText(page)).replace(/general[\s\S]*end/, "end");
    const relaxed = await hunch.solve(text, ASKED);
    const words = (await says(page.locator("#program-forces-words"), /\S/)).input;
    const [, tables, chairs] = /the optimum is at \((−?[\d.]+), (−?[\d.]+)\)/.exec(words);
    near(tables, relaxed.value("tables"), "tables");
    near(chairs, relaxed.value("chairs"), "chairs");
    for (const row of ["machine", "labour"])
      near(new RegExp(`${row} at the price ([\\d.]+)`).exec(words)[1], relaxed.dual(row), row);
  });
});

test("the program is written as mathematics, whatever its names are", async () => {
  await onProgram(async (page) => {
    await type(
      page,
      "min\n 2 a_b + 3 c#d~e{f} - z$\nst\n r&1: a_b + c#d~e{f} >= 3\n r%2: 2 a_b - z$ >= -1\nbounds\n z$ <= 4\nend\n",
    );
    await optimum(page);
    await page.getByRole("tab", { name: "Mathematics" }).click();
    const maths = page.locator("#program-maths-text[data-whole=true]");
    await maths.waitFor();
    const text = (await maths.textContent()).replaceAll(/\s/g, "");
    for (const part of ["a_b", "c#d", "e{f}", "z$", "r&1", "r%2", "min", "≥3"])
      assert.ok(text.includes(part), `${part} in ${text}`);
    assert.equal(await page.locator("#program-maths-text .temml-error").count(), 0);
  });
});

test("coefficients are a picture that is read by pointer and keys", async () => {
  await onProgram(async (page) => {
    await example(page, "p0033 of MIPLIB 3");
    await verdict(page, "The optimum is 3,089");
    await page.getByRole("tab", { name: "Coefficients" }).click();
    const mps = await readFile(P0033);
    const { text } = await hunch.write(mps, { to: "json" });
    const program = JSON.parse(text);
    const count = program.rows.reduce((sum, { terms }) => sum + terms.length, 0);
    await page
      .locator("#inspector-matrix-size", {
        hasText: `${program.rows.length} rows, ${program.columns.length} columns, ${count} coefficients`,
      })
      .waitFor();
    await page.locator("#inspector-matrix").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const value = program.rows[1].terms.find(([j]) => j === 1)?.[1] ?? 0;
    const entry = page.locator("#inspector-entry", {
      hasText: `Row ${program.rows[1].name}, column ${program.columns[1].name}: `,
    });
    await entry.waitFor();
    const said = await entry.textContent();
    near(/: (−?[\d.,]+)\.$/.exec(said)[1], value, said);
  });
});

test("a program with kinds is explained as the engine answers it", async () => {
  await onProgram(async (page) => {
    await example(page, "A boiler that may rest");
    await optimum(page);
    const { answer } = await answerOf(await programText(page));
    near(
      (await says(page.locator("#program-verdict"), /The optimum is ([\d.,]+?),/))[1],
      answer.objective,
      "optimum",
    );
    const [, ...columns] = await cells(page, "program-columns");
    for (const [name, value] of columns) near(value, answer.value(name), name);
    const bars = await page
      .locator("#program-plan li")
      .evaluateAll((lines) =>
        lines.map((line) =>
          [line.querySelector("button"), line.querySelector(".plan-value")].map((part) => part.textContent),
        ),
      );
    assert.equal(bars.length, columns.filter(([, value]) => numberIn(value) !== 0).length);
    for (const [name, value] of bars) near(value, answer.value(name), `the bar of ${name}`);
  });
});

for (const [name, options] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["on a phone", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
]) {
  test(`no accessibility rule is broken in any panel, ${name}`, async () => {
    const body = async (page) => {
      for (const tab of ["Rows", "Columns", "Tree", "Progress", "Simplex", "Branch yourself", "Proof"]) {
        await panel(page, tab);
        if (tab === "Progress") await page.locator("#inspector-run-chart canvas").waitFor();
        if (tab === "Branch yourself") await page.locator("#inspector-hand-tree circle").first().waitFor();
        assert.deepEqual(await violations(page), [], tab);
        await page.screenshot({
          path: join(PICTURES, `${name}-${tab}.png`.replaceAll(" ", "-")),
          fullPage: true,
        });
        const [wide, seen] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        assert.ok(wide <= seen, `${tab}: ${wide} of ${seen} pixels`);
      }
      await page.getByRole("tab", { name: "Mathematics" }).click();
      await page.locator("#program-maths-text[data-whole=true]").waitFor();
      assert.deepEqual(await violations(page), [], "Mathematics");
    };
    await onProgram(body, { options });
  });
}
