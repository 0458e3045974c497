/** The tree of the search: a canvas to look at, zoom, drag and click; keys and buttons that walk it node by node. */

import { byId, oncePerFrame } from "../ui/dom";
import { onColours, sharpen } from "./colours";
import { OUTCOMES } from "./log";
import { number } from "./numbers";
import type { Store } from "./store";
import { drawScene, nearest, type Scene, type View } from "./tree-drawing";
import { type Height, type Layout, layOut } from "./tree-layout";
import { whole } from "../ui/format";

/** Pixels within which a press finds a node. */
const REACH = 14;
const MOST_ZOOM = 4_096;
/** Pixels after which a press is a drag. */
const SLACK = 4;

const WHOLE: View = { left: 0, zoom: 1 };

export class TreeView {
  private readonly canvas = byId<HTMLCanvasElement>("inspector-tree");
  private readonly height = byId<HTMLSelectElement>("inspector-height");
  private readonly draw = oncePerFrame(() => this.paint());
  private layout: Layout | null = null;
  /** What the layout was made of. */
  private laid = "";
  private view = WHOLE;
  /** Whether the visitor has said what heights show. */
  private hasChosen = false;
  /** Whether the run has changed since it was last laid out. */
  private isNew = true;
  private press: { x: number; left: number; moved: boolean } | null = null;

  constructor(private readonly store: Store) {
    this.height.addEventListener("change", () => {
      this.hasChosen = true;
      this.draw();
    });
    byId("inspector-zoom-in").addEventListener("click", () => this.zoom(2, 0.5));
    byId("inspector-zoom-out").addEventListener("click", () => this.zoom(0.5, 0.5));
    byId("inspector-zoom-all").addEventListener("click", () => {
      this.view = WHOLE;
      this.draw();
    });
    for (const [id, way] of [
      ["inspector-parent", "parent"],
      ["inspector-child", "child"],
      ["inspector-sibling", "sibling"],
    ] as const)
      byId(id).addEventListener("click", () => this.walk(way));
    this.listen();
    onColours(this.draw);
    new ResizeObserver(this.draw).observe(this.canvas);
    store.onChange((changed) => {
      if (changed === "run") this.isNew = true;
      this.draw();
    });
  }

