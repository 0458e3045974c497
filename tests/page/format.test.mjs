/** Numbers as the page writes them by hand, beside the browser's own formatter, which takes too long to begin. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { transformWithOxc } from "../../web/node_modules/vite/dist/node/index.js";

const FILE = new URL("../../web/src/ui/format.ts", import.meta.url);
const { code } = await transformWithOxc(await readFile(FILE, "utf8"), FILE.pathname);
const { decimal, significant, whole } = await import(
  `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`
);

/** Numbers of all sizes, halves and ties among them; the same each time. */
function* numbers() {
  yield* [0, -0, 0.5, 1.5, 2.5, -0.5, 999.5, 1e3, 999_999.9995, 1.0005, 123_456_789.125, 4_294_967_295];
  let state = 7;
  for (let k = 0; k < 20_000; k++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const sign = k % 2 ? 1 : -1;
    yield (sign * state) / 10 ** (k % 12);
    yield sign * Math.round(state / 1_000) * 0.125;
  }
}

/** A minus before nothing is left out. */
const plain = (text) => (text === "-0" ? "0" : text);

test("numbers are written as the browser's formatter for English writes them", () => {
  for (const digits of [0, 3]) {
    const format = new Intl.NumberFormat("en", { maximumFractionDigits: digits });
    for (const value of numbers())
      assert.equal(decimal(value, digits), plain(format.format(value)), `${value}, ${digits}`);
  }
  for (const digits of [5, 8, 15]) {
    const format = new Intl.NumberFormat("en", { maximumSignificantDigits: digits });
    for (const value of numbers())
      if (value === 0 || Math.abs(value) >= 1e-6)
        assert.equal(significant(value, digits), plain(format.format(value)), `${value}, ${digits}`);
  }
  assert.equal(whole(1_234_567), "1,234,567");
});

test("what is no number, or beyond all digits, is written and not lost", () => {
  assert.deepEqual(
    [Number.NaN, Number.POSITIVE_INFINITY, 1e300].map((value) => decimal(value, 3)),
    ["NaN", "Infinity", "1e+300"],
  );
});
