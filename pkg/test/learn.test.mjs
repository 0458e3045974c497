/**
 * The road of a model of one's own, as the README says it: files and a history, `hunch learn`, the weights in the package, an answer for parameters
 * that nobody has seen. The command runs as the example of `crates/learn`, which is the same without the trainer's networks.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import { init, model, sum, withValues } from "../dist/node.js";
import { bakery } from "../../tests/cases/parametric/bakery/model.mjs";
import { rejection } from "./support/check.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cases = join(root, "tests/cases/parametric");

/** Of a comma-separated table, its names and its rows. */
function table(file) {
  const [names, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  return { names: names.split(","), rows: lines.map((line) => line.split(",").map(Number)) };
}

/** Learns a model and gives the report. */
function learn(out, models, options) {
  // A small budget: what is shipped may differ with it, what is right may not.
  const flags = Object.entries({ minutes: 0.3, ...options }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  const command = ["run", "--quiet", "-p", "hunch-learn", "--example", "learn", "--"];
  const said = execFileSync("cargo", [...command, "--out", out, ...flags, ...models], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return JSON.parse(said);
}

/** Each user's files, and what has to come of them. */
const USERS = [
  {
    name: "blending",
    files: ["row-0.lp", "row-250.lp"],
    options: { theta: "theta.csv", map: "map.json", words: "words.json" },
    rows: { 0: 1512.69, 250: 727.504, 499: 802.011 },
  },
  {
    name: "battery-dispatch",
    files: ["day-0.lp", "day-100.lp", "day-364.lp"],
    options: { theta: "theta.csv", map: "map.json", samples: 300 },
    rows: { 0: 3645.05, 100: 2226.81, 364: 4913.64 },
  },
  {
    name: "canteen",
    files: ["monday.mps", "friday.mps"],
    options: { theta: "history.csv", map: "map.json" },
  },
  {
    name: "shares",
    files: ["shares.mof.json"],
    options: { theta: "estimates.csv" },
  },
  { name: "bakery", options: { theta: "orders.csv" } },
];

describe("a model of one's own, learned", () => {
  const folder = mkdtempSync(join(tmpdir(), "hunch-learn-"));
  const reports = new Map();
  let hunch;
  let plain;
  before(async () => {
    for (const { name, files = [], options } of USERS) {
      let models = files.map((file) => join(cases, name, file));
      if (name === "bakery") {
        models = [join(folder, "bakery.json")];
        writeFileSync(models[0], JSON.stringify(bakery({ model, sum })));
      }
      const given = { ...options };
      for (const field of ["theta", "map", "words"])
        if (given[field] !== undefined) given[field] = join(cases, name, given[field]);
      reports.set(name, learn(join(folder, name), models, given));
    }
    const weights = USERS.map(({ name }) => readFileSync(join(folder, `${name}.safetensors`)));
    [hunch, plain] = [await init({ weights }), await init({ weights: [] })];
  });
  after(() => {
    hunch?.dispose();
    plain?.dispose();
    rmSync(folder, { recursive: true });
  });

  for (const { name, options, rows = {} } of USERS)
    test(`${name}: every answer is right, and says how it was proven`, async () => {
      const report = reports.get(name);
      assert.equal(report.wrong, 0, JSON.stringify(report.table));
      const program = JSON.parse(readFileSync(join(folder, `${name}.model.json`), "utf8"));
      const history = table(join(cases, name, options.theta));
      const places = program.parametric.parameters.map((known) => history.names.indexOf(known));
      assert.ok(!places.includes(-1), `${history.names}`);
      let proven = 0;
      const step = Math.floor(history.rows.length / 12);
      const chosen = [...Object.keys(rows).map(Number)];
      for (let k = step - 1; k < history.rows.length; k += step) chosen.push(k);
      for (const k of chosen) {
        const at = withValues(
          program,
          places.map((place) => history.rows[k][place]),
        );
        const [answer, expected] = [await hunch.solve(at), await plain.solve(at)];
        assert.equal(answer.status, "optimal", `row ${k}`);
        const near = Math.abs(answer.objective - expected.objective);
        assert.ok(near <= 1e-6 * Math.max(1, Math.abs(expected.objective)), `row ${k}: ${near}`);
        if (rows[k] !== undefined) assert.ok(Math.abs(answer.objective - rows[k]) < 0.01, `row ${k}`);
        const { strategy, proof } = answer;
        assert.equal(strategy.model, name);
        assert.ok(["multipliers", "tree", "search"].includes(proof.by));
        assert.equal(expected.strategy, undefined);
        assert.ok(strategy.number === null || typeof strategy.sentence === "string");
        if (!strategy.searched) {
          // A linear or quadratic program has multipliers, or a few steps to them; one with integers a stored tree.
          const is = name === "bakery" ? "tree" : "multipliers";
          const steps = strategy.proven === "by a few steps from a strategy";
          assert.ok(proof.by === is || steps, `${name}: ${proof.by}, ${strategy.proven}`);
          assert.equal(strategy.proven === "by a stored tree", proof.by === "tree");
          proven += 1;
        }
      }
      // Which way is the quickest depends on the machine; what it proves does not.
      const { proven: share } = report.table.find((line) => line.name === report.chosen);
      const said = `${proven} of ${chosen.length}, measured ${share}; ${report.verdict}`;
      assert.ok(share > 0.7 ? proven > chosen.length / 3 : share > 0 || proven === 0, said);
      if (name === "bakery") {
        const trees = report.table.filter((line) => line.name.endsWith("stored trees"));
        assert.ok(
          trees.some((line) => line.proven > 0.9),
          JSON.stringify(report.table),
        );
      }
      const voice = readFileSync(join(folder, `${name}.tree.txt`), "utf8");
      assert.ok(voice.length > 10, voice);
      assert.match(readFileSync(join(folder, `${name}.md`), "utf8"), /\| way to answer \|/);
    });

  test("the boundary is told, and the answer changes beyond it", async () => {
    const program = JSON.parse(readFileSync(join(folder, "canteen.model.json"), "utf8"));
    const { names, rows } = table(join(cases, "canteen/history.csv"));
    const theta = program.parametric.parameters.map((known) => rows[20][names.indexOf(known)]);
    const { strategy } = await hunch.solve(withValues(program, theta));
    assert.ok(strategy.boundary.distance > 0 && strategy.boundary.exact, JSON.stringify(strategy));
    assert.match(strategy.boundary.text, / from .* to /);
    assert.ok(strategy.inside);
  });

  test("a typed model is answered by m.at, and another model by a search", async () => {
    const m = bakery({ model, sum });
    const at = m.at({ demand: { bread: 61, rolls: 130, cake: 12 }, power: 0.25 });
    const answer = await hunch.solve(at);
    assert.equal(answer.strategy.model, "bakery");
    assert.ok(answer.value("bake[bread]") <= 62 && answer.activity("ovens") <= 1e-6);
    const other = { ...at, offset: 1 };
    const searched = await hunch.solve(other);
    assert.equal(searched.strategy, undefined);
    assert.ok(Math.abs(searched.objective - answer.objective - 1) < 1e-6);
    // The same numbers, and something more: no file is of that.
    const sets = {
      ...at,
      sos: [
        {
          type: 1,
          members: [
            [8, 1],
            [9, 2],
            [10, 3],
          ],
        },
      ],
    };
    const [restricted, free] = [await hunch.solve(sets), await plain.solve(sets)];
    assert.equal(restricted.strategy, undefined);
    assert.ok(Math.abs(restricted.objective - free.objective) < 1e-6);
    const explained = await hunch.solve(at, { sensitivity: true });
    assert.equal(explained.strategy, undefined);
    assert.ok(explained.report.length > 0);
  });

  test("values of parameters are variants of a loaded program: from its file, each with its proof, or by a search", async () => {
    for (const { name, options } of USERS) {
      const program = JSON.parse(readFileSync(join(folder, `${name}.model.json`), "utf8"));
      const history = table(join(cases, name, options.theta));
      const places = program.parametric.parameters.map((known) => history.names.indexOf(known));
      const step = Math.max(1, Math.floor(history.rows.length / 8));
      const thetas = history.rows
        .filter((_, k) => k % step === 0)
        .map((row) => places.map((place) => row[place]));
      const at = withValues(program, thetas[0]);
      const [known, unknown] = [await hunch.load(at), await plain.load(at)];
      const variants = () => thetas.map((parameters) => ({ parameters }));
      const searched = [];
      for await (const answer of unknown.solveMany(variants())) searched.push(answer);
      let proven = 0;
      for await (const { index, status, objective, values, strategy } of known.solveMany(variants())) {
        const single = await hunch.solve(withValues(program, thetas[index]));
        const near = (other) => Math.abs(objective - other) <= 1e-6 * Math.max(1, Math.abs(other));
        assert.equal(status, "optimal", `${name}: ${index}`);
        assert.ok(near(single.objective) && near(searched[index].objective), `${name}: ${index}`);
        assert.equal(searched[index].strategy, undefined);
        assert.equal(values.length, known.columns.length);
        assert.equal(strategy.proven, single.strategy.proven, `${name}: ${index}`);
        const isStored = ["by the multipliers of a strategy", "by a stored tree"].includes(strategy.proven);
        assert.equal(strategy.number, isStored ? single.strategy.number : null);
        proven += isStored ? 1 : 0;
      }
      const { proven: share } = reports
        .get(name)
        .table.find((line) => line.name === reports.get(name).chosen);
      assert.ok(share < 0.7 || proven > 0, `${name}: ${proven} of ${thetas.length}`);
      // Changes mix with them, and are searched; so is everything where duals are wanted.
      const mixed = () => [{ parameters: thetas[1] }, {}, { parameters: thetas[1] }];
      const objectives = [];
      for await (const { objective, strategy, index } of known.solveMany(mixed())) {
        assert.equal(strategy === undefined, index === 1);
        objectives.push(objective);
      }
      for await (const { objective, strategy, index } of known.solveMany(mixed(), { duals: true })) {
        assert.equal(strategy, undefined);
        assert.ok(Math.abs(objective - objectives[index]) <= 1e-6 * Math.max(1, Math.abs(objective)));
      }
      assert.ok(
        Math.abs(objectives[0] - searched[1].objective) <= 1e-6 * Math.max(1, Math.abs(objectives[0])),
      );
      assert.ok(Math.abs(objectives[0] - objectives[2]) <= 1e-6 * Math.max(1, Math.abs(objectives[0])));
      await known.unload();
      await unknown.unload();
    }
  });

  test("a loaded program is solved at values of its parameters, from its file or by a search, and stays as it is", async () => {
    for (const { name, options } of USERS) {
      const program = JSON.parse(readFileSync(join(folder, `${name}.model.json`), "utf8"));
      const history = table(join(cases, name, options.theta));
      const places = program.parametric.parameters.map((known) => history.names.indexOf(known));
      const [first, second] = [0, 7].map((row) => places.map((place) => history.rows[row][place]));
      const at = withValues(program, first);
      for (const solver of [hunch, plain]) {
        const given = await solver.load(at);
        const near = (one, other) =>
          assert.ok(
            Math.abs(one.objective - other.objective) <= 1e-6 * Math.max(1, Math.abs(other.objective)),
            name,
          );
        const before = await given.solve();
        const [there, single] = [
          await given.solve({ parameters: second }),
          await solver.solve(withValues(program, second)),
        ];
        near(there, single);
        assert.equal(there.strategy?.proven, single.strategy?.proven);
        assert.deepEqual(there.strategy?.path, single.strategy?.path);
        const column = given.columns[0];
        assert.equal(there.value(column), there.values[0]);
        // Some by name, the others as loaded; what asks for more than a file says is searched.
        const byName = program.parametric.parameters[0].name ?? program.parametric.parameters[0];
        const one = await given.solve({ parameters: { [byName]: second[0] } });
        near(one, await solver.solve(withValues(program, [second[0], ...first.slice(1)])));
        const searched = await given.solve({ parameters: second, sensitivity: true });
        near(searched, single);
        assert.equal(searched.strategy, undefined);
        near(await given.solve(), before);
        await given.unload();
      }
    }
  });

  test("the point of a strategy is told before its proof, once, and a search goes on from it", async () => {
    const program = JSON.parse(readFileSync(join(folder, "bakery.model.json"), "utf8"));
    const { names, rows } = table(join(cases, "bakery/orders.csv"));
    let told = 0;
    for (const row of rows.slice(0, 20)) {
      const theta = program.parametric.parameters.map((known) => row[names.indexOf(known)]);
      const events = [];
      const onEvent = (event) => events.push(event);
      const { objective, strategy } = await hunch.solve(withValues(program, theta), { onEvent });
      const found = events.filter(({ type }) => type === "incumbent");
      const [first] = found;
      if (first?.source !== "strategy") continue;
      told += 1;
      assert.equal(events.indexOf(first), 0, "nothing comes before it");
      const gains = found.map((one) => one.objective);
      assert.equal(new Set(gains).size, gains.length, "each point is better than the one before");
      if (strategy.proven === "by a stored tree") assert.equal(first.objective, objective);
    }
    const { table: ways, chosen } = reports.get("bakery");
    const isSearch = ways.find((line) => line.name === chosen).first === undefined;
    assert.ok(isSearch || told > 0, `${told} of 20`);
  });

  test("variants by parameters are refused where they are none of the program's", async () => {
    const program = JSON.parse(readFileSync(join(folder, "canteen.model.json"), "utf8"));
    const { names, rows } = table(join(cases, "canteen/history.csv"));
    const theta = program.parametric.parameters.map((known) => rows[0][names.indexOf(known)]);
    const given = await hunch.load(withValues(program, theta));
    const next = (variant) => rejection(given.solveMany([variant]).next());
    const field = async (variant) => (await next(variant)).field;
    assert.equal(await field({ parameters: [1] }), "variants[0].parameters");
    assert.equal(await field({ parameters: { nothing: 1 } }), "variants[0].parameters.nothing");
    assert.equal(await field({ parameters: theta.map(() => Number.NaN) }), "variants[0].parameters[0]");
    assert.equal(await field({ parameters: theta, offset: 1 }), "variants[0].offset");
    const alone = async (parameters) => (await rejection(given.solve({ parameters }))).field;
    assert.equal(await alone([1]), "parameters");
    assert.equal(await alone({ nothing: 1 }), "parameters.nothing");
    await given.change({ offset: 1 });
    assert.equal(await field({ parameters: theta }), "variants[0].parameters");
    assert.equal(await alone(theta), "parameters");
    assert.match((await next({ parameters: theta })).message, /changed since/);
    await given.unload();
    const { parametric: _, ...without } = program;
    const bare = await hunch.load(without);
    const error = await rejection(bare.solveMany([{ parameters: theta }]).next());
    assert.match(error.message, /without parameters/);
    await bare.unload();
  });

  test("cards are shown, and damaged files are refused", async () => {
    const cards = await hunch.models();
    assert.deepEqual(
      cards.map((card) => card.name),
      USERS.map(({ name }) => name),
    );
    assert.ok(cards.every((card) => card.method === "strategies" && card.table.length > 1));
    const bytes = readFileSync(join(folder, "canteen.safetensors"));
    bytes[bytes.length - 1] ^= 1;
    const error = await rejection(init({ weights: [bytes] }));
    assert.deepEqual([error.code, /sha256/.test(error.message)], ["invalid-weights", true]);
  });

  test("values are refused that are none of the program", async () => {
    const program = JSON.parse(readFileSync(join(folder, "blending.model.json"), "utf8"));
    assert.throws(() => withValues(program, [1]), { code: "invalid-input", message: /list of 9 numbers/ });
    assert.throws(() => withValues(program, { price: 1 }), { field: "price" });
    assert.throws(() => withValues({ ...program, parametric: undefined }, []), /no parameters/);
    const error = await rejection(hunch.solve(withValues(program, { demand: 100 })));
    assert.match(error.message, /"cost\[0\]"\) has no value/);
  });
});
