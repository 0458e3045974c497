/** The few helpers with which the panels are built. Text always goes through text nodes, never through markup. */

const SVG = "http://www.w3.org/2000/svg";

type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;
type Child = Node | string;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** A picture with a description, and a title for those who see it. */
export function figure(name: string, title: string, picture: SVGElement): HTMLElement {
  return el(
    "figure",
    { part: `panel ${name}` },
    el("figcaption", { part: "title" }, title),
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": `${title}, may be scrolled` },
      picture,
    ),
  );
}

function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 8 });
/** As many as a double holds for certain. */
const whole = new Intl.NumberFormat("en", { maximumSignificantDigits: 15 });

/** 8 digits; whole numbers whole. */
export function number(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e12)
      ? value.toExponential(4)
      : (Number.isInteger(value) ? whole : digits).format(value);
  return text.replace(/^-0$/, "0").replaceAll("-", "−");
}

/** What lies between two ends, as far as there are any. */
export function between(low: number, high: number): string {
  if (Number.isNaN(low) || Number.isNaN(high)) return "–";
  if (low === high) return `= ${number(low)}`;
  if (low === Number.NEGATIVE_INFINITY)
    return high === Number.POSITIVE_INFINITY ? "any" : `≤ ${number(high)}`;
  return high === Number.POSITIVE_INFINITY ? `≥ ${number(low)}` : `${number(low)} … ${number(high)}`;
}
