/** On the server the package is to be read from node_modules: bundled, it would not find its files. */
export default { output: "export", serverExternalPackages: ["hunch-solver"] };
