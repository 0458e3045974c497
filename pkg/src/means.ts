/** What calls need on a channel, fetched when it is first needed: modules, models, the GPU. */

import type { Channel, OpenWire } from "./channel.js";
import type { ModuleName, PackName } from "./generated/modules.js";
import type { Models, Selection } from "./models.js";
import type { DeviceChoice, EngineModule, ModuleParts } from "./protocol.js";
import type { Device, Engine } from "./types.js";

/** What a client works with; the hosts (browser, Node) provide it. */
export interface Parts {
  open: OpenWire;
  /** Fetches and compiles a module; called when it is first needed, and again after a failure. */
  module: (name: ModuleName) => Promise<ModuleParts>;
  models: Models;
  device: Device;
  /** Whether there are workers, so that several may search. */
  hasThreads: boolean;
  /** The packs that are there before the first call. */
  preload: readonly PackName[];
}

export class Means {
  readonly parts: Parts;
  readonly #modules = new Map<ModuleName, Promise<ModuleParts>>();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  bring(channel: Channel, pack: PackName): Promise<void> {
    return channel.bring(pack, () => this.module(pack));
  }

  async loadModels(channel: Channel, selection: Selection): Promise<void> {
    const { models } = this.parts;
    for (const file of await models.files(selection)) {
      if (channel.loaded.has(file.position)) continue;
      const { pack, bytes } = file;
      await this.bring(channel, pack);
      file.card = await channel.request("load", { pack, bytes });
      channel.loaded.add(file.position);
    }
  }

  /** Adds the GPU module where the host may have a use for it. Without it the CPU answers, or a strict call is refused. */
  async deviceChoice(device: Device, strict: boolean): Promise<DeviceChoice> {
    if (device === "cpu" || !globalThis.navigator?.gpu) return { device, strict };
    try {
      return { device, strict, gpu: await this.module("gpu") };
    } catch (error) {
      if (strict) throw error;
      return { device, strict };
    }
  }

  /** A module, fetched once. What failed is tried again by the next call: a download may have. */
  async module(name: ModuleName): Promise<ModuleParts> {
    const parts = this.#modules.get(name) ?? this.parts.module(name);
    this.#modules.set(name, parts);
    try {
      return await parts;
    } catch (error) {
      this.#modules.delete(name);
      throw error;
    }
  }

  /** The module of the engine that a solve asks for, where that is not the main one. */
  async engineModule(engine: Engine): Promise<EngineModule> {
    return engine === "microlp" ? { microlp: await this.module("microlp") } : {};
  }
}
