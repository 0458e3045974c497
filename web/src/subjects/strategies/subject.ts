/**
 * Strategies: a file that `hunch learn` made, as a map over two of its parameters. What the tree says is painted at once, what is true is
 * filled in behind it; the point that is dragged is answered from the file, with its proof.
 */

import { explain } from "../../frame/errors";
import { History } from "../../frame/history";
import { latestOnly } from "../../frame/requests";
import type { Frame, Portable, Subject } from "../../frame/subject";
import { Choosing } from "../../frame/undoing";
import { onColours } from "../../inspector/colours";
import { Choices } from "../../ui/controls";
import { byId, el, oncePerFrame, paced, setText } from "../../ui/dom";
import { percent } from "../../ui/format";
import { AnswerView } from "./answer-view";
import { Brain } from "./brain";
import { type Choice, fitted, type Layer, LAYERS, readLink, START, stepped, writeLink } from "./choice";
import { type Fetched, FILES, fetchFile, NAMES, type Name } from "./files";
import { MapView, swatch } from "./map-view";
import type { Card, FileAnswer, Look, Opened, TruthPart, View, Worth } from "./messages";
import { NumbersView } from "./numbers-view";
import { namesOf, programAt } from "./program";
import { Raster, type Region, SIDE, TRUTH_SIZES } from "./raster";
import {
  agreementWords,
  boundaryWords,
  namedWords,
  proofWords,
  said,
  sentence,
  short,
  thetaWords,
  valueWords,
  worthWords,
} from "./wording";
import "./style.css";

/** A point that has not moved for so long is at rest: tables and times follow. */
const REST_MS = 180;
/** Milliseconds between two pictures while the truth is filled in: each takes a few of the main thread. */
const DRAW_EVERY_MS = 120;
const LAYER_WORDS: Readonly<Record<Layer, string>> = {
  both: "both",
  tree: "the file",
  engine: "the engine",
};

export function open(frame: Frame): Subject {
  return new StrategiesSubject(frame);
}

/** A file that both workers have. */
interface Open {
  readonly name: Name;
  readonly card: Card;
  readonly paintedBy: string;
  readonly fetched: Fetched;
}

/** A choice with nothing left open. */
interface Settled {
  readonly open: Open;
  readonly axes: readonly [number, number];
  readonly theta: readonly number[];
  readonly layer: Layer;
}

/** What the file says of a point, and its answer once that is there. */
interface Point {
  readonly settled: Settled;
  readonly look: Look;
  readonly answer: FileAnswer | null;
}

class StrategiesSubject extends Choosing<Choice> implements Subject {
  readonly name = "strategies";
  readonly landing = byId("strategies-map-title");
  /** Looks and paints. */
  private readonly quick = new Brain();
  /** Fills in the truth and measures. */
  private readonly slow = new Brain();
  private readonly raster = new Raster();
  private readonly map: MapView;
  private readonly numbers: NumbersView;
  private readonly answers: AnswerView;
  private readonly files: Choices<Name>;
  private readonly layers: Choices<Layer>;
  private readonly opening = new Map<Name, Promise<Open>>();
  private open: Open | null = null;
  /** What the map was last painted for, and the point that was last asked. */
  private mapKey = "";
  private pointKey = "";
  private layer: Layer = START.layer;
  /** What is known of the point that was last asked. */
  private point: Point | null = null;
  private worth: Worth | null = null;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private readonly askLatest = latestOnly((settled: Settled) => this.ask(settled));
  private readonly paintLatest = latestOnly((settled: Settled) => this.paint(settled));
  private readonly drawPoint = oncePerFrame(() => this.drawPointNow());
  private readonly drawMap = oncePerFrame(() => this.drawMapNow());
  private readonly drawTruth = paced(() => this.drawMapNow(), DRAW_EVERY_MS);

  constructor(frame: Frame) {
    super(frame, new History(START), { start: START, write: writeLink, read: readLink });
    const options = NAMES.map((value) => ({ value, text: FILES[value].label }));
    this.files = new Choices<Name>("choices-strategies-file", options, (file) =>
      this.change({ file, axes: null, theta: null }),
    );
    const layers = LAYERS.map((value) => ({ value, text: LAYER_WORDS[value] }));
    this.layers = new Choices<Layer>("choices-strategies-layer", layers, (layer) => this.change({ layer }));
    this.map = new MapView((at, by) => this.onMove(at, by));
    this.numbers = new NumbersView(
      (parameter, value) => this.onNumber(parameter, value),
      (text) => frame.alert(text),
    );
    this.answers = new AnswerView((text) => frame.alert(text));
    byId("strategies-axes").addEventListener("submit", (event) => event.preventDefault());
    for (const [axis, id] of ["strategies-across", "strategies-up"].entries())
      byId<HTMLSelectElement>(id).addEventListener("change", (event) =>
        this.onAxis(axis, Number((event.currentTarget as HTMLSelectElement).value)),
      );
    onColours(() => this.drawMap());
  }

