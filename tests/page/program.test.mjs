/** The promises of the subject for programs of one's own, kept by the built page in a real browser. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { init } from "../../pkg/dist/node.js";
import { BUILT_PAGE, builtPage, open, serve, violations, says } from "./harness.mjs";
import { cells, numberIn, onProgram as onProgramOf, paste, type, verdict } from "./program.mjs";

const site = builtPage();
const onProgram = (body, options) => onProgramOf(site, body, options);

let hunch;
before(async () => {
  hunch = await init();
});
after(() => hunch?.dispose());

/** The example of the same name, which has no point. */
const CANNOT_BE =
  "min\n people: early + late + night\nst\n morning: early >= 4\n evening: late >= 3\n nights: night >= 2\n staff: early + late + night <= 8\n rest: early - night <= 2\ngeneral\n early late night\nend\n";

/** Bytes, after gzip, that may be fetched until the first solved picture: code and markup, the solver and the program. */
const MOST_FETCHED = 500_000;
/** The share of the page that may move by itself, as browsers count it. */
const MOST_SHIFT = 0.05;

test("the page opens with a program of its own, solved, and fetches no more for that than it may", async (t) => {
  const sent = [];
  const server = await serve(BUILT_PAGE, (file, bytes) => sent.push({ file, bytes, time: Date.now() }));
  const { page, problems, close } = await open(site.browser, server.address);
  await verdict(page, "The optimum is 20, proven");
  const seen = await page.evaluate(
    () => performance.timeOrigin + performance.getEntriesByName("hunch:settled")[0].startTime,
  );
  const before = sent.filter(({ time }) => time <= seen);
  const size = before.reduce((sum, { bytes }) => sum + gzipSync(bytes, { level: 9 }).length, 0);
  t.diagnostic(`${size} bytes until the first solved picture`);
  assert.ok(before.some(({ file }) => /hunch_programs.*wasm$/.test(file)));
  assert.ok(size <= MOST_FETCHED, `${size} bytes: ${before.map(({ file }) => file).join(", ")}`);
  await page.locator("#program-editor .cm-content").waitFor();
  const shift = await page.evaluate(
    () =>
      new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 500);
      }),
  );
  t.diagnostic(`${shift.toFixed(4)} of the page moved`);
  assert.ok(shift <= MOST_SHIFT, `${shift} of the page moved`);
  assert.deepEqual(problems, []);
  await close();
  await server.close();
});

test("the program that the page opens with is what its text says", async () => {
  await onProgram(async (page) => {
    const before = await cells(page, "program-rows");
    // Typed anew, with a blank more, it is read from its text.
    await page.locator("#program-editor .cm-content").click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.insertText("\n");
    await page.locator("#program-example").getByText("choose").waitFor({ state: "attached" });
    await page.waitForFunction(() => document.querySelector("#program-example").value === "");
    await page.locator("#program-answer[data-old=false]").waitFor();
    await verdict(page, "The optimum is 20, proven");
    assert.deepEqual(await cells(page, "program-rows"), before);
    assert.deepEqual(
      (await cells(page, "program-columns")).slice(1).map(([name, value]) => [name, value]),
      [
        ["tables", "4"],
        ["chairs", "0"],
      ],
    );
  });
});

test("it opens solved, and the picture shows the optimum and what it rests on", async () => {
  await onProgram(async (page) => {
    await verdict(page, "The optimum is 20, proven");
    const picture = page.locator("#program-plane svg");
    assert.match(await picture.getAttribute("aria-label"), /tables and chairs: the answer is at 4, 0/);
    assert.equal(await picture.locator(".lattice").count(), 13);
    assert.deepEqual(
      (await cells(page, "program-columns")).slice(1).map((row) => row.slice(0, 2)),
      [
        ["tables", "4"],
        ["chairs", "0"],
      ],
    );
  });
});

test("what is typed is solved while it is typed, with prices and their ranges", async () => {
  await onProgram(async (page) => {
    await type(page, "max\n 3 x + 2 y\nst\n wood: x + y <= 4\n time: x + 3 y <= 8\n x <= 3\nend\n");
    await verdict(page, "The optimum is 11, proven");
    const [heads, wood, time] = await cells(page, "program-rows");
    const at = (row, head) => row[heads.indexOf(head)];
    assert.deepEqual([at(wood, "Activity"), at(wood, "Room left"), at(wood, "Price")], ["4", "0", "2"]);
    assert.deepEqual([at(time, "Activity"), at(time, "Price")], ["6", "0"]);
    const [columns, x] = await cells(page, "program-columns");
    assert.equal(x[columns.indexOf("Value")], "3");
    assert.equal(x[columns.indexOf("The answer holds for costs")], "≥ 2");
  });
});

