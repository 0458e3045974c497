/** The lessons, found by their place: `src/lessons/<name>` with `about.json` and `lesson.ts`. */

import type { About, Lesson } from "../../lessons/lesson";

const ABOUTS = import.meta.glob<About>("../../lessons/*/about.json", { eager: true, import: "default" });
const LESSONS = import.meta.glob<Lesson>("../../lessons/*/lesson.ts", { import: "lesson" });

export interface Listed extends About {
  /** Loads it when it is first shown. */
  load(): Promise<Lesson>;
}

export const LISTED: readonly Listed[] = Object.entries(ABOUTS)
  .sort(([, a], [, b]) => a.order - b.order)
  .map(([path, about]) => {
    const load = LESSONS[path.replace("about.json", "lesson.ts")];
    if (!load) throw new Error(`the lesson ${about.name} has no lesson.ts`);
    return { ...about, load };
  });

export function listed(name: string): Listed {
  const found = LISTED.find((one) => one.name === name) ?? LISTED[0];
  if (!found) throw new Error("there is no lesson in src/lessons");
  return found;
}
