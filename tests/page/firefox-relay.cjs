#!/usr/bin/env node
/**
 * Stands between a driver and a Firefox that is older than the driver expects, as releases with long support are: commands that the browser does not know are
 * answered as done. HUNCH_FIREFOX is the browser's path.
 */

const { spawn } = require("node:child_process");
const { ws: Socket, wsServer: Server } = require("playwright-core/lib/utilsBundle");

/** Where the browser says that it listens; the driver is told where this does. */
const LISTENS = /WebDriver BiDi listening on (ws:\/\/127\.0\.0\.1:\d+)/;
/** Asked for while a page starts: they keep what is fetched, which is not looked at here. */
const KEEPING = new Set(["network.addDataCollector", "network.removeDataCollector", "network.disownData"]);
/** The browser's largest message, in bytes. */
const LARGEST = 2 ** 28;

const browser = spawn(process.env.HUNCH_FIREFOX, process.argv.slice(2), {
  stdio: ["inherit", "inherit", "pipe"],
});
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => browser.kill());
browser.on("exit", (code) => process.exit(code ?? 0));

let said = "";
browser.stderr.on("data", (data) => {
  const lines = (said + data).split("\n");
  said = lines.pop();
  for (const line of lines) {
    const [, address] = LISTENS.exec(line) ?? [];
    if (address) listen(address);
    else process.stderr.write(`${line}\n`);
  }
});

function listen(address) {
  const server = new Server({ port: 0, host: "127.0.0.1" }, () => {
    process.stderr.write(`WebDriver BiDi listening on ws://127.0.0.1:${server.address().port}\n`);
  });
  server.on("connection", (driver, { url }) => relay(driver, address + url));
}

function relay(driver, address) {
  const firefox = new Socket(address, { maxPayload: LARGEST });
  const isOpen = new Promise((resolve) => firefox.on("open", resolve));
  const done = (id, result) => driver.send(JSON.stringify({ type: "success", id, result }));
  driver.on("message", async (data) => {
    const { id, method } = JSON.parse(data);
    if (KEEPING.has(method)) return done(id, { collector: "none" });
    await isOpen;
    firefox.send(String(data));
  });
  firefox.on("message", (data) => {
    const { id, error } = JSON.parse(data);
    if (error === "unknown command") done(id, {});
    else driver.send(String(data));
  });
  driver.on("close", () => firefox.close());
  firefox.on("close", () => driver.close());
}
