/** What is chosen: the file, the two numbers of the map, θ, what the map shows; and how a link says it. */

import { LinkError, type LinkFields, oneOf, onlyFields } from "../../frame/link";
import { NAMES, type Name } from "./files";

/** What the map is painted by. */
export const LAYERS = ["both", "tree", "engine"] as const;
export type Layer = (typeof LAYERS)[number];

export interface Choice {
  readonly file: Name;
  /** Places of the parameters from left to right and upwards; null for those that the file begins with. */
  readonly axes: readonly [number, number] | null;
  /** One number a parameter; null for the middle of the file's domain. */
  readonly theta: readonly number[] | null;
  readonly layer: Layer;
}

export const START: Choice = { file: "inventory", axes: null, theta: null, layer: "both" };

/** Parameters of the largest file here, and more. */
const MOST_PARAMETERS = 64;
/** Characters of a number in a link. */
const MOST_DIGITS = 24;

export function writeLink({ file, axes, theta, layer }: Choice): string {
  const fields = [`#subject=strategies&file=${file}`];
  if (axes) fields.push(`axes=${axes.join(",")}`);
  if (theta) fields.push(`theta=${theta.join(",")}`);
  if (layer !== START.layer) fields.push(`layer=${layer}`);
  return fields.join("&");
}

/** Whether numbers fit the file is seen when it is there: see `fitted`. Throws `LinkError`. */
export function readLink(fields: LinkFields): Choice {
  onlyFields(fields, ["subject", "file", "axes", "theta", "layer"]);
  return {
    file: oneOf(fields, "file", NAMES, START.file),
    axes: readAxes(fields),
    theta: readTheta(fields),
    layer: oneOf(fields, "layer", LAYERS, START.layer),
  };
}

function readAxes(fields: LinkFields): readonly [number, number] | null {
  const text = fields.get("axes");
  if (text === undefined) return null;
  const [first, second] = /^(\d{1,2}),(\d{1,2})$/.exec(text)?.slice(1).map(Number) ?? [];
  const isRight = first !== undefined && second !== undefined && first !== second;
  if (!isRight || Math.max(first, second) >= MOST_PARAMETERS)
    throw new LinkError("axes", text, `two different whole numbers below ${MOST_PARAMETERS}`);
  return [first, second];
}

function readTheta(fields: LinkFields): readonly number[] | null {
  const text = fields.get("theta");
  if (text === undefined) return null;
  const parts = text.split(",");
  const isNumber = (part: string): boolean =>
    part.length <= MOST_DIGITS && /^-?\d+(\.\d+)?(e[+-]?\d{1,2})?$/.test(part);
  if (parts.length > MOST_PARAMETERS || !parts.every(isNumber))
    throw new LinkError("theta", text, `at most ${MOST_PARAMETERS} numbers with commas between them`);
  return parts.map(Number);
}

/** The choice as far as it fits a file: a link may name more or fewer numbers than it has, or some far from where it was learned. */
export function fitted(
  choice: Choice,
  lower: readonly number[],
  upper: readonly number[],
): { choice: Choice; refused: string | null } {
  const { axes, theta } = choice;
  const count = lower.length;
  if (axes && Math.max(...axes) >= count)
    return {
      choice: { ...choice, axes: null },
      refused: `axes is “${axes.join(",")}”; the file has ${count} parameters, counted from 0`,
    };
  if (theta && theta.length !== count)
    return {
      choice: { ...choice, theta: null },
      refused: `theta has ${theta.length} numbers; the file has ${count} parameters`,
    };
  const outside = theta?.findIndex((value, j) => value < (lower[j] ?? 0) || value > (upper[j] ?? 0)) ?? -1;
  if (theta && outside >= 0)
    return {
      choice: { ...choice, theta: null },
      refused: `number ${outside} of theta is ${theta[outside]}; the file was learned from ${lower[outside]} to ${upper[outside]}`,
    };
  return { choice, refused: null };
}

/** Steps of a parameter: about 500 over its range, and numbers that are easy to read. */
export function stepOf(low: number, high: number): number {
  return 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-9) / 100));
}

/** A value on a step, inside the range. */
export function stepped(value: number, low: number, high: number): number {
  const step = stepOf(low, high);
  const whole = Math.round(value / step) * step;
  return Number(Math.min(high, Math.max(low, whole)).toPrecision(12));
}
