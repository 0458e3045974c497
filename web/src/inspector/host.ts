/** What surrounds an inspector. */

import type { Hunch, Program } from "hunch-solver";
import type { Extras } from "./plane";

/** What is solved: a text, or the bytes of a file. */
export type Source = string | Uint8Array;

/** What the inspector asks of its subject. */
export interface Host {
  /** A solver for short questions. */
  quick(): Promise<Hunch>;
  /** A solver for long ones. */
  search(): Promise<Hunch>;
  /** What the run is of: as it was given, or with another objective. */
  source(): Source | Program;
  /** What the plane shows besides has changed. */
  onExtras(extras: Extras): void;
  alert(text: string): void;
}
