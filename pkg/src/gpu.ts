/** The GPU module: instantiated only after `navigator.gpu` has shown an adapter, so that a browser without one logs nothing. */

import type { GpuBindings } from "../wasm/hunch_gpu.js";
import { importGlue } from "./glue.js";
import type { ModuleParts } from "./protocol.js";

type Glue = typeof import("../wasm/hunch_gpu.js");

/** There is no usable WebGPU here; the message says why. */
export class NoGpu extends Error {}

let isInstantiated = false;

export class Gpu {
  readonly #bindings: GpuBindings;
  /** How many of the weights files are on the device. */
  #loaded = 0;

  private constructor(bindings: GpuBindings) {
    this.#bindings = bindings;
  }

  static async open(parts: ModuleParts | undefined): Promise<Gpu> {
    // Node 20 has no `navigator`, and browsers without WebGPU no `gpu` in it.
    const api: GPU | undefined = globalThis.navigator?.gpu;
    if (!api) throw new NoGpu("this host has no WebGPU");
    const adapter = await api.requestAdapter().catch(() => null);
    if (!adapter) throw new NoGpu("WebGPU has no adapter here");
    if (!parts) throw new NoGpu("the GPU module could not be loaded");
    const gpu = await importGlue<Glue>(parts.glue);
    if (!isInstantiated) {
      gpu.initSync({ module: parts.module });
      isInstantiated = true;
    }
    return new Gpu(await gpu.GpuBindings.request());
  }

  /** Moves those weights files to the device that it does not have yet. */
  async load(weights: readonly Uint8Array[]): Promise<void> {
    for (const bytes of weights.slice(this.#loaded)) {
      await this.#bindings.load(bytes);
      this.#loaded += 1;
    }
  }

  forward(model: string, input: Float32Array, sequences: number, steps: number): Promise<Float32Array> {
    return this.#bindings.forward(model, input, sequences, steps);
  }

  close(): void {
    this.#bindings.destroy();
    this.#bindings.free();
  }
}
