/** What the page and the worker of the map say to each other. */

import type { ProgramAnswer } from "../../inspector/answer";

/** Codes of cells that have no strategy: those of `crates/strategies/src/bundle/map.rs`. */
export const CODES = { nothing: 65535, infeasible: 65534, unbounded: 65533, unsettled: 65532 } as const;

/** Axes, ends of both ranges, cells across and down: as the wasm takes a view. */
export type View = readonly [number, number, number, number, number, number, number, number];

/** What a file says of a θ without solving anything. */
export interface Look {
  readonly number: number | null;
  readonly sentence: string | null;
  readonly path: readonly string[];
  /** By parameter: where another strategy begins downwards, and upwards; nothing where none does. */
  readonly reach: ReadonlyArray<
    readonly [
      { readonly at: number | null; readonly number: number | null },
      { readonly at: number | null; readonly number: number | null },
    ]
  >;
}

/** An answer from the file, with how it was proven. */
export type FileAnswer = ProgramAnswer & {
  readonly provenBy: "multipliers" | "warm" | "tree" | "search";
  /** The nearest θ at which another strategy begins, where that is known. */
  readonly change: { readonly at?: Float64Array };
};

/** Microseconds of an answer from the file and of a search from nothing, the quickest of some measurements of so many in all. */
export interface Worth {
  readonly file: number;
  readonly search: number;
  readonly queries: readonly [number, number];
}

export interface Card {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly strategies: readonly string[];
  readonly ranking: { readonly by: string; readonly tries: number };
  readonly domain: {
    readonly lower: readonly number[];
    readonly upper: readonly number[];
    readonly source: string;
  };
  readonly sampled: { readonly samples: number; readonly strategies: number; readonly bound: number };
  readonly verdict: string;
}

export type Asked =
  | {
      readonly kind: "open";
      readonly bytes: Uint8Array;
      readonly columns: string[];
      readonly rows: string[];
    }
  | { readonly kind: "look"; readonly name: string; readonly theta: readonly number[] }
  | { readonly kind: "paint"; readonly name: string; readonly theta: readonly number[]; readonly view: View }
  | { readonly kind: "importance"; readonly name: string }
  | {
      readonly kind: "worth";
      readonly name: string;
      readonly theta: readonly number[];
    }
  | {
      readonly kind: "truth";
      readonly name: string;
      readonly theta: readonly number[];
      readonly view: View;
      /** Cells along a side, coarse to fine. */
      readonly sizes: readonly number[];
    }
  | { readonly kind: "stop" };

/** A part of the truth: cells `from` on of a grid of `size`, and with its first part what the file says of all of it. */
export interface TruthPart {
  readonly size: number;
  readonly from: number;
  readonly codes: Uint16Array;
  readonly painted?: Uint16Array;
}

export type Request = Asked & { readonly id: number };

/** `part` for what comes before the end of a request. */
export type Reply =
  | { readonly id: number; readonly type: "done"; readonly value: unknown }
  | { readonly id: number; readonly type: "part"; readonly value: unknown }
  | { readonly id: number; readonly type: "failed"; readonly message: string };

/** What `open` says. */
export interface Opened {
  readonly card: Card;
  readonly paintedBy: string;
}
