/** Which model answers, and whether it was trained for the radius and the caution that are asked for. */

import type { ModelCard } from "hunch-solver";
import { duration } from "../../ui/format";
import type { Choice } from "./choice";

/** Name of the penalty among a card's inputs. */
const PENALTY_INPUT = "logPenalty";

interface Trained {
  readonly rho: readonly [number, number] | null;
  readonly nu: readonly [number, number] | null;
  readonly takesPenalty: boolean;
}

/** The model's fit, in words; `exact` says whether it was trained for this very choice. */
export function describeFit(
  card: ModelCard | undefined,
  name: string,
  { rho, nu }: Choice,
  seconds: number,
): { exact: boolean; text: string } {
  const parts = [`The guess comes from the model ${name}. It took ${duration(seconds)}, repair included.`];
  if (!card) return { exact: true, text: parts.join(" ") };
  const trained = trainedFor(card);
  const isOutside = (range: readonly [number, number] | null, value: number): boolean =>
    range !== null && (value < range[0] || value > range[1]);
  const rhoOutside = isOutside(trained.rho, rho);
  const nuOutside = trained.takesPenalty && isOutside(trained.nu, nu);
  if (rhoOutside)
    parts.push(
      `It was trained for ${rangeText("ρ", trained.rho)}, so it may be weaker here; what is shown holds all the same.`,
    );
  if (nuOutside)
    parts.push(`It was trained for ${rangeText("ν", trained.nu)}; beyond, the slider says little.`);
  if (!trained.takesPenalty)
    parts.push(
      `It was trained ${trained.nu ? `with ${rangeText("ν", trained.nu)}` : "without ν"} and answers alike wherever that slider stands.`,
    );
  return { exact: !rhoOutside && !nuOutside && trained.takesPenalty, text: parts.join(" ") };
}

/** What a card says of its model; a field that is not there says nothing. */
function trainedFor(card: ModelCard): Trained {
  const { sizes, features } = card;
  const size: unknown = Array.isArray(sizes) ? sizes[0] : undefined;
  const range = (low: string, high: string): readonly [number, number] | null => {
    const values = [low, high].map((name) => (isRecord(size) ? size[name] : undefined));
    return values.every((value) => typeof value === "number")
      ? (values as unknown as readonly [number, number])
      : null;
  };
  const takesPenalty =
    Array.isArray(features) &&
    features.some((feature: unknown) => isRecord(feature) && feature["name"] === PENALTY_INPUT);
  return { rho: range("rhoLow", "rhoHigh"), nu: range("penaltyLow", "penaltyHigh"), takesPenalty };
}

function rangeText(symbol: string, range: readonly [number, number] | null): string {
  if (!range) return symbol;
  const [low, high] = range.map((value) => String(Number(value.toPrecision(4))));
  return low === high ? `${symbol} = ${low}` : `${symbol} from ${low} to ${high}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
