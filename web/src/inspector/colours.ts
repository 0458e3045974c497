/** The page's colours where a canvas needs them as numbers. */

const scheme = matchMedia("(prefers-color-scheme: dark)");
/** Colours asked for so far: reading them makes the browser compute styles. */
const known = new Map<string, string>();
scheme.addEventListener("change", () => known.clear());

/** A custom property's colour, as the page has it now. */
export function colour(name: string): string {
  const kept = known.get(name);
  if (kept !== undefined) return kept;
  const read = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  known.set(name, read);
  return read;
}

const probe = document.createElement("canvas").getContext("2d");

/** The same as the bytes that a picture holds, alpha first in the number. */
export function pixel(name: string): number {
  if (!probe) return 0;
  // A canvas writes an opaque colour out in full, however it was given.
  probe.fillStyle = colour(name);
  const [red = 0, green = 0, blue = 0] = (String(probe.fillStyle).match(/[\da-f]{2}/gi) ?? []).map((part) =>
    Number.parseInt(part, 16),
  );
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Calls `work` when the page turns dark or light. */
export function onColours(work: () => void): void {
  scheme.addEventListener("change", work);
}

/** A canvas as sharp as the screen: its size in screen pixels, and how many of them a pixel of the page has. */
export function sharpen(canvas: HTMLCanvasElement): { width: number; height: number; ratio: number } {
  const ratio = Math.min(devicePixelRatio || 1, 2);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((size) =>
    Math.max(1, Math.round(size * ratio)),
  );
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  return { width: width ?? 1, height: height ?? 1, ratio };
}
