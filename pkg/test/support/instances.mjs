/** Two periods, one of which is set up: the smallest instance with something to decide. */
export const lots = {
  family: "clsp",
  demand: [3, 4],
  capacity: [9, 9],
  productionCost: [1, 1],
  setupCost: [5, 5],
  holdingCost: [1, 1],
};