  private listen(): void {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      this.press = { x: event.offsetX, left: this.view.left, moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!this.press) return;
      const by = event.offsetX - this.press.x;
      if (Math.abs(by) > SLACK) this.press.moved = true;
      if (this.press.moved)
        this.look({ ...this.view, left: this.press.left - by / (canvas.clientWidth * this.view.zoom) });
    });
    canvas.addEventListener("pointerup", (event) => {
      if (this.press && !this.press.moved) this.pick(event.offsetX, event.offsetY);
      this.press = null;
    });
    canvas.addEventListener("pointercancel", () => {
      this.press = null;
    });
    canvas.addEventListener(
      "wheel",
      (event) => {
        // Without the key the page scrolls, as everywhere.
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? 1.25 : 0.8, event.offsetX / canvas.clientWidth);
      },
      { passive: false },
    );
    canvas.addEventListener("keydown", (event) => {
      const ways = {
        ArrowUp: "parent",
        ArrowDown: "child",
        ArrowLeft: "sibling",
        ArrowRight: "sibling",
      } as const;
      const way = ways[event.key as keyof typeof ways];
      if (way) this.walk(way);
      else if (event.key === "+") this.zoom(2, 0.5);
      else if (event.key === "-") this.zoom(0.5, 0.5);
      else return;
      event.preventDefault();
    });
  }

  /** Keeps `share` of the canvas where it is. */
  private zoom(by: number, share: number): void {
    const zoom = Math.min(Math.max(this.view.zoom * by, 1), MOST_ZOOM);
    this.look({ zoom, left: this.view.left + share / this.view.zoom - share / zoom });
  }

  private look({ left, zoom }: View): void {
    this.view = { zoom, left: Math.min(Math.max(left, 0), 1 - 1 / zoom) };
    this.draw();
  }

  private pick(x: number, y: number): void {
    const scene = this.scene();
    if (!scene) return;
    const { clientWidth, clientHeight } = this.canvas;
    const node = nearest(scene, clientWidth, clientHeight, x, y, REACH);
    this.store.select(node === null ? null : { kind: "node", index: node });
  }

  /** From the chosen node to one beside it; from none to the root. */
  private walk(way: "parent" | "child" | "sibling"): void {
    const { run, moment } = this.store;
    if (!run || !this.layout) return;
    const { nodes } = run.log;
    const chosen = this.store.selected("node");
    const isThere = (node: number): boolean => nodes.stateAt(node, moment) !== null;
    let next = this.layout.nodes[0];
    if (chosen !== null) {
      const parent = nodes.parent[chosen] ?? -1;
      if (way === "parent") next = parent;
      else if (way === "child") next = nodes.children(chosen).find(isThere);
      else {
        const all = parent < 0 ? [] : nodes.children(parent).filter(isThere);
        next = all[(all.indexOf(chosen) + 1) % all.length];
      }
    }
    if (next === undefined || next < 0) return;
    this.store.select({ kind: "node", index: next });
    this.show(next);
  }

  /** Brings a node into sight. */
  private show(node: number): void {
    const x = this.layout?.x[node] ?? Number.NaN;
    const { left, zoom } = this.view;
    if (x < left || x > left + 1 / zoom) this.look({ zoom, left: x - 0.5 / zoom });
  }

  /** Bounds, unless so many nodes share one that the tree would be a line. */
  private tellingHeight(): Height {
    const nodes = this.store.run?.log.nodes;
    if (!nodes) return "bound";
    const root = nodes.bound(0);
    const level = nodes.id.reduce((count, _, k) => count + (nodes.bound(k) === root ? 1 : 0), 0);
    return level > nodes.length / 2 ? "depth" : "bound";
  }

  /** Whether the layout is still that of the tree of this moment; a new one is made where it is not. */
  private laidOut(): boolean {
    const { run, moment } = this.store;
    if (!run?.log.hasTree) {
      this.layout = null;
      this.laid = "";
      return false;
    }
    const tree = run.log.treeAt(moment);
    const height: Height = this.height.value === "depth" ? "depth" : "bound";
    const laid = `${run.log.nodes.length} ${run.log.efforts.length} ${tree} ${height}`;
    if (laid === this.laid && this.layout) return true;
    const isSame = this.laid.split(" ")[2] === String(tree);
    this.layout = layOut(run.log.nodes, tree, height);
    this.laid = laid;
    return isSame;
  }

  private scene(): Scene | null {
    const { run, moment } = this.store;
    this.laidOut();
    if (!run || !this.layout) return null;
    const { now } = run.log.at(moment);
    return {
      log: run.log,
      layout: this.layout,
      moment,
      view: this.view,
      chosen: this.store.selected("node"),
      now,
    };
  }

  private paint(): void {
    if (this.canvas.clientWidth === 0) return;
    if (this.isNew) {
      this.isNew = false;
      if (!this.hasChosen) this.height.value = this.tellingHeight();
      if (!this.laidOut()) this.view = WHOLE;
    }
    const scene = this.scene();
    if (!scene) return;
    const { ratio } = sharpen(this.canvas);
    const counts = drawScene(this.canvas, scene, ratio);
    const many = whole;
    const nodes = `${many(counts.nodes)} ${counts.nodes === 1 ? "node" : "nodes"}, ${many(counts.open)} of them open`;
    const sight = counts.seen < counts.nodes ? `; ${many(counts.seen)} in sight` : "";
    byId("inspector-tree-count").textContent = `${nodes}${sight}.`;
    this.canvas.setAttribute("aria-label", `The tree of the search: ${nodes}. Arrow keys walk it.`);
    this.canvas.dataset["nodes"] = String(counts.nodes);
    byId("inspector-tree-side").textContent = this.height.value;
    const { chosen } = scene;
    byId("inspector-node").textContent =
      chosen === null ? "No node is chosen: press one, or walk by the buttons." : this.words(chosen);
  }

  private words(node: number): string {
    const { run, moment } = this.store;
    if (!run) return "";
    const { nodes } = run.log;
    const by = run.log.branchWords(node) || "the whole program";
    const state = nodes.stateAt(node, moment) ?? "open";
    return `Node ${nodes.id[node]}, ${by}: bound ${number(nodes.bound(node))}, depth ${nodes.depth[node]}; it ${OUTCOMES[state]}.`;
  }
}
