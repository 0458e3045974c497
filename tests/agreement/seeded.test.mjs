/** A short seeded part of the agreement with HiGHS; the long one is a command (README.md). */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const RUN = fileURLToPath(new URL("run.mjs", import.meta.url));
/**
 * Programs of each kind: enough to meet every flavour several times, few enough for every run of the tests.
 */
const COUNT = 200;
/** Other seeds than those of the published runs. */
const SEED = 700_001;

for (const kind of ["lp", "mip"]) {
  test(`${COUNT} seeded programs of kind ${kind}: nothing that we claim is wrong, and we have an answer where HiGHS has one`, async (t) => {
    const out = await mkdtemp(join(tmpdir(), "hunch-agreement-"));
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [
        RUN,
        "--kind",
        kind,
        "--count",
        String(COUNT),
        "--seed",
        String(SEED),
        "--out",
        out,
      ]);
      t.diagnostic(stdout.trim().split("\n").at(-1));
      assert.match(stdout, / 0 wrong, 0 no answer/);
    } catch (error) {
      // The command prints what disagrees, with its program, before it ends with 1.
      assert.fail(error.stdout ?? error);
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  });
}
