/**
 * A figure of the page as a picture of its own: its drawings with the style that they have here, and the texts
 * around them, so that it looks the same wherever it is opened. Loaded when the first one is saved.
 */

const SVG = "http://www.w3.org/2000/svg";

/** Room around a figure, in pixels. */
const MARGIN = 12;
/** Pixels of a PNG for one of the page: sharp in print and on dense screens. */
const DENSITY = 2;
/** The longest side of a PNG that all browsers draw. */
const LONGEST = 8_192;

/** What a drawing's look is made of. */
const STYLES = [
  "fill",
  "fill-opacity",
  "fill-rule",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
  "text-anchor",
  "dominant-baseline",
  "paint-order",
  "visibility",
  "display",
] as const;

/** The picture of a figure that is on the page, as a document. */
export function pictureOf(figure: HTMLElement | SVGSVGElement, title: string): SVGSVGElement {
  const frame = boxOf(figure);
  const [width, height] = [Math.ceil(frame.width) + 2 * MARGIN, Math.ceil(frame.height) + 2 * MARGIN];
  const picture = document.createElementNS(SVG, "svg");
  set(picture, { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
  const name = document.createElementNS(SVG, "title");
  name.textContent = title;
  const paper = document.createElementNS(SVG, "rect");
  set(paper, { width, height, fill: backgroundOf(figure) });
  picture.append(name, paper);
  draw(figure, picture, frame.left - MARGIN, frame.top - MARGIN);
  return picture;
}

export function svgFile(picture: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
}

export async function pngFile(picture: SVGSVGElement): Promise<Blob> {
  const [width, height] = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
  const density = Math.min(DENSITY, LONGEST / Math.max(width, height));
  const image = new Image();
  // The page's policy lets images come from `data:`, not from `blob:`.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(picture))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("the browser draws no pictures");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))),
      "image/png",
    ),
  );
}

/** All that is seen of an element, at its place less `left` and `top`. */
function draw(element: Element, into: SVGElement, left: number, top: number): void {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0") return;
  // What is there for ears alone is cut to a point.
  if (style.clipPath !== "none" && box.width <= 1) return;
  if (element instanceof SVGSVGElement) {
    const copy = styled(element) as SVGSVGElement;
    set(copy, { x: box.left - left, y: box.top - top, width: box.width, height: box.height });
    if (!copy.getAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
    into.append(copy);
    return;
  }
  if (element instanceof HTMLCanvasElement) {
    const image = document.createElementNS(SVG, "image");
    set(image, { x: box.left - left, y: box.top - top, width: box.width, height: box.height });
    image.setAttribute("href", element.toDataURL("image/png"));
    into.append(image);
    return;
  }
  background(style, box, into, left, top);
  for (const node of element.childNodes) {
    if (node instanceof Element) draw(node, into, left, top);
    else if (node instanceof Text) write(node, style, into, left, top);
  }
}

const SIDES = ["Top", "Right", "Bottom", "Left"] as const;

/** Surfaces and lines of a box: legends, bars and tables are made of them. */
function background(
  style: CSSStyleDeclaration,
  box: DOMRect,
  into: SVGElement,
  left: number,
  top: number,
): void {
  const [x, y] = [box.left - left, box.top - top];
  const { width, height } = box;
  const rect = (attributes: Readonly<Record<string, string | number>>): void => {
    const made = document.createElementNS(SVG, "rect");
    set(made, { x, y, width, height, ...attributes });
    into.append(made);
  };
  const rx = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, width / 2);
  const isRound = style.borderTopLeftRadius.endsWith("%");
  if (width > 0 && height > 0) {
    const surface = { rx: isRound ? width / 2 : rx };
    if (!isClear(style.backgroundColor)) rect({ fill: style.backgroundColor, ...surface });
    for (const fill of gradientsOf(style.backgroundImage, into)) rect({ fill, ...surface });
  }
  const lines = SIDES.map((side) => {
    const isLine = !/^(none|hidden)$/.test(style[`border${side}Style`]);
    return isLine ? Number.parseFloat(style[`border${side}Width`]) : 0;
  });
  const [line = 0] = lines;
  if (lines.every((one) => one > 0)) {
    const [inner, outer] = [line / 2, line];
    const room = { x: x + inner, y: y + inner, width: width - outer, height: height - outer };
    rect({ ...room, rx, fill: "none", stroke: style.borderTopColor, "stroke-width": line });
    return;
  }
  const places = [
    { height: lines[0] ?? 0 },
    { x: x + width - (lines[1] ?? 0), width: lines[1] ?? 0 },
    { y: y + height - (lines[2] ?? 0), height: lines[2] ?? 0 },
    { width: lines[3] ?? 0 },
  ];
  for (const [k, side] of SIDES.entries())
    if ((lines[k] ?? 0) > 0) rect({ ...places[k], fill: style[`border${side}Color`] });
}

function isClear(colour: string): boolean {
  return /^(transparent|rgba\(.*, 0\))$/.test(colour);
}

