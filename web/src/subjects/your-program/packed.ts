/** A text in a link: packed, and of a limited size when it is unpacked. */

import { LinkError } from "../../frame/link";
import { MOST_IN_LINK } from "./limits";

/** Base64 of URLs, without padding. */
const FORM = /^[\w-]+$/;

export async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The bytes that a link's field holds. Throws `LinkError`. */
export function packedBytes(field: string, value: string): Uint8Array<ArrayBuffer> {
  if (!FORM.test(value)) throw new LinkError(field, value, "a packed text");
  try {
    const binary = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    throw new LinkError(field, value, "a packed text");
  }
}

/** Throws what is wrong with the bytes, or that they unpack to more than a link may hold. */
export async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > MOST_IN_LINK) {
      await reader.cancel();
      throw new Error(`the text is longer than ${MOST_IN_LINK} characters`);
    }
  }
}
