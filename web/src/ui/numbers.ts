/**
 * Numbers as people type or paste them. A text that can be read in two ways is read in the one that the
 * visitor's language and the page's own way of writing agree on, and refused otherwise: never misread.
 */

export type NumberReading = { readonly value: number } | { readonly problem: string };

export type Decimal = "." | ",";

export interface ReadingOptions {
  /** The visitor's language; the browser's unless given. */
  readonly locale?: string;
  /**
   * Whether the number must be whole: then a point with three digits behind it is doubtful in every language.
   */
  readonly whole?: boolean;
  /** The decimal sign, where other numbers of the same block have told it. */
  readonly decimal?: Decimal | null;
}

/** The page writes its numbers in English: 10,000.5. */
const PAGE_DECIMAL: Decimal = ".";

/** Blanks and apostrophes between groups of three digits. */
const BLANK_GROUPS = /^(-?\d{1,3})((?:[ \u00a0\u2009\u202f'’_]\d{3})+)(?=$|[.,eE])/;

const FORM = /^(-?)([\d.,]*\d[\d.,]*)(e[+-]?\d{1,3})?$/i;

export function readNumber(text: string, options: ReadingOptions = {}): NumberReading {
  const cleaned = text
    .trim()
    .replace(/^[−–]/, "-")
    .replace(/^\+(?=[\d.,])/, "");
  const hasBlanks = BLANK_GROUPS.test(cleaned);
  const joined = cleaned.replace(BLANK_GROUPS, (_, head, rest) => head + rest.replace(/\D/g, ""));
  const match = FORM.exec(joined);
  if (!match) return { problem: "it must be a number" };
  const [, sign = "", body = "", exponent = ""] = match;
  const digits = plainDigits(body, hasBlanks, options);
  if (typeof digits !== "string") return digits;
  const value = Number(sign + digits + exponent);
  return Number.isFinite(value) ? { value } : { problem: "it must be a number that is not so large" };
}

/** The same digits with a decimal point and nothing else between them, or what is wrong. */
function plainDigits(
  body: string,
  hasBlanks: boolean,
  options: ReadingOptions,
): string | { problem: string } {
  const decimal = decimalOf(body, hasBlanks);
  if (decimal === "none") return body;
  if (decimal === "wrong")
    return { problem: "its points and commas must stand between groups of three digits" };
  if (decimal === "groups") return body.replace(/[.,]/g, "");
  if (decimal !== "doubtful") return withDecimal(body, decimal);
  const mark = body.includes(",") ? "," : ".";
  const asDecimal = withDecimal(body, mark);
  const asGroups = body.replace(mark, "");
  const known = options.decimal;
  if (known) return known === mark ? asDecimal : asGroups;
  const isDecimalHere = mark === localDecimal(options.locale);
  const isDecimalOnPage = mark === PAGE_DECIMAL;
  const isDoubtful = isDecimalHere !== isDecimalOnPage || (isDecimalHere && options.whole === true);
  if (isDoubtful) {
    const small = Number(asDecimal);
    return { problem: `it can be read as ${asGroups} or as ${small}; write ${asGroups} or ${small}` };
  }
  return isDecimalHere ? asDecimal : asGroups;
}

/** Which sign is the decimal one, as far as the digits alone say. */
function decimalOf(body: string, hasBlanks: boolean): Decimal | "none" | "groups" | "doubtful" | "wrong" {
  const marks = body.replace(/\d/g, "");
  if (marks === "") return "none";
  const last = marks.at(-1) as Decimal;
  const kinds = new Set(marks);
  if (kinds.size === 2) {
    const group = last === "," ? "\\." : ",";
    const whole = body.slice(0, body.lastIndexOf(last));
    return !hasBlanks && new RegExp(`^\\d{1,3}(${group}\\d{3})+$`).test(whole) ? last : "wrong";
  }
  if (marks.length > 1) {
    const isGrouped = /^\d{1,3}([.,]\d{3})+$/.test(body) || /^\d{1,2}(,\d{2})+,\d{3}$/.test(body);
    return isGrouped && !hasBlanks ? "groups" : "wrong";
  }
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(body) && !hasBlanks ? "doubtful" : last;
}

function withDecimal(body: string, decimal: Decimal): string {
  return body.replaceAll(decimal === "," ? "." : ",", "").replace(decimal, ".");
}

function localDecimal(locale: string | undefined): string {
  const parts = new Intl.NumberFormat(locale ?? globalThis.navigator?.language ?? "en").formatToParts(0.5);
  return parts.find(({ type }) => type === "decimal")?.value ?? PAGE_DECIMAL;
}

/**
 * The decimal sign that a block of numbers tells by those that can be read in one way only; none where they
 * disagree.
 */
export function decimalOfBlock(texts: readonly string[]): Decimal | null {
  const told = new Set<Decimal>();
  for (const text of texts) {
    const body = /[\d.,]*\d[\d.,]*/.exec(text)?.[0] ?? "";
    const decimal = decimalOf(body, BLANK_GROUPS.test(text.trim()));
    if (decimal === "." || decimal === ",") told.add(decimal);
    // 1,234,567: the comma groups, so that the point is the decimal sign.
    if (decimal === "groups") told.add(body.includes(",") ? "." : ",");
  }
  return told.size === 1 ? ([...told][0] ?? null) : null;
}

/** The cells of what a spreadsheet puts on the clipboard: rows of texts. */
export function cellsOf(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  const mark = text.includes("\t") ? "\t" : text.includes(";") ? ";" : null;
  return lines.map((line) => (mark === null ? [line] : line.split(mark)).map((cell) => cell.trim()));
}

/** Whether a pasted text is more than one number. */
export function isBlock(text: string): boolean {
  return /[\t\n;]/.test(text.trim());
}
