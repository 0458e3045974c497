/**
 * Chooses where networks run. The CPU can always answer; WebGPU is tried only when asked for, and whatever goes wrong with it, short of
 * weights that are damaged, ends with the CPU's answer and an event.
 */

import type * as cpu from "../wasm/hunch_cpu.js";
import { NoGpu, Gpu } from "./gpu.js";
import type { CheckedClsp, CheckedInstance, CheckedRobust, DeviceChoice, Predictions } from "./protocol.js";
import type { HunchEvent } from "./types.js";

/** The event that another device answers; the service adds the time. */
export type Fallback = Omit<Extract<HunchEvent, { type: "deviceFallback" }>, "seconds">;

type Tell = (event: Fallback) => void;

/** How many times a lost device is replaced before the CPU answers for good. */
const MOST_RECREATIONS = 1;

/**
 * Batches up to this size are one size class of the measurement, larger ones the other: at one instance the GPU only adds latency, in
 * hundreds it shares its weights.
 */
const SMALL_BATCH = 16;

/** Runs whose best time counts, after one to warm up (the GPU compiles its shaders in the first). */
const MEASURED_RUNS = 2;

/** The part of the door that one kind of instances goes through. */
interface Road {
  name: string;
  predict(): Predictions;
  prepare(): { passes(): unknown; free(): void };
  assemble(batch: unknown, outputs: Float32Array[], device: string, seconds: number): Predictions;
}

export class Predictor {
  readonly #door: cpu.Door;
  /** Weights files loaded so far, for a device that comes later. */
  readonly #weights: Uint8Array[] = [];
  #gpu: Gpu | undefined;
  /** Why there is no GPU, once that is known. */
  #reason: string | undefined;
  #recreations = 0;
  /** The faster device by kind of instances and size class, once measured. */
  readonly #faster = new Map<string, "cpu" | "webgpu">();

  constructor(door: cpu.Door) {
    this.#door = door;
  }

  load(bytes: Uint8Array): unknown {
    const card: unknown = this.#door.load(bytes);
    this.#weights.push(bytes);
    return card;
  }

  /** Predictions in the order of the instances, which may be of several families. */
  async predict(instances: CheckedInstance[], penalty: number, on: DeviceChoice, tell: Tell): Promise<Predictions> {
    const lots = instances.filter((instance) => instance.family === "clsp");
    const robust = instances.filter((instance) => instance.family !== "clsp");
    if (robust.length === 0) return this.#choose(this.#lots(lots), lots.length, on, tell);
    const road = this.#robust(robust, penalty);
    if (lots.length === 0) return this.#choose(road, robust.length, on, tell);
    const first = await this.#choose(this.#lots(lots), lots.length, on, tell);
    return merge(instances, first, await this.#choose(road, robust.length, on, tell));
  }

  #lots(instances: CheckedClsp[]): Road {
    const door = this.#door;
    return {
      name: "lots",
      predict: () => door.predict(instances) as Predictions,
      prepare: () => door.prepare(instances),
      assemble: (batch, outputs, device, seconds) => door.assemble(batch as cpu.PreparedBatch, outputs, device, seconds) as Predictions,
    };
  }

