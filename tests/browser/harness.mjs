/**
 * What the browser's tests of the package share: a static server over `pkg`, a real browser, and a page that
 * records what goes wrong.
 */

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const PACKAGE = fileURLToPath(new URL("../../pkg/", import.meta.url));

const MEDIA_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/** Quiet and without a sandbox, which containers do not offer. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** In a headless browser WebGPU needs this flag; its adapter is then a software one. */
const WEBGPU = "--enable-unsafe-webgpu";

/**
 * Serves the folders of `roots` (by name of their first path segment) with media types, and with `headers` or no
 * further ones. `sent` collects what was asked for: path and content.
 */
export async function serve(roots = { pkg: PACKAGE }, headers = {}) {
  const sent = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname === "/") {
      response
        .writeHead(200, { "content-type": MEDIA_TYPES[".html"] })
        .end('<!doctype html><title>test</title><link rel="icon" href="data:,">');
      return;
    }
    const [, root, ...rest] = decodeURIComponent(pathname).split("/");
    const name = normalize(rest.join("/"));
    const folder = Object.hasOwn(roots, root) ? roots[root] : undefined;
    try {
      if (!folder || name.startsWith(`..${sep}`)) throw new Error("outside");
      const bytes = await readFile(join(folder, name === "." ? "index.html" : name));
      sent.push({ path: pathname, bytes });
      response
        .writeHead(200, {
          ...headers,
          "content-type":
            MEDIA_TYPES[extname(name === "." ? "index.html" : name)] ?? "application/octet-stream",
        })
        .end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    sent,
    address: `http://localhost:${server.address().port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

export function launch({ webgpu = false } = {}) {
  return chromium.launch({
    executablePath: process.env["HUNCH_BROWSER"] ?? "/usr/bin/chromium",
    args: webgpu ? [...ARGUMENTS, WEBGPU] : ARGUMENTS,
  });
}

/** Opens a page; `problems` collects console errors and warnings, uncaught exceptions and failed requests. */
export async function open(browser, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      problems.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) =>
    problems.push(`request failed: ${request.url()} ${request.failure()?.errorText}`),
  );
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  await page.goto(address);
  return { page, problems, close: () => context.close() };
}
