/** The text in a link: packed, and of a limited size when it is unpacked. */

import * as packing from "../../frame/pack";
import { MOST_IN_LINK } from "./limits";

export { pack, packedBytes } from "../../frame/pack";

/** Throws what is wrong with the bytes, or that they unpack to more than a link may hold. */
export function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return packing.unpack(bytes, MOST_IN_LINK);
}
