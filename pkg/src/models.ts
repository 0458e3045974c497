/** Weights files: those that the caller gave, or those that come with the package, fetched when first needed. */

import { HunchError } from "./errors.js";
import type { ModelCard } from "./types.js";

/** A weights file at hand. Its bytes stay here so that a fresh worker can be given them. */
export interface WeightsFile {
  /** Place in the order of loading. */
  position: number;
  bytes: Uint8Array;
  /** Known once a worker has checked the file. */
  card?: ModelCard;
}

type Source = string | URL | ArrayBuffer | Uint8Array;

/** Bytes of the largest weights file that is taken; the wasm has the same limit. */
const MAX_BYTES = 64 * 2 ** 20;

export class Models {
  readonly #sources: readonly Source[];
  readonly #isGiven: boolean;
  readonly #read: (source: string | URL) => Promise<Uint8Array>;
  #files: Promise<WeightsFile[]> | undefined;

  /** `given`: the caller's weights; without them `bundled` are loaded when first needed. */
  constructor(given: readonly Source[] | undefined, bundled: readonly URL[], read: (source: string | URL) => Promise<Uint8Array>) {
    this.#sources = given ?? bundled;
    this.#isGiven = given !== undefined;
    this.#read = read;
  }

  /** `"given"`: the caller's files alone, none of the package's own. A failed download is tried again by the next call. */
  async files(which: "given" | "all"): Promise<WeightsFile[]> {
    if (which === "given" && !this.#isGiven) return [];
    this.#files ??= Promise.all(this.#sources.map((source, position) => this.#file(source, position)));
    try {
      return await this.#files;
    } catch (error) {
      this.#files = undefined;
      throw error;
    }
  }

  /** Cards of the files that have been checked. */
  async cards(): Promise<ModelCard[]> {
    const files = await this.files("all");
    return files.flatMap((file) => (file.card ? [file.card] : []));
  }

  async #file(source: Source, position: number): Promise<WeightsFile> {
    const field = `weights[${position}]`;
    const bytes = await this.#bytes(source, field);
    if (bytes.byteLength > MAX_BYTES) {
      const value = `${bytes.byteLength} bytes`;
      throw new HunchError("invalid-weights", `${field} has ${value}; at most ${MAX_BYTES} are taken`, { field, value });
    }
    return { position, bytes };
  }

  async #bytes(source: Source, field: string): Promise<Uint8Array> {
    // Copies: the caller may reuse its buffer.
    if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0));
    if (source instanceof Uint8Array) return source.slice();
    if (typeof source !== "string" && !(source instanceof URL)) {
      const value = typeof source;
      throw new HunchError("invalid-input", `${field} is of type ${value}; it must be a URL or bytes`, { field, value });
    }
    try {
      return await this.#read(source);
    } catch (error) {
      const value = String(source);
      const reason = error instanceof Error ? error.message : String(error);
      throw new HunchError("invalid-weights", `${field} could not be read from ${value}: ${reason}`, { field, value });
    }
  }
}
