/** Limits of what the subject shows. */

/** Characters that the editor shows: beyond that typing gets slow. */
export const MOST_SHOWN = 200_000;
/** Bytes of a program whose bounds and kinds are shown beside the answer: a longer one is read once, to be solved. */
export const MOST_READ = 1_000_000;
/** Characters that a link may unpack to. */
export const MOST_IN_LINK = 200_000;
/** Seconds that a solve while typing may take. */
export const WHILE_TYPING = 0.1;
/** Milliseconds after the last key until it starts. */
export const PAUSE = 120;
/** Rows of a table. */
export const MOST_IN_TABLE = 300;
/** Nodes of the tree that are drawn; a screen has no room for more. */
export const MOST_NODES = 400;
/** Events of a run that are kept for the slider. */
export const MOST_EVENTS = 20_000;
/** Lattice points of the plane that are drawn. */
export const MOST_LATTICE = 2_500;
