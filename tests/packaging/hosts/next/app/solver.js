"use client";

import * as hunch from "hunch-solver";
import * as yalps from "hunch-solver/yalps";
import { useEffect, useState } from "react";
import { work } from "../work.js";

/** Renders on the server too; it solves in the browser alone. */
export function Solver() {
  const [status, setStatus] = useState("solving");
  useEffect(() => {
    work(hunch, yalps).then((result) => {
      globalThis.result = result;
      setStatus(result.object[0]);
      document.title = "done";
    });
  }, []);
  return <output>{status}</output>;
}
