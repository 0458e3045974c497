/** Limits of what the subject shows. */

/** Characters that the editor shows: beyond that typing gets slow. */
export const MOST_SHOWN = 200_000;
/** Bytes of a program whose bounds and kinds are shown beside the answer: a longer one is read once, to be solved. */
export const MOST_READ = 2_000_000;
/** Characters that a link may unpack to. */
export const MOST_IN_LINK = 200_000;
/** Seconds that a solve while typing may take. */
export const WHILE_TYPING = 0.1;
/** Milliseconds after the last key until it starts. */
export const PAUSE = 50;
/** Milliseconds between two looks at a search under way. */
export const LOOK_EVERY = 150;
/** Nodes that lengthen that by as much again. */
export const NODES_A_LOOK = 5_000;
