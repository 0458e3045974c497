/** Seeded random numbers, the same on every machine. */

/**
 * sfc32 (Doty-Humphrey, PractRand, 2010): 128 bits of state, 32-bit arithmetic only, which JavaScript does
 * exactly.
 */
export class Random {
  constructor(seed) {
    this.state = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, 0x9e3779b9, 1];
    // The first outputs of close seeds resemble each other; the generator's author discards twelve.
    for (let k = 0; k < 12; k += 1) this.next();
  }

  next() {
    let [a, b, c, d] = this.state;
    const out = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + out;
    this.state = [a, b, c | 0, d];
    return out >>> 0;
  }

  /** Uniform in [0, 1). */
  unit() {
    return this.next() / 2 ** 32;
  }

  /** A whole number, uniform in low..high. */
  integer(low, high) {
    return low + (this.next() % (high - low + 1));
  }

  chance(probability) {
    return this.unit() < probability;
  }

  pick(items) {
    return items[this.next() % items.length];
  }
}
