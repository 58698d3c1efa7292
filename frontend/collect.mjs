// Copies the few files that we serve from node_modules into the package, and makes one sprite of the icons named in icons.txt (`star` is outlined, `star-filled` filled).
// Source-map comments are cut: the maps are not served. Each licence goes along.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const target = join(here, "..", "src", "huying", "web", "static", "vendor");

const files = {
  "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
  "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
  "htmx.min.js": "htmx.org/dist/htmx.min.js",
  "echarts.min.js": "echarts/dist/echarts.min.js",
};
const licences = {
  "tabler-icons": "@tabler/icons/LICENSE",
  htmx: "htmx.org/LICENSE",
  echarts: "echarts/LICENSE",
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });

for (const [name, source] of Object.entries(files)) {
  const text = readFileSync(join(modules, source), "utf8");
  writeFileSync(join(target, name), text.replace(/\/[*/]# sourceMappingURL=[^\n*]*(\*\/)?/g, ""));
}
for (const [name, source] of Object.entries(licences)) {
  copyFileSync(join(modules, source), join(target, `LICENSE.${name}.txt`));
}

// One <symbol> per icon, used as <svg class="icon" aria-hidden="true"><use href="…/icons.svg#check"/></svg>.
const names = readFileSync(join(here, "icons.txt"), "utf8")
  .split("\n")
  .map((line) => line.replace(/#.*/, "").trim())
  .filter(Boolean);
const OUTLINE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
const symbols = names.map((name) => {
  const filled = name.endsWith("-filled");
  const file = filled ? `filled/${name.slice(0, -"-filled".length)}.svg` : `outline/${name}.svg`;
  const svg = readFileSync(join(modules, "@tabler", "icons", "icons", file), "utf8");
  const paths = svg
    .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "")
    .replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" ${filled ? 'fill="currentColor"' : OUTLINE}>${paths}</symbol>`;
});
writeFileSync(join(target, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
console.log(`front end: ${Object.keys(files).length} files, ${names.length} icons`);
