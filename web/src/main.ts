/** The page begins here. */

import { explain } from "./frame/errors";
import { Page } from "./frame/page";
import { breathe } from "./ui/breathe";
import { byId } from "./ui/dom";

async function begin(): Promise<void> {
  // That the scripts have run is a piece of work by itself.
  await breathe();
  await new Page().start();
}

void begin().catch((error: unknown) => {
  byId("alert").hidden = false;
  byId("alert-text").textContent = `The solver could not be loaded: ${explain(error)}`;
});