/** Counts gradients, whose names are the document's. */
let gradients = 0;

/** Marks of legends are drawn by linear gradients; the fill of each, the undermost first. */
function gradientsOf(image: string, into: SVGElement): string[] {
  const layers = [...image.matchAll(/linear-gradient\(((?:[^()]|\([^()]*\))*)\)/g)];
  return layers.reverse().map(([, text = ""]) => {
    const gradient = document.createElementNS(SVG, "linearGradient");
    const degrees = /^to top/.test(text) ? 0 : Number(/^([-\d.]+)deg/.exec(text)?.[1] ?? 180);
    const angle = (degrees * Math.PI) / 180;
    // From the middle, to where CSS has its first and last stops in a square.
    const reach = (Math.abs(Math.sin(angle)) + Math.abs(Math.cos(angle))) / 2;
    const [right, up] = [reach * Math.sin(angle), reach * Math.cos(angle)];
    set(gradient, {
      id: `gradient-${++gradients}`,
      x1: 0.5 - right,
      y1: 0.5 + up,
      x2: 0.5 + right,
      y2: 0.5 - up,
    });
    for (const [, colour = "", places = ""] of text.matchAll(
      /(rgba?\([^)]*\)|transparent)((?: [\d.]+%)*)/g,
    )) {
      for (const place of places.trim().split(" ")) {
        const stop = document.createElementNS(SVG, "stop");
        set(stop, { offset: place === "" ? "0%" : place, "stop-color": colour });
        gradient.append(stop);
      }
    }
    into.append(gradient);
    return `url(#${gradient.id})`;
  });
}

/** A text, line by line as it is broken here. */
function write(node: Text, style: CSSStyleDeclaration, into: SVGElement, left: number, top: number): void {
  if (node.data.trim() === "") return;
  for (const { text, box } of linesOf(node)) {
    const line = document.createElementNS(SVG, "text");
    set(line, {
      x: box.left - left,
      y: box.top - top + box.height / 2,
      "dominant-baseline": "central",
      fill: style.color,
      "font-family": style.fontFamily,
      "font-size": style.fontSize,
      "font-weight": style.fontWeight,
      "font-style": style.fontStyle,
      // Digits and letters of another font may be wider: the place is kept.
      textLength: box.width.toFixed(1),
      lengthAdjust: "spacingAndGlyphs",
    });
    line.textContent = text;
    into.append(line);
  }
}

function linesOf(node: Text): Array<{ text: string; box: DOMRect }> {
  const range = document.createRange();
  const lines: Array<{ text: string; box: DOMRect }> = [];
  let start = 0;
  for (const word of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].trimEnd().length);
    const at = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (at.width === 0) continue;
    if (last && Math.abs(at.top - last.box.top) < at.height / 2) {
      range.setStart(node, start);
      lines[lines.length - 1] = {
        text: range.toString().replaceAll(/\s+/g, " "),
        box: range.getBoundingClientRect(),
      };
    } else {
      start = word.index;
      lines.push({ text: range.toString(), box: at });
    }
  }
  return lines;
}

/** A copy that carries its style with it. */
function styled(original: Element): Element {
  const copy = original.cloneNode(false) as Element;
  for (const name of ["class", "id", "tabindex", "aria-hidden", "focusable"]) copy.removeAttribute(name);
  // Classes style nothing elsewhere, and a link inside would lead nowhere.
  const style = getComputedStyle(original);
  for (const name of STYLES) {
    const value = style.getPropertyValue(name);
    if (value !== "" && !copy.hasAttribute(`data-${name}`)) copy.setAttribute(name, value);
  }
  copy.removeAttribute("style");
  for (const node of original.childNodes) {
    if (node instanceof Element) copy.append(styled(node));
    else if (node instanceof Text) copy.append(node.cloneNode());
  }
  return copy;
}

/** Where a figure's drawings and texts are, with those that are scrolled out of sight. */
function boxOf(figure: Element): DOMRect {
  const parts = [figure, ...figure.querySelectorAll("*")]
    .filter((part) => part instanceof SVGSVGElement || part instanceof HTMLCanvasElement || hasText(part))
    .map((part) => part.getBoundingClientRect())
    .filter(({ width, height }) => width > 1 && height > 1);
  if (parts.length === 0) return figure.getBoundingClientRect();
  const [left, top] = [
    Math.min(...parts.map((part) => part.left)),
    Math.min(...parts.map((part) => part.top)),
  ];
  const right = Math.max(...parts.map((part) => part.right));
  const bottom = Math.max(...parts.map((part) => part.bottom));
  return new DOMRect(left, top, right - left, bottom - top);
}

/** Whether text stands in an element of the page itself, not of a drawing. */
function hasText(element: Element): boolean {
  if (!(element instanceof HTMLElement)) return false;
  return [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== "");
}

/** The first surface below an element. */
function backgroundOf(element: Element): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!isClear(backgroundColor)) return backgroundColor;
  }
  return "white";
}

function set(element: Element, attributes: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
