/** One solve, as the panels want it. */

import type { Answer, HunchEvent, Problem, SolveOptions, TextFormat } from "../types.js";
import { Course } from "./course.js";
import { needsShape, type Panel } from "./panels.js";
import { isInstance, programOf, type Shape, shapeOf } from "./shape.js";
import { solver } from "./solver.js";

/** Options of `solve` that an element does not set by itself. */
export type ElementOptions = Omit<SolveOptions, "signal" | "onEvent" | "events" | "format">;

/** What the element says of a solve. */
interface Asked {
  readonly timeLimit: number;
  /** Empty where the beginning of a text tells. */
  readonly format: string;
  readonly options: ElementOptions;
  readonly signal: AbortSignal;
  tell(course: Course, event: HunchEvent): void;
}

/** What a solve has left for the panels. */
export interface Seen {
  readonly answer: Answer;
  readonly shape: Shape | undefined;
  readonly course: Course;
}

export async function ask(
  problem: Problem,
  panels: ReadonlySet<Panel>,
  { timeLimit, format, options, signal, tell }: Asked,
): Promise<Seen> {
  const hunch = await solver();
  signal.throwIfAborted();
  const course = new Course();
  const isOfFamily = isInstance(problem);
  const answering = hunch.solve(problem, {
    timeLimit,
    ...(!isOfFamily && {
      explain: true,
      sensitivity: panels.has("columns") || panels.has("rows") || panels.has("report"),
    }),
    ...(format !== "" && { format: format as TextFormat }),
    ...options,
    signal,
    events: panels.has("tree") ? "all" : "found",
    onEvent: (event) => tell(course, event),
  });
  const isShaped = needsShape(panels) && !isOfFamily;
  // Asked at once, so that it waits for this solve and for nobody else's; what goes wrong is told by the solve.
  const reading = isShaped ? programOf(hunch, problem).catch(() => undefined) : undefined;
  const answer = await answering;
  return { answer, shape: isShaped ? shapeOf(await reading, answer) : undefined, course };
}
