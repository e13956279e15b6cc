// Parses and checks Dockerfiles.
// Usage: node dockerfiles.mjs FILE...   one line for each mistake; ends with 1 where there are any
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { validate } = createRequire(import.meta.url)("dockerfile-utils");

let mistakes = 0;
for (const file of process.argv.slice(2)) {
  for (const { range, message } of validate(readFileSync(file, "utf8"))) {
    mistakes++;
    console.log(`${file}:${range.start.line + 1}: ${message}`);
  }
}
process.exit(mistakes === 0 ? 0 : 1);
