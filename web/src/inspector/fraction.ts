/** Exact fractions, for programs small enough to be worked by hand. */

export class Fraction {
  static readonly ZERO = new Fraction(0n, 1n);
  static readonly ONE = new Fraction(1n, 1n);

  /** In lowest terms; the denominator is above 0. */
  private constructor(
    readonly over: bigint,
    readonly under: bigint,
  ) {}

  static of(over: bigint, under = 1n): Fraction {
    if (under === 0n) throw new RangeError("a fraction's denominator is 0; it must be another number");
    const divisor = gcd(over, under);
    const sign = under < 0n ? -1n : 1n;
    return new Fraction((sign * over) / divisor, (sign * under) / divisor);
  }

  /** The number as it is written in decimals: 0.1 is a tenth. It must be finite. */
  static from(value: number): Fraction {
    const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
    if (!match) throw new RangeError(`${value} is no fraction; it must be finite`);
    const [, sign, whole = "0", part = "", power = "0"] = match;
    const digits = BigInt(`${sign}${whole}${part}`);
    const shift = Number(power) - part.length;
    return shift >= 0
      ? Fraction.of(digits * 10n ** BigInt(shift))
      : Fraction.of(digits, 10n ** BigInt(-shift));
  }

  plus({ over, under }: Fraction): Fraction {
    return Fraction.of(this.over * under + over * this.under, this.under * under);
  }

  minus(other: Fraction): Fraction {
    return this.plus(other.negated());
  }

  times({ over, under }: Fraction): Fraction {
    return Fraction.of(this.over * over, this.under * under);
  }

  dividedBy({ over, under }: Fraction): Fraction {
    return Fraction.of(this.over * under, this.under * over);
  }

  negated(): Fraction {
    return new Fraction(-this.over, this.under);
  }

  floor(): Fraction {
    const down = this.over / this.under;
    return new Fraction(this.over < 0n && down * this.under !== this.over ? down - 1n : down, 1n);
  }

  /** −1, 0 or 1. */
  get sign(): -1 | 0 | 1 {
    return this.over === 0n ? 0 : this.over < 0n ? -1 : 1;
  }

  get isWhole(): boolean {
    return this.under === 1n;
  }

  compare(other: Fraction): -1 | 0 | 1 {
    return this.minus(other).sign;
  }

  valueOf(): number {
    return Number(this.over) / Number(this.under);
  }

  /** As one writes it by hand: `−7/3`. */
  toString(): string {
    const text = this.isWhole ? `${this.over}` : `${this.over}/${this.under}`;
    return text.replace("-", "−");
  }
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
