import { init } from "hunch-solver";

/** What pages ask for, each by the address's hash. */
const pages = {
  async everything() {
    const hunch = await init({ device: "auto" });
    const instance = await hunch.sample({ family: "clsp", c: 5, f: 1000, horizon: 20 }, 1);
    const answer = await hunch.solve(instance, { method: "exact" });
    const second = await hunch.solve(instance, { method: "search", engine: "microlp" });
    const models = await hunch.models();
    const guess = models.length > 0 ? await hunch.solve(instance, { timeLimit: 5 }) : answer;
    hunch.dispose();
    return {
      status: answer.status,
      objective: answer.objective,
      second: second.objective,
      guess: guess.objective,
      models: models.length,
    };
  },
  async programs() {
    const hunch = await init({ preload: ["programs"] });
    const columns = [{ objective: 1, upper: 10, kind: "integer" }];
    const rows = [{ terms: [[0, 2]], lower: 5 }];
    return hunch.solve({ format: "hunch-program", version: 1, columns, rows });
  },
  async clsp() {
    const hunch = await init({ preload: ["clsp"] });
    return hunch.solve(await hunch.sample({ family: "clsp", c: 3, f: 10_000, horizon: 120 }, 1), {
      method: "guess",
    });
  },
  async "robust-knapsack"() {
    const hunch = await init({ preload: ["robust-knapsack"] });
    const size = { family: "robust-knapsack", items: 50, rows: 5, set: "box", domain: "binary" };
    return hunch.solve(await hunch.sample({ ...size, rho: { low: 0.1, high: 0.1 } }, 1));
  },
  // The element, with a program as text: the module that reads it loads too.
  async element() {
    await import("hunch-solver/element");
    const element = document.createElement("hunch-solver");
    element.program = "min x st need: 2 x >= 5 x <= 10 general x end";
    document.body.append(element);
    return element.solve();
  },
  async msmk() {
    const hunch = await init({ preload: ["msmk"] });
    return hunch.solve(await hunch.sample({ family: "msmk", items: 8, periods: 15, knapsacks: 5 }, 1));
  },
  async mclsp() {
    const hunch = await init({ preload: ["mclsp"] });
    const size = { family: "mclsp", items: 3, periods: 8, c: 4, f: 1000 };
    return hunch.solve(await hunch.sample(size, 1), { method: "predopt" });
  },
};

globalThis.result = await pages[location.hash.slice(1) || "everything"]();
document.title = "done";
