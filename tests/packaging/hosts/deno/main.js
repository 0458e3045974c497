import * as hunch from "hunch-solver";
import * as yalps from "hunch-solver/yalps";
import { work } from "./work.js";

console.log(JSON.stringify(await work(hunch, yalps)));
