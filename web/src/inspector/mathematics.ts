/** A program as mathematics: TeX, which Temml turns into MathML. */

import { MOST_ROWS_WRITTEN, MOST_TERMS_WRITTEN } from "./limits";
import { given } from "./numbers";
import type { Shape, ShapeColumn, ShapeRow } from "./shape";
import "./mathematics.css";
import { nextFrame } from "../ui/breathe";
import { el } from "../ui/dom";
import { whole } from "../ui/format";

/** Signs that a backslash before them does not make plain. */
const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** A name upright, as it is written; nothing in it is taken for a command. */
export function nameTex(name: string): string {
  const plain = name.replace(/[\\~^{}$&#%_]/g, (sign) => SPECIAL[sign] ?? `\\${sign}`);
  return `\\text{${plain}}`;
}

function numberTex(value: number): string {
  const text = given(value).replaceAll("−", "-").replaceAll(",", "{,}");
  if (text.includes("∞")) return text.replace("∞", "\\infty");
  const [digits, power] = text.split("e");
  return power === undefined ? text : `${digits}\\cdot 10^{${Number(power)}}`;
}

/** A sum of terms; those after the most that are written are counted. */
export function sumTex(terms: ReadonlyArray<readonly [coefficient: number, name: string]>): string {
  const written = terms.filter(([coefficient]) => coefficient !== 0);
  if (written.length === 0) return "0";
  const shown = written.slice(0, MOST_TERMS_WRITTEN).map(([coefficient, name], k) => {
    const sign = coefficient < 0 ? "-" : k === 0 ? "" : "+";
    const size = Math.abs(coefficient);
    return `${sign}${size === 1 ? "" : `${numberTex(size)}\\,`}${name}`;
  });
  const rest = written.length - shown.length;
  return `${shown.join(" ")}${rest > 0 ? ` + \\text{… and ${whole(rest)} more terms}` : ""}`;
}

/** A line of the program: what stands before it, itself, and its name. */
export type Line = readonly [before: string, body: string, name: string];

/** The program line by line: objective, rows, bounds, kinds. */
export function programLines(shape: Shape): Line[] {
  const { columns, rows, maximizes } = shape;
  const names = columns.map(({ name }) => nameTex(name));
  const nameOf = (column: number): string => names[column] ?? "?";
  const objective = sumTex(columns.map(({ objective }, j) => [objective, nameOf(j)]));
  const lines: Line[] = [[maximizes ? "\\max" : "\\min", `${objective}${squaresTex(shape, nameOf)}`, ""]];
  for (const [i, row] of rows.slice(0, MOST_ROWS_WRITTEN).entries())
    lines.push([
      i === 0 ? "\\text{s.t.}" : "",
      rowTex(row, nameOf),
      `\\text{(}${nameTex(row.name)}\\text{)}`,
    ]);
  const rest = rows.length - MOST_ROWS_WRITTEN;
  if (rest > 0) lines.push(["", `\\text{… and ${whole(rest)} more rows}`, ""]);
  for (const line of boundLines(columns, names)) lines.push(["", line, ""]);
  return lines;
}

function rowTex({ terms, lower, upper, when }: ShapeRow, nameOf: (column: number) => string): string {
  const sum = sumTex(terms.map(([j, value]) => [value, nameOf(j)]));
  const condition = when ? `${nameOf(when.column)} = ${when.value} \\;\\Rightarrow\\; ` : "";
  if (lower === upper) return `${condition}${sum} = ${numberTex(lower)}`;
  const left = Number.isFinite(lower) ? `${numberTex(lower)} \\le ` : "";
  const right = Number.isFinite(upper) ? ` \\le ${numberTex(upper)}` : "";
  if (left !== "" && right === "") return `${condition}${sum} \\ge ${numberTex(lower)}`;
  return `${condition}${left}${sum}${right}`;
}

/** ½·xᵀQx, from the lower triangle of Q. */
function squaresTex({ program }: Shape, nameOf: (column: number) => string): string {
  const entries = program?.quadratic ?? [];
  const terms = entries.map(([i, j, value]): readonly [number, string] =>
    i === j ? [value / 2, `${nameOf(i)}^2`] : [value, `${nameOf(i)}\\,${nameOf(j)}`],
  );
  const text = terms.length === 0 ? "" : sumTex(terms);
  return text === "" || text === "0" ? "" : text.startsWith("-") ? ` ${text}` : ` + ${text}`;
}

/** Columns of equal bounds and kind together. */
function boundLines(columns: readonly ShapeColumn[], names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const [j, { lower, upper, kind }] of columns.entries()) {
    const key = `${lower} ${upper} ${kind}`;
    groups.set(key, [...(groups.get(key) ?? []), names[j] ?? "?"]);
  }
  return [...groups].map(([key, members]) => {
    const [low = "0", high = "0", kind = ""] = key.split(" ");
    const shown = members.slice(0, MOST_TERMS_WRITTEN).join(",\\ ");
    const rest = members.length - Math.min(members.length, MOST_TERMS_WRITTEN);
    const list = `${shown}${rest > 0 ? `\\ \\text{… and ${whole(rest)} more}` : ""}`;
    return `${list}${domainTex(Number(low), Number(high), kind)}`;
  });
}

function domainTex(lower: number, upper: number, kind: string): string {
  const isWhole = kind === "integer" || kind === "binary" || kind === "semiinteger";
  const orZero = kind.startsWith("semi") ? "\\{0\\} \\cup " : "";
  if (isWhole && lower === 0 && upper === 1) return " \\in \\{0, 1\\}";
  const set = isWhole ? "\\mathbb{Z}" : "\\mathbb{R}";
  if (lower === Number.NEGATIVE_INFINITY && upper === Number.POSITIVE_INFINITY)
    return ` \\in ${orZero}${set}`;
  if (!isWhole && orZero === "" && upper === Number.POSITIVE_INFINITY) return ` \\ge ${numberTex(lower)}`;
  if (!isWhole && orZero === "" && lower === Number.NEGATIVE_INFINITY) return ` \\le ${numberTex(upper)}`;
  const ends = `${lower === Number.NEGATIVE_INFINITY ? "(" : "["}${numberTex(lower)}, ${numberTex(upper)}${upper === Number.POSITIVE_INFINITY ? ")" : "]"}`;
  return ` \\in ${orZero}${ends}${isWhole ? ` \\cap ${set}` : ""}`;
}

/** What the program says besides, which no line above writes. */
export function besideWords({ program }: Shape): string {
  const parts = [
    [program?.sos?.length ?? 0, "special ordered set"],
    [program?.piecewise?.length ?? 0, "piecewise-linear term"],
    [program?.objectives?.length ?? 0, "further objective"],
  ] as const;
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}${count > 1 ? "s" : ""}`);
  return said.length > 0 ? `Beside what is written here it has ${said.join(", ")}.` : "";
}

/** Lines that are laid out in one frame: one may have forty terms. */
const LINES_AT_ONCE = 2;

/** Writings under way, by their elements: one that has begun ends where another one comes. */
const writing = new WeakMap<HTMLElement, Shape>();

/** Writes it into an element, some lines at a time; Temml loads when this is first called. */
export async function writeMathematics(shape: Shape, into: HTMLElement): Promise<void> {
  writing.set(into, shape);
  const { default: temml } = await import("temml");
  if (writing.get(into) !== shape) return;
  into.classList.add("mathematics");
  into.dataset["whole"] = "false";
  const cell = (tex: string): HTMLElement => {
    const host = el("span", {});
    if (tex !== "") temml.render(tex, host, { displayMode: true, throwOnError: false, annotate: false });
    return host;
  };
  const lines = programLines(shape);
  for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
    const made = lines.slice(from, from + LINES_AT_ONCE).map((line) => el("div", {}, ...line.map(cell)));
    // What stood there stays until the first lines are made.
    if (from === 0) into.replaceChildren(...made);
    else into.append(...made);
    await nextFrame();
    if (writing.get(into) !== shape) return;
  }
  into.dataset["whole"] = "true";
}
