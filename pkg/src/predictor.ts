/**
 * Chooses where networks run. The CPU can always answer; WebGPU is tried only when asked for, and whatever goes wrong with it, short of
 * weights that are damaged, ends with the CPU's answer and an event.
 */

import type { Bindings } from "../wasm/hunch_lots.js";
import { NoGpu, Gpu } from "./gpu.js";
import { assertWhole, type Instance } from "./instances.js";
import { inOrder } from "./predictions.js";
import type { CheckedInstance, DeviceChoice, Predictions } from "./protocol.js";
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

/** Instances of one call, of one family. */
interface Group {
  family: string;
  instances: CheckedInstance[];
  penalty: number;
}

export class Predictor {
  readonly #bindings: Bindings;
  readonly #instance: Instance;
  /** Weights files loaded so far, for a device that comes later. */
  readonly #weights: Uint8Array[] = [];
  #gpu: Gpu | undefined;
  /** Why there is no GPU, once that is known. */
  #reason: string | undefined;
  #recreations = 0;
  /** The faster device by family and size class, once measured. */
  readonly #faster = new Map<string, "cpu" | "webgpu">();

  /** `instance` is what the bindings are in. */
  constructor(bindings: Bindings, instance: Instance) {
    this.#bindings = bindings;
    this.#instance = instance;
  }

  load(bytes: Uint8Array): unknown {
    const card: unknown = this.#bindings.load(bytes);
    this.#weights.push(bytes);
    return card;
  }

  /** Predictions in the order of the instances, which may be of several families. */
  async predict(
    instances: CheckedInstance[],
    penalty: number,
    on: DeviceChoice,
    tell: Tell,
  ): Promise<Predictions> {
    const families = instances.map(({ family }) => family);
    const groups = new Map<string, Predictions>();
    for (const family of new Set(families)) {
      const group = {
        family,
        instances: instances.filter((instance) => instance.family === family),
        penalty,
      };
      groups.set(family, await this.#choose(group, on, tell));
    }
    return inOrder(families, groups);
  }

  #onCpu({ instances, penalty }: Group): Predictions {
    assertWhole(this.#instance);
    return this.#bindings.predict(instances, penalty) as Predictions;
  }

  async #choose(group: Group, on: DeviceChoice, tell: Tell): Promise<Predictions> {
    if (on.device === "cpu") return this.#onCpu(group);
    if (on.device === "webgpu") return (await this.#onGpu(group, on, tell)) ?? this.#onCpu(group);
    const size = `${group.family} ${group.instances.length <= SMALL_BATCH ? "small" : "large"}`;
    const faster = this.#faster.get(size);
    if (faster === "cpu") return this.#onCpu(group);
    if (faster === "webgpu") return (await this.#onGpu(group, on, tell)) ?? this.#onCpu(group);
    return this.#measure(group, on, tell, size);
  }

  /** Both devices on the same instances; the faster one answers from now on. */
  async #measure(group: Group, on: DeviceChoice, tell: Tell, size: string): Promise<Predictions> {
    const best = { cpu: Infinity, webgpu: Infinity };
    let answer = this.#onCpu(group);
    for (let run = 0; run <= MEASURED_RUNS; run++) {
      const gpu = await this.#onGpu(group, on, tell);
      if (!gpu) break;
      const onCpu = this.#onCpu(group);
      if (run === 0) continue;
      best.webgpu = Math.min(best.webgpu, gpu.seconds);
      best.cpu = Math.min(best.cpu, onCpu.seconds);
      answer = best.webgpu < best.cpu ? gpu : onCpu;
    }
    this.#faster.set(size, best.webgpu < best.cpu ? "webgpu" : "cpu");
    return answer;
  }

  /** The GPU's answer; nothing when the CPU has to answer. With `strict`, the lack of a GPU is an error instead. */
  async #onGpu(group: Group, on: DeviceChoice, tell: Tell): Promise<Predictions | undefined> {
    for (;;) {
      try {
        if (this.#reason !== undefined) throw new NoGpu(this.#reason);
        this.#gpu ??= await Gpu.open(on.gpu);
        return await this.#run(group, this.#gpu);
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

  async #run(group: Group, gpu: Gpu): Promise<Predictions> {
    await gpu.load(this.#weights);
    assertWhole(this.#instance);
    const batch = this.#bindings.prepare(group.instances, group.penalty);
    try {
      const started = performance.now();
      const outputs: Float32Array[] = [];
      for (const pass of batch.passes() as Pass[]) {
        outputs.push(await gpu.forward(pass.model, pass.input, pass.sequences, pass.steps));
      }
      assertWhole(this.#instance);
      return this.#bindings.assemble(
        batch,
        outputs,
        "webgpu",
        (performance.now() - started) / 1000,
      ) as Predictions;
    } finally {
      if (!this.#instance.isBroken) batch.free();
    }
  }
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
  if (typeof error !== "object" || error === null || !("code" in error) || !("message" in error))
    return undefined;
  if (error.code === "device-lost") return { reason: String(error.message), isLost: true };
  if (error.code === "no-webgpu") return { reason: String(error.message), isLost: false };
  return undefined;
}

function fallback(to: "cpu" | "webgpu", reason: string): Fallback {
  return { type: "deviceFallback", from: "webgpu", to, reason };
}
