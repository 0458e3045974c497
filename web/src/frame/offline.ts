/** Registers the service worker, and offers a new version instead of forcing it on a page in use. */

export function keepOffline(announce: (use: () => void) => void): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  // After the page is ready: filling the cache must not compete with the first instance.
  void navigator.serviceWorker.register(new URL("sw.js", document.baseURI)).then(
    (registration) => {
      offer(registration, announce);
      registration.addEventListener("updatefound", () => {
        registration.installing?.addEventListener("statechange", () => offer(registration, announce));
      });
    },
    () => {
      // Without a service worker (a private window, a file: address) the page works as long as there is a
      // network.
    },
  );
}

function offer(registration: ServiceWorkerRegistration, announce: (use: () => void) => void): void {
  const { waiting } = registration;
  if (!waiting || !navigator.serviceWorker.controller) return;
  announce(() => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("use-new-version");
  });
}
