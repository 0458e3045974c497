/** Checks of the options of calls that few pages make: they load with those calls. */

import type { CheckedOptions } from "./protocol.js";
import type { Reading } from "./reader.js";
import { flag, optional, read, rule } from "./schema.js";
import type { CheckOptions, LoadedOptions, LoadOptions, VariantOptions, WriteOptions } from "./types.js";
import { checkSolveOptions, OPTIONS, type OptionsTable, SOLVE, textFormat } from "./validate.js";

/** How a program is read. */
const READING = {
  format: optional(textFormat),
  strict: optional(flag, false),
} satisfies OptionsTable<CheckOptions>;
const LOAD = {
  ...READING,
  memoryLimit: SOLVE.memoryLimit,
  signal: SOLVE.signal,
} satisfies OptionsTable<LoadOptions>;
const WRITE = { ...READING, to: textFormat } satisfies OptionsTable<WriteOptions>;
const VARIANT = {
  signal: SOLVE.signal,
  timeLimit: SOLVE.timeLimit,
  nodeLimit: SOLVE.nodeLimit,
  relativeGap: SOLVE.relativeGap,
  absoluteGap: SOLVE.absoluteGap,
  memoryLimit: SOLVE.memoryLimit,
  seed: SOLVE.seed,
  start: SOLVE.start,
  probabilities: SOLVE.probabilities,
  priorities: SOLVE.priorities,
};
const LOADED = {
  ...VARIANT,
  onEvent: SOLVE.onEvent,
  events: SOLVE.events,
  sensitivity: SOLVE.sensitivity,
  // Looked at where it is known what parameters there are.
  parameters: rule<LoadedOptions["parameters"]>("values of parameters", () => true),
} satisfies OptionsTable<LoadedOptions>;
const VARIANTS = {
  ...VARIANT,
  values: optional(flag, true),
  duals: optional(flag, false),
} satisfies OptionsTable<VariantOptions>;

export function checkReading(options: CheckOptions): Reading {
  return read(options, READING, OPTIONS, "", "options");
}

export function checkWriteOptions(options: WriteOptions) {
  return read(options, WRITE, "an object", "", "options");
}

export function checkLoadOptions(options: LoadOptions) {
  const { signal, memoryLimit, ...reading } = read(options, LOAD, OPTIONS, "", "options");
  return { signal, reading, checked: searched({ memoryLimit }) };
}

export function checkLoadedOptions(options: LoadedOptions) {
  const { signal, onEvent, events, parameters, ...others } = read(options, LOADED, OPTIONS, "", "options");
  return { signal, onEvent, events, parameters, checked: searched(others) };
}

export function checkVariantOptions(options: VariantOptions) {
  const { signal, values, duals, ...others } = read(options, VARIANTS, OPTIONS, "", "options");
  return { signal, values, duals, checked: searched(others) };
}

/** The options of a search, with every default filled in. */
function searched(given: Partial<CheckedOptions>): CheckedOptions {
  const { timeLimit } = given;
  return {
    ...checkSolveOptions({}, false).checked,
    ...given,
    timeLimit: timeLimit === Infinity ? undefined : timeLimit,
  };
}