test("a long paste is put in whole and taken back at once; one longer than the editor shows is solved as a file", async () => {
  await onProgram(async (page) => {
    const before = page.url();
    const programOf = (count) => {
      const rows = Array.from({ length: count }, (_, k) => ` r${k}: x${k} + x${k + 1} <= ${3 + (k % 5)}\n`);
      return `max\n x0 + x${count}\nst\n${rows.join("")}bounds\n x0 <= 2\n x${count} <= 2.5\nend\n`;
    };
    const text = programOf(2_000);
    assert.ok(text.length > 40_000 && text.length < 200_000);
    await paste(page, text);
    await verdict(page, "The optimum is 4.5");
    const { columns } = await hunch.solve(text);
    await page.waitForFunction(
      (count) => document.querySelector("#program-columns tbody").textContent.includes(`and ${count} more`),
      (columns.length - 300).toLocaleString("en-US"),
    );
    // CodeMirror's own undo, as a person presses it: the paste is one step.
    await page.locator("#program-editor .cm-content").focus();
    await page.keyboard.press("ControlOrMeta+z");
    await verdict(page, "The optimum is 20");
    await page.locator("#program-example").waitFor();
    assert.equal(page.url().replace(/&text=.*/, ""), before.replace(/&text=.*/, ""));
    const long = programOf(9_000);
    assert.ok(long.length > 200_000);
    await paste(page, long);
    await verdict(page, "The pasted text: The optimum is 4.5");
    await page.getByText("it is solved as a file. Undo brings back what stood here.").waitFor();
    await page.locator("#undo").click();
    await verdict(page, "The optimum is 20");
    assert.match(await page.locator("#program-editor .cm-content").textContent(), /tables/);
  });
});

test("the objective is turned by hand, and the optimum follows to another corner", async () => {
  await onProgram(async (page) => {
    await type(page, "max\n 3 x + 2 y\nst\n wood: x + y <= 4\n time: x + 3 y <= 8\n x <= 3\nend\n");
    await verdict(page, "The optimum is 11");
    await page.locator("#program-direction").fill("85");
    await verdict(page, /Turned to maximize 0.314 x \+ 3.592 y: The optimum is 9.578/);
    const row = (await cells(page, "program-columns")).slice(1).map(([, value]) => value);
    assert.deepEqual(row, ["0", "2.6666667"]);
    await page.locator("#program-plane .program-handle").hover();
    await page.mouse.down();
    const optimum = await page.locator("#program-plane .optimum").boundingBox();
    await page.mouse.move(optimum.x - 150, optimum.y + optimum.height / 2, { steps: 3 });
    await page.mouse.up();
    await verdict(page, /Turned to maximize −3\.\d+ x/);
    await page.locator("#program-as-written").click();
    await verdict(page, /^The optimum is 11/);
  });
});

test("a mistake is told at its place, and mending it brings the answer back", async () => {
  await onProgram(async (page) => {
    await type(page, "max\n 3 x + 2 y\nst\n wood: x + <= 4\nend\n");
    await page.locator("#program-problem", { hasText: "line 4, column 12" }).waitFor();
    assert.equal(await page.locator("#program-editor .cm-lintRange-error").count(), 1);
    await verdict(page, "could not be read");
    await type(page, "max\n 3 x + 2 y\nst\n wood: x + y <= 4\nend\n");
    await verdict(page, "The optimum is 12");
    assert.equal(await page.locator("#program-problem").textContent(), "");
  });
});

test("what is no program yet is answered in words for whoever types", async () => {
  await onProgram(async (page) => {
    for (const [text, problem] of [
      [" ", "There is no program yet: type one"],
      ["hello", "a program begins with min or max"],
      ["max x", "found the end of the text; expected a sign"],
    ]) {
      await type(page, text);
      await page.locator("#program-problem", { hasText: problem }).waitFor();
    }
  });
});

