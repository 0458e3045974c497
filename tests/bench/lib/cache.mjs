/**
 * Results by content: a result is taken again only for the same program, solver build, limit, machine and way
 * of measuring.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

/** Rises when what is measured, or how, changes. */
const MEASUREMENT = 3;

export class Cache {
  constructor(folder) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  #path(key) {
    const text = JSON.stringify([MEASUREMENT, cpus()[0]?.model, process.version, key]);
    return join(this.folder, `${createHash("sha256").update(text).digest("hex").slice(0, 32)}.json`);
  }

  get(key) {
    const path = this.#path(key);
    return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
  }

  set(key, value) {
    const path = this.#path(key);
    writeFileSync(`${path}.part`, JSON.stringify(value));
    renameSync(`${path}.part`, path); // whole or not at all, also when interrupted
  }
}

export const fileHash = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
