/**
 * What the page is about. Each subject is a folder `src/subjects/<name>` that the frame finds by its place:
 *
 * - `about.json`: {@link About}, its order and its names;
 * - `intro.html`, `panels.html`, `source.html`: its markup, for the places of the same names in `index.html`;
 *   where a
 *   folder shows several subjects, `data-subjects` names those that an element belongs to;
 * - `style.css`: the style of its own classes;
 * - `subject.ts`: {@link SubjectModule}, loaded when the subject is first shown.
 *
 * An element with `data-figure="Its title"` gets a menu that saves what is drawn in it.
 */

import type { Instance } from "hunch-solver";
import type { LinkFields } from "./link";
import type { Workers } from "./workers";

/** One entry of the choice of subjects. */
export interface SubjectAbout {
  /** As links write it. */
  readonly name: string;
  readonly label: string;
  /** Of the document. */
  readonly title: string;
}

/** What a folder says of itself before anything else of it is loaded. */
export interface About {
  /** Folders stand in this order; the first one is shown where a link names none. */
  readonly order: number;
  readonly subjects: readonly SubjectAbout[];
}

/** A problem that leaves the page, with what is known of its answer. */
export interface Portable {
  readonly title: string;
  readonly problem: string | Uint8Array | Instance;
  /** The panels of `<hunch-solver>` that show it. */
  readonly panels: string;
  /** What the answer is, in a sentence; empty where there is none. */
  readonly words: string;
  /** Its values by name, as text. */
  readonly values: ReadonlyArray<readonly [name: string, value: string]>;
}

/** What `subject.ts` exports. Its markup is in the document when it is opened. */
export interface SubjectModule {
  open(frame: Frame): Subject;
}

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
  /** Which of its folder's subjects it shows now. */
  readonly name: string;
  /** The heading that the link past the controls leads to. */
  readonly landing: HTMLElement;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly canReset: boolean;
  /** One of its folder's subjects was chosen. */
  choose(name: string): void;
  /** The state as a link's fragment, with its `#`. */
  fragment(): string;
  /**
   * The same, however long; `null` where no text can hold it, as of a large file. Only subjects whose
   * {@link fragment} may leave something out have it.
   */
  wholeState?(): string | null;
  /** What a page that stands alone holds; `null` while there is nothing to solve. */
  portable?(): Portable | null;
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
