/** Program texts before they reach the wasm. */

import { HunchError } from "./errors.js";
import { gunzip } from "./gzip.js";

/** Bytes of the longest text, unpacked: what a tab's memory can be trusted with while it is read. JSON in the wasm has the same limit. */
export const LONGEST_TEXT = 64 * 2 ** 20;

/** The text's bytes, unpacked if they are gzipped. */
export function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  const value = `${bytes.byteLength} bytes`;
  return gunzip(
    bytes,
    LONGEST_TEXT,
    (wrong) => new HunchError("invalid-input", `text ${wrong}`, { field: "text", value }),
  );
}
