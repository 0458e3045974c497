/** Every way in which a person changes the problem: a new draw, bars, the number box, the table. */

import type { Frame } from "../../frame/subject";
import type { BarEdits } from "./bars";
import { BarBox, SamplingForm } from "./controls";
import { admissible, type Sampling, type Series, seriesOf, type Values, withEdit } from "./problem";
import type { LotState } from "./state";
import { parseValue, readBlock } from "./reading";
import { ValueTable } from "./table";
import { Charts } from "./view";

export class Editing {
  readonly charts: Charts;
  private readonly sampling: SamplingForm;
  private readonly box: BarBox;
  private readonly table: ValueTable;
  /** Whose bar the number box edits. */
  private active: Series = seriesOf("demand");

  /** `changed` is called after every change of the problem. */
  constructor(
    private readonly frame: Frame,
    private readonly state: LotState,
    private readonly changed: () => void,
  ) {
    this.sampling = new SamplingForm(
      (change) => this.resample(change),
      (text) => frame.alert(text),
    );
    this.charts = new Charts(this.barEdits());
    this.box = new BarBox({
      typed: (text) => this.typed(this.active, this.charts.cursor.chosen, text),
      step: (direction) => this.step(direction),
      done: () => this.charts.focusBar(this.active.name),
    });
    this.table = new ValueTable({
      typed: (series, period, text) => this.typed(series, period, text),
      pasted: (column, period, text) => this.pasted(column, period, text),
    });
    this.charts.cursor.onChange(() => this.showBox());
  }

  /** A new draw; without a `change` the same one, less what was changed by hand. */
  resample(change: Partial<Sampling>): void {
    this.frame.alert(null);
    const { sampling } = this.state.problem;
    this.state.history.change({ sampling: { ...sampling, ...change }, edits: {}, mine: null });
    this.changed();
  }

  showSampling(): void {
    this.sampling.show(this.state.problem.sampling);
  }

  showValues(values: Values, sampled: Values): void {
    this.charts.setValues(values, sampled);
    this.table.setValues(values);
    this.showBox();
  }

  private edit(series: Series, period: number, value: number, gesture: string | null): void {
    const { sampled, current, problem, history } = this.state;
    if (!sampled || !current || current[series.name][period] === value) return;
    history.change(withEdit(problem, sampled, series.name, period, value), gesture);
    this.changed();
  }

  private barEdits(): BarEdits {
    return {
      change: (series, period, value, gesture) => this.edit(series, period, value, gesture),
      endGesture: () => this.state.history.endGesture(),
      restore: (series, period) =>
        this.edit(series, period, this.state.sampled?.[series.name][period] ?? 0, null),
      choose: (series) => this.activate(series),
      type: (series) => {
        this.activate(series);
        this.box.focus();
      },
    };
  }

  private activate(series: Series): void {
    this.active = series;
    this.charts.setActive(series);
    this.showBox();
  }

  private typed(series: Series, period: number, text: string): boolean {
    const parsed = parseValue(series, period, text);
    if ("problem" in parsed) {
      this.frame.alert(parsed.problem);
      return false;
    }
    this.frame.alert(null);
    this.edit(series, period, parsed.value, null);
    return true;
  }

  /** A block of a spreadsheet, from a cell on to the right and down: all of it, or none where a cell is wrong. */
  private pasted(column: number, period: number, text: string): void {
    const { sampled, current, problem, history } = this.state;
    if (!sampled || !current) return;
    const block = readBlock(text, column, period, current.demand.length);
    if ("problem" in block) {
      this.frame.alert(block.problem);
      return;
    }
    this.frame.alert(null);
    const next = block.cells.reduce(
      (changed, { series, period: at, value }) => withEdit(changed, sampled, series.name, at, value),
      problem,
    );
    history.change(next);
    this.frame.say(`${block.cells.length} values pasted.`);
    this.changed();
  }

  private step(direction: 1 | -1): void {
    const period = this.charts.cursor.chosen;
    const value = this.state.values?.[this.active.name][period];
    if (value === undefined) return;
    this.edit(this.active, period, admissible(this.active, value + direction * this.active.step), null);
  }

  private showBox(): void {
    if (this.state.values) this.box.show(this.active, this.charts.cursor.chosen, this.state.values);
  }
}
