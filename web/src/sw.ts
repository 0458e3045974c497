/**
 * The service worker: after the first load the page works without a network. The build writes the list of
 * files and a version made of their contents into it; each version has its own cache, and only this page's
 * old caches are deleted.
 */

/** The part of the service worker's scope that is used here (the page's own types are those of a window). */
interface ServiceWorkerScope extends EventTarget {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const worker = self as unknown as ServiceWorkerScope;

const FILES = "__HUNCH_FILES__" as unknown as readonly string[];
const VERSION = "__HUNCH_VERSION__";

/** Several pages may live on one host, so the cache's name holds where this one lives. */
const CACHE_PREFIX = `hunch ${worker.registration.scope} `;
const CACHE = CACHE_PREFIX + VERSION;

worker.addEventListener("install", (event) => {
  const load = async (): Promise<void> => {
    const cache = await caches.open(CACHE);
    // Past the browser's own cache: it may hold a file of an older build.
    await cache.addAll(
      FILES.map((file) => new Request(new URL(file, worker.registration.scope), { cache: "reload" })),
    );
  };
  (event as ExtendableEvent).waitUntil(load());
});

worker.addEventListener("activate", (event) => {
  const tidy = async (): Promise<void> => {
    const old = (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  (event as ExtendableEvent).waitUntil(tidy());
});

worker.addEventListener("message", (event) => {
  if ((event as MessageEvent).data === "use-new-version") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const { request } = event as FetchEvent;
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  (event as FetchEvent).respondWith(answer(request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const page = request.mode === "navigate" ? new URL("index.html", worker.registration.scope).href : request;
  const kept = await cache.match(page, { ignoreSearch: true });
  if (kept) return kept;
  const response = await fetch(request);
  // What is loaded when it is first asked for stays from then on; names of built files change with their content.
  if (response.ok && new URL(request.url).pathname.includes("/assets/"))
    await cache.put(request, response.clone());
  return response;
}

export {};
