/** Entry of the worker thread in Node. */

import { parentPort } from "node:worker_threads";
import { Service } from "./service.js";

const port = parentPort;
if (port) {
  const service = new Service((message) => port.postMessage(message));
  port.on("message", (request: unknown) => void service.handle(request));
}
