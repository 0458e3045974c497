/** What the page and HiGHS' worker say to each other. */

import type { Status } from "hunch-solver";

export interface ToHighs {
  /** In CPLEX-LP form. */
  readonly text: string;
  /** Seconds. */
  readonly timeLimit: number;
}

export type FromHighs =
  | { readonly type: "ready" }
  | { readonly type: "incumbent"; readonly seconds: number; readonly objective: number }
  | { readonly type: "bound"; readonly seconds: number; readonly bound: number }
  | {
      readonly type: "ended";
      readonly seconds: number;
      readonly status: Status;
      readonly objective: number | null;
      readonly bound: number | null;
    }
  | { readonly type: "failed"; readonly message: string };
