/** Weights files: those that the caller gave, or those that come with the package, fetched when first needed. */

import { HunchError } from "./errors.js";
import { exactNumbers, FAMILY_NAMES, familyOf } from "./families.js";
import type { PackName } from "./generated/modules.js";
import { gunzip } from "./gzip.js";
import type { CheckedInstance } from "./protocol.js";
import type { ModelCard } from "./types.js";

/** A weights file of the package, and what is known of it without loading it. */
export interface BundledModel {
  url: URL;
  family: CheckedInstance["family"];
  /** Numbers of its card that an instance must have exactly. */
  exact: Readonly<Record<string, number>>;
}

/** A weights file at hand. Its bytes stay here so that a fresh worker can be given them. */
export interface WeightsFile {
  /** Place in the order of loading. */
  position: number;
  bytes: Uint8Array;
  /** The pack that checks it and predicts with it. */
  pack: PackName;
  /** What its card says, unchecked; nothing where no family of this version is on it. */
  family: Family | undefined;
  /** Whether it holds strategies of a parametric program, by its card. */
  isStrategies: boolean;
  /** Known once a worker has checked the file. */
  card?: ModelCard;
}

type Family = CheckedInstance["family"];

type Source = string | URL | ArrayBuffer | Uint8Array;

/** Bytes of the largest weights file that is taken, unpacked; the wasm has the same limit. */
const MAX_BYTES = 64 * 2 ** 20;

/** Which files a call needs: the caller's alone, all, those of strategies, or those of which some may answer for one of the instances. */
export type Selection = "given" | "all" | "strategies" | readonly CheckedInstance[];

interface Entry {
  source: Source;
  /** What is known of a file of the package; nothing of one that the caller gave. */
  model?: BundledModel;
  file?: Promise<WeightsFile>;
}

export class Models {
  readonly #entries: readonly Entry[];
  readonly #read: (source: string | URL) => Promise<Uint8Array>;

  /** Whether a file that was fetched holds strategies. */
  hasStrategies = false;

  /** `given`: the caller's weights; without them each of the `bundled` is loaded when first needed. */
  constructor(
    given: readonly Source[] | undefined,
    bundled: readonly BundledModel[],
    read: (source: string | URL) => Promise<Uint8Array>,
  ) {
    this.#entries =
      given?.map((source): Entry => ({ source })) ??
      bundled.map((model): Entry => ({ source: model.url, model }));
    this.#read = read;
  }

  /** The files of a selection, in the order of loading. A failed download is tried again by the next call. */
  async files(selection: Selection): Promise<WeightsFile[]> {
    const wanted = ({ model }: Entry): boolean => {
      if (model === undefined || selection === "all") return true;
      return typeof selection !== "string" && selection.some((instance) => mayAnswer(model, instance));
    };
    const positions = [...this.#entries.keys()].filter((position) =>
      wanted(this.#entries[position] as Entry),
    );
    const files = await Promise.all(positions.map((position) => this.#fetched(position)));
    // Of the caller's files, those of other families need not be loaded for these instances.
    const isWanted = ({ family, isStrategies }: WeightsFile) => {
      if (typeof selection === "string") return selection !== "strategies" || isStrategies;
      return (
        !isStrategies && (family === undefined || selection.some((instance) => instance.family === family))
      );
    };
    return files.filter(isWanted);
  }

  /** Cards of the files of a selection that have been checked. */
  async cards(selection: Selection): Promise<ModelCard[]> {
    const files = await this.files(selection);
    return files.flatMap((file) => (file.card ? [file.card] : []));
  }

  async #fetched(position: number): Promise<WeightsFile> {
    const entry = this.#entries[position] as Entry;
    entry.file ??= this.#file(entry.source, position);
    try {
      return await entry.file;
    } catch (error) {
      delete entry.file;
      throw error;
    }
  }

  async #file(source: Source, position: number): Promise<WeightsFile> {
    const field = `weights[${position}]`;
    const bytes = await this.#bytes(source, field);
    const value = `${bytes.byteLength} bytes`;
    const refuse = (wrong: string) =>
      new HunchError("invalid-weights", `${field} ${wrong}`, { field, value });
    if (bytes.byteLength > MAX_BYTES) throw refuse(`has ${value}; at most ${MAX_BYTES} are taken`);
    const unpacked = await gunzip(bytes, MAX_BYTES, refuse);
    const { family, isStrategies } = onCard(unpacked);
    if (isStrategies) this.hasStrategies = true;
    const pack = isStrategies ? "strategies" : familyOf({ family: family ?? FAMILY_NAMES[0]! }).pack;
    return { position, bytes: unpacked, family, isStrategies, pack };
  }

  async #bytes(source: Source, field: string): Promise<Uint8Array> {
    // Copies: the caller may reuse its buffer.
    if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0));
    if (source instanceof Uint8Array) return source.slice();
    if (typeof source !== "string" && !(source instanceof URL)) {
      const value = typeof source;
      throw new HunchError("invalid-input", `${field} is of type ${value}; it must be a URL or bytes`, {
        field,
        value,
      });
    }
    try {
      return await this.#read(source);
    } catch (error) {
      const value = String(source);
      const reason = error instanceof Error ? error.message : String(error);
      throw new HunchError("invalid-weights", `${field} could not be read from ${value}: ${reason}`, {
        field,
        value,
      });
    }
  }
}

/** Whether a model may answer for an instance; the wasm, which has the whole card, then chooses. */
function mayAnswer({ family, exact }: BundledModel, instance: CheckedInstance): boolean {
  if (family !== instance.family) return false;
  const sizes = exactNumbers(instance);
  return Object.entries(exact).every(([name, value]) => sizes[name] === value);
}

/** Bytes of the longest header that is read; the wasm has the same limit. */
const MAX_HEADER_BYTES = 512 * 2 ** 10;

/** What of the card of a weights file says who reads it. The pack that does tells what else is wrong with a file, so nothing is checked here. */
function onCard(bytes: Uint8Array): Pick<WeightsFile, "family" | "isStrategies"> {
  try {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    if (length > MAX_HEADER_BYTES) return { family: undefined, isStrategies: false };
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    const { family, format } = JSON.parse(header.__metadata__.hunch);
    return {
      family: FAMILY_NAMES.find((name) => name === family),
      isStrategies: format === "hunch-strategies",
    };
  } catch {
    return { family: undefined, isStrategies: false };
  }
}
