import * as hunch from "hunch-solver";
import * as yalps from "hunch-solver/yalps";
import { work } from "./work.js";

globalThis.result = await work(hunch, yalps);
document.title = "done";
