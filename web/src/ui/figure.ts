/**
 * The menu of a figure: its picture as SVG or PNG. A view puts `data-figure="Its title"` on the element that holds its drawings, and the frame
 * adds the menu behind it; a view that makes its figures itself calls `figureMenu`.
 */

import { el } from "./dom";
import { download, fileName } from "./download";

const DRAWING = "svg, canvas";

/** Called with what went wrong, in words for a person. */
type OnProblem = (text: string) => void;

/** A menu for each figure below `root` that has none yet. A figure without a drawing has an empty one, which is not seen. */
export function addFigureMenus(root: ParentNode, onProblem: OnProblem): void {
  for (const figure of root.querySelectorAll<HTMLElement>("[data-figure]")) {
    if (figure.nextElementSibling?.classList.contains("figure-menu")) continue;
    const menu = figureMenu(figure, () => figure.dataset["figure"] ?? "Figure", onProblem);
    figure.after(menu);
    const follow = (): void => {
      menu.hidden = figure.hidden || !(figure.matches(DRAWING) || figure.querySelector(DRAWING));
    };
    const changes = { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] };
    new MutationObserver(follow).observe(figure, changes);
    follow();
  }
}

/** Two buttons that save what `figure` shows. */
export function figureMenu(
  figure: HTMLElement | SVGSVGElement,
  title: () => string,
  onProblem: OnProblem,
): HTMLElement {
  const save = async (kind: "SVG" | "PNG"): Promise<void> => {
    try {
      const { pictureOf, pngFile, svgFile } = await import("./picture");
      const picture = pictureOf(figure, title());
      const file = kind === "SVG" ? svgFile(picture) : await pngFile(picture);
      download(`${fileName(title())}.${kind.toLowerCase()}`, file);
    } catch (error) {
      onProblem(`The picture could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const button = (kind: "SVG" | "PNG"): HTMLElement => {
    const made = el("button", { type: "button", class: "link", "aria-label": `${title()} as ${kind}` }, kind);
    made.addEventListener("click", () => void save(kind));
    return made;
  };
  return el("p", { class: "figure-menu hint" }, "Save as ", button("SVG"), " or ", button("PNG"));
}