test("a program without a point says which rows cannot hold together and what would have to give", async () => {
  await onProgram(async (page) => {
    await page.locator("#program-example").selectOption({ label: "What cannot be" });
    await verdict(page, "Nothing fits");
    const why = await page.locator("#program-why").textContent();
    for (const name of ["morning", "evening", "nights", "staff"]) assert.match(why, new RegExp(`"${name}"`));
    assert.match(why, /by 1\)/);
    // The same where they stand: in the table, and in the text.
    const [heads, ...rows] = await cells(page, "program-rows");
    const part = heads.indexOf("Takes part in the conflict with");
    const { explanation, repair } = await hunch.solve(CANNOT_BE, { explain: true, repair: true });
    assert.deepEqual(
      rows.filter((row) => row[part] !== "no").map(([name]) => name),
      explanation.rows.map(({ name }) => name),
    );
    const gives = rows.filter((row) => row.at(-1) !== "–").map((row) => [row[0], numberIn(row.at(-1))]);
    assert.deepEqual(
      gives,
      repair.rows.map(({ name, by }) => [name, by]),
    );
    await page
      .locator("#program-editor .cm-lintRange-warning")
      .nth(explanation.rows.length - 1)
      .waitFor();
    const [changed] = repair.rows;
    await page.locator("#program-rows").getByRole("button", { name: changed.name, exact: true }).click();
    await page.locator("#inspector-why", { hasText: `give way by ${changed.by},` }).waitFor();
    await page.getByRole("button", { name: "What proves that?" }).click();
    await page.locator("#inspector-why", { hasText: "Nothing satisfies all rows and bounds" }).waitFor();
    await page.locator("#program-example").selectOption({ label: "Without end" });
    await verdict(page, "Without end");
    const { ray } = await hunch.solve("max\n 3 made + 2 sold\nst\n stock: made - sold <= 4\nend\n");
    const said = await page.locator("#program-why").textContent();
    for (const [k, name] of ["made", "sold"].entries())
      assert.equal(numberIn(new RegExp(`${name} by \\+([\\d.]+)`).exec(said)?.[1] ?? "0"), ray[k], said);
  });
});

test("quadratic objectives, indicators and semi-continuous columns are solved, and explained where nothing fits", async () => {
  await onProgram(async (page) => {
    await type(page, "min\n x + [ 2 x^2 + 2 y^2 - 2 x*y ] / 2\nst\n need: x + y >= 3\ngeneral\n x y\nend\n");
    await verdict(page, /The optimum is 4, proven.*convex/);
    await type(
      page,
      "max\n x + y - 3 b\nst\n i: b = 0 -> x <= 2\nbounds\n x <= 8\n y <= 3\nbinary\n b\nend\n",
    );
    await verdict(page, "The optimum is 8, proven");
    // With the choices fixed, a row that need not hold has the price 0.
    const row = ["i", "8", "≤ 2 where b = 0", "need not hold", "0", "–"];
    assert.deepEqual((await cells(page, "program-rows"))[1], row);
    await type(
      page,
      "min\n x + y\nst\n low: x <= 3\n sum: x + y >= 4\nbounds\n 4 <= x <= 9\n y <= 0.5\nsemi-continuous\n x\nend\n",
    );
    await verdict(page, "Nothing fits");
    await says(page.locator("#program-why"), /"sum"/);
    await type(page, "min\n [ 2 x^2 - 2 y^2 ] / 2\nst\n need: x + y >= 2\nbounds\n y <= 5\nend\n");
    await page.locator("#program-problem", { hasText: "not convex" }).waitFor();
    await verdict(page, "There is no answer to this program");
  });
});

test("the run is walked step by step, back to where nothing has happened", async () => {
  await onProgram(async (page) => {
    await page.locator("#program-example").selectOption({ label: "A tree to walk" });
    await verdict(page, "The optimum is 155, proven");
    await page.getByRole("tab", { name: "Tree" }).click();
    const nodes = (count) => page.locator(`#inspector-tree[data-nodes="${count}"]`).waitFor();
    const moment = page.locator("#program-moment");
    const last = Number(await moment.inputValue());
    await page.locator("#program-back").click();
    await page.locator("#program-event", { hasText: `${(last - 1).toLocaleString("en")} of` }).waitFor();
    await moment.focus();
    await page.keyboard.press("Home");
    await page.locator("#program-event", { hasText: "nothing has happened yet" }).waitFor();
    await nodes(0);
    for (let k = 0; k < 12 && (await page.locator('#inspector-tree[data-nodes="1"]').count()) === 0; k++)
      await page.locator("#program-step").click();
    await nodes(1);
    await page.locator("#inspector-play").click();
    await page.locator("#inspector-play", { hasText: "Hold" }).waitFor();
    await page.locator("#program-event", { hasText: `${last} of` }).waitFor({ timeout: 20_000 });
  });
});

test("a link that comes while another subject is shown brings the whole subject, its editor too", async () => {
  const { page, problems, close } = await open(site.browser, `${site.address}#subject=msmk`);
  await page.locator("#msmk-grid td").first().waitFor();
  await page.evaluate(() => {
    location.hash = "#subject=program";
  });
  await verdict(page, "The optimum is 20, proven");
  await type(page, "min\n x\nst\n a: x >= 8\nend\n");
  await verdict(page, "The optimum is 8");
  assert.deepEqual(problems, []);
  await close();
});

