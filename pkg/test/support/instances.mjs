/** Two periods, one of which is set up: the smallest instance with something to decide. */
export const lots = {
  family: "clsp",
  demand: [3, 4],
  capacity: [9, 9],
  productionCost: [1, 1],
  setupCost: [5, 5],
  holdingCost: [1, 1],
};

/** A program with one integer column; its optimum is 9. */
export const program = {
  format: "hunch-program",
  version: 1,
  sense: "maximize",
  columns: [{ objective: 3, upper: 4, kind: "integer" }],
  rows: [{ upper: 7, terms: [[0, 2]] }],
};
