/**
 * Lot sizing of many items: the structure's prices and beliefs, the plan and its bound as they come, after every
 * change; beside them a race with searches that know less.
 */

import type { MclspInstance, MclspPlan } from "hunch-solver";
import weights from "../../../../pkg/packed/mclsp.safetensors.gz?url";
import { RaceClock } from "../../charts/clock";
import { Ageing } from "../../frame/ageing";
import { explain } from "../../frame/errors";
import { History } from "../../frame/history";
import { RequestCache } from "../../frame/requests";
import type { Frame, Portable, Subject } from "../../frame/subject";
import { Choosing } from "../../frame/undoing";
import type { Contest } from "../../race/contest";
import { CourseChart } from "../../race/course";
import { IDLE, type Race } from "../../race/lane";
import { mountRace, type RacePanel } from "../../race/mount";
import { breathe } from "../../ui/breathe";
import { Choices, fillTimeLimits, SeedBox } from "../../ui/controls";
import { byId, el, oncePerFrame, paced, setText } from "../../ui/dom";
import { amount } from "../../ui/format";
import {
  type Choice,
  isSmall,
  keyOf,
  PAINTS,
  type Paint,
  packed,
  readLink,
  SETUP_RATIO,
  SIZES,
  START,
  scaled,
  sizeOf,
  writeLink,
} from "./choice";
import { type Asked, Live } from "./live";
import { HeatMap } from "./map";
import { PAINT_LABELS } from "./paint";
import { toProgram } from "./program";
import { isOver, type Told } from "./told";
import { Turn } from "./turn";
import { LANE_WORDS, steps, verdict, why, worth } from "./wording";
import "./style.css";

/** Seconds that a run may take, unless others are chosen. */
const USUAL_LIMIT = 5;

/** Between two drawings of a run that tells more and more. */
const PAUSE_MS = 60;

export function open(frame: Frame): Subject {
  return new ManyItems(frame);
}

class ManyItems extends Choosing<Choice> implements Subject {
  readonly name = "mclsp";
  readonly landing = byId("mclsp-plan-title");
  private readonly draws = new RequestCache<MclspInstance>();
  private readonly map = new HeatMap();
  private readonly turn = new Turn({
    changed: (cells) => this.change({ mine: packed(cells) }),
    cheapest: (instance, setups) => this.cheapest(instance, setups),
  });
  private readonly sizes: Choices<string>;
  private readonly paints: Choices<Paint>;
  private readonly seed: SeedBox;
  private readonly race: RacePanel;
  private readonly course = new CourseChart();
  private readonly live: Live;
  private readonly draw = oncePerFrame(() => void this.drawNow());
  private readonly drawSoon = paced(() => this.draw(), PAUSE_MS);
  private instance: MclspInstance | null = null;
  /** The choice that the instance belongs to. */
  private instanceOf = "";
  private readonly ageing = new Ageing((isOld) => this.showAge(isOld));
  private readonly limit = byId<HTMLSelectElement>("mclsp-limit");

