/** A program as CPLEX-LP text, which every solver reads. */

/** Terms on one line: readers limit the length of lines. */
const TERMS_A_LINE = 8;

function sum(terms) {
  if (terms.length === 0) return "0 x0";
  return terms
    .map(
      ([j, v], k) =>
        `${k % TERMS_A_LINE === TERMS_A_LINE - 1 ? "\n   " : ""}${v < 0 ? "-" : "+"} ${Math.abs(v)} x${j}`,
    )
    .join(" ");
}

const bound = (value, infinite) => (value === null ? infinite : String(value));

export function toLp(json) {
  const cost = json.columns.map((c, j) => [j, c.objective]).filter(([, v]) => v !== 0);
  const offset = json.offset === 0 ? "" : ` ${json.offset < 0 ? "-" : "+"} ${Math.abs(json.offset)}`;
  const lines = [`\\ ${json.name}`, json.sense, ` obj: ${sum(cost)}${offset}`, "subject to"];
  json.rows.forEach((row, i) => {
    const left = sum(row.terms);
    if (row.lower !== null && row.lower === row.upper) return lines.push(` r${i}: ${left} = ${row.lower}`);
    // Two rows for a range, and a row without bounds is none: both mean the same program.
    if (row.lower !== null)
      lines.push(` r${i}${row.upper === null ? "" : "_lower"}: ${left} >= ${row.lower}`);
    if (row.upper !== null)
      lines.push(` r${i}${row.lower === null ? "" : "_upper"}: ${left} <= ${row.upper}`);
  });
  lines.push("bounds");
  json.columns.forEach((c, j) =>
    lines.push(` ${bound(c.lower, "-inf")} <= x${j} <= ${bound(c.upper, "+inf")}`),
  );
  const integers = json.columns.map((c, j) => (c.kind === "integer" ? `x${j}` : "")).filter(Boolean);
  if (integers.length > 0) lines.push("general", ` ${integers.join(" ")}`);
  return `${[...lines, "end"].join("\n")}\n`;
}
