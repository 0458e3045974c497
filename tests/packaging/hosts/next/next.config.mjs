/** Plain files, so that any static server may send them. */
export default { output: "export" };