  constructor(frame: Frame) {
    super(frame, new History(START), { start: START, write: writeLink, read: readLink });
    this.live = new Live(
      frame.workers,
      () => this.asked(),
      (mayWait) => (mayWait ? this.drawSoon() : this.draw()),
      () => this.showRunning(),
    );
    const sizes = Object.keys(SIZES).map((value) => ({ value, text: value.replace("x", " × ") }));
    this.sizes = new Choices("choices-mclsp-size", sizes, (size) => this.change({ size, mine: null }));
    const paints = PAINTS.map((value) => ({ value, text: PAINT_LABELS[value] }));
    this.paints = new Choices<Paint>("choices-mclsp-paint", paints, (paint) => this.change({ paint }));
    this.seed = new SeedBox(
      "mclsp-seed",
      "mclsp-draw",
      (seed) => this.change({ seed, mine: null }),
      (text) => frame.alert(text),
    );
    byId("mclsp-sampling").addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["capacity", "setup"] as const) {
      const slider = byId<HTMLInputElement>(`mclsp-${name}`);
      slider.addEventListener("input", () => this.change({ [name]: Number(slider.value) }, name));
      slider.addEventListener("change", () => this.history.endGesture());
    }
    fillTimeLimits(this.limit, USUAL_LIMIT);
    byId("mclsp-solve").addEventListener("click", () => this.live.again());
    byId("mclsp-stop").addEventListener("click", () => this.live.end());
    byId("mclsp-course").append(this.course.element);
    // Its rows are there before anything is known, so that nothing moves.
    this.showSteps(null);
    this.race = mountRace(byId("mclsp-race"), frame, () => this.contest(), {
      prefix: "mclsp-race-",
      words: LANE_WORDS,
      changed: () => {
        // The race has the device to itself.
        if (this.race.running) this.live.end();
        this.showWhy();
      },
    });
  }

  portable(): Portable | null {
    const { instance } = this;
    const { told } = this.live;
    if (!instance) return null;
    const known = told?.key === this.instanceOf ? told : null;
    return {
      title: "Lot sizing of many items",
      problem: instance,
      panels: "answer columns bound",
      words: known && isOver(known) ? verdict(known) : "",
      values: known?.plan ? valuesOf(known.plan, instance.capacity.length) : [],
    };
  }

  leave(): void {
    this.live.end();
    this.race.leave();
    this.ageing.leave();
  }

  async show(): Promise<void> {
    const choice = this.history.present;
    const key = keyOf(choice);
    this.showControls(choice);
    this.frame.changed();
    if (key !== this.instanceOf) {
      this.live.end();
      try {
        const drawn = await this.sample(choice);
        if (keyOf(this.history.present) !== key) return;
        this.instance = scaled(drawn, choice);
        this.instanceOf = key;
      } catch (error) {
        this.frame.alert(`The instance could not be drawn: ${explain(error)}`);
        return;
      }
      this.race.changed();
      this.showWhy();
    }
    this.draw();
    this.live.ask();
  }

  /** What is to be answered; nothing while it is being drawn. */
  private asked(): Asked | null {
    const { instance, instanceOf: key } = this;
    const choice = this.history.present;
    if (!instance || keyOf(choice) !== key) return null;
    return { key, instance, isSmall: isSmall(choice), timeLimit: Number(this.limit.value) };
  }

  private sample(choice: Choice): Promise<MclspInstance> {
    const { items, periods, c } = sizeOf(choice);
    return this.draws.get(`${choice.size}/${choice.seed}`, async () => {
      const distribution = { family: "mclsp", items, periods, c, f: SETUP_RATIO } as const;
      return (await this.frame.workers.quick).sample(distribution, choice.seed);
    });
  }

  private contest(): Contest | null {
    const asked = this.asked();
    if (!asked) return null;
    const { key, instance } = asked;
    return {
      key,
      sense: "minimize",
      problem: instance,
      lanes: ["guess", "structure", "search", "highs"],
      guided: "predopt",
      weights,
      program: () => toProgram(instance),
      preload: "mclsp",
    };
  }

  /** What set-ups cost with the amounts that are cheapest for them; null where none meet the demand. */
  private async cheapest(instance: MclspInstance, setups: Uint8Array): Promise<number | null> {
    const program = toProgram(instance, setups);
    return (await (await this.frame.workers.quick).solve(program, { timeLimit: 2 })).objective;
  }

  private showControls(choice: Choice): void {
    this.sizes.show(choice.size);
    this.paints.show(choice.paint);
    this.seed.show(choice.seed);
    for (const name of ["capacity", "setup"] as const) {
      byId<HTMLInputElement>(`mclsp-${name}`).value = String(choice[name]);
      byId(`mclsp-${name}-text`).textContent = `${choice[name]} %`;
    }
  }

  /** Stop takes the place of the other button while something runs that can be stopped. */
  private showRunning(): void {
    const [start, stop] = [byId("mclsp-solve"), byId("mclsp-stop")];
    const focused = document.activeElement === start || document.activeElement === stop;
    const isRunning = this.live.since !== null;
    start.hidden = isRunning;
    stop.hidden = !isRunning;
    if (focused) (isRunning ? stop : start).focus();
  }

  private async drawNow(): Promise<void> {
    const asked = this.asked();
    if (!asked) return;
    const { instance, key } = asked;
    const { told, mapped } = this.live;
    const choice = this.history.present;
    const isOld = told !== null && told.key !== key;
    this.ageing.show(isOld || mapped !== told, isOld);
    const isOfSize = mapped === told || mapped?.plan?.setup.length === instance.demand.length;
    this.map.show(instance, isOfSize ? mapped : null, choice.paint);
    await breathe();
    // What is told meanwhile is drawn in the next frame; another instance has a drawing of its own.
    const isPresent = (): boolean => instance === this.instance && choice === this.history.present;
    if (!isPresent()) return;
    if (!isOld) {
      setText(byId("mclsp-verdict"), verdict(told));
      setText(byId("mclsp-worth"), worth(told));
      this.showSteps(told);
    }
    await breathe();
    if (isPresent()) this.turn.show(instance, choice, isOld ? null : told);
  }

  private showSteps(told: Told | null): void {
    byId("mclsp-steps").replaceChildren(
      ...steps(told).map(({ name, value, after, gap }) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, name),
          ...[value, after, gap].map((text) => el("td", {}, text)),
        ),
      ),
    );
    if (!told) return;
    const over = isOver(told);
    const end = over ? Math.max(0.1, 10 ** Math.ceil(Math.log10(told.seconds))) : Number(this.limit.value);
    const lane = {
      ...IDLE,
      state: over ? "done" : "running",
      startedAt: this.live.since ?? 0,
      seconds: over ? told.seconds : null,
      status: told.status === "stopped" ? null : told.status,
      objective: over ? told.cost : null,
      bound: over ? told.bound : null,
      incumbents: told.plans,
      bounds: told.bounds,
    } as const;
    const race: Race = { [told.model === null ? "structure" : "guess"]: lane };
    this.course.show(race, race, new RaceClock(end), "minimize");
  }

  private showWhy(): void {
    const result = this.race.of(this.instanceOf);
    setText(byId("mclsp-why"), result ? why(result) : "");
  }

  private showAge(isOld: boolean): void {
    byId("mclsp-map").dataset["old"] = String(isOld || this.live.mapped !== this.live.told);
    for (const id of ["mclsp-verdict", "mclsp-course", "mclsp-worth"])
      byId(id).dataset["old"] = String(isOld);
  }
}

/** The plan by name, for a saved page. */
function valuesOf({ production, setup }: MclspPlan, periods: number): Array<readonly [string, string]> {
  return Array.from(production).flatMap((made, k) =>
    setup[k] === 1
      ? [[`item ${Math.floor(k / periods) + 1}, period ${(k % periods) + 1}`, amount(made)] as const]
      : [],
  );
}
