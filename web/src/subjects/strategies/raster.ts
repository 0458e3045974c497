/** What the map knows of each of its pixels: what the file names there, and what is true as far as the engine has come. */

import { breathe } from "../../ui/breathe";
import type { Layer } from "./choice";
import { CODES, type TruthPart } from "./messages";
import { letterOf, Palette } from "./palette";

/** Pixels along a side, as many as cells are painted. */
export const SIDE = 256;
/** Cells along a side of the truth, coarse to fine. */
export const TRUTH_SIZES = [16, 32, 64, 128] as const;
/** Where nobody has looked yet. */
const UNKNOWN = -1;
/** Lines of the picture that are drawn in one piece of work. */
const BAND = 32;
/** A coarser picture, in which the places of letters are looked for. */
const COARSE = 64;
/** Regions of fewer cells of that have no letter: it would cover them. */
const LEAST_FOR_LETTER = 12;

/** How far the truth has come on the finest grid that is complete, or on the first one. */
export interface Agreement {
  readonly size: number;
  readonly cells: number;
  readonly agreed: number;
  /** Cells of strategies that the file has not. */
  readonly unseen: number;
  readonly isWhole: boolean;
}

export interface Region {
  readonly code: number;
  /** Of all pixels. */
  readonly share: number;
  /** Where its letter stands, as shares from the left and from above; nothing where it has no room. */
  readonly at: readonly [number, number] | null;
}

export class Raster {
  private painted = new Uint16Array(SIDE * SIDE).fill(CODES.nothing);
  private readonly truth = new Int32Array(SIDE * SIDE).fill(UNKNOWN);
  /** By size of the grid: what the file says of its cells, how many are known, and how many agree. */
  private readonly levels = new Map<
    number,
    { painted: Uint16Array; cells: number; agreed: number; unseen: number }
  >();
  /** What is true somewhere, on whatever grid. */
  private readonly met = new Set<number>();
  /** Regions that were looked for, by layer, until the picture is another one. */
  private readonly found = new Map<Layer, Region[]>();
  /** Counts the changes of the picture. */
  private picture = 0;
  isPainted = false;

  /** Another map: nothing is known of its truth yet. */
  paint(painted: Uint16Array): void {
    this.painted = painted as Uint16Array<ArrayBuffer>;
    this.isPainted = true;
    this.picture += 1;
    this.truth.fill(UNKNOWN);
    this.levels.clear();
    this.met.clear();
    this.found.clear();
  }

  /** `known` strategies are the file's. */
  learn({ size, from, codes, painted }: TruthPart, known: number): void {
    if (painted) this.levels.set(size, { painted, cells: 0, agreed: 0, unseen: 0 });
    const level = this.levels.get(size);
    if (!level) return;
    const block = SIDE / size;
    this.found.delete("engine");
    this.picture += 1;
    for (const [k, code] of codes.entries()) {
      const cell = from + k;
      level.cells += 1;
      this.met.add(code);
      if (code === level.painted[cell]) level.agreed += 1;
      if (code >= known && code < CODES.unsettled) level.unseen += 1;
      const [left, above] = [(cell % size) * block, Math.floor(cell / size) * block];
      for (let y = above; y < above + block; y++)
        this.truth.fill(code, y * SIDE + left, y * SIDE + left + block);
    }
  }

  agreement(): Agreement | null {
    const levels = [...this.levels].map(([size, level]) => ({
      size,
      ...level,
      isWhole: level.cells === size * size,
    }));
    return levels.filter(({ isWhole }) => isWhole).at(-1) ?? levels[0] ?? null;
  }

