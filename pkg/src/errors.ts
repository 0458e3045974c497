/** Errors of the package, and how they cross from the worker. */

import type { AbortCause, ErrorCode, HunchErrorShape } from "./types.js";

/** Every rejection but `AbortError` is one of these: a code to branch on, and the input that was wrong, if one was. */
export class HunchError extends Error implements HunchErrorShape {
  override readonly name = "HunchError";
  readonly code: ErrorCode;
  /** Which input was wrong, as a path such as `demand[3]`. */
  declare readonly field?: string;
  /** The value found there, as text. */
  declare readonly value?: string;
  /** For a text that could not be read: where, in lines and characters counted from 1. */
  declare readonly line?: number;
  declare readonly column?: number;

  constructor(code: ErrorCode, message: string, at: Place = {}) {
    super(message);
    this.code = code;
    Object.assign(this, placeOf(at));
  }
}

/** Which input was wrong, and where. */
interface Place {
  field?: string;
  value?: string;
  line?: number;
  column?: number;
}

/** What is known of a place, without anything else. */
function placeOf({ field, value, line, column }: Place): Place {
  return {
    ...(field !== undefined && { field }),
    ...(value !== undefined && { value }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  };
}

/** A {@link HunchError} as it is posted by the worker and thrown by the wasm. */
export interface PlainError extends Place {
  code: ErrorCode;
  message: string;
}

export function fromPlain(error: PlainError): HunchError {
  return new HunchError(error.code, error.message, error);
}

/** What was thrown, in plain form. A trap, or anything else that nobody foresaw, is `internal`. */
export function toPlain(thrown: unknown): PlainError {
  if (isPlainError(thrown)) {
    return { code: thrown.code, message: thrown.message, ...placeOf(thrown) };
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: "internal", message };
}

function isPlainError(thrown: unknown): thrown is PlainError {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown && isErrorCode(thrown.code);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && code in ERROR_CODES;
}

/** A record, so that the compiler misses none. */
const ERROR_CODES: Record<ErrorCode, true> = {
  "invalid-input": true,
  "invalid-weights": true,
  "no-model": true,
  "not-applicable": true,
  "no-webgpu": true,
  disposed: true,
  internal: true,
};

/** The rejection of an aborted call. Its `cause` holds what was found until then, if anything. */
export function abortError(cause: AbortCause | undefined): DOMException {
  const error = new DOMException("The call was aborted.", "AbortError");
  if (cause !== undefined) Object.defineProperty(error, "cause", { value: cause });
  return error;
}
