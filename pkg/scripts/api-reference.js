// Writes docs/reference/api.md from the types of the package and their documentation; with --check it says instead whether the file is what
// would be written. The compiler's own interface reads the sources, so that nothing is parsed here.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SyntaxKind } from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";
import { API, SymbolFlags } from "typescript/unstable/sync";

const root = new URL("../", import.meta.url);
const target = new URL("../docs/reference/api.md", root);
const path = (name) => fileURLToPath(new URL(name, root));

/** Entries of package.json with types, in the order of the page, and what they are for. */
const ENTRIES = [
  [
    "hunch-solver",
    "src/index.ts",
    "The solver. Models with names are exported here too; they have a section of their own.",
  ],
  ["hunch-solver/model", "src/model/index.ts", "Programs with names, without any solver."],
  [
    "hunch-solver/element",
    "src/element/index.ts",
    "The custom element `<hunch-solver>`; importing the module defines it.",
  ],
  [
    "hunch-solver/javascript-lp-solver",
    "src/compat/javascript-lp-solver.ts",
    "The calls of the package javascript-lp-solver.",
  ],
  ["hunch-solver/yalps", "src/compat/yalps.ts", "The calls of the package YALPS."],
];

/** Kinds of declarations in the order in which a section has them: what is called first, then what that takes and gives. */
const ORDER = [
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.ClassDeclaration,
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
];

/** What a reader looks for first, before the rest by the alphabet. */
const FIRST = [
  "init",
  "Hunch",
  "InitOptions",
  "Problem",
  "SolveOptions",
  "Answer",
  "HunchEvent",
  "LoadedProgram",
  "model",
  "Model",
  "HunchSolverElement",
];

const api = new API({ cwd: path("") });
const config = path("tsconfig.json");
const project = api.updateSnapshot({ openProject: config }).getProject(config);
const { checker, program } = project;

/** Names with a place of their own, so that they are linked from everywhere. */
const places = new Map();
const sections = ENTRIES.map(([name, file, about]) => ({ name, about, entries: entriesOf(file, name) }));
const text = page();
api.close();

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    console.error("docs/reference/api.md is not what the types say; run `cargo xtask generate`");
    process.exitCode = 1;
  }
} else writeFileSync(target, text);

/** What an entry exports and no entry before it had: names with their declarations. */
function entriesOf(file, section) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(path(file)));
  const entries = [];
  for (const symbol of checker.getExportsOfModule(module)) {
    const { name } = symbol;
    const own = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const declarations = own.declarations
      .map((handle) => handle.resolve(project))
      .filter((node) => ORDER.includes(node?.kind));
    if (name === "default" || declarations.length === 0) continue;
    // What `hunch-solver` passes on from `hunch-solver/model` stands there.
    if (section === "hunch-solver" && fileOf(declarations[0]).includes("/model/")) continue;
    if (!places.has(name)) places.set(name, anchor(section, name));
    entries.push({ name, declarations, section });
  }
  const rank = ({ name, declarations }) => {
    const first = FIRST.indexOf(name);
    return first >= 0 ? first - FIRST.length : ORDER.indexOf(declarations[0].kind);
  };
  return entries.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

