/** The tree where the visitor chooses the branching: open parts to press, broken columns to split them by. */

import { hierarchy, tree as layout } from "d3-hierarchy";
import type { Hunch } from "hunch-solver";
import { explain } from "../frame/errors";
import { byId, el, setIdle, svg } from "../ui/dom";
import { Branching, type HandNode, whyNoBranching } from "./branching";
import { number } from "./numbers";
import type { Shape } from "./shape";
import type { Store } from "./store";

const ACROSS = 78;
const DOWN = 64;
const MARGIN = 44;
const RADIUS = 9;

const FATES: Readonly<Record<HandNode["state"], string>> = {
  open: "It is open: its point is not whole.",
  branched: "It is split in two.",
  infeasible: "It is closed: no point is in it.",
  bound: "It is closed: nothing in it is better than the best point.",
  integral: "It is closed: its relaxation has a whole point, the best of the part.",
};

/** What the plane shows of it: where the chosen part lies, and the point of its relaxation. */
export interface Part {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly point: readonly number[] | null;
}

export class BranchingView {
  private shape: Shape | null = null;
  private branching: Branching | null = null;
  private chosen: HandNode | null = null;
  private isBusy = false;
  /** Whether another program came while a part was solved. */
  private isOutdated = false;
  private readonly picture = byId("inspector-hand-tree");

  constructor(
    store: Store,
    private readonly hunch: () => Promise<Hunch>,
    private readonly onPart: (part: Part | null) => void,
  ) {
    byId("inspector-split-next").addEventListener("click", () => void this.work(() => this.splitNext()));
    byId("inspector-split-all").addEventListener(
      "click",
      () =>
        void this.work(async () => {
          while (await this.splitNext());
        }),
    );
    byId("inspector-split-again").addEventListener("click", () => void this.begin());
    store.onChange((changed) => {
      if (changed !== "run" || store.run?.shape === this.shape) return;
      this.shape = store.run?.shape ?? null;
      this.branching = null;
      this.chosen = null;
      this.onPart(null);
      this.isOutdated = this.isBusy;
      if (this.isShown && !this.isBusy) void this.begin();
    });
  }

  private get isShown(): boolean {
    return !byId("inspector-branch").hidden;
  }

  /** The panel is shown: the root is solved when it first is. */
  shown(): void {
    if (!this.branching) void this.begin();
  }

  private async begin(): Promise<void> {
    const { shape } = this;
    const why =
      shape === null || shape.program === null
        ? "The program is too long to be branched by hand."
        : whyNoBranching(shape);
    byId("inspector-no-branching").textContent = why ?? "";
    byId("inspector-no-branching").hidden = why === null;
    byId("inspector-branching-part").hidden = why !== null;
    this.onPart(null);
    if (why !== null || !shape) return;
    await this.work(async () => {
      const branching = new Branching(shape, await this.hunch());
      await branching.begin();
      if (this.shape !== shape) return;
      this.branching = branching;
      this.chosen = branching.nodes[0] ?? null;
    });
  }

  private async splitNext(): Promise<boolean> {
    const { branching } = this;
    const next = branching?.next;
    if (!branching || !next) return false;
    const before = branching.nodes.length;
    await branching.split(next.node, next.column);
    this.choose(branching.next?.node ?? branching.nodes.at(-1) ?? null);
    return branching.nodes.length > before && branching === this.branching;
  }

  private async split(node: HandNode, column: number): Promise<void> {
    await this.branching?.split(node, column);
    this.choose(node.children.find(({ state }) => state === "open") ?? node.children[0] ?? node);
  }

