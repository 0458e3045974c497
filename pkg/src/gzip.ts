/** Unpacks what was gzipped, by the host: browsers and Node can. */

/** First bytes of a gzip stream (RFC 1952, section 2.3.1). */
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * The bytes themselves, or what they unpack to. A small file cannot fill the memory: unpacking stops at `limit` bytes. `refuse` makes the
 * error of what is wrong with the bytes.
 */
export async function gunzip(
  bytes: Uint8Array,
  limit: number,
  refuse: (wrong: string) => Error,
): Promise<Uint8Array> {
  if (!GZIP_MAGIC.every((byte, k) => bytes[k] === byte)) return bytes;
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.byteLength;
      if (length > limit) break;
      chunks.push(value);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(`is a damaged gzip stream (${reason}); pack it again`);
  }
  if (length > limit) {
    await reader.cancel();
    throw refuse(`unpacks to more than ${limit} bytes, the limit`);
  }
  const whole = new Uint8Array(length);
  let place = 0;
  for (const chunk of chunks) {
    whole.set(chunk, place);
    place += chunk.byteLength;
  }
  return whole;
}
