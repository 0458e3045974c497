import * as hunch from "hunch-solver";
import * as yalps from "hunch-solver/yalps";
import { work } from "../../work.js";

/** Solves where it is rendered: on the server, or while building. */
export default async function Page() {
  return <output>{JSON.stringify(await work(hunch, yalps))}</output>;
}
