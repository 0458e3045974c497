/** The panels of the inspector that load after the first picture. */

import { byId } from "../ui/dom";
import { BranchingView } from "./branching-view";
import { CertificateView } from "./certificate-view";
import { DictionaryView } from "./dictionary-view";
import type { Host } from "./host";
import { MatrixView } from "./matrix";
import { NodeReasons } from "./node-reasons";
import type { Extras } from "./plane";
import { ProgressView } from "./progress-view";
import type { Store } from "./store";
import { TreeView } from "./tree-view";

export class Panels {
  private readonly progress: ProgressView;
  private readonly branching: BranchingView;
  private extras: Extras = {};
  private panel = "";

  constructor(
    store: Store,
    private readonly host: Host,
  ) {
    new TreeView(store);
    new MatrixView(store);
    new NodeReasons(
      store,
      () => host.quick(),
      () => host.source(),
    );
    this.progress = new ProgressView(store);
    new CertificateView(
      store,
      () => host.search(),
      () => host.source(),
    );
    new DictionaryView(store, ({ points, cuts }) => this.put({ path: points, cuts }));
    this.branching = new BranchingView(
      store,
      () => host.quick(),
      (part) => this.put({ part }),
    );
    store.onChange((changed) => {
      if (changed === "moment") return;
      const hasTree = store.run?.log.hasTree === true;
      byId("inspector-no-tree").hidden = hasTree;
      byId("inspector-tree-part").hidden = !hasTree;
    });
  }

  shown(panel: string): void {
    this.panel = panel;
    if (panel === "inspector-progress") this.progress.shown();
    if (panel === "inspector-branch") this.branching.shown();
    this.tell();
  }

  private put(extras: Extras): void {
    this.extras = { ...this.extras, ...extras };
    this.tell();
  }

  /** The plane shows the way of the simplex, or a part of the tree, while its panel is open. */
  private tell(): void {
    const { path = [], cuts = [], part = null } = this.extras;
    const isSimplex = this.panel === "inspector-simplex";
    this.host.onExtras({
      path: isSimplex ? path : [],
      cuts: isSimplex ? cuts : [],
      part: this.panel === "inspector-branch" ? part : null,
    });
  }
}
