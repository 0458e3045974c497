/** Program texts before they reach the wasm: gzipped bytes are unpacked by the host, which browsers and Node can. */

import { HunchError } from "./errors.js";

/** Bytes of the longest text, unpacked: what a tab's memory can be trusted with while it is read. JSON in the wasm has the same limit. */
export const LONGEST_TEXT = 64 * 2 ** 20;

/** First bytes of a gzip stream (RFC 1952, section 2.3.1). */
const GZIP_MAGIC = [0x1f, 0x8b];

/** The bytes themselves, or what they unpack to. A small file cannot fill the memory: unpacking stops at the limit. */
export async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  if (!GZIP_MAGIC.every((byte, k) => bytes[k] === byte)) return bytes;
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.byteLength;
      if (length > LONGEST_TEXT) break;
      chunks.push(value);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refused(`text is a damaged gzip stream (${reason}); pack it again`, `${bytes.byteLength} bytes`);
  }
  if (length > LONGEST_TEXT) {
    await reader.cancel();
    throw refused(`text unpacks to more than ${LONGEST_TEXT} bytes, the limit`, `${bytes.byteLength} bytes`);
  }
  const whole = new Uint8Array(length);
  let place = 0;
  for (const chunk of chunks) {
    whole.set(chunk, place);
    place += chunk.byteLength;
  }
  return whole;
}

function refused(message: string, value: string): HunchError {
  return new HunchError("invalid-input", message, { field: "text", value });
}
