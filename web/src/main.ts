/** The page begins here. */

import { explain } from "./frame/errors";
import { Page } from "./frame/page";
import { byId } from "./ui/dom";

void new Page().start().catch((error: unknown) => {
  byId("alert").hidden = false;
  byId("alert-text").textContent = `The solver could not be loaded: ${explain(error)}`;
});
