/** Entry of the worker thread in Node. */

import { parentPort } from "node:worker_threads";
import type { Note, Request } from "./protocol.js";
import { Service } from "./service.js";

const port = parentPort;
if (port) {
  const service = new Service((message) => port.postMessage(message));
  port.on("message", (request: Request | Note) => void service.handle(request));
}