function page() {
  const lines = [
    "# Interface",
    "",
    "Made by `cargo xtask generate` from the types in `pkg/src`. What the package is for, with examples, is in [its README](../../pkg/README.md); fields of instances",
    "with their ranges are in [families.md](families.md).",
    "",
  ];
  for (const { name, entries } of sections) {
    lines.push(
      `- [${name}](#${slug(name)}): ${entries.map((entry) => `[${entry.name}](#${anchor(name, entry.name)})`).join(", ")}`,
    );
  }
  for (const { name, about, entries } of sections) {
    lines.push("", `## ${name}`, "", about);
    for (const entry of entries) lines.push("", ...described(entry));
  }
  return `${lines
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trimEnd()}\n`;
}

function described({ name, declarations, section }) {
  const [first] = declarations;
  const lines = [`<a id="${anchor(section, name)}"></a>`, "", `### ${name}`, ""];
  if (is.isFunctionDeclaration(first)) {
    // With overloads the last declaration is the one that has a body, and nobody calls it.
    const called = declarations.length > 1 ? declarations.filter((node) => !node.body) : declarations;
    return [
      ...lines,
      ...code(called.map(signature)),
      ...paragraphs(declarations.map(doc).find((one) => one !== "") ?? ""),
    ];
  }
  lines.push(...paragraphs(doc(first)));
  if (is.isTypeAliasDeclaration(first))
    return [...lines, ...code([dedented(source(first).replace(/^export /, ""))])];
  for (const declaration of declarations) {
    const heritage = (declaration.heritageClauses ?? []).map((clause) => source(clause)).join(" ");
    const kind = is.isClassDeclaration(declaration) ? "class" : "interface";
    const parameters =
      declaration.typeParameters?.length > 0 ? `<${declaration.typeParameters.map(source).join(", ")}>` : "";
    const isPlain = heritage === "" && parameters === "";
    if (!isPlain) lines.push(`\`${kind} ${name}${parameters} ${heritage}\``.replace(" `", "`"), "");
    for (const member of declaration.members.filter(isPublic)) {
      const [head, ...rest] = paragraphs(doc(member));
      lines.push(`- \`${signature(member).replaceAll("\n", " ")}\`${head ? `<br>${head}` : ""}`);
      for (const line of rest) lines.push(line === "" ? "" : `  ${line}`);
      if (lines.at(-1) === "") lines.pop();
    }
  }
  return lines;
}

/** What is neither private by name nor by word, and no part of how an element lives. */
function isPublic(member) {
  const { kind, name } = member;
  const text = name ? source(name) : "";
  const words = (member.modifiers ?? []).map((modifier) => source(modifier));
  return (
    !text.startsWith("#") &&
    !words.includes("private") &&
    !words.includes("protected") &&
    !/^(observedAttributes|\w+Callback)$/.test(text) &&
    kind !== SyntaxKind.SemicolonClassElement
  );
}

/** A declaration without its body and its value, on one line. */
function signature(node) {
  const file = node.getSourceFile();
  const start = node.getStart(file);
  const end = node.body ? node.body.getStart(file) : node.initializer && node.type ? node.type.end : node.end;
  return file.text
    .slice(start, end)
    .replace(/\/\*\*[\s\S]*?\*\//g, "")
    .replaceAll(/\s+/g, " ")
    .replace(/^(export |declare |async |override )+/, "")
    .replace(/ = $/, "")
    .replace(/[;{ ]+$/, "");
}

function source(node) {
  const file = node.getSourceFile();
  return file.text.slice(node.getStart(file), node.end);
}

function fileOf(node) {
  return node.getSourceFile().fileName;
}

/** The documentation of a node as its author wrote it, without the stars. */
function doc(node) {
  const last = (node.jsDoc ?? []).at(-1);
  if (!last) return "";
  return node
    .getSourceFile()
    .text.slice(last.getStart(node.getSourceFile()), last.end)
    .replace(/^\/\*\*/, "")
    .replace(/\*\/$/, "")
    .replaceAll(/^[ \t]*\* ?/gm, "")
    .trim();
}

/** Documentation as lines of Markdown: paragraphs joined, examples as code, links to other types. */
function paragraphs(text) {
  if (text === "") return [];
  const [words, ...examples] = text.split(/^@example\s*$/m);
  const joined = words
    .trim()
    .split(/\n\s*\n/)
    .map((part) => linked(part.replaceAll(/\s*\n(?!- )\s*/g, " ").trim()));
  const lines = joined.flatMap((part) => [part, ""]);
  for (const example of examples) lines.push("```ts", example.trim(), "```", "");
  return lines;
}

function linked(text) {
  return text.replaceAll(/\{@link (\w+)(?:\.(\w+))?\}/g, (_, name, member) => {
    const words = member ? `${name}.${member}` : name;
    return places.has(name) ? `[\`${words}\`](#${places.get(name)})` : `\`${words}\``;
  });
}

function code(parts) {
  return ["```ts", ...parts, "```", ""];
}

function dedented(text) {
  return text.replaceAll(/[ \t]+$/gm, "");
}

function slug(name) {
  return name
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-");
}

/** A name may stand in several sections. */
function anchor(section, name) {
  return `${slug(section.replace(/^hunch-solver\/?/, "") || "solver")}-${name}`;
}
