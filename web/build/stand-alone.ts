import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rollup } from "vite";

const FOLDER = new URL("../src/stand-alone/", import.meta.url);

/** Marks that the page fills when it saves a problem. */
const LATER = ["TITLE", "SAVED", "PROBLEM", "MODULES"];

/**
 * Emits `stand-alone.html`: a page with the element, the solver's scripts and a policy that allows these alone, by their hashes. The page that
 * visitors see fills in a problem and the modules (`src/frame/stand-alone.ts`), which are data and change no hash.
 */
export function standAlone(): Plugin {
  return {
    name: "hunch:stand-alone",
    apply: "build",
    async generateBundle() {
      // From a disk, browsers run workers of blobs as classic scripts alone.
      const [main, worker] = await Promise.all([script("main.ts", "es"), script("worker.ts", "iife")]);
      const style = read("style.css");
      const policy = [
        "default-src 'none'",
        `script-src ${hashOf(main)} 'wasm-unsafe-eval'`,
        `style-src ${hashOf(style)}`,
        "worker-src blob:",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
      ].join("; ");
      const parts: Readonly<Record<string, string>> = {
        POLICY: `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
        STYLE: style,
        WORKER: worker,
        MAIN: main,
      };
      const page = read("page.html").replaceAll(
        /__(POLICY|STYLE|WORKER|MAIN)__/g,
        (_, name) => parts[name] ?? "",
      );
      for (const mark of LATER) {
        const count = page.split(`__${mark}__`).length - 1;
        const wanted = mark === "TITLE" ? 2 : 1;
        if (count !== wanted)
          throw new Error(`stand-alone.html has __${mark}__ ${count} times instead of ${wanted}`);
      }
      this.emitFile({ type: "asset", fileName: "stand-alone.html", source: page });
    },
  };
}

function read(name: string): string {
  return readFileSync(new URL(name, FOLDER), "utf8");
}

/** One script without imports. */
async function script(entry: string, format: "es" | "iife"): Promise<string> {
  const outcome = await build({
    configFile: false,
    root: fileURLToPath(FOLDER),
    logLevel: "warn",
    plugins: [selfContained()],
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rollupOptions: {
        input: fileURLToPath(new URL(entry, FOLDER)),
        output: { format, codeSplitting: false },
      },
    },
  });
  const { output } = (Array.isArray(outcome) ? outcome[0] : outcome) as Rollup.RollupOutput;
  const [code, ...others] = output;
  if (code?.type !== "chunk" || others.length > 0)
    throw new Error(
      `${entry} is built of ${output.length} files; it must be one: ${output.map(({ fileName }) => fileName).join(", ")}`,
    );
  return inert(code.code);
}

/** What is in the page has no address, and what fetches a script has it in the same file instead. */
function selfContained(): Plugin {
  return {
    name: "hunch:self-contained",
    enforce: "pre",
    resolveId(source, importer) {
      if (source === "./glue.js" && importer?.includes("/pkg/dist/"))
        return fileURLToPath(new URL("glue.ts", FOLDER));
      return null;
    },
    transform(code, id) {
      if (!id.includes("/pkg/dist/")) return null;
      return code.replaceAll(/new URL\("([^"]+)", import\.meta\.url\)/g, 'new URL("in-this-page:$1")');
    },
  };
}

/** A script that may stand in markup: nothing in it ends its element, or begins a comment. */
function inert(code: string): string {
  const safe = code.replaceAll(/<\/(script)/gi, "<\\/$1");
  if (safe.includes("<!--")) throw new Error("a script of the stand-alone page holds <!--");
  return safe.trim();
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
