/** What the editor colours: CPLEX-LP and MPS, line by line. The reader alone decides what is right. */

import type { StreamParser } from "@codemirror/language";

const LP_SECTION =
  /^(?:maximi[sz]e|minimi[sz]e|max|min|subject\s+to|such\s+that|s\.?t\.?|bounds?|generals?|integers?|gen|binar(?:y|ies)|bin|semi-continuous|semis?|sos[12]?|lazy\s+constraints|user\s+cuts|end)(?![\w.])/i;

/** CPLEX-LP. */
export const lp: StreamParser<null> = {
  name: "lp",
  startState: () => null,
  token(stream) {
    if (stream.match(/^\\.*/)) return "comment";
    if (stream.sol()) stream.eatSpace();
    if (stream.match(LP_SECTION)) return "keyword";
    if (stream.match(/^[A-Za-z!"#$%&(),.;?@_'`{}~|/][\w!"#$%&(),.;?@'`{}~|/[\]]*\s*:(?!:)/))
      return "labelName";
    if (stream.match(/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i)) return "number";
    if (stream.match(/^(?:[+-]?\s*(?:infinity|inf))(?!\w)/i)) return "number";
    if (stream.match(/^(?:[<>]=?|=[<>]?|->|[+\-*/^[\]])/)) return "operator";
    if (stream.match(/^[A-Za-z!"#$%&(),.;?@_'`{}~|/][\w!"#$%&(),.;?@'`{}~|/[\]]*/)) return "variableName";
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: "\\" } },
};

const MPS_SECTION =
  /^(?:NAME|ROWS|COLUMNS|RHS|RANGES|BOUNDS|OBJSENSE|OBJSENSE\s+MAX|QUADOBJ|QMATRIX|QSECTION|INDICATORS|SOS[12]?|LAZYCONS|ENDATA)\b/;

/** MPS, free or fixed. */
export const mps: StreamParser<null> = {
  name: "mps",
  startState: () => null,
  token(stream) {
    if (stream.sol() && stream.match(/^\*.*/)) return "comment";
    if (stream.sol() && stream.match(MPS_SECTION)) return "keyword";
    if (stream.eatSpace()) return null;
    if (stream.match(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[ed][+-]?\d+)?(?=\s|$)/i)) return "number";
    if (stream.match(/^'[A-Z]+'/)) return "keyword";
    stream.match(/^\S+/);
    return "variableName";
  },
  languageData: { commentTokens: { line: "*" } },
};

/** Whether a text looks like MPS. */
export function looksLikeMps(text: string): boolean {
  return /^(?:\*.*\n|\s*\n)*(?:NAME|ROWS|OBJSENSE)\b/.test(text.slice(0, 4_000));
}
