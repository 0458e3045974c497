/** Limits of what the inspector keeps and draws. */

/** Events of a run that are kept: a tree of 50 000 nodes has some 100 000. Each takes some tens of bytes. */
export const MOST_EVENTS = 400_000;
/** Nodes in sight up to which each is drawn with its lines and words; more become dots. */
export const MOST_DETAILED = 600;
/** Rows of a table: what comes after them is counted. */
export const MOST_IN_TABLE = 300;
/** Rows and terms of a row that are written as mathematics. */
export const MOST_ROWS_WRITTEN = 40;
export const MOST_TERMS_WRITTEN = 24;
/** Columns and rows, bounds included, of a program that is shown as a dictionary: a screen has no room for more. */
export const MOST_IN_DICTIONARY = 12;
/** Columns of a program that is branched by hand, and nodes of its tree. */
export const MOST_BRANCHED = 60;
export const MOST_NODES_BY_HAND = 200;
/** Lattice points of the plane that are drawn. */
export const MOST_LATTICE = 2_500;
/** The plane's picture, in units of its own. */
export const PLANE_WIDTH = 560;
export const PLANE_HEIGHT = 380;
export const PLANE_MARGIN = 36;
/** Columns that are drawn as bars. */
export const MOST_BARS = 18;
/** Cuts that are listed one by one. */
export const MOST_CUTS = 60;
