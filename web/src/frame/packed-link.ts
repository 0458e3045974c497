/** Links packed as a whole: `#z=` and the packed text of another link's fragment, which may not be packed in turn. */

import { LONG_LINK, MAX_LINK_LENGTH, MAX_UNPACKED_LINK } from "./limits";
import { LinkError, type LinkFields, splitLink } from "./link";
import { pack, packedBytes, unpack } from "./pack";
import type { Subject } from "./subject";

const FIELD = "z";

/** The fields of a link, packed or not. Throws {@link LinkError}. */
export async function openLink(fragment: string): Promise<LinkFields> {
  const fields = splitLink(fragment);
  const packed = fields.get(FIELD);
  if (packed === undefined) return fields;
  if (fields.size > 1) throw new LinkError(FIELD, packed, "the only field of a packed link");
  const bytes = packedBytes(FIELD, packed);
  let text: string;
  try {
    text = await unpack(bytes, MAX_UNPACKED_LINK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinkError(FIELD, packed, `a packed link (${reason})`);
  }
  const inner = splitLink(text, MAX_UNPACKED_LINK);
  if (inner.has(FIELD)) throw new LinkError(FIELD, packed, "a link that is packed once");
  return inner;
}

/** The shortest fragment that says the same; `null` where a link cannot hold it. */
export async function shortLink(fragment: string): Promise<string | null> {
  const plain = fragment.length <= MAX_LINK_LENGTH ? fragment : null;
  if (fragment.length <= LONG_LINK) return plain;
  if (fragment.length > MAX_UNPACKED_LINK) return plain;
  const packed = `#${FIELD}=${await pack(fragment.replace(/^#/, ""))}`;
  if (plain !== null && plain.length <= packed.length) return plain;
  return packed.length <= MAX_LINK_LENGTH ? packed : null;
}

/** All that a subject knows of its state, however long; `null` where no text can hold it. */
export function wholeState(subject: Subject): string | null {
  return subject.wholeState ? subject.wholeState() : subject.fragment();
}
