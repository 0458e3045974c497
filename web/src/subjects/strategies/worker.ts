/**
 * The worker of the map: the package's module of strategies by itself, since the package has no call for maps. One worker looks and paints, so that
 * a drag is answered at once; another one fills in the truth and measures.
 */

import init, { MapTruth, Strategies } from "../../../../pkg/wasm/hunch_strategies.js";
import wasm from "../../../../pkg/wasm/hunch_strategies_bg.wasm?url";
import type { Card, FileAnswer, Look, Opened, Reply, Request, TruthPart, View, Worth } from "./messages";

const scope = globalThis as unknown as {
  postMessage(message: Reply): void;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
};

/** Milliseconds of a slice of the truth: what is asked meanwhile waits no longer. */
const SLICE_MS = 12;
/** Cells between two looks at the clock. */
const CELLS_A_LOOK = 8;
/** Measurements of what a file is worth, and seconds of each. */
const MEASUREMENTS = 10;
const MEASUREMENT_SECONDS = 0.01;
/** Seconds that a search for an answer may take. */
const ANSWER_LIMIT = 5;

const strategies = init({ module_or_path: new URL(wasm, import.meta.url) }).then(() => new Strategies());
/** Names of columns and rows of the files that are open. */
const names = new Map<string, { readonly columns: string[]; readonly rows: string[] }>();
/** What the truth of each file has met. */
const truths = new Map<string, MapTruth>();
/** Counts what ends the truth that is being filled in. */
let turn = 0;

scope.onmessage = async ({ data }) => {
  if (data.kind === "truth" || data.kind === "stop") turn += 1;
  try {
    const files = await strategies;
    const value = data.kind === "truth" ? await fill(files, data, turn) : answer(files, data);
    scope.postMessage({ id: data.id, type: "done", value });
  } catch (error) {
    scope.postMessage({ id: data.id, type: "failed", message: messageOf(error) });
  }
};

function answer(files: Strategies, asked: Exclude<Request, { kind: "truth" }>): unknown {
  switch (asked.kind) {
    case "open": {
      const card = files.load(asked.bytes) as Card;
      names.set(card.name, asked);
      return { card, paintedBy: files.paintedBy(card.name) } satisfies Opened;
    }
    case "look": {
      const theta = Float64Array.from(asked.theta);
      // What is said without solving is there first: a search may take longer.
      const value = files.look(asked.name, theta) as Look;
      scope.postMessage({ id: asked.id, type: "part", value });
      const { columns, rows } = names.get(asked.name) ?? { columns: [], rows: [] };
      return files.respond(asked.name, theta, columns, rows, ANSWER_LIMIT) as FileAnswer;
    }
    case "paint":
      return files.paint(asked.name, Float64Array.from(asked.theta), Float64Array.from(asked.view));
    case "importance":
      return files.importance(asked.name);
    case "worth":
      return worth(files, asked.name, Float64Array.from(asked.theta));
    case "stop":
      return null;
  }
}

/** The quickest of several measurements: what else the device does makes each of them longer, none shorter. */
function worth(files: Strategies, name: string, theta: Float64Array): Worth {
  const all = Array.from(
    { length: MEASUREMENTS },
    () => files.worth(name, theta, MEASUREMENT_SECONDS) as Worth,
  );
  const least = (of: (one: Worth) => number): number => Math.min(...all.map(of));
  const sum = (k: 0 | 1): number => all.reduce((total, { queries }) => total + queries[k], 0);
  return {
    file: least(({ file }) => file),
    search: least(({ search }) => search),
    queries: [sum(0), sum(1)],
  };
}

/** Grid after grid, in slices between which other requests are answered. */
async function fill(
  files: Strategies,
  { id, name, theta: given, view, sizes }: Extract<Request, { kind: "truth" }>,
  own: number,
): Promise<boolean> {
  const theta = Float64Array.from(given);
  const truth = truths.get(name) ?? new MapTruth();
  truths.set(name, truth);
  for (const size of sizes) {
    const grid = Float64Array.from([...view.slice(0, 6), size, size] as unknown as View);
    let painted: Uint16Array | undefined = files.paint(name, theta, grid);
    for (let from = 0; from < size * size; ) {
      const started = performance.now();
      const codes: number[] = [];
      while (from + codes.length < size * size && performance.now() - started < SLICE_MS) {
        const first = from + codes.length;
        const count = Math.min(CELLS_A_LOOK, size * size - first);
        const cells = Uint32Array.from({ length: count }, (_, k) => first + k);
        codes.push(...files.truth(name, theta, grid, cells, truth));
      }
      const value: TruthPart = { size, from, codes: Uint16Array.from(codes), ...(painted && { painted }) };
      scope.postMessage({ id, type: "part", value });
      painted = undefined;
      from += codes.length;
      await pause();
      if (own !== turn) return false;
    }
  }
  return true;
}

/** Until what was sent meanwhile has been answered. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** The wasm throws plain objects. */
function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === "string" ? message : String(error);
}
