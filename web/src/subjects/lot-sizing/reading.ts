/** Numbers of the problem as a person types or pastes them. */

import { amount } from "../../ui/format";
import { cellsOf, type Decimal, decimalOfBlock, readNumber } from "../../ui/numbers";
import { SERIES, type Series } from "./problem";

/** Characters of a text that are quoted. */
const MOST_QUOTED = 40;

/** Text of a number box as a value of the series, or what is wrong with it. */
export function parseValue(
  series: Series,
  period: number,
  text: string,
  decimal: Decimal | null = null,
): { value: number } | { problem: string } {
  const where = `${series.label} in period ${period + 1} is “${text.trim().slice(0, MOST_QUOTED)}”`;
  const range = `from 0 to ${amount(series.max)}`;
  const reading = readNumber(text, { whole: series.decimals === 0, decimal });
  if ("problem" in reading) {
    const isNone = reading.problem === "it must be a number";
    return { problem: `${where}; ${reading.problem}${isNone ? ` ${range}` : ""}.` };
  }
  const { value } = reading;
  if (value < 0 || value > series.max) return { problem: `${where}; it must be ${range}.` };
  if (series.decimals === 0 && !Number.isInteger(value))
    return { problem: `${where}; it must be a whole number.` };
  return { value: Math.round(value * 10 ** series.decimals) / 10 ** series.decimals };
}

export interface BlockCell {
  readonly series: Series;
  readonly period: number;
  readonly value: number;
}

/** A pasted block as values, from a cell on; a first line of words is a heading and is left out. */
export function readBlock(
  text: string,
  column: number,
  period: number,
  periods: number,
): { cells: BlockCell[] } | { problem: string } {
  const all = cellsOf(text);
  const isHeading = all.length > 1 && all[0]?.every((cell) => !/\d/.test(cell)) === true;
  const rows = isHeading ? all.slice(1) : all;
  const widest = Math.max(...rows.map((row) => row.length));
  if (column + widest > SERIES.length)
    return {
      problem: `What was pasted has ${widest} columns; from here on there is room for ${SERIES.length - column}.`,
    };
  if (period + rows.length > periods)
    return {
      problem: `What was pasted has ${rows.length} rows; from here on there is room for ${periods - period}.`,
    };
  const decimal = decimalOfBlock(rows.flat());
  const cells: BlockCell[] = [];
  for (const [down, row] of rows.entries()) {
    for (const [right, cell] of row.entries()) {
      const series = SERIES[column + right];
      if (!series) continue;
      const parsed = parseValue(series, period + down, cell, decimal);
      if ("problem" in parsed) return { problem: `Nothing was pasted: ${parsed.problem}` };
      cells.push({ series, period: period + down, value: parsed.value });
    }
  }
  return { cells };
}