  portable(): Portable | null {
    const settled = this.settled();
    if (!settled) return null;
    const { open, theta } = settled;
    return {
      title: FILES[open.name].label,
      problem: JSON.stringify(programAt(open.fetched.document, theta)),
      panels: "answer rows columns bound",
      words: this.point ? sentence(open.card, this.point.look, this.point.answer) : "",
      values: open.card.parameters.map((name, j) => [name, short(theta[j] ?? 0)] as const),
    };
  }

  leave(): void {
    clearTimeout(this.resting);
    // What fills in the map ends; it is begun anew when the subject is shown again.
    this.mapKey = "";
    this.slow.ask({ kind: "stop" }).catch(() => {});
  }

  async show(): Promise<void> {
    const { file, layer } = this.history.present;
    this.files.show(file);
    this.layers.show(layer);
    setText(byId("strategies-about"), FILES[file].about);
    this.frame.changed();
    if (this.open?.name !== file) {
      try {
        const opened = await this.fetch(file);
        if (this.history.present.file !== file) return;
        this.enter(opened);
      } catch (error) {
        this.frame.alert(`The file of strategies could not be loaded: ${explain(error)}`);
        return;
      }
    }
    this.fit();
    const settled = this.settled();
    if (settled) this.update(settled);
  }

  /** What a link says may fit another file alone. */
  private fit(): void {
    const domain = this.open?.card.domain;
    if (!domain) return;
    const { choice, refused } = fitted(this.history.present, domain.lower, domain.upper);
    if (refused === null) return;
    this.frame.alert(`This link was not used: ${refused}.`);
    this.history.restart(choice);
    this.frame.changed();
  }

  private fetch(name: Name): Promise<Open> {
    const known = this.opening.get(name);
    if (known) return known;
    const load = async (): Promise<Open> => {
      const fetched = await fetchFile(name);
      const asked = { kind: "open", bytes: fetched.bytes, ...namesOf(fetched.document) } as const;
      const [opened] = await Promise.all([this.quick.ask<Opened>(asked), this.slow.ask<Opened>(asked)]);
      return { name, fetched, ...opened };
    };
    const open = load();
    open.catch(() => this.opening.delete(name));
    this.opening.set(name, open);
    return open;
  }

  private enter(open: Open): void {
    this.open = open;
    this.mapKey = "";
    this.pointKey = "";
    this.point = null;
    const { card } = open;
    this.numbers.open(card);
    const options = (): HTMLElement[] => card.parameters.map((name, j) => el("option", { value: j }, name));
    for (const id of ["strategies-across", "strategies-up"]) byId(id).replaceChildren(...options());
    this.slow.ask<Float64Array>({ kind: "importance", name: card.name }).then(
      (shares) => {
        if (this.open === open) this.numbers.showImportance(shares);
      },
      (error) => this.frame.alert(explain(error)),
    );
  }

  private settled(): Settled | null {
    const { open } = this;
    const { file, axes, theta, layer } = this.history.present;
    if (!open || open.name !== file) return null;
    const { parameters, domain } = open.card;
    const first = FILES[file].axes.map((name) => Math.max(0, parameters.indexOf(name)));
    const middle = domain.lower.map((low, j) => {
      const high = domain.upper[j] ?? low;
      return stepped((low + high) / 2, low, high);
    });
    return { open, axes: axes ?? [first[0] ?? 0, first[1] ?? 1], theta: theta ?? middle, layer };
  }

  private update(settled: Settled): void {
    const { open, axes, theta, layer } = settled;
    const { card } = open;
    for (const [axis, id] of ["strategies-across", "strategies-up"].entries())
      byId<HTMLSelectElement>(id).value = String(axes[axis]);
    this.numbers.showValues(theta, axes);
    setText(byId("strategies-theta"), thetaWords(card, theta));
    this.showPlace(settled);
    const others = theta.filter((_, j) => !axes.includes(j));
    const mapKey = JSON.stringify([open.name, axes, others]);
    const isOther = layer !== this.layer;
    this.layer = layer;
    if (mapKey !== this.mapKey) {
      this.mapKey = mapKey;
      this.paintLatest(settled);
    } else if (isOther) this.drawMap();
    const pointKey = JSON.stringify([open.name, theta]);
    if (pointKey !== this.pointKey) {
      this.pointKey = pointKey;
      this.worth = null;
      this.askLatest(settled);
      clearTimeout(this.resting);
      this.resting = setTimeout(() => void this.rest(settled, pointKey), REST_MS);
    }
  }

