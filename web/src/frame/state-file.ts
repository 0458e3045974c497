/**
 * The state of the page as a file, `….hunch.json`: what a link says, for states that no link can hold. Files come from strangers as links do:
 * their size and their depth are limited, and what is not of this form is refused by a message.
 */

import { FILE_VERSION, MAX_FILE_LENGTH, MAX_QUOTED } from "./limits";
import { type LinkFields, Refusal, splitLink } from "./link";
import { whole } from "../ui/format";

const FORMAT = "hunch-page";
const FIELDS = ["format", "version", "state"];

export class FileError extends Refusal {
  override readonly name = "FileError";
}

export function writeState(fragment: string): string {
  return `${JSON.stringify({ format: FORMAT, version: FILE_VERSION, state: fragment.replace(/^#/, "") }, undefined, 2)}\n`;
}

/** The fields of the state. Throws {@link FileError} and `LinkError`. */
export function readState(text: string): LinkFields {
  if (text.length > MAX_FILE_LENGTH)
    throw new FileError(
      `it has ${whole(text.length)} characters; at most ${whole(MAX_FILE_LENGTH)} are read`,
    );
  // A flat object: what nests deeper is something else, and is not handed to the parser.
  if (depthOf(text) > 1) throw new FileError("it nests objects or lists; a saved state is one flat object");
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new FileError(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new FileError("it is no object");
  const { format, version, state } = content as Readonly<Record<string, unknown>>;
  if (format !== FORMAT) throw new FileError(`its format is ${quoted(format)}; it must be "${FORMAT}"`);
  if (version !== FILE_VERSION)
    throw new FileError(`its version is ${quoted(version)}; this page reads version ${FILE_VERSION}`);
  const unknown = Object.keys(content).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) throw new FileError(`it has the unknown field ${quoted(unknown)}`);
  if (typeof state !== "string") throw new FileError(`its state is ${quoted(state)}; it must be a text`);
  return splitLink(state, MAX_FILE_LENGTH);
}

/** How deep objects and lists of a JSON text nest, at most 2 of it counted. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let isText = false;
  for (let k = 0; k < text.length && most < 2; k++) {
    const character = text[k];
    if (isText) {
      if (character === "\\") k++;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === "{" || character === "[") most = Math.max(most, ++depth);
    else if (character === "}" || character === "]") depth--;
  }
  return most;
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}
