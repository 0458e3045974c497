/**
 * What a link says of a robust problem:
 * `#subject=robust-knapsack&items=binary&errors=box&seed=7&rho=0.1&nu=10`. `rho` is a step of its slider, so
 * that a link brings back what a person can choose.
 */

import { MAX_SEED } from "../../frame/limits";
import { LinkError, oneOf, onlyFields, wholeNumber, type LinkFields } from "../../frame/link";
import { allRhos, DOMAINS, FAMILIES, SETS, START, withSet, type Choice, type Family } from "./choice";

export function writeLink(family: Family, { domain, set, seed, rho, nu }: Choice): string {
  const items = family === "robust-knapsack" ? `&items=${domain}` : "";
  return `#subject=${family}${items}&errors=${set}&seed=${seed}&rho=${rho}&nu=${nu}`;
}

/** Fields that a link leaves out come from the family's start. Throws {@link LinkError}. */
export function readLink(family: Family, fields: LinkFields): Choice {
  const isKnapsack = family === "robust-knapsack";
  onlyFields(fields, ["subject", ...(isKnapsack ? ["items"] : []), "errors", "seed", "rho", "nu"]);
  const set = oneOf(fields, "errors", SETS, START[family].set);
  const start = withSet(START[family], family, set);
  return {
    domain: oneOf(fields, "items", DOMAINS, start.domain),
    set,
    seed: wholeNumber(fields, "seed", 0, MAX_SEED, start.seed),
    rho: readRho(fields, family, set) ?? start.rho,
    nu: oneOf(fields, "nu", FAMILIES[family].penalties, start.nu),
  };
}

function readRho(fields: LinkFields, family: Family, set: Choice["set"]): number | null {
  const text = fields.get("rho");
  if (text === undefined) return null;
  const rhos = allRhos(family, set);
  const value = rhos.find((one) => String(one) === text);
  if (value === undefined)
    throw new LinkError("rho", text, `a multiple of ${rhos[1]} from 0 to ${rhos.at(-1)}`);
  return value;
}
