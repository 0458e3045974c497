/** The types of `hunch-solver/element`, for the compiler alone. */

import type { HunchSolverElement } from "../../dist/element/index.js";

declare const element: HunchSolverElement;
const found: HunchSolverElement | null = document.querySelector("hunch-solver");

element.program = "max x st c: x <= 1 end";
element.program = { format: "hunch-program", version: 1, columns: [], rows: [] };
element.options = { workers: 2, relativeGap: 0.01 };
const objective: Promise<number | null> = element.solve().then((answer) => answer.objective);

element.addEventListener("solved", (event) => event.detail.answer.values.length);
element.addEventListener("progress", ({ detail }) => detail.bound?.toFixed(2));
element.addEventListener("failed", ({ detail: { error } }) => error.message);
element.addEventListener("click", (event) => event.clientX);

// @ts-expect-error There is no such option.
element.options = { speed: 2 };
// @ts-expect-error The element has its own signal.
element.options = { signal: new AbortController().signal };

export { found, objective };
