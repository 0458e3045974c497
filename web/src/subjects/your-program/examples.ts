/** Programs to begin with: each shows one thing. */

import type { Program } from "hunch-solver";

export interface Example {
  readonly name: string;
  /** The text, or where it is loaded from. */
  readonly text: string | (() => Promise<string>);
  /** The same as an object: the first one is solved before the reader of texts has loaded. */
  readonly program?: Program;
}

/** What the page opens with. */
export const FIRST_TEXT = `\\ A workshop makes tables and chairs. What earns most?
max
 profit: 5 tables + 4 chairs
st
 machine: 6 tables + 4 chairs <= 25
 labour:  tables + 2 chairs <= 6
general
 tables chairs
end
`;

export const EXAMPLES: readonly Example[] = [
  {
    name: "Two products",
    text: FIRST_TEXT,
    program: {
      format: "hunch-program",
      version: 2,
      sense: "maximize",
      columns: [
        { name: "tables", objective: 5, kind: "integer" },
        { name: "chairs", objective: 4, kind: "integer" },
      ],
      rows: [
        {
          name: "machine",
          upper: 25,
          terms: [
            [0, 6],
            [1, 4],
          ],
        },
        {
          name: "labour",
          upper: 6,
          terms: [
            [0, 1],
            [1, 2],
          ],
        },
      ],
    },
  },
  {
    name: "Two products, in parts",
    text: `\\ The same workshop, if tables and chairs need not be whole.
max
 profit: 5 tables + 4 chairs
st
 machine: 6 tables + 4 chairs <= 25
 labour:  tables + 2 chairs <= 6
end
`,
  },
  {
    name: "Blending",
    text: `\\ Feed of three grains, as cheap as it can be. The prices of the rows say what a nutrient costs.
min
 cost: 9 barley + 8 maize + 11 wheat
st
 total:   barley + maize + wheat = 100
 protein: 0.11 barley + 0.08 maize + 0.13 wheat >= 10
 fibre:   0.05 barley + 0.02 maize + 0.03 wheat <= 3.5
bounds
 maize <= 60
end
`,
  },
  {
    name: "Knapsack",
    text: `\\ Which things to take along, if they may weigh 20 together?
max
 worth: 10 tent + 13 stove + 7 rope + 8 lamp + 12 food + 4 book + 9 map + 6 axe
st
 weight: 9 tent + 8 stove + 5 rope + 6 lamp + 9 food + 3 book + 5 map + 4 axe <= 20
 one_light: lamp + stove <= 1
binary
 tent stove rope lamp food book map axe
end
`,
  },
  {
    name: "Opening depots",
    text: `\\ Depots cost something to open. Every customer is served by an open one.
min
 cost: 12 open1 + 10 open2 + 14 open3
 + 4 s11 + 6 s12 + 9 s13 + 5 s14
 + 7 s21 + 3 s22 + 4 s23 + 8 s24
 + 8 s31 + 5 s32 + 3 s33 + 2 s34
st
 customer1: s11 + s21 + s31 = 1
 customer2: s12 + s22 + s32 = 1
 customer3: s13 + s23 + s33 = 1
 customer4: s14 + s24 + s34 = 1
 depot1: s11 + s12 + s13 + s14 - 4 open1 <= 0
 depot2: s21 + s22 + s23 + s24 - 4 open2 <= 0
 depot3: s31 + s32 + s33 + s34 - 4 open3 <= 0
binary
 open1 open2 open3 s11 s12 s13 s14 s21 s22 s23 s24 s31 s32 s33 s34
end
`,
  },
  {
    name: "A tree to walk",
    text: `\\ Seven things of nearly the same worth per weight: the search has to branch.
max
 worth: 41 a + 34 b + 47 c + 53 d + 29 e + 61 f + 38 g + 45 h
st
 weight: 82 a + 67 b + 95 c + 106 d + 57 e + 123 f + 77 g + 91 h <= 310
 volume: 31 a + 45 b + 28 c + 52 d + 40 e + 37 f + 49 g + 33 h <= 155
general
 a b c d e f g h
bounds
 a <= 2
 b <= 2
 c <= 2
 d <= 2
 e <= 2
 f <= 2
 g <= 2
 h <= 2
end
`,
  },
  {
    name: "What cannot be",
    text: `\\ Three shifts, too few people: which wishes cannot hold together?
min
 people: early + late + night
st
 morning: early >= 4
 evening: late >= 3
 nights:  night >= 2
 staff:   early + late + night <= 8
 rest:    early - night <= 2
general
 early late night
end
`,
  },
  {
    name: "Without end",
    text: `\\ Nothing limits what is sold.
max
 profit: 3 made + 2 sold
st
 stock: made - sold <= 4
end
`,
  },
  {
    name: "A boiler that may rest",
    text: `\\ The boiler gives 30 to 80 or rests. Where it runs, its filter has to be cleaned. The rest is bought.
min
 cost: 2 boiler + 50 runs + 4 clean + 5 bought
st
 demand: boiler + bought >= 45
 works:  boiler - 80 runs <= 0
 filter: runs = 1 -> clean >= 5
bounds
 30 <= boiler <= 80
 clean <= 10
binary
 runs
semi-continuous
 boiler
end
`,
  },
  {
    name: "p0033 of MIPLIB 3",
    text: () => import("./programs/p0033.mps?raw").then(({ default: text }) => text),
  },
];
