import { promisify } from "node:util";
import webpack from "webpack";

/** Nothing is set but what is built of what; the modules are large, so webpack's hints on sizes stay off. */
const stats = await promisify(webpack)({
  mode: "production",
  entry: "./main.js",
  performance: { hints: false },
});
const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
for (const { message } of [...errors, ...warnings]) console.error(message);
process.exitCode = errors.length + warnings.length > 0 ? 1 : 0;
