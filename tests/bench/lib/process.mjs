/** A solver in a process of its own, which is replaced when it hangs or dies. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("./child.mjs", import.meta.url));
/** Seconds beyond twice the time limit after which a solver that does not come back is ended. */
const GRACE = 30;
/** Seconds that loading and warming up may take. */
const START_LIMIT = 120;

export class SolverProcess {
  constructor(name) {
    this.name = name;
    this.child = null;
  }

  async #start() {
    this.child = fork(CHILD, [this.name], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    const complaint = [];
    this.child.stderr.on("data", (text) => complaint.push(text));
    const reply = await this.#reply(START_LIMIT);
    if (!reply.ready) {
      this.stop();
      throw new Error(`${this.name} does not start: ${reply.reason ?? ""} ${Buffer.concat(complaint)}`);
    }
  }

  /** The next message, or a reason why none comes within `seconds`. */
  #reply(seconds) {
    const { child } = this;
    return new Promise((resolve) => {
      const finish = (reply) => {
        clearTimeout(timer);
        child.off("message", finish);
        child.off("exit", exited);
        resolve(reply);
      };
      const exited = (code, signal) =>
        finish({ ok: false, dead: true, reason: `the process ended (${signal ?? code})` });
      const timer = setTimeout(
        () => finish({ ok: false, dead: true, killed: true, reason: "did not come back" }),
        seconds * 1000,
      );
      child.once("message", finish);
      child.once("exit", exited);
    });
  }

  /** Solves the program in `file` once. */
  async run(file, timeLimit) {
    if (!this.child) await this.#start();
    this.child.send({ file, timeLimit });
    const reply = await this.#reply(2 * timeLimit + GRACE);
    if (reply.ok) return reply.result;
    if (reply.dead) this.stop();
    const status = reply.killed ? "killed" : "error";
    return {
      status,
      seconds: null,
      cpuSeconds: null,
      feasible: false,
      objective: null,
      bound: null,
      reason: reply.reason,
    };
  }

  stop() {
    this.child?.kill("SIGKILL");
    this.child = null;
  }
}
