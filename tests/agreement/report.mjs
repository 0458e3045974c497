/**
 * Writes docs/results/agreement.md from the counts that run.mjs left. `node report.mjs --hardware "…"` names
 * the machine.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { VERDICTS } from "./lib/compare.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WORDS = { lp: "Linear programs", mip: "Mixed-integer programs" };

const { values: options } = parseArgs({
  options: {
    hardware: { type: "string", default: "not stated" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: join(ROOT, "tests/out/agreement") },
    out: { type: "string", default: join(ROOT, "docs/results/agreement.md") },
  },
});

const point = (p) =>
  p
    ? `feasible ${p.feasible}, objective ${p.objective}, violation ${p.violation.toExponential(1)}`
    : "no point";

function section(kind, summary) {
  const flavours = Object.entries(summary.flavours);
  const count = (verdict) => flavours.reduce((sum, [, counts]) => sum + (counts[verdict] ?? 0), 0);
  const statuses = Object.entries(summary.statuses)
    .map(([status, n]) => `${n} ${status}`)
    .join(", ");
  const enumerated = summary.enumerated > 0 ? ` ${summary.enumerated} of them were enumerated too.` : "";
  const native = summary.versions.hunch.startsWith("native");
  const engine = native
    ? "The engine (SHA-256 of its native program)"
    : "Build of the package (SHA-256 of the wasm)";
  const row = (cells) => `| ${cells.join(" | ")} |`;
  const lines = [
    `## ${WORDS[kind]}: ${VERDICTS.map((v) => `${count(v)} ${v}`).join(", ")}`,
    "",
    `\`node tests/agreement/run.mjs --kind ${kind} --count ${summary.done} --seed ${summary.seed} --time-limit ${summary.timeLimit}${native ? " --native FILE" : ""}\`: ${summary.done} programs.${enumerated}`,
    `Our answers: ${statuses}. ${engine}: ${summary.versions.hunch.replace("native ", "")}; HiGHS in wasm: npm \`highs\` ${summary.versions.highs}.`,
    "",
  ];
  if (summary.findings.length > 0) {
    lines.push(
      row(["seed", "kind", "verdict", "what", "our point", "HiGHS's point"]),
      row(["---:", "---", "---", "---", "---", "---"]),
    );
    for (const f of summary.findings)
      lines.push(row([f.seed, f.flavour, f.verdict, f.why, point(f.points.ours), point(f.points.highs)]));
    lines.push("");
  }
  lines.push(row(["kind of program", ...VERDICTS]), row(["---", ...VERDICTS.map(() => "---:")]));
  for (const [name, counts] of flavours) lines.push(row([name, ...VERDICTS.map((v) => counts[v] ?? 0)]));
  return lines.join("\n");
}

const parts = [
  "# Agreement with HiGHS and with enumeration",
  "",
  `Seeded small programs, solved by our engine through the package, by HiGHS, and by enumeration where possible; \`tests/agreement/README.md\` says what each verdict means. ${new Date().toISOString().slice(0, 10)}, ${options.hardware}.`,
];
for (const kind of Object.keys(WORDS)) {
  const file = join(options.from, `${kind}-${options.seed}.json`);
  if (existsSync(file)) parts.push("", section(kind, JSON.parse(readFileSync(file, "utf8"))));
}
// The section of tests/nasty is written by its own command; it stays as it is.
const before = existsSync(options.out) ? readFileSync(options.out, "utf8") : "";
const nasty = before.match(/^## Nasty programs[\s\S]*?(?=^## (?!Nasty)|(?![\s\S]))/m);
if (nasty) parts.push("", nasty[0].trimEnd());
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, `${parts.join("\n")}\n`);
