/** What is asked of a worker: a solve whose input has been checked and copied, by what kind of problem it is. */

import type { Channel, Tell } from "./channel.js";
import { complete, isComplete } from "./complete.js";
import { inputError, loaded } from "./errors.js";
import { checkInstance, familyOf } from "./families.js";
import { isNeeding, isOfKinds } from "./form.js";
import type { PackName } from "./generated/modules.js";
import type { Names } from "./insight.js";
import type { Means } from "./means.js";
import { isFixing, isGuided } from "./methods.js";
import { type Packed, type PackedProgram, packProgram } from "./pack.js";
import type { CheckedOptions, Wanted } from "./protocol.js";
import type { Reading } from "./reader.js";
import { unpacked } from "./text.js";
import type { Answer, Problem } from "./types.js";
import { checkText, isModelObject, isProgram, isText } from "./validate.js";

/** A solve whose input has been checked and copied. */
export interface Ask {
  options: CheckedOptions;
  /** Whether its answers are decisions. */
  decides: boolean;
  /** Names of the columns, where the answer is to have them. */
  columns?: readonly string[];
  /** Names of a program that is given as an object. */
  names?: Names;
  /** Whether the points that it tells are events of their own. */
  tellsAnswers: boolean;
  /** Whether the bounds that it tells hold for the problem. */
  tellsBounds: boolean;
  /** The pack that answers on a channel. */
  pack(channel: Channel): PackName;
  /** Sends it to a worker, as it is or as one of several, whose options may differ. */
  send(channel: Channel, options: CheckedOptions, wanted: Wanted, tell: Tell): Promise<Answer>;
}

/** Options for whose sake names travel with a program. */
const NAMING = ["explain", "repair", "sensitivity", "start", "probabilities", "priorities"] as const;

/** What reads programs that may be known, once there was one: a dynamic import costs its time at every call. */
let strategies: typeof import("./strategies.js") | undefined;

