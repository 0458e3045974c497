/**
 * One file with a problem, its answer and the solver: the page `stand-alone.html` of the build, whose code and policy are the same for all, filled
 * with data. Data never becomes code: it lies in blocks that no browser runs.
 */

import { familyOf } from "../../../pkg/dist/families.js";
import { through, toBase64 } from "./pack";
import type { Portable } from "./subject";

/** Where the build has put the package's modules, by their files. */
const MODULES = import.meta.glob<string>("../../../pkg/wasm/hunch_*_bg.wasm", {
  query: "?url",
  import: "default",
  eager: true,
});

/** Values of a saved answer that stand in the file as text; the file computes all of them. */
const MOST_VALUES = 1_000;

export async function standAlonePage(portable: Portable, address: string): Promise<string> {
  const response = await fetch(new URL("stand-alone.html", document.baseURI));
  if (!response.ok)
    throw new Error(`the page to fill could not be fetched: the server answered ${response.status}`);
  const page = await response.text();
  const blocks = await Promise.all(modulesOf(portable).map(block));
  const filled: Readonly<Record<string, string>> = {
    title: escaped(portable.title),
    saved: savedWords(portable, address),
    problem: data({ problem: plain(portable.problem), panels: portable.panels }),
    modules: blocks.join("\n"),
  };
  // Each mark once, and never inside of what another one was replaced by.
  return page.replaceAll(
    /__(TITLE|SAVED|PROBLEM|MODULES)__/g,
    (_, name: string) => filled[name.toLowerCase()] ?? "",
  );
}

/** The modules that the problem takes; of a program all, since its text may be changed in the saved page. */
function modulesOf({ problem }: Portable): string[] {
  const isOfFamily = typeof problem === "object" && "family" in problem;
  return isOfFamily ? [familyOf(problem).pack] : ["programs", "kinds", "text"];
}

async function block(name: string): Promise<string> {
  const address = MODULES[`../../../pkg/wasm/hunch_${name}_bg.wasm`];
  if (address === undefined) throw new Error(`the page has no module ${name}`);
  const response = await fetch(address);
  if (!response.ok)
    throw new Error(`the module ${name} could not be fetched: the server answered ${response.status}`);
  const packed = await through(await response.blob(), new CompressionStream("gzip"));
  return `<script type="text/plain" data-module="${name}">${toBase64(packed)}</script>`;
}

/** Typed arrays as lists, bytes as text: what JSON can carry. */
function plain(problem: Portable["problem"]): unknown {
  if (typeof problem === "string") return problem;
  if (problem instanceof Uint8Array) return { bytes: toBase64(problem) };
  return Object.fromEntries(
    Object.entries(problem).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
    ]),
  );
}

/** JSON that ends no script, whatever the texts in it are. */
function data(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function savedWords({ words, values }: Portable, address: string): string {
  const lines = values.slice(0, MOST_VALUES).map(([name, value]) => `${name} = ${value}`);
  if (values.length > MOST_VALUES) lines.push(`… and ${values.length - MOST_VALUES} more`);
  const day = new Date().toISOString().slice(0, 10);
  const from = /^https?:/.test(address)
    ? `, from <a href="${escaped(address)}">the page it was made on</a>`
    : "";
  const list =
    lines.length === 0
      ? ""
      : `<details><summary>The answer as it was saved</summary><pre>${escaped(lines.join("\n"))}</pre></details>`;
  return `<p>Saved on ${day}${from}. ${escaped(words)}</p>${list}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
