/**
 * `hunch-solver/element`: importing it defines the custom element `<hunch-solver>`.
 *
 * @example
 * <script type="module">import "hunch-solver/element";</script>
 * <hunch-solver auto>
 *   <script type="application/lp">max 3 chairs + 5 tables subject to wood: 2 chairs + 4 tables <= 20 end</script>
 * </hunch-solver>
 */

import { HunchSolverElement } from "./element.js";

export type { ElementOptions } from "./ask.js";
export { HunchSolverElement, type HunchSolverEventMap } from "./element.js";
export type { ElementState } from "./frame.js";
export type { Panel } from "./panels.js";
export { dispose, useSolver } from "./solver.js";

/** The element's name in markup. */
const TAG = "hunch-solver";

// On a server there is none; two copies of the package on one page share the first one's element.
if (globalThis.customElements && !customElements.get(TAG)) customElements.define(TAG, HunchSolverElement);

declare global {
  interface HTMLElementTagNameMap {
    "hunch-solver": HunchSolverElement;
  }
}
