/** Parts of a page that a command writes again, between markers. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Replaces the part of a file between two markers, or adds it at the end. */
export function replaceBetween(path, key, text) {
  const [begin, end] = [`<!-- begin ${key} -->`, `<!-- end ${key} -->`];
  const old = existsSync(path) ? readFileSync(path, "utf8") : "";
  const block = `${begin}\n${text}\n${end}\n`;
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  const separator = old === "" || old.endsWith("\n\n") ? "" : "\n";
  const next =
    from >= 0 && to > from
      ? old.slice(0, from) + block + old.slice(to + end.length + 1)
      : old + separator + block;
  writeFileSync(path, next);
}
