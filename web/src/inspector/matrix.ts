/** The coefficients of a program as a picture: a row of it a line, a column of it a column. */

import { byId, oncePerFrame } from "../ui/dom";
import { colour, onColours, pixel, sharpen } from "./colours";
import { given } from "./numbers";
import type { Store } from "./store";
import { whole } from "../ui/format";

/** Pixels of the page from which on a coefficient is a square with room around it. */
const SQUARE = 5;

export class MatrixView {
  private readonly canvas = byId<HTMLCanvasElement>("inspector-matrix");
  private readonly readout = byId("inspector-entry");
  private readonly draw = oncePerFrame(() => this.paint());
  /** The row and column under the pointer or the keys. */
  private at: { row: number; column: number } | null = null;

  constructor(private readonly store: Store) {
    const { canvas } = this;
    canvas.addEventListener("pointermove", (event) => this.point(event.offsetX, event.offsetY));
    canvas.addEventListener("pointerleave", () => {
      this.at = null;
      this.draw();
    });
    canvas.addEventListener("click", (event) => {
      this.point(event.offsetX, event.offsetY);
      if (this.at) store.select({ kind: "row", index: this.at.row });
    });
    canvas.addEventListener("keydown", (event) => this.onKey(event));
    onColours(this.draw);
    new ResizeObserver(this.draw).observe(canvas);
    store.onChange((changed) => {
      if (changed === "run") this.at = null;
      if (changed !== "moment") this.draw();
    });
  }

  private get size(): { rows: number; columns: number } {
    const shape = this.store.run?.shape;
    return { rows: shape?.rows.length ?? 0, columns: shape?.columns.length ?? 0 };
  }

  private point(x: number, y: number): void {
    const { rows, columns } = this.size;
    const { clientWidth, clientHeight } = this.canvas;
    const [row, column] = [Math.floor((y / clientHeight) * rows), Math.floor((x / clientWidth) * columns)];
    this.at = row >= 0 && row < rows && column >= 0 && column < columns ? { row, column } : null;
    this.draw();
  }

  private onKey(event: KeyboardEvent): void {
    const { rows, columns } = this.size;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step || rows === 0 || columns === 0) return;
    event.preventDefault();
    const { row, column } = this.at ?? { row: 0, column: 0 };
    const held = (value: number, count: number): number => Math.min(Math.max(value, 0), count - 1);
    this.at = { row: held(row + (step[0] ?? 0), rows), column: held(column + (step[1] ?? 0), columns) };
    this.draw();
  }

  private paint(): void {
    const shape = this.store.run?.shape;
    const { canvas } = this;
    if (!shape || canvas.clientWidth === 0) return;
    const { rows, columns } = this.size;
    const { width, height, ratio } = sharpen(canvas);
    const context = canvas.getContext("2d");
    if (!context) return;
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const [plus, minus] = [pixel("--guess"), pixel("--search")];
    const [across, down] = [width / Math.max(columns, 1), height / Math.max(rows, 1)];
    const gap = Math.min(across, down) >= SQUARE * ratio ? Math.round(ratio) : 0;
    let count = 0;
    for (const [i, { terms }] of shape.rows.entries()) {
      const [top, bottom] = [
        Math.floor(i * down),
        Math.max(Math.floor(i * down) + 1, Math.floor((i + 1) * down) - gap),
      ];
      for (const [j, value] of terms) {
        count += 1;
        const left = Math.floor(j * across);
        const right = Math.max(left + 1, Math.floor((j + 1) * across) - gap);
        for (let y = top; y < bottom; y++)
          pixels.fill(value < 0 ? minus : plus, y * width + left, y * width + right);
      }
    }
    context.putImageData(image, 0, 0);
    this.mark(context, across, down);
    const share = rows * columns > 0 ? (100 * count) / (rows * columns) : 0;
    const words = `${whole(rows)} rows, ${whole(columns)} columns, ${whole(count)} coefficients other than 0 (${share.toPrecision(2)} % of all)`;
    canvas.setAttribute("aria-label", `The coefficients: ${words}. Arrow keys walk them.`);
    byId("inspector-matrix-size").textContent = `${words}.`;
    this.readout.textContent = this.words();
  }

  /** Lines over the row and column that are pointed at or chosen. */
  private mark(context: CanvasRenderingContext2D, across: number, down: number): void {
    const [row, column] = [
      this.at?.row ?? this.store.selected("row"),
      this.at?.column ?? this.store.selected("column"),
    ];
    context.fillStyle = colour("--cursor");
    if (row !== null) context.fillRect(0, row * down, context.canvas.width, Math.max(down, 2));
    if (column !== null) context.fillRect(column * across, 0, Math.max(across, 2), context.canvas.height);
  }

  private words(): string {
    const shape = this.store.run?.shape;
    if (!this.at || !shape) return "Point at a place, or press an arrow key, to read it.";
    const { row, column } = this.at;
    const value = shape.rows[row]?.terms.filter(([j]) => j === column).reduce((sum, [, a]) => sum + a, 0);
    return `Row ${shape.rows[row]?.name}, column ${shape.columns[column]?.name}: ${value ? given(value) : "0"}.`;
  }
}