  /** One piece of work after the other; what comes for another program meanwhile begins after it. */
  private async work(task: () => Promise<unknown>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await task();
      this.draw();
    } catch (error) {
      byId("inspector-hand-words").textContent = `This could not be solved: ${explain(error)}`;
    } finally {
      this.isBusy = false;
    }
    if (!this.isOutdated) return;
    this.isOutdated = false;
    if (this.isShown) void this.begin();
  }

  private choose(node: HandNode | null): void {
    this.chosen = node;
    this.draw();
  }

  private draw(): void {
    const { branching, chosen, shape } = this;
    if (!branching || !shape) return;
    const { best, bound, next, nodes } = branching;
    setIdle(byId("inspector-split-next"), next === null);
    setIdle(byId("inspector-split-all"), next === null);
    setIdle(byId("inspector-split-again"), nodes.length < 2);
    const open = nodes.filter(({ state }) => state === "open").length;
    const known = best
      ? `The best whole point so far has ${number(best.objective)}`
      : "No whole point is known yet";
    const proven =
      open === 0
        ? best
          ? "; nothing is open, so that it is the optimum."
          : "; nothing is open: there is none."
        : `; the ${open} open ${open === 1 ? "part proves" : "parts prove"} that none is better than ${bound === null ? "–" : number(bound)}.`;
    byId("inspector-hand-words").textContent =
      `${nodes.length} ${nodes.length === 1 ? "part" : "parts"}. ${known}${proven}`;
    this.picture.replaceChildren(this.drawing(branching));
    byId("inspector-hand-node").textContent = chosen ? this.words(chosen, shape) : "";
    const columns = chosen?.state === "open" ? branching.broken(chosen) : [];
    byId("inspector-hand-columns").replaceChildren(
      ...columns.map((column) => {
        const value = chosen?.values[column] ?? Number.NaN;
        const name = shape.columns[column]?.name;
        const button = el(
          "button",
          { type: "button" },
          `Split by ${name}: ≤ ${number(Math.floor(value))} or ≥ ${number(Math.floor(value) + 1)}`,
        );
        button.addEventListener("click", () => {
          if (chosen) void this.work(() => this.split(chosen, column));
        });
        return button;
      }),
    );
    this.onPart(
      chosen && this.isShown
        ? { lower: chosen.lower, upper: chosen.upper, point: chosen.values.length > 0 ? chosen.values : null }
        : null,
    );
  }

  private words(node: HandNode, { columns }: Shape): string {
    const broken = new Set(this.branching?.broken(node));
    const values = node.values.map(
      (value, j) => `${columns[j]?.name} = ${number(value)}${broken.has(j) ? " (broken)" : ""}`,
    );
    const shown = values
      .filter((_, j) => columns.length <= 8 || Math.abs(node.values[j] ?? 0) > 1e-9)
      .join(", ");
    const solved =
      node.objective === null ? "" : ` Its relaxation has ${number(node.objective)} at ${shown}.`;
    return `Part ${node.id}, ${node.branch || "the whole program"}.${solved} ${FATES[node.state]}`;
  }

  private drawing({ nodes }: Branching): SVGElement {
    const root = nodes[0];
    if (!root) return svg("svg");
    const placed = layout<HandNode>().nodeSize([ACROSS, DOWN])(hierarchy(root, ({ children }) => children));
    const all = placed.descendants();
    const left = Math.min(...all.map(({ x }) => x));
    const width = Math.max(...all.map(({ x }) => x)) - left + 2 * MARGIN;
    const height = Math.max(...all.map(({ y }) => y)) + 2 * MARGIN;
    const at = ({ x, y }: { x: number; y: number }): [number, number] => [x - left + MARGIN, y + MARGIN / 2];
    const picture = svg("svg", {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "group",
      "aria-label": `A tree of ${all.length} parts`,
    });
    for (const { source, target } of placed.links()) {
      const [[x1, y1], [x2, y2]] = [at(source), at(target)];
      picture.append(svg("line", { x1, y1, x2, y2 }));
    }
    for (const place of all) {
      const [x, y] = at(place);
      const node = place.data;
      const isChosen = node === this.chosen;
      const label = `Part ${node.id}, ${node.branch || "the whole program"}, ${node.state}`;
      const circle = svg("circle", {
        class: "inspector-part",
        "data-state": node.state,
        "data-chosen": isChosen ? "true" : null,
        cx: x,
        cy: y,
        r: RADIUS,
        role: "button",
        tabindex: isChosen || node.state === "open" ? 0 : -1,
        "aria-label": label,
        "aria-pressed": String(isChosen),
      });
      circle.addEventListener("click", () => this.choose(node));
      circle.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.choose(node);
        this.picture.querySelector<SVGElement>('[data-chosen="true"]')?.focus();
      });
      const text = { x, "text-anchor": "middle", "aria-hidden": "true" };
      picture.append(circle, svg("text", { ...text, y: y + RADIUS + 13 }, node.branch));
      if (node.objective !== null)
        picture.append(svg("text", { ...text, y: y - RADIUS - 4 }, number(node.objective)));
    }
    return picture;
  }
}