test("files of every kind are taken, packed ones too, and what is doubtful in them is told", async () => {
  const mps =
    "NAME SMALL\nROWS\n N COST\n G NEED\nCOLUMNS\n X COST 1 NEED 1\n Y COST 2 NEED 1\nRHS\n RHS NEED 3\nBOUNDS\n UP BND X 2\nENDATA\n";
  await onProgram(async (page) => {
    const give = (name, buffer) =>
      page.locator("#program-file").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
    await give("small.mps", Buffer.from(mps));
    await verdict(page, "The optimum is 4, proven");
    await says(page.locator("#program-editor .cm-content"), /NAME SMALL/);
    await give("small.mps.gz", gzipSync(mps.replace("NEED 3", "NEED 5")));
    await verdict(page, "small.mps.gz: The optimum is 8, proven");
    await give("late.lp", Buffer.from("min\n x\nst\n a: x >= 1\nbounds\n x >= 2\n x >= 3\nend\n"));
    await verdict(page, "The optimum is 3");
    await says(page.locator("#program-problem"), /^Line \d+: /);
  });
});

test("a link holds the program, undo brings back the one before, and a broken link is refused in words", async () => {
  let link = "";
  await onProgram(async (page) => {
    // The address follows at a pace that browsers allow.
    await page.waitForFunction(() => location.hash.includes("text="));
    const before = await page.evaluate(() => location.hash);
    await type(page, "min\n 7 link\nst\n a: link >= 6\nend\n");
    await verdict(page, "The optimum is 42");
    await page.waitForFunction((before) => location.hash !== before, before);
    link = await page.evaluate(() => location.hash.replace("#subject=program", ""));
    await page.locator("#undo").click();
    await verdict(page, "The optimum is 20");
    await page.locator("#redo").click();
    await verdict(page, "The optimum is 42");
  });
  await onProgram((page) => verdict(page, "The optimum is 42"), { link });
  await onProgram(async (page) => await says(page.locator("#alert-text"), /not used/), {
    link: "&text=AAAA",
  });
});

test("a search that takes long shows how far it is, is held, stepped and stopped, and ends with its program", async () => {
  // Sums that can hardly be met (Cornuéjols and Dawande, "A class of hard small 0-1 programs", 1998).
  const columns = Array.from({ length: 30 }, (_, j) => `x${j}`);
  const rows = [3, 5, 7, 11].map((m, i) => {
    const weights = columns.map((_, j) => ((j + 1) * (j + 1) * m * 7_919 + 31 * j) % 100);
    const half = Math.floor(weights.reduce((a, b) => a + b, 0) / 2);
    return ` r${i}: ${weights.map((w, j) => `+ ${w} x${j}`).join(" ")} + s${i} - t${i} = ${half}`;
  });
  const text = `min\n ${rows.map((_, i) => `+ s${i} + t${i}`).join(" ")}\nst\n${rows.join("\n")}\nbinary\n ${columns.join(" ")}\nend\n`;
  await onProgram(async (page) => {
    await type(page, text);
    await verdict(page, "press Solve");
    await page.locator("#program-time-limit").selectOption("60");
    await page.locator("#program-solve").click();
    await verdict(page, "nodes closed …");
    const hold = page.locator("#program-hold");
    await hold.click();
    await hold.filter({ hasText: "Go on" }).waitFor();
    const step = page.locator("#program-one-step");
    await step.waitFor();
    const event = page.locator("#program-event");
    // A slice may still be under way; after it nothing happens by itself.
    await page.waitForTimeout(500);
    const held = await event.textContent();
    await page.waitForTimeout(400);
    assert.equal(await event.textContent(), held);
    for (let k = 0; k < 400 && (await event.textContent()) === held; k++) await step.click();
    assert.notEqual(await event.textContent(), held);
    await hold.click();
    await page.locator("#program-stop").click();
    await page.locator("#program-solve").waitFor();
    await verdict(page, /best point so far|Nothing was found/);
    await page.locator("#program-solve").click();
    await verdict(page, "nodes closed …");
    await type(page, "min\n x\nst\n a: x >= 7\nend\n");
    await verdict(page, "The optimum is 7");
    await page.locator("#program-solve").waitFor();
  });
});

for (const width of [320, 1280]) {
  test(`at ${width} pixels nothing is wider than the screen, and no accessibility rule is broken`, async () => {
    const body = async (page) => {
      await page.locator("#program-example").selectOption({ label: "A tree to walk" });
      await verdict(page, "The optimum is 155");
      const widths = () => [document.documentElement.scrollWidth, document.body.scrollWidth];
      assert.deepEqual(await page.evaluate(widths), [width, width]);
      assert.deepEqual(await violations(page), []);
    };
    await onProgram(body, { options: { viewport: { width, height: 740 } } });
  });
}
