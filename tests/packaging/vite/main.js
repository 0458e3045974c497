import { init } from "hunch-solver";

const hunch = await init({ device: "auto" });
const instance = await hunch.sample({ family: "clsp", c: 5, f: 1000, horizon: 20 }, 1);
const answer = await hunch.solve(instance, { method: "exact" });
const second = await hunch.solve(instance, { method: "search", engine: "microlp" });
const models = await hunch.models();
const guess = models.length > 0 ? await hunch.solve(instance, { timeLimit: 5 }) : answer;
hunch.dispose();
globalThis.result = {
  status: answer.status,
  objective: answer.objective,
  second: second.objective,
  guess: guess.objective,
  models: models.length,
};
document.title = "done";
