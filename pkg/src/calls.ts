/** Calls that few pages make: they load when one of them is first made. */

import type { Channel } from "./channel.js";
import { checkLoadOptions, checkReading, checkWriteOptions } from "./checks.js";
import { complete } from "./complete.js";
import { inputError, loaded } from "./errors.js";
import type { ModuleName } from "./generated/modules.js";
import { type Host, Loaded } from "./loaded.js";
import { packProgram } from "./pack.js";
import { programText } from "./program-text.js";
import type { ModuleParts, TextRequest } from "./protocol.js";
import type { PackedProgram } from "./pack.js";
import type { Reading } from "./reader.js";
import { invalid } from "./schema.js";
import { unpacked } from "./text.js";
import type { Thetas } from "./thetas.js";
import type {
  CheckOptions,
  LoadedProgram,
  LoadOptions,
  ModelObject,
  Program,
  ProgramText,
  Verdict,
  WriteOptions,
  Written,
} from "./types.js";
import { checkText, isModelObject, isText } from "./validate.js";

export { Race } from "./race.js";

/** What these calls ask of their client. */
export interface Caller extends Host {
  /** A module, fetched once. */
  module(name: ModuleName): Promise<ModuleParts>;
}

export function write(
  { enqueue, module, pack }: Caller,
  problem: Program | ProgramText,
  options: WriteOptions,
): Promise<Written> {
  const { to, format, strict } = checkWriteOptions(options);
  const isObject = !isText(problem);
  const bytes = isObject ? programText(problem) : checkText(problem);
  const reading: Reading = { format: isObject ? "json" : format, strict };
  return enqueue(undefined, async (channel) => {
    const [text, reader] = [await unpacked(bytes), await module("text")];
    return channel.request("write", { pack: pack(channel), to, reading, text, reader });
  });
}

export async function load(
  caller: Caller,
  problem: Program | ProgramText | ModelObject,
  options: LoadOptions,
): Promise<LoadedProgram> {
  const { signal, reading, checked } = checkLoadOptions(options);
  return new Loaded(caller, await programOf(caller, problem, reading), checked).open(signal);
}

export async function check(
  caller: Caller,
  problem: Program | ProgramText,
  certificate: string | ArrayBuffer | Uint8Array,
  options: CheckOptions,
): Promise<Verdict> {
  if (!isText(certificate)) throw invalid("certificate", certificate, "a text, or its bytes");
  const [reading, bytes] = [checkReading(options), checkText(certificate, "certificate")];
  const given = await programOf(caller, problem, reading);
  const program = "packed" in given ? { packed: given.packed } : given;
  return caller.enqueue(undefined, async (channel: Channel) => {
    const checker = await caller.module("check");
    return channel.request("check", { pack: caller.pack(channel), checker, certificate: bytes, ...program });
  });
}

async function programOf(
  { module }: Caller,
  problem: Program | ProgramText | ModelObject,
  reading: Reading,
): Promise<{ packed: PackedProgram; thetas?: Thetas } | TextRequest> {
  if (isText(problem)) {
    return { text: await unpacked(checkText(problem)), reading, reader: await module("text") };
  }
  try {
    if (isModelObject(problem)) {
      const { fromModelObject } = await import("./compat/read.js");
      return { packed: packProgram(fromModelObject(problem).program) };
    }
    const packed = packProgram(problem);
    if (packed.parametric !== undefined) {
      const { Thetas } = await loaded(import("./thetas.js"));
      const { program, thetas } = await Thetas.of(packed);
      return { packed: program, thetas };
    }
    return { packed: await complete(packed) };
  } catch (thrown) {
    throw inputError(thrown);
  }
}