  private viewOf({ open, axes }: Settled, cells: number): View {
    const { lower, upper } = open.card.domain;
    const [x, y] = axes;
    return [x, y, lower[x] ?? 0, upper[x] ?? 1, lower[y] ?? 0, upper[y] ?? 1, cells, cells];
  }

  // The point

  /** What the file says, then its answer: each is shown unless the file was changed meanwhile. */
  private async ask(settled: Settled): Promise<void> {
    const { open, theta } = settled;
    const isOurs = (): boolean => this.open === open;
    try {
      const asked = { kind: "look", name: open.card.name, theta } as const;
      const answer = await this.quick.ask<FileAnswer, Look>(asked, (look) => {
        if (!isOurs()) return;
        this.point = { settled, look, answer: null };
        this.drawPoint();
      });
      if (!isOurs() || this.point?.settled !== settled) return;
      this.point = { ...this.point, answer };
      this.drawPoint();
    } catch (error) {
      if (isOurs()) this.frame.alert(`There is no answer: ${explain(error)}`);
    }
  }

  /** Once a frame: mostly the answer is there with the look, and nothing is written twice. */
  private drawPointNow(): void {
    const { point } = this;
    if (!point || this.open !== point.settled.open) return;
    const { look, answer } = point;
    const { open, theta } = point.settled;
    const { card, paintedBy } = open;
    byId("strategies-sentence").dataset["theta"] = theta.join(",");
    setText(byId("strategies-sentence"), sentence(card, look, answer));
    setText(byId("strategies-named"), namedWords(card, paintedBy, look, answer));
    byId("strategies-path").replaceChildren(
      ...(look.path.length > 0 ? look.path : ["nothing"]).map((test) => el("li", {}, test)),
    );
    this.numbers.showReach(look);
    for (const line of byId("strategies-legend").children as Iterable<Element> & HTMLCollection)
      (line as HTMLElement).dataset["here"] = String(
        Number((line as HTMLElement).dataset["code"]) === this.here(),
      );
    if (!answer) return;
    setText(byId("strategies-value"), valueWords(answer));
    setText(byId("strategies-proof"), proofWords(answer));
    setText(byId("strategies-boundary"), boundaryWords(card, answer));
    setText(byId("strategies-worth"), worthWords(card, this.worth, answer));
    byId("strategies-value").dataset["objective"] = String(answer.objective);
  }

  /** The strategy of the point, as far as it is known. */
  private here(): number | null {
    const { point } = this;
    return point?.answer?.strategy?.number ?? point?.look.number ?? null;
  }

  /** The point rests: the engine's own answer in full, and what the file was worth. */
  private async rest(settled: Settled, key: string): Promise<void> {
    const { open, theta } = settled;
    const isOurs = (): boolean => this.pointKey === key && this.open === open;
    try {
      const program = programAt(open.fetched.document, theta);
      const solver = await this.frame.workers.quick;
      const answer = await solver.solve(program, { sensitivity: true });
      if (!isOurs()) return;
      this.answers.show(program, answer, this.point?.answer ?? null);
      const asked = { kind: "worth", name: open.card.name, theta } as const;
      const worth = await this.slow.ask<Worth>(asked);
      if (!isOurs()) return;
      this.worth = worth;
      setText(byId("strategies-worth"), worthWords(open.card, worth, this.point?.answer ?? null));
    } catch (error) {
      if (isOurs()) this.frame.alert(`There is no answer: ${explain(error)}`);
    }
  }

  // The map

