/**
 * The few helpers with which the page builds its elements. Text always goes through `textContent`, never
 * through markup.
 */

const SVG = "http://www.w3.org/2000/svg";

type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;
type Child = Node | string;

export function byId<E extends Element = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page lacks the element #${id}`);
  return element as unknown as E;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * A button that has nothing to do right now. It keeps the focus, which a `disabled` one would lose under a
 * keyboard user's fingers; its listener must do nothing then.
 */
export function setIdle(button: HTMLElement, idle: boolean): void {
  button.setAttribute("aria-disabled", String(idle));
}

/** A read-out: parts on a line, the first of which is its heading. */
export function showParts(line: HTMLElement, [head, ...rest]: readonly string[]): void {
  line.replaceChildren(el("strong", {}, head ?? ""), ...rest.map((part) => el("span", {}, part)));
}

/** Several calls within a frame become one, with the last state. */
export function oncePerFrame(work: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}

/** Sets a text that is another one: the same text again would still be laid out. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Calls that come in quick succession become one after `pause` milliseconds, with the last state. */
export function paced(work: () => void, pause: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      work();
    }, pause);
  };
}
