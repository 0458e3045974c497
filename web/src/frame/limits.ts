/** Limits of what a person, or a link that somebody sent, may put into any subject. */

/** Seeds of the package's sampling are 32 bits long. */
export const MAX_SEED = 4_294_967_295;

/**
 * Characters of a link's fragment. All 600 values of a lot-sizing instance of 120 periods need about 7 000.
 */
export const MAX_LINK_LENGTH = 16_384;

/** Characters that a packed link may unpack to, and that a text in a packed link may have. */
export const MAX_UNPACKED_LINK = 262_144;

/** From this length on the link that is copied is packed; shorter ones stay readable. */
export const LONG_LINK = 300;

/** Characters of a state's file: four times what the largest text of a link takes. */
export const MAX_FILE_LENGTH = 1_048_576;

/** How the name of such a file ends. */
export const FILE_END = ".hunch.json";

/** Version of the form of a state's file. */
export const FILE_VERSION = 1;

/** Steps that undo remembers; one is a few kilobytes. */
export const MAX_UNDO_STEPS = 200;

/** Characters of a foreign value quoted in a message. */
export const MAX_QUOTED = 40;

/** Time limits of a lane that can be chosen, in seconds. */
export const TIME_LIMITS = [2, 5, 10, 30, 60] as const;
