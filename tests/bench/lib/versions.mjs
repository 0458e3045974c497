/** Versions of the installed peers. */
import { readFileSync } from "node:fs";

/** Read from disk: not every package exports its package.json. */
export function packageVersion(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8"))
    .version;
}
