/** What the tests of hosts and of recipes share. */

import { createHash } from "node:crypto";
import { access, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Where Deno and Bun have their binaries in npm's registry: one package for each platform, in a scope. */
export const RUNTIMES = {
  deno: {
    scope: "@deno",
    binaries: ["deno", "deno.exe"],
    run: ["run", "--no-prompt", "--allow-read=node_modules", "main.js"],
  },
  bun: { scope: "@oven", binaries: ["bin/bun", "bin/bun.exe"], run: ["main.js"] },
};

/** Inline scripts of a page, as a policy names them. */
export function inlineScripts(html) {
  const scripts = html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g);
  return [...scripts].map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
}

/** The runtime's binary in what was installed, if there is one for this platform. */
export async function binaryOf(project, { scope, binaries }) {
  const packages = await readdir(join(project, "node_modules", scope)).catch(() => []);
  for (const name of packages) {
    for (const binary of binaries) {
      const path = join(project, "node_modules", scope, name, binary);
      const isThere = await access(path).then(
        () => true,
        () => false,
      );
      if (isThere) return path;
    }
  }
  return undefined;
}