  #robust(instances: CheckedRobust[], penalty: number): Road {
    const door = this.#door;
    return {
      name: "robust",
      predict: () => door.predictRobust(instances, penalty) as Predictions,
      prepare: () => door.prepareRobust(instances, penalty),
      assemble: (batch, outputs, device, seconds) => door.assembleRobust(batch as cpu.PreparedRobust, outputs, device, seconds) as Predictions,
    };
  }

  async #choose(road: Road, count: number, on: DeviceChoice, tell: Tell): Promise<Predictions> {
    if (on.device === "cpu") return road.predict();
    if (on.device === "webgpu") return (await this.#onGpu(road, on, tell)) ?? road.predict();
    const size = `${road.name} ${count <= SMALL_BATCH ? "small" : "large"}`;
    const faster = this.#faster.get(size);
    if (faster === "cpu") return road.predict();
    if (faster === "webgpu") return (await this.#onGpu(road, on, tell)) ?? road.predict();
    return this.#measure(road, on, tell, size);
  }

  /** Both devices on the same instances; the faster one answers from now on. */
  async #measure(road: Road, on: DeviceChoice, tell: Tell, size: string): Promise<Predictions> {
    const best = { cpu: Infinity, webgpu: Infinity };
    let answer = road.predict();
    for (let run = 0; run <= MEASURED_RUNS; run++) {
      const gpu = await this.#onGpu(road, on, tell);
      if (!gpu) break;
      const onCpu = road.predict();
      if (run === 0) continue;
      best.webgpu = Math.min(best.webgpu, gpu.seconds);
      best.cpu = Math.min(best.cpu, onCpu.seconds);
      answer = best.webgpu < best.cpu ? gpu : onCpu;
    }
    this.#faster.set(size, best.webgpu < best.cpu ? "webgpu" : "cpu");
    return answer;
  }

  /** The GPU's answer; nothing when the CPU has to answer. With `strict`, the lack of a GPU is an error instead. */
  async #onGpu(road: Road, on: DeviceChoice, tell: Tell): Promise<Predictions | undefined> {
    for (;;) {
      try {
        if (this.#reason !== undefined) throw new NoGpu(this.#reason);
        this.#gpu ??= await Gpu.open(on.gpu);
        return await this.#run(road, this.#gpu);
      } catch (error) {
        const verdict = judge(error);
        if (!verdict) throw error;
        this.#gpu?.close();
        this.#gpu = undefined;
        if (verdict.isLost && this.#recreations < MOST_RECREATIONS) {
          this.#recreations += 1;
          tell(fallback("webgpu", `${verdict.reason}; a new device is made`));
          continue;
        }
        const isNews = this.#reason === undefined;
        this.#reason = verdict.reason;
        if (on.strict) throw { code: "no-webgpu", message: `WebGPU was asked for, but ${verdict.reason}` };
        if (isNews) tell(fallback("cpu", verdict.reason));
        return undefined;
      }
    }
  }

  async #run(road: Road, gpu: Gpu): Promise<Predictions> {
    await gpu.load(this.#weights);
    const batch = road.prepare();
    try {
      const started = performance.now();
      const outputs: Float32Array[] = [];
      for (const pass of batch.passes() as Pass[]) {
        outputs.push(await gpu.forward(pass.model, pass.input, pass.sequences, pass.steps));
      }
      return road.assemble(batch, outputs, "webgpu", (performance.now() - started) / 1000);
    } finally {
      batch.free();
    }
  }
}

/** Puts the predictions of both kinds back in the order of the instances. */
function merge(instances: CheckedInstance[], lots: Predictions, robust: Predictions): Predictions {
  const merged: Predictions = { probabilities: [], models: [], decisions: [], objectives: [], accounts: [], device: robust.device, seconds: lots.seconds + robust.seconds };
  let [fromLots, fromRobust] = [0, 0];
  instances.forEach((instance, k) => {
    const isLots = instance.family === "clsp";
    const [source, from] = isLots ? [lots, fromLots++] : [robust, fromRobust++];
    merged.probabilities[k] = source.probabilities[from] as Float32Array;
    merged.models[k] = source.models[from] as string;
    if (isLots) return;
    for (const name of ["decisions", "objectives", "accounts"] as const) (merged[name] as unknown[])[k] = source[name]?.[from];
  });
  return merged;
}

interface Pass {
  model: string;
  input: Float32Array;
  sequences: number;
  steps: number;
}

/** Whether an error is about the GPU, and if so why it does not answer; nothing for any other error. */
function judge(error: unknown): { reason: string; isLost: boolean } | undefined {
  if (error instanceof NoGpu) return { reason: error.message, isLost: false };
  if (typeof error !== "object" || error === null || !("code" in error) || !("message" in error)) return undefined;
  if (error.code === "device-lost") return { reason: String(error.message), isLost: true };
  if (error.code === "no-webgpu") return { reason: String(error.message), isLost: false };
  return undefined;
}

function fallback(to: "cpu" | "webgpu", reason: string): Fallback {
  return { type: "deviceFallback", from: "webgpu", to, reason };
}