  private async paint(settled: Settled): Promise<void> {
    const { open, theta } = settled;
    const { name } = open.card;
    const view = this.viewOf(settled, SIDE);
    try {
      const painted = await this.quick.ask<Uint16Array>({ kind: "paint", name, theta, view });
      if (this.open !== open) return;
      this.raster.paint(painted);
      this.drawMap();
      const key = this.mapKey;
      const asked = { kind: "truth", name, theta, view, sizes: TRUTH_SIZES } as const;
      const hear = (part: TruthPart): void => {
        // Another map has been asked for.
        if (this.mapKey !== key || this.open !== open) return;
        this.raster.learn(part, open.card.strategies.length);
        this.drawTruth();
      };
      // It goes on while other maps are asked for, and then ends by itself.
      this.slow.ask<boolean, TruthPart>(asked, hear).catch((error: unknown) => {
        this.frame.alert(`The map could not be filled in: ${explain(error)}`);
      });
    } catch (error) {
      if (this.open === open) this.frame.alert(`The map could not be painted: ${explain(error)}`);
    }
  }

  private showPlace({ open, axes, theta }: Settled): void {
    const { parameters, domain } = open.card;
    const pair = <Value>(list: ArrayLike<Value>, other: Value): readonly [Value, Value] => [
      list[axes[0]] ?? other,
      list[axes[1]] ?? other,
    ];
    const names = pair(parameters, "");
    const at = pair(theta, 0);
    const words = `Map of strategies: ${names[0]} ${short(at[0])} from left to right, ${names[1]} ${short(at[1])} upwards`;
    this.map.showPlace({ names, at, low: pair(domain.lower, 0), high: pair(domain.upper, 1) }, words);
  }

  /** In pieces, one drawing after the other. */
  private readonly drawMapLatest = latestOnly(async (open: Open): Promise<void> => {
    const { layer } = this;
    await this.map.showRegions(this.raster, layer);
    const regions = await this.raster.regions(layer);
    const unnamed = await this.raster.unnamed();
    // What is painted meanwhile is drawn next.
    if (this.open !== open) return;
    this.map.showLetters(regions);
    setText(byId("strategies-agreement"), agreementWords(open.paintedBy, this.raster.agreement()));
    this.drawLegend(open.card, regions, unnamed);
  });

  private drawMapNow(): void {
    if (this.open && this.settled() && this.raster.isPainted) this.drawMapLatest(this.open);
  }

  private drawLegend(card: Card, regions: readonly Region[], unnamed: readonly number[]): void {
    const line = (code: number, share: string): HTMLElement =>
      el(
        "li",
        { "data-code": code, "data-here": String(code === this.here()) },
        swatch(code),
        el("span", {}, said(code, card)),
        el("span", {}, share),
      );
    const shown = regions.map(({ code, share }) => line(code, percent(share)));
    const isShown = (code: number): boolean => regions.some((region) => region.code === code);
    const legend = byId("strategies-legend");
    const next = el(
      "ul",
      {},
      ...shown,
      ...unnamed.filter((code) => !isShown(code)).map((code) => line(code, "chequered")),
    );
    // The same again would be laid out again, tens of times a second.
    if (next.innerHTML !== legend.innerHTML) legend.replaceChildren(...next.childNodes);
  }

  // What a visitor does

  private onMove(at: readonly [number, number] | null, by: "drag" | "keys"): void {
    const settled = this.settled();
    if (!settled) return;
    if (at === null) {
      this.history.endGesture();
      return;
    }
    const { lower, upper } = settled.open.card.domain;
    const theta = [...settled.theta];
    for (const [axis, parameter] of settled.axes.entries())
      theta[parameter] = stepped(at[axis] ?? 0, lower[parameter] ?? 0, upper[parameter] ?? 0);
    this.change({ theta }, `map ${by}`);
    if (by === "keys") this.speak();
  }

  /** For those who do not see the map; keys come in runs. */
  private speak = ((): (() => void) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const where = byId("strategies-map").getAttribute("aria-label")?.replace("Map of strategies: ", "");
        this.frame.say(`${where}. Strategy ${byId("strategies-sentence").textContent}.`);
      }, 400);
    };
  })();

  private onNumber(parameter: number, value: number | null): void {
    const settled = this.settled();
    if (!settled) return;
    if (value === null) {
      this.history.endGesture();
      return;
    }
    const theta = settled.theta.map((old, j) => (j === parameter ? value : old));
    this.change({ theta }, `number ${parameter}`);
  }

  /** The two axes are never the same: whoever chooses the other's gets them exchanged. */
  private onAxis(axis: number, parameter: number): void {
    const settled = this.settled();
    if (!settled) return;
    const [x, y] = settled.axes;
    const other = axis === 0 ? y : x;
    const own = axis === 0 ? x : y;
    const kept = parameter === other ? own : other;
    this.change({ axes: axis === 0 ? [parameter, kept] : [kept, parameter] });
  }
}
