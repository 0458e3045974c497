/** The solvers by name. The first is ours; ratios are taken against it. */
export const SOLVERS = {
  hunch: { module: "./hunch.mjs", argument: "hunch", label: "hunch" },
  microlp: { module: "./hunch.mjs", argument: "microlp", label: "microlp (in our wasm)" },
  highs: { module: "./highs.mjs", label: "HiGHS (npm highs)" },
  glpk: { module: "./glpk.mjs", label: "glpk.js" },
  yalps: { module: "./yalps.mjs", label: "YALPS" },
};

export async function versionOf(name) {
  const { module, argument } = SOLVERS[name];
  const { version } = await import(module);
  return version(argument);
}

export async function open(name) {
  const { module, argument } = SOLVERS[name];
  const { load } = await import(module);
  return load(argument);
}
