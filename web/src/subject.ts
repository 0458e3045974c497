/** What the page is about: each subject is a module of its own, and shares the frame (tools, link, messages, workers). */

import type { LinkFields } from "./link";
import type { Workers } from "./solver";

export const SUBJECTS = ["lot-sizing", "robust-knapsack", "robust-inventory"] as const;
export type SubjectName = (typeof SUBJECTS)[number];

/** What a subject finds around it. */
export interface Frame {
  readonly workers: Workers;
  /** An error as text; `null` takes it away. */
  alert(text: string | null): void;
  /** Speaks a sentence to those who do not see the page. */
  say(sentence: string): void;
  /** The subject's state changed: the tools and the address follow. */
  changed(): void;
}

export interface Subject {
  /** The subjects that this module shows; `name` is the one it shows now. */
  readonly names: readonly SubjectName[];
  readonly name: SubjectName;
  /** The heading that the link past the controls leads to. */
  readonly landing: HTMLElement;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly canReset: boolean;
  /** One of `names` was chosen. */
  choose(name: SubjectName): void;
  /** The state as a link's fragment, with its `#`. */
  fragment(): string;
  /** Takes the state from a link. Throws `LinkError`, and has then changed nothing. */
  follow(fields: LinkFields): void;
  /** Draws the state, and whatever has to be asked of the package for it. */
  show(): Promise<void>;
  /** Another subject is shown from now on: what runs, ends. */
  leave(): void;
  undo(): boolean;
  redo(): boolean;
  /** Takes back what was changed by hand. */
  reset(): void;
  /** A rare chance to do what makes later answers quicker, when the first one is there. */
  warmUp(): Promise<void>;
}
