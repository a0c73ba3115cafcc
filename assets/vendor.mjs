// Copies third-party files from node_modules to where Django serves them.
//   cd assets && npm install --ignore-scripts && npm run vendor
import { copyFileSync } from "node:fs";

const target = new URL("../src/objektiv/web/static/", import.meta.url);
const source = new URL("node_modules/", import.meta.url);
const golos = "@fontsource-variable/golos-text/";

for (const [from, to] of [
  ["htmx.org/dist/htmx.min.js", "js/htmx.min.js"],
  [`${golos}files/golos-text-cyrillic-wght-normal.woff2`, "fonts/golos-text-cyrillic-wght-normal.woff2"],
  [`${golos}files/golos-text-latin-wght-normal.woff2`, "fonts/golos-text-latin-wght-normal.woff2"],
  [`${golos}LICENSE`, "fonts/golos-text-LICENSE.txt"],
]) {
  copyFileSync(new URL(from, source), new URL(to, target));
  console.log(to);
}
