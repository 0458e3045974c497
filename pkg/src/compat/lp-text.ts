/** The text form of models that javascript-lp-solver reads and writes, that of lp_solve in small. */

import { HunchError } from "../errors.js";
import { isObject } from "../schema.js";
import type { JavascriptLpModel } from "../types.js";

/** A text made a model, a model made a text. */
export function reformat(model: JavascriptLpModel | string | readonly string[]): JavascriptLpModel | string {
  if (typeof model === "string") return read(model.split("\n"));
  return Array.isArray(model) ? read(model as readonly string[]) : write(model as JavascriptLpModel);
}

type Writable = {
  opType: "max" | "min";
  optimize: string;
  constraints: Record<string, { min?: number; max?: number; equal?: number }>;
  variables: Record<string, Record<string, number>>;
  ints?: Record<string, 1>;
  binaries?: Record<string, 1>;
  unrestricted?: Record<string, 1>;
};

/** What the attribute is called that a text's objective is made of. */
const OBJECTIVE = "_obj";
const SECTIONS = {
  int: "ints",
  bin: "binaries",
  unrestricted: "unrestricted",
  free: "unrestricted",
} as const;

const NUMBER = String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+(?![A-Za-z_\d]))?`;
const NAME = String.raw`[A-Za-z_][^\s+\-*<>=;:,]*`;
const TERM = new RegExp(String.raw`\s*((?:[+-]\s*)*)(${NUMBER})?\s*(\*?)\s*(${NAME})?\s*`, "y");
const OBJECTIVE_LINE = /^\s*(max|min)(?:imi[sz]e)?\s*:(.*)$/is;
const SECTION_LINE = /^\s*(int|bin|unrestricted|free)\s+(.*)$/is;
const RELATION = /[<>]=?|=[<>]?/;
/** Which end of `x` a number is, by the relation's first sign, where `x` stands before it. */
const ENDS = { "<": "max", ">": "min", "=": "equal" } as const;

function read(lines: readonly string[]): JavascriptLpModel {
  const model: Writable = { opType: "min", optimize: OBJECTIVE, constraints: {}, variables: {} };
  let isComment = false;
  for (const [i, line] of lines.entries()) {
    if (typeof line !== "string") throw wrong(i, String(line), "is no text");
    let text = line;
    if (isComment) {
      const end = text.indexOf("*/");
      if (end < 0) continue;
      text = text.slice(end + 2);
    }
    text = text.replace(/\/\*.*?\*\//g, " ").replace(/\/\/.*$/, "");
    const opened = text.indexOf("/*");
    isComment = opened >= 0;
    if (isComment) text = text.slice(0, opened);
    const statements = text.split(";").filter((statement) => statement.trim() !== "");
    for (const [k, statement] of statements.entries())
      readStatement(model, statement, k === 0 ? `__${i}` : `__${i}_${k}`, i);
  }
  return model;
}

function readStatement(model: Writable, statement: string, key: string, line: number): void {
  const objective = OBJECTIVE_LINE.exec(statement);
  if (objective) {
    model.opType = objective[1]!.toLowerCase() as "max" | "min";
    const { terms, constant } = termsOf(objective[2]!, line);
    if (constant !== 0) throw wrong(line, statement, "has a constant, which this form has no place for");
    put(model, terms, OBJECTIVE);
    return;
  }
  const section = SECTION_LINE.exec(statement);
  if (section && !RELATION.test(statement)) {
    const part = SECTIONS[section[1]!.toLowerCase() as keyof typeof SECTIONS];
    model[part] ??= {};
    for (const name of section[2]!.split(/[\s,]+/)) if (name !== "") model[part][name] = 1;
    return;
  }
  const colon = statement.indexOf(":");
  const parts = statement.slice(colon + 1).split(new RegExp(`(${RELATION.source})`));
  const sides = parts.filter((_, k) => k % 2 === 0).map((side) => termsOf(side, line));
  const relations = parts
    .filter((_, k) => k % 2 === 1)
    .map((relation) => relation.replace("=<", "<").replace("=>", ">"));
  if (sides.length < 2 || sides.length > 3)
    throw wrong(line, statement, "is no objective, constraint or list of variables");
  const body = sides.findIndex(({ terms }) => terms.size > 0);
  if (body < 0 || (sides.length === 3 && body !== 1))
    throw wrong(line, statement, "compares no variables with numbers");
  const bounds: Writable["constraints"][string] = {};
  const all = new Map(sides[body]!.terms);
  const moved = sides[body]!.constant;
  // Variables on the right go to the left; `body` is the first side that has any.
  if (sides.length === 2 && body === 0)
    for (const [name, value] of sides[1]!.terms) all.set(name, (all.get(name) ?? 0) - value);
  if (sides.length === 3 && sides[0]!.terms.size + sides[2]!.terms.size > 0)
    throw wrong(line, statement, "has variables in more than its middle");
  for (const [k, relation] of relations.entries()) {
    const isLeft = body > k;
    const number = sides[isLeft ? k : k + 1]!.constant;
    const end = ENDS[relation[0] as keyof typeof ENDS];
    const side = !isLeft || end === "equal" ? end : end === "max" ? "min" : "max";
    bounds[side] = number - moved;
  }
  model.constraints[key] = bounds;
  put(model, all, key);
}

function put(model: Writable, terms: ReadonlyMap<string, number>, attribute: string): void {
  for (const [name, value] of terms) {
    model.variables[name] ??= {};
    model.variables[name][attribute] = value;
  }
}

/** A sum of terms: signs, a number, a name, of which some may be missing. */
function termsOf(text: string, line: number): { terms: Map<string, number>; constant: number } {
  const terms = new Map<string, number>();
  let constant = 0;
  let isNumber = false;
  TERM.lastIndex = 0;
  for (let at = 0; at < text.length; at = TERM.lastIndex) {
    const term = TERM.exec(text);
    const [all, signs, number, star, name] = term ?? [];
    if (all?.trim() === "" && TERM.lastIndex >= text.length) break;
    const isTerm = all !== undefined && (number !== undefined || name !== undefined);
    // Between terms a space will do for a plus, as the package writes them itself; not beside a number alone.
    const isJoined =
      at === 0 || signs !== "" || (/\s/.test(text.charAt(at - 1)) && !isNumber && name !== undefined);
    if (!isTerm || !isJoined || (star === "*" && (number === undefined || name === undefined)))
      throw wrong(line, text, `cannot be read at "${text.slice(at).trim()}"`);
    const isNegative = (signs!.match(/-/g)?.length ?? 0) % 2 === 1;
    const value = (isNegative ? -1 : 1) * (number === undefined ? 1 : Number(number));
    isNumber = name === undefined;
    if (name === undefined) constant += value;
    else terms.set(name, (terms.get(name) ?? 0) + value);
  }
  return { terms, constant };
}

function write(model: JavascriptLpModel): string {
  if (!isObject(model))
    throw new HunchError("invalid-input", "a model, or a text, is needed", { field: "model" });
  const { optimize, opType = "min", constraints = {}, variables = {} } = model;
  const sum = (attribute: unknown) =>
    Object.entries(variables)
      .filter(([, unit]) => typeof attribute === "string" && unit[attribute])
      .map(
        ([name, unit]) =>
          ` ${unit[attribute as string]! < 0 ? "-" : "+"}${Math.abs(unit[attribute as string]!)} ${name}`,
      )
      .join("");
  const lines = [`${opType}:${sum(optimize)};`];
  for (const [name, { equal, min, max }] of Object.entries(constraints)) {
    // A row must have some variable.
    const body = sum(name) || ` 0 ${Object.keys(variables)[0] ?? "x"}`;
    if (equal !== undefined) lines.push(`${body} = ${equal};`);
    if (equal === undefined && min !== undefined) lines.push(`${body} >= ${min};`);
    if (equal === undefined && max !== undefined) lines.push(`${body} <= ${max};`);
  }
  for (const [word, flags] of [
    ["int", model.ints],
    ["bin", model.binaries],
    ["unrestricted", model.unrestricted],
  ] as const)
    for (const [name, flag] of Object.entries(flags ?? {})) if (flag) lines.push(`${word} ${name};`);
  return `${lines.join("\n")}\n`;
}

function wrong(line: number, text: string, what: string): HunchError {
  const shown = text.trim().slice(0, 60);
  return new HunchError("invalid-input", `line ${line + 1}, "${shown}", ${what}`, {
    field: "text",
    value: shown,
    line: line + 1,
    column: 1,
  });
}
