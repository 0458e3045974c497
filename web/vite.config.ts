import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { firstSubject } from "./build/first-subject.ts";
import { plainNumbers } from "./build/plain-numbers.ts";
import { standAlone } from "./build/stand-alone.ts";

/**
 * What the built page may do. Development is excepted, since Vite's own client needs inline styles and a
 * socket.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The policy goes first in the head: a meta policy governs only what follows it. */
function contentSecurityPolicy(): Plugin {
  return {
    name: "hunch:content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: CONTENT_SECURITY_POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}

/**
 * What is not fetched ahead: a module that lies there for the package's sake and is never loaded, since the page predicts on the CPU; and HiGHS, which
 * is larger than all the rest: who races it once has it offline from then on.
 */
const NOT_KEPT = /hunch_gpu|highs/;

/**
 * Writes the list of built files, and a version made of their contents, into the service worker,
 * so that each build has a cache of its own and an old page never meets a new file.
 */
function offlineList(): Plugin {
  return {
    name: "hunch:offline-list",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("the service worker sw.js is missing from the build");
      const files = Object.values(bundle)
        .filter((file) => file !== worker && !NOT_KEPT.test(file.fileName))
        .sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
      const hash = createHash("sha256");
      for (const file of files)
        hash.update(file.fileName).update(file.type === "chunk" ? file.code : file.source);
      const names = JSON.stringify(files.map((file) => file.fileName));
      worker.code = worker.code
        .replace(/["'`]__HUNCH_FILES__["'`]/, names)
        .replace("__HUNCH_VERSION__", hash.digest("hex").slice(0, 16));
    },
  };
}

/** The folder of `src/subjects` that a file lies in. */
function subjectOf(file: string | null): string | undefined {
  return file?.match(/\/subjects\/([\w-]+)\//)?.[1];
}

export default defineConfig({
  // Relative addresses: the page runs from any folder of any host.
  base: "./",
  resolve: {
    // Tests of rare states put a stand-in here; the address is relative to this folder.
    alias: {
      "hunch-solver": fileURLToPath(
        new URL(process.env["HUNCH_PACKAGE"] ?? "../pkg/dist/index.js", import.meta.url),
      ),
    },
  },
  // The package lies beside this folder.
  server: { fs: { allow: [".", "../pkg"] } },
  worker: { format: "es" },
  build: {
    target: "es2022",
    // The policy forbids data: addresses for wasm and weights, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: fileURLToPath(new URL("index.html", import.meta.url)),
        sw: fileURLToPath(new URL("src/sw.ts", import.meta.url)),
      },
      output: {
        // A service worker's address must not change from build to build.
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        chunkFileNames: (chunk) => `assets/${subjectOf(chunk.facadeModuleId) ?? "[name]"}-[hash].js`,
        // The three parts of a subject's markup travel together.
        codeSplitting: {
          groups: [
            {
              test: /\/subjects\/[\w-]+\/\w+\.html/,
              name: (id: string) => `${subjectOf(id)}-markup`,
              debugName: "markup",
            },
          ],
        },
      },
    },
  },
  plugins: [firstSubject(), plainNumbers(), standAlone(), contentSecurityPolicy(), offlineList()],
});
