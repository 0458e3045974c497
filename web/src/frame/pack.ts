/** Texts packed for links: deflated (RFC 1951), in the base64 of URLs without padding; never unpacked beyond a limit. */

import { LinkError } from "./link";
import { whole } from "../ui/format";

/** Base64 of URLs, without padding. */
const FORM = /^[\w-]+$/;

export async function pack(text: string): Promise<string> {
  return toBase64(await through(new Blob([text]), new CompressionStream("deflate-raw")));
}

/** The bytes that a link's field holds. Throws `LinkError`. */
export function packedBytes(field: string, value: string): Uint8Array<ArrayBuffer> {
  if (!FORM.test(value)) throw new LinkError(field, value, "a packed text");
  try {
    return fromBase64(value);
  } catch {
    throw new LinkError(field, value, "a packed text");
  }
}

/** Throws what is wrong with the bytes, or that they unpack to more than `most` characters. */
export async function unpack(bytes: Uint8Array<ArrayBuffer>, most: number): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > most) {
      await reader.cancel();
      throw new Error(`the text is longer than ${whole(most)} characters`);
    }
  }
}

/** Everything that a stream makes of a blob. */
export async function through(
  blob: Blob,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(stream)).arrayBuffer());
}

/** Bytes a call: a function takes some ten thousands of arguments. */
const CHUNK = 8_192;

/** Base64 of URLs, without padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let k = 0; k < bytes.length; k += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(k, k + CHUNK));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Throws for what is no base64 of URLs. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
