/** Errors of the package, and how they cross from the worker. */

import type { AbortCause, Answer, ErrorCode, HunchErrorShape, Prediction } from "./types.js";

/** Every rejection but that of an abort is one of these: a code to branch on, and the input that was wrong, if one was. */
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
  /** For a quadratic objective that curves the wrong way: a direction along which it does, one number a column. */
  declare readonly direction?: readonly number[];
  /** With code `listener`: what the call would have answered. */
  declare readonly answer?: Answer | Prediction | Prediction[];

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
  direction?: readonly number[];
}

/** What is known of a place, without anything else. */
function placeOf({ field, value, line, column, direction }: Place): Place {
  return {
    ...(field !== undefined && { field }),
    ...(value !== undefined && { value }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(direction && { direction }),
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
  return (
    typeof thrown === "object" &&
    thrown !== null &&
    "code" in thrown &&
    "message" in thrown &&
    isErrorCode(thrown.code)
  );
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERROR_CODES, code);
}

/** A record, so that the compiler misses none. */
const ERROR_CODES: Record<ErrorCode, true> = {
  "invalid-input": true,
  "invalid-weights": true,
  "no-model": true,
  "not-applicable": true,
  "no-webgpu": true,
  disposed: true,
  listener: true,
  callback: true,
  internal: true,
};

/** Reasons of the platform's own making that a call has been rejected with: their `cause` is taken. */
const taken = new WeakSet<DOMException>();

/**
 * What an aborted call rejects with: the signal's own reason, as everywhere on the web platform. Where the platform made it (an abort without
 * a reason, a timeout), its `cause` becomes what was found until then, if anything; further calls on the same signal get copies, since each has found
 * something else. A caller's own reason is left as it is.
 */
export function abortReason(signal: AbortSignal, found: AbortCause | undefined): unknown {
  const error = earlyReason(signal);
  if (!(error instanceof DOMException) || !Object.isExtensible(error) || "cause" in error) return error;
  taken.add(error);
  if (found) Object.defineProperty(error, "cause", { value: found });
  return error;
}

/** The same for a call whose signal was aborted before it. */
export function earlyReason({ reason }: AbortSignal): unknown {
  // Signals of other makers may know no reasons.
  if (reason === undefined) return new DOMException("The call was aborted.", "AbortError");
  const isTaken = reason instanceof DOMException && taken.has(reason);
  return isTaken ? new DOMException(reason.message, reason.name) : reason;
}

/** The rejection of a call whose listener failed: the call itself has an answer. */
export function listenerError(cause: unknown, answer: Answer | Prediction | Prediction[]): HunchError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const error = new HunchError(
    "listener",
    `onEvent failed: ${reason}; the answer is in this error's "answer"`,
  );
  return Object.assign(error, { cause, answer });
}

/** A part of the package that few calls need. */
export async function loaded<T>(part: Promise<T>): Promise<T> {
  try {
    return await part;
  } catch (error) {
    throw new HunchError("internal", `a part of the package could not be loaded: ${error}`);
  }
}

/** What was thrown while input was read: by a check, or by the input itself, whose getters may run anything. */
export function inputError(thrown: unknown): HunchError {
  if (thrown instanceof HunchError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return Object.assign(new HunchError("invalid-input", `the input cannot be read: ${reason}`), {
    cause: thrown,
  });
}
