/** The files of strategies that come with the page: what each is about, and how it is fetched when it is first shown. */

import bakeryModel from "./models/bakery.model.json?url";
import bakery from "./models/bakery.safetensors?url";
import canteenModel from "./models/canteen.model.json?url";
import canteen from "./models/canteen.safetensors?url";
import inventoryModel from "./models/inventory.model.json?url";
import inventory from "./models/inventory.safetensors?url";
import type { ParametricDocument } from "./program";

export const NAMES = ["inventory", "canteen", "bakery"] as const;
export type Name = (typeof NAMES)[number];

/** What a visitor is told of a program, and which of its numbers the map begins with. */
export interface About {
  readonly label: string;
  readonly about: string;
  /** Names of the parameters from left to right, and upwards. */
  readonly axes: readonly [string, string];
  readonly weights: string;
  readonly model: string;
}

export const FILES: Readonly<Record<Name, About>> = {
  inventory: {
    label: "Inventory",
    about:
      "A stock and the demands of twelve periods: when to order, and how much? A unit costs 2 to order, 1 a period to keep and 3 to be without. A linear program.",
    axes: ["stock", "demand_1"],
    weights: inventory,
    model: inventoryModel,
  },
  canteen: {
    label: "Canteen",
    about:
      "Six dishes at prices of the day, and guests who need energy, protein and fibre: what to cook as cheaply as possible? A linear program.",
    axes: ["price pasta", "protein"],
    weights: canteen,
    model: canteenModel,
  },
  bakery: {
    label: "Bakery",
    about:
      "Three ovens that are on or off, the orders of a day and the price of power: which ovens to heat, and what to leave unbaked? A program with integers.",
    axes: ["demand[cake]", "demand[bread]"],
    weights: bakery,
    model: bakeryModel,
  },
};

/** A file and the program with its names. */
export interface Fetched {
  readonly bytes: Uint8Array;
  readonly document: ParametricDocument;
}

/** Files that were fetched; a failure is forgotten, so that it is tried again. */
const fetched = new Map<Name, Promise<Fetched>>();

export function fetchFile(name: Name): Promise<Fetched> {
  const known = fetched.get(name);
  if (known) return known;
  const { weights, model } = FILES[name];
  const file = Promise.all([get(weights), get(model)]).then(async ([first, second]) => ({
    bytes: new Uint8Array(await first.arrayBuffer()),
    document: (await second.json()) as ParametricDocument,
  }));
  file.catch(() => fetched.delete(name));
  fetched.set(name, file);
  return file;
}

async function get(address: string): Promise<Response> {
  const response = await fetch(new URL(address, import.meta.url));
  if (!response.ok) throw new Error(`${address} could not be fetched: status ${response.status}`);
  return response;
}
