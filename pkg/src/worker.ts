/** Entry of the module worker in browsers. */

import { Service } from "./service.js";

/** The part of a dedicated worker's scope that is used; the library of DOM types does not have it. */
interface WorkerScope {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
const service = new Service((message) => scope.postMessage(message));
scope.onmessage = (event) => void service.handle(event.data);
