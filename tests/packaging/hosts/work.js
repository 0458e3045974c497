/** What the package is asked in every host: each way in which it finds its worker, its modules and its weights. */

/** The best plan is 6 chairs and 2 tables; one more of either material is worth 1. */
const FURNITURE = {
  format: "hunch-program",
  version: 1,
  sense: "maximize",
  columns: [
    { name: "chairs", objective: 3 },
    { name: "tables", objective: 5 },
  ],
  rows: [
    {
      name: "wood",
      upper: 20,
      terms: [
        [0, 2],
        [1, 4],
      ],
    },
    {
      name: "glue",
      upper: 8,
      terms: [
        [0, 1],
        [1, 1],
      ],
    },
  ],
};

const TEXT = `
  maximize value: 3 chairs + 5 tables
  subject to
    wood: 2 chairs + 4 tables <= 20
    glue: chairs + tables <= 8
  end`;

/** With 21 of wood 2.5 tables were best; of whole tables it is 3, with 4.5 chairs. */
const WHOLE = TEXT.replace("<= 20", "<= 21").replace("end", "general tables\n end");

/** Returns plain data; `solve` is that of `hunch-solver/yalps`, whose first call imports the package by its name. */
export async function work({ init }, { solve, dispose }) {
  const hunch = await init();
  const object = await hunch.solve(FURNITURE);
  const text = await hunch.solve(TEXT);
  const second = await hunch.solve(WHOLE, { engine: "microlp" });

  const loaded = await hunch.load(FURNITURE);
  const variants = [];
  const woods = [16, 20, 24].map((upper) => ({ rows: { wood: { upper } } }));
  for await (const { status, objective } of loaded.solveMany(woods)) variants.push([status, objective]);
  await loaded.unload();

  const { certificate } = await hunch.solve(FURNITURE, { certificate: true });
  const { accepted } = await hunch.check(FURNITURE, certificate);
  const other = { ...FURNITURE, columns: [{ name: "chairs", objective: 4 }, FURNITURE.columns[1]] };
  const refused = await hunch.check(other, certificate);

  // What reads such programs loads for them, and so does their module.
  const kinds = await hunch.solve(
    { ...FURNITURE, version: 2, lazy: [1] },
    { rows: ({ value }) => (value("tables") > 1 ? [{ upper: 1, terms: [["tables", 1]] }] : []) },
  );

  const shared = await hunch.solve(WHOLE, { method: "search", workers: 2 });
  const models = await hunch.models();
  const lots = await hunch.sample({ family: "clsp", c: 3, f: 10_000, horizon: 120 }, 1);
  const guess = await hunch.solve(lots, { method: "guess" });
  hunch.dispose();
  const afterwards = await hunch.solve(FURNITURE).then(
    () => "solved",
    ({ code }) => code,
  );

  const knapsack = await solve({
    direction: "maximize",
    objective: "value",
    constraints: [["weight", { max: 5 }]],
    variables: {
      lamp: { value: 4, weight: 3 },
      vase: { value: 3, weight: 2 },
      book: { value: 2, weight: 2 },
    },
    binaries: true,
  });
  dispose();

  return {
    object: [object.status, object.objective, object.dual("wood"), object.value("chairs")],
    text: [text.status, text.objective, text.dual("wood"), text.value("chairs")],
    second: second.objective,
    variants,
    accepted,
    refused: refused.accepted,
    kinds: [kinds.status, kinds.objective, kinds.value("chairs")],
    shared: [shared.status, shared.objective],
    models: models.length,
    periods: guess.plan.production.length,
    afterwards,
    knapsack: knapsack.result,
  };
}