/** Reads problems. */
export class Asks {
  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  /** Checks and copies what a solve was given. What few programs need is loaded for those that do. */
  of(problem: Problem, checked: CheckedOptions, reading: Reading): Ask | Promise<Ask> {
    if (isText(problem)) {
      const packed = checkText(problem);
      return {
        options: checked,
        decides: false,
        tellsAnswers: false,
        tellsBounds: true,
        pack: (channel) => packOfPrograms(channel, checked),
        send: async (channel, options, wanted, tell) => {
          const [text, reader] = [await unpacked(packed), await this.#means.module("text")];
          const engine = await this.#means.engineModule(options.engine);
          const content = { reading, options, ...wanted, text, reader, ...engine };
          const pack = packOfPrograms(channel, options);
          const answer = await channel.request("solveText", { pack, ...content }, tell);
          if (!isNeeding(answer)) return answer;
          await this.#means.bring(channel, answer.needs);
          const again = { pack: answer.needs, ...content };
          return (await channel.request("solveText", again, tell)) as Answer;
        },
      };
    }
    if (isModelObject(problem)) {
      const copy = copied(problem);
      return loaded(import("./compat/read.js"))
        .then(({ fromModelObject }) => {
          const { program, columns, limits } = fromModelObject(copy);
          // What the call says wins over what the model says.
          const options = {
            ...checked,
            timeLimit: checked.timeLimit ?? limits.timeLimit,
            relativeGap: checked.relativeGap ?? limits.relativeGap,
          };
          return { ...this.#program(packProgram(program), options), columns };
        })
        .catch((thrown: unknown) => {
          throw inputError(thrown);
        });
    }
    if (isProgram(problem)) {
      const packed = packProgram(problem);
      if (isComplete(packed)) return this.#program(packed, checked);
      if (packed.parametric !== undefined && this.#means.parts.models.hasStrategies)
        return this.#learned(packed, checked);
      return complete(packed).then((packed) => this.#program(packed, checked));
    }
    const instance = checkInstance(problem);
    const { pack, answers } = familyOf(instance);
    const decides = answers === "decision";
    return {
      pack: () => pack,
      options: checked,
      decides,
      tellsAnswers: checked.method === "auto" || checked.method === "predopt",
      // Where a guess fixes columns, the search speaks of the program so restricted: its incumbents hold, its
      // bounds need not.
      tellsBounds: decides || !isFixing(checked.method),
      send: async (channel, options, wanted, tell) => {
        const guided = isGuided(options.method);
        if (guided) await this.#means.loadModels(channel, [instance]);
        // One instance is guessed the fastest on the CPU, and `auto` asks a network only where a model fits.
        const device = guided && options.method !== "auto" ? this.#means.parts.device : "cpu";
        const on = await this.#means.deviceChoice(device, false);
        return channel.request(
          "solve",
          { pack, instance, options, ...wanted, on, ...(await this.#means.engineModule(options.engine)) },
          tell,
        );
      },
    };
  }

  /** A program that may be one of which strategies are known; where it is not, it is solved as any other. */
  async #learned(packed: Packed, checked: CheckedOptions): Promise<Ask> {
    strategies ??= await loaded(import("./strategies.js"));
    const { program, learned } = await strategies.withParameters(packed);
    const plain = () => this.#program(program(), checked);
    if (!strategies.isPlain(checked)) return plain();
    const { columns, rows } = packed;
    return {
      options: checked,
      names: { columns, rows },
      decides: false,
      tellsAnswers: false,
      tellsBounds: true,
      pack: () => "strategies",
      send: async (channel, options, wanted, tell) => {
        // Several workers search, and so does one that is paced.
        if (wanted.seed === undefined && !wanted.paced) {
          await this.#means.loadModels(channel, "strategies");
          const content = { ...learned, options, ...wanted };
          const answer = await channel.request("answer", { pack: "strategies", ...content }, tell);
          if (answer) return answer;
        }
        const ask = plain();
        await this.#means.bring(channel, ask.pack(channel));
        return ask.send(channel, options, wanted, tell);
      },
    };
  }

  #program(packed: PackedProgram, options: CheckedOptions): Ask {
    const { numbers, columns, rows } = packed;
    const isNamed = isOfKinds(packed) || NAMING.some((name) => options[name]);
    const sent = isNamed ? packed : { numbers, columns: [], rows: [] };
    return {
      options,
      names: { columns, rows },
      decides: false,
      tellsAnswers: false,
      tellsBounds: true,
      pack: (channel) => packOfPrograms(channel, options, isOfKinds(packed)),
      send: async (channel, options, wanted, tell) => {
        const engine = await this.#means.engineModule(options.engine);
        const pack = packOfPrograms(channel, options, isOfKinds(packed));
        const content = { pack, options, ...wanted, ...engine, packed: sent };
        return channel.request("solvePacked", content, tell);
      },
    };
  }
}

/** The packs that hold nothing of families: they say more of programs, and keep them. */
const OF_PROGRAMS: ReadonlySet<PackName> = new Set(["programs", "kinds", "proof", "strategies"]);

/**
 * Programs are solved by every pack: by one that the channel has, else by the one that holds nothing else; proven by one alone, and so are programs
 * of kinds and what is asked of such solved.
 */
export function packOfPrograms(channel: Channel, options?: CheckedOptions, isOfKinds = false): PackName {
  if (options?.certificate) return "proof";
  if (isOfKinds || options?.demand || options?.pool) return "kinds";
  const isAny = options && !options.sensitivity && !options.repair;
  return channel.packs.find((pack) => isAny || OF_PROGRAMS.has(pack)) ?? "programs";
}

/** A copy, as of every input; of what cannot be copied, such as an iterator, the thing itself. */
export function copied<T>(problem: T): T {
  try {
    return structuredClone(problem);
  } catch {
    return problem;
  }
}
