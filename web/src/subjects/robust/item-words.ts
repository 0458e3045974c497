/** How items, shops and sliders are put into words. */

import { amount, percent } from "../../ui/format";
import { type Choice, FAMILIES, type Family, SIZES } from "./choice";
import type { Plan } from "./results";

/** How items and shops are spoken of. */
export interface ItemWords {
  readonly item: string;
  readonly worth: string;
  readonly worthUnit: string;
  readonly amount: string;
  readonly amountUnit: string;
  readonly demand: string | null;
  readonly reading: string;
  quantity(amount: number): string;
  spoken(which: "nominal" | "robust", plan: Plan | null): string;
}

/** Shares below this one are solvers' dust, not decisions. */
const DUST = 1e-6;

function shareText(share: number): string {
  if (share < DUST) return "left out";
  return share > 1 - DUST ? "taken" : `${percent(share)} taken`;
}

export const ITEM_WORDS: Readonly<Record<Family, ItemWords>> = {
  "robust-knapsack": {
    item: "Item",
    worth: "Value",
    worthUnit: "points for the whole item",
    amount: "share taken",
    amountUnit: "share of the item",
    demand: null,
    reading: "Read the plans item by item",
    quantity: shareText,
    spoken: (which, plan) => {
      if (!plan?.amounts) return `The ${which} plan is not known yet.`;
      const taken = Array.from(plan.amounts).filter((share) => share > DUST);
      const whole = taken.filter((share) => share > 1 - DUST).length;
      const parts = taken.length - whole;
      return `The ${which} plan takes ${whole} of ${plan.amounts.length} items${parts > 0 ? ` and a part of ${parts} more` : ""}.`;
    },
  },
  "robust-inventory": {
    item: "Shop",
    worth: "Margin",
    worthUnit: "money for a piece sold",
    amount: "stock",
    amountUnit: "pieces",
    demand: "expected demand",
    reading: "Read the plans shop by shop",
    quantity: (pieces) => `${amount(Number(pieces.toFixed(2)))} pieces`,
    spoken: (which, plan) =>
      plan?.amounts
        ? `The ${which} plan stocks ${amount(Math.round(Array.from(plan.amounts).reduce((sum, pieces) => sum + pieces, 0)))} pieces in ${plan.amounts.length} shops.`
        : `The ${which} plan is not known yet.`,
  },
};

/** What a slider says: below it, and to assistive technology. */
interface SliderText {
  readonly hint: string;
  readonly spoken: string;
}

export function guardText(family: Family, { set, rho }: Choice): SliderText {
  const isKnapsack = family === "robust-knapsack";
  const what = isKnapsack ? "weight" : "factor behind the demand";
  const count = isKnapsack ? SIZES.items : SIZES.factors;
  const scale = isKnapsack
    ? "Estimated weights lie between 0.2 and 1."
    : "A factor is about −0.5 to 0.5, and moves the demand of every shop up or down.";
  if (rho === 0)
    return { hint: `No error at all: the plan trusts the estimates. ${scale}`, spoken: "rho 0, no error" };
  const each = Number((rho / Math.sqrt(count)).toPrecision(2));
  const hint =
    set === "box"
      ? `Every ${what} may be up to ${rho} off its estimate, all of them at once. ${scale}`
      : `One ${what} may be ${rho} off its estimate, or all ${count} ${isKnapsack ? "of a limit " : ""}by ${each} each: the squares of the errors share one budget. ${scale}`;
  return { hint, spoken: `rho ${rho}` };
}

export function cautionText(family: Family, { nu }: Choice): SliderText {
  const { penalties } = FAMILIES[family];
  const place = penalties.indexOf(nu) / (penalties.length - 1);
  const mood = place < 0.3 ? "bold" : place < 0.7 ? "balanced" : "cautious";
  return {
    hint: `The network answers as if a broken limit cost ${nu} times its size. Bold answers promise more and need more repair.`,
    spoken: `nu ${nu}, ${mood}`,
  };
}
