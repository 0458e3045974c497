/** Which programs are run: a folder of public ones (`optima.csv` beside their files), and seeded ones. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

function cargoExample(packageName, example, features, args) {
  const cargo = [
    "run",
    "--quiet",
    "--release",
    "-p",
    packageName,
    ...features,
    "--example",
    example,
    "--",
    ...args,
  ];
  execFileSync("cargo", cargo, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
}

/** Version of the generators of the seeded instances: programs of another one are not used. */
function generatorVersion() {
  const source = readFileSync(join(ROOT, "crates/families/src/benchmark/mod.rs"), "utf8");
  return /pub const VERSION: u32 = (\d+);/.exec(source)[1];
}

/**
 * Public instances, converted to JSON once. `folder` has `optima.csv` with lines
 * `path,rows,cols,integers,optimum`.
 */
export function publicInstances(folder, work) {
  const lines = readFileSync(join(folder, "optima.csv"), "utf8").trim().split("\n").slice(1);
  const listed = lines.map((line) => line.split(","));
  const out = join(work, "public");
  const target = (path) => join(out, `${basename(path).replace(/\.[^.]*$/, "")}.json`);
  const isStale = (path) =>
    !existsSync(target(path)) || statSync(target(path)).mtimeMs < statSync(join(folder, path)).mtimeMs;
  const missing = listed.filter(([path]) => isStale(path));
  if (missing.length > 0) {
    mkdirSync(out, { recursive: true });
    const files = missing.map(([path]) => join(folder, path));
    cargoExample("hunch-model", "convert", ["--features", "gzip"], [out, "json", ...files]);
  }
  return listed.map(([path, , , integers, optimum]) => ({
    name: basename(path).replace(/\.[^.]*$/, ""),
    family: Number(integers) > 0 ? "miplib3" : "netlib",
    file: target(path),
    optimum: Number(optimum),
  }));
}

/** `count` seeded instances of every class of `hunch_families::benchmark`. */
export function seededInstances(count, work) {
  const out = join(work, `seeded-${generatorVersion()}-${count}`);
  if (!existsSync(out)) {
    // Whole or not at all, also when interrupted.
    const part = `${out}.part`;
    rmSync(part, { recursive: true, force: true });
    cargoExample("hunch-families", "benchmark_instances", [], [part, String(count)]);
    renameSync(part, out);
  }
  const files = readdirSync(out).filter((file) => file.endsWith(".json"));
  const collator = new Intl.Collator("en", { numeric: true });
  return files.sort(collator.compare).map((file) => ({
    name: file.replace(/\.json$/, ""),
    family: file.replace(/-\d+\.json$/, ""),
    file: join(out, file),
    optimum: null,
  }));
}

/** Lot-sizing programs of one distribution, by seed; the same instances as the package's `sample`. */
export function clspInstances({ c, f, horizon, seed, count }, work) {
  const out = join(work, `clsp-${c}-${f}-${horizon}`);
  const name = (s) => `clsp-${c}-${f}-${horizon}-${s}`;
  const seeds = Array.from({ length: count }, (_, k) => seed + k);
  if (seeds.some((s) => !existsSync(join(out, `${name(s)}.json`)))) {
    cargoExample(
      "hunch-families",
      "benchmark_instances",
      [],
      [out, "clsp", ...[c, f, horizon, seed, count].map(String)],
    );
  }
  return seeds.map((s) => ({ name: name(s), seed: s, file: join(out, `${name(s)}.json`) }));
}
