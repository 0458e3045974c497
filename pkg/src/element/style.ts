/**
 * The style of the element. It is a constructed style sheet, which a strict policy (`style-src 'none'`) allows. Colours follow the page's
 * `color-scheme`; each may be set from outside.
 */

const STYLE = `
:host {
  display: block;
  --ink: var(--hunch-ink, #1c222c);
  --soft: var(--hunch-soft, #565e6b);
  --paper: var(--hunch-paper, #ffffff);
  --line: var(--hunch-line, #c9c6bd);
  --accent: var(--hunch-accent, #1f5fbf);
  --on-accent: var(--hunch-on-accent, #ffffff);
  --mark: var(--hunch-mark, #b3530b);
  --bad: var(--hunch-bad, #a1131c);
  color: var(--ink);
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: var(--hunch-radius, 8px);
  padding: var(--hunch-padding, 1rem);
  font-family: var(--hunch-font, inherit);
  font-variant-numeric: tabular-nums;
  line-height: 1.45;
  overflow-wrap: anywhere;
}
@supports (color: light-dark(#000, #fff)) {
  :host {
    --ink: var(--hunch-ink, light-dark(#1c222c, #e8eaee));
    --soft: var(--hunch-soft, light-dark(#565e6b, #a7aeba));
    --paper: var(--hunch-paper, light-dark(#ffffff, #1b1f26));
    --line: var(--hunch-line, light-dark(#c9c6bd, #4b5361));
    --accent: var(--hunch-accent, light-dark(#1f5fbf, #6ea6f7));
    --on-accent: var(--hunch-on-accent, light-dark(#ffffff, #10141b));
    --mark: var(--hunch-mark, light-dark(#b3530b, #ee9a56));
    --bad: var(--hunch-bad, light-dark(#a1131c, #ff9a9a));
  }
}
:host([hidden]) { display: none; }
.frame { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.75rem; }
.bar { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; }
.verdict { flex: 1 1 16rem; margin: 0; min-block-size: 1.45em; }
.verdict:empty { flex: none; }
.verdict[data-state="failed"], .why { color: var(--bad); }
.why { margin: 0; white-space: pre-wrap; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
button {
  font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent);
  border: 1px solid var(--accent); border-radius: var(--hunch-radius, 8px);
  padding: 0.35rem 1.25rem; min-block-size: 2.25rem; min-inline-size: 6rem; cursor: pointer;
}
button[data-state="solving"] { color: var(--accent); background: transparent; }
button:disabled { color: var(--soft); background: transparent; border-color: var(--line); cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
textarea {
  display: block; box-sizing: border-box; inline-size: 100%; block-size: 10rem; resize: vertical;
  font: 0.875rem / 1.45 ui-monospace, monospace; color: var(--ink); background: transparent;
  border: 1px solid var(--line); border-radius: var(--hunch-radius, 8px); padding: 0.5rem 0.75rem;
}
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem 2rem; }
.panels:empty { display: none; }
.scroll { overflow: auto; max-block-size: 24rem; }
figure { margin: 0; min-inline-size: 0; }
figcaption, caption, label { text-align: start; color: var(--soft); font-size: 0.875rem; padding-block-end: 0.25rem; }
svg { display: block; max-inline-size: 100%; block-size: auto; }
svg.tree { max-inline-size: none; }
svg text { fill: var(--ink); font-size: 12px; }
svg text.strong { font-weight: 600; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.polygon { fill: var(--accent); fill-opacity: 0.16; }
.wall { stroke: var(--soft); }
.wall.tight { stroke: var(--mark); stroke-width: 2.5; }
.point { fill: var(--soft); }
.level { stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 6 4; }
.optimum { fill: var(--mark); stroke: var(--paper); stroke-width: 2; }
.axis, .grid, .edge { stroke: var(--line); }
path.best { fill: none; stroke: var(--mark); stroke-width: 2.5; }
path.bound { fill: none; stroke: var(--accent); stroke-width: 2; stroke-dasharray: 6 4; }
circle.best { fill: var(--mark); }
circle.bound { fill: var(--accent); }
.node { fill: var(--paper); stroke: var(--soft); stroke-width: 2; }
.node.branched { fill: var(--soft); }
.node.bound { fill: var(--accent); stroke: var(--accent); }
.node.infeasible { fill: var(--paper); stroke: var(--bad); stroke-dasharray: 3 2; }
.node.integral { fill: var(--mark); stroke: var(--mark); }
table { border-collapse: collapse; inline-size: 100%; font-size: 0.9375rem; }
th, td { padding: 0.2rem 0.75rem 0.2rem 0; text-align: end; white-space: nowrap; border-block-end: 1px solid var(--line); }
th:first-child, td[colspan] { text-align: start; }
thead th { color: var(--soft); font-weight: 600; }
tbody th { font-weight: 400; }
tr.tight th, tr.tight td { font-weight: 600; }
pre { margin: 0; white-space: pre-wrap; font: inherit; }
@media (pointer: coarse) { button { min-block-size: 2.75rem; } }
@media print { button { display: none; } .scroll { max-block-size: none; overflow: visible; } }
`;

let sheet: CSSStyleSheet | undefined;

/** One sheet for all elements, made when the first one is. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  return sheet;
}
