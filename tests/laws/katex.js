// Reads a JSON list of formulas from standard input; writes for each "" or why KaTeX does not take it.
// node katex.js FOLDER-OF-KATEX < formulas.json
const katex = require(require("path").resolve(process.argv[2]));
const why = (formula) => {
  try {
    katex.renderToString(formula, { displayMode: true, throwOnError: true, strict: "ignore", trust: false });
    return "";
  } catch (error) {
    return String(error.message);
  }
};
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(formulas.map(why)));
