import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { HtmlTagDescriptor, Plugin, Rollup } from "vite";

const SUBJECTS = new URL("../src/subjects/", import.meta.url);

/** What a subject's folder must hold; `src/frame/subjects.ts` says what each part is for. */
const PARTS = ["about.json", "intro.html", "panels.html", "source.html", "style.css", "subject.ts"];

interface About {
  readonly order: number;
  readonly subjects: ReadonlyArray<{ readonly name: string; readonly label: string; readonly title: string }>;
}

/** The folders in their order. A folder that lacks a part fails the build, not the visitor. */
function folders(): Array<{ readonly name: string; readonly about: About }> {
  const found = readdirSync(SUBJECTS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const read = found.map(({ name }) => {
    for (const part of PARTS) {
      if (!existsSync(new URL(`${name}/${part}`, SUBJECTS))) {
        throw new Error(`the subject src/subjects/${name} lacks ${part}; it must hold ${PARTS.join(", ")}`);
      }
    }
    const about: About = JSON.parse(readFileSync(new URL(`${name}/about.json`, SUBJECTS), "utf8"));
    if (typeof about.order !== "number") {
      throw new Error(`order in src/subjects/${name}/about.json is ${about.order}; it must be a number`);
    }
    return { name, about };
  });
  return read.sort((a, b) => a.about.order - b.about.order);
}

function firstFolder(): string {
  const first = folders()[0];
  if (!first) throw new Error("there is no subject in src/subjects");
  return first.name;
}

/** The choice of subjects as the page's script makes it (`ui/controls.ts`). */
function choice(): string {
  return folders()
    .flatMap(({ about }) => about.subjects)
    .map(
      ({ name, label }) =>
        `<label><input type="radio" name="choices-subject" value="${name}" /><span>${label}</span></label>`,
    )
    .join("");
}

/**
 * Writes the first subject's title, markup and style into the page, so that it can be read before any script
 * has run and nothing moves when the script comes. The others are loaded when they are shown.
 */
export function firstSubject(): Plugin[] {
  const folder = firstFolder();
  return [
    {
      name: "hunch:first-subject",
      transformIndexHtml: { order: "pre", handler: (html) => withSubject(html, folder) },
    },
    {
      name: "hunch:first-subject-code",
      apply: "build",
      // Its code is fetched with the page's own, not after it.
      transformIndexHtml: {
        order: "post",
        handler: (_html, { bundle }) => preloads(Object.values(bundle ?? {}), folder),
      },
    },
  ];
}

function withSubject(html: string, folder: string): string {
  const read = (part: string): string => readFileSync(new URL(`${folder}/${part}`, SUBJECTS), "utf8");
  const { title } = JSON.parse(read("about.json")).subjects[0];
  const style = `<link rel="stylesheet" href="./src/subjects/${folder}/style.css" />`;
  const place = (_: string, open: string, name: string): string =>
    `${open}<div data-folder="${folder}">${putOff(read(`${name}.html`))}</div>`;
  return html
    .replace(/<title>.*<\/title>/, () => `<title>${title}</title>`)
    .replace(/(<div class="choices" id="choices-subject">)/, (open) => open + choice())
    .replace("</head>", () => `  ${style}\n  </head>`)
    .replace(/(<div data-place="(\w+)">)/g, place);
}

/** Cards of the first screen; what comes after them is shown when the page has begun (`reveal` of `src/frame/subjects.ts`). */
const FIRST_CARDS = 2;

function putOff(markup: string): string {
  let cards = 0;
  return markup.replace(/(<section class="card)\b/g, (card) => {
    cards += 1;
    return cards > FIRST_CARDS ? `${card} later` : card;
  });
}

/** Links to the chunk that opens the folder, and to those that it imports. */
function preloads(
  files: ReadonlyArray<Rollup.OutputAsset | Rollup.OutputChunk>,
  folder: string,
): HtmlTagDescriptor[] {
  const chunks = files.filter((file) => file.type === "chunk");
  const code = chunks.find(({ facadeModuleId }) =>
    facadeModuleId?.endsWith(`/subjects/${folder}/subject.ts`),
  );
  const page = chunks.find(({ isEntry, name }) => isEntry && name === "index");
  const needed = code ? [code.fileName, ...code.imports].filter((file) => file !== page?.fileName) : [];
  return needed.map((file) => ({
    tag: "link",
    attrs: { rel: "modulepreload", crossorigin: true, href: `./${file}` },
    injectTo: "head",
  }));
}
