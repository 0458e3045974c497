/** Panels of which one is shown, chosen by tabs as the ARIA practices have them: arrows move, the tab key leaves. */

import { byId } from "../ui/dom";

export class Tabs {
  private readonly tabs: HTMLElement[];

  /** `list` is the id of an element of role `tablist`, whose tabs name their panels by `aria-controls`. */
  constructor(
    list: string,
    private readonly onShow: (panel: string) => void = () => {},
  ) {
    this.tabs = [...byId(list).querySelectorAll<HTMLElement>("[role=tab]")];
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.show(panelOf(tab)));
      tab.addEventListener("keydown", (event) => this.onKey(event, tab));
    }
  }

  get shown(): string {
    const chosen = this.tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
    return chosen ? panelOf(chosen) : "";
  }

  show(panel: string): void {
    for (const tab of this.tabs) {
      const isShown = panelOf(tab) === panel;
      tab.setAttribute("aria-selected", String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
      byId(panelOf(tab)).hidden = !isShown;
    }
    this.onShow(panel);
  }

  /** Takes a tab out, or offers it; where it was shown, the first that is left is. */
  offer(panel: string, isOffered: boolean): void {
    const tab = this.tabs.find((one) => panelOf(one) === panel);
    if (!tab || tab.hidden === !isOffered) return;
    tab.hidden = !isOffered;
    if (isOffered || this.shown !== panel) return;
    const other = this.tabs.find((one) => !one.hidden);
    if (other) this.show(panelOf(other));
  }

  private onKey(event: KeyboardEvent, tab: HTMLElement): void {
    const offered = this.tabs.filter((one) => !one.hidden);
    const at = offered.indexOf(tab);
    const places: Readonly<Record<string, number>> = {
      ArrowRight: (at + 1) % offered.length,
      ArrowLeft: (at - 1 + offered.length) % offered.length,
      Home: 0,
      End: offered.length - 1,
    };
    const next = offered[places[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    this.show(panelOf(next));
    next.focus();
  }
}

function panelOf(tab: HTMLElement): string {
  return tab.getAttribute("aria-controls") ?? "";
}