  /** The picture: what the file names, with the truth as a chequer where it is another one; or one of them alone. Made in bands. */
  async draw(canvas: HTMLCanvasElement, layer: Layer): Promise<void> {
    const context = canvas.getContext("2d");
    if (!context) return;
    const image = context.createImageData(SIDE, SIDE);
    const pixels = new Uint32Array(image.data.buffer);
    const palette = new Palette();
    for (let y = 0; y < SIDE; y++) {
      if (y % BAND === 0 && y > 0) await breathe();
      for (let x = 0; x < SIDE; x++) {
        const k = y * SIDE + x;
        const [said, known] = [this.painted[k] ?? CODES.nothing, this.truth[k] ?? UNKNOWN];
        const true_ = known === UNKNOWN ? CODES.nothing : known;
        const isOther =
          layer === "both" && known !== UNKNOWN && known !== said && ((x >> 1) + (y >> 1)) % 2 === 0;
        pixels[k] = palette.at(layer === "engine" || isOther ? true_ : said, x, y);
      }
    }
    context.putImageData(image, 0, 0);
  }

  /** The regions of a layer, the largest first; looked for in pieces. */
  async regions(layer: Layer): Promise<readonly Region[]> {
    const known = this.found.get(layer);
    if (known) return known;
    const { picture } = this;
    const code = (k: number): number =>
      layer === "engine" ? this.knownAt(k) : (this.painted[k] ?? CODES.nothing);
    const counts = new Uint32Array(CODES.nothing + 1);
    for (let k = 0; k < SIDE * SIDE; k++) {
      if (k % (SIDE * SIDE * 0.5) === 0) await breathe();
      const one = code(k);
      counts[one] = (counts[one] ?? 0) + 1;
    }
    const places = await placesOf(code);
    const regions: Region[] = [];
    for (const [code, count] of counts.entries())
      if (count > 0) regions.push({ code, share: count / (SIDE * SIDE), at: places.get(code) ?? null });
    regions.sort((a, b) => b.share - a.share);
    // What came meanwhile is looked for by whoever brought it.
    if (picture === this.picture) this.found.set(layer, regions);
    return regions;
  }

  /** Strategies that are true somewhere and that the file names nowhere on this map. */
  async unnamed(): Promise<number[]> {
    const named = new Set((await this.regions("tree")).map(({ code }) => code));
    return [...this.met].filter((code) => !named.has(code)).sort((a, b) => a - b);
  }

  private knownAt(k: number): number {
    const known = this.truth[k] ?? UNKNOWN;
    return known === UNKNOWN ? CODES.nothing : known;
  }
}

/** The place in each region that is farthest from its edge, by a distance of steps in a coarser picture. */
async function placesOf(code: (pixel: number) => number): Promise<Map<number, readonly [number, number]>> {
  const step = SIDE / COARSE;
  const codes = Array.from({ length: COARSE * COARSE }, (_, k) =>
    code((Math.floor(k / COARSE) * step + step / 2) * SIDE + (k % COARSE) * step + step / 2),
  );
  const far = new Float64Array(COARSE * COARSE).fill(COARSE);
  const relax = (k: number, x: number, y: number): void => {
    const isInside = x >= 0 && y >= 0 && x < COARSE && y < COARSE;
    const other = y * COARSE + x;
    const beyond = isInside && codes[other] === codes[k] ? (far[other] ?? 0) : 0;
    far[k] = Math.min(far[k] ?? 0, beyond + 1);
  };
  for (const order of [1, -1]) {
    await breathe();
    for (let n = 0; n < codes.length; n++) {
      const k = order === 1 ? n : codes.length - 1 - n;
      const [x, y] = [k % COARSE, Math.floor(k / COARSE)];
      for (const [dx, dy] of [
        [-1, 0],
        [0, -1],
        [1, 0],
        [0, 1],
      ] as const)
        relax(k, x + dx, y + dy);
    }
  }
  await breathe();
  const best = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (const [k, one] of codes.entries()) {
    sizes.set(one, (sizes.get(one) ?? 0) + 1);
    if ((far[k] ?? 0) > (far[best.get(one) ?? -1] ?? 0)) best.set(one, k);
  }
  const big = [...best].filter(([one]) => (sizes.get(one) ?? 0) >= LEAST_FOR_LETTER && letterOf(one) !== "–");
  return new Map(
    big.map(([one, k]) => [one, [((k % COARSE) + 0.5) / COARSE, (Math.floor(k / COARSE) + 0.5) / COARSE]]),
  );
}
